"""A release in numbers: what the next build is compared with, and what a page of figures can show."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from dataset.releases.stored_tables import Tables, columns, row_groups
from dataset.schema.selections import WATCHED, WATCHED_TERMS

Counts = dict[str, int]
Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts of one release, or the highest counts of several.

    Attributes:
        projects: projects that are not withdrawn; all other counts of projects are of these.
        withdrawn: projects that are.
        slices: per `region` the projects, per `language` and `layout` the project pages that are not withdrawn.
        filled: per watched field, the share of projects that have a value, 0 to 1.
        values: per coded field, and `iso3`, projects per value.
        issues: findings per kind.
    """

    projects: int
    withdrawn: int
    slices: dict[str, Counts]
    filled: dict[str, float]
    values: dict[str, Counts]
    issues: Counts

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready object."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Profile":
        """The profile that `to_json` wrote.

        Raises:
            TypeError: the record is no profile of this version.
        """
        return cls(**record)


def measure(tables: Tables) -> Profile:
    """Count a release's tables."""
    withdrawn = 0
    filled: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {name: Counter() for name in ("region", *WATCHED_TERMS)}
    keys: set[str] = set()
    for rows in row_groups(tables, "projects", *dict.fromkeys(("project_key", "withdrawn", *values, *WATCHED))):
        projects = rows.filter(pc.invert(rows.column("withdrawn")))
        withdrawn += rows.num_rows - projects.num_rows
        keys.update(projects.column("project_key").to_pylist())
        filled.update({name: projects.num_rows - projects.column(name).null_count for name in WATCHED})
        for name, counts in values.items():
            counts.update(projects.column(name).drop_null().to_pylist())
    pages = columns(tables, "pages", "outcome", "state", "language", "layout")
    pages = pages.filter(pc.equal(pages.column("outcome"), "project"))
    pages = pages.filter(pc.not_equal(pages.column("state"), "withdrawn"))
    countries = columns(tables, "project_countries", "project_key", "iso3")
    countries = countries.filter(pc.is_in(countries.column("project_key"), pa.array(sorted(keys), pa.string())))
    return Profile(
        projects=len(keys),
        withdrawn=withdrawn,
        slices={
            "region": _sorted(values["region"]),
            "language": _counts(pages, "language"),
            "layout": _counts(pages, "layout"),
        },
        filled={name: round(filled[name] / len(keys), 4) if keys else 0.0 for name in WATCHED},
        values={name: _sorted(values[name]) for name in WATCHED_TERMS} | {"iso3": _counts(countries, "iso3")},
        issues=_counts(columns(tables, "issues", "kind"), "kind"),
    )


def high_water(profiles: Iterable[Profile]) -> Profile:
    """The highest of each count and share: what has been reached before.

    Raises:
        ValueError: there are no profiles.
    """
    all_of = list(profiles)
    if not all_of:
        raise ValueError("no profiles to take the highest of")
    return Profile(
        projects=max(one.projects for one in all_of),
        withdrawn=max(one.withdrawn for one in all_of),
        slices={name: _highest(one.slices.get(name, {}) for one in all_of) for name in all_of[0].slices},
        filled=_highest(one.filled for one in all_of),
        values={name: _highest(one.values.get(name, {}) for one in all_of) for name in all_of[0].values},
        issues=_highest(one.issues for one in all_of),
    )


def _highest(counts: Iterable[Mapping[str, Number]]) -> dict[str, Number]:
    highest: dict[str, Number] = {}
    for one in counts:
        for name, count in one.items():
            highest[name] = max(count, highest.get(name, count))
    return dict(sorted(highest.items()))


def _counts(table: pa.Table, column: str) -> Counts:
    return _sorted(Counter(table.column(column).drop_null().to_pylist()))


def _sorted(counts: Mapping[str, int]) -> Counts:
    return dict(sorted(counts.items()))
