"""What a reader of the page sees: one rule for facts, titles and descriptions.

Left out is what no reader takes for the text: code, what is hidden or struck out, marks of footnotes, controls beside
a text, and notes for screen readers. *Heard* is what sight passes over and what may still be a label: a hidden label
before its value, a button that is no part of a line. Facts may use what is heard, a description never does.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from selectolax.lexbor import LexborNode

from parsers.boxes import Attributes
from parsers.elements import BLOCKS, text_after, text_before
from parsers.encoding import decode_entities
from parsers.folding import fold, remember
from parsers.footnotes import RAISED_OR_SMALL, is_mark, split_marks
from parsers.vocabulary import match_label, read_table

Sight = Literal["shown", "heard", "code", "hidden", "struck", "mark", "control", "note"]
"""Of the text of an element: all but the first two leave it out."""

_CODE = """
audio base canvas datalist embed head iframe input link map meta noscript object option script select style
svg template textarea title video
"""
_UNSEEN = frozenset(_CODE.split())
"""Elements whose text, if any, is no text of the page: code, controls, fall-backs, drawings."""

_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_STRUCK = """
strike strikethrough strike-through strikeout struck struck-out crossed-out line-through text-strike text-strikethrough
text-line-through text-decoration-line-through
"""
_STRUCK_CLASSES = frozenset(_STRUCK.split())
_HIDING = """
visually-hidden visuallyhidden visually-hidden-focusable sr-only sr-only-focusable screen-reader-text
screen-reader-only show-for-sr element-invisible hidden hide invisible d-none
"""
_HIDING_CLASSES = frozenset(_HIDING.split())
"""Class names by which Drupal, Bootstrap, Foundation and WordPress hide an element from sight."""
# `d-md-block`, `sm:inline`: hidden on narrow screens alone
_SHOWING_CLASS = re.compile(r"(?:d-)?(?:sm|md|lg|xl|xxl)[-:](?:block|inline|flex|grid|table|cell)[\w-]*")
# `display:none` in a style attribute
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# `text-decoration: line-through` in a style attribute
_STRIKING_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_TOGGLES = frozenset({"aria-controls", "aria-expanded", "data-toggle", "data-bs-toggle", "data-target"})
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "th", "label", "legend", "caption"})
_WORD = re.compile(r"\w")
_LETTERS = re.compile(r"[^\W\d_]{2}")


def sight_of(node: LexborNode, tag: str, attributes: Attributes) -> Sight:
    """Say what becomes of an element's text; what stands within it is judged by itself."""
    if tag in _UNSEEN:
        return "code"
    if tag in _STRUCK_TAGS:
        return "struck"
    if attributes:
        styled = "style" in attributes or ("class" in attributes and _traits(attributes["class"] or "", ""))
        if (styled or "hidden" in attributes) and (taken := _taken_by(node, attributes)):
            return taken
    if tag == "button" or ("role" in attributes and attributes["role"] == "button"):
        return _sight_of_button(node, attributes)
    if (attributes or tag in RAISED_OR_SMALL) and tag not in BLOCKS and is_mark(node, attributes):
        return "mark"
    return "control" if tag == "a" and _leads_on(node) and trails(node) else "shown"


def is_hidden(attributes: Attributes) -> bool:
    """Whether an attribute hides the element for good; a tab's panel is shown by a click."""
    if "hidden" not in attributes and not _HIDING_STYLE.search(attributes.get("style") or ""):
        return False
    return attributes.get("role") != "tabpanel" and attributes.get("hidden") != "until-found"


def read_pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Read the text of one node: entities that were encoded twice decoded, cut at the marks of footnotes.

    Yields:
        A piece, and whether it is a mark.
    """
    return split_marks(decode_entities(text))


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


def _taken_by(node: LexborNode, attributes: Attributes) -> Sight | None:
    """What attributes make of an element's text, where they take it from sight."""
    if "class" not in attributes and "style" not in attributes:
        return "hidden" if "hidden" in attributes and is_hidden(attributes) else None
    traits = _traits(attributes.get("class") or "", attributes.get("style") or "")
    if ("hidden" in attributes or "hidden" in traits) and is_hidden(attributes):
        return "hidden"
    if "struck" in traits:
        return "struck"
    if "hiding" in traits:
        return "heard" if node.tag in BLOCKS or _is_a_label(node) else "note"
    return None


@remember  # a site has few classes, on every page the same
def _traits(classes: str, style: str) -> frozenset[str]:
    """What classes and style do to an element's text: `hidden`, `struck`, `hiding` from sight alone."""
    names = classes.split()
    traits = {
        "hidden": bool(style) and _HIDING_STYLE.search(style) is not None,
        "struck": not _STRUCK_CLASSES.isdisjoint(names) or _STRIKING_STYLE.search(style) is not None,
        "hiding": not _HIDING_CLASSES.isdisjoint(names) and not any(map(_SHOWING_CLASS.fullmatch, names)),
    }
    return frozenset(name for name, holds in traits.items() if holds)


def _is_a_label(node: LexborNode) -> bool:
    """Whether words for screen readers alone may be a label, and no note on the text that they stand in.

    A label opens its line. What repeats the text before it, ends it (`Zambia (opens in a new window)`) or is a mere
    figure beside a text is a note.
    """
    text = " ".join((node.text() or "").split())
    if not _WORD.search(text) or match_label(text):
        return True
    before, after = text_before(node), text_after(node)
    return not _WORD.search(before) and bool(_LETTERS.search(text) or not _WORD.search(after))


def _sight_of_button(node: LexborNode, attributes: Attributes) -> Sight:
    """A button that opens a panel heads it; one beside a text is a control (`Copy`); one alone may be a label."""
    if trails(node):
        return "control"
    if not _TOGGLES.isdisjoint(attributes) or (node.parent is not None and node.parent.tag in _HEADS):
        return "shown"
    beside = _WORD.search(text_before(node)) or _WORD.search(text_after(node))
    return "control" if beside and not match_label(node.text() or "") else "heard"


def _leads_on(link: LexborNode) -> bool:
    """Whether a link beside a text is none of it: an anchor (`#`), a way on (`See all`)."""
    text, target = fold(link.text() or "").strip(" :»›>…."), link.attributes.get("href") or ""
    return text in _links_on() or target.startswith("#")


@cache
def _links_on() -> frozenset[str]:
    return frozenset(fold(row["phrase"]) for row in read_table("boilerplate.csv") if row["sign"] == "link")
