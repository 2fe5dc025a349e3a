"""The nodes that hold the description: what is left of the content once facts, title and chrome are taken away."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from selectolax.lexbor import LexborNode

from parsers.boxes import Box, Outline
from parsers.page import Page
from parsers.scope import is_sign
from parsers.title import Title

_CONTENT_TAGS = frozenset({"main", "article"})
_CHROME_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog", "header"})
_WORDS = """
breadcrumb breadcrumbs share sharing social related pager pagination newsletter cookie cookies menu navigation footer
sidebar tags skip print addtoany toolbar banner contextual feedback
"""
_CHROME_WORDS = frozenset(_WORDS.split())
"""Words in classes, ids and roles by which site builders name what is not content."""
_NAME_PARTS = re.compile(r"[^a-z0-9]+")


def find_description(page: Page, title: Title, foreign: Mapping[Box, str], claimed: Iterable[Box]) -> list[LexborNode]:
    """Find the nodes of the description, in reading order.

    Args:
        page: the page.
        title: its title; what stands before it is no description.
        foreign: the boxes that belong to others.
        claimed: the boxes of labels, values and other facts.
    """
    taken = bytearray(len(page.outline.leaves))
    facts = [box for box in claimed if not box.is_empty]
    for box in (*foreign, *facts, *title.boxes):
        _take(taken, box)
    if title.boxes:
        taken[: title.boxes[0].start] = b"\1" * title.boxes[0].start
    keep = [*title.boxes[:1], *facts]
    scope = _scope(page.outline, keep)
    for box in scope.walk():
        if not any(box.contains(kept) for kept in keep) and _is_chrome(page.outline, box):
            _take(taken, box)
    return list(_nodes(page.outline, scope, taken))


def _take(taken: bytearray, box: Box) -> None:
    taken[box.start : box.end] = b"\1" * (box.end - box.start)


def _scope(outline: Outline, keep: Sequence[Box]) -> Box:
    """The part of the page that is content: the outermost `<main>` or `<article>` around title or facts."""
    for tag in ("main", "article"):
        for box in outline.root.walk():
            is_main = box.tag == tag or (box.node.attributes.get("role") if box.kind == "element" else None) == tag
            if is_main and any(box.contains(kept) for kept in keep):
                return box
    return outline.root


def _is_chrome(outline: Outline, box: Box) -> bool:
    if box.is_empty or box.kind == "text":
        return False
    if box.tag in _CHROME_TAGS or is_sign("chrome", outline.text_of(box) if box.end - box.start < 8 else ""):
        return True
    if box.kind == "line":
        return False
    attributes = box.node.attributes
    names = " ".join(attributes.get(name) or "" for name in ("class", "id", "role")).lower()
    if box.breaks and not _CHROME_WORDS.isdisjoint(_NAME_PARTS.split(names)):
        return True
    return box.tag in {"ul", "ol", "div"} and box.end - box.start > 1 and _is_menu(outline, box)


def _is_menu(outline: Outline, box: Box) -> bool:
    """Whether all the words of a box are links."""
    return all(
        not leaf.has_words or any(outer.tag == "a" for outer in leaf.box.ancestors())
        for leaf in outline.leaves[box.start : box.end]
    )


def _nodes(outline: Outline, box: Box, taken: bytearray) -> Iterator[LexborNode]:
    """The largest nodes of which nothing is taken."""
    if not any(leaf.has_words for leaf in outline.leaves[box.start : box.end]) and not box.children:
        return
    free = all(taken[i] == 0 or not outline.leaves[i].has_words for i in range(box.start, box.end))
    if free and box.kind != "line":
        if box.start < box.end:
            yield box.node
    else:
        for child in box.children:
            if child.start < child.end and not all(taken[child.start : child.end]):
                yield from _nodes(outline, child, taken)
