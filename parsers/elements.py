"""HTML elements as a reader meets them: which begin a line, which are never seen."""

import re

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
