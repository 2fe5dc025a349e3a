"""What differs between two releases, value by value, and who caused it.

The values are those of the two tables of projects; the causes are looked up in the rows of `changes` that the later
release has and the earlier one lacks. A value that changed and changed back is no difference.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataset.projects.history import Change, compare_all_projects
from dataset.releases.stored_tables import Tables, columns, schema_of

NOT_RECORDED = "not recorded"
"""The cause of a difference that the later release has no row for: the releases do not follow from each other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs.

    Attributes:
        project_key, field, old, new: as in `changes`.
        cause: `source`, `parser`, `vocabulary`, several of them joined by `+`, or `NOT_RECORDED`.
    """

    project_key: str
    field: str
    old: str | None
    new: str | None
    cause: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A project by key, title and address."""

    project_key: str
    title: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs between two releases.

    Attributes:
        added: projects that only the later one has.
        removed: those that only the earlier one has: joined with others, or never projects.
        withdrawn: projects that have left the site since. returned: those that have come back to it.
        changed: values of projects that both have, by field in the order of the registry, then by project.
        causes: for each field, projects that were added or removed under `project_key`, how often it has each cause.
    """

    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]
    withdrawn: tuple[Listed, ...]
    returned: tuple[Listed, ...]
    changed: tuple[Difference, ...]
    causes: Mapping[str, Mapping[str, int]]


def compare_releases(earlier: Tables, later: Tables) -> Differences:
    """Compare two releases of a site.

    Args:
        earlier: its tables `projects` and `changes`.
        later: the same.
    """
    causes = _causes(earlier, later)
    changes = [_with_cause(change, causes) for change in compare_all_projects(earlier, later)]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in changes:
        counted[one.field][one.cause] += 1
    old, new = _listed(earlier), _listed(later)
    of_projects = [one for one in changes if one.field == "project_key"]
    left = [one for one in changes if one.field == "withdrawn"]
    rest = [one for one in changes if one.field not in ("project_key", "withdrawn")]
    names = schema_of(later, "projects").names
    return Differences(
        added=tuple(new[one.project_key] for one in of_projects if one.old is None),
        removed=tuple(old[one.project_key] for one in of_projects if one.new is None),
        withdrawn=tuple(new[one.project_key] for one in left if one.new == "true"),
        returned=tuple(new[one.project_key] for one in left if one.new == "false"),
        changed=tuple(sorted(rest, key=lambda one: (names.index(one.field), one.project_key))),
        causes={field: dict(sorted(causes.items())) for field, causes in sorted(counted.items())},
    )


def _causes(earlier: Tables, later: Tables) -> dict[tuple[str, str], list[str]]:
    told = ("project_key", "field", "observed_at", "cause", "old", "new")
    known = {tuple(row.values()) for row in columns(earlier, "changes", *told).to_pylist()}
    causes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in columns(later, "changes", *told).to_pylist():
        if tuple(row.values()) not in known:
            causes[row["project_key"], row["field"]].append(row["cause"])
    return causes


def _with_cause(change: Change, causes: Mapping[tuple[str, str], Sequence[str]]) -> Difference:
    found = sorted(set(causes.get((change.project_key, change.field), ())))
    return Difference(change.project_key, change.field, change.old, change.new, "+".join(found) or NOT_RECORDED)


def _listed(tables: Tables) -> dict[str, Listed]:
    rows: list[dict[str, Any]] = columns(tables, "projects", "project_key", "title", "url").to_pylist()
    return {row["project_key"]: Listed(**row) for row in rows}
