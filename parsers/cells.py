"""The surroundings of one label: the largest box that holds it alone, and what stands in and beside that box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from parsers.boxes import Box, Marks, Outline
from parsers.fields import PARTED_FIELDS, is_valid_for_any
from parsers.labels import Label

ARRANGEMENTS = ("within", "beside", "before")
_LONGEST_VALUE = 3_000
_MOST_PARTS = 60
_MOST_PIECES = 8
"""A value of one text may be broken into a few lines or elements; a list of countries has one for each."""


@dataclass(slots=True, eq=False)
class Cell:
    """The largest box that holds this label and no other."""

    label: Label
    box: Box
    within: list[Box] = field(default_factory=list)
    further: list[Box] = field(default_factory=list)
    beside: list[Box] = field(default_factory=list)
    before: list[Box] = field(default_factory=list)

    def boxes(self, arrangement: str) -> list[Box]:
        """What the label's value would be in an arrangement."""
        return {"within": self.within, "beside": self.beside, "before": self.before}[arrangement]

    @property
    def vote(self) -> str | None:
        """The first arrangement in which the label has a value."""
        return next((name for name in ARRANGEMENTS if self.boxes(name)), None)


def find_cell(outline: Outline, labels: Sequence[Label], index: int, limits: Marks) -> Cell:
    """Find the surroundings of the label at `index`; no cell reaches around another label or a limit."""
    label = labels[index]
    before = labels[index - 1].end if index else 0
    after = labels[index + 1].start if index + 1 < len(labels) else len(outline.leaves)
    box = outline.leaves[label.start].box
    holder: Box | None = None
    for outer in box.ancestors():
        if outer.start < before or outer.end > after or limits.touch(outer):
            break
        box = outer
        if holder is None and outline.has_words(label.end, outer.end):
            holder = outer
    cell = Cell(label, box)
    if holder is not None:
        cell.within = _after(outline, holder, label.end)
        cell.further = list(_around(outline, holder, box))
    else:
        cell.beside = _beside(outline, box, max(box.end, label.end), after)
    if outline.has_words(box.start, label.start):
        cell.before = _before(outline, box, label.start)
    return cell


def _after(outline: Outline, parent: Box, start: int, end: int | None = None) -> list[Box]:
    """The children with words that begin at or after a leaf, up to another."""
    stop = parent.end if end is None else min(end, parent.end)
    return [
        child
        for child in takewhile(lambda child: child.start < stop, parent.children_from(start))
        if child.end <= stop and outline.has_words(child.start, child.end)
    ]


def _around(outline: Outline, holder: Box, cell: Box) -> Iterator[Box]:
    """What follows the holder of a pair within the cell: more lines of the value, or something else."""
    while holder is not cell and holder.parent is not None:
        yield from _after(outline, holder.parent, holder.end)
        holder = holder.parent


def find_siblings(outline: Outline, box: Box, stop: int) -> list[Box]:
    """What stands behind a box, beside it or beside its line, up to a leaf."""
    return _beside(outline, box, box.end, stop)


def _beside(outline: Outline, box: Box, start: int, stop: int) -> list[Box]:
    """The siblings after a cell; where it ends a line, those after the line."""
    if box.parent is None:
        return []
    return _after(outline, box.parent, start, stop) or (
        _beside(outline, box.parent, start, stop) if box.parent.kind == "line" else []
    )


def _before(outline: Outline, box: Box, end: int) -> list[Box]:
    """The children with words that end before a leaf, in the smallest box that has any."""
    for child in box.children:
        if child.start < end < child.end and outline.has_words(child.start, end):
            return _before(outline, child, end)
    return [child for child in box.children if child.end <= end and outline.has_words(child.start, child.end)]


def longest_fit(outline: Outline, label: Label, boxes: Sequence[Box]) -> int:
    """How many boxes from the first make a value that the field can have; 0 where none do."""
    most = _MOST_PARTS if PARTED_FIELDS & set(label.match.fields) else _MOST_PIECES
    for count in range(min(len(boxes), most), 0, -1):
        text = outline.text(boxes[0].start, boxes[count - 1].end)
        if len(text) <= _LONGEST_VALUE and is_valid_for_any(label.match.fields, text):
            return count
    return 0


def element_name(box: Box | None) -> str:
    """The name of the nearest element around a box, or `page`."""
    while box is not None and not box.tag:
        box = box.parent
    return box.tag if box else "page"
