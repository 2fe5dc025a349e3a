"""Values that go on behind their first element: further `<dd>`, cells, rows, items and paragraphs without a label.

A list of countries goes on wherever names follow it, row after row. A field of one value has several then, and none
of them may be taken alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.boxes import Box
from parsers.cells import Pair
from parsers.fields import PARTED_FIELDS, is_valid_for_any, valid_unlabelled
from parsers.outline import Marks, Outline
from parsers.prose import is_prose
from parsers.siblings import opening_of, worded_parts

_LONGEST_FURTHER = 400
_WORDS_OF_NAME = 6
"""A text of so many words beside names of countries is taken for one more name, known or not."""


def continue_values(outline: Outline, pairs: Sequence[Pair], limits: Marks) -> list[Pair]:
    """Give every pair, in reading order, what its value goes on with: more names, or further values.

    Args:
        outline: the page.
        pairs: the labels of the page with their values, in reading order.
        limits: leaves at which every value ends: the title.
    """
    starts = [min((pair.label.start, *(box.start for box in pair.boxes[:1]))) for pair in pairs]
    ends = [*starts[1:], len(outline.leaves)]
    return [_continue(outline, pair, end, limits) for pair, end in zip(pairs, ends, strict=False)]


def _continue(outline: Outline, pair: Pair, end: int, limits: Marks) -> Pair:
    if not pair.boxes or pair.doubt or pair.rule.startswith(("grid", "run", "before")):
        return pair
    further = tuple(_further(outline, pair, end, limits))
    ends = {index: box.end for box in further for index in range(box.start, box.end)}
    rest = tuple(box for box in pair.rest if ends.get(box.start, -1) < box.end)
    if further and _is_list(pair) and not _passes_a_label(outline, pair, further[-1]):
        return replace(pair, boxes=(*pair.boxes, *further), rest=rest)
    return replace(pair, further=further, rest=rest) if further else pair


def _further(outline: Outline, pair: Pair, end: int, limits: Marks) -> Iterator[Box]:
    """The boxes right behind a value, among its siblings and those of its row, that are values of the field too."""
    around = pair.cell.parent if pair.rule.startswith("within") else pair.boxes[-1].parent
    if around is not None and around.kind == "line":
        around = around.parent
    position, stop = pair.boxes[-1].end, min(end, around.end if around else end)
    while (start := _next_words(outline, position, stop)) is not None:
        box = next((box for box in _starting_at(outline, start, stop, around) if _goes_on(outline, pair, box)), None)
        if box is None or limits.touch(box):
            return
        if not _is_list(pair) and _lost_its_label(outline, pair, box, position, around):
            return
        yield box
        position = box.end


def _next_words(outline: Outline, start: int, stop: int) -> int | None:
    return next((index for index in range(start, stop) if outline.leaves[index].has_words), None)


def _starting_at(outline: Outline, start: int, stop: int, around: Box | None) -> list[Box]:
    """The boxes whose first words are those of a leaf, the largest first, below a box and before a leaf."""
    boxes: list[Box] = []
    for box in outline.leaves[start].box.with_ancestors():
        if box is around or outline.has_words(box.start, start) or (box.end > stop and box.kind == "line"):
            break
        if box.end > stop:
            return []  # it is the element of the next label
        boxes.append(box)
    return boxes[::-1]


def _goes_on(outline: Outline, pair: Pair, box: Box) -> bool:
    """Whether a box is one more value: the field can have it, or the markup itself says that it is one."""
    text = outline.text_of(box)
    if len(text) > _LONGEST_FURTHER:
        return False
    listing = bool(PARTED_FIELDS & set(pair.label.match.fields))
    if is_valid_for_any(pair.label.match.fields, text):
        # `<h5>Edn Date</h5><p>2019</p>` and `<b>Last updated</b> 2019` are facts by themselves
        return listing or (len(worded_parts(outline, box)) == 1 and opening_of(outline, box) is None)
    if valid_unlabelled(text) or not _is_twin(outline, pair, box):
        return False  # the first may be another field's, whose label was lost
    if listing:
        return len(text.split()) <= _WORDS_OF_NAME and not text.endswith((".", ":"))
    return box.tag == "dd" or (bool(box.signature.words) and box.tag != "td")


def _is_twin(outline: Outline, pair: Pair, box: Box) -> bool:
    """Whether a box stands beside a value and looks as it does, and not as the label."""
    last, signature = pair.boxes[-1], box.signature
    if box.parent is not last.parent or signature != last.signature or is_prose(outline, box):
        return False
    return signature != outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end)


def _is_list(pair: Pair) -> bool:
    return bool(PARTED_FIELDS & set(pair.label.match.fields))


def _passes_a_label(outline: Outline, pair: Pair, last: Box) -> bool:
    """Whether an empty `<label>` stands within a list of names: what follows may be the list of another field."""
    around = next(outer for outer in last.ancestors() if outer.contains(pair.boxes[0]))
    return any(inner.is_empty and inner.tag == "label" and inner.start > pair.label.start for inner in around.walk())


def _lost_its_label(outline: Outline, pair: Pair, box: Box, position: int, around: Box | None) -> bool:
    """Whether an empty place of a label stands before a further value: then it may be another field's."""
    label = outline.leaves[pair.label.start].box
    signatures = {outer.signature for outer in label.ancestors() if outer.end <= pair.label.end}
    return any(
        inner.is_empty and position <= inner.start <= box.start and inner.signature in signatures
        for inner in (around.walk() if around else ())
    )
