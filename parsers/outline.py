"""The page as a tree of boxes over a row of visible pieces of text: what a reader sees, freed of markup's accidents.

Whatever elements a page is made of, it comes down to *leaves* (pieces of text in reading order, each knowing whether
a line break, a blank or nothing stands before it) and *boxes* (elements, lines of text and leaves) that hold ranges
of leaves. Label finding works on these alone and never asks for a class name. What reads as a sentence or an item, and
no fact, is told by the text alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Literal, Protocol

from parsers.boxes import Box, Signature
from parsers.folding import remember

Gap = Literal["", " ", "\n"]
_START = attrgetter("start")

LONGEST_FACT = 160
_LEAVES_OF_FACT = 80
_LISTED = frozenset({"li", "td", "th"})

# `... of the border.`, `a stall; a road`, `• a stall • a road`, `1) a stall 2) a road`
SENTENCE = re.compile(
    r"[^\W\d_]{2,}[.;]\W*$|^(?:\S+\s+){7}.*\.$|\.\s|;\s+[a-zà-ÿ]|(?:(?:^|\s)(?:[-–*•▪]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s*\w.*){2}"
)

# `- a stall`, `• a road`, `1) a study`, `(ii) a law`
TYPED_ITEM = re.compile(r"^(?:[-–—*•▪◦·]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])", re.IGNORECASE)


def runs_on(text: str) -> bool:
    """Whether a text goes on with a sentence that began before it: a small letter first, and a full stop or length."""
    text = text.lstrip()
    return text[:1].islower() and (text.endswith((".", "!", "?")) or len(text) > LONGEST_FACT)


def is_item(box: Box, text: str) -> bool:
    """Whether a text in a box stands in a list or table, or is typed as an item."""
    return TYPED_ITEM.match(text) is not None or box.stands_in(_LISTED)


@remember  # many passes ask it of the same few texts
def _is_sentence(text: str) -> bool:
    return len(text) > LONGEST_FACT or (len(text) > LONGEST_FACT / 4 and SENTENCE.search(text) is not None)


@dataclass(slots=True, eq=False)
class Leaf:
    """A piece of text as a reader sees it, blanks made one and trimmed, with what stands before it.

    Attributes:
        linked: whether it is a part of a link.
        headed: whether it is a part of a heading (`<h2>` and below, `<caption>`, `<legend>`, `<summary>`).
        block: number of the stretch between two tags of block elements in which it stands; lines within are `<br>`'s.
        has_words: whether a letter or digit is in it; separators, bullets and icons have none.
        heard: whether it is for ears or a control: it may be a label, and is no text of the description.
    """

    text: str
    gap: Gap
    box: Box
    linked: bool
    headed: bool
    has_words: bool
    block: int
    heard: bool


@dataclass(frozen=True, slots=True, eq=False)
class Omission:
    """A text that no reader takes for the page's: struck out, hidden, the mark of a footnote.

    Attributes:
        sight: why it was left out.
        parent: the box in which it stands.
        at: the leaf before which it stands.
        glued_to: the text of the leaf before, where nothing parts them; else `""`.
    """

    text: str
    sight: str
    parent: Box
    at: int
    glued_to: str


class Outline:
    """All leaves of a page, what was left out between them, and the box of its body.

    `is_whole` says that menus, dialogs and footer are in it too, or that the page has none. `blocks` are what reads as
    one paragraph, line, item or heading: boxes with words within which no line begins; none holds another. `line_of` is
    the number of the line in which each leaf stands, among the `lines`.
    """

    def __init__(
        self, root: Box, leaves: list[Leaf], omissions: Sequence[Omission] = (), *, is_whole: bool = False
    ) -> None:
        self.root = root
        self.leaves = leaves
        self.omissions = tuple(omissions)
        self.is_whole = is_whole
        self._words = [0, *accumulate([leaf.has_words for leaf in leaves])]
        self._linked_words = [0, *accumulate([leaf.has_words and leaf.linked for leaf in leaves])]
        lengths = list(map(len, [leaf.text for leaf in leaves]))
        self._characters = [0, *accumulate(lengths)]
        linked = [length * leaf.linked for length, leaf in zip(lengths, leaves, strict=True)]
        self._linked_characters = [0, *accumulate(linked)]
        self.line_of = [*accumulate([index > 0 and leaf.gap == "\n" for index, leaf in enumerate(leaves)])]
        self._line_starts = [index for index, leaf in enumerate(leaves) if index == 0 or leaf.gap == "\n"]
        self._texts: dict[tuple[int, int], str] = {}
        _number(root)
        self.blocks = [
            box
            for box in root.row
            if not box.has_blocks
            and self._words[box.start] < self._words[box.end]
            and (box.breaks or (box.parent is not None and box.parent.has_blocks))
        ]
        self._block_starts = [box.start for box in self.blocks]

    def take_apart(self) -> None:
        """Untie the boxes from each other at the end, so that they are freed without the garbage collector."""
        for box in self.root.row:
            box.parent, box.row = None, ()

    def has_words(self, start: int, end: int) -> bool:
        """Whether any leaf of a range has words."""
        return self._words[end] > self._words[start]

    def count_words(self, start: int, end: int) -> int:
        """How many leaves of a range have words."""
        return self._words[end] - self._words[start]

    def next_words(self, start: int) -> int:
        """The first leaf with words, from one on; where there is none, how many leaves there are."""
        return bisect_right(self._words, self._words[start]) - 1

    def worded_children(self, box: Box, start: int, end: int) -> list[Box]:
        """The children of a box that have words and stand between two leaves."""
        first = bisect_left(box.children, start, key=_START)
        children = box.children[first : bisect_left(box.children, end, first, key=_START)]
        words = self._words
        return [child for child in children if words[child.start] < words[child.end] and child.end <= end]

    def is_worded(self, box: Box) -> bool:
        """Whether any leaf of a box has words."""
        return self._words[box.end] > self._words[box.start]

    def worded(self, boxes: Iterable[Box]) -> list[Box]:
        """The boxes that have words."""
        words = self._words
        return [box for box in boxes if words[box.end] > words[box.start]]

    def is_linked(self, box: Box) -> bool:
        """Whether all the words of a box are links."""
        words = self._words[box.end] - self._words[box.start]
        return words == self._linked_words[box.end] - self._linked_words[box.start]

    def linked_share(self, box: Box) -> float:
        """How much of the text of a box is links."""
        characters = self._characters[box.end] - self._characters[box.start]
        linked = self._linked_characters[box.end] - self._linked_characters[box.start]
        return linked / characters if characters else 0.0

    def share(self, box: Box, whole: Box) -> float:
        """How much of the text of a box another one within has."""
        characters = self._characters[whole.end] - self._characters[whole.start]
        return (self._characters[box.end] - self._characters[box.start]) / characters if characters else 0.0

    def text(self, start: int, end: int) -> str:
        """Join leaves as a reader would: with a blank where there is a blank or a line break."""
        if end - start == 1:
            return self.leaves[start].text
        key = start, end
        if key not in self._texts:
            parts: list[str] = []
            for leaf in self.leaves[start:end]:
                parts += (" " if parts and leaf.gap else "", leaf.text)
            self._texts[key] = "".join(parts)
        return self._texts[key]

    def printed(self, start: int, end: int) -> str:
        """Join leaves with their line ends kept."""
        if end - start == 1:
            return self.leaves[start].text
        parts: list[str] = []
        for leaf in self.leaves[start:end]:
            parts += (leaf.gap if parts else "", leaf.text)
        return "".join(parts)

    def text_of(self, box: Box) -> str:
        """The whole text of a box."""
        return self.leaves[box.start].text if box.end - box.start == 1 else self.text(box.start, box.end)

    def signature_of(self, box: Box, end: int) -> Signature:
        """The look of the largest box that holds a text, from a box to the leaf before `end`, and no more words."""
        start = box.start
        for outer in box.ancestors():
            if self.has_words(outer.start, start) or self.has_words(end, outer.end):
                break
            box = outer
        return box.signature

    def line_around(self, box: Box) -> tuple[int, int]:
        """The range of leaves of a box and of what stands in one line with it."""
        before = bisect_right(self._line_starts, box.start)
        behind = bisect_left(self._line_starts, box.end)
        start = self._line_starts[before - 1] if before else 0
        return start, self._line_starts[behind] if behind < len(self._line_starts) else len(self.leaves)

    def is_prose(self, box: Box) -> bool:
        """Whether a box holds sentences rather than a fact."""
        return box.end - box.start > _LEAVES_OF_FACT or _is_sentence(self.text_of(box))

    def blocks_in(self, box: Box) -> list[Box]:
        """The blocks in a box."""
        first = bisect_left(self._block_starts, box.start)
        return self.blocks[first : bisect_left(self._block_starts, box.end, first)]

    def lines(self) -> list[tuple[int, int]]:
        """The ranges of leaves with no line break within."""
        return list(pairwise([*self._line_starts, len(self.leaves)]))


def _number(root: Box) -> None:
    """Give every box its place in the row of all boxes."""
    row: list[Box] = []
    pending = [root]
    index = 0
    while pending:
        box = pending[-1]
        pending[-1:] = box.children[::-1]
        box.row, box.index = row, index
        row += (box,)
        index += 1
    for box in reversed(row):
        box.stop = box.children[-1].stop if box.children else box.index + 1
        if box.breaks and box.parent is not None:
            box.parent.has_blocks = True


class Stretch(Protocol):
    """What stands in the leaves `start:end`: a box, a label."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class Marks:
    """Marked leaves, to be counted in any range at once; `flags` tells of each leaf whether it is marked."""

    def __init__(self, outline: Outline, marked: Iterable[Stretch]) -> None:
        self.flags = bytearray(len(outline.leaves))
        for box in marked:
            self.flags[box.start : box.end] = b"\1" * (box.end - box.start)
        self._sums = [0, *accumulate(self.flags)]

    def counts(self, boxes: Iterable[Box]) -> list[int]:
        """How many leaves of each box are marked."""
        sums = self._sums
        return [sums[box.end] - sums[box.start] for box in boxes]

    def touch(self, box: Box) -> bool:
        """Whether a marked leaf is in the box."""
        return self._sums[box.end] > self._sums[box.start]

    def untouched(self, boxes: Iterable[Box]) -> list[Box]:
        """The boxes with leaves of which none is marked."""
        sums = self._sums
        return [box for box in boxes if box.start < box.end and sums[box.start] == sums[box.end]]


def terminal_boxes(outline: Outline, boxes: Iterable[Box]) -> list[Box]:
    """The smallest boxes that a reader takes as one text each: those in which text runs on across elements."""
    found: list[Box] = []
    for box in boxes:
        if box.end - box.start < 2:
            found += [outline.leaves[box.start].box] if box.start < box.end else []
            continue
        children = [child for child in box.children if child.start < child.end]
        opens = [
            child.breaks or (at > 0 and outline.leaves[child.start].gap == "\n") for at, child in enumerate(children)
        ]
        worded = [child for child in children if child.kind == "text" and outline.leaves[child.start].has_words]
        found += terminal_boxes(outline, children) if len(children) == 1 or not worded or any(opens) else [box]
    return found


def worded_texts(outline: Outline, box: Box) -> list[Box]:
    """The texts of a box that have words."""
    return outline.worded(terminal_boxes(outline, [box]))
