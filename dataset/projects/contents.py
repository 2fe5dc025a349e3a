"""What all pages of a site say: in short in memory, in full in a file without a name, for most of it is text.

In short is what it takes to tell which pages show one project and how a site is laid out; see `in_short`.
"""

import pickle
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from dataset.projects.grouping import FACTS
from dataset.values.observation import Observation, PageObservations, Value
from parsers.model import FieldStatus, Issue, RawItem

NAMING = frozenset({"project_id", "prima_id", "title"})
IDENTIFYING = frozenset({*NAMING, *FACTS})
"""Fields whose values tell which pages show one project; those that name it are hardly ever alike on two."""
STANDING = frozenset({"earlier_capture", "mixed_up"})
"""Kinds of issues of pages that do not show what the newest capture does."""


def in_short(page: PageObservations) -> PageObservations:
    """The page without its texts and most findings: identifying values, and where every value stands."""
    return replace(
        page,
        observations={
            name: (_of_one_page if name in NAMING else _of_many)(
                name, one.status, one.value if name in IDENTIFYING else None, one.where
            )
            for name, one in page.observations.items()
        },
        items=(),
        unclaimed={},
        issues=tuple(issue for issue in page.issues if issue.kind in STANDING),
    )


def _of_one_page(name: str, status: FieldStatus, value: Value | None, where: str | None) -> Observation:
    return Observation(name, status, value, None, where=where)


_of_many = lru_cache(maxsize=20_000)(_of_one_page)
"""The same, shared by pages: those of one site have the same words at the same places."""


class Contents(Mapping[str, PageObservations]):
    """Pages by address, each in short; `full` gives one as it was put in."""

    def __init__(self, folder: Path | None = None) -> None:
        """Begin with none.

        Args:
            folder: whose disk holds the file; None for that of temporary files.
        """
        self._short: dict[str, PageObservations] = {}
        self._places: dict[str, int] = {}
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - it goes with its last reader
        weakref.finalize(self, self._file.close)

    def __getitem__(self, url: str) -> PageObservations:
        return self._short[url]

    def __iter__(self) -> Iterator[str]:
        return iter(self._short)

    def __len__(self) -> int:
        return len(self._short)

    def put(self, url: str, page: PageObservations) -> None:
        """Put a page in, in place of one that is there."""
        self._short[url] = in_short(page)
        self._places[url] = self._file.seek(0, 2)
        pickle.dump(_taken_apart(page), self._file, pickle.HIGHEST_PROTOCOL)

    def full(self, url: str) -> PageObservations:
        """All that a page says."""
        self._file.seek(self._places[url])
        return _put_together(pickle.load(self._file))  # noqa: S301 - our own file, which no other process can open


_OF_OBSERVATION, _OF_ITEM, _OF_ISSUE = (
    attrgetter(*(field.name for field in fields(kind))) for kind in (Observation, RawItem, Issue)
)


def _taken_apart(page: PageObservations) -> dict[str, Any]:
    """The page with tuples in place of the dataclasses in it, which pickle writes and reads much faster."""
    bare = {field.name: getattr(page, field.name) for field in fields(page)}
    observations = [_OF_OBSERVATION(one) for one in page.observations.values()]
    return bare | {
        "observations": observations,
        "items": [*map(_OF_ITEM, page.items)],
        "issues": [*map(_OF_ISSUE, page.issues)],
    }


def _put_together(bare: dict[str, Any]) -> PageObservations:
    observations = {one[0]: Observation(*one) for one in bare["observations"]}
    items, issues = (tuple(kind(*one) for one in bare[name]) for kind, name in ((RawItem, "items"), (Issue, "issues")))
    return PageObservations(**bare | {"observations": observations, "items": items, "issues": issues})
