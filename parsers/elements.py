"""HTML elements as a reader meets them: which begin a line, which are never seen, in what order they come."""

import re
from collections.abc import Iterator
from typing import Literal

from selectolax.lexbor import LexborNode

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "menu", "dir"})

_BLOCKS = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer
form header hgroup hr html legend li main nav p pre search section summary table tbody td tfoot th thead tr
"""
BLOCKS = frozenset(_BLOCKS.split()) | HEADINGS | LISTS
"""Elements that begin a line of their own."""

_UNSEEN = """
audio base button canvas datalist embed head iframe input link map meta noscript object option script select style
svg template textarea title video
"""
UNSEEN = frozenset(_UNSEEN.split())
"""Elements whose text, if any, is no text of the page: code, controls, fall-backs, drawings."""

HIDING_CLASSES = frozenset({"visually-hidden", "sr-only", "element-invisible", "hidden"})
"""Class names by which Drupal and Bootstrap hide an element from sight."""


def walk(top: LexborNode, seen: set[int]) -> Iterator[tuple[Literal["open", "close", "text"], LexborNode]]:
    """Walk the visible nodes from `top` down in document order; a loop, since pages nest deeper than the stack.

    Args:
        top: an element or text node.
        seen: nodes (by `mem_id`) that were walked before and are passed over; grows.
    """
    pending = [(top, False)]
    while pending:
        node, leaving = pending.pop()
        if leaving:
            yield "close", node
            continue
        if node.mem_id in seen:
            continue
        seen.add(node.mem_id)
        if node.is_text_node:
            yield "text", node
        elif node.is_element_node and not is_unseen(node):
            yield "open", node
            pending.append((node, True))
            children = []
            child = node.child
            while child is not None:
                children.append((child, False))
                child = child.next
            pending.extend(reversed(children))


def is_unseen(node: LexborNode) -> bool:
    """Whether a browser shows nothing of an element: by its nature, its `hidden`, its style or its class."""
    if node.tag in UNSEEN:
        return True
    attributes = node.attributes
    if "hidden" in attributes:
        return True
    style = re.sub(r"\s", "", attributes.get("style") or "").lower()
    if "display:none" in style or "visibility:hidden" in style:
        return True
    return not HIDING_CLASSES.isdisjoint((attributes.get("class") or "").split())
