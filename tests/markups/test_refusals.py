"""Pages that are no project page get the outcome that says what they are, and never a project."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.markups import non_projects
from tests.markups.judge import ask_parser
from tests.markups.mutations_doubtful import cut_in_description, cut_in_facts, cut_in_footer
from tests.markups.mutations_markup import Mutation
from tests.markups.projects import real_projects
from tests.markups.render import STRUCTURES, render, seeded

WHOLE = [one for one in real_projects() if one.layout == "current" and len(one.printed) >= 10]


@pytest.mark.parametrize("name", non_projects.ALL)
def test_page_that_is_no_project_is_refused_by_name(name: str, keep_page: Callable[[bytes], Path]) -> None:
    page = non_projects.ALL[name]
    answer = ask_parser(page.body)
    assert answer["outcome"] in page.outcomes, f"{answer['reason']}; the page is {keep_page(page.body)}"
    assert answer["project"] is None


def test_project_page_with_all_values_blank_raises_an_alarm(keep_page: Callable[[bytes], Path]) -> None:
    body = non_projects.blank_project()
    answer = ask_parser(body)
    alarms = [issue for issue in answer["issues"] if issue["severity"] in {"warning", "error"}]
    assert alarms, f"{answer['outcome']} without a word; the page is {keep_page(body)}"
    assert answer["outcome"] in {"project", "not_a_project", "soft_error"}
    if answer["project"]:
        values = {name: value for name, value in answer["project"].items() if name not in {"title", "description"}}
        assert set(values.values()) == {None}


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("cut", [cut_in_facts, cut_in_description])
def test_page_cut_inside_the_project_is_truncated(
    cut: Mutation, structure: str, keep_page: Callable[[bytes], Path]
) -> None:
    for number in range(4):
        page = render(WHOLE[(7 * number) % len(WHOLE)], structure, "plain", "facts_then_description", seed=number)
        if cut(page, seeded(f"{structure} {number}")):
            answer = ask_parser(page.body)
            assert answer["outcome"] == "truncated", f"{answer['reason']}; the page is {keep_page(page.body)}"
            assert answer["project"] is None


@pytest.mark.parametrize("structure", ["drupal_inline", "list_two_spans", "table_th_td"])
def test_page_cut_after_the_project_is_whole_or_truncated(structure: str) -> None:
    page = render(WHOLE[3], structure, "plain", "facts_then_description")
    assert cut_in_footer(page, seeded(structure))
    assert ask_parser(page.body)["outcome"] in {"project", "truncated"}
