"""Labels with more in their own element, grouped labels, and values before their labels: read where that is sure."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, VALUES, page

FACTS = {name: " ".join(texts) for name, texts in VALUES.items() if name != "countries"} | {"countries": "Costa Rica"}
STRUCTURES = {
    "dl": ("<dl>", "<dt>{label}</dt><dd>{value}</dd>", "</dl>"),
    "list": ("<ul>", "<li><span>{label}</span><div>{value}</div></li>", "</ul>"),
    "table": ("<table>", "<tr><th>{label}</th><td>{value}</td></tr>", "</table>"),
    "fields": ("", "<div><div class=label>{label}</div><div class=item>{value}</div></div>", ""),
    "headings": ("", "<h3>{label}</h3><p>{value}</p>", ""),
    "siblings": ("<div>", "<div class=label>{label}</div><div class=value>{value}</div>", "</div>"),
}
NOTES = {
    "link": "{} <a href=/edit>Edit</a>",
    "link behind a colon": "{}: <a href=/edit>Edit</a>",
    "two links": "{} <a href=/edit>Edit</a> <a href=/log>History</a>",
    "button": "{} <button type=button>Help</button>",
    "tooltip": "{} <span role=tooltip>What this means for projects of the Fund.</span>",
    "abbreviation": "{} <abbr title='United States dollar'>USD</abbr>",
    "name of an icon": "{} <i class=material-icons>info</i>",
    "icon before": "<i class=material-icons>event</i> {}",
}


MARKUPS = [("dl", "dt", "dd"), ("div", "h4", "p"), ("div", "div class=label", "div class=value")]


def element(name: str, text: str) -> str:
    return f"<{name}>{text}</{name.partition(' ')[0]}>"


def values_of(html: str) -> dict[str, str | None]:
    parsed = parse_page(page(f"{html}<p>The region takes stock of what the project left in each member state.</p>"))
    assert parsed.project is not None, parsed.reason
    return {name: parsed.project.fields[name].raw for name in FACTS}


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("structure", STRUCTURES)
def test_what_stands_in_a_labels_own_element_belongs_to_the_label(structure: str, note: str) -> None:
    before, row, after = STRUCTURES[structure]
    rows = [row.format(label=NOTES[note].format(LABELS[name]), value=value) for name, value in FACTS.items()]
    assert values_of(before + "".join(rows) + after) == FACTS


@pytest.mark.parametrize("structure", STRUCTURES)
def test_one_label_with_a_note_is_read_as_the_others(structure: str) -> None:
    before, row, after = STRUCTURES[structure]
    note = NOTES["link"]
    rows = [
        row.format(label=note.format(LABELS[name]) if name == "status" else LABELS[name], value=value)
        for name, value in FACTS.items()
    ]
    assert values_of(before + "".join(rows) + after) == FACTS


def test_a_text_in_the_place_of_a_value_is_no_note() -> None:
    lost = "<li><b></b> <i>2019</i></li>"
    rows = "".join(
        f"<li><b>{LABELS[name]}</b> <i>{'unknown' if name == 'end_date' else value}</i></li>"
        + (lost if name == "end_date" else "")
        for name, value in FACTS.items()
    )
    parsed = parse_page(page(f"<ul>{rows}</ul>"))
    assert parsed.project is not None
    assert parsed.project.fields["end_date"].raw == "unknown"


def test_labels_that_cannot_be_read_make_no_legacy_page() -> None:
    rows = "".join(f"<h3>{LABELS[name]} <em>(see below)</em></h3><p>{value}</p>" for name, value in FACTS.items())
    parsed = parse_page(page(f"{rows}<p>The region takes stock of what the project left.</p>"))
    assert parsed.project is None


@pytest.mark.parametrize("size", [2, 3, len(FACTS)])
@pytest.mark.parametrize(("parent", "label", "value"), MARKUPS)
def test_a_run_of_labels_has_the_run_of_values_behind_it(size: int, parent: str, label: str, value: str) -> None:
    names, html = list(FACTS), ""
    for start in range(0, len(names), size):
        run = names[start : start + size]
        html += "".join(element(label, LABELS[name]) for name in run)
        html += "".join(element(value, FACTS[name]) for name in run)
    assert values_of(element(parent, html)) == FACTS


def test_a_run_whose_last_value_is_a_list_has_all_of_it() -> None:
    html = "<dl><dt>Projects ID</dt><dt>Coverage</dt><dt>Benefiting Member States</dt>"
    html += "<dd>Q36-805</dd><dd>Regional</dd><dd>Belize</dd><dd>Costa Rica</dd></dl>"
    parsed = parse_page(page(html))
    assert parsed.project is not None
    assert parsed.project.fields["countries"].texts == ("Belize", "Costa Rica")
    assert parsed.project.fields["coverage"].raw == "Regional"


def test_an_unknown_label_in_a_run_keeps_its_own_value() -> None:
    labels, values = ("Projects ID", "Donor", "Partner", "Coverage"), ("Q36-805", "A ministry", "A port", "Regional")
    html = "".join(element("dt", text) for text in labels) + "".join(element("dd", text) for text in values)
    parsed = parse_page(page(f"<dl>{html}<dt>Project Status</dt><dd>Completed</dd></dl>"))
    assert parsed.project is not None
    assert parsed.project.fields["project_id"].raw == "Q36-805"
    assert parsed.project.fields["coverage"].raw == "Regional"
    assert parsed.project.unclaimed == {"Donor": "A ministry", "Partner": "A port"}


@pytest.mark.parametrize(
    "values",
    [
        ("2005", "Completed", "2011"),  # two changed places
        ("2005", "to be confirmed", "Completed"),
        ("2005", "2011", "Completed", "Active"),  # one too many
    ],
)
def test_a_run_that_does_not_fit_gives_none_of_its_values(values: tuple[str, ...]) -> None:
    html = "<dt>Start Date</dt><dt>End Date</dt><dt>Project Status</dt>" + "".join(
        f"<dd>{text}</dd>" for text in values
    )
    html += "<dt>Projects ID</dt><dd>Q36-805</dd><dt>Coverage</dt><dd>Regional</dd>"
    parsed = parse_page(page(f"<dl>{html}</dl>"))
    assert parsed.project is not None
    told = {issue.field for issue in parsed.issues if issue.severity == "error"}
    for name in ("start_date", "end_date", "status"):
        assert (parsed.project.fields[name].raw, name in told) == (None, True), name
    assert parsed.project.fields["project_id"].raw == "Q36-805"


@pytest.mark.parametrize(("parent", "label", "value"), MARKUPS)
def test_values_before_their_labels_are_read(parent: str, label: str, value: str) -> None:
    rows = "".join(element(value, text) + element(label, LABELS[name]) for name, text in FACTS.items())
    assert values_of(element(parent, rows)) == FACTS


def test_dates_that_may_stand_before_or_behind_their_labels_are_not_guessed() -> None:
    dates = "<dl><dd>2005</dd><dt>Start Date</dt><dd>2011</dd><dt>End Date</dt><dd>2004</dd><dt>Year</dt></dl>"
    rest = "<ul><li><b>Project Status</b> Completed</li><li><b>Projects ID</b> Q36-805</li></ul>"
    parsed = parse_page(page(dates + rest))
    assert parsed.project is not None
    told = {issue.field for issue in parsed.issues if issue.severity == "error"}
    for name in ("start_date", "end_date", "year"):
        assert (parsed.project.fields[name].raw, name in told) == (None, True), name


def test_a_label_whose_value_is_a_dash_takes_no_unknown_label_for_it() -> None:
    row = "<tr><th>{}</th><td>{}</td><th>{}</th><td>{}</td>{}</tr>"
    rows = row.format("Start Date", "2005", "IDF Region", "–", "<th>Donor</th><td>A ministry</td>")
    rows += row.format("Projects ID", "Q36-805", "Coverage", "Regional", "")
    rows += row.format("Year", "2005", "Project Status", "Completed", "")
    parsed = parse_page(page(f"<table>{rows}</table>"))
    assert parsed.project is not None
    assert parsed.project.fields["region"].raw is None
    assert parsed.project.unclaimed == {"Donor": "A ministry"}


def test_an_unknown_label_with_a_year_is_no_second_value_of_a_date() -> None:
    items = "".join(f"<li><b>{LABELS[name]}</b> {value}</li>" for name, value in FACTS.items())
    parsed = parse_page(page(f"<ul>{items.replace('2005</li>', '2005</li><li><b>Last updated</b> 2019</li>', 1)}</ul>"))
    assert parsed.project is not None
    assert parsed.project.fields["start_date"].raw == "2005"
    assert parsed.project.unclaimed == {"Last updated": "2019"}


def test_a_value_that_looks_as_its_label_begins_no_run_of_labels() -> None:
    line = " | ".join(f"<b>{LABELS[name]}:</b> <b>{value}</b>" for name, value in FACTS.items())
    line = line.replace("<b>Projects ID", "<b>Year:</b>: 2016 | <b>Projects ID")
    parsed = parse_page(page(f"<p>{line}</p>"))
    assert parsed.project is not None
    assert parsed.project.fields["year"].raw is None
    assert ("field_ambiguous", "year") in {(issue.kind, issue.field) for issue in parsed.issues}
