"""The nodes that hold the description: what is left of the content once facts, title and chrome are taken away."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from parsers.body import set_apart
from parsers.boilerplate import is_sign, opens_with_sign
from parsers.boxes import Box, Marks, Outline
from parsers.layout import HEADING_TAGS
from parsers.owners import Owners
from parsers.page import Page
from parsers.project_links import links_elsewhere, stands_alone
from parsers.prose import is_prose
from parsers.raw import Issue
from parsers.title import Title

_CHROME_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog", "header", "figcaption"})
_WORDS = """
breadcrumb breadcrumbs share sharing social related pager pagination newsletter cookie cookies menu navigation footer
sidebar tags skip print addtoany toolbar banner contextual feedback
"""
_CHROME_WORDS = frozenset(_WORDS.split())
"""Words in classes, ids and roles by which site builders name what is not content."""
_LEAVES_OF_SIGN = 8
_MOSTLY = 0.5
_LONGEST_NOTE = 200
_LINKS_OF_MENU = 3
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_OUT_OF_PLACE = Issue(
    "description_out_of_place", "description", "the description was found beside the main content, not in it", "info"
)


@dataclass(frozen=True, slots=True)
class Content:
    """The leaves of the description, and what is doubtful about them.

    Attributes:
        chosen: indexes of the leaves, ascending.
        main: the main content of the page, every word of which has to be accounted for.
    """

    chosen: tuple[int, ...]
    rule: str
    main: Box
    issues: tuple[Issue, ...] = ()


def find_description(page: Page, title: Title, facts: Iterable[Box], owners: Owners) -> Content:
    """Find the leaves of the description and claim them, and the chrome and all else that stands with them.

    What the author marked as main content is searched first, or else the smallest box around title and facts, then
    what lies around; only where all that holds no running text are `<aside>` looked at. The answer says where the
    description is out of place.

    Args:
        page: the page.
        title: its title; what stands before it is no description.
        facts: the boxes of labels, values and other facts.
        owners: what title, facts and related projects have; grows.
    """
    outline = page.outline
    facts = [box for box in facts if not box.is_empty]
    keep = [*title.boxes[:1], *facts]
    marked = _main(outline, keep)
    main = marked or _around(outline, keep)
    scopes = [outer for outer in main.with_ancestors() if outer.kind == "element"]
    fallback: tuple[Content, Owners] | None = None
    for tags in (_CHROME_TAGS, _CHROME_TAGS - {"aside"}):
        for scope in scopes:
            left = _leave(page, scope, tags, keep, facts, owners)
            if title.boxes:
                left.claim_leaves(range(title.boxes[0].start), "left_out", "it stands before the title")
            in_place = "aside" in tags and (marked is None or scope is marked)
            beside = set_apart(outline, scope, left)
            issues = beside if in_place else (_OUT_OF_PLACE, *beside)
            chosen = tuple(_choose(outline, scope, left))
            content = Content(chosen, f"content:{scope.tag}", main, issues)
            if _has_prose(outline, scope, left):
                return _commit(content, left, owners)
            fallback = (content, left) if fallback is None or (chosen and not fallback[0].chosen) else fallback
    if fallback is None:
        raise ValueError("a page has a body")  # `scopes` holds it
    return _commit(*fallback, owners)


def _commit(content: Content, tried: Owners, owners: Owners) -> Content:
    owners.of[:], owners.reasons[:] = tried.of, tried.reasons
    owners.claim_leaves(content.chosen, "description")
    return content


def _main(outline: Outline, keep: Sequence[Box]) -> Box | None:
    """The part of the page that its author marked as content: the outermost `<main>` or else `<article>`."""
    for tag in ("main", "article"):
        for box in outline.root.walk():
            is_main = box.tag == tag or (box.kind == "element" and box.attributes.get("role") == tag)
            if is_main and any(box.contains(kept) for kept in keep):
                return box
    return None


def _around(outline: Outline, keep: Sequence[Box]) -> Box:
    """The smallest element around title and facts."""
    around = keep[0].with_ancestors() if keep else iter(())
    smallest = (box for box in around if box.kind == "element" and all(box.contains(kept) for kept in keep))
    return next(smallest, outline.root)


def _leave(
    page: Page, scope: Box, tags: frozenset[str], keep: Sequence[Box], facts: Sequence[Box], owners: Owners
) -> Owners:
    """Claim chrome as well, and the headings of the facts."""
    outline = page.outline
    left = owners.copy()
    kept = Marks(outline, keep)
    boxes = [box for box in scope.walk() if box.breaks and not kept.touch(box)]
    for box in boxes:
        if _is_chrome(outline, box, tags) or _leads_elsewhere(page, box):
            left.claim(box, "chrome")
    for box in scope.walk():
        if box.kind == "element" and not box.breaks and not kept.touch(box) and _is_run_in(outline, box):
            left.claim(box, "chrome")
    for box in boxes:
        for governed in _under_sign(outline, box):
            if not kept.touch(governed):
                left.claim(governed, "chrome")
    for box in reversed(boxes):
        if _is_remnant(outline, box, left):
            left.claim(box, "chrome")
    _take_headings(scope, facts, left)
    heard = (index for index in range(scope.start, scope.end) if outline.leaves[index].heard)
    left.claim_leaves(heard, "chrome")
    return left


def _take_headings(scope: Box, facts: Sequence[Box], left: Owners) -> None:
    """Take the headings of the facts: those after which, but for other headings, a fact stands."""
    starts = bytearray(len(left.of) + 1)
    for box in facts:
        starts[box.start] = 1
    for box in reversed(list(scope.walk())):
        if box.tag in HEADING_TAGS and not box.is_empty and starts[box.end] and left.of[box.start] is None:
            left.claim(box, "chrome")
            starts[box.start] = 1


def _is_chrome(outline: Outline, box: Box, tags: frozenset[str]) -> bool:
    if box.is_empty:
        return False
    if box.tag in tags or box.tag == "dl" or _is_sign(outline, box):
        return True
    if box.kind == "line":
        return False
    if box.tag in {"ul", "ol", "div"} and box.end - box.start > 1 and outline.is_linked(box):
        return True
    if not box.attributes:
        return False
    named = any(
        name in box.attributes and _names_chrome(box.attributes[name] or "") for name in ("class", "id", "role")
    )
    return named and (outline.linked_share(box) > _MOSTLY or _has_controls(outline, box))


@lru_cache(maxsize=2_000)
def _names_chrome(names: str) -> bool:
    return not _CHROME_WORDS.isdisjoint(_NAME_PARTS.split(names.lower()))


def _leads_elsewhere(page: Page, box: Box) -> bool:
    """Whether most of a box is links, one of them to another project: `Previous / next: …`; a sentence is not."""
    last = page.outline.leaves[box.end - 1] if box.end else None
    if last is None or (last.text.endswith((".", "!", "?")) and not last.linked):
        return False
    return page.outline.linked_share(box) > _MOSTLY and links_elsewhere(page, box)


def _has_controls(outline: Outline, box: Box) -> bool:
    """Whether a box is for clicking rather than reading: it holds a list of links, a form's controls or an imprint."""
    if box.node.css_first("button, input, select, textarea") is not None or "©" in outline.text_of(box):
        return True
    return sum(inner.tag == "a" and stands_alone(outline, inner) for inner in box.walk()) >= _LINKS_OF_MENU


def _is_sign(outline: Outline, box: Box) -> bool:
    """Whether the whole of a box is a phrase of the site: `Share this page`, `Description`, `Last updated: 2019`."""
    if box.end - box.start >= _LEAVES_OF_SIGN:
        return False
    text = outline.text_of(box)
    return (
        is_sign("chrome", text)
        or is_sign("description", text)
        or (box.tag in HEADING_TAGS and is_sign("facts", text))
        or (len(text) <= _LONGEST_NOTE and opens_with_sign(text))
    )


def _is_run_in(outline: Outline, box: Box) -> bool:
    """Whether an inline element opens its paragraph with the description's own label: `<b>Description:</b> …`."""
    if box.is_empty or box.parent is None or box.parent.start != box.start:
        return False
    return box.end - box.start < _LEAVES_OF_SIGN and is_sign("description", outline.text_of(box))


def _under_sign(outline: Outline, box: Box) -> Iterator[Box]:
    """What stands under a heading such as `Newsletter`, up to the next heading."""
    if box.tag not in HEADING_TAGS or not is_sign("chrome", outline.text_of(box)) or box.parent is None:
        return
    siblings = box.parent.children
    at = next(index for index, sibling in enumerate(siblings) if sibling is box)
    yield from takewhile(lambda sibling: sibling.tag not in HEADING_TAGS, siblings[at + 1 :])


def _is_remnant(outline: Outline, box: Box, left: Owners) -> bool:
    """Whether only headings and links are left beside signs (`Share this page`) and what was taken."""
    reason = False
    for index in range(box.start, box.end):
        leaf = outline.leaves[index]
        if left.of[index] or is_sign("chrome", leaf.text):
            reason = True
        elif leaf.has_words and not leaf.linked and not leaf.headed:
            return False
    return reason


def _has_prose(outline: Outline, scope: Box, left: Owners) -> bool:
    return any(
        box.breaks and not box.is_empty and not left.touch(box) and is_prose(outline, box) for box in scope.walk()
    )


def _choose(outline: Outline, scope: Box, left: Owners) -> Iterator[int]:
    """The leaves that nobody has; signs without a word belong to the words of their block."""
    free = [index for index in range(scope.start, scope.end) if left.of[index] is None]
    worded = {outline.leaves[index].block for index in free if outline.leaves[index].has_words}
    return (index for index in free if outline.leaves[index].block in worded)
