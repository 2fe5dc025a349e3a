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

_WORD = re.compile(r"\w")
# `display:none` in a style attribute
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


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
    return node.tag in UNSEEN or is_hidden(node) or has_hiding_class(node)


def is_hidden(node: LexborNode) -> bool:
    """Whether an attribute hides the element for good; a tab's panel is shown by a click."""
    attributes = node.attributes
    if "hidden" not in attributes and not _HIDING_STYLE.search(attributes.get("style") or ""):
        return False
    return attributes.get("role") != "tabpanel" and attributes.get("hidden") != "until-found"


def has_hiding_class(node: LexborNode) -> bool:
    """Whether a class hides the element from sight, and not from screen readers."""
    return not HIDING_CLASSES.isdisjoint((node.attributes.get("class") or "").split())


def trails(node: LexborNode) -> bool:
    """Whether an inline element ends the text that its parent holds: `PR.0216 <button>Copy</button>`."""
    before, after = node.prev, node.next
    while after is not None and not _is_worded(after):
        after = after.next
    while before is not None and not _is_worded(before):
        before = before.prev
    return after is None and before is not None and (before.is_text_node or before.tag not in BLOCKS | {"br", "button"})


def _is_worded(node: LexborNode) -> bool:
    text = node.text_content if node.is_text_node else node.text() if node.is_element_node else None
    return _WORD.search(text or "") is not None
