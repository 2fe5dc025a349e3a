"""Every marker form, in texts of our own: `data/enumerations.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from parsers.description import Description
from parsers.lists.items import find_items
from parsers.model import Issue, RawItem
from tests.parsers.pages import described

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Page:
    name: str
    html: str
    items: tuple[tuple[int, int, str | None, str, str, str | None], ...]
    issues: tuple[str, ...]


def read_pages(name: str) -> list[Page]:
    """Read pages and their truth; an item is list, position, marker, kind, text, lead-in."""
    return [
        Page(entry["name"], entry["html"], read_items(entry["items"]), tuple(entry.get("issues", ())))
        for entry in tomllib.loads((DATA / name).read_text(encoding="utf-8"))["page"]
    ]


def read_items(lines: str) -> tuple[tuple[int, int, str | None, str, str, str | None], ...]:
    items = []
    number, position, lead_in = 0, 0, ""
    for line in lines.strip().splitlines():
        if line.startswith("=="):
            number, position, lead_in = number + 1, 0, line[2:].strip()
            continue
        marker, kind, text = line.split(" | ", 2)
        position += 1
        items.append(
            (number, position, None if marker == "." else marker, kind, text.replace("\\n", "\n"), lead_in or None)
        )
    return tuple(items)


def read(html: str) -> tuple[Description, tuple[RawItem, ...], tuple[Issue, ...]]:
    description = described(html)
    return description, *find_items(description)


PAGES = read_pages("enumerations.toml") + read_pages("enumerations_second.toml") + read_pages("enumerations_third.toml")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_items_are_what_a_reader_takes_from_the_text(page: Page) -> None:
    description, items, _ = read(page.html)
    found = tuple((item.list, item.position, item.marker, item.kind, item.text, item.lead_in) for item in items)
    assert found == page.items
    assert [description.text[item.start : item.end] for item in items] == [item.text for item in items]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_doubts_are_reported_and_nothing_else(page: Page) -> None:
    _, _, issues = read(page.html)
    assert sorted(issue.kind for issue in issues) == sorted(page.issues)
    assert {issue.field for issue in issues} <= {"components"}
