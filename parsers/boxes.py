"""The page as a tree of boxes over a row of visible pieces of text: what a reader sees, freed of markup's accidents.

Whatever elements a page is made of, it comes down to *leaves* (pieces of text in reading order, each knowing whether
a line break, a blank or nothing stands before it) and *boxes* (elements, lines of text and leaves) that hold ranges
of leaves. Label finding works on these alone and never asks for a class name.

As in CSS, inline content beside blocks or `<br>` gets an anonymous box of its own, a *line*.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal

from selectolax.lexbor import LexborNode

from parsers.description import INVISIBLE
from parsers.elements import BLOCKS, UNSEEN

Gap = Literal["", " ", "\n"]
BoxKind = Literal["element", "line", "text"]

DEEPEST = 300
"""Elements within elements; pages of a CMS stay below 60."""

_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"\w")
# A button's words are read like any others: the labels of an accordion are buttons.
_UNSEEN = UNSEEN - {"button"}
# `display:none` in a style attribute
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class TooDeepError(Exception):
    """The page nests its elements deeper than `DEEPEST`."""


@dataclass(slots=True, eq=False)
class Box:
    """An element, a line or a piece of text, with the leaves `outline.leaves[start:end]` in it.

    Attributes:
        node: the element or text node; for a line, its first node.
        tag: the element's name, `""` for lines and texts.
        breaks: whether it begins a new line: a block element, or an inline one that holds a block or `<br>`.
    """

    kind: BoxKind
    node: LexborNode
    tag: str
    parent: "Box | None"
    start: int
    end: int
    breaks: bool = False
    children: list["Box"] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether no text is in it."""
        return self.start == self.end

    def contains(self, other: "Box") -> bool:
        """Whether the other's leaves are all in here; an empty box is contained where it stands."""
        return self.start <= other.start and other.end <= self.end

    def ancestors(self) -> Iterator["Box"]:
        """The boxes around it, the nearest first."""
        box = self.parent
        while box is not None:
            yield box
            box = box.parent

    def with_ancestors(self) -> Iterator["Box"]:
        """Itself and the boxes around it, the nearest first."""
        yield self
        yield from self.ancestors()

    def walk(self) -> Iterator["Box"]:
        """Itself and all boxes within, in document order."""
        pending = [self]
        while pending:
            box = pending.pop()
            yield box
            pending.extend(reversed(box.children))


@dataclass(slots=True, eq=False)
class Leaf:
    """A piece of text as a reader sees it, blanks made one and trimmed, with what stands before it."""

    text: str
    gap: Gap
    box: Box

    @property
    def has_words(self) -> bool:
        """Whether there is a letter or digit in it; separators, bullets and icons have none."""
        return _WORD.search(self.text) is not None


@dataclass(slots=True, eq=False)
class Outline:
    """All leaves of a page and the box of its body."""

    root: Box
    leaves: list[Leaf]

    def text(self, start: int, end: int) -> str:
        """Join leaves as a reader would: with a blank where there is a blank or a line break."""
        parts: list[str] = []
        for leaf in self.leaves[start:end]:
            parts.append(" " if parts and leaf.gap else "")
            parts.append(leaf.text)
        return "".join(parts)

    def text_of(self, box: Box) -> str:
        """The whole text of a box."""
        return self.text(box.start, box.end)

    def line_around(self, box: Box) -> tuple[int, int]:
        """The range of leaves of a box and of what stands in one line with it."""
        start, end = box.start, box.end
        while start > 0 and self.leaves[start].gap != "\n":
            start -= 1
        while end < len(self.leaves) and self.leaves[end].gap != "\n":
            end += 1
        return start, end

    def lines(self) -> Iterator[tuple[int, int]]:
        """The ranges of leaves with no line break within."""
        start = 0
        for index, leaf in enumerate(self.leaves):
            if index and leaf.gap == "\n":
                yield start, index
                start = index
        if self.leaves:
            yield start, len(self.leaves)


def clean(text: str) -> str:
    """Give text as it is read: no invisible characters, blanks of any kind and number as one, ends trimmed."""
    return _BLANKS.sub(" ", INVISIBLE.sub("", text)).strip()


def lay_out(body: LexborNode, cut: Callable[[str], Iterable[str]]) -> Outline:
    """Make the boxes of a page's body.

    Args:
        body: the element.
        cut: divides the text of one node into leaves; joined they are the text again.

    Raises:
        TooDeepError: elements nest deeper than `DEEPEST`.
    """
    builder = _Builder(cut)
    root = builder.build(body, None, 0)
    return Outline(root, builder.leaves)


@dataclass(slots=True)
class _Builder:
    cut: Callable[[str], Iterable[str]]
    leaves: list[Leaf] = field(default_factory=list)
    gap: Gap = "\n"

    def build(self, node: LexborNode, parent: Box | None, depth: int) -> Box:
        """Make the box of an element and all within."""
        if depth > DEEPEST:
            raise TooDeepError
        tag = node.tag or ""
        box = Box("element", node, tag, parent, len(self.leaves), 0, breaks=tag in BLOCKS)
        if tag in BLOCKS:
            self.gap = "\n"
        groups: list[list[Box]] = [[]]
        child = node.child
        while child is not None:
            self._add(child, box, groups, depth)
            child = child.next
        if tag in BLOCKS:
            self.gap = "\n"
        box.end = len(self.leaves)
        box.breaks = box.breaks or len(groups) > 1
        box.children = _with_lines(box, groups)
        return box

    def _add(self, node: LexborNode, box: Box, groups: list[list[Box]], depth: int) -> None:
        """Add a child to the last group of inline boxes, or as a group of its own where it breaks the line."""
        if node.is_text_node:
            for index, line in enumerate(_lines_of(node, box)):
                if index:
                    self._break(groups)
                for piece in self.cut(line):
                    groups[-1].extend(self._write(piece, node, box))
        elif node.is_element_node and node.tag in {"br", "hr"}:
            self._break(groups)
        elif node.is_element_node and not is_unseen(node):
            child = self.build(node, box, depth + 1)
            if child.breaks:
                groups.extend(([child], []))
            else:
                groups[-1].append(child)

    def _break(self, groups: list[list[Box]]) -> None:
        self.gap = "\n"
        groups.append([])

    def _write(self, raw: str, node: LexborNode, parent: Box) -> Iterator[Box]:
        text = clean(raw)
        if raw[:1].isspace():
            self.gap = self.gap or " "
        if text:
            index = len(self.leaves)
            box = Box("text", node, "", parent, index, index + 1)
            self.leaves.append(Leaf(text, self.gap, box))
            self.gap = " " if raw[-1:].isspace() else ""
            yield box


def _lines_of(node: LexborNode, box: Box) -> Sequence[str]:
    """The text of a node, cut at line ends where these count."""
    text = INVISIBLE.sub("", node.text_content or "")
    preformatted = "\n" in text and (box.tag == "pre" or any(outer.tag == "pre" for outer in box.ancestors()))
    return text.split("\n") if preformatted else (text,)


def _with_lines(box: Box, groups: list[list[Box]]) -> list[Box]:
    """Put each group of several inline boxes into a line, unless the element is that line."""
    filled = [group for group in groups if group]
    if len(filled) <= 1:
        return filled[0] if filled else []
    return [group[0] if len(group) == 1 else _line(box, group) for group in filled]


def _line(parent: Box, group: list[Box]) -> Box:
    line = Box("line", group[0].node, "", parent, group[0].start, group[-1].end, breaks=True, children=group)
    for child in group:
        child.parent = line
    return line


def is_unseen(node: LexborNode) -> bool:
    """Whether no reader sees the element. Screen readers are readers: `visually-hidden` text counts as seen."""
    if node.tag in _UNSEEN:
        return True
    attributes = node.attributes
    return "hidden" in attributes or _HIDING_STYLE.search(attributes.get("style") or "") is not None


def css_path(node: LexborNode) -> str:
    """Give a CSS path to an element (to its parent for a text), e.g. `body > main > dl > dd:nth-of-type(2)`."""
    element: LexborNode | None = node if node.is_element_node else node.parent
    steps: list[str] = []
    while element is not None and element.is_element_node and element.tag != "html":
        steps.append(_step(element))
        element = element.parent
    return " > ".join(reversed(steps))


def css_path_around(nodes: Sequence[LexborNode]) -> str:
    """Give a CSS path to the smallest element that holds several nodes."""
    paths = [css_path(node).split(" > ") for node in nodes]
    shared = [steps[0] for steps in takewhile(lambda steps: len(set(steps)) == 1, zip(*paths, strict=False))]
    return " > ".join(shared)


def _step(node: LexborNode) -> str:
    before, after = _count(node, "prev"), _count(node, "next")
    return f"{node.tag}:nth-of-type({before + 1})" if before or after else f"{node.tag}"


def _count(node: LexborNode, direction: Literal["prev", "next"]) -> int:
    """Count the siblings of the same name on one side."""
    count, sibling = 0, getattr(node, direction)
    while sibling is not None:
        count += sibling.is_element_node and sibling.tag == node.tag
        sibling = getattr(sibling, direction)
    return count
