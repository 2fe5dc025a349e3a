"""HTML elements as a reader meets them: which begin a line, and what stands in one line with them."""

from selectolax.lexbor import LexborNode

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
