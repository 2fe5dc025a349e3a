"""Values that stand under each other's labels: nothing of the block is believed, and every field says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.markups.judge import Answer, ask_parser
from tests.markups.kinds import LANGUAGES, plain_page
from tests.markups.render import STRUCTURES, Page

KeepPage = Callable[[bytes], Path]
STEPS = {"up": 1, "down": -1, "two up": 2}


def shift(spoilt: Page, step: int, *, first: int = 0, last: int | None = None) -> list[str]:
    """Move the values of a run of labels by some places, in a circle; give the names of the fields."""
    values = spoilt.root.find("value")[first:last]
    texts = [value.children for value in values]
    for place, value in enumerate(values):
        value.children = texts[(place + step) % len(texts)]
    return list(dict.fromkeys(value.name for value in values))


def shifted(answer: Answer) -> set[str | None]:
    return {issue["field"] for issue in answer["issues"] if issue["kind"] == "values_shifted"}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_nothing_of_a_shifted_block_is_believed(structure: str, keep_page: KeepPage) -> None:
    start = list(STRUCTURES).index(structure)
    for number, (way, step) in enumerate(STEPS.items()):
        spoilt = plain_page(structure, LANGUAGES[(start + number) % 3])
        names = shift(spoilt, step)
        answer = ask_parser(spoilt.body)
        assert answer["outcome"] == "project"
        left = {name: answer["project"][name] for name in names if answer["project"][name] is not None}
        told = {issue["field"] for issue in answer["issues"] if issue["severity"] == "error"}
        silent = {**left, **dict.fromkeys(set(names) - told)}
        assert not silent, f"{way}: {silent}; the page is {keep_page(spoilt.body)}"
        assert answer["project"]["title"] == spoilt.project.title


@pytest.mark.parametrize("structure", ["definition_list", "table_th_td", "drupal_inline", "lines_strong"])
def test_a_few_shifted_values_take_the_block_along(structure: str) -> None:
    spoilt = plain_page(structure)
    shift(spoilt, 1, first=2, last=6)  # status, type, budget, coverage
    answer = ask_parser(spoilt.body)
    assert shifted(answer) >= {"start_date", "status", "project_type", "year", "countries"}
    assert answer["project"]["countries"] is None


@pytest.mark.parametrize("structure", ["definition_list", "table_th_td", "drupal_inline", "lines_strong"])
def test_two_values_that_changed_places_leave_the_others(structure: str) -> None:
    spoilt = plain_page(structure)
    shift(spoilt, 1, first=2, last=4)  # status, type
    answer = ask_parser(spoilt.body)
    assert not shifted(answer)
    assert answer["project"]["status"] is None
    assert answer["project"]["project_type"] is None
    assert answer["project"]["start_date"] == "2014"


@pytest.mark.parametrize("text", ["Planetary", "2011", "-", ""])
def test_one_value_that_does_not_fit_shifts_nothing(text: str) -> None:
    spoilt = plain_page("definition_list")
    spoilt.root.find("value", "coverage")[0].children = [text]
    answer = ask_parser(spoilt.body)
    assert not shifted(answer)
    assert answer["project"]["year"] == 2013
