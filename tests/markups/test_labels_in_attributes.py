"""Labels in attributes, which style sheets print: read where no label stands in the text, never taken for legacy."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from parsers import parse_page
from tests.markups.judge import ask_parser, judge
from tests.markups.kinds import LANGUAGES, plain_page
from tests.markups.render import STRUCTURES, Page
from tests.markups.tree import el
from tests.parsers.pages import VALUES, page, pairs

KeepPage = Callable[[bytes], Path]
ATTRIBUTES = ("data-label", "data-preamble", "aria-label", "data-title", "data-th")


def put_in_attributes(spoilt: Page, attribute: str, *, in_text: bool = False) -> None:
    """Give every value an element with the label in an attribute, and take the label out of the text."""
    for label, value in zip(spoilt.root.find("label"), spoilt.root.find("value"), strict=True):
        holder = el("span", value.children)
        holder.attrs[attribute] = label.text()
        value.children = [holder]
        label.children = label.children if in_text else []


@pytest.mark.parametrize("structure", STRUCTURES)
def test_labels_in_attributes_are_labels(structure: str, keep_page: KeepPage) -> None:
    start = list(STRUCTURES).index(structure)
    spoilt = plain_page(structure, LANGUAGES[start % 3])
    if len(spoilt.root.find("label")) != len(spoilt.root.find("value")):
        return
    put_in_attributes(spoilt, ATTRIBUTES[start % len(ATTRIBUTES)])
    spoilt.truth = replace(spoilt.truth, unclaimed={})
    wrong = [str(one) for one in judge(ask_parser(spoilt.body), spoilt.truth) if one.verdict == "silent"]
    assert not wrong, f"{wrong}; the page is {keep_page(spoilt.body)}"


@pytest.mark.parametrize("structure", ["definition_list", "table_th_td", "drupal_inline", "lines_strong"])
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_label_in_the_text_says_it_already(structure: str, attribute: str) -> None:
    spoilt = plain_page(structure)
    plain = ask_parser(spoilt.body)
    put_in_attributes(spoilt, attribute, in_text=True)
    answer = ask_parser(spoilt.body)
    assert (answer["project"], answer["unclaimed"]) == (plain["project"], plain["unclaimed"])


def test_unknown_label_in_an_attribute_is_unclaimed() -> None:
    facts = {**VALUES, "Donor": ("The Fund",)}
    items = pairs('<li><span data-preamble="{label}">{value}</span></li>', facts, part="{}", sep=", ")
    reading = parse_page(page(f"<ul>{items}</ul><p>It helps.</p>"))
    assert reading.project is not None
    assert reading.layout == "current"
    assert reading.project.unclaimed == {"Donor": "The Fund"}
    assert {name: reading.project.fields[name].raw for name in ("year", "status")} == {
        "year": "2005",
        "status": "Completed",
    }


def test_labels_of_an_unknown_language_make_no_legacy_page() -> None:
    facts = {f"Rótulo {number}": texts for number, texts in enumerate(VALUES.values())}
    items = pairs('<div data-label="{label}">{value}</div>', facts, part="{}", sep=", ")
    assert parse_page(page(f"{items}<p>It helps.</p>")).layout is None
