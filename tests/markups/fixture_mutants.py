"""Mutants of the fixtures: pages kept for a reason, changed in ways that no reader sees. What was accepted must stand.

The pages are read into trees by a parser that is not the one under test, so a fixture whose markup is broken on
purpose does not come back from there; `fixture_pages` leaves those out.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

from maintenance.fixtures import Fixture, find_fixtures
from tests.markups.judge import Finding, ask_parser, judge
from tests.markups.mutations_markup import MARKUP, Mutation
from tests.markups.mutations_noise import NOISE
from tests.markups.projects import Description, Project
from tests.markups.render import Page, seeded
from tests.markups.tree import VOID, Ink, Node, bag, el
from tests.markups.truth import Expected, Item, Truth

ROOT = Path(__file__).parents[1] / "fixtures"
_HOLD_NO_ELEMENTS = {"", "!", "noscript", "option", "script", "select", "style", "template", "textarea", "title"}


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = bag()
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = el(tag, role={"h1": "title", "main": "main"}.get(tag, ""))
        node.attrs.update((key, value or "") for key, value in attrs)
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self._open[-1].children.append(Node("!", children=[data.strip()]))


def read_tree(text: str) -> Node:
    """Read a page whose elements are all closed into a tree; its doctype is left to the ink."""
    builder = _TreeBuilder()
    builder.feed(text)
    builder.close()
    return builder.root


def wrap_texts(page: Page, rng: Random) -> bool:
    """Put every text into a `<span>` of its own, as some editors do."""
    for node in list(page.root.walk()):
        if node.tag not in {
            "",
            "!",
            "script",
            "style",
            "title",
            "textarea",
            "option",
            "select",
            "template",
            "noscript",
        }:
            node.children = [
                el("span", child) if isinstance(child, str) and child.strip() else child for child in node.children
            ]
    return True


def comments_between(page: Page, rng: Random) -> bool:
    """Sprinkle comments, as templates leave them."""
    for node in list(page.root.walk()):
        if node.tag in {"div", "section", "ul", "dl", "tr", "li", "p", "main", "article"} and rng.random() < 0.5:
            node.children.insert(rng.randrange(len(node.children) + 1), Node("!", children=["Start Date 1999"]))
    return True


UNSEEN: Mapping[str, Mutation] = {
    **{
        name: MARKUP[name]
        for name in (
            "rename_classes",
            "add_attributes",
            "swap_attributes",
            "wrap_all",
            "no_landmarks",
            "every_sign_an_entity",
            "other_ink",
            "title_in_pieces",
        )
    },
    **NOISE,
    "wrap_texts": wrap_texts,
    "comments_between": comments_between,
}
"""What may be done to any page, whatever it is kept for."""


@cache
def fixture_pages() -> tuple[tuple[Page, datetime | None], ...]:
    """Every fixture of a project that its tree gives again, with the time of its capture."""
    pages = []
    for fixture in find_fixtures(ROOT):
        accepted = fixture.expected()
        if accepted is not None and accepted["outcome"] == "project" and accepted["encoding"] == "utf-8":
            page, fetched_at = _page(fixture, accepted), fixture.meta().fetched_at
            if all(one.verdict == "right" for one in judge(ask_parser(page.body, fetched_at=fetched_at), page.truth)):
                pages.append((page, fetched_at))
    return tuple(pages)


def _page(fixture: Fixture, accepted: Mapping[str, Any]) -> Page:
    facts: Mapping[str, Any] = accepted["project"]
    project = Project(
        key=fixture.name,
        url=accepted["url"] or "",
        layout=accepted["layout"],
        language=accepted["language"],
        title=facts["title"] or "",
        printed={"project_id": facts["project_id"] or ""},
        description=Description(fixture.name, accepted["language"], (), None),
    )
    root = read_tree(fixture.page().body.decode())
    return Page(fixture.name, project, root, _truth(accepted), structure="", frame="", ink=Ink(minified=True))


def _truth(accepted: Mapping[str, Any]) -> Truth:
    flagged = {issue["field"] for issue in accepted["issues"]}
    fields = {
        name: Expected(value, flag=name in flagged, statuses=(accepted["field_status"].get(name) or "",))
        for name, value in accepted["project"].items()
        if name != "project_type_code"
    }
    items = tuple(
        Item(one["list"], one["position"], _bare(one["text"]), (one["kind"],), (one["marker"] or "",))
        for one in accepted["components"]
    )
    return Truth(("project",), fields, items, (accepted["language"],), accepted["layout"], _told(accepted["unclaimed"]))


def _bare(text: str) -> str:
    return " ".join(text.split()).removesuffix(".")


def _told(unclaimed: Mapping[str, str]) -> dict[str, str]:
    return {label.strip(" :\u00a0"): " ".join(text.lstrip(" :–|").split()) for label, text in unclaimed.items()}


def mutants_of_fixtures(each: int, *, seed: int) -> Iterator[tuple[str, list[Finding], bytes]]:
    """Give each fixture's mutants, read and judged.

    Args:
        each: how many of every fixture.
        seed: chooses the changes.

    Yields:
        The name, the verdicts, and the page.
    """
    for page, fetched_at in fixture_pages():
        rng = seeded(f"{page.name} {seed}")
        for _ in range(each):
            copy = page.copy()
            steps = [name for name in rng.sample(list(UNSEEN), rng.randint(1, 3)) if UNSEEN[name](copy, rng)]
            findings = judge(ask_parser(copy.body, fetched_at=fetched_at), copy.truth)
            yield f"{page.name} · {' + '.join(steps)}", findings, copy.body
