"""Our projects beside what an IATI file says of them, field by field. Nothing of ours is ever overwritten.

An activity meets a project where its identifier ends as the Projects ID does, whatever stands before (`XM-DAC-47066-`
and others). IOM reports projects beyond the Fund in the same way, so more is needed to believe it: a sector code of the
reporter's own list (vocabulary 99) that is the prefix of the Projects ID (`DP` of `DP.0123`), or the Fund's name in the
narrative of a participating organisation. IOM's own `XM-DAC-47066` there proves nothing. Where sectors are of another
prefix and nobody names the Fund, the activity is another project's and is not compared.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from dataset.exports.iati import KOSOVO
from dataset.iati_activities import Activity, Stated
from dataset.projects.project_rows import m49
from dataset.schema.arrow import arrow_schema
from dataset.schema.columns import Column, Table
from dataset.values.cells import as_text
from parsers.folding import fold
from parsers.vocabulary import read_table

Row = Mapping[str, Any]

RECONCILIATION = Table(
    name="reconciliation",
    row="project × activity × field",
    description="What the project pages and an IATI file say about the same project.",
    key=("project_key", "activity", "field"),
    columns=(
        Column("project_key", "text", "Key of the project.", "PO.0195"),
        Column("activity", "integer", "Place of the activity in the file, from 1; two may have one identifier.", "1"),
        Column("iati_identifier", "text", "Identifier of the activity.", "XM-DAC-47066-PO.0195"),
        Column(
            "confirmed_by",
            "text_list",
            "What confirms that the activity is the project's: `sector`, a code of vocabulary 99 that is the prefix of"
            " the Projects ID; `fund`, the Fund's name among the participating organisations.",
            "fund;sector",
            "the identifiers alone meet, which proves nothing",
        ),
        Column("field", "text", "Name of the field, as in `projects`.", "start_date"),
        Column(
            "result",
            "text",
            "`agrees`: both say it, dates as far as the page's precision goes; `differs`; `only_pages`: the file says"
            " nothing; `only_iati`: the pages say nothing; `not_comparable`: the file says something else than a value"
            " of this field.",
            "agrees",
        ),
        Column("pages", "text", "What the pages say, as in `projects.csv`.", "2015", "nothing"),
        Column(
            "iati",
            "text",
            "What the IATI file says; as it stands there where that is no value of this field.",
            "2015-03-01",
            "nothing",
        ),
    ),
)

# What stands before a Projects ID in an identifier: the hyphen of "XM-DAC-47066-PO.0195", or "/", ":", "_"
_SEPARATOR = re.compile(r"[-/:_]")
_STATUSES = {"2": "Active", "3": "Completed", "4": "Completed"}
"""IATI's Implementation, Finalisation and Closed; other codes have no counterpart on the pages."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Projects beside activities.

    Attributes:
        table: as `RECONCILIATION` declares it; no rows where no identifier meets.
        activities: how many there are.
        met: those whose identifier ends as a project's does, and that are not another project's.
        confirmed: those of them that sector or Fund confirm.
        contradicted: identifiers that end as a project's does, while the sectors are of another prefix; not compared.
        of_fund_alone: identifiers of activities that name the Fund and meet no project: we may lack it.
        without_identifier: those with none.
        repeated: identifiers of projects that several activities have; each of these is compared.
    """

    table: pa.Table
    activities: int
    met: int
    confirmed: int
    contradicted: tuple[str, ...]
    of_fund_alone: tuple[str, ...]
    without_identifier: int
    repeated: tuple[str, ...]


def reconcile(projects: pa.Table, activities: Iterable[Activity]) -> Reconciliation:
    """Compare projects with the activities that meet them; see above.

    Args:
        projects: the `projects` table. Projects that share an ID are passed over: the identifier names no single one.
        activities: by `iati_activities.read_activities`.
    """
    ours = {
        row["project_id"]: row
        for row in projects.to_pylist()
        if row["project_id"] is not None and not row["is_id_shared"]
    }
    read = [_meet(one, ours) for one in activities]
    met = [one for one in read if one.row is not None and not one.is_contradicted]
    counts = Counter(one.activity.identifier for one in met)
    rows = [row for one in met if one.row is not None for row in _compared(one.row, one)]
    rows.sort(key=lambda row: tuple(row[name] for name in RECONCILIATION.key))
    return Reconciliation(
        table=pa.Table.from_pylist(rows, schema=arrow_schema(RECONCILIATION)),
        activities=len(read),
        met=len(met),
        confirmed=sum(bool(one.confirmed_by) for one in met),
        contradicted=tuple(one.activity.identifier for one in read if one.is_contradicted),
        of_fund_alone=tuple(one.activity.identifier for one in read if one.row is None and "fund" in one.confirmed_by),
        without_identifier=sum(not one.activity.identifier for one in read),
        repeated=tuple(sorted(identifier for identifier, count in counts.items() if count > 1)),
    )


@dataclass(frozen=True, slots=True)
class _Meeting:
    """An activity, and the project that its identifier ends as; None where there is none."""

    activity: Activity
    row: Row | None
    confirmed_by: tuple[str, ...]
    is_contradicted: bool


def _meet(activity: Activity, ours: Mapping[str, Row]) -> _Meeting:
    """Look for the project of an activity, by the longest end of its identifier that is a Projects ID."""
    ends = [
        activity.identifier,
        *(activity.identifier[found.end() :] for found in _SEPARATOR.finditer(activity.identifier)),
    ]
    row = next((ours[end.upper()] for end in ends if end.upper() in ours), None)
    sectors = {code.upper() for code in activity.sectors}
    prefixes = {row["project_id"].partition(".")[0], row["project_type_code"]} if row is not None else set()
    agreed = ("sector",) if sectors & prefixes else ()
    named = ("fund",) if any(name in fold(said) for said in activity.participants for name in _fund_names()) else ()
    is_contradicted = row is not None and bool(sectors) and not agreed and not named
    return _Meeting(activity, row, (*named, *agreed), is_contradicted)


@cache
def _fund_names() -> tuple[str, ...]:
    return tuple(fold(row["name"]) for row in read_table("fund_names.csv", "dataset"))


def _compared(row: Row, meeting: _Meeting) -> Iterator[dict[str, Any]]:
    activity = meeting.activity
    for field, (read, agree) in _FIELDS.items():
        ours, theirs = row[field], read(activity)
        if ours is None and theirs.text is None:
            continue
        if theirs.text is None:
            result = "only_pages"
        elif theirs.value is None:
            result = "not_comparable"
        elif ours is None:
            result = "only_iati"
        else:
            result = "agrees" if agree(row, theirs.value) else "differs"
        yield {
            "project_key": row["project_key"],
            "activity": activity.number,
            "iati_identifier": activity.identifier,
            "confirmed_by": meeting.confirmed_by or None,
            "field": field,
            "result": result,
            "pages": as_text(ours),
            "iati": theirs.text if theirs.value is None else as_text(theirs.value),
        }


def _is_within(field: str) -> Callable[[Row, Any], bool]:
    """A day agrees with a year that it lies in."""
    return lambda row, day: bool(row[f"{field}_earliest"] <= day <= row[f"{field}_latest"])


def _status(stated: Stated[str]) -> Stated[str]:
    return Stated(stated.text, _STATUSES.get(stated.value or ""))


def _alpha3(stated: Stated[tuple[str, ...]]) -> Stated[tuple[str, ...]]:
    """ISO 3166-1 alpha-3 codes; no value where one is unknown, for half a list cannot be compared."""
    codes = stated.value or ()
    known = tuple(_by_alpha2()[code] for code in codes if code in _by_alpha2())
    return Stated(stated.text, known if known and len(known) == len(codes) else None)


@cache
def _by_alpha2() -> dict[str, str]:
    codes = {row["iso2"]: iso3 for iso3, row in m49().items() if row["iso2"]}
    return codes | {alpha2: iso3 for iso3, alpha2 in KOSOVO.items()}


_FIELDS: Mapping[str, tuple[Callable[[Activity], Stated[Any]], Callable[[Row, Any], bool]]] = {
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
