"""The page as a tree of boxes over a row of visible pieces of text: what a reader sees, freed of markup's accidents.

Whatever elements a page is made of, it comes down to *leaves* (pieces of text in reading order, each knowing whether
a line break, a blank or nothing stands before it) and *boxes* (elements, lines of text and leaves) that hold ranges
of leaves. Label finding works on these alone and never asks for a class name.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Literal

from parsers.elements import Signature, signature_of

Gap = Literal["", " ", "\n"]
BoxKind = Literal["element", "line", "text"]

Attributes = Mapping[str, str | None]
_NONE: Attributes = MappingProxyType({})
_NONE_COUNTED: Mapping[str, int] = MappingProxyType({})


class Box:
    """An element, a line or a piece of text, with the leaves `outline.leaves[start:end]` in it.

    Attributes:
        run: of a text, the number of the run of text that it was cut from; 0 for all others.
        tag: the element's name, `""` for lines and texts.
        shown_by: name of the element that shows a text and does not hold it, such as `<input value="2005" readonly>`.
        breaks: whether it begins a new line: a block element, or an inline one that holds a block or `<br>`.
        has_blocks: whether a child begins a new line.
        attributes: of the element; none for lines and texts.
        unseen: names and attributes of the elements just within of which no text is read: controls, drawings.
        nth, peers: its number among the elements of its name beside it, and how many of each name these are.
        row, index, stop: all boxes of the page in document order; this one and all within are `row[index:stop]`.
    """

    __slots__ = (
        "_path", "_signature", "attributes", "breaks", "children", "end", "has_blocks", "index", "kind", "nth",
        "parent", "peers", "row", "run", "shown_by", "start", "stop", "tag", "unseen",
    )  # fmt: skip

    def __init__(
        self, kind: BoxKind, tag: str, parent: "Box | None", start: int, end: int, *, breaks: bool = False, run: int = 0
    ) -> None:
        self.kind = kind
        self.run = run
        self.shown_by = ""
        self.tag = tag
        self.parent = parent
        self.start = start
        self.end = end
        self.breaks = breaks
        self.has_blocks = False
        self.children: Sequence[Box] = ()
        self.attributes: Attributes = _NONE
        self.unseen: tuple[tuple[str, Attributes], ...] = ()
        self.nth = 1
        self.peers: Mapping[str, int] = _NONE_COUNTED
        self.row: Sequence[Box] = ()
        self.index = self.stop = 0
        self._signature: Signature | None = None
        self._path = ""

    @property
    def signature(self) -> Signature:
        """How it looks, made out when first asked for."""
        if self._signature is None:
            inner = self.children[0].tag if len(self.children) == 1 else ""
            self._signature = signature_of(self.tag, inner, self.attributes.get("class"), self.attributes.get("role"))
        return self._signature

    @property
    def path(self) -> str:
        """A CSS path to its element, or the one around it: `body > main > dl > dd:nth-of-type(2)`."""
        if self.kind == "line":
            return self.children[0].path
        if not self._path:
            outer = self.parent
            while outer is not None and outer.kind == "line":
                outer = outer.parent
            tag = self.tag or self.shown_by
            step = f"{tag}:nth-of-type({self.nth})" if tag in self.peers and self.peers[tag] > 1 else tag
            around = outer.path if outer is not None else ""
            self._path = f"{around} > {step}" if around and step else around or (step if step != "html" else "")
        return self._path

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

    def children_from(self, start: int) -> Sequence["Box"]:
        """The children that begin at or after a leaf."""
        return self.children[bisect_left(self.children, start, key=attrgetter("start")) :]

    def elements(self) -> Iterator[tuple[str, Attributes]]:
        """Names and attributes of the element itself and of all elements within, controls and drawings too."""
        for box in self.walk():
            if box.kind == "element":
                yield box.tag, box.attributes
            yield from box.unseen

    def holds(self, tags: AbstractSet[str]) -> bool:
        """Whether an element of one of these names is in it, controls and drawings too."""
        inside = self.walk()
        return not tags.isdisjoint([box.tag for box in inside] + [tag for box in inside for tag, _ in box.unseen])

    def walk(self) -> Sequence["Box"]:
        """Itself and all boxes within, in document order."""
        return self.row[self.index : self.stop]


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
    one paragraph, line, item or heading: boxes with words within which no line begins; none holds another.
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
        lengths = [len(leaf.text) for leaf in leaves]
        self._characters = [0, *accumulate(lengths)]
        linked = [length * leaf.linked for length, leaf in zip(lengths, leaves, strict=True)]
        self._linked_characters = [0, *accumulate(linked)]
        self._line_starts = [index for index, leaf in enumerate(leaves) if leaf.gap == "\n"]
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

    def is_worded(self, box: Box) -> bool:
        """Whether any leaf of a box has words."""
        return self._words[box.end] > self._words[box.start]

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

    def characters(self, start: int, end: int) -> int:
        """How many characters the leaves of a range have, blanks between them not counted."""
        return self._characters[end] - self._characters[start]

    def blocks_in(self, box: Box) -> list[Box]:
        """The blocks in a box."""
        first = bisect_left(self._block_starts, box.start)
        return self.blocks[first : bisect_left(self._block_starts, box.end, first)]

    def lines(self) -> list[tuple[int, int]]:
        """The ranges of leaves with no line break within."""
        starts = self._line_starts if self._line_starts[:1] == [0] or not self.leaves else [0, *self._line_starts]
        return list(pairwise([*starts, len(self.leaves)]))


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


class Marks:
    """Marked leaves, to be counted in any range at once."""

    def __init__(self, outline: Outline, boxes: Iterable[Box]) -> None:
        self._flags = bytearray(len(outline.leaves))
        for box in boxes:
            self._flags[box.start : box.end] = b"\1" * (box.end - box.start)
        self._sums = [0, *accumulate(self._flags)]

    def count(self, start: int, end: int) -> int:
        """How many leaves of a range are marked."""
        return self._sums[end] - self._sums[start]

    def touch(self, box: Box) -> bool:
        """Whether a marked leaf is in the box."""
        return self._sums[box.end] > self._sums[box.start]

    def untouched(self, boxes: Iterable[Box]) -> list[Box]:
        """The boxes with leaves of which none is marked."""
        sums = self._sums
        return [box for box in boxes if box.start < box.end and sums[box.start] == sums[box.end]]
