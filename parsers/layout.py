"""From elements to boxes and leaves: what begins a line, what no reader sees, where blanks count.

As in CSS, inline content beside blocks or `<br>` gets an anonymous box of its own, a *line*.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from parsers.boxes import ARTICLES, BLOCKS, Attributes, Box
from parsers.encoding import decode_address
from parsers.folding import remember
from parsers.model import ExcessError
from parsers.outline import Gap, Leaf, Omission, Outline
from parsers.visibility import Sight, is_hidden, read_pieces, sight_of

DEEPEST = 100
"""Elements within elements; of 153 real pages of other sites the deepest has 41."""
MOST_ELEMENTS = 12_000
"""Elements that are laid out; the tree builder may make more of them than there are tags."""
MOST_LEAVES = 4_000
"""Pieces of text; of 153 real pages of other sites the longest, a list, has 2,400, and a page of the Fund some 100."""

HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6", "caption", "legend", "summary", "figcaption"})
"""Elements that head what follows within the page."""

# Soft hyphen, zero-width and bidirectional controls, byte order mark, control characters that are no white space; and
# signs for information, which stand for a button.
INVISIBLE = re.compile(
    r"[\u2139\u24be\u24d8\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"\w")
_CHROME = frozenset({"nav", "footer", "dialog"})


@remember
def clean(text: str) -> str:
    """Give text as it is read: no invisible characters, blanks of any kind and number as one, ends trimmed."""
    return _BLANKS.sub(" ", INVISIBLE.sub("", text)).strip()


def lay_out(
    body: LexborNode,
    cut: Callable[[str], Iterable[str]],
    *,
    chrome: bool = False,
    name_of: Callable[[str, Attributes], str | None] | None = None,
) -> Outline:
    """Make the boxes of a page's body.

    Args:
        body: the element.
        cut: divides the text of one node into leaves; joined they are the text again.
        chrome: whether menus, dialogs and the site's footer are laid out too: most of a page, and no project's.
            Without, each is an empty box.
        name_of: gives the label that an element has in an attribute; it is laid out before what the element holds.

    Raises:
        ExcessError: elements nest deeper than `DEEPEST`, or there are more than `MOST_ELEMENTS`, or `MOST_LEAVES`.
    """
    builder = _Builder(cut, chrome, name_of)
    root = builder.build(body, body.tag or "", body.attributes, None, 0)
    return Outline(root, builder.leaves, builder.omissions, is_whole=builder.is_whole)


_Lines = list[list[Box]]
"""The children of an element in the making: each block, and the inline boxes of each line."""


@dataclass(slots=True)
class _Builder:
    """Boxes and leaves in the making.

    Attributes:
        cut, chrome, name_of: as given to `lay_out`.
        count: how many leaves there are.
        gap: what stands before the next leaf.
        links, headings, preformatted, heard: how many open elements are such.
        run: number of the node of text that is being cut.
        block: number of the stretch between two tags of block elements.
        is_whole: whether no menu, dialog or footer was passed over.
    """

    cut: Callable[[str], Iterable[str]]
    chrome: bool
    name_of: Callable[[str, Attributes], str | None] | None = None
    leaves: list[Leaf] = field(default_factory=list)
    count: int = 0
    elements: int = 0
    omissions: list[Omission] = field(default_factory=list)
    gap: Gap = "\n"
    links: int = 0
    headings: int = 0
    preformatted: int = 0
    run: int = 0
    block: int = 0
    heard: int = 0
    is_whole: bool = True

    def build(self, node: LexborNode, tag: str, attributes: Attributes, parent: Box | None, depth: int) -> Box:
        """Make the box of an element and all within."""
        self.elements += 1
        if depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise ExcessError("elements nest too deep" if depth > DEEPEST else f"more than {MOST_ELEMENTS} elements")
        is_block = tag in BLOCKS
        box = Box("element", tag, parent, self.count, 0, breaks=is_block)
        box.attributes = attributes
        self.links += tag == "a"
        self.headings += tag in HEADING_TAGS
        self.preformatted += tag == "pre"
        if is_block:
            self.gap = "\n"
            self.block += 1
        lines: _Lines = [[]]
        counts: dict[str, int] = {}
        if self.name_of is not None:
            self._add_name(self.name_of(tag, attributes), box, lines)
        child = node.child
        while child is not None:
            if child.is_text_node:
                raw = child.text_content or ""
                if self.preformatted:
                    self._add_lines(raw, box, lines)
                elif not raw.isspace():
                    lines[-1] += self._write(raw, box)
                else:
                    self.gap = self.gap or " "
            elif child.is_element_node:
                self._add(child, child.tag or "", box, lines, counts, depth)
            child = child.next
        if is_block:
            self.gap = "\n"
            self.block += 1
        self.links -= tag == "a"
        self.headings -= tag in HEADING_TAGS
        self.preformatted -= tag == "pre"
        box.end = self.count
        box.children = _children(box, lines) if lines[1:] else lines[0]
        return box

    def _add(self, node: LexborNode, tag: str, box: Box, lines: _Lines, counts: dict[str, int], depth: int) -> None:
        """Add an element to the last group of inline boxes, or as a group of its own where it breaks the line."""
        counts[tag] = counts[tag] + 1 if tag in counts else 1
        if tag in {"br", "hr"}:
            self.gap = "\n"
            self.block += tag == "hr"
            box.breaks = True
            lines.append([])
        elif tag == "input":
            attributes = node.attributes
            box.unseen += ((tag, attributes),)
            if shown := _shown_value(attributes):
                lines[-1] += _in_element(self._write(shown, box), tag, counts)
        elif (sight := sight_of(node, tag, attributes := node.attributes)) in {"shown", "heard"}:
            hides = "href" in attributes or "data-cfemail" in attributes
            if hides and (address := decode_address(node, attributes)):
                lines[-1] += _in_element(self._write(address, box), tag, counts)
                return
            if not self.chrome and tag in _CHROME and _is_chrome(node, box):
                self.gap = "\n"
                self.block += 1
                self.is_whole = False
                child = Box("element", tag, box, self.count, self.count, breaks=True)
                if tag != "footer":
                    self._leave_out(_unlinked(node), "menu", box)
            else:
                self.heard += sight == "heard"
                child = self.build(node, tag, attributes, box, depth + 1)
                self.heard -= sight == "heard"
            child.nth, child.peers = counts[tag], counts
            if child.breaks:
                box.breaks = True
                lines += [child], []
            else:
                lines[-1].append(child)
        elif sight == "code":
            box.unseen += ((tag, attributes),)
        else:
            self._leave_out(clean(node.text()), sight, box)

    def _add_name(self, name: str | None, box: Box, lines: _Lines) -> None:
        """Add a label that no text of the page holds."""
        if name:
            self.heard += 1
            lines[-1] += self._write(f"{name.rstrip(' :')}: ", box)
            self.heard -= 1

    def _add_lines(self, raw: str, box: Box, lines: _Lines) -> None:
        """Add a text of which line ends break the line."""
        for index, line in enumerate(INVISIBLE.sub("", raw).split("\n") if "\n" in raw else (raw,)):
            if index:
                self.gap = "\n"
                box.breaks = True
                lines.append([])
            lines[-1] += self._write(line, box)

    def _write(self, raw: str, parent: Box) -> list[Box]:
        """Make the leaves of a text, each in a box of its own."""
        boxes: list[Box] = []
        self.run += 1
        for text, is_worded, opens_blank, closes_blank, is_mark in _pieces(raw, self.cut):
            if is_mark:
                self._leave_out(text, "mark", parent)
                continue
            gap = self.gap
            if opens_blank and not gap:
                gap = self.gap = " "
            if text:
                if self.count > MOST_LEAVES:
                    raise ExcessError(f"more than {MOST_LEAVES} pieces of text")
                box = Box("text", "", parent, self.count, self.count + 1, run=self.run)
                self.count += 1
                self.leaves += (
                    Leaf(text, gap, box, self.links > 0, self.headings > 0, is_worded, self.block, self.heard > 0),
                )
                self.gap = " " if closes_blank else ""
                boxes += (box,)
        return boxes

    def _leave_out(self, text: str, sight: Sight, parent: Box) -> None:
        """Note that a text was left out before the leaf that comes next."""
        if text:
            glued_to = self.leaves[-1].text if self.leaves and not self.gap else ""
            self.omissions.append(Omission(text, sight, parent, len(self.leaves), glued_to))


@remember
def _pieces(raw: str, cut: Callable[[str], Iterable[str]]) -> tuple[tuple[str, bool, bool, bool, bool], ...]:
    """Cut a text: each piece as read, whether it has words, begins and ends with a blank, and is a footnote's mark."""
    return tuple(
        (text := clean(part), _WORD.search(text) is not None, part[:1].isspace(), part[-1:].isspace(), is_mark)
        for piece, is_mark in read_pieces(INVISIBLE.sub("", raw))
        for part in ((piece,) if is_mark else cut(piece))
    )


def _in_element(texts: list[Box], tag: str, counts: Mapping[str, int]) -> list[Box]:
    """Let texts that an element shows, and does not hold, know its place."""
    for text in texts:
        text.shown_by, text.nth, text.peers = tag, counts[tag], counts
    return texts


def _shown_value(attributes: Attributes) -> str:
    """What a control shows that nobody can change: a value, not a question."""
    fixed = "readonly" in attributes or "disabled" in attributes
    shown = (attributes.get("type") or "text").lower() in {"text", "number", "date", "month", "email", "url"}
    return attributes.get("value") or "" if fixed and shown and not is_hidden(attributes) else ""


def _children(parent: Box, lines: _Lines) -> list[Box]:
    """Give the children on several lines: inline boxes of one line beside others get a box of their own, a line."""
    lines = list(filter(None, lines))
    if len(lines) == 1:
        return lines[0]
    return [box for line in lines for box in ((_line(parent, line),) if line[1:] else line)]


def _line(parent: Box, group: list[Box]) -> Box:
    line = Box("line", "", parent, group[0].start, group[-1].end, breaks=True)
    line.children = group
    for child in group:
        child.parent = line
    return line


def _unlinked(node: LexborNode) -> str:
    """The text of an element outside of its links; most menus have none, which the numbers of their letters tell."""
    links = node.css("a")
    inside = "".join(link.text() for link in links)
    if len("".join(node.text().split())) <= len("".join(inside.split())):
        return ""
    linked = {text.mem_id for link in links for text in link.traverse(include_text=True)}
    texts = (text for text in node.traverse(include_text=True) if text.tag == "-text")
    return clean("".join(" " if text.mem_id in linked else text.text_content or "" for text in texts))


def _is_chrome(node: LexborNode, parent: Box) -> bool:
    """Whether an element is a menu, a dialog or the site's footer; not an article's footer, nor what has a title."""
    return not (node.tag == "footer" and parent.stands_in(ARTICLES)) and node.css_first("h1") is None
