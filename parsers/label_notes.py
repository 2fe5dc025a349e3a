"""What else stands in a label's own element: `<dt>Start Date <a href="/edit">Edit</a></dt>` is the label of its `<dd>`.

Links, buttons, tooltips and marks beside a label's words are no value where the text behind their element is one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.boilerplate import is_boilerplate
from parsers.boxes import Box, Marks, Outline
from parsers.cells import Cell, find_cell, find_siblings, longest_fit
from parsers.fields import contains, is_valid_for_any
from parsers.labels import Label
from parsers.signature import Signature

_LONGEST_NOTE = 300
_LINKS = frozenset({"a", "button"})
_COLON = re.compile(r"[:：﹕∶=]\s*$")
# `(proposed)`: the label may be another field's than its words say
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


def find_cells(outline: Outline, labels: Sequence[Label], limits: Marks) -> list[Cell]:
    """Find the surroundings of all labels, notes in their own elements counted as parts of them."""
    cells = [find_cell(outline, labels, index, limits) for index in range(len(labels))]
    noted = [index for index, cell in enumerate(cells) if cell.within and _may_be_note(outline, cell)]
    if not noted:
        return cells
    holders = {
        cell.within[0].parent.signature
        for cell in cells
        if cell.within and cell.within[0].parent and longest_fit(outline, cell.label, cell.within)
    }
    extended = list(labels)
    proven: set[Signature] = set()
    for index in noted:
        if _is_note(outline, cells, index, holders):
            proven.add(cells[index].within[0].signature)
            extended[index] = _extend(cells[index])
    for index in noted:
        if cells[index].within[0].signature in proven:
            extended[index] = _extend(cells[index])
    changed = [index for index in noted if extended[index] is not labels[index]]
    for index in changed:
        cells[index] = find_cell(outline, extended, index, limits)
    return cells


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
    """Whether what follows the element of label and note is a value of the label."""
    cell = cells[index]
    holder = cell.within[0].parent
    if holder is None or holder.signature in holders:
        return False
    end = cells[index + 1].label.start if index + 1 < len(cells) else len(outline.leaves)
    values: Sequence[Box] = cell.further or find_siblings(outline, holder, end)
    return bool(values) and values[0].signature != holder.signature and bool(longest_fit(outline, cell.label, values))
