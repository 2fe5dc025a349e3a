"""Which of the texts that no table knows are labels, and which are what they label.

An unknown label is written like the known ones: with a colon, or in an element of the same look. Where nothing tells
them apart, labels and texts take turns.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from parsers.boxes import Box, Outline
from parsers.fields import valid_unlabelled
from parsers.pair import Pair
from parsers.signature import Signature
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
        """The parts of a line in which several labels stand, else the box itself."""
        parts = [child for child in box.children if outline.is_worded(child)]
        return parts if sum(part.signature in self.labels for part in parts) > 1 else [box]

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
