"""A list of countries that goes on behind its first element: all of it, or null with a finding for the field."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.markups.judge import ask_parser
from tests.markups.kinds import LANGUAGES, insert_after, plain_page, value_holders
from tests.markups.render import STRUCTURES, Page
from tests.markups.tree import Child, Node, el
from tests.parsers.pages import page, pairs

KeepPage = Callable[[bytes], Path]
NAMES = {"en": ("Mali", "Niger", "Chad"), "fr": ("Mali", "Niger", "Tchad"), "es": ("Malí", "Níger", "Chad")}
CODES = ["MLI", "NER", "TCD"]
WAYS = ("elements", "inner elements", "rows without a label", "rows with a blank", "paragraphs", "rows of a cell")


def go_on(spoilt: Page, way: str, names: Sequence[str]) -> bool:
    """Print all countries but the first behind its element."""
    value, *holders = value_holders(spoilt, "countries")
    facts = spoilt.root.find("fact", "countries")
    fact = facts[0] if len(facts) == 1 else None
    value.children = [names[0]]
    if len(spoilt.root.find("value", "countries")) > 1:
        return False  # each of its names has an element of its own already
    if way in {"elements", "inner elements"}:
        holder = holders[0 if "inner" in way else -1] if holders else None
        further = [_with(holder, [name], "") for name in names[1:]] if holder else []
    elif fact is None:
        return False
    elif way.startswith("rows with"):
        holder = fact
        further = [_with(fact, [name], "\u00a0" if "blank" in way else "") for name in names[1:]]
    elif way == "paragraphs":
        holder = fact if fact.tag not in {"", "tr", "td", "li"} else None
        further = [el("p", name) for name in names[1:]]
    else:
        holder = fact if fact.tag == "tr" else None
        further = [el("tr", el("td", name)) for name in names[1:]]
    if holder is not None:
        insert_after(spoilt, holder, *further)
    return holder is not None


def _with(node: Node, value: Sequence[Child], label: str) -> Node:
    copy = node.copy()
    for inner in copy.walk():
        if inner.role in {"value", "label"}:
            inner.children = list(value) if inner.role == "value" else [label]
        inner.role = inner.name = ""
    return copy


@pytest.mark.parametrize("structure", STRUCTURES)
def test_whole_list_is_read_or_none_of_it(structure: str, keep_page: KeepPage) -> None:
    start = list(STRUCTURES).index(structure)
    for number, way in enumerate(WAYS):
        language = LANGUAGES[(start + number) % 3]
        spoilt = plain_page(structure, language)
        if (start + number) % 2:
            _move_up(spoilt)
        if not go_on(spoilt, way, NAMES[language]):
            continue
        answer = ask_parser(spoilt.body)
        if answer["outcome"] != "project":
            continue  # a table of several rows is one of several projects
        found = answer["project"]["countries"]
        said = "countries" in {issue["field"] for issue in answer["issues"] if issue["severity"] == "error"}
        place = f"{way}, {language}; the page is {keep_page(spoilt.body)}"
        assert found == CODES or (found is None and said), f"{found}: {place}"
        assert answer["project"]["end_date"] == "2017" or structure == "table_header_row", place
        assert not answer["components"], place


def _move_up(spoilt: Page) -> None:
    """Put the countries among the other facts, where that is easy."""
    facts = [node for node in spoilt.root.find("fact") if node.tag]
    parent = spoilt.root.parent_of(facts[-1]) if facts else None
    if parent is not None and sum(child in facts for child in parent.children) > 3:
        parent.children.remove(facts[-1])
        parent.children.insert(3, facts[-1])


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("<dd>Mali</dd><dd>Nigerland</dd>", None),
        ("<dd>Mali</dd><dd>Niger</dd>", ["MLI", "NER"]),
        ("<dd>Mali, Niger</dd><dd><b>Chad</b></dd>", CODES),
        ("<dd>Venezuela (République bolivarienne du))</dd>", ["VEN"]),
        ("<dd>Mali; Venezuela (Bolivarian Republic of)), Chad</dd>", ["MLI", "VEN", "TCD"]),
    ],
)
def test_list_in_a_definition_list(printed: str, codes: list[str] | None) -> None:
    facts = pairs("<dt>{label}</dt><dd>{value}</dd>")
    facts = facts[: facts.index("<dt>Benefiting")]

    answer = ask_parser(page(f"<dl>{facts}<dt>Benefiting Member States</dt>{printed}</dl><p>It helps.</p>"))

    assert answer["project"]["countries"] == codes
    assert (codes is None) == any(
        issue["field"] == "countries" and issue["severity"] == "error" for issue in answer["issues"]
    )


def test_description_behind_the_last_country_is_no_country() -> None:
    facts = pairs("<h3>{label}</h3><p>{value}</p>")

    answer = ask_parser(page(f"{facts}<p>Help at the border.</p>"))

    assert answer["project"]["countries"] == ["BLZ", "CRI", "DOM", "SLV"]
