"""The description as a reader of the page sees it: the nodes that hold it in, text and blocks out.

What counts as one line of text follows what a browser does: block elements and `<br>` begin a new line, inline
elements are glued to their neighbours, runs of white space shrink to one blank. What no reader sees is left out:
scripts, styles, controls, hidden elements, soft hyphens and other invisible characters.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from selectolax.lexbor import LexborNode

from parsers.elements import BLOCKS, HEADINGS, LISTS, walk
from parsers.list_markers import OpenList, next_marker, start_list

BlockKind = Literal["paragraph", "heading", "item"]

# Soft hyphen, zero-width and bidirectional controls, byte order mark, and control characters that are no white space.
INVISIBLE = re.compile(
    r"[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
# A letter with the accent as a character of its own, "e" + U+0301; a flood of accents is left as it is.
LOOSE_ACCENT = re.compile(r"[A-Za-z][\u0300-\u0303\u0308\u030a\u030c\u0327](?![\u0300-\u036f])")
# The opening quote of a text that has no closing one: `"The project will ...`.
LEADING_QUOTE = re.compile(r'\s*["\u201c]')


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the description; its text may hold line breaks, where the page has `<br>`.

    Attributes:
        kind: `item` is the first block of an `<li>`; a further block of the same `<li>` is a `paragraph`.
        marker: what the browser puts before an item: `-` in `<ul>`, `1.`, `a.`, `IV.` in `<ol>`; None elsewhere.
            Markers that are typed into the text stay in the text.
        depth: how many lists the block stands in; 0 outside of lists.
        list_id: number of the innermost list, from 1 in the order of their start tags; None outside of lists.
        start, end: character span in the description's text, end exclusive.
    """

    kind: BlockKind
    text: str
    marker: str | None
    depth: int
    list_id: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Description:
    r"""The text of a description and the blocks it is made of.

    Attributes:
        text: the blocks' texts joined by `\n`; `""` where nothing is to be read.
        blocks: in reading order, none empty.
        stray_quote: whether a leading quotation mark without a partner (a known residue) was dropped.
    """

    text: str
    blocks: tuple[Block, ...]
    stray_quote: bool = False


def read_description(nodes: Sequence[LexborNode]) -> Description:
    r"""Read the text of a description from the nodes that hold it.

    Args:
        nodes: elements or text nodes in document order; where one stands within another, it is read once.

    Returns:
        The text, NBSP as blanks, `<br>` and block boundaries as `\n` (one, however many), entities decoded.
    """
    writer = _Writer()
    for previous, node in zip([None, *nodes], nodes, strict=False):
        if previous is not None and not _touches(previous, node):
            writer.flush()
        writer.read(node)
    writer.flush()
    return _joined(writer.drafts)


@dataclass(slots=True)
class _Draft:
    """A block before its place in the whole text is known."""

    kind: BlockKind
    text: str
    marker: str | None
    depth: int
    list_id: int | None


@dataclass(slots=True)
class _Writer:
    """Collects the text between two block boundaries and closes it into a draft at each."""

    drafts: list[_Draft] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    lists: list[OpenList] = field(default_factory=list)
    implied: dict[int, OpenList] = field(default_factory=dict)
    list_count: int = 0
    heading: bool = False
    preformatted: int = 0
    marker: str | None = None

    def read(self, node: LexborNode) -> None:
        """Add a node and what is in it, unless it was added before."""
        for event, inner in walk(node, self.seen):
            if event == "text":
                self.write(inner.text_content or "")
            elif event == "open":
                self.open(inner)
            else:
                self.close(inner)

    def write(self, text: str) -> None:
        """Add text as it stands in the source; line ends count in `<pre>` alone."""
        visible = INVISIBLE.sub("", text)
        self.parts.append(re.sub(r"[^\S\n]", " ", visible) if self.preformatted else re.sub(r"\s+", " ", visible))

    def open(self, node: LexborNode) -> None:
        """A start tag."""
        tag = node.tag or ""
        if tag == "br":
            self.parts.append("\n")
        if tag not in BLOCKS:
            return
        self.flush()
        self.heading = tag in HEADINGS
        self.preformatted += tag == "pre"
        if tag in LISTS:
            self.list_count += 1
            self.lists.append(start_list(node, self.list_count))
            self.marker = None
        elif tag == "li":
            if not self.lists:
                self.lists.append(self._list_around(node))
            self.marker = next_marker(node, self.lists[-1])

    def close(self, node: LexborNode) -> None:
        """An end tag, written or implied."""
        tag = node.tag or ""
        if tag not in BLOCKS:
            return
        self.flush()
        self.heading = False
        self.preformatted -= tag == "pre"
        if tag in LISTS:
            self.lists.pop()
        elif tag == "li":
            self.marker = None
            if self.lists and self.lists[-1].implied:
                self.lists.pop()

    def flush(self) -> None:
        """Close the block, if there is text in it."""
        text = re.sub(r" +", " ", "".join(self.parts))
        text = re.sub(r" ?\n[ \n]*", "\n", text).strip()
        text = LOOSE_ACCENT.sub(lambda cluster: unicodedata.normalize("NFC", cluster[0]), text)
        self.parts.clear()
        if not text:
            return
        kind: BlockKind = "item" if self.marker else "heading" if self.heading else "paragraph"
        innermost = self.lists[-1].number if self.lists else None
        self.drafts.append(_Draft(kind, text, self.marker, len(self.lists), innermost))
        self.marker = None

    def _list_around(self, item: LexborNode) -> OpenList:
        """The list of an `<li>` that was handed in without it, or that stands in none, which shows as a bullet."""
        parent = item.parent
        key = parent.mem_id if parent else 0
        if key not in self.implied:
            self.list_count += 1
            self.implied[key] = start_list(parent, self.list_count)
            self.implied[key].implied = True
        return self.implied[key]


def _touches(one: LexborNode, other: LexborNode) -> bool:
    """Whether two siblings stand on one line: no block element stands between them."""
    between = one.next
    while between is not None and between.mem_id != other.mem_id:
        if between.tag in BLOCKS:
            return False
        between = between.next
    return between is not None


def _joined(drafts: Sequence[_Draft]) -> Description:
    stray = bool(drafts) and _has_stray_quote("\n".join(draft.text for draft in drafts))
    if stray:
        drafts[0].text = LEADING_QUOTE.sub("", drafts[0].text, count=1).lstrip()
    blocks: list[Block] = []
    start = 0
    for draft in drafts:
        if not draft.text:
            continue
        end = start + len(draft.text)
        blocks.append(Block(draft.kind, draft.text, draft.marker, draft.depth, draft.list_id, start, end))
        start = end + 1
    return Description("\n".join(block.text for block in blocks), tuple(blocks), stray)


def _has_stray_quote(text: str) -> bool:
    """Whether the text begins with a quotation mark that nothing closes.

    The next mark of its kind decides: none, or one that opens another quotation (a blank before it and none
    behind), means that the first stands alone. `"Safe Borders" is ...` keeps its mark.
    """
    if text[0] == "\u201c":
        rest = re.search("[\u201c\u201d]", text[1:])
        return rest is None or rest[0] == "\u201c"
    if text[0] != '"':
        return False
    following = text.find('"', 1)
    if following == -1:
        return True
    before, behind = text[following - 1], text[following + 1 : following + 2]
    return (before.isspace() or before in "([") and bool(behind.strip())
