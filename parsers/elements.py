"""HTML elements as a reader meets them: which begin a line, what stands in one line with them, which look alike."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from parsers.folding import remember

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "menu", "dir"})

_BLOCKS = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer
form header hgroup hr html legend li main nav p pre search section summary table tbody td tfoot th thead tr
"""
BLOCKS = frozenset(_BLOCKS.split()) | HEADINGS | LISTS
"""Elements that begin a line of their own."""

_BREAKS = BLOCKS | {"br", "hr"}


def text_before(node: LexborNode) -> str:
    """Give the text just before an element in its line, `""` where the element opens it.

    It is the nearest text node's or sibling's, with the blanks at its end.
    """
    return _text_beside(node, forward=False)


def text_after(node: LexborNode) -> str:
    """Give the text just behind an element in its line, with the blanks at its beginning."""
    return _text_beside(node, forward=True)


def _text_beside(node: LexborNode, *, forward: bool) -> str:
    blanks, at = "", node
    while True:
        beside = at.next if forward else at.prev
        if beside is None:
            outer = at.parent
            if outer is None or outer.tag in BLOCKS:
                return ""
            at = outer
            continue
        if beside.tag in _BREAKS:
            return ""
        text = (beside.text_content if beside.is_text_node else beside.text() if beside.is_element_node else "") or ""
        if text.strip():
            return blanks + text if forward else text + blanks
        blanks = blanks or text
        at = beside


_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_EMPHASIS = frozenset({"b", "em", "h2", "h3", "h4", "h5", "h6", "i", "label", "strong"})


class Signature(NamedTuple):
    """What makes boxes look alike: the element's name, and a word in common in class or role if they have any."""

    tag: str
    words: frozenset[str]

    def is_like(self, others: Iterable["Signature"]) -> bool:
        """Whether it is like one of others."""
        alike = [other.words for other in others if other.tag == self.tag]
        return any(map(self.words.__and__, alike)) or (not self.words and self.words in alike)


@remember
def signature_of(tag: str, inner: str, classes: str | None, role: str | None) -> Signature:
    """The look of an element; `<p><strong>…</strong></p>` looks otherwise than `<p>…</p>`.

    Args:
        tag: its name.
        inner: the name of its only child, or `""`.
        classes: its `class`.
        role: its `role`.
    """
    names = _NAME_PARTS.split(f"{classes or ''} {role or ''}".lower())
    return Signature(f"{tag}/{inner}" if inner in _EMPHASIS else tag, frozenset(names) - {""})
