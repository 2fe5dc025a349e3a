"""The surroundings of one label: the largest box that holds it alone, what stands in and beside it, and its value.

Links, buttons, tooltips and marks in a label's own element are no value where the text behind their element is one:
`<dt>Start Date <a href="/edit">Edit</a></dt>` is the label of its `<dd>`.

"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from parsers.boxes import Box, Signature
from parsers.fields import contains, is_valid_for_any
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


_LONGEST_VALUE = 3_000
_MOST_PARTS = 60
_MOST_PIECES = 8
"""A value of one text may be broken into a few lines or elements; a list of countries has one for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The largest box that holds a label and no other, and what stands there that may be the label's value.

    Attributes:
        within: what follows the label in the smallest box that has anything behind it.
        beside: where nothing does, what stands behind the cell, beside it.
        before: what stands before the label in the cell.
        further: what follows those within, in the cell: more lines of the value, or something else.
        fit: how many boxes within or beside, from the first on, make a value that the field can have.
        fit_before: the same of those before.
    """

    label: Label
    box: Box
    within: list[Box]
    beside: list[Box]
    before: list[Box]
    further: list[Box]
    fit: int
    fit_before: int

    @property
    def is_led(self) -> bool:
        """Whether all that stands before the label is a value that its field can have."""
        return bool(self.before) and self.fit_before == len(self.before)


def find_cell(outline: Outline, labels: Sequence[Label], index: int, limits: Marks) -> Cell:
    """Find the surroundings of the label at `index`; no cell reaches around another label or a limit."""
    label = labels[index]
    first = labels[index - 1].end if index else 0
    after = labels[index + 1].start if index + 1 < len(labels) else len(outline.leaves)
    box, holder = outline.leaves[label.start].box, None
    following = outline.next_words(label.end)
    outer = box.parent
    while outer is not None and outer.start >= first and outer.end <= after and not limits.touch(outer):
        box, outer = outer, outer.parent
        if holder is None and box.end > following:
            holder = box
    within = outline.worded_children(holder, label.end, holder.end) if holder else []
    beside = [] if holder else find_siblings(outline, box, max(box.end, label.end), after)
    further = _around(outline, holder, box) if holder and holder is not box else []
    leads = box.start < label.start and outline.has_words(box.start, label.start)
    before = _before(outline, box, label.start) if leads else []
    fit = longest_fit(outline, label, within or beside)
    return Cell(label, box, within, beside, before, further, fit, longest_fit(outline, label, before) if before else 0)


def _around(outline: Outline, holder: Box, cell: Box) -> list[Box]:
    """What follows the holder of a pair within the cell."""
    found: list[Box] = []
    while holder is not cell and holder.parent is not None:
        found += outline.worded_children(holder.parent, holder.end, holder.parent.end)
        holder = holder.parent
    return found


def find_siblings(outline: Outline, box: Box, start: int, stop: int) -> list[Box]:
    """The siblings after a box, between two leaves; where it ends a line, those after the line."""
    found: list[Box] = []
    while box.parent is not None and not found:
        found = outline.worded_children(box.parent, start, min(stop, box.parent.end))
        box = box.parent
        if box.kind != "line":
            break
    return found


def _before(outline: Outline, box: Box, end: int) -> list[Box]:
    """The children with words that end before a leaf, in the smallest box that has any."""
    for child in box.children:
        if child.start < end < child.end and outline.has_words(child.start, end):
            return _before(outline, child, end)
    return outline.worded_children(box, box.start, end)


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
    fields = label.match.fields
    for count in range(len(boxes[: _MOST_PARTS if label.is_list else _MOST_PIECES]), 0, -1):
        text = outline.text(boxes[0].start, boxes[count - 1].end)
        if len(text) <= _LONGEST_VALUE and is_valid_for_any(fields, text):
            return count
    return 0


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
        if len(cell.within) > 1 and (end := _end_at_colon(outline, cell)) is not None:
            extended[index] = replace(cell.label, end=end)
            cells[index] = find_cell(outline, extended, index, limits)
    noted = [index for index, cell in enumerate(cells) if cell.within and _may_be_note(outline, cell)]
    if not noted:
        return cells
    holders = {cell.within[0].parent.signature for cell in cells if cell.within and cell.fit and cell.within[0].parent}
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
    if cell.is_led:
        return True
    values = cell.further or find_siblings(outline, holder, holder.end, end)
    return bool(values) and values[0].signature != holder.signature and bool(longest_fit(outline, cell.label, values))
