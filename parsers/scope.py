"""Whose page parts are: which of them belong to this page's project, and which to another one or to the site.

The facts of a page may have company that looks just like them: teasers of related projects, search facets, a
footer. What a part belongs to is read off the page as a reader does: from the heading that governs it.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.boxes import Box, Marks, Outline
from parsers.folding import fold
from parsers.labels import recognise
from parsers.page import Page, path_of
from parsers.pair import Pair
from parsers.shapes import fits
from parsers.title import CHROME_TAGS, Title
from parsers.vocabulary import read_table

_PROJECT_PATHS = ("/project/", "/projects/", "/projet/", "/proyecto/", "/node/")
_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
_NO_RANK = 7
_SECTION_RANK = 2
"""Assumed of a line such as `Related projects` that no heading element holds."""
_HEADING_LEAVES = 12
_BESIDE_LINK = 20
_LEAST_LINKS = 3
# `2 Comments`
_COUNT = re.compile(r"^\d+ ")
_LONGEST_SIGN = 400
_TITLE_WORDS = 3
"""A link of fewer words (`Read more`, `Français`) is not taken for another project's title."""


@dataclass(slots=True)
class _Government:
    """Whether the headings seen so far among siblings give what follows to somebody else."""

    rank: int = _NO_RANK
    reason: str | None = None


def find_foreign(page: Page, title: Title) -> dict[Box, str]:
    """Find the outermost boxes that belong to something else than the page's project, each with the reason."""
    foreign: dict[Box, str] = {}
    titled = Marks(page.outline, title.boxes)
    pending = [page.outline.root]
    while pending:
        parent = pending.pop()
        holds_title = titled.touch(parent)
        government = _Government()
        for box in parent.children:
            if titled.touch(box):
                government = _Government(rank=1)
            elif box.tag in CHROME_TAGS - {"aside"} and not _is_content(box):
                foreign[box] = f"it stands in <{box.tag}>"
                continue
            elif box.kind != "text":
                _govern(page, box, government, holds_title=holds_title)
            if government.reason:
                foreign[box] = government.reason
            elif box.children:
                pending.append(box)
    return foreign


def find_menus(outline: Outline, pairs: Sequence[Pair]) -> dict[Box, str]:
    """Find the lists of links in which a label's words occur by chance: all words are links, and no value fits."""
    menus: dict[Box, str] = {}
    for pair in pairs:
        menu = None
        for outer in outline.leaves[pair.label.start].box.ancestors():
            if not outline.is_linked(outer):
                break
            menu = outer
        inside = [other for other in pairs if menu is not None and menu.contains(other.cell)]
        links = sum(inner.tag == "a" for inner in menu.walk()) if menu else 0
        few = links >= _LEAST_LINKS and len(inside) * _LEAST_LINKS <= links
        if menu is not None and few and not any(is_plausible(outline, other) for other in inside):
            menus[menu] = "it stands in a list of links"
    return menus


def is_plausible(outline: Outline, pair: Pair) -> bool:
    """Whether a label's value is one that its field can have."""
    text = outline.text(pair.boxes[0].start, pair.boxes[-1].end) if pair.boxes else ""
    return any(fits(field, text) for field in pair.label.match.fields)


def reason_of(box: Box, foreign: dict[Box, str]) -> str | None:
    """The reason why a box lies in a foreign part, or None where it does not."""
    return next((foreign[outer] for outer in box.with_ancestors() if outer in foreign), None)


def _is_content(box: Box) -> bool:
    """Whether it is the footer of an article and not of the site, or a form in which nothing can be entered."""
    if box.tag == "form":
        return box.node.css_first('input:not([type="hidden" i]):not([readonly]), select, textarea') is None
    return box.tag == "footer" and any(outer.tag in {"article", "main", "section"} for outer in box.ancestors())


def _govern(page: Page, box: Box, government: _Government, *, holds_title: bool) -> None:
    """Let a box that is a heading take over what follows; every other box changes nothing."""
    if box.is_empty or box.end - box.start > _HEADING_LEAVES:
        return
    text, rank = page.outline.text_of(box), _rank(box)
    if recognise(text):
        return
    if is_sign("related", text) and (box.breaks or rank < _NO_RANK):
        government.rank, government.reason = min(rank, _SECTION_RANK), f"it stands under {text!r}"
    elif (target := _link_target(page, box)) and len(text.split()) >= _TITLE_WORDS:
        if rank < _NO_RANK or not holds_title:
            government.rank = min(rank, government.rank)
            government.reason = f"it stands under {text!r}, a link to {target}"
    elif rank <= government.rank and rank < _NO_RANK:
        government.rank, government.reason = rank, None


def _rank(box: Box) -> int:
    """The rank of the heading that the box is or wraps."""
    for inner in box.walk():
        if inner.tag in _RANKS and (inner.start, inner.end) == (box.start, box.end):
            return _RANKS[inner.tag]
    return _NO_RANK


def _link_target(page: Page, box: Box) -> str | None:
    """The other project's page that the whole box is a link to; a link within a sentence is none."""
    for inner in box.walk():
        if inner.tag == "a" and (inner.start, inner.end) == (box.start, box.end):
            return _project_path(page, inner) if stands_alone(page.outline, inner) else None
    return None


def other_project(page: Page, box: Box, foreign: Container[Box]) -> str | None:
    """The path of another project's page that a line of its own in the box links to; a link in a sentence is none.

    What is known to belong to others does not count.
    """
    pending = [box]
    while pending:
        inner = pending.pop()
        path = _project_path(page, inner) if inner.tag == "a" else None
        if path is not None and stands_alone(page.outline, inner):
            return path
        pending.extend(child for child in reversed(inner.children) if child not in foreign)
    return None


def links_elsewhere(page: Page, box: Box) -> bool:
    """Whether a link to another project's page is in the box."""
    return any(inner.tag == "a" and _project_path(page, inner) for inner in box.walk())


def stands_alone(outline: Outline, link: Box) -> bool:
    """Whether a link is a line of its own, give or take a few characters; a link that ends a sentence is not."""
    start, end = outline.line_around(link)
    line, text = outline.text(start, end), outline.text_of(link)
    return len(line) <= len(text) + _BESIDE_LINK and (line == text or not line.endswith((".", "!", "?")))


def _project_path(page: Page, link: Box) -> str | None:
    """The path of another project's page, or None for the page itself and for other links."""
    path = path_of(link.attributes.get("href") or "")
    if not any(mark in path and not path.endswith(mark) for mark in _PROJECT_PATHS):
        return None
    return None if page.url and path == path_of(page.url) else path


def count_projects(page: Page) -> int:
    """Count the other projects' pages that the page links to."""
    links = (box for box in page.outline.root.walk() if box.tag == "a")
    return len({path for link in links if (path := _project_path(page, link))})


def is_sign(sign: str, text: str) -> bool:
    """Say whether a whole text is one of the phrases of `parsers/data/signs.csv`."""
    return len(text) <= _LONGEST_SIGN and sign in _signs_of(text)


def opens_with_sign(text: str) -> bool:
    """Say whether a text begins as the site's own notes do: `We use cookies …`, `Last updated: …`."""
    return fold(text).startswith(_openings())


@lru_cache(maxsize=10_000)
def _signs_of(text: str) -> frozenset[str]:
    """The sorts of phrases that a text is one of."""
    return _signs().get(_COUNT.sub("", fold(text)).strip(" :»›>…."), frozenset())


@cache
def _signs() -> dict[str, frozenset[str]]:
    signs: dict[str, set[str]] = {}
    for row in read_table("signs.csv"):
        signs.setdefault(fold(row["phrase"]), set()).add(row["sign"])
    return {phrase: frozenset(sorts) for phrase, sorts in signs.items()}


@cache
def _openings() -> tuple[str, ...]:
    return tuple(phrase for phrase, sorts in _signs().items() if "opening" in sorts)
