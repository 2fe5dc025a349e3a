"""A label outside the facts fills no gap of them: a banner, an event, a facet, a sidebar, header and footer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.markups.judge import ask_parser, judge
from tests.markups.kinds import LANGUAGES, OTHER, expect, fields_of, insert_after, plain_page
from tests.markups.projects import label as label_of
from tests.markups.render import STRUCTURES, Page
from tests.markups.tree import Node, el
from tests.markups.truth import Expected

KeepPage = Callable[[bytes], Path]

COMPANY: dict[str, tuple[str, Callable[[str, str], Node]]] = {
    "banner": ("before", lambda label, text: el("div", el("strong", label), " ", el("span", text), role_="alert")),
    "message": ("before", lambda label, text: el("div", el("p", f"{label}: {text}"), cls="messages")),
    "sidebar": ("after", lambda label, text: el("div", el("ul", el("li", el("span", label), " ", el("span", text))))),
    "facet": ("after", lambda label, text: el("div", el("h3", label), el("ul", el("li", el("a", text, href="/?f=1"))))),
    "filter": ("after", lambda label, text: el("form", el("label", label), el("select", el("option", text)))),
    "event": ("after", lambda label, text: el("div", el("p", "Next event"), el("dl", el("dt", label), el("dd", text)))),
    "header": ("start", lambda label, text: el("header", el("p", el("b", label), ": ", text))),
    "footer": ("end", lambda label, text: el("footer", el("p", el("b", label), ": ", text))),
    "aside": ("end", lambda label, text: el("aside", el("p", el("b", label), ": ", text))),
    "region": ("end", lambda label, text: el("div", el("div", el("div", label), el("div", text)), cls="region")),
}


def take_away(spoilt: Page, name: str) -> bool:
    """Take label and value of a field off the page."""
    for node in spoilt.root.find("fact", name):
        spoilt.root.parent_of(node).children.remove(node)
    return not spoilt.root.find("value", name)


def put(spoilt: Page, place: str, node: Node) -> None:
    """Put a box before or behind the facts, or at an end of the page."""
    if place in {"start", "end"}:
        body = next(one for one in spoilt.root.walk() if one.tag == "body")
        body.children.insert(0 if place == "start" else len(body.children), node)
    elif place == "after":
        insert_after(spoilt, spoilt.root.find("facts")[0], node)
    else:
        insert_after(spoilt, spoilt.root.find("title")[0], node)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_label_outside_the_facts_gives_no_value(structure: str, keep_page: KeepPage) -> None:
    start = list(STRUCTURES).index(structure)
    language = LANGUAGES[start % 3]
    for number, name in enumerate((*fields_of(language), "countries")):
        spoilt = plain_page(structure, language)
        if not take_away(spoilt, name):
            continue
        company = list(COMPANY)[(start + number) % len(COMPANY)]
        place, make = COMPANY[company]
        put(spoilt, place, make(label_of(name, language), OTHER[name]))
        expect(spoilt, **{name: Expected(None, flag=True), "description": Expected(spoilt.project.description.text)})
        silent = [str(one) for one in judge(ask_parser(spoilt.body), spoilt.truth) if one.verdict == "silent"]
        assert not silent, f"{name} in a {company}: {silent}; the page is {keep_page(spoilt.body)}"


@pytest.mark.parametrize("unwrapped", [False, True], ids=["facts in a box", "facts beside all else"])
def test_reason_names_the_value_and_the_place(*, unwrapped: bool) -> None:
    spoilt = plain_page("drupal_inline")
    assert take_away(spoilt, "year")
    put(spoilt, "before", COMPANY["banner"][1]("Year", "2030"))
    if unwrapped:
        spoilt.root.find("facts")[0].tag = ""
    answer = ask_parser(spoilt.body)
    assert answer["project"]["year"] is None
    (issue,) = [one for one in answer["issues"] if one["field"] == "year"]
    assert issue["kind"] == "place_rejected"
    assert "2030" in issue["message"]


def test_own_value_stays_beside_a_banners() -> None:
    spoilt = plain_page("definition_list")
    put(spoilt, "before", COMPANY["banner"][1]("Year", "2030"))
    assert ask_parser(spoilt.body)["project"]["year"] == 2013


@pytest.mark.parametrize("last", [8, 10, 11])
def test_facts_in_two_columns_are_all_facts(last: int) -> None:
    spoilt = plain_page("list_two_divs")
    facts = spoilt.root.find("facts")[0]
    second = el("ul", facts.children[last:], cls="second")
    facts.children = facts.children[:last]
    insert_after(spoilt, facts, second)
    wrong = [str(one) for one in judge(ask_parser(spoilt.body), spoilt.truth) if one.verdict != "right"]
    assert not wrong
