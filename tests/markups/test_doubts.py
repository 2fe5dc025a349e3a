"""What looks wrong on the page is said in an issue; what is printed stays the value; what is clean raises no noise."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.markups.judge import Answer, ask_parser, judge
from tests.markups.projects import Fact, Project, descriptions, real_projects
from tests.markups.render import STRUCTURES, render
from tests.markups.tree import el

KeepPage = Callable[[bytes], Path]

CLEAN = next(one for one in real_projects() if one.printed.get("project_id") == "CE.0304")
"""A completed national project of one country that its title names; nothing about it is odd."""

FETCHED = datetime(2025, 6, 1, tzinfo=UTC)

UNKNOWN = (Fact("", "Donor", ("Development Fund",)), Fact("", "Last updated", ("2019",)))


def alarms(answer: Answer) -> set[str | None]:
    """The fields that a warning or an error names."""
    return {issue["field"] for issue in answer["issues"] if issue["severity"] != "info"}


def ask(project: Project, keep_page: KeepPage, structure: str = "list_two_spans") -> Answer:
    page = render(project, structure, "plain", "facts_then_description")
    answer = ask_parser(page.body, fetched_at=FETCHED)
    wrong = [str(one) for one in judge(answer, page.truth) if one.verdict == "silent"]
    assert not wrong, f"{wrong}; the page is {keep_page(page.body)}"
    return answer


@pytest.mark.parametrize("structure", STRUCTURES)
def test_clean_page_raises_no_alarm(structure: str, keep_page: KeepPage) -> None:
    answer = ask(CLEAN, keep_page, structure)
    assert not alarms(answer), answer["issues"]
    assert answer["url"] == CLEAN.url


@pytest.mark.parametrize(
    ("printed", "fields"),
    [
        ({"project_id": "LM.0304"}, {"project_id", "project_type"}),
        ({"countries": ("Somalia", "Kenya")}, {"coverage", "countries"}),
        ({"start_date": "2018", "end_date": "2015"}, {"start_date", "end_date"}),
        ({"status": "Active"}, {"status"}),
        ({"budget_usd": "9000000.00"}, {"budget_usd"}),
        ({"budget_usd": "100.00"}, {"budget_usd"}),
        ({"countries": ("Zambia",)}, {"countries", "title"}),
        ({"countries": ("Somalia", "Somalia")}, {"countries"}),
    ],
    ids=["prefix", "coverage", "order of dates", "stale", "rich", "poor", "title", "twice"],
)
def test_doubtful_value_is_kept_and_flagged(
    printed: Mapping[str, str | tuple[str, ...]], fields: set[str], keep_page: KeepPage
) -> None:
    answer = ask(replace(CLEAN, printed={**CLEAN.printed, **printed}), keep_page)
    assert {issue["field"] for issue in answer["issues"]} & fields


def test_machine_date_that_disagrees_with_the_printed_one_is_flagged() -> None:
    page = render(CLEAN, "list_two_spans", "plain", "facts_then_description")
    for node in page.root.find("value", "start_date"):
        node.children = [el("time", node.text(), datetime="2001-01-01T12:00:00Z")]
    assert "start_date" in {issue["field"] for issue in ask_parser(page.body)["issues"]}


def test_count_that_disagrees_with_the_items_is_flagged(keep_page: KeepPage) -> None:
    description = next(one for one in descriptions() if one.name == "stated-count-disagrees")
    answer = ask(replace(CLEAN, description=description), keep_page)
    assert "components" in {issue["field"] for issue in answer["issues"]}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_unknown_labels_are_reported_and_take_nothing_away(structure: str, keep_page: KeepPage) -> None:
    answer = ask(replace(CLEAN, extra=UNKNOWN), keep_page, structure)
    assert len(answer["unclaimed"]) >= len(UNKNOWN)
