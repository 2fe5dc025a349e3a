"""What the project pages print and how it was found: labels, rules and values by page, for comparing two states.

A *slice* is the pages of one layout in one language: labels and notations are those of a slice. Labels count as the
same where only case, accents or blanks differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dataset.releases.stored_tables import Tables, row_groups
from parsers.fields import LABELLED_FIELDS
from parsers.folding import fold

Pages = dict[str, None]
"""Addresses of pages in a fixed order, each once."""

COMPARED: Mapping[str, Sequence[str]] = {
    "observations": ("url", "field", "raw", "label", "rule", "layout", "language"),
    "pages": ("url", "unclaimed_labels", "layout", "language"),
}
"""All that an inventory is taken of: the columns of each table, in the order in which they are read."""

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


def take_inventory(tables: Tables) -> Inventory:
    """List what the pages of these tables print; reads `observations` and `pages`."""
    inventory = Inventory()
    for url, field_name, raw, label, rule, layout, language in _rows(tables, "observations"):
        where = Slice(layout, language)
        inventory.pages[where][url] = None
        if field_name not in LABELLED_FIELDS:
            continue
        if label is not None:
            _note(inventory, label, where, field_name, url)
        if rule is not None and rule.startswith(RULES_OF_FACTS):
            inventory.rules[rule][url] = None
        if raw is not None:
            inventory.values[where, field_name][url] = raw
    for url, unclaimed, layout, language in _rows(tables, "pages"):
        for label in unclaimed.split("\n") if unclaimed else ():
            _note(inventory, label, Slice(layout, language), None, url)
    return inventory


def _note(inventory: Inventory, label: str, where: Slice, field_name: str | None, url: str) -> None:
    folded = fold(label)
    inventory.spellings.setdefault(folded, label)
    inventory.labels[Label(where, field_name, folded)][url] = None


def _rows(tables: Tables, name: str) -> Iterator[tuple[Any, ...]]:
    for rows in row_groups(tables, name, *COMPARED[name]):
        yield from zip(*(column.to_pylist() for column in rows.columns), strict=True)
