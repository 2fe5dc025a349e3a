"""Pages that print little: projects not begun, drifted templates, and pages that only carry marks of a challenge."""

import pytest

from parsers import parse_page
from parsers.model import Outcome
from tests.parsers.pages import DESCRIPTION, LABELS, TITLE, URL, VALUES, list_of, page, pairs

TEASERS = "<h2>Related projects</h2>" + "".join(
    f'<div class="views-row"><h3><a href="/project/other-{n}">Another project, number {n}</a></h3></div>' for n in "123"
)
TEXT = "<p>The project will help the Government to manage the departures of its workers in good order.</p>"
CANONICAL = f'<link rel="canonical" href="{URL}">'
LEGACY = '<link rel="canonical" href="https://developmentfund.iom.int/project/some-project">'

LABELLED = [
    ("en", "Project Type", "Labour Migration", "project_type"),
    ("fr", "Type de projet", "Migration de main-d’œuvre", "project_type"),
    ("es", "Tipo de proyecto", "Desarrollo económico y comunitario", "project_type"),
    ("en", "Benefiting Member States", "Kenya", "countries"),
    ("fr", "Etat(s) membre(s) beneficiaires remplissant les conditions requises", "Kenya", "countries"),
    ("es", "Estados Miembros Beneficiarios que Reúnen los Requisitos", "Kenia", "countries"),
    ("en", "Projects ID", "LM.0123", "project_id"),
    ("fr", "Prima ID", "KE10P0001", "prima_id"),
    ("es", "Budget Amount (USD)", "200000.00", "budget_usd"),
    ("en", "Project Status", "Active", "status"),
]
NODE = '<link rel="canonical" href="https://www.iom.int/fr/node/174461">'
STRUCTURES = {
    "list": "<ul><li><div>{}</div><div>{}</div></li></ul>",
    "definitions": "<dl><dt>{}</dt><dd>{}</dd></dl>",
    "table": "<table><tr><th>{}</th><td>{}</td></tr></table>",
    "line": "<p><strong>{}:</strong> {}</p>",
    "drupal": '<div class="field"><div class="field__label">{}</div><div class="field__item">{}</div></div>',
    "value first": '<div class="stat"><div class="caption">{1}</div><div class="number">{0}</div></div>',
}


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize(("lang", "label", "value", "field"), LABELLED, ids=[f"{a[3]}-{a[0]}" for a in LABELLED])
@pytest.mark.parametrize("head", ["", CANONICAL], ids=["no address", "address"])
def test_one_fact_under_a_title_is_a_project(
    structure: str, lang: str, label: str, value: str, field: str, head: str
) -> None:
    facts = STRUCTURES[structure].format(label, value)

    reading = parse_page(page(facts + TEXT + TEASERS, lang=lang, head=head))

    assert reading.outcome == "project", reading.reason
    assert reading.project is not None
    reported = {name for name, one in reading.project.fields.items() if one.status == "reported"}
    assert reported == {"title", field, "description"}
    assert reading.project.fields[field].texts == (value,)
    assert reading.project.fields["description"].raw == TEXT.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize("label", ["Coverage", "IDF Region"])
def test_fact_that_other_pages_print_too_needs_the_address(label: str) -> None:
    facts = STRUCTURES["list"].format(label, "Global")

    assert parse_page(page(facts + TEXT, head=CANONICAL)).outcome == "project"
    assert parse_page(page(facts + TEXT)).outcome == "not_a_project"


@pytest.mark.parametrize("head", ["", NODE], ids=["no address", "node"])
@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize(
    ("label", "value", "field"),
    [("Coverage", "Global", "coverage"), ("Année", "2013", "year"), ("Fecha de inicio", "2013", "start_date")],
)
def test_fact_that_makes_no_project_is_told(structure: str, label: str, value: str, field: str, head: str) -> None:
    reading = parse_page(page(STRUCTURES[structure].format(label, value) + TEXT, head=head))

    assert reading.outcome == "not_a_project"
    assert [(issue.kind, issue.field) for issue in reading.issues] == [("fact_not_taken", field)]


LABELLED_SENTENCES = [
    "<p>{}: {}</p>",
    "<p><strong>{}:</strong> {}</p>",
    "<h3>{}</h3><p>{}</p>",
    "<dl><dt>{}</dt><dd>{}</dd></dl>",
    "<table><tr><td>{}</td><td>{}</td></tr></table>",
]


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("sentence", LABELLED_SENTENCES)
@pytest.mark.parametrize(
    ("label", "value", "field", "other", "about"),
    [
        ("Start Date", "2014", "start_date", "Project Status", "status"),
        ("Projet ID", "LM.0123", "project_id", "Couverture", "coverage"),
        ("Año", "2014", "year", "Fecha de finalización", "end_date"),
    ],
)
def test_labelled_sentence_beside_few_facts_is_description(
    structure: str, sentence: str, label: str, value: str, field: str, other: str, about: str
) -> None:
    told = "Officers have learned to plan, and the work in both ports goes on."
    body = TEXT + sentence.format(other, told) + "<p>Crews are trained as well.</p>"
    reading = parse_page(page(STRUCTURES[structure].format(label, value) + body, head=CANONICAL))

    assert reading.project is not None, reading.reason
    assert reading.project.fields[field].texts == (value,)
    assert reading.project.fields[about].texts == ()
    assert told in (reading.project.fields["description"].raw or "")
    in_text = ("label_in_description", about) in {(issue.kind, issue.field) for issue in reading.issues}
    assert in_text or reading.project.fields[about].status == "label_empty"


@pytest.mark.parametrize("structure", STRUCTURES)
def test_label_of_projects_without_a_value_is_told(structure: str) -> None:
    reading = parse_page(page(STRUCTURES[structure].format("Type de projet", "") + TEXT, head=NODE))

    assert reading.outcome == "not_a_project"
    assert [(issue.kind, issue.field) for issue in reading.issues] == [("fact_not_taken", "project_type")]


@pytest.mark.parametrize("first", ["Donor: Ministry of Ports; ", "Partner: Harbour board; "])
def test_many_labels_in_one_text_are_told(first: str) -> None:
    line = first + "; ".join(f"{LABELS[name]}: {' '.join(texts)}" for name, texts in VALUES.items())
    reading = parse_page(page(f"<p>{line}</p>{TEXT}", head=NODE))

    assert reading.outcome == "not_a_project"
    assert {issue.field for issue in reading.issues if issue.kind == "fact_not_taken"} == set(VALUES)


def test_facts_below_headings_that_are_their_values_are_told() -> None:
    facts = pairs("<div><h4>{value}</h4><p>{label}</p></div>").replace("<span>2005</span>", "", 1)
    reading = parse_page(page(f"{TEXT}<div>{facts}</div>", head=NODE))

    assert {issue.field for issue in reading.issues} >= {"budget_usd", "project_id", "countries"}


def test_facts_whose_classes_name_their_fields_are_written_alike() -> None:
    row = '<div class="views-field"><span class="views-label views-label-{0}">{1}:</span> <span>{2}</span></div>'
    facts = row.format("coverage", "Coverage", "National") + row.format("region", "IDF Region", "Africa")
    reading = parse_page(page(f"{TEXT}<div class=rows>{facts}</div>", head=CANONICAL))

    assert reading.project is not None, reading.reason
    assert reading.project.fields["coverage"].texts == ("National",)
    assert reading.project.fields["region"].texts == ("Africa",)


def test_dates_and_coverage_together_make_a_project() -> None:
    facts = STRUCTURES["list"].format("Start Date", "2013") + STRUCTURES["list"].format("Year", "2012")
    reading = parse_page(page(facts + STRUCTURES["list"].format("Coverage", "Global") + TEXT, head=NODE))

    assert reading.outcome == "project"


@pytest.mark.parametrize(
    "structure",
    [
        '<div class="stat"><div>{value}</div><div>{label} <a href="/edit">Edit</a></div></div>',
        '<div class="stat"><b>{value}</b><br>{label} <button>Help</button></div>',
    ],
)
@pytest.mark.parametrize("text", [TEXT, TEXT + "<p>Coverage: the training reaches two ports.</p>"])
def test_links_in_labels_below_their_values_are_notes(structure: str, text: str) -> None:
    reading = parse_page(page(pairs(structure) + text, head=NODE))

    assert reading.project is not None, reading.reason
    assert {name: reading.project.fields[name].texts for name in VALUES} == dict(VALUES)


@pytest.mark.parametrize(
    "canonical", ["https://www.iom.int/news/some-news", "https://www.iom.int/countries/kenya", "https://www.iom.int/"]
)
def test_fact_at_another_address_is_no_project(canonical: str) -> None:
    head = f'<link rel="canonical" href="{canonical}">'

    reading = parse_page(page(STRUCTURES["list"].format("Project Type", "Labour Migration") + TEXT, head=head))

    assert reading.outcome == "not_a_project"


def test_words_explained_are_no_facts() -> None:
    facts = STRUCTURES["definitions"].format("Project Type", "What the project is about, in one or two words of ours.")

    assert parse_page(page(facts + TEXT)).outcome == "not_a_project"


@pytest.mark.parametrize("blocks", [["Labour Migration"], ["Africa", "Labour Migration"], ["LM.0123", "Kenya"]])
def test_few_bare_facts_of_the_legacy_host_are_a_project(blocks: list[str]) -> None:
    facts = "".join(f"<div>{block}</div>" for block in blocks)

    reading = parse_page(page(facts + TEXT, head=LEGACY))

    assert reading.outcome == "project", reading.reason
    assert reading.layout == "legacy"
    assert reading.project is not None
    assert [one.raw for one in reading.project.fields.values() if one.status == "reported"][1:-1]
    assert parse_page(page(facts + TEXT, head=CANONICAL)).outcome == "soft_error"


EMPTY = "".join(f"<li><div>{label}</div><div></div></li>" for label in ("Start Date", "Project Type", "Projects ID"))


@pytest.mark.parametrize("facts", [f"<ul>{EMPTY}</ul>", "<ul><li>2005</li><li>Completed</li></ul>", TEXT, ""])
@pytest.mark.parametrize(
    "company", [TEASERS, "<div><h2>Log in</h2><p>Members</p></div>", "<ul><li>Maintenance</li></ul>"]
)
@pytest.mark.parametrize("evidence", ["address", "template"])
def test_address_of_a_project_without_facts_is_layout_drift(facts: str, company: str, evidence: str) -> None:
    body = page(facts + TEXT + company, head=CANONICAL if evidence == "address" else "")
    if evidence == "template":
        body = body.replace(b"<body>", b'<body class="path-node page-node-type-project">')

    reading = parse_page(body)

    assert reading.outcome == "soft_error", reading.reason
    assert reading.reason.startswith("layout drift")


MARKS = [
    '<script src="/_Incapsula_Resource?SWJIYLWA=5074a744e2e3d891814e9a2dace20bd4"></script>',
    '<script>window._cf_chl_opt={}</script><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
    '<script src="/cdn-cgi/challenge-platform/h/b/scripts/jsd.js"></script>',
    '<div style="display:none">Checking your browser before accessing</div>',
    '<div hidden><h2>Log in</h2><input type="password"></div>',
    "<ul><li>Maintenance</li><li>Log in</li></ul>",
    "<p>This site is down for maintenance on Sundays.</p>",
    '<div id="root"><noscript>Enable JavaScript and cookies to continue</noscript></div>',
]
LONG = DESCRIPTION + TEXT * 30


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize(
    ("content", "outcome"), [(list_of() + TEXT, "project"), (LONG, "not_a_project")], ids=["facts", "text"]
)
def test_marks_of_a_challenge_on_a_whole_page_mean_nothing(
    mark: str, place: str, content: str, outcome: Outcome
) -> None:
    reading = parse_page(page((mark if place == "before" else "") + content + (mark if place == "after" else "")))

    assert reading.outcome == outcome, reading.reason


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (f"<h1>{TITLE}</h1>{MARKS[0]}<p>Request unsuccessful.</p>", "blocked"),
        (f"{MARKS[1]}<p>One moment, please.</p>", "blocked"),
        ("<h1>iom.int</h1><p>Verifying you are human. This may take a few seconds.</p>", "blocked"),
        ("<h2>Site en maintenance</h2><p>Nous revenons.</p>", "maintenance"),
        ("<h1>IOM</h1><p>IOM is currently under maintenance.</p>", "maintenance"),
        ("<h1>Iniciar sesión</h1><input type=password>", "login"),
        ("<form><p>Members</p><input type=password></form>", "login"),
    ],
)
def test_short_page_with_the_marks_is_a_challenge(body: str, outcome: Outcome) -> None:
    html = f"<!doctype html><html><head><title>{TITLE}</title></head><body>{body}</body></html>"

    assert parse_page(html.encode()).outcome == outcome


@pytest.mark.parametrize(
    "line", ["<p>Words before<br>{}</p>", TEXT + "<p>{}</p>" + TEXT, TEXT + "<ul><li>{}</li></ul>", "<p>{}</p>" + TEXT]
)
@pytest.mark.parametrize("text_first", [False, True])
def test_of_two_facts_that_words_part_and_that_are_written_otherwise_both_are_told(
    line: str, *, text_first: bool
) -> None:
    fact = STRUCTURES["drupal"].format("Coverage", "National") + "<p>A few words</p>"
    text = f"<div class=body>{line.format('Year: 2009')}{TEXT}</div>"
    html = page(text + fact if text_first else fact + text).replace(b"<head>", f"<head>{CANONICAL}".encode())
    parsed = parse_page(html)
    assert parsed.project is not None
    assert [parsed.project.fields[name].raw for name in ("coverage", "year")] == ["National", "2009"]
    assert {issue.field for issue in parsed.issues if issue.kind == "fact_apart"} == {"coverage", "year"}
