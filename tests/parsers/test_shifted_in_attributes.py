"""Values one place away from their labels, which stand in attributes: no value of the block is believed."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, page

FACTS = {
    "start_date": "2005",
    "status": "Completed",
    "project_type": "TCMMCB",
    "budget_usd": "81500.00",
    "coverage": "Regional",
    "region": "Africa",
    "prima_id": "CR10P0001",
    "project_id": "Q36-805",
    "countries": "Belize, Panama",
}
BODY = "<div class=body><p>The project takes stock of what it left in each of the member states.</p></div>"
ROWS = {
    "data-label": ("<ul>{}</ul>", "<li data-label='{}'><span class=data>{}</span></li>"),
    "aria-label": ("<div class=facts>{}</div>", "<div class=fact aria-label='{}'>{}</div>"),
    "data-th": ("<table><tr>{}</tr></table>", "<td data-th='{}'>{}</td>"),
    "data-title": ("<dl>{}</dl>", "<dd data-title='{}'>{}</dd>"),
    "data-preamble": ("<div>{}</div>", "<p data-preamble='{}'>{}</p>"),
}


@pytest.mark.parametrize("away", [1, -1])
@pytest.mark.parametrize("attribute", ROWS)
def test_values_moved_among_labels_in_attributes_are_not_believed(attribute: str, away: int) -> None:
    whole, row = ROWS[attribute]
    texts = [*list(FACTS.values())[away:], *list(FACTS.values())[:away]]
    rows = "".join(row.format(LABELS[name], text) for name, text in zip(FACTS, texts, strict=True))
    parsed = parse_page(page(whole.format(rows) + BODY))
    assert parsed.project is not None
    assert all(parsed.project.fields[name].raw is None for name in FACTS)
    shifted = {issue.field: issue.severity for issue in parsed.issues if issue.kind == "values_shifted"}
    assert shifted == dict.fromkeys(FACTS, "error")
