"""The rows of `changes`, which go on from release to release, chosen and put in groups for people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """What changed on one day in one field for one cause.

    Attributes:
        day: `2026-11-24`. field: as in `changes`, but `new projects`, `no longer in the dataset`, `withdrawn from the
            site` and `back on the site` for whole projects, as `diff` calls them.
        cause: as in `changes`.
        rows: by project.
    """

    day: str
    field: str
    cause: str
    rows: tuple[Row, ...]


def choose(
    changes: Iterable[Row],
    *,
    project_key: str | None = None,
    field: str | None = None,
    cause: str | None = None,
    since: str | None = None,
) -> Iterator[Row]:
    """Yield the rows (ready for JSON, see `cells.plain_rows`) that fit all that is asked for.

    Args:
        changes: rows of `changes`.
        project_key: of one project.
        field: one field.
        cause: `source`, `parser` or `vocabulary`.
        since: a day, `2026-11-24`, or a time; rows from then on.
    """
    for row in changes:
        wanted = {"project_key": project_key, "field": field, "cause": cause}
        if all(value is None or row[name] == value for name, value in wanted.items()) and (
            since is None or row["observed_at"] >= since
        ):
            yield row


def group(changes: Iterable[Row]) -> Iterator[Group]:
    """Yield rows in groups, the newest day first; whole projects before their values."""

    def place(row: Row) -> tuple[str, bool, str, str]:
        return row["observed_at"][:10], row["field"] != "project_key", _name(row), row["cause"]

    days = groupby(sorted(changes, key=lambda row: row["observed_at"][:10], reverse=True), lambda row: place(row)[0])
    for day, of_day in days:
        for (_, _, name, cause), rows in groupby(sorted(of_day, key=place), place):
            yield Group(day, name, cause, tuple(sorted(rows, key=lambda row: row["project_key"])))


def _name(row: Row) -> str:
    if row["field"] == "project_key":
        return "new projects" if row["old"] is None else "no longer in the dataset"
    if row["field"] == "withdrawn":
        return "withdrawn from the site" if row["new"] == "true" else "back on the site"
    return str(row["field"])
