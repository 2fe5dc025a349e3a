"""The surroundings of one label: the largest box that holds it alone, what stands in and beside it, and its value.

Links, buttons, tooltips and marks in a label's own element are no value where the text behind their element is one:
`<dt>Start Date <a href="/edit">Edit</a></dt>` is the label of its `<dd>`.

"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from parsers.boxes import Box, Signature
from parsers.fields import PARTED_FIELDS, contains, is_valid_for_any
from parsers.labels import Label
from parsers.outline import Marks, Outline
from parsers.vocabulary import is_boilerplate


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A label with the boxes of its value.

    Attributes:
        cell: the largest box that holds this label and no other.
        boxes: the value, in reading order; empty where nothing stands beside the label.
        further: more values behind it, where the field has one value.
        rest: boxes that stand with it and belong to neither: unknown labels and their text.
        rule: the arrangement and the element that holds the pair, e.g. `within:li`.
        related: why the structure itself says that the label is not about one project, or None.
        doubt: why the label may have a value though none is given, or None.
    """

    label: Label
    cell: Box
    boxes: tuple[Box, ...]
    rest: tuple[Box, ...]
    rule: str
    related: str | None = None
    doubt: str | None = None
    further: tuple[Box, ...] = ()

    @property
    def value_boxes(self) -> tuple[Box, ...]:
        """All boxes that hold values of the label."""
        return (*self.boxes, *self.further)

    def label_boxes(self, outline: Outline) -> list[Box]:
        """The boxes of the label."""
        return [leaf.box for leaf in outline.leaves[self.label.start : self.label.end]]

    def own_boxes(self, outline: Outline) -> list[Box]:
        """The boxes of label and value."""
        return [*self.label_boxes(outline), *self.value_boxes]


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


def starting_at(outline: Outline, start: int, stop: int, around: Box | None) -> list[Box]:
    """The boxes whose first words are those of a leaf, the largest first, below a box and before a leaf."""
    boxes: list[Box] = []
    for box in outline.leaves[start].box.with_ancestors():
        if box is around or outline.has_words(box.start, start) or (box.end > stop and box.kind == "line"):
            break
        if box.end > stop:
            return []  # it is the element of the next label
        boxes.append(box)
    return boxes[::-1]


def longest_fit(outline: Outline, label: Label, boxes: Sequence[Box]) -> int:
    """How many boxes from the first make a value that the field can have; 0 where none do."""
    most = _MOST_PARTS if PARTED_FIELDS & set(label.match.fields) else _MOST_PIECES
    for count in range(min(len(boxes), most), 0, -1):
        text = outline.text(boxes[0].start, boxes[count - 1].end)
        if len(text) <= _LONGEST_VALUE and is_valid_for_any(label.match.fields, text):
            return count
    return 0


def fits_before(outline: Outline, cell: Cell) -> bool:
    """Whether all that stands before a label in its cell is a value that its field can have."""
    return bool(cell.before) and longest_fit(outline, cell.label, cell.before) == len(cell.before)


def element_name(box: Box | None) -> str:
    """The name of the nearest element around a box, or `page`."""
    while box is not None and not box.tag:
        box = box.parent
    return box.tag if box else "page"


_LONGEST_NOTE = 300
_LINKS = frozenset({"a", "button"})
_COLON = re.compile(r"[:：﹕∶=]\s*$")
_COLON_FIRST = re.compile(r"[:：﹕∶=]")
# `(proposed)`: the label may be another field's than its words say
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


def find_cells(outline: Outline, labels: Sequence[Label], limits: Marks) -> list[Cell]:
    """Find the surroundings of all labels, notes in their own elements counted as parts of them."""
    cells = [find_cell(outline, labels, index, limits) for index in range(len(labels))]
    extended = list(labels)
    for index, cell in enumerate(cells):
        if (end := _end_at_colon(outline, cell)) is not None:
            extended[index] = replace(cell.label, end=end)
            cells[index] = find_cell(outline, extended, index, limits)
    noted = [index for index, cell in enumerate(cells) if cell.within and _may_be_note(outline, cell)]
    if not noted:
        return cells
    holders = {
        cell.within[0].parent.signature
        for cell in cells
        if cell.within and cell.within[0].parent and longest_fit(outline, cell.label, cell.within)
    }
    proven: set[Signature] = set()
    for index in noted:
        if _is_note(outline, cells, index, holders):
            proven.add(cells[index].within[0].signature)
            extended[index] = _extend(cells[index])
    for index in noted:
        if cells[index].within[0].signature in proven:
            extended[index] = _extend(cells[index])
    for index in (index for index in noted if extended[index] is not cells[index].label):
        cells[index] = find_cell(outline, extended, index, limits)
    return cells


def _end_at_colon(outline: Outline, cell: Cell) -> int | None:
    """Where a label ends that has an element between its words and their colon: `Start Date <a>Edit</a>: 2005`."""
    if len(cell.within) < 2:
        return None
    notes = list(takewhile(lambda box: box.kind == "element", cell.within))
    behind = cell.within[len(notes)] if 0 < len(notes) < len(cell.within) else None
    if behind is None or behind.kind != "text" or not _COLON_FIRST.match(outline.text_of(behind)):
        return None
    return None if _COLON.search(outline.leaves[cell.label.end - 1].text) else notes[-1].end


def _extend(cell: Cell) -> Label:
    return replace(cell.label, end=cell.within[-1].end)


def _may_be_note(outline: Outline, cell: Cell) -> bool:
    """Whether elements follow the words of a label in its own element that no value of its field can be read from."""
    text = outline.text(cell.label.end, cell.within[-1].end)
    if is_valid_for_any(cell.label.match.fields, text) or len(text) > _LONGEST_NOTE:
        return False
    if any(box.kind != "element" and outline.is_worded(box) for box in cell.within):
        return False
    links = all(box.tag in _LINKS for box in cell.within)
    if not links and _COLON.search(outline.leaves[cell.label.end - 1].text):
        return False
    bracket = _BRACKETED.fullmatch(text)
    known = not bracket or is_boilerplate("qualifier", bracket[1])
    return known and not any(contains(name, text) for name in cell.label.match.fields)


def _is_note(outline: Outline, cells: Sequence[Cell], index: int, holders: set[Signature]) -> bool:
    """Whether what follows the element of label and note is a value of the label, or what stands before it."""
    cell = cells[index]
    holder = cell.within[0].parent
    if holder is None or holder.signature in holders:
        return False
    end = cells[index + 1].label.start if index + 1 < len(cells) else len(outline.leaves)
    if fits_before(outline, cell):
        return True
    values: Sequence[Box] = cell.further or find_siblings(outline, holder, end)
    return bool(values) and values[0].signature != holder.signature and bool(longest_fit(outline, cell.label, values))
