"""HTML elements as a reader meets them, and the boxes that a page is made of.

Which elements begin a line, what stands in one line with them, which look alike; and boxes: elements, lines of text and
pieces of text, each with the range of leaves in it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, NamedTuple

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

ARTICLES = frozenset({"article", "main", "section"})
"""A header or footer within is none of the site's."""

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
        text = beside.text()  # a comment has none
        if text.strip():
            return blanks + text if forward else text + blanks
        blanks = blanks or text
        at = beside


NAME_PARTS = re.compile(r"[^a-z0-9]+")
"""What parts the words of classes, ids and roles, in small letters: `field--name-body`."""
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
    names = NAME_PARTS.split(f"{classes or ''} {role or ''}".lower())
    return Signature(f"{tag}/{inner}" if inner in _EMPHASIS else tag, frozenset(names) - {""})


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
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent

    def around(self) -> Iterator["Box"]:
        """Itself, if it is an element, and the elements around it, the nearest first."""
        return (box for box in self.with_ancestors() if box.kind == "element")

    def stands_in(self, tags: AbstractSet[str]) -> bool:
        """Whether it is an element of one of these names, or stands in one."""
        box: Box | None = self
        while box is not None and box.tag not in tags:
            box = box.parent
        return box is not None

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


def name_of(box: Box | None) -> str:
    """The name of the nearest element around a box, or `page`."""
    while box is not None and not box.tag:
        box = box.parent
    return box.tag if box else "page"
