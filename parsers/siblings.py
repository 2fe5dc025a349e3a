"""What stands next to known facts under no known label: which of it looks like facts, and what is label, what text.

An unknown label is written like the known ones: with a colon, or in an element of the same look. Where nothing tells
them apart, labels and texts take turns.

A page in a language that no table has, or with all its labels renamed, has no known label at all. What stands there as
regularly as labels and values do is not passed over: three and more boxes side by side that look alike and hold two
texts each, three and more boxes of two looks that take turns, or lines `Label: value`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Literal

from parsers.boxes import Box, Signature
from parsers.cells import Pair
from parsers.fields import valid_unlabelled
from parsers.labels import strip_label
from parsers.layout import HEADING_TAGS
from parsers.outline import Outline
from parsers.values import terminal_boxes

EDGES = " :：|•·–—"
# `Donor: IOM`, `Donor – IOM`
_SEPARATOR = re.compile(r"\s*[:：]\s*|\s[-–—]\s")
_COLON = re.compile(r"[:：﹕∶]\s*$")
Role = Literal["label", "text"]


def opening_of(outline: Outline, box: Box) -> Box | None:
    """The element with which the text of a box begins, smaller than all of it; None where there is none."""
    while box.children:
        worded = [child for child in box.children if outline.is_worded(child)]
        if len(worded) != 1 and not (worded and worded[0].kind == "line"):
            return worded[0] if worded and worded[0].kind == "element" else None
        box = worded[0]
    return None


@dataclass(frozen=True, slots=True)
class Roles:
    """How the known labels of a page look, and how their values do."""

    labels: frozenset[Signature]
    values: frozenset[Signature]

    @classmethod
    def of(cls, outline: Outline, pairs: Sequence[Pair]) -> "Roles":
        """Look at known labels and values."""
        labels = {outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end) for pair in pairs}
        values = {outline.signature_of(pair.boxes[0], pair.boxes[-1].end) for pair in pairs if pair.boxes}
        return cls(frozenset(labels - values), frozenset(values - labels))

    def group(self, outline: Outline, boxes: Sequence[Box]) -> Iterator[tuple[str, list[str]]]:
        """Give each label with the texts that follow it; a text with no label before it stands as a label alone."""
        boxes = [part for box in boxes for part in self._parts(outline, box)]
        signs = [self._sign(outline, box) for box in boxes]
        others: Role | None = "text" if "label" in signs else "label" if "text" in signs else None
        label: str | None = None
        texts: list[str] = []
        whole = False
        for box, sign in zip(boxes, signs, strict=True):
            role = sign or others
            own, text = divide(outline, box)
            if _lost_its_label(texts, outline.text_of(box)):
                role = "label"
            if label is not None and not whole and (role == "text" or (role is None and text is None and not texts)):
                texts.append(outline.text_of(box).strip(EDGES))
                continue
            if label is not None:
                yield label, texts
            label, texts, whole = own, [] if text is None else [text], text is not None
        if label is not None:
            yield label, texts

    def _parts(self, outline: Outline, box: Box) -> list[Box]:
        """The parts of a line in which several labels stand, else the box itself; two parts are label and value."""
        parts = [child for child in box.children if outline.is_worded(child)]
        several = len(parts) > _PARTS_OF_FACT and sum(part.signature in self.labels for part in parts) > 1
        return parts if several else [box]

    def _sign(self, outline: Outline, box: Box) -> Role | None:
        """What a colon or the look says; a box that opens with a label holds a whole fact."""
        opening = opening_of(outline, box)
        if any(part and _COLON.search(outline.text_of(part)) for part in (box, opening)):
            return "label"
        if opening is not None and opening.signature in self.labels:
            return "label"
        signature = outline.signature_of(box, box.end)
        return "label" if signature in self.labels else "text" if signature in self.values else None


def _lost_its_label(texts: Sequence[str], further: str) -> bool:
    """Whether a further text is a field's value behind one that is none: the field's own label may be empty."""
    return bool(texts and valid_unlabelled(further) and not valid_unlabelled(texts[-1]))


def worded_parts(outline: Outline, box: Box) -> list[Box]:
    """The texts of a box that have words."""
    return [part for part in terminal_boxes(outline, [box]) if outline.is_worded(part)]


def divide(outline: Outline, box: Box) -> tuple[str, str | None]:
    """Give the label and the text of a box; the text is None where there is only one of them."""
    opening = opening_of(outline, box)
    if opening is not None and outline.has_words(opening.end, box.end):
        return outline.text_of(opening), outline.text(opening.end, box.end).strip(EDGES)
    parts = [outline.text_of(part) for part in worded_parts(outline, box)]
    if len(parts) > 1:
        return parts[0], " ".join(parts[1:]).strip(EDGES)
    label, *rest = _SEPARATOR.split(parts[0].strip(EDGES), maxsplit=1)
    return label, rest[0] if rest else None


_PARTS_OF_FACT = 2


@dataclass(frozen=True, slots=True)
class Siblings:
    """The children of a box that holds facts.

    Attributes:
        held: which of the children hold a fact or a part of one.
        signatures: how those look.
        openings: how the elements look with which known facts begin: labels within facts.
        label_signatures: how known labels look that are children themselves.
    """

    outline: Outline
    children: Sequence[Box]
    held: Sequence[bool]
    signatures: Sequence[Signature]
    openings: Sequence[Signature]
    label_signatures: Sequence[Signature]

    def unheld(self, *, whole: bool) -> Iterator[Box]:
        """The children that stand among those with facts.

        What stands between two facts belongs to them where none of it is prose; beside prose, and before the first
        fact and behind the last, each child must look like a fact and be shaped like one, as long as no other
        intervenes. In a list or table of facts (`whole`) all do, but for headings.
        """
        first, last = self.held.index(True), len(self.held) - 1 - self.held[::-1].index(True)

        def is_near(index: int) -> bool:
            if whole and self.children[index].tag not in HEADING_TAGS:
                return True
            return self.is_alike(index) and self.is_part(index)

        for held, run in groupby(range(first, last), key=self.held.__getitem__):
            between = [] if held else list(run)
            described = any(self.outline.is_prose(self.children[index]) for index in between)
            yield from (self.children[i] for i in between if not described or self.is_alike(i) or self.is_part(i))
        yield from (self.children[index] for index in takewhile(is_near, range(first - 1, -1, -1)))
        yield from (self.children[index] for index in takewhile(is_near, range(last + 1, len(self.children))))

    def stray(self, *, alone: bool) -> Iterator[Box]:
        """The children next to blocks of facts that look like these and open with what looks like a known label.

        Next to one fact (`alone`) what is shaped like a fact is enough.
        """
        first, last = self.held.index(True), len(self.held) - 1 - self.held[::-1].index(True)

        def is_stray(index: int) -> bool:
            prose = self.outline.is_prose(self.children[index])
            opens = self._is_fact(index) if alone else self._opens_alike(index, named=True)
            return self.held[index] or (not prose and self.is_alike(index) and opens)

        near = (*takewhile(is_stray, range(first, -1, -1)), *takewhile(is_stray, range(last, len(self.children))))
        yield from (self.children[i] for i in (*near, *filter(is_stray, range(first, last))) if not self.held[i])

    def is_alike(self, index: int) -> bool:
        """Whether a child looks like one with a fact, or like a label."""
        return self.children[index].signature.is_like([*self.signatures, *self.label_signatures, *self.openings])

    def is_part(self, index: int) -> bool:
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
        few = len(worded_parts(self.outline, child)) <= _PARTS_OF_FACT
        return (few and text is not None) or bool(valid_unlabelled(label))

    def _lacks_value(self, child: Box) -> bool:
        """Whether a child holds nothing but what looks like a label within facts, and an empty place for its value."""
        while child.children:
            worded = [box for box in child.children if self.outline.is_worded(box)]
            if len(worded) != 1:
                return False
            empty = any(box.is_empty and box.start >= worded[0].end for box in child.children)
            if empty and worded[0].signature.is_like(self.openings):
                return True
            child = worded[0]
        return False

    def _opens_alike(self, index: int, *, named: bool = False) -> bool:
        """Whether a child begins with what looks like a label; `named`: and is told by class, role or name."""
        opening = opening_of(self.outline, self.children[index])
        signature = opening.signature if opening is not None else None
        if signature is None or not signature.is_like(self.openings):
            return False
        return bool(signature.words) or "-" in signature.tag or not named

    def _opens(self, index: int) -> bool:
        """Whether a label and its value, each a child of its own, stand here."""
        if not 0 <= index < len(self.children) - 1 or self.held[index] or self.held[index + 1]:
            return False
        label, value = self.children[index], self.children[index + 1]
        if self.outline.is_prose(label) or self.outline.is_prose(value):
            return False
        signatures = [*self.label_signatures, *self.openings]
        if label.signature.is_like(signatures) and not value.signature.is_like(signatures):
            return True
        if label.signature in signatures and value.signature not in signatures:
            return True
        return bool(valid_unlabelled(self.outline.text_of(value)))


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
