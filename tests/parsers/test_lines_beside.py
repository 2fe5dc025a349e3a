"""Lines next to a value that are no fact may qualify it: `200,000<br>–`; the value has a finding then."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, VALUES, page

FACTS = {name: " ".join(texts) for name, texts in VALUES.items() if name != "countries"}
STRUCTURES = {
    "one paragraph": ("<p>", "<strong>{label}:</strong> {value}<br>", "</p>"),
    "no elements": ("<div>", "{label}: {value}<br>", "</div>"),
    "a paragraph each": ("", "<p><strong>{label}:</strong> {value}</p>", ""),
    "lines of their own": ("<p>", "<b>{label}</b><br>{value}<br>", "</p>"),
}
FIELDS = ("start_date", "budget_usd", "year", "project_id")


def told(structure: str, over: dict[str, str], more: str = "") -> dict[str, list[str]]:
    before, row, after = STRUCTURES[structure]
    rows = "".join(row.format(label=LABELS[name], value=over.get(name, value)) for name, value in FACTS.items())
    parsed = parse_page(
        page(f"{before}{rows}{more}{after}<div><p>Officials learn to plan recruitment abroad.</p></div>")
    )
    assert parsed.project is not None
    found: dict[str, list[str]] = {}
    for issue in parsed.issues:
        if issue.field in FACTS and parsed.project.fields[issue.field].raw is not None:
            found.setdefault(str(issue.field), []).append(issue.kind)
    lost = {name: ["null"] for name in FACTS if parsed.project.fields[name].raw is None}
    return found | lost


@pytest.mark.parametrize("line", ["–", "≈", "(approx.)", "tbc", "< 2"])
@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_line_behind_a_value_is_said_of_its_field_alone(structure: str, name: str, line: str) -> None:
    assert set(told(structure, {name: f"{FACTS[name]}<br>{line}"})) == {name}


@pytest.mark.parametrize("more", ["<b>{}", "<i>{}", "</span><span>{}"])
@pytest.mark.parametrize(("name", "other"), [("year", "2008"), ("region", "Europe"), ("coverage", "Global")])
def test_a_second_value_in_an_element_that_is_never_closed_is_said(name: str, other: str, more: str) -> None:
    assert name in told("one paragraph", {name: f"{FACTS[name]} {more.format(other)}"})


@pytest.mark.parametrize("name", ["budget_usd", "year", "project_id"])
def test_a_line_between_label_and_value_is_said(name: str) -> None:
    assert set(told("lines of their own", {name: f"approx.<br>{FACTS[name]}"})) == {name}


def test_text_that_begins_behind_the_last_value_is_none_of_it() -> None:
    items = "- A survey of both ports<br>- Ten trainers from the agency<br>- A pilot in two towns"
    assert told("one paragraph", {}, items) == {}
    assert told("one paragraph", {}, "Officials of two ministries learn to plan fair recruitment abroad.") == {}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_an_unknown_label_and_its_text_are_no_lines_of_the_value_before(structure: str) -> None:
    _, row, _ = STRUCTURES[structure]
    assert told(structure, {}) == {}
    assert told(structure, {}, row.format(label="Donor", value="A ministry")) == {}
