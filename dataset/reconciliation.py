"""Our projects beside what an IATI file says of them, field by field. Nothing of ours is ever overwritten.

IOM's identifier scheme covers projects beyond the Fund: an activity that is found does not prove Fund money, and one
that is not among our projects proves nothing at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pyarrow as pa

from dataset.cells import Cell, as_text
from dataset.columns import Column, Table
from dataset.exports.iati import IOM, KOSOVO
from dataset.iati_activities import Activity
from dataset.project_rows import m49
from dataset.schema import arrow_schema

Row = Mapping[str, Any]

RECONCILIATION = Table(
    name="reconciliation",
    row="project × field",
    description="What the project pages and an IATI file say about the same project.",
    key=("project_key", "field"),
    columns=(
        Column("project_key", "text", "Key of the project.", "PO.0195"),
        Column("iati_identifier", "text", "Identifier of the activity.", "XM-DAC-47066-PO.0195"),
        Column("field", "text", "Name of the field, as in `projects`.", "start_date"),
        Column(
            "result",
            "text",
            "`agrees`: both say it, dates as far as the page's precision goes; `differs`; `only_pages`; `only_iati`.",
            "agrees",
        ),
        Column("pages", "text", "What the pages say, as in `projects.csv`.", "2015", "nothing"),
        Column("iati", "text", "What the IATI file says.", "2015-03-01", "nothing that can be compared"),
    ),
)

_STATUSES = {"2": "Active", "3": "Completed", "4": "Completed"}
"""IATI's Implementation, Finalisation and Closed; other codes have no counterpart on the pages."""


def reconcile(projects: pa.Table, activities: Iterable[Activity]) -> pa.Table:
    """Compare projects with activities of the same identifier.

    Args:
        projects: the `projects` table. Projects that share an ID are passed over: the identifier names no single one.
        activities: by `iati_activities.read_activities`; of several with one identifier the first counts.

    Returns:
        A table as `RECONCILIATION` declares it; empty where no identifier meets.
    """
    by_identifier: dict[str, Activity] = {}
    for activity in activities:
        by_identifier.setdefault(activity.identifier, activity)
    rows = [
        compared
        for row in projects.to_pylist()
        if row["project_id"] is not None and not row["is_id_shared"]
        for compared in _compared(row, by_identifier.get(f"{IOM}-{row['project_id']}"))
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(RECONCILIATION))


def _compared(row: Row, activity: Activity | None) -> Iterator[dict[str, str | None]]:
    if activity is None:
        return
    for field, (read, agree) in _FIELDS.items():
        ours, theirs = row[field], read(activity)
        if ours is None and theirs is None:
            continue
        if ours is None or theirs is None:
            result = "only_iati" if ours is None else "only_pages"
        else:
            result = "agrees" if agree(row, theirs) else "differs"
        yield {
            "project_key": row["project_key"],
            "iati_identifier": activity.identifier,
            "field": field,
            "result": result,
            "pages": as_text(ours),
            "iati": as_text(theirs),
        }


def _is_within(field: str) -> Callable[[Row, Any], bool]:
    """A day agrees with a year that it lies in."""
    return lambda row, day: bool(row[f"{field}_earliest"] <= day <= row[f"{field}_latest"])


def _status(code: str | None) -> str | None:
    return None if code is None else _STATUSES.get(code)


def _alpha3(codes: tuple[str, ...]) -> tuple[str, ...] | None:
    """ISO 3166-1 alpha-3 codes; None where one is unknown, for half a list cannot be compared."""
    known = tuple(_by_alpha2()[code] for code in codes if code in _by_alpha2())
    return known if known and len(known) == len(codes) else None


@cache
def _by_alpha2() -> dict[str, str]:
    codes = {row["iso2"]: iso3 for iso3, row in m49().items() if row["iso2"]}
    return codes | {alpha2: iso3 for iso3, alpha2 in KOSOVO.items()}


_FIELDS: Mapping[str, tuple[Callable[[Activity], Cell | None], Callable[[Row, Any], bool]]] = {
    "budget_usd": (lambda activity: activity.budget_usd, lambda row, theirs: bool(row["budget_usd"] == theirs)),
    "countries": (
        lambda activity: _alpha3(activity.countries),
        lambda row, theirs: sorted(row["countries"]) == sorted(theirs),
    ),
    "end_date": (lambda activity: activity.end, _is_within("end_date")),
    "start_date": (lambda activity: activity.start, _is_within("start_date")),
    "status": (lambda activity: _status(activity.status), lambda row, theirs: bool(row["status"] == theirs)),
}
"""What is compared, in the order of the rows: how an activity says it, and when a project agrees."""
