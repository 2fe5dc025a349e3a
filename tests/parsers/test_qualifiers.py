"""Words around a label: one that makes its value another one has a finding; a note does no harm and is told."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import LABELS, VALUES, page

BODY = "The region takes stock of what the project left behind."
FACTS = {name: " ".join(texts) for name, texts in VALUES.items() if name != "countries"} | {"countries": "Costa Rica"}
ROWS = {
    "dl": "<dl>{}</dl>|<dt>{label}</dt><dd>{value}</dd>",
    "list": "<ul>{}</ul>|<li><span>{label}</span> <div>{value}</div></li>",
    "bare": "<ul>{}</ul>|<li>{label} <div><span>{value}</span></div></li>",
    "table": "<table>{}</table>|<tr><th>{label}</th><td>{value}</td></tr>",
    "fields": "{}|<div><div class=field__label>{label}</div><div class=field__item>{value}</div></div>",
    "paragraphs": "{}|<p><strong>{label}:</strong> {value}</p>",
}
QUALIFIED = [
    "{} <span>proposed</span>",
    "<span>Estimated</span> {}",
    "{} <a href=/plan>prévue</a>",
    "{} <abbr title=plan>previsto</abbr>",
    "{} <span role=tooltip>The planned date.</span>",
    "{} (planned)",
    "<em>Planned</em><br>{}",
    "{} <button type=button>planned</button>",
    "<button type=button>planned</button> {}",
    "{} <small>(thousands)</small>",
    "{} <a href=#note>deuxième phase</a>",
    "{} <abbr title=unit>000s</abbr>",
    "{} – en miles",
]


def read(row: str, labels: dict[str, str]) -> ParsedPage:
    whole, _, one = ROWS[row].partition("|")
    rows = "".join(one.format(label=labels[name], value=value) for name, value in FACTS.items())
    return parse_page(page(whole.format(rows) + f"<p>{BODY}</p>"))


@pytest.mark.parametrize("form", QUALIFIED)
@pytest.mark.parametrize("row", ROWS)
def test_a_qualified_label_gives_no_value_without_a_warning(row: str, form: str) -> None:
    for name in ("start_date", "budget_usd", "countries"):
        parsed = read(row, LABELS | {name: form.format(LABELS[name])})
        assert parsed.project is not None
        told = {issue.field for issue in parsed.issues if issue.severity != "info"}
        assert parsed.project.fields["description"].raw == BODY
        read_as_value = parsed.project.fields[name].raw == FACTS[name]
        assert name in told or not read_as_value, name
        assert {other: parsed.project.fields[other].raw for other in FACTS if other != name} == {
            other: value for other, value in FACTS.items() if other != name
        }


@pytest.mark.parametrize("note", ["(help)", "(aide)", "(ayuda)"])
@pytest.mark.parametrize("row", ROWS)
def test_a_note_in_brackets_is_read_past(row: str, note: str) -> None:
    parsed = read(row, {name: f"{label} <span>{note}</span>" for name, label in LABELS.items()})
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in FACTS} == FACTS
    assert "label_qualified" not in {issue.kind for issue in parsed.issues}


def test_a_note_in_an_element_of_its_own_is_told() -> None:
    parsed = read("dl", LABELS | {"start_date": "Start Date <a href=/log>History</a>"})
    assert ("label_noted", "start_date", "read as a note on the label: 'History'") in {
        (issue.kind, issue.field, issue.message) for issue in parsed.issues
    }


def test_a_page_whose_labels_all_have_more_in_one_line_is_no_legacy_page() -> None:
    field = "<iom-field><iom-label>{label} <i>({word})</i></iom-label> <iom-value>{value}</iom-value></iom-field>"
    rows = [field.format(label=LABELS[name], word="par tranche de mille", value=value) for name, value in FACTS.items()]
    parsed = parse_page(page("".join(rows) + f"<p>{BODY}</p>"))
    assert parsed.layout != "legacy"


@pytest.mark.parametrize("form", ["<small>Parent project</small> {}", "{} <span>(by the ministry)</span>"])
def test_other_words_in_the_element_of_a_label_have_a_finding_for_its_field(form: str) -> None:
    for row in ROWS:
        parsed = read(row, LABELS | {"start_date": form.format("Start Date")})
        assert parsed.project is not None
        told = "start_date" in {issue.field for issue in parsed.issues if issue.severity != "info"}
        assert told or parsed.project.fields["start_date"].raw != "2005", row
