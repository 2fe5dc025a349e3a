"""What a change of our reading does, grouped by pattern; the pages are real bytes, read by the real parsers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from build.pages import read_page
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from maintenance.edit_effects import compare_readings, describe_effects
from maintenance.edit_patterns import MOST_SAMPLES, CellPattern, ComponentPattern, IssuePattern, PagePattern
from sandbox.page import SavedPage
from tests.maintenance.conftest import TEXT, project_page

FETCHED = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
NO_PAGE = b"<html lang=en><body><main><h1>Contact</h1><p>Write to us.</p></main></body></html>"
RULE = "label:beside:dl"


def tables(*bodies: bytes | None) -> Tables:
    """Tables of pages with these bytes, at the same addresses each time."""
    return build_tables([record(number, body) for number, body in enumerate(bodies)])


def record(number: int, body: bytes | None) -> PageRecord:
    url = f"https://iom.int/project/{number:02}"
    content = None if body is None else read_page(SavedPage(body, "text/html; charset=utf-8", url, FETCHED))
    return PageRecord(url, "live", 200, FETCHED, FETCHED, FETCHED, ("sitemap",), content)


def page(number: int, **changed: Any) -> bytes:
    return project_page(Projects_ID=f"LM.{number:04}", Prima_ID=f"ZM10P{number:04}", **changed)


def groups(found: tuple[Any, ...]) -> list[tuple[Any, int]]:
    return [(group.pattern, group.count) for group in found]


def test_the_same_reading_changes_nothing() -> None:
    same = tables(page(0), page(1))
    effects = compare_readings(same, same)
    assert effects.is_empty
    assert (effects.pages_compared, effects.cells_compared) == (2, 30)


def test_cells_that_change_alike_are_one_pattern_with_a_few_samples() -> None:
    before = tables(*(page(number, Year=None) for number in range(5)))
    after = tables(*(page(number, Year="2017") for number in range(5)))
    effects = compare_readings(before, after)
    (group,) = effects.cells
    assert group.pattern == CellPattern("year", "gained", "not_on_page", "reported", None, RULE, None, "9999")
    assert group.count == 5
    assert len(group.samples) == MOST_SAMPLES
    assert (group.samples[0].url, group.samples[0].before, group.samples[0].after) == (
        "https://iom.int/project/00",
        None,
        "2017",
    )
    assert groups(effects.issues) == [(IssuePattern("lost", "field_missing", "info", "year"), 5)]
    lost = compare_readings(after, before)
    assert [lost.total(effect) for effect in ("gained", "lost", "changed", "other_reason")] == [0, 5, 0, 0]


def test_gained_lost_changed_and_null_for_another_reason_are_told_apart() -> None:
    before = tables(page(0, Year="2017"), page(1, Year="2017"), page(2, Year=None), page(3, Year=None))
    after = tables(page(0, Year="2018"), page(1, Year=None), page(2, Year="2017"), page(3, Year=""))
    effects = compare_readings(before, after)
    assert {one.pattern.effect: one.count for one in effects.cells if one.pattern.field == "year"} == {
        "gained": 1,
        "lost": 1,
        "changed": 1,
        "other_reason": 1,
    }
    ((other),) = [one.pattern for one in effects.cells if one.pattern.effect == "other_reason"]
    assert (other.status_before, other.status_after) == ("not_on_page", "label_empty")


def test_another_notation_is_another_pattern() -> None:
    before = tables(*(page(number, Start_Date="2017") for number in range(3)))
    after = tables(page(0, Start_Date="2017-03-01"), page(1, Start_Date="2017-04-01"), page(2, Start_Date="2018"))
    shapes = {(one.pattern.shape_after, one.count) for one in compare_readings(before, after).cells}
    assert shapes == {("9999-99-99", 2), ("9999", 1)}


def test_pages_that_begin_or_cease_to_be_projects_take_their_cells_along() -> None:
    effects = compare_readings(tables(page(0), NO_PAGE, page(2)), tables(NO_PAGE, page(1), page(2)))
    assert groups(effects.pages) == [
        (PagePattern("not_a_project", "project, current, en"), 1),
        (PagePattern("project, current, en", "not_a_project"), 1),
    ]
    assert (effects.cells_of_pages_gained, effects.cells_of_pages_lost) == (14, 14)
    assert (effects.cells, effects.projects_gained, effects.projects_lost) == ((), ("LM.0001",), ("LM.0000",))


def test_a_page_whose_capture_is_gone_is_told() -> None:
    effects = compare_readings(tables(page(0)), tables(None))
    assert groups(effects.pages) == [(PagePattern("project, current, en", None), 1)]


def described(*items: str) -> bytes:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return project_page(description=f"<p>{TEXT}</p><p>The project has the following components:</p><ul>{listed}</ul>")


def test_items_are_followed_by_their_text() -> None:
    before = described("train officers", "print forms", "hold a fair")
    one_more = compare_readings(
        tables(before), tables(described("write a law", "train officers", "print forms", "hold a fair"))
    )
    assert groups(one_more.components) == [(ComponentPattern("gained", None, "component"), 1)]
    assert one_more.components[0].samples[0].after == "- write a law"
    other = compare_readings(tables(before), tables(described("train officers", "print new forms", "hold a fair")))
    assert groups(other.components) == [(ComponentPattern("changed", "component", "component"), 1)]
    fewer = compare_readings(tables(before), tables(described("train officers", "hold a fair")))
    assert groups(fewer.components) == [(ComponentPattern("lost", "component", None), 1)]


def test_the_effects_are_json_and_their_totals_fit() -> None:
    effects = compare_readings(tables(page(0, Year=None), page(1)), tables(page(0), NO_PAGE))
    told: Mapping[str, Any] = json.loads(json.dumps(describe_effects(effects)))
    assert told["gained"] == sum(one["count"] for one in told["cells"] if one["effect"] == "gained") == 1
    assert told["cells"][0]["samples"] == [{"url": "https://iom.int/project/00", "before": None, "after": "2017"}]
    assert told["projects_lost"] == ["LM.0001"]


@pytest.mark.parametrize("kind", ["earlier_capture", "identity_changed", "projects_merged", "project_split"])
def test_kinds_that_tell_of_history_are_explained(kind: str) -> None:
    """Their names must be those of the findings: one that is renamed would come back as noise."""
    assert f"| `{kind}` |" in Path("docs/issue-kinds.md").read_text(encoding="utf-8")
