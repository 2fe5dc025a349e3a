"""Labels that nobody knows on a page without known ones: whatever stands there as regularly as labels and values do.

A page in a language that no table has, or with all its labels renamed, gives no value; what it prints is not passed
over. Only markup tells here which text is a label: three and more boxes side by side that look alike and hold two texts
each, three and more boxes of two looks that take turns, or lines `Label: value`.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.boxes import Box
from parsers.labels import strip_label
from parsers.outline import Outline
from parsers.prose import is_prose
from parsers.siblings import EDGES, divide

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
        pairs = [(None, None) if is_prose(outline, box) else divide(outline, box) for box in boxes]
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
    if is_prose(outline, label) or is_prose(outline, value):
        return False
    return len(outline.text_of(label)) <= _LONGEST_LABEL
