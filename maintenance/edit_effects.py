"""What an edit of ours does to the whole archive: the last release beside the same captures as read today.

A *cell* is a field of a page, as in the table `observations`. Cells that change in the same way are one pattern: same
field, same way from status, rule and shape to others. Pages that stop or begin being projects count as pages, and
their cells with them. Pure: tables in, effects out; nothing is published.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import pyarrow as pa

from dataset.checks.value_shapes import value_shape
from dataset.projects.tables import Tables
from maintenance.edit_patterns import (
    CellPattern,
    ComponentPattern,
    Effect,
    Group,
    IssuePattern,
    PagePattern,
    Sample,
    group_cases,
)

Row = dict[str, Any]
Cell = tuple[str, ...]

TEXTS_WITHOUT_SHAPE = ("title", "description")

OF_HISTORY = ("earlier_capture", "mixed_up", "identity_changed", "projects_merged", "project_split")
"""Kinds of issue that tell how a release follows from earlier ones, not what a page says."""


@dataclass(frozen=True, slots=True)
class EditEffects:
    """Everything that differs, most frequent patterns first.

    Attributes:
        pages_compared, cells_compared: how many there were to compare.
        cells_of_pages_gained, cells_of_pages_lost: values of pages that begin or cease to be projects.
        pages: changed outcomes, layouts and languages.
        cells: changed cells of pages that are projects before and after.
        components: changed items.
        issues: findings that come or go.
        projects_gained, projects_lost: keys of projects that appear or disappear.
    """

    pages_compared: int
    cells_compared: int
    cells_of_pages_gained: int
    cells_of_pages_lost: int
    pages: tuple[Group[PagePattern], ...]
    cells: tuple[Group[CellPattern], ...]
    components: tuple[Group[ComponentPattern], ...]
    issues: tuple[Group[IssuePattern], ...]
    projects_gained: tuple[str, ...]
    projects_lost: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """True where the edit changes nothing that is published."""
        return not (self.pages or self.cells or self.components or self.issues or self.projects_changed)

    @property
    def projects_changed(self) -> int:
        """Projects that appear or disappear."""
        return len(self.projects_gained) + len(self.projects_lost)

    def total(self, effect: Effect) -> int:
        """How many cells have this effect."""
        return sum(group.count for group in self.cells if group.pattern.effect == effect)


def compare_readings(published: Tables, reread: Tables) -> EditEffects:
    """Compare the tables of a release with those of the same captures as read today.

    Args:
        published: the release.
        reread: by `build_tables` from `history.reread_records`, under the release's identities.
    """
    before, after = _keys(published), _keys(reread)
    cells = _by(published["observations"], "url", "field"), _by(reread["observations"], "url", "field")
    return EditEffects(
        pages_compared=published["pages"].num_rows,
        cells_compared=len(cells[0].keys() & cells[1].keys()),
        cells_of_pages_gained=_values(cells[1], but=cells[0]),
        cells_of_pages_lost=_values(cells[0], but=cells[1]),
        pages=group_cases(_page_cases(published, reread)),
        cells=group_cases(_cell_cases(*cells)),
        components=group_cases(_component_cases(published, reread)),
        issues=group_cases(_issue_cases(published, reread)),
        projects_gained=tuple(key for key in after if key not in before),
        projects_lost=tuple(key for key in before if key not in after),
    )


def describe_effects(effects: EditEffects) -> dict[str, Any]:
    """Give the effects as a JSON-ready object; the fields of a pattern stand beside its count and samples."""
    return {
        "pages_compared": effects.pages_compared,
        "cells_compared": effects.cells_compared,
        "cells_of_pages_gained": effects.cells_of_pages_gained,
        "cells_of_pages_lost": effects.cells_of_pages_lost,
        **{effect: effects.total(effect) for effect in get_args(Effect)},
        "pages": [group.to_json() for group in effects.pages],
        "cells": [group.to_json() for group in effects.cells],
        "components": [group.to_json() for group in effects.components],
        "issues": [group.to_json() for group in effects.issues],
        "projects_gained": list(effects.projects_gained),
        "projects_lost": list(effects.projects_lost),
    }


def _page_cases(published: Tables, reread: Tables) -> Iterator[tuple[PagePattern, Sample]]:
    before, after = (_by(tables["pages"], "url") for tables in (published, reread))
    for (url,), row in before.items():
        now = after[url,]
        pattern = PagePattern(_page(row), _page(now))
        if pattern.page_before != pattern.page_after:
            yield pattern, Sample(url, row["reason"], now["reason"])


def _cell_cases(before: Mapping[Cell, Row], after: Mapping[Cell, Row]) -> Iterator[tuple[CellPattern, Sample]]:
    for cell, row in before.items():
        now = after.get(cell)
        if now is not None and (row["value"], row["field_status"]) != (now["value"], now["field_status"]):
            url, field = cell
            pattern = CellPattern(
                field=field,
                effect=_effect(row["value"], now["value"]),
                status_before=row["field_status"],
                status_after=now["field_status"],
                rule_before=row["rule"],
                rule_after=now["rule"],
                shape_before=_shape(field, row["value"]),
                shape_after=_shape(field, now["value"]),
            )
            yield pattern, Sample(url, row["value"], now["value"])


def _component_cases(published: Tables, reread: Tables) -> Iterator[tuple[ComponentPattern, Sample]]:
    """Items are the same where their text is; of those left, two at the same place of the same list are one changed."""
    urls = {row["project_key"]: row["url"] for tables in (reread, published) for row in tables["projects"].to_pylist()}
    before, after = (_items(tables["project_components"]) for tables in (published, reread))
    for key in dict.fromkeys((*before, *after)):
        old, new = list(before.get(key, ())), list(after.get(key, ()))
        for same in (("text",), ("list", "position")):
            for one, other in _pairs(old, new, same):
                old.remove(one)
                new.remove(other)
                if (one["text"], one["kind"], one["marker"]) != (other["text"], other["kind"], other["marker"]):
                    yield (
                        ComponentPattern("changed", one["kind"], other["kind"]),
                        Sample(urls[key], _item(one), _item(other)),
                    )
        yield from ((ComponentPattern("lost", one["kind"], None), Sample(urls[key], _item(one), None)) for one in old)
        yield from ((ComponentPattern("gained", None, one["kind"]), Sample(urls[key], None, _item(one))) for one in new)


def _issue_cases(published: Tables, reread: Tables) -> Iterator[tuple[IssuePattern, Sample]]:
    """Findings by kind, field and page: another wording is the same finding."""
    before, after = (_findings(tables["issues"]) for tables in (published, reread))
    for finding in dict.fromkeys((*before, *after)):
        old, new = before.get(finding, []), after.get(finding, [])
        kind, severity, field, url = finding
        for message in old[len(new) :]:
            yield IssuePattern("lost", kind, severity, field), Sample(url, message, None)
        for message in new[len(old) :]:
            yield IssuePattern("gained", kind, severity, field), Sample(url, None, message)


def _page(row: Row) -> str | None:
    """`project, current, en`, `soft_error`."""
    if row["outcome"] != "project":
        return None if row["outcome"] is None else str(row["outcome"])
    return ", ".join(part or "unknown" for part in (row["outcome"], row["layout"], row["language"]))


def _effect(before: str | None, after: str | None) -> Effect:
    if before is None:
        return "other_reason" if after is None else "gained"
    return "lost" if after is None else "changed"


def _shape(field: str, value: str | None) -> str | None:
    return None if value is None or field in TEXTS_WITHOUT_SHAPE else value_shape(value)


def _values(cells: Mapping[Cell, Row], *, but: Mapping[Cell, Row]) -> int:
    return sum(row["value"] is not None for cell, row in cells.items() if cell not in but)


def _keys(tables: Tables) -> dict[str, None]:
    return dict.fromkeys(tables["projects"].column("project_key").to_pylist())


def _by(table: pa.Table, *key: str) -> dict[Cell, Row]:
    return {tuple(row[name] for name in key): row for row in table.to_pylist()}


def _items(table: pa.Table) -> dict[str, list[Row]]:
    items: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        items[row["project_key"]].append(row)
    return items


def _item(row: Row) -> str:
    return f"{row['marker']} {row['text']}" if row["marker"] else str(row["text"])


def _pairs(old: Sequence[Row], new: Sequence[Row], same: Sequence[str]) -> list[tuple[Row, Row]]:
    """Pair the rows that agree in some columns, each row once, in order."""
    waiting: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in new:
        waiting[tuple(row[name] for name in same)].append(row)
    keyed = ((row, waiting[tuple(row[name] for name in same)]) for row in old)
    return [(row, others.pop(0)) for row, others in keyed if others]


def _findings(issues: pa.Table) -> dict[tuple[str, str, str | None, str], list[str]]:
    """The messages of the findings of each kind, severity, field and place: the page, else the project."""
    findings: dict[tuple[str, str, str | None, str], list[str]] = defaultdict(list)
    for row in issues.to_pylist():
        if row["kind"] not in OF_HISTORY:
            place = row["url"] or row["project_key"]
            findings[row["kind"], row["severity"], row["field"], place].append(row["message"])
    return findings
