"""Everything that a release knows of one project, brought together from its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from dataset.projects.tables import Tables
from dataset.values.cells import plain_rows

Row = dict[str, Any]
TABLES = ("projects", "project_countries", "project_components", "observations", "pages", "changes", "issues")


@dataclass(frozen=True, slots=True)
class Card:
    """One project, in rows that JSON takes; each in the order of its table.

    Attributes:
        project: its row of `projects`.
        countries, components, observations, pages, changes, issues: its rows of these tables; issues of its pages, too.
    """

    project: Row
    countries: tuple[Row, ...]
    components: tuple[Row, ...]
    observations: tuple[Row, ...]
    pages: tuple[Row, ...]
    changes: tuple[Row, ...]
    issues: tuple[Row, ...]

    def printed(self, field: str) -> str | None:
        """What the page that a value was taken from prints; None where no page gives one."""
        chosen = (row["raw"] for row in self.observations if row["is_chosen"] and row["field"] == field)
        return next(chosen, None)

    def why_null(self, field: str) -> tuple[str, ...]:
        """For each kind of reason that its pages give for a null of a field, the reason, each once."""
        return tuple(dict.fromkeys(row["field_status"] for row in self.observations if row["field"] == field))


def make_card(tables: Tables, project_key: str) -> Card:
    """Bring together what the tables of a release hold of the project with that key."""
    found = {name: _rows_of(tables, name, project_key) for name in TABLES}
    addresses = {row["url"] for row in found["pages"]}
    numbers = {row["number"] for row in found["issues"]}
    beside = [
        row
        for row in tables["issues"].filter(pc.field("project_key").is_null()).to_pylist()
        if row["url"] in addresses and row["number"] not in numbers
    ]
    issues = sorted((*found["issues"], *plain_rows(beside)), key=lambda row: row["number"])
    return Card(
        project=found["projects"][0],
        countries=found["project_countries"],
        components=found["project_components"],
        observations=found["observations"],
        pages=found["pages"],
        changes=found["changes"],
        issues=tuple(issues),
    )


def _rows_of(tables: Tables, name: str, project_key: str) -> tuple[Row, ...]:
    rows: list[Mapping[str, Any]] = tables[name].filter(pc.field("project_key") == project_key).to_pylist()
    return tuple(plain_rows(rows))
