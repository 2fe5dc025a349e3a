"""Labels with more around them than their words: numbers, and what else a page puts there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.markups.judge import ask_parser, judge
from tests.markups.kinds import LANGUAGES, plain_page
from tests.markups.render import STRUCTURES
from tests.markups.tree import Child, el

KeepPage = Callable[[bytes], Path]

NUMBERS: dict[str, Callable[[int, str], list[Child]]] = {
    "1. Year": lambda number, label: [f"{number}. {label}"],
    "1) Year": lambda number, label: [f"{number}) {label}"],
    "(1) Year": lambda number, label: [f"({number}) {label}"],
    "1 - Year": lambda number, label: [f"{number} - {label}"],
    "a) Year": lambda number, label: [f"{'abcdefghijklm'[number]}) {label}"],
    "an element": lambda number, label: [el("span", f"{number}."), f" {label}"],
}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_numbered_labels_are_labels(structure: str, keep_page: KeepPage) -> None:
    start = list(STRUCTURES).index(structure)
    for offset in (0, 3):
        form = list(NUMBERS)[(start + offset) % len(NUMBERS)]
        spoilt = plain_page(structure, LANGUAGES[(start + offset) % 3])
        for number, label in enumerate(spoilt.root.find("label"), 1):
            label.children = NUMBERS[form](number, label.text())
        wrong = [str(one) for one in judge(ask_parser(spoilt.body), spoilt.truth) if one.verdict != "right"]
        assert not wrong, f"{form}: {wrong}; the page is {keep_page(spoilt.body)}"
