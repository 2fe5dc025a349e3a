"""A note behind the label of a card whose value stands before it is no value."""

import pytest

from parsers import parse_page

CARD = '<div class="card"><div class="big">{}</div><div>{}</div>{}</div>'
FACTS = {
    "Start Date": "2014",
    "End Date": "2017",
    "Project Status": "Completed",
    "Coverage": "National",
    "Year": "2014",
    "IDF Region": "Africa",
    "Projects ID": "LM.0254",
}


@pytest.mark.parametrize("note", ["<span>(phase two)</span>", "<div>of the project</div>", "<p>Donor Japan</p>"])
@pytest.mark.parametrize(("label", "field"), [("Coverage", "coverage"), ("Year", "year"), ("IDF Region", "region")])
def test_the_value_before_the_label_is_taken(label: str, field: str, note: str) -> None:
    cards = "".join(CARD.format(text, name, note if name == label else "") for name, text in FACTS.items())
    body = "<p>Officials of two ministries learn to plan fair recruitment abroad, in both ports of the country.</p>"
    html = f"<html lang=en><main><h1>Fair Recruitment in Practice</h1><div>{cards}</div>{body}</main></html>"
    parsed = parse_page(html.encode())
    assert parsed.project is not None
    assert parsed.project.fields[field].raw == FACTS[label]
    assert parsed.project.fields[field].rule == "label:before:div"
