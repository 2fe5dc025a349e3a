"""Odd facts: empty, missing, unknown, repeated and doubled labels, and hints that disagree."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage, RawField, RawProject
from tests.parsers.pages import DESCRIPTION, DESCRIPTION_TEXT, LABELS, VALUES, grid, list_of, page, pairs, without


def read(content: str, **more: str) -> ParsedPage:
    return parse_page(page(f"{content}<div>{DESCRIPTION}</div>", **more))


def project(reading: ParsedPage) -> RawProject:
    assert reading.project is not None, reading.reason
    return reading.project


def flagged(reading: ParsedPage) -> set[tuple[str, str | None]]:
    return {(issue.kind, issue.field) for issue in reading.issues}


def described(reading: ParsedPage) -> RawField:
    return project(reading).fields["description"]


ARRANGEMENTS = {
    "list": "<ul>{}</ul>|<li><strong>{{label}}</strong> {{value}}</li>",
    "dl": "<dl>{}</dl>|<dt>{{label}}</dt><dd>{{value}}</dd>",
    "table": "<table>{}</table>|<tr><th>{{label}}</th><td>{{value}}</td></tr>",
    "headings": "<section>{}</section>|<h3>{{label}}</h3><p>{{value}}</p>",
    "lines": "<p>{}</p>|<b>{{label}}:</b> {{value}}<br>",
    "fields": "<div>{}</div>|<div><div class=l>{{label}}</div><div class=v>{{value}}</div></div>",
}


def arrange(name: str, facts: dict[str, tuple[str, ...]]) -> str:
    wrapper, template = ARRANGEMENTS[name].replace("{{", "{").replace("}}", "}").split("|")
    return wrapper.replace("{}", pairs(template, facts))


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_label_with_nothing_beside_it_takes_nothing_from_its_neighbours(arrangement: str) -> None:
    facts = {"start_date": ("2005",), "prima_id": (), **without("start_date", "countries"), "countries": ()}

    fields = project(read(arrange(arrangement, facts))).fields

    assert fields["prima_id"].status == "label_empty"
    assert fields["countries"].status == "label_empty"
    assert fields["end_date"].texts == ("2011",)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("place", ["first", "between", "last"])
def test_unknown_label_is_reported_and_glued_to_nothing(arrangement: str, place: str) -> None:
    known, donor = list(VALUES.items()), ("Donor", ("IOM Development Fund",))
    known.insert({"first": 0, "between": 4, "last": len(known)}[place], donor)

    reading = read(arrange(arrangement, dict(known)))

    assert project(reading).unclaimed == {"Donor": "IOM Development Fund"}
    assert {name: project(reading).fields[name].raw for name in VALUES} == {
        name: " ".join(texts) for name, texts in VALUES.items()
    }
    assert described(reading).texts == (DESCRIPTION_TEXT,)
    assert reading.issues == ()


def test_missing_label_is_not_on_page_and_its_neighbours_are_right() -> None:
    reading = read(list_of(without("status", "project_id")))

    assert project(reading).fields["status"].status == "not_on_page"
    assert project(reading).fields["project_id"].status == "not_on_page"
    assert project(reading).fields["project_type"].texts == ("TCMMCB",)
    assert reading.issues == ()


def test_renamed_label_leaves_an_issue_for_the_field_that_it_may_mean() -> None:
    facts = {LABELS.get(name, name) if name != "project_id" else "Reference": texts for name, texts in VALUES.items()}

    reading = read(list_of(facts))

    assert project(reading).fields["project_id"].status == "not_on_page"
    assert project(reading).unclaimed == {"Reference": "Q36-805"}
    assert flagged(reading) == {("unknown_label_fits", "project_id")}


def test_repeated_facts_that_agree_make_no_noise() -> None:
    reading = read(f"<div>{list_of()}</div><div>{arrange('dl', VALUES)}</div>")

    assert project(reading).fields["end_date"].texts == ("2011",)
    assert reading.issues == ()


def test_two_blocks_that_disagree_are_ambiguous_and_never_a_guess() -> None:
    reading = read(f"<div>{list_of()}</div><div>{list_of(VALUES | {'end_date': ('2012',)})}</div>")

    field = project(reading).fields["end_date"]
    assert (field.status, field.texts) == ("ambiguous", ())
    assert {candidate.texts for candidate in field.alternatives} == {("2011",), ("2012",)}
    assert flagged(reading) == {("field_ambiguous", "end_date")}


def test_one_label_twice_in_a_block_is_ambiguous() -> None:
    content = list_of().replace("<li><strong>Coverage", "<li><strong>End Date</strong> 2012</li><li><strong>Coverage")

    assert ("field_ambiguous", "end_date") in flagged(read(content))


def test_same_value_in_another_language_or_form_is_the_same() -> None:
    content = list_of() + arrange(
        "dl", {"status": ("completed",), "region": VALUES["region"], "coverage": ("REGIONAL",)}
    )

    assert read(content).issues == ()


def lines_of(template: str, facts: dict[str, tuple[str, ...]] = VALUES) -> str:
    return pairs(template, facts, part="{}")


ON_ICE = {**VALUES, "status": ("On ice",)}
ODD_LABELS: dict[str, tuple[str, dict[str, str | None]]] = {
    "a word of the label in two elements": (
        list_of().replace("Start Date", "<i>S</i>tart Date"),
        {"start_date": "2005"},
    ),
    "a label twice on end, once for screen readers": (
        list_of().replace("<strong>End Date</strong>", "<strong><span>End Date</span> <span>End Date</span></strong>"),
        {"end_date": "2011"},
    ),
    "a broken label behind one without a value": (
        arrange("dl", {**without("countries"), "prima_id": (), "countries": VALUES["countries"]}).replace(
            "Benefiting Member", "Benefiting<br>Member"
        ),
        {"prima_id": None, "countries": "Belize Costa Rica Dominican Republic El Salvador"},
    ),
    "a broken label without a value before another": (
        arrange("dl", {**without("region", "countries"), "countries": (), "region": VALUES["region"]}).replace(
            "Benefiting Member", "Benefiting<br>Member"
        ),
        {"countries": None, "region": "Latin America and the Caribbean"},
    ),
    "lines of plain text, a colon before a value that is unknown": (
        f"<p>{lines_of('{label}: {value}<br>', ON_ICE)}</p>",
        {"status": "On ice", "coverage": "Regional"},
    ),
    "lines of plain text, a dash before a value that is unknown": (
        f"<p>{lines_of('{label} – {value}<br>', ON_ICE)}</p>",
        {"status": "On ice", "coverage": "Regional"},
    ),
    "one line of plain text": (
        f"<p>{lines_of('{label} {value} ')}</p>",
        {name: " ".join(texts) for name, texts in VALUES.items()},
    ),
    "one line of text in which a label is not set apart": (
        f"<p>{lines_of('<b>{label}</b> {value} ').replace('<b>Coverage</b>', 'Coverage')}</p>",
        {"budget_usd": "81500.00", "coverage": "Regional"},
    ),
    "one line whose first label is lost": (
        f"<p>{lines_of('<b>{label}</b> {value} ').replace('Start Date', '')}</p>",
        {"start_date": None, "end_date": "2011", "year": "2005"},
    ),
    "one line whose first label is lost, and an unknown value behind the second": (
        "<p>{}</p>".format(
            lines_of("<b>{label}</b> {value} ", {**VALUES, "end_date": ("Eventually",)}).replace("Start Date", "")
        ),
        {"start_date": None, "end_date": "Eventually", "status": "Completed"},
    ),
    "a value in two cells of a list of definitions": (
        arrange("dl", VALUES).replace("America and the", "America</span></dd><dd><span>and the"),
        {"region": "Latin America\nand the Caribbean"},
    ),
    "an empty place before the one with the value": (
        f"<dl><dt>End Date</dt><dd></dd><dt>Year</dt><dd>2005</dd></dl>{list_of()}",
        {"end_date": "2011", "year": "2005"},
    ),
}


@pytest.mark.parametrize("case", ODD_LABELS)
def test_odd_labels(case: str) -> None:
    content, raw = ODD_LABELS[case]

    fields = project(read(content)).fields

    assert {name: fields[name].raw for name in raw} == raw


SPANISH = (
    "<dl><dt>Fecha de inicio</dt><dd>2016</dd><dt>Tipo de proyecto</dt><dd>{first}</dd><dt>Tipo de proyecto</dt>"
    "<dd>{second}</dd><dt>Budget Amount (USD)</dt><dd>200000.00</dd><dt>Proyecto ID</dt><dd>CE.0349</dd></dl>"
)
TYPE = "Desarrollo económico y comunitario"


@pytest.mark.parametrize(
    ("first", "second", "status", "project_type"),
    [
        ("Finalizado", TYPE, ("Finalizado",), (TYPE,)),
        (TYPE, "Finalizado", ("Finalizado",), (TYPE,)),
        ("En suspenso", TYPE, ("En suspenso",), (TYPE,)),
        ("Finalizado", "Otra cosa", ("Finalizado",), ("Otra cosa",)),
        ("", TYPE, (), (TYPE,)),
        ("Finalizado", "", ("Finalizado",), ()),
    ],
)
def test_doubled_spanish_label(first: str, second: str, status: tuple[str, ...], project_type: tuple[str, ...]) -> None:
    reading = read(SPANISH.format(first=first, second=second), lang="es")

    assert project(reading).fields["status"].texts == status
    assert project(reading).fields["project_type"].texts == project_type
    assert reading.language == "es"


def test_single_spanish_label_is_told_by_its_value() -> None:
    once = SPANISH.replace("<dt>Tipo de proyecto</dt><dd>{second}</dd>", "")

    assert project(read(once.format(first="Finalizado"))).fields["status"].texts == ("Finalizado",)
    assert project(read(once.format(first=TYPE))).fields["project_type"].texts == (TYPE,)


def test_single_spanish_label_with_an_unknown_value_is_told_by_its_class() -> None:
    once = SPANISH.replace("<dt>Tipo de proyecto</dt><dd>{second}</dd>", "").replace(
        "<dt>Tipo", '<dt class="field--name-field-project-status">Tipo'
    )

    fields = project(read(once.format(first="Otra cosa"))).fields

    assert (fields["status"].texts, fields["project_type"].status) == (("Otra cosa",), "not_on_page")


def test_single_spanish_label_with_an_unknown_value_is_nobodys() -> None:
    once = SPANISH.replace("<dt>Tipo de proyecto</dt><dd>{second}</dd>", "")

    reading = read(once.format(first="Otra cosa"))

    assert {("label_ambiguous", "status"), ("label_ambiguous", "project_type")} <= flagged(reading)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("<a>Chile</a><a>Uruguay</a>", ("Chile", "Uruguay")),
        ("<span>Chile</span>, <span>Uruguay</span>", ("Chile", "Uruguay")),
        ("Chile<br>Uruguay", ("Chile", "Uruguay")),
        ("<ul><li>Chile</li><li>Uruguay</li></ul>", ("Chile", "Uruguay")),
        ("<div><ul><li>Chile</li></ul><ul><li>Uruguay</li></ul></div>", ("Chile", "Uruguay")),
        ("Chile, Uruguay", ("Chile, Uruguay",)),
        ("Bolivia <i>(Plurinational State of)</i>", ("Bolivia (Plurinational State of)",)),
        ("Guinea Guinea-Bissau", ("Guinea Guinea-Bissau",)),
        ("<span>Atlantis</span> <span>Chile</span>", ("Atlantis", "Chile")),
    ],
)
def test_parts_of_a_list_of_countries(value: str, texts: tuple[str, ...]) -> None:
    content = f"{list_of(without('countries'))}<dl><dt>Benefiting Member States</dt><dd>{value}</dd></dl>"

    assert project(read(content)).fields["countries"].texts == texts


def test_value_over_several_elements_and_lines() -> None:
    content = list_of().replace("Latin America and the Caribbean", "Latin America <em>and</em><br>the Caribbean")

    assert project(read(content)).fields["region"].texts == ("Latin America and the Caribbean",)


def test_last_list_of_countries_does_not_swallow_the_description() -> None:
    content = arrange("headings", VALUES).removesuffix("</section>") + f"{DESCRIPTION}</section>"

    reading = parse_page(page(content))

    assert project(reading).fields["countries"].raw == "Belize Costa Rica Dominican Republic El Salvador"
    assert described(reading).texts == (DESCRIPTION_TEXT,)


def test_machine_readable_date_that_disagrees_is_an_issue_and_the_print_stays() -> None:
    content = list_of().replace("<span>2011</span>", '<time datetime="2012-01-01">2011</time>')

    reading = read(content)

    assert project(reading).fields["end_date"].texts == ("2011",)
    assert flagged(reading) == {("hint_disagrees", "end_date")}


@pytest.mark.parametrize("stamp", ["2011", "2011-06-30", "2011-01-01T12:00:00Z", "2010-12-31T23:00:00Z"])
def test_machine_readable_date_that_agrees_makes_no_noise(stamp: str) -> None:
    content = list_of().replace("<span>2011</span>", f'<time datetime="{stamp}">2011</time>')

    assert read(content).issues == ()


@pytest.mark.parametrize(("year", "kinds"), [("2011", set()), ("2012", {("hint_disagrees", "end_date")})])
def test_json_about_the_page_is_set_against_the_print(year: str, kinds: set[tuple[str, str]]) -> None:
    data = f'{{"@graph": [{{"@type": "Project", "url": "https://iom.int/project/x", "endDate": "{year}-01-01"}}]}}'
    head = f'<link rel=canonical href="https://iom.int/project/x"><script type="application/ld+json">{data}</script>'

    assert flagged(read(list_of(), head=head)) == kinds


def test_json_about_other_projects_counts_for_nothing() -> None:
    data = '[{"@type": "Project", "name": "Another", "endDate": "1999"}]'

    assert read(list_of(), head=f'<script type="application/ld+json">{data}</script>').issues == ()


@pytest.mark.parametrize("data", ["", "{", "null", '{"name": 3}', "[" * 5_000, '{"@type": {"a": []}}'])
def test_broken_json_disturbs_nothing(data: str) -> None:
    assert read(list_of(), head=f'<script type="application/ld+json">{data}</script>').issues == ()


def test_field_whose_label_is_hidden_is_flagged_by_its_class() -> None:
    hidden = '<div class="field field--name-field-project-status field--label-hidden">Completed</div>'

    reading = read(list_of(without("status")) + hidden)

    assert project(reading).fields["status"].raw is None
    assert "status" in {issue.field for issue in reading.issues}


def test_class_that_names_another_field_than_the_label_is_flagged() -> None:
    content = list_of().replace("<li><strong>End Date", '<li class="field--name-field-year"><strong>End Date')

    reading = read(content)

    assert project(reading).fields["end_date"].texts == ("2011",)
    assert "year" in {issue.field for issue in reading.issues}


def test_labels_may_mix_languages_and_tell_the_language_where_they_agree() -> None:
    french = arrange("dl", VALUES).replace("Start Date", "Date de début").replace("Coverage", "Couverture")
    for label in ("End Date", "Project Status", "Project Type", "Year", "Projects ID", "Benefiting Member States"):
        french = french.replace(f"<dt>{label}</dt>", "")

    assert read(french, lang="fr").language == "fr"
    assert project(read(french, lang="en")).fields["coverage"].texts == ("Regional",)


@pytest.mark.parametrize(
    ("fact", "unclaimed", "field"),
    [
        ("<li><b>Duration</b> 2005 – 2011</li>", {"Duration": "2005 – 2011"}, "end_date"),
        ("<li><b>Codes</b> Q36-805 / other</li>", {"Codes": "Q36-805 / other"}, "project_id"),
        ("<li>Completed</li>", {"Completed": ""}, "status"),
    ],
)
def test_value_among_other_words_is_not_missed_in_silence(fact: str, unclaimed: dict[str, str], field: str) -> None:
    content = list_of(without(field)).replace("</ul>", f"{fact}</ul>")

    reading = read(content)

    assert project(reading).unclaimed == unclaimed
    assert ("unknown_label_fits", field) in flagged(reading)


def test_value_that_only_an_attribute_holds_is_flagged() -> None:
    content = list_of({**VALUES, "countries": ('<img alt="Belize">',)})

    reading = read(content)

    assert project(reading).fields["countries"].status == "label_empty"
    assert flagged(reading) == {("hint_without_label", "countries")}


@pytest.mark.parametrize(
    "control",
    ["readonly", "disabled", *(f"readonly type={t}" for t in ("text", "Number", "date", "month", "email", "url"))],
)
def test_value_in_a_control_that_nobody_can_change_is_read(control: str) -> None:
    fixed = arrange("fields", VALUES).replace("<span>2011</span>", f'<input {control} value="2011">')

    assert project(read(fixed)).fields["end_date"].texts == ("2011",)


@pytest.mark.parametrize("control", ["", "readonly type=checkbox", "disabled type=button"])
def test_value_in_a_control_that_asks_is_flagged(control: str) -> None:
    free = arrange("fields", VALUES).replace("<span>2011</span>", f'<input {control} value="2011">')

    assert project(read(free)).fields["end_date"].status == "label_empty"
    assert flagged(read(free)) == {("hint_without_label", "end_date")}


def test_note_between_label_and_value_is_not_the_value() -> None:
    note = "<span>The year in which the work ended, as told by the office</span>"
    content = arrange("fields", VALUES).replace("<div class=l>End Date</div>", f"<div class=l>End Date {note}</div>")

    assert project(read(content)).fields["end_date"].texts == ("2011",)


def test_line_of_facts_is_read_although_its_first_label_is_unknown() -> None:
    spans = pairs("<span>{label}</span> <i>{value}</i> ", {"Donor": ("IOM",), **VALUES}, part="{}")

    reading = read(f"<p>{spans}</p>")

    assert project(reading).fields["start_date"].texts == ("2005",)
    assert project(reading).unclaimed == {"Donor": "IOM"}


def test_sentence_that_speaks_of_labels_is_no_fact() -> None:
    sentence = "The <b>end date</b> was moved, and the <b>status</b> was reviewed in the same <b>year</b>."

    reading = read(f"{list_of(without('year'))}<p>{sentence}</p>")

    assert project(reading).fields["year"].status == "not_on_page"
    assert (described(reading).raw or "").startswith(
        "The end date was moved, and the status was reviewed in the same year."
    )


def test_label_word_that_goes_on_as_a_sentence_is_no_fact() -> None:
    reading = read(f"{list_of(without('coverage'))}<p><strong>Coverage</strong> of rural districts grew.</p>")

    assert project(reading).fields["coverage"].status == "not_on_page"
    assert (described(reading).raw or "").startswith("Coverage of rural districts grew.")


@pytest.mark.parametrize(
    "value",
    [
        "Regional <button>Copy</button>",
        "Regional<sup><a href='#n1'>1</a></sup>",
        "Regional <a href='/x'>See all</a>",
        "<a href='/x'>Regional<span class='visually-hidden'> (opens in a new window)</span></a>",
        "<i aria-hidden='true'>\U0001f30d</i> Regional",
        "\uf0ac Regional",
    ],
    ids=["button", "footnote", "link on", "hidden note", "emoji", "icon font"],
)
def test_what_hangs_on_a_value_is_none_of_it(value: str) -> None:
    reading = read(list_of({**VALUES, "coverage": (value,)}))

    assert project(reading).fields["coverage"].texts == ("Regional",)


def test_label_in_two_languages() -> None:
    body = list_of().replace("Start Date", "Start Date / Date de début").replace("Coverage", "Coverage (Couverture)")

    fields = project(read(body)).fields

    assert (fields["start_date"].texts, fields["coverage"].texts) == (("2005",), ("Regional",))


def test_rows_of_labels_and_of_values_in_turn() -> None:
    first = {name: VALUES[name] for name in list(VALUES)[:5]}
    rows = grid("<tr>{}</tr>", "<td>{}</td>", first) + grid("<tr>{}</tr>", "<td>{}</td>", without(*first))

    assert {name: project(read(f"<table>{rows}</table>")).fields[name].raw for name in VALUES} == {
        name: " ".join(texts) for name, texts in VALUES.items()
    }


UNKNOWN = {
    "unlike the known": "<dt>Donor</dt><dd>IOM</dd><dt>Office</dt><dd>Lusaka</dd>",
    "behind an empty value": "<dt>Year</dt><dd></dd><dt>Donor</dt><dd>IOM</dd><dt>Office</dt><dd>Lusaka</dd>",
    "with a label lost": "<dt></dt><dd>Fund</dd><dt>Donor:</dt><dd>IOM</dd><dt>Office:</dt><dd>Lusaka</dd>",
}


@pytest.mark.parametrize("form", UNKNOWN)
def test_unknown_labels_on_end_keep_their_texts(form: str) -> None:
    row = "<dt><strong>{label}</strong></dt><dd>{value}</dd>"
    first = {name: VALUES[name] for name in list(VALUES)[:5]}

    reading = read(f"<dl>{pairs(row, first)}{UNKNOWN[form]}{pairs(row, without('year', *first))}</dl>")

    unclaimed = project(reading).unclaimed or {}
    assert {"Donor": "IOM", "Office": "Lusaka"}.items() <= unclaimed.items()


def test_unknown_label_in_the_first_of_the_lines() -> None:
    lines = pairs("{label}<br>{value}<br>", part="{}", sep=", ")

    reading = read(f"<p>Funding Line<br>Line 2<br>{lines}</p>")

    assert project(reading).unclaimed == {"Funding Line": "Line 2"}
    assert described(reading).texts == (DESCRIPTION_TEXT,)


def test_grid_with_a_cell_too_few_is_ambiguous() -> None:
    table = grid("<tr>{}</tr>", "<td>{}</td>").replace("<td><i>2011</i></td>", "")

    reading = read(f"<table>{table}</table>")

    assert project(reading).fields["status"].status == "ambiguous"
    assert flagged(reading) == {("text_left_out", "description"), *(("grid_uneven", name) for name in VALUES)}
    assert described(reading).texts == (DESCRIPTION_TEXT,)


def test_where_is_a_path_that_finds_the_value() -> None:
    field = project(read(list_of())).fields["end_date"]

    assert field.where == "body > main > ul > li:nth-of-type(2) > span"
    assert field.rule == "label:within:li"
    assert field.label == "End Date"


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("<p><a>Chile</a><a>Uruguay</a></p>", "div:nth-of-type(1) > p"),
        ("<p>Chile</p><p>Uruguay</p>", "div:nth-of-type(1) > p:nth-of-type(1), div:nth-of-type(1) > p:nth-of-type(2)"),
        ("Chile <br> Uruguay", "div:nth-of-type(1)"),
    ],
)
def test_where_of_a_value_in_several_elements(value: str, where: str) -> None:
    content = f"{list_of(without('countries'))}<div><b>Benefiting Member States</b>{value}</div>"

    field = project(read(content)).fields["countries"]

    assert field.texts == ("Chile", "Uruguay")
    assert (field.where or "").replace("body > main > ", "") == where


@pytest.mark.parametrize(
    "text",
    [
        "\u202eetad",
        "a\x00b",
        "c\ufeffd",
        "e\u0301e\u0301",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
def test_hostile_characters_come_out_as_valid_text(text: str) -> None:
    reading = read(list_of({**VALUES, "status": (text,)}))

    for field in project(reading).fields.values():
        (field.raw or "").encode("utf-8")


def test_mojibake_is_flagged_by_field() -> None:
    body = page(list_of({**VALUES, "countries": ("Côte d’Ivoire",)})).replace(b"utf-8", b"latin1")

    assert ("mojibake", "countries") in flagged(parse_page(body))


def test_lost_bytes_are_flagged_by_field() -> None:
    body = page(list_of()).replace(b"Belize", b"Beliz\xe9")

    assert ("undecodable", "countries") in flagged(parse_page(body))
