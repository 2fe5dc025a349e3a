"""The account of an import: what was taken, and what was not and why."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scraper.addresses import SLUG_PATH, origin
from scraper.imports.foreign import REASONS, USUAL, LeftOut, Reason

TOLD = 1000
"""So many things left out are named one by one; all are counted."""


@dataclass(slots=True)
class ImportSummary:
    """The account of an import.

    Attributes:
        files: how many were read.
        captures: taken into the archive. addresses: of how many pages.
        oldest, newest: the dates of these captures.
        left_out: how many were not taken, by reason.
        told: what was left out, one by one: of the usual reasons an example, of the others up to `TOLD`.
        notes: what else somebody should know, in a line each.
        skipped: files of which nothing was taken, though nothing in them is damaged, with what was left out.
        others: how many captures there are that look like project pages of other sites, by their origin.
    """

    files: int = 0
    captures: int = 0
    addresses: set[str] = field(default_factory=set)
    oldest: datetime | None = None
    newest: datetime | None = None
    left_out: Counter[Reason] = field(default_factory=Counter)
    told: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)

    def add(self, address: str, at: datetime) -> None:
        """Count a capture that was taken."""
        self.captures += 1
        self.addresses.add(address)
        self.oldest = min(self.oldest or at, at)
        self.newest = max(self.newest or at, at)

    def leave(self, one: LeftOut) -> None:
        """Count something that was not taken."""
        self.left_out[one.reason] += 1
        if one.reason == "elsewhere" and one.address and SLUG_PATH.search(urlsplit(one.address).path):
            self.others[origin(one.address)] += 1
        if len(self.told) < TOLD and (one.reason not in USUAL or self.left_out[one.reason] == 1):
            self.told.append(one)

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready object."""
        return {
            "files": self.files,
            "captures": self.captures,
            "addresses": len(self.addresses),
            "oldest": self.oldest.isoformat() if self.oldest else None,
            "newest": self.newest.isoformat() if self.newest else None,
            "left_out": {reason: self.left_out[reason] for reason in REASONS if self.left_out[reason]},
            "told": [
                {
                    "file": one.place.file,
                    "record": one.place.record,
                    "reason": one.reason,
                    "message": one.message,
                    "url": one.address,
                }
                for one in self.told
            ],
            "notes": self.notes,
            "skipped": self.skipped,
        }
