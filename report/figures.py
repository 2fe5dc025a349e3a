"""The numbers behind the report, counted from the tables of a release. Pure: no disk, no clock.

Every figure is a list of rows for one chart, ready for JSON; what is missing is counted as missing and never left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from dataset.schema.selections import PRINTED

Row = dict[str, Any]
Rows = list[Row]

NOT_STATED = "not stated"


def budgets_by_region_and_year(projects: Rows) -> Rows:
    """Sum budgets in US dollars by the Fund's region and the year of allocation; projects without a budget add none."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in projects:
        if row["budget_usd"] is not None:
            sums[_text(row["year"]), _text(row["region"])] += float(row["budget_usd"])
    return [{"year": year, "region": region, "budget_usd": total} for (year, region), total in sorted(sums.items())]


def projects_by(projects: Rows, column: str) -> Rows:
    """Count projects by the value of a column, most first."""
    counts = Counter(_text(row[column]) for row in projects)
    return [
        {"value": value, "projects": count}
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def durations(projects: Rows) -> Rows:
    """Count projects by whole years from the start to the end, where both are stated."""
    spans = Counter(
        int(str(row["end_date"])[:4]) - int(str(row["start_date"])[:4])
        for row in projects
        if row["start_date"] is not None and row["end_date"] is not None
    )
    return [{"years": years, "projects": count} for years, count in sorted(spans.items())]


def filled_by_year(projects: Rows) -> Rows:
    """Give the share of projects that state a field, by field and year of allocation."""
    by_year: dict[str, Rows] = defaultdict(list)
    for row in projects:
        by_year[_text(row["year"])].append(row)
    return [
        {
            "year": year,
            "field": field,
            "share": sum(row[field] is not None for row in rows) / len(rows),
            "projects": len(rows),
        }
        for year, rows in sorted(by_year.items())
        for field in PRINTED
    ]


def projects_by_country(countries: Rows) -> Rows:
    """Count the projects that benefit each country, by its ISO 3166-1 code, with its English name."""
    counts = Counter((row["iso3"], row["name_en"]) for row in countries if row["role"] == "benefiting")
    return [{"iso3": iso3, "name": name, "projects": count} for (iso3, name), count in sorted(counts.items())]


def reasons_for_nulls(observations: pa.Table) -> Rows:
    """Count by field why pages gave no value; fields and reasons in alphabetical order."""
    counts = _count(observations, "field", "field_status")
    return [
        {"field": field, "reason": reason, "pages": count}
        for (field, reason), count in sorted(counts.items())
        if reason != "reported"
    ]


def _count(table: pa.Table, *names: str) -> dict[tuple[Any, ...], int]:
    """How many rows have the same values in some columns."""
    counted = table.group_by(names, use_threads=False).aggregate([([], "count_all")])
    values = zip(*(counted.column(name).to_pylist() for name in names), strict=True)
    return dict(zip(values, counted.column("count_all").to_pylist(), strict=True))


def count_changes(changes: Iterable[Row]) -> Rows:
    """Count changes by field and cause, most first."""
    counts = Counter((row["field"], row["cause"]) for row in changes)
    return [
        {"field": field, "cause": cause, "changes": count}
        for (field, cause), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def kinds_of_issues(issues: pa.Table) -> Rows:
    """Count findings by severity and kind, worst and most first."""
    counts = _count(issues, "severity", "kind")
    worst = ("error", "warning", "info")
    return [
        {"severity": severity, "kind": kind, "issues": count}
        for (severity, kind), count in sorted(
            counts.items(), key=lambda one: (worst.index(one[0][0]), -one[1], one[0][1])
        )
    ]


def outcomes(pages: pa.Table) -> Rows:
    """Count addresses by state and outcome: the balance of what was known and what came of it."""
    counts = _count(pages, "state", "outcome")
    return [
        {"state": state, "outcome": outcome, "addresses": count}
        for (state, outcome), count in sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))
    ]


def new_rows(current: Rows, earlier: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """The rows of a table that the release before did not have."""
    known = Counter(_key(row) for row in earlier)
    for row in current:
        if known[_key(row)] > 0:
            known[_key(row)] -= 1
        else:
            yield row


def _key(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in sorted(row.items()))


def _text(value: object) -> str:
    return NOT_STATED if value is None else str(value)
