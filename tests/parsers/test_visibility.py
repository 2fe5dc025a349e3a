"""What a reader sees is one rule for facts, titles and descriptions: footnotes, struck-out text, notes, encodings."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parsers.value_pages import (
    BODY,
    EXPECTED,
    PRINTED,
    TITLE,
    ask,
    facts,
    in_every_structure,
    legacy,
    told,
    value,
)

MARKS = {
    "sup": "<sup>1</sup>",
    "sup in brackets": "<sup>[1]</sup>",
    "sup with a link": '<sup><a href="#n1">1</a></sup>',
    "sup of two": "<sup>1,2</sup>",
    "sup with a star": "<sup>*</sup>",
    "raised by style": '<span style="vertical-align: super; font-size: 70%">1</span>',
    "raised by class": '<span class="superscript">1</span>',
    "sub": "<sub>1</sub>",
    "small": "<small>1</small>",
    "footnote": '<span class="footnote">1</span>',
    "footnote reference": '<a class="footnote-ref" href="#fn:1">1</a>',
    "noteref": '<a role="doc-noteref" href="/notes">1</a>',
    "link in brackets": '<a href="/notes">[1]</a>',
    "link within the page": '<a href="#note-1">1</a>',
    "Unicode": "¹",
    "Unicode, two": "¹²",
    "for screen readers": '<span class="visually-hidden">1</span>',
    "sr-only": '<span class="sr-only">1</span>',
}
"""Ways to write the mark of a footnote behind a word."""
UNTOLD = {"for screen readers", "sr-only"}
"""Not seen and no mark: beside a word nothing need be said."""


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("fields", [tuple(PRINTED), ("budget_usd",), ("countries", "project_id")])
@in_every_structure
def test_a_mark_behind_a_value_is_no_part_of_it(structure: str, mark: str, fields: tuple[str, ...]) -> None:
    answer = ask(facts(structure, {**PRINTED, **{field: PRINTED[field] + MARKS[mark] for field in fields}}))

    assert {name: value(answer, name) for name in EXPECTED} == EXPECTED
    for field in fields:
        if mark not in UNTOLD or PRINTED[field][-1].isdigit():
            assert told(answer, field) & {"footnote_mark", "hidden_text"}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("field", ["region", "project_id", "budget_usd", "countries", "project_type", "status"])
def test_a_mark_behind_a_bare_value_is_no_part_of_it(field: str, mark: str) -> None:
    values = {**PRINTED, "budget_usd": "200,000"}
    answer = ask(legacy({**values, field: values[field] + MARKS[mark]}))

    assert (answer["layout"], value(answer, field)) == ("legacy", EXPECTED[field])
    if mark not in UNTOLD or values[field][-1].isdigit():
        assert told(answer, field) & {"footnote_mark", "hidden_text"}


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_behind_a_title_is_no_part_of_it(mark: str) -> None:
    answer = ask(facts("dl", PRINTED), title=TITLE + MARKS[mark], head=TITLE)

    assert value(answer, "title") == TITLE
    assert told(answer, "title") == (set() if mark in UNTOLD else {"footnote_mark"})


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("structure", ["list", "dl", "table", "fields"])
@pytest.mark.parametrize("separator", [", ", "</span> <span>", " / "])
def test_marks_within_a_list_of_countries_change_none(structure: str, mark: str, separator: str) -> None:
    printed = f"<span>Cambodia{MARKS[mark]}{separator}Viet Nam{MARKS[mark]}{separator}Thailand</span>"
    answer = ask(facts(structure, {**PRINTED, "coverage": "Regional", "countries": printed}))

    assert value(answer, "countries") == ["KHM", "VNM", "THA"]


@pytest.mark.parametrize("mark", ["sup", "footnote", "Unicode", "link in brackets", "sup with a link"])
@in_every_structure
def test_a_mark_behind_a_label_hides_no_label(structure: str, mark: str) -> None:
    one = facts(structure, PRINTED).replace("Budget Amount (USD)", f"Budget Amount (USD){MARKS[mark]}")

    answer = ask(one)

    assert {name: value(answer, name) for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_in_the_description_is_no_part_of_it(mark: str) -> None:
    body = f"<p>Officials of two ministries{MARKS[mark]} learn to plan fair recruitment abroad{MARKS[mark]}.</p>"

    assert value(ask(facts("dl", PRINTED), body=body), "description") == (
        "Officials of two ministries learn to plan fair recruitment abroad."
    )


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("The 1<sup>er</sup> centre covers 20 km<sup>2</sup>", "The 1er centre covers 20 km2"),
        ("The 2<sup>nd</sup> centre covers 20 km²", "The 2nd centre covers 20 km²"),
        ("It counts CO<sub>2</sub> and H<sub>2</sub>O", "It counts CO2 and H2O"),
        ("It counts CO₂", "It counts CO₂"),
        ("<small>Phase</small> two of Go<sup>TM</sup>", "Phase two of GoTM"),
        ("The n<sup>o</sup> of XIX<sup>e</sup> and 21<sup>e</sup>", "The no of XIXe and 21e"),
        ("A share of <sup>1</sup>/<sub>2</sub>", "A share of 1/2"),
        ("Up to 10⁶ people", "Up to 10⁶ people"),
    ],
)
def test_raised_figures_that_are_text_stay(printed: str, text: str) -> None:
    body = f"<p>{printed} of the two ports, for officials who plan fair recruitment abroad.</p>"

    assert value(ask(facts("dl", PRINTED), body=body), "description") == (
        f"{text} of the two ports, for officials who plan fair recruitment abroad."
    )


@pytest.mark.parametrize(
    ("field", "printed"),
    [
        ("budget_usd", "20<sup>000</sup>0"),
        ("budget_usd", "2 x 10<sup>5</sup>"),
        ("budget_usd", "10<sup>5</sup>"),
        ("budget_usd", "200<sup>000</sup>"),
        ("year", "20<sup>14</sup>"),
        ("start_date", "20<sup>14</sup>"),
        ("project_id", "LM.02<sub>54</sub>"),
        ("prima_id", "KH10P000<sup>2</sup>"),
    ],
)
@in_every_structure
def test_a_raised_figure_that_may_be_a_part_of_a_number_is_told(structure: str, field: str, printed: str) -> None:
    answer = ask(facts(structure, {**PRINTED, field: printed}))

    assert told(answer, field)


@pytest.mark.parametrize(
    "struck",
    [
        "<del>{}</del>",
        "<s>{}</s>",
        "<strike>{}</strike>",
        '<span style="text-decoration: line-through">{}</span>',
        '<span style="color:red;text-decoration-line:underline line-through">{}</span>',
        '<span class="line-through">{}</span>',
        '<span class="text-decoration-line-through">{}</span>',
    ],
)
@in_every_structure
def test_what_is_struck_out_is_in_no_field(structure: str, struck: str) -> None:
    values = {
        **PRINTED,
        "end_date": f"{struck.format('2010')} 2017",
        "countries": f"{struck.format('Zambia')} Cambodia",
        "status": f"Completed {struck.format('Active')}",
    }
    body = f"<p>Officials of two {struck.format('three')} ministries learn to plan fair recruitment abroad.</p>"
    answer = ask(facts(structure, values), title=f"{TITLE} {struck.format('Anew')}", head=TITLE, body=body)

    assert {name: value(answer, name) for name in EXPECTED} == EXPECTED
    assert value(answer, "title") == TITLE
    assert value(answer, "description") == "Officials of two ministries learn to plan fair recruitment abroad."
    assert "struck_out" in told(answer, "end_date") & told(answer, "countries") & told(answer, "title")


@pytest.mark.parametrize(
    ("field", "printed"),
    [("end_date", "20<del>10</del>17"), ("budget_usd", "2<s>5</s>0,000"), ("project_id", "LM.02<del>9</del>54")],
)
def test_what_is_struck_out_of_a_figure_is_told(field: str, printed: str) -> None:
    answer = ask(facts("dl", {**PRINTED, field: printed}))

    assert ("struck_out", "warning") in {(i["kind"], i["severity"]) for i in answer["issues"] if i["field"] == field}


@pytest.mark.parametrize("field", ["end_date", "budget_usd", "countries", "status"])
@in_every_structure
def test_a_value_that_is_struck_out_whole_is_none(structure: str, field: str) -> None:
    answer = ask(facts(structure, {**PRINTED, field: f"<del>{PRINTED[field]}</del>"}))

    assert value(answer, field) is None
    assert told(answer, field)


HIDDEN = [
    "<span hidden>9</span>",
    '<span style="display:none">9</span>',
    '<span style="visibility: hidden">9</span>',
    '<span class="visually-hidden">9</span>',
    '<span class="sr-only">9</span>',
    '<span class="element-invisible">9</span>',
    '<span class="d-none">9</span>',
    '<span class="screen-reader-text">9</span>',
]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("place", ["{value}{hidden}", "{hidden}{value}"])
@in_every_structure
def test_what_is_hidden_beside_values_is_no_part_of_them(structure: str, hidden: str, place: str) -> None:
    printed = {field: place.format(value=text, hidden=hidden) for field, text in PRINTED.items()}
    answer = ask(facts(structure, printed))

    assert {name: value(answer, name) for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_in_title_and_text_is_in_neither(hidden: str) -> None:
    body = f"<p>Officials of two{hidden} ministries learn to plan fair recruitment abroad.</p>"
    answer = ask(facts("dl", PRINTED), title=TITLE + hidden, head=TITLE, body=body)

    assert value(answer, "title") == TITLE
    assert value(answer, "description") == "Officials of two ministries learn to plan fair recruitment abroad."


@pytest.mark.parametrize("name", ["visually-hidden", "sr-only", "screen-reader-text"])
@pytest.mark.parametrize("structure", ["list", "dl", "fields", "lines", "table"])
def test_a_label_for_screen_readers_is_a_label(structure: str, name: str) -> None:
    one = facts(structure, PRINTED)
    one = one.replace("Coverage", f'<span class="{name}">Coverage</span>')

    answer = ask(one)

    assert {field: value(answer, field) for field in EXPECTED} == EXPECTED


@pytest.mark.parametrize("control", ["<button>Copy</button>", '<a href="#" role="button">Copy</a>'])
@in_every_structure
def test_a_control_beside_a_value_is_no_part_of_it(structure: str, control: str) -> None:
    for printed in (f"LM.0254 {control}", f"{control} LM.0254"):
        assert value(ask(facts(structure, {**PRINTED, "project_id": printed})), "project_id") == "LM.0254"


def test_a_control_in_the_text_is_no_part_of_it() -> None:
    body = BODY.replace("ministries", "<button>Copy</button> ministries").replace("</p>", " <button>More</button></p>")

    assert value(ask(facts("dl", PRINTED), body=body), "description") == BODY[3:-4]


ONCE = {
    "title": ("Cambodia's Diaspora: Health & Borders of Today", "Cambodia's Diaspora: Health & Borders of Today"),
    "countries": ("Côte d'Ivoire", ["CIV"]),
    "region": ("Amérique latine et Caraïbes", "Latin America and the Caribbean"),
    "project_type": ("Migration de main-d’œuvre", "Labour Migration"),
    "description": (
        'Officials\' plans & "rules" for fair recruitment abroad are written in both ports of the country.',
        'Officials\' plans & "rules" for fair recruitment abroad are written in both ports of the country.',
    ),
}


def references(text: str) -> str:
    """Write what is no plain letter as a reference, as a template does."""
    return "".join(c if c.isascii() and (c.isalnum() or c in " .,:") else f"&#{ord(c):03};" for c in text)


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("field", ONCE)
@pytest.mark.parametrize("encode", [html.escape, references])
def test_references_encoded_again_are_decoded(field: str, times: int, encode: object) -> None:
    assert callable(encode)
    printed, expected = ONCE[field]
    text = encode(printed)
    for _ in range(times - 1):
        text = html.escape(text)
    if field == "title":
        answer = ask(facts("dl", PRINTED), title=text)
    elif field == "description":
        answer = ask(facts("dl", PRINTED), body=f"<p>{text}</p>")
    else:
        answer = ask(facts("dl", {**PRINTED, field: text}))

    assert (value(answer, field), told(answer, field) - {"coverage_mismatch", "id_type_mismatch"}) == (expected, set())


def test_a_blank_that_was_encoded_again_is_a_blank() -> None:
    answer = ask(
        facts("list", {**PRINTED, "budget_usd": "200&amp;nbsp;000"}), title="Fair&amp;nbsp;Recruitment of Today"
    )

    assert (value(answer, "budget_usd"), value(answer, "title")) == ("200000.00", "Fair Recruitment of Today")


@pytest.mark.parametrize("left", ["&amp;nosuch;", "&amp;#9999999;"])
def test_references_that_mean_nothing_are_told(left: str) -> None:
    answer = ask(facts("dl", PRINTED), title=f"Fair {left} Recruitment", body=BODY.replace("two", f"two {left}"))

    assert "entity_left" in told(answer, "title") & told(answer, "description") or "\ufffd" in value(answer, "title")  # type: ignore[operator]
    assert told(answer, "title")
    assert told(answer, "description")


def test_markup_encoded_once_too_often_is_told() -> None:
    answer = ask(
        facts("dl", PRINTED),
        title="Fair &lt;em&gt;Recruitment&lt;/em&gt; now",
        body=BODY.replace("two", "&lt;b&gt;two&lt;/b&gt;"),
    )

    assert "markup_in_text" in told(answer, "title") & told(answer, "description")


def hide(address: str, key: int) -> str:
    return bytes([key, *(character ^ key for character in address.encode())]).hex()


CLOAKS = {
    "link": '<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{}">[email&#160;protected]</a>',
    "span in a link": '<a href="/cdn-cgi/l/email-protection#{0}"><span class="__cf_email__" data-cfemail="{0}">'
    "[email&#160;protected]</span></a>",
    "link alone": '<a href="/cdn-cgi/l/email-protection#{}">[email&#160;protected]</a>',
    "span": '<span class="__cf_email__" data-cfemail="{}">[email&#160;protected]</span>',
}


@pytest.mark.parametrize("cloak", CLOAKS)
@pytest.mark.parametrize("key", [0x00, 0x2A, 0xFF])
def test_an_address_that_a_proxy_hid_is_decoded(cloak: str, key: int) -> None:
    printed = CLOAKS[cloak].format(hide("fund@example.org", key))
    answer = ask(
        facts("dl", PRINTED),
        title=f"Write to {printed} on fair recruitment",
        head="Write to us",
        body=BODY.replace("abroad", f"abroad ({printed})"),
    )

    assert value(answer, "title") == "Write to fund@example.org on fair recruitment"
    assert value(answer, "description") == BODY[3:-4].replace("abroad", "abroad (fund@example.org)")
    assert told(answer, "description") == set()


@pytest.mark.parametrize("cipher", ["", "2a", "xyz", "2a4b", "2a" + "00" * 5])
def test_an_address_without_its_cipher_is_told(cipher: str) -> None:
    printed = CLOAKS["span"].format(cipher)
    answer = ask(
        facts("dl", PRINTED), title=f"Write to {printed} now", head="Write", body=BODY.replace("abroad", printed)
    )

    assert "hidden_address" in told(answer, "title")
    assert "hidden_address" in told(answer, "description")


@given(st.emails(), st.integers(0, 255))
def test_any_address_comes_back(address: str, key: int) -> None:
    body = BODY.replace("abroad", CLOAKS["span"].format(hide(address.partition("?")[0] or address, key)))

    assert address.partition("?")[0] in str(value(ask(facts("dl", PRINTED), body=body), "description"))
