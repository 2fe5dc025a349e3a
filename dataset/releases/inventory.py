"""What the project pages print and how it was found: labels, rules and values by page, for comparing two states.

A *slice* is the pages of one layout in one language: labels and notations are those of a slice. Labels count as the
same where only case, accents or blanks differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from parsers.fields import LABELLED_FIELDS
from parsers.folding import fold

Pages = dict[str, None]
"""Addresses of pages in a fixed order, each once."""

RULES_OF_FACTS = ("label:", "legacy:")
"""How the names of the rules begin that find the facts, `label:within:div`; titles and texts have others."""


class Slice(NamedTuple):
    """Pages of one layout and language; None where not recognised."""

    layout: str | None
    language: str | None

    def __str__(self) -> str:
        return f"{self.layout or 'unknown layout'}, {self.language or 'unknown language'}"


class Label(NamedTuple):
    """A label in a slice, folded, and the field it names; None for one that belongs to no field."""

    slice: Slice
    field: str | None
    folded: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What stands on the project pages of one state of the site.

    Attributes:
        pages: the pages of each slice.
        labels: for each label, the pages that print it.
        spellings: each folded label as the first of the pages prints it.
        rules: for each rule that found a fact, the pages on which it did.
        values: for each slice and field, the printed text by page.
    """

    pages: dict[Slice, Pages] = field(default_factory=lambda: defaultdict(dict))
    labels: dict[Label, Pages] = field(default_factory=lambda: defaultdict(dict))
    spellings: dict[str, str] = field(default_factory=dict)
    rules: dict[str, Pages] = field(default_factory=lambda: defaultdict(dict))
    values: dict[tuple[Slice, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def slice_of(self) -> dict[str, Slice]:
        """The slice of each page."""
        return {url: part for part, pages in self.pages.items() for url in pages}


def take_inventory(tables: Mapping[str, pa.Table]) -> Inventory:
    """List what the pages of these tables print; reads `observations` and `pages`."""
    inventory = Inventory()
    for row in _rows(tables["observations"], "url", "field", "raw", "label", "rule", "layout", "language"):
        url, where = row["url"], Slice(row["layout"], row["language"])
        inventory.pages[where][url] = None
        if row["field"] not in LABELLED_FIELDS:
            continue
        if row["label"] is not None:
            _note(inventory, row["label"], where, row["field"], url)
        if row["rule"] is not None and row["rule"].startswith(RULES_OF_FACTS):
            inventory.rules[row["rule"]][url] = None
        if row["raw"] is not None:
            inventory.values[where, row["field"]][url] = row["raw"]
    for row in _rows(tables["pages"], "url", "unclaimed_labels", "layout", "language"):
        for label in row["unclaimed_labels"].split("\n") if row["unclaimed_labels"] else ():
            _note(inventory, label, Slice(row["layout"], row["language"]), None, row["url"])
    return inventory


def _note(inventory: Inventory, label: str, where: Slice, field_name: str | None, url: str) -> None:
    folded = fold(label)
    inventory.spellings.setdefault(folded, label)
    inventory.labels[Label(where, field_name, folded)][url] = None


def _rows(table: pa.Table, *columns: str) -> Iterator[dict[str, Any]]:
    yield from table.select(columns).to_pylist()
