"""What the report shows of each project, brought together from the tables a project at a time."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataset.releases.stored_tables import Tables, columns, row_groups
from dataset.schema.selections import PRINTED
from dataset.values.cells import as_text
from report.figures import Row, Rows

_SHOWN = (
    *("project_key", "title", "project_type", "status", "coverage", "region", "year", "start_date", "end_date"),
    *("budget_usd", "url", "withdrawn", "description"),
)
_COUNTED = ("year", "region", "budget_usd", "project_type", "status", "coverage", "start_date", "end_date")
"""Columns whose values the charts count; of the others they ask whether there is one."""


def charted(tables: Tables) -> Rows:
    """What the charts count of every project."""
    found: Rows = []
    for group in row_groups(tables, "projects", *dict.fromkeys((*_COUNTED, *PRINTED))):
        stated = [
            values if name in _COUNTED else pc.if_else(pc.is_valid(values), True, None)
            for name, values in zip(group.column_names, group.columns, strict=True)
        ]
        found += pa.table(stated, names=group.column_names).to_pylist()
    return found


def project_rows(tables: Tables) -> Iterator[Row]:
    """Yield what the table and the card of each project show, in the order of their keys."""
    countries = _Beside(_by_key(tables, "project_countries", "iso3", "name", "name_en"))
    components = _Beside(_by_key(tables, "project_components", "text"))
    changes = _Beside(_sorted(tables, "changes", "observed_at", "field", "old", "new", "cause"))
    pages = _Beside(_sorted(tables, "pages", "url", "language", "last_fetched", "digest"))
    issues = _Beside(_sorted(tables, "issues", "field", "message", "severity"))
    for group in row_groups(tables, "projects", *_SHOWN):
        for row in group.to_pylist():
            key = row["project_key"]
            yield {
                "key": key,
                "title": row["title"],
                "type": row["project_type"],
                "status": row["status"],
                "coverage": row["coverage"],
                "region": row["region"],
                "year": row["year"],
                "start": row["start_date"],
                "end": row["end_date"],
                "budget": as_text(row["budget_usd"]),
                "url": row["url"],
                "withdrawn": row["withdrawn"],
                "description": row["description"],
                "countries": [[iso3, name or name_en] for iso3, name, name_en in countries.of(key)],
                "parts": [text for (text,) in components.of(key)],
                "history": [[as_text(at), *change] for at, *change in changes.of(key)],
                "pages": [[url, language, as_text(last), digest] for url, language, last, digest in pages.of(key)],
                "issues": [[field, text] for field, text, severity in issues.of(key) if severity != "info"],
            }


class _Beside:
    """The rows of a table by project, taken in the order of the projects' keys."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next: tuple[str, Sequence[tuple[Any, ...]]] | None = None
        self._take()

    def of(self, key: str) -> Sequence[tuple[Any, ...]]:
        """The rows of a project, without its key; those of keys before it are passed over."""
        while self._next is not None and self._next[0] < key:
            self._take()
        if self._next is None or self._next[0] != key:
            return ()
        return self._next[1]

    def _take(self) -> None:
        key, rows = next(self._groups, (None, ()))
        self._next = None if key is None else (key, [row[1:] for row in rows])


def _by_key(tables: Tables, name: str, *names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table that is in the order of the projects' keys, the key first."""
    for group in row_groups(tables, name, "project_key", *names):
        yield from zip(*(column.to_pylist() for column in group.columns), strict=True)


def _sorted(tables: Tables, name: str, *names: str) -> Iterator[tuple[Any, ...]]:
    """As `_by_key`, of a table that has another order, and rows of no project."""
    table = columns(tables, name, "project_key", *names)
    table = table.filter(pc.is_valid(table.column("project_key"))).sort_by("project_key")
    return _by_key({name: table}, name, *names)
