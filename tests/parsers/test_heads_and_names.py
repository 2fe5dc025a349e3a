"""Labels in the head of a table with a note, and labels in attributes of which one has a value that cannot be read."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, VALUES, page

FACTS = {name: " ".join(texts) for name, texts in VALUES.items() if name != "countries"} | {"countries": "Costa Rica"}
BODY = "<p>The region takes stock of what the project left in each member state.</p>"
PORTS = "<table><tr><th>Port</th><th>Year</th></tr><tr><td>North quay</td><td>2018</td></tr></table>"


def grid(labels: dict[str, str]) -> str:
    heads = "".join(f"<th>{labels[name]}</th>" for name in FACTS)
    values = "".join(f"<td>{text}</td>" for text in FACTS.values())
    return f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{values}</tr></tbody></table>"


@pytest.mark.parametrize("form", ["{} <em>planned</em>", "<small>revised</small> {}", "{} <span>(in thousands)</span>"])
@pytest.mark.parametrize("name", ["end_date", "budget_usd", "coverage"])
def test_a_note_in_one_head_leaves_the_table_a_table(name: str, form: str) -> None:
    parsed = parse_page(page(grid(LABELS | {name: form.format(LABELS[name])}) + BODY))
    assert parsed.project is not None
    assert {one: parsed.project.fields[one].raw for one in FACTS} == FACTS
    assert {(issue.kind, issue.field) for issue in parsed.issues} == {("label_qualified", name)}


def test_known_labels_before_bare_facts_make_no_legacy_page() -> None:
    heads = "".join(f"<li>{LABELS[name]}</li>" for name in FACTS)
    values = "".join(f"<li>{text}</li>" for name, text in FACTS.items() if name != "budget_usd")
    parsed = parse_page(page(f"<ul>{heads}</ul><p>Facts and figures</p><ol>{values}</ol>{BODY}"))
    assert parsed.layout != "legacy"


@pytest.mark.parametrize("attribute", ["data-label", "aria-label", "data-title", "data-th", "data-preamble"])
def test_a_label_in_an_attribute_keeps_a_value_that_cannot_be_read(attribute: str) -> None:
    facts = FACTS | {"end_date": "<p>2011</p><p>2013</p>", "status": "not yet known"}
    rows = "".join(f'<li {attribute}="{LABELS[name]}">{text}</li>' for name, text in facts.items())
    parsed = parse_page(page(f"<ul>{rows}</ul>{BODY}"))
    assert parsed.project is not None
    assert parsed.project.fields["end_date"].texts == ("2011", "2013")
    others = {name: text for name, text in facts.items() if name != "end_date"}
    assert {name: parsed.project.fields[name].raw for name in others} == others


@pytest.mark.parametrize("order", [0, 1])
def test_a_column_of_the_same_name_in_another_table_takes_no_label_away(order: int) -> None:
    cells = "".join(f'<td data-label="{LABELS[name]}">{text}</td>' for name, text in FACTS.items())
    parts = [f"<table><tr>{cells}</tr></table>", f"<div>{BODY}{PORTS}{BODY.replace('takes', 'took')}</div>"]
    parsed = parse_page(page(parts[order] + parts[1 - order]))
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in FACTS} == FACTS
