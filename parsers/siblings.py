"""What stands next to known facts under no known label: which of it looks like facts, and what is label, what text.

A page in a language that no table has, or with all its labels renamed, has no known label at all. What stands there as
regularly as labels and values do is not passed over: three and more boxes side by side that look alike and hold two
texts each, three and more boxes of two looks that take turns, or lines `Label: value`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile

from parsers.boxes import Box, Signature
from parsers.fields import valid_unlabelled
from parsers.labels import strip_label
from parsers.layout import HEADING_TAGS
from parsers.outline import Outline
from parsers.values import worded_texts

EDGES = " :：|•·–—"
# `Donor: IOM`, `Donor – IOM`
_SEPARATOR = re.compile(r"\s*[:：]\s*|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Row:
    """The children of a box that holds facts.

    Attributes:
        held: which of the children hold a fact or a part of one.
        looks: how those look, and labels.
        within: how the elements look with which known facts begin: labels within facts.
        beside: how known labels look that are children themselves.
    """

    outline: Outline
    children: Sequence[Box]
    held: Sequence[int]
    looks: Sequence[Signature]
    within: Sequence[Signature]
    beside: Sequence[Signature]

    def beside_facts(self, *, is_whole: bool) -> Iterator[Box]:
        """The children that stand among those with facts.

        What stands between two facts belongs to them where none of it is prose; beside prose, and before the first
        fact and behind the last, each child must look like a fact and be shaped like one, as long as no other
        intervenes. In a list or table of facts (`is_whole`) all do, but for headings.
        """

        def is_near(index: int) -> bool:
            own = is_whole and self.children[index].tag not in HEADING_TAGS
            return own or (self._is_alike(index) and self._is_part(index))

        for gap in self._gaps():
            described = any(self.outline.is_prose(self.children[index]) for index in gap)
            yield from (self.children[index] for index in gap if not described or is_near(index))
        yield from self._next_to(is_near)

    def beside_blocks(self) -> Iterator[Box]:
        """The children that look like blocks of facts beside them and open with what is named like a known label."""

        def is_near(index: int) -> bool:
            is_prose = self.outline.is_prose(self.children[index])
            return not is_prose and self._is_alike(index) and self._opens_alike(index, named=True)

        yield from (self.children[index] for gap in self._gaps() for index in gap if is_near(index))
        yield from self._next_to(is_near)

    def _gaps(self) -> Iterator[range]:
        return (range(before + 1, behind) for before, behind in pairwise(self.held))

    def _next_to(self, is_near: Callable[[int], bool]) -> Iterator[Box]:
        """The children before the first with facts and behind the last, as far as they are near."""
        before, behind = range(self.held[0] - 1, -1, -1), range(self.held[-1] + 1, len(self.children))
        yield from (self.children[index] for way in (before, behind) for index in takewhile(is_near, way))

    def _is_alike(self, index: int) -> bool:
        """Whether a child looks like one with a fact, or like a label."""
        return self.children[index].signature.is_like(self.looks)

    def _is_part(self, index: int) -> bool:
        """Whether a child is a fact, the label of one or its value."""
        return self._is_fact(index) or self._opens(index) or self._opens(index - 1)

    def _is_fact(self, index: int) -> bool:
        """Whether a child is shaped like a fact: a label and a value, or a value that some field could have."""
        child = self.children[index]
        if self.outline.is_prose(child) or not self.outline.is_worded(child):
            return False
        if self._opens_alike(index) or self._lacks_value(child):
            return True
        label, text = divide(self.outline, child)
        return text is not None or bool(valid_unlabelled(label))

    def _lacks_value(self, child: Box) -> bool:
        """Whether a child holds nothing but what looks like a label within facts, and an empty place for its value."""
        while len(worded := self.outline.worded(child.children)) == 1:
            empty = any(box.is_empty and box.start >= worded[0].end for box in child.children)
            if empty and worded[0].signature.is_like(self.within):
                return True
            child = worded[0]
        return False

    def _opens_alike(self, index: int, *, named: bool = False) -> bool:
        """Whether a child begins with what looks like a label; `named`: and is told by class, role or name."""
        opening = self.outline.opening_of(self.children[index])
        if opening is None or not opening.signature.is_like(self.within):
            return False
        return bool(opening.signature.words) or "-" in opening.tag or not named

    def _opens(self, index: int) -> bool:
        """Whether a label and its value, each a child of its own, stand here."""
        if not {index, index + 1} <= set(range(len(self.children))) - set(self.held):
            return False
        label, value = self.children[index], self.children[index + 1]
        looks = [*self.beside, *self.within]
        as_pair = label.signature in looks and value.signature not in looks
        return as_pair and not self.outline.is_prose(label) and not self.outline.is_prose(value)


def divide(outline: Outline, box: Box) -> tuple[str, str | None]:
    """Give the label and the text of a box; the text is None where there is only one of them."""
    opening = outline.opening_of(box)
    if opening is not None and outline.has_words(opening.end, box.end):
        return outline.text_of(opening), outline.text(opening.end, box.end).strip(EDGES)
    parts = [outline.text_of(part) for part in worded_texts(outline, box)]
    if len(parts) > 1:
        return parts[0], " ".join(parts[1:]).strip(EDGES)
    label, *rest = _SEPARATOR.split(parts[0].strip(EDGES), maxsplit=1)
    return label, rest[0] if rest else None


_LEAST_PAIRS = 3
_MOST_BOXES = 20_000
_LONGEST_LABEL = 100

_Texts = dict[str, str]


def find_regular_pairs(outline: Outline) -> _Texts:
    """Give the longest row of label and value on the page; empty where there is none, or the page is too large."""
    if len(outline.root.row) > _MOST_BOXES:
        return {}
    found: _Texts = {}
    for parent in outline.root.walk():
        children = [child for child in parent.children if outline.is_worded(child)]
        if len(children) >= _LEAST_PAIRS and not outline.is_linked(parent):
            for texts in _rows(outline, children):
                found = max(found, texts, key=len)
    return found if len(found) >= _LEAST_PAIRS else {}


def _rows(outline: Outline, children: Sequence[Box]) -> Iterator[_Texts]:
    for _, alike in groupby(children, key=lambda child: child.signature):
        yield from _whole(outline, list(alike))
    yield from _in_turn(outline, children)


def _whole(outline: Outline, boxes: Sequence[Box]) -> Iterator[_Texts]:
    """Boxes of which each holds a label and a value."""
    if len(boxes) >= _LEAST_PAIRS:
        pairs = [(None, None) if outline.is_prose(box) else divide(outline, box) for box in boxes]
        for is_pair, run in groupby(pairs, key=lambda pair: pair[1] is not None):
            if is_pair:
                yield {
                    strip_label(label): text for label, text in run if label and text and len(label) <= _LONGEST_LABEL
                }


def _in_turn(outline: Outline, boxes: Sequence[Box]) -> Iterator[_Texts]:
    """Boxes of two looks that take turns: labels and values."""
    looks = [box.signature for box in boxes]
    texts: _Texts = {}
    index = 0
    while index + 1 < len(boxes):
        label, value = boxes[index : index + 2]
        goes_on = looks[index + 2 : index + 3] == looks[index : index + 1] or bool(texts)
        alike = not texts or looks[index - 2] == looks[index]
        if goes_on and alike and looks[index] != looks[index + 1] and _is_pair(outline, label, value):
            texts[strip_label(outline.text_of(label))] = outline.text_of(value).strip(EDGES)
            index += 2
        else:
            yield texts
            texts = {}
            index += 1
    yield texts


def _is_pair(outline: Outline, label: Box, value: Box) -> bool:
    if outline.is_prose(label) or outline.is_prose(value):
        return False
    return len(outline.text_of(label)) <= _LONGEST_LABEL
