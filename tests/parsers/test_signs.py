"""Signs and open ranges are no plain amount, year or identifier; separators say nothing, and `raw` keeps all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parsers.value_pages import (
    EXPECTED,
    LABELS,
    PRINTED,
    STRUCTURES,
    ask,
    facts,
    in_every_structure,
    legacy,
    told,
    value,
)

AMOUNTS = (
    "-200,000",
    "- 200,000",
    "– 200,000",
    "—200,000",
    "−200,000",
    "‐200,000",
    "200,000-",
    "200,000 –",
    "(200,000)",
    "( 200,000 )",
    "~200,000",
    "~ 200,000",
    "≈ 200,000",
    "± 200,000",
    "+200,000",
    "< 200,000",
    "> 200,000",
    "≤ 200,000",
    "→ 200,000",
    "200,000 →",
    "➔ 200,000",
    "up to 200,000",
    "200,000+",
    "€ 200,000",
    "200,000 €",
    "£200,000",
    ",200",
    "100,000 – 200,000",
)
DATES = (
    "2014 –",
    "2014–",
    "– 2014",
    "-2014",
    "— 2014",
    "→ 2014",
    "2014 →",
    "↦2014",
    "until 2014",
    "since 2014",
    "jusqu’à 2014",
    "hasta 2014",
    "~2014",
    "~ 2014",
    "< 2014",
    "> 2014",
    "≤2014",
    "(2014)",
    "2014?",
    "2014 …",
    "2013 – 2014",
)
SPELT = ("– March 2014", "March 2014 –", "- 1 March 2014", "1 mars 2014 –", "→ marzo de 2014")
BROKEN_UP = (
    "<span>–</span> <span>{}</span>",
    "<span>-</span>{}",
    "<b>−</b><i>{}</i>",
    "<span>{}</span> <span>–</span>",
    "{}<span>-</span>",
    "<span>(</span>{}<span>)</span>",
    "<span>~</span> {}",
    "<span>&lt;</span> <span>{}</span>",
    "<i>→</i> {}",
    "<span>€</span> {}",
)


@pytest.mark.parametrize("printed", AMOUNTS)
@in_every_structure
def test_an_amount_with_a_sign_is_none(structure: str, printed: str) -> None:
    answer = ask(facts(structure, {**PRINTED, "budget_usd": printed.replace("<", "&lt;")}))

    assert value(answer, "budget_usd") is None
    assert told(answer, "budget_usd")


@pytest.mark.parametrize("printed", DATES)
@pytest.mark.parametrize("field", ["start_date", "end_date", "year"])
@in_every_structure
def test_a_year_with_a_sign_is_none(structure: str, printed: str, field: str) -> None:
    answer = ask(facts(structure, {**PRINTED, field: printed.replace("<", "&lt;")}))

    assert value(answer, field) is None
    assert told(answer, field)


@pytest.mark.parametrize("printed", SPELT)
@in_every_structure
def test_a_day_with_a_sign_is_none(structure: str, printed: str) -> None:
    answer = ask(facts(structure, {**PRINTED, "end_date": printed}))

    assert (value(answer, "end_date"), told(answer, "end_date")) == (None, {"unreadable_date"})


@pytest.mark.parametrize("broken", BROKEN_UP)
@pytest.mark.parametrize("field", ["budget_usd", "start_date", "year"])
@in_every_structure
def test_a_sign_in_an_element_of_its_own_is_a_sign(structure: str, broken: str, field: str) -> None:
    answer = ask(facts(structure, {**PRINTED, field: broken.format(PRINTED[field])}))

    assert value(answer, field) is None
    assert told(answer, field)


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("printed", ["-200,000", "– 200,000", "(200,000)", "200,000-", "~ 200,000"])
@pytest.mark.parametrize(
    "template", ["<p>{label}: {value}</p>", "<p>{label} {value}</p>", "<b>{label}</b>: {value}<br>"]
)
def test_a_sign_behind_a_colon_is_a_sign(language: str, printed: str, template: str) -> None:
    content = "".join(
        template.format(label=LABELS[language][name], value=printed if name == "budget_usd" else text)
        for name, text in PRINTED.items()
    )
    answer = ask(content, language=language)

    assert value(answer, "budget_usd") is None
    assert told(answer, "budget_usd")
    assert value(answer, "end_date") == "2017"


SEPARATED = (
    "<li><b>{label}</b> – {value}</li>",
    "<li><b>{label}</b> - {value}</li>",
    "<li><b>{label} –</b> {value}</li>",
    "<li>{label} – {value}</li>",
    "<li>{label}: – {value}</li>",
    "<li><b>{label}</b> <i>–</i> <span>{value}</span></li>",
    "<li><b>{label}</b> → {value}</li>",
    "<li><b>{label}</b> » {value}</li>",
    "<li><b>{label}</b><span>-</span><span>{value}</span></li>",
)


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("template", SEPARATED)
def test_a_dash_between_every_label_and_value_is_a_separator(language: str, template: str) -> None:
    content = "".join(template.format(label=LABELS[language][name], value=text) for name, text in PRINTED.items())
    answer = ask(f"<ul>{content}</ul>", language=language)

    assert {name: value(answer, name) for name in EXPECTED} == EXPECTED
    assert answer["raw"]["budget_usd"] == "200000.00"


@pytest.mark.parametrize("template", SEPARATED[:4])
@pytest.mark.parametrize("printed", ["-200,000", "– 200,000", "200,000-"])
def test_a_sign_behind_a_separator_is_a_sign(template: str, printed: str) -> None:
    content = "".join(
        template.format(label=LABELS["en"][name], value=printed if name == "budget_usd" else text)
        for name, text in PRINTED.items()
    )
    answer = ask(f"<ul>{content}</ul>")

    assert (value(answer, "budget_usd"), value(answer, "year")) == (None, 2014)
    assert told(answer, "budget_usd")


@pytest.mark.parametrize("separator", [" – ", " | ", " • ", "; ", ", ", " → ", " / "])
@pytest.mark.parametrize("one", ["<b>{}:</b> {}", "<b>{}</b> <span>{}</span>"])
def test_what_parts_one_fact_from_the_next_is_no_sign(separator: str, one: str) -> None:
    line = separator.join(one.format(LABELS["en"][name], text) for name, text in PRINTED.items())
    answer = ask(f"<p>{line}</p>")

    assert {name: value(answer, name) for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize(
    "printed", ["{}", ": {}", "• {}", "{};", "{},", "{} |", "🌍 {}", "&#xe01f; {}", "✓ {}", "= {}"]
)
@in_every_structure
def test_edges_that_say_nothing_change_no_value(structure: str, printed: str) -> None:
    answer = ask(facts(structure, {name: printed.format(text) for name, text in PRINTED.items()}))

    assert {name: value(answer, name) for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize("structure", ["list", "dl", "table", "fields"])
@pytest.mark.parametrize("printed", ["– {}", "- {}", "-{}"])
@pytest.mark.parametrize("field", ["status", "region", "countries", "coverage", "project_type"])
def test_a_dash_before_a_term_or_name_says_nothing(structure: str, printed: str, field: str) -> None:
    answer = ask(facts(structure, {**PRINTED, field: printed.format(PRINTED[field])}))

    assert value(answer, field) == EXPECTED[field]


@pytest.mark.parametrize("printed", ["LM.0254-", "– LM.0254", "LM.0254 –", "-LM.0254", "LM.0254 – LM.0255"])
@in_every_structure
def test_a_dash_beside_an_identifier_is_told(structure: str, printed: str) -> None:
    answer = ask(facts(structure, {**PRINTED, "project_id": printed}))

    assert value(answer, "project_id") is None
    assert told(answer, "project_id")


@pytest.mark.parametrize(
    "label", ["Budget Amount (USD)*", "Budget Amount (USD) …….", "Budget Amount (USD) :", "Budget Amount (USD)."]
)
@in_every_structure
def test_what_ends_a_label_is_no_sign_of_its_value(structure: str, label: str) -> None:
    content = facts(structure, PRINTED).replace("Budget Amount (USD)", label)

    assert value(ask(content), "budget_usd") == "200000.00"


@pytest.mark.parametrize("printed", AMOUNTS)
def test_a_bare_amount_with_a_sign_is_none(printed: str) -> None:
    answer = ask(legacy({**PRINTED, "budget_usd": printed.replace("<", "&lt;")}))

    assert answer["layout"] == "legacy"
    assert value(answer, "budget_usd") is None
    assert told(answer, "budget_usd")


@pytest.mark.parametrize("broken", BROKEN_UP)
@pytest.mark.parametrize("block", ["<div class=f>{}</div>", "<p>{}</p>", "<ul><li>{}</li></ul>"])
def test_a_bare_amount_with_its_sign_in_an_element_is_none(broken: str, block: str) -> None:
    answer = ask(legacy({**PRINTED, "budget_usd": broken.format("200,000")}, block))

    assert value(answer, "budget_usd") is None
    assert told(answer, "budget_usd")


def test_two_blocks_of_facts_that_differ_in_a_sign_disagree() -> None:
    both = facts("dl", PRINTED) + facts("dl", {**PRINTED, "budget_usd": "-200000.00"})
    answer = ask(both)

    assert (value(answer, "budget_usd"), told(answer, "budget_usd")) == (None, {"field_ambiguous"})


RAW = {
    "Kenya, Zambia": "Kenya, Zambia",
    "<span>Kenya</span>, <span>Zambia</span>": "Kenya, Zambia",
    "<span>Kenya</span> / <span>Zambia</span>;": "Kenya / Zambia;",
    "Kenya<br>Zambia": "Kenya\nZambia",
    "<ul><li>Kenya</li><li>Zambia</li></ul>": "Kenya\nZambia",
    "<p>Kenya,</p><p>Zambia</p>": "Kenya,\nZambia",
    "<span>Kenya</span><span>Zambia</span>": "KenyaZambia",
    "<a href=/k>Kenya</a> <a href=/z>Zambia</a>": "Kenya Zambia",
}


@pytest.mark.parametrize("structure", ["list of spans", "dl", "table", "fields"])
@pytest.mark.parametrize("printed", RAW)
def test_raw_is_what_is_printed(structure: str, printed: str) -> None:
    answer = ask(facts(structure, {**PRINTED, "coverage": "Regional", "countries": printed}))

    assert (value(answer, "countries"), answer["raw"]["countries"]) == (["KEN", "ZMB"], RAW[printed])


@pytest.mark.parametrize("printed", ["-200,000", "– 200,000", "200,000-", "(200,000)", "~200,000", "200,000 –"])
@in_every_structure
def test_raw_keeps_the_signs(structure: str, printed: str) -> None:
    assert ask(facts(structure, {**PRINTED, "budget_usd": printed}))["raw"]["budget_usd"] == printed


SIGNS = st.sampled_from(["-", "–", "—", "−", "→", "←", "~", "<", ">", "≤", "≥", "±", "+", "(", "€", "£", "≈"])


@given(
    SIGNS,
    st.sampled_from(["", " "]),
    st.booleans(),
    st.sampled_from(list(STRUCTURES)),
    st.sampled_from(["budget_usd", "year", "start_date", "end_date"]),
)
def test_no_sign_of_any_kind_is_lost(sign: str, blank: str, leads: bool, structure: str, field: str) -> None:
    escaped = sign.replace("<", "&lt;")
    printed = f"{escaped}{blank}{PRINTED[field]}" if leads else f"{PRINTED[field]}{blank}{escaped}"
    answer = ask(facts(structure, {**PRINTED, field: printed}))

    assert value(answer, field) is None
    assert told(answer, field)


BESIDE = (
    "{} <i>approx.</i>",
    "<i>about</i> {}",
    '<span class="sr-only">minus </span>{}',
    "{} <span>*</span>",
    "{}<span>1</span>",
    "{}<font size=1>1</font>",
    '{}<span style="font-size: 60%">1</span>',
    "{} <sup>est.</sup>",
    "₤ {}",
    "▼ {}",
    "✖ {}",
)


@pytest.mark.parametrize("printed", BESIDE)
@pytest.mark.parametrize("field", ["budget_usd", "year", "end_date", "project_id"])
@in_every_structure
def test_what_may_qualify_a_figure_is_told(structure: str, printed: str, field: str) -> None:
    assert told(ask(facts(structure, {**PRINTED, field: printed.format(PRINTED[field])})), field)


@pytest.mark.parametrize(
    "title", ["Fair Recruitment in Practice*", "Fair Recruitment [1] in Practice", "Fair Practice †"]
)
def test_a_mark_printed_as_any_text_of_a_title_is_told(title: str) -> None:
    answer = ask(facts("dl", PRINTED), title=title)

    assert (value(answer, "title"), told(answer, "title")) == (title, {"footnote_mark"})
