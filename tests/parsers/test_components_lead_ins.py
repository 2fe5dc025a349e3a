import csv
from pathlib import Path

import pytest

from parsers.lists.items import find_items
from tests.parsers.pages import described

TABLE = (Path(__file__).parent / "data" / "lead_in_kinds.csv").read_text(encoding="utf-8").splitlines()
ROWS = list(csv.DictReader(line for line in TABLE if not line.startswith("#")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["lead_in"])
def test_the_lead_in_says_what_the_items_are(row: dict[str, str]) -> None:
    tag = "p" if row["lead_in"].endswith(":") else "h3"
    html = f"<{tag}>{row['lead_in']}</{tag}><ul><li>maps</li><li>lists</li></ul>"
    items, issues = find_items(described(html))
    assert [(item.kind, item.lead_in) for item in items] == [(row["kind"], row["lead_in"])] * 2
    announced = [issue.message for issue in issues if issue.kind == "count_disagrees"]
    expected = [f"{row['count']} announced, 2 found"] if row["count"] not in {"", "2"} else []
    assert [message.rpartition(": ")[2] for message in announced] == expected
