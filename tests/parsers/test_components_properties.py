"""What holds of the items of any text whatever."""

import re
import sys
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parsers.lists
from parsers.description import Block, Description
from parsers.lists.items import MOST_CHARACTERS, MOST_ITEMS, find_items
from tests.parsers.pages import described

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

SIGNS = """
1) 2) 3) 1. 2. (1) (2) a) b) c) (i) (ii) i) iv) A. B. 1.1) 1.2) • - – * o · Heading: will by: and et y o ; , . : … ( ) “
” " e.g. U.S. 2005 map Maps of Firstly, secondly Finally, Premièrement
"""
PHRASES = [
    "1 -", "Output 1.1:", "(Output 1.1)", "(Output 1. 2)", "Outcome 2)", "Component 1:", "The first component",
    "the second", "En primer lugar", "The project has two components:", "the following challenges:", "USD 1.",
    "Phase 1)",
]  # fmt: skip
WORDS = st.one_of(st.sampled_from([*SIGNS.split(), *PHRASES]), st.text(max_size=8))
LINES = st.lists(st.lists(WORDS, max_size=14).map(" ".join), max_size=8)
TAGS = st.sampled_from(["p", "li", "h3", "td", "ul><li", "ol><li", "b"])


def read_lines(lines: list[str], tags: list[str]) -> Description:
    html = "".join(
        f"<{tag}>{line.replace('<', '&lt;')}</{tag.partition('>')[0]}>" for line, tag in zip(lines, tags, strict=False)
    )
    return described(html)


def one_block(text: str) -> Description:
    return Description(text, (Block("paragraph", text, None, 0, None, 0, len(text)),))


@UNHURRIED
@given(LINES, st.lists(TAGS, min_size=8, max_size=8))
def test_items_are_spans_in_order_that_do_not_overlap(lines: list[str], tags: list[str]) -> None:
    description = read_lines(lines, tags)
    items, issues = find_items(description)
    for item in items:
        assert description.text[item.start : item.end] == item.text
        assert item.text == item.text.strip() != ""
        assert item.lead_in is None or item.lead_in.strip() == item.lead_in != ""
        assert item.marker is None or item.marker.strip() == item.marker != ""
    assert list(dict.fromkeys(item.list for item in items)) == list(range(1, len({item.list for item in items}) + 1))
    for before, after in pairwise(items):
        if before.list == after.list:
            assert (after.position, after.start >= before.end) == (before.position + 1, True)
        else:
            assert (after.list, after.position) == (before.list + 1, 1)
    assert {issue.field for issue in issues} <= {"components"}
    assert all("\n" not in issue.message for issue in issues)


@UNHURRIED
@given(LINES, st.lists(TAGS, min_size=8, max_size=8))
def test_the_same_text_gives_the_same_items(lines: list[str], tags: list[str]) -> None:
    assert find_items(read_lines(lines, tags)) == find_items(read_lines(lines, tags))


ADVERSARIES = [
    "1) ", "1) a 2) b ", "1) a) i) • ", "1.1) a 1.2) b ", "1) a\n2) b\n", "a", " a", "(", ")", '"', ". ", "A. ",
    " - A", "a: ",
    "• a\n", "- a\nb\n", "Aa bb cc: x\n", "The components are:\n", "components ", "the first ", "two aa bb cc ",
    "project will: a; ", "project, has ", "Component 1: a ", "It has two parts: 1) a; 2) b. ",
    "It will do x (Output 1.1), y (Output 1.2). ",
]  # fmt: skip


def count_calls(text: str) -> int:
    """How many functions a search calls; unlike time, the same on every machine."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    description = one_block(text)
    sys.setprofile(count)
    try:
        find_items(description)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", ADVERSARIES)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    short, long = ((piece * (size // len(piece))).strip() for size in (2_000, 8_000))
    find_items(one_block(short))  # tables are read and cached
    assert count_calls(long) < 5 * count_calls(short) + 500


def patterns() -> list[re.Pattern[str]]:
    modules = [import_module(f"parsers.lists.{one.name}") for one in iter_modules(parsers.lists.__path__)]
    return [value for module in modules for value in vars(module).values() if isinstance(value, re.Pattern)]


def test_no_pattern_repeats_a_repetition_without_bound() -> None:
    parser = import_module("re._parser")

    def repeats(tree: Any, inside: bool) -> bool:
        for operator, argument in tree:
            name = str(operator)
            if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
                unbounded = argument[1] == parser.MAXREPEAT
                if (unbounded and inside) or repeats(argument[2], inside or unbounded):
                    return True
            parts = [argument[3]] if name == "SUBPATTERN" else argument[1] if name == "BRANCH" else []
            if any(repeats(part, inside) for part in parts):
                return True
        return False

    found = patterns()
    assert len(found) > 20
    assert [one.pattern[:60] for one in found if repeats(parser.parse(one.pattern, one.flags), inside=False)] == []


def test_a_description_without_end_is_not_searched() -> None:
    text = "The project has two parts: 1) a; 2) b. " * (1_000_000 // 39)
    items, issues = find_items(one_block(text.strip()))
    assert items == ()
    assert [(issue.kind, issue.severity) for issue in issues] == [("too_many_items", "error")]


def test_items_without_end_are_left_out_and_reported() -> None:
    lines = "\n".join(f"• item {number}" for number in range(MOST_ITEMS + 20))
    assert len(lines) < MOST_CHARACTERS
    items, issues = find_items(one_block(lines))
    assert len(items) == MOST_ITEMS
    assert [(issue.kind, issue.message) for issue in issues] == [
        ("too_many_items", f"20 items beyond {MOST_ITEMS} left out")
    ]
