"""The nodes that hold the description: what is left of the content once facts, title and chrome are taken away."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from selectolax.lexbor import LexborNode

from parsers.body import set_apart
from parsers.boxes import Box, Marks, Outline
from parsers.layout import HEADING_TAGS
from parsers.page import Page
from parsers.prose import is_prose
from parsers.raw import Issue
from parsers.scope import is_sign, links_elsewhere, opens_with_sign, stands_alone
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
    """The nodes of the description in reading order, and what is doubtful about them."""

    nodes: tuple[LexborNode, ...]
    rule: str
    issues: tuple[Issue, ...] = ()


def find_description(page: Page, title: Title, claimed: Iterable[Box], foreign: Iterable[Box]) -> Content:
    """Find the nodes of the description.

    What the author marked as main content is searched first, or else the smallest box around title and facts, then
    what lies around; only where all that holds no running text are `<aside>` looked at. The answer says where the
    description is out of place.

    Args:
        page: the page.
        title: its title; what stands before it is no description.
        claimed: the boxes of labels, values and other facts.
        foreign: the boxes that belong to others.
    """
    outline = page.outline
    facts = [box for box in claimed if not box.is_empty]
    keep = [*title.boxes[:1], *facts]
    taken = bytearray(len(outline.leaves))
    for box in (*foreign, *facts, *title.boxes):
        _take(taken, box)
    if title.boxes:
        taken[: title.boxes[0].start] = b"\1" * title.boxes[0].start
    main = _main(outline, keep)
    scopes = [outer for outer in (main or _around(outline, keep)).with_ancestors() if outer.kind == "element"]
    fallback = Content((), "content:none")
    for tags in (_CHROME_TAGS, _CHROME_TAGS - {"aside"}):
        for scope in scopes:
            left = _leave(page, scope, tags, keep, facts, taken)
            in_place = "aside" in tags and (main is None or scope is main)
            beside = set_apart(outline, scope, left)
            issues = beside if in_place else (_OUT_OF_PLACE, *beside)
            content = Content(tuple(_nodes(outline, scope, left)), f"content:{scope.tag}", issues)
            if _has_prose(outline, scope, left):
                return content
            fallback = fallback if fallback.nodes else content
    return fallback


def _take(taken: bytearray, box: Box) -> None:
    taken[box.start : box.end] = b"\1" * (box.end - box.start)


def _main(outline: Outline, keep: Sequence[Box]) -> Box | None:
    """The part of the page that its author marked as content: the outermost `<main>` or else `<article>`."""
    for tag in ("main", "article"):
        for box in outline.root.walk():
            is_main = box.tag == tag or (box.kind == "element" and box.attributes.get("role") == tag)
            if is_main and any(box.contains(kept) for kept in keep):
                return box
    return None


def _around(outline: Outline, keep: Sequence[Box]) -> Box:
    """The smallest box around title and facts."""
    around = keep[0].with_ancestors() if keep else iter(())
    return next((box for box in around if all(box.contains(kept) for kept in keep)), outline.root)


def _leave(
    page: Page, scope: Box, tags: frozenset[str], keep: Sequence[Box], facts: Sequence[Box], taken: bytearray
) -> bytearray:
    """Take chrome away as well, and the headings of the facts."""
    outline = page.outline
    left = bytearray(taken)
    kept = Marks(outline, keep)
    boxes = [box for box in scope.walk() if box.breaks and not kept.touch(box)]
    for box in boxes:
        if _is_chrome(outline, box, tags) or _leads_elsewhere(page, box):
            _take(left, box)
    for box in scope.walk():
        if box.kind == "element" and not kept.touch(box) and _is_run_in(outline, box):
            _take(left, box)
    for box in boxes:
        for governed in _under_sign(outline, box):
            if not kept.touch(governed):
                _take(left, governed)
    for box in reversed(boxes):
        if _is_remnant(outline, box, left):
            _take(left, box)
    _take_headings(scope, facts, left)
    return left


def _take_headings(scope: Box, facts: Sequence[Box], taken: bytearray) -> None:
    """Take the headings of the facts: those after which, but for other headings, a fact stands."""
    starts = bytearray(len(taken) + 1)
    for box in facts:
        starts[box.start] = 1
    for box in reversed(list(scope.walk())):
        if box.tag in HEADING_TAGS and not box.is_empty and starts[box.end] and not taken[box.start]:
            _take(taken, box)
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
    attributes = box.attributes
    names = " ".join(attributes.get(name) or "" for name in ("class", "id", "role")).lower()
    named = not _CHROME_WORDS.isdisjoint(_NAME_PARTS.split(names))
    return named and (outline.linked_share(box) > _MOSTLY or _has_controls(outline, box))


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
    if box.is_empty or box.breaks or box.parent is None or box.parent.start != box.start:
        return False
    return box.end - box.start < _LEAVES_OF_SIGN and is_sign("description", outline.text_of(box))


def _under_sign(outline: Outline, box: Box) -> Iterator[Box]:
    """What stands under a heading such as `Newsletter`, up to the next heading."""
    if box.tag not in HEADING_TAGS or not is_sign("chrome", outline.text_of(box)) or box.parent is None:
        return
    siblings = box.parent.children
    at = next(index for index, sibling in enumerate(siblings) if sibling is box)
    yield from takewhile(lambda sibling: sibling.tag not in HEADING_TAGS, siblings[at + 1 :])


def _is_remnant(outline: Outline, box: Box, taken: bytearray) -> bool:
    """Whether only headings and links are left beside signs (`Share this page`) and what was taken."""
    reason = False
    for index in range(box.start, box.end):
        leaf = outline.leaves[index]
        if taken[index] or is_sign("chrome", leaf.text):
            reason = True
        elif leaf.has_words and not leaf.linked and not leaf.headed:
            return False
    return reason


def _has_prose(outline: Outline, scope: Box, taken: bytearray) -> bool:
    return any(
        box.breaks and not box.is_empty and not any(taken[box.start : box.end]) and is_prose(outline, box)
        for box in scope.walk()
    )


def _nodes(outline: Outline, scope: Box, taken: bytearray) -> Iterator[LexborNode]:
    """The largest nodes of which nothing is taken, with the line breaks behind them."""
    divided = {leaf.box.node.mem_id for leaf, gone in zip(outline.leaves, taken, strict=True) if gone}
    pending = [scope]
    while pending:
        box = pending.pop()
        leaves = range(box.start, box.end)
        if all(taken[index] or not outline.leaves[index].has_words for index in leaves):
            continue
        if box.kind != "line" and not any(taken[index] for index in leaves) and box.node.mem_id not in divided:
            yield box.node
            if not box.breaks:
                yield from _line_breaks(box.node)
        else:
            pending.extend(reversed(box.children))


def _line_breaks(node: LexborNode) -> Iterator[LexborNode]:
    """The `<br>` that follow a node at once."""
    following = node.next
    while following is not None and (following.tag == "br" or not (following.text_content or "x").strip()):
        if following.tag == "br":
            yield following
        following = following.next
