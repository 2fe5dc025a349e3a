"""What changed between two releases, and who changed it: the site, our reading, or our vocabularies.

The earlier release's captures are read again with today's parsers. Where that differs from what the release published,
we changed; where today's captures differ from that, the source did. A reading that gives another value for the same
printed text changed by vocabulary if the vocabularies have changed since, else by parser.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataset.projects.contents import Contents
from dataset.projects.pages import PageRecord
from dataset.releases.stored_tables import Tables, columns, row_groups
from dataset.releases.versions import reader_hashes
from dataset.schema.earlier_columns import is_known
from dataset.schema.selections import CODED, OF_PAGE
from dataset.values.cells import as_text
from dataset.values.observation import PageObservations

Row = dict[str, Any]

TRACKED = ("project_key", *OF_PAGE, "url", "withdrawn")
"""Columns of `projects` whose changes are kept. `project_key` appears and disappears with the project."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is another in a later table of projects; texts as in `projects.csv`, None for null."""

    project_key: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Readers:
    """Which of our own parts differ from those that made the earlier release."""

    parser_changed: bool
    vocabulary_changed: bool


def readers_since(run: Mapping[str, Any]) -> Readers:
    """What of ours has changed since the release with that `run.json`; everything, where it does not say."""
    then, now = run.get("readers") or {}, reader_hashes()
    return Readers(then.get("parser") != now["parser"], then.get("vocabulary") != now["vocabulary"])


def compare_projects(old: pa.Table, new: pa.Table) -> list[Change]:
    """Every tracked value that differs between two tables of projects, by project and in the order of `TRACKED`.

    A column that the version behind one of them did not know is not compared.
    """
    before, after = (_rows_by_key(table) for table in (old, new))
    one_alone = [Change(key, "project_key", key, None) for key in before.keys() - after.keys()]
    one_alone += [Change(key, "project_key", None, key) for key in after.keys() - before.keys()]
    both = [key for key in before if key in after]
    then, now = (
        table.take(pa.array([rows[key] for key in both], pa.int64())) for table, rows in ((old, before), (new, after))
    )
    compared = [field for field in TRACKED if is_known(old, field) and is_known(new, field)]
    other = [
        change for field in compared for change in _compare_column(field, both, then.column(field), now.column(field))
    ]
    return sorted([*one_alone, *other], key=_by_project)


def compare_all_projects(old: Tables, new: Tables) -> list[Change]:
    """As `compare_projects`, a part of both tables after the other; both are in the order of their keys."""
    empty = [columns(tables, "projects", *TRACKED).slice(0, 0) for tables in (old, new)]
    one, other = (row_groups(tables, "projects", *TRACKED) for tables in (old, new))
    found: list[Change] = []
    mine, its = next(one, None), next(other, None)
    while mine is not None or its is not None:
        last = min(part.column("project_key")[-1].as_py() for part in (mine, its) if part is not None)
        here, mine = _cut(empty[0] if mine is None else mine, last)
        there, its = _cut(empty[1] if its is None else its, last)
        found += () if here.equals(there) else compare_projects(here, there)
        mine, its = next(one, None) if mine is None else mine, next(other, None) if its is None else its
    return sorted(found, key=_by_project)


def _cut(part: pa.Table, last: str) -> tuple[pa.Table, pa.Table | None]:
    """The rows up to a key, and those behind it, or None."""
    count = pc.sum(pc.less_equal(part.column("project_key"), last)).as_py() or 0
    return part.slice(0, count), part.slice(count) if count < part.num_rows else None


def _by_project(change: Change) -> tuple[str, int]:
    return change.project_key, TRACKED.index(change.field)


def _rows_by_key(projects: pa.Table) -> dict[str, int]:
    return {key: row for row, key in enumerate(projects.column("project_key").to_pylist())}


def _compare_column(field: str, keys: Sequence[str], old: pa.ChunkedArray, new: pa.ChunkedArray) -> Iterator[Change]:
    """Every project whose value is another one; a column that is equal as a whole is not looked through."""
    if old.equals(new):
        return
    for key, one, other in zip(keys, old.to_pylist(), new.to_pylist(), strict=True):
        if one != other and as_text(one) != as_text(other):
            yield Change(key, field, as_text(one), as_text(other))


def reread_records(pages: pa.Table, contents: Mapping[str, PageObservations]) -> list[PageRecord]:
    """The addresses as an earlier release knew them, with what their captures of that time say today.

    Args:
        pages: the `pages` table of the release.
        contents: by address, today's reading of the capture with the digest that `pages` names.
    """
    return [
        PageRecord(
            url=row["url"],
            state=row["state"],
            http_status=row["http_status"],
            first_fetched=row["first_fetched"],
            last_fetched=row["last_fetched"],
            last_visited=row["last_visited"],
            found_by=tuple(row["found_by"] or ()),
            content=contents.get(row["url"]),
            imported_from=row["imported_from"],
            in_full=contents if isinstance(contents, Contents) else None,
        )
        for row in pages.to_pylist()
    ]


def find_changes(earlier: Tables, reread: Tables, current: Tables, readers: Readers) -> list[Row]:
    """The rows of `changes`: those of the earlier release, and what is new.

    Args:
        earlier: the tables of the last release.
        reread: tables made today by `build_tables` from `reread_records`, under the same identities as `current`.
        current: today's tables.
        readers: what of ours has changed since the earlier release.
    """
    ours = [] if reread is earlier else list(_our_changes(earlier, reread, readers))
    theirs = list(_source_changes(reread, current))
    return list(_merged([*earlier["changes"].to_pylist(), *ours, *theirs]))


def _our_changes(earlier: Tables, reread: Tables, readers: Readers) -> Iterator[Row]:
    """Changes of reading are dated by the newest capture: the state of the archive at which they were noticed."""
    at = _newest_visit(reread)
    changes = compare_all_projects(earlier, reread)
    printed_before, printed_now = (_chosen(tables, "raw", changes) for tables in (earlier, reread))
    for change in changes:
        where = (change.project_key, change.field)
        same_text = printed_before.get(where) == printed_now.get(where)
        cause = _our_cause(change.field, readers, same_text=same_text)
        if at is not None:
            yield _row(change, at, cause)


def _our_cause(field: str, readers: Readers, *, same_text: bool) -> str:
    may_be_vocabulary = same_text and field in CODED and readers.vocabulary_changed
    return "vocabulary" if may_be_vocabulary else "parser"


def _source_changes(reread: Tables, current: Tables) -> Iterator[Row]:
    """Changes of the site are dated by the fetch that first showed them."""
    changes = compare_all_projects(reread, current)
    fetched = _chosen(current, "fetched_at", changes)
    seen: dict[str, datetime | None] = {}
    for tables in (reread, current) if changes else ():
        visits = columns(tables, "projects", "project_key", "last_seen").columns
        for key, last_seen in zip(*(column.to_pylist() for column in visits), strict=True):
            seen[key] = last_seen or seen.get(key)
    newest = _newest_visit(current)
    for change in changes:
        at = fetched.get((change.project_key, change.field)) or _when(change, seen, newest)
        if at is not None:
            yield _row(change, at, "source")


def _newest_visit(tables: Tables) -> datetime | None:
    newest: datetime | None = pc.max(columns(tables, "pages", "last_visited").column(0)).as_py()
    return newest


def _when(change: Change, seen: Mapping[str, datetime | None], newest: datetime | None) -> datetime | None:
    """A withdrawal is noticed at the last visit, everything else at the last sight of the project."""
    return newest if change.field == "withdrawn" else seen.get(change.project_key) or newest


def _merged(rows: Sequence[Row]) -> Iterator[Row]:
    """One row per key: a value changed twice at one time has changed from the first to the last, or not at all."""
    by_key: dict[tuple[str, str, datetime, str], Row] = {}
    for row in rows:
        key = (row["project_key"], row["field"], row["observed_at"], row["cause"])
        if key in by_key:
            by_key[key] = {**row, "old": by_key[key]["old"]}
        else:
            by_key[key] = row
    return (row for row in by_key.values() if row["old"] != row["new"])


def _row(change: Change, at: datetime, cause: str) -> Row:
    return {
        "project_key": change.project_key,
        "field": change.field,
        "observed_at": at,
        "cause": cause,
        "old": change.old,
        "new": change.new,
    }


def _chosen(tables: Tables, column: str, changes: Iterable[Change]) -> dict[tuple[str, str], Any]:
    """What a column of `observations` holds for the chosen values of the projects that have changed."""
    keys = pa.array(sorted({change.project_key for change in changes}), pa.string())
    names = ("project_key", "field", column)
    found: dict[tuple[str, str], Any] = {}
    for rows in row_groups(tables, "observations", *names, "is_chosen") if len(keys) else ():
        of_these = pc.is_in(rows.column("project_key").cast(pa.string()), keys)
        chosen = rows.filter(pc.and_(of_these, rows.column("is_chosen").cast(pa.bool_())))
        values = zip(*(chosen.column(name).to_pylist() for name in names), strict=True)
        found.update({(key, field): value for key, field, value in values})
    return found
