"""How labels stand to what may be their values: around one label, and where labels stand in rows or in runs.

Links, buttons, tooltips and marks in a label's own element are no value where the text behind their element is one:
`<dt>Start Date <a href="/edit">Edit</a></dt>` is the label of its `<dd>`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from parsers.boxes import Box, Signature, name_of
from parsers.fields import contains, is_valid_for_any
from parsers.labels import Label
from parsers.outline import Marks, Outline
from parsers.values import Pair, longest_fit
from parsers.vocabulary import is_boilerplate


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The largest box that holds a label and no other, and what stands there that may be the label's value.

    Attributes:
        within: what follows the label in the smallest box that has anything behind it.
        beside: where nothing does, what stands behind the cell, beside it.
        before: what stands before the label in the cell.
        further: what follows those within, in the cell: more lines of the value, or something else.
        fit: how many boxes within or beside, from the first on, make a value that the field can have.
        is_behind: whether all before the label is a value that the field can have.
    """

    label: Label
    box: Box
    within: list[Box]
    beside: list[Box]
    before: list[Box]
    further: list[Box]
    fit: int
    is_behind: bool


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
    is_behind = bool(before) and longest_fit(outline, label, before) == len(before)
    return Cell(label, box, within, beside, before, further, fit, is_behind)


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
        if len(cell.within) > 1 and (end := _end_at_colon(outline, cell)):
            extended[index] = replace(cell.label, end=end)
            cells[index] = find_cell(outline, extended, index, limits)
    noted = [index for index, cell in enumerate(cells) if cell.within and _may_be_note(outline, cell)]
    if not noted:
        return cells
    holders = {cell.within[0].parent.signature for cell in cells if cell.within and cell.fit and cell.within[0].parent}
    proven = {cells[index].within[0].signature for index in noted if _is_note(outline, cells, index, holders)}
    noted = [index for index in noted if cells[index].within[0].signature in proven]
    for index in noted:
        extended[index] = replace(labels[index], end=cells[index].within[-1].end)
    for index in noted:
        cells[index] = find_cell(outline, extended, index, limits)
    return cells


def _end_at_colon(outline: Outline, cell: Cell) -> int | None:
    """Where a label ends that has an element between its words and their colon: `Start Date <a>Edit</a>: 2005`."""
    notes = list(takewhile(lambda box: box.kind == "element", cell.within))
    behind = cell.within[len(notes)] if 0 < len(notes) < len(cell.within) else None
    is_colon = behind is not None and _COLON_FIRST.match(outline.text_of(behind))
    return notes[-1].end if is_colon and not _COLON.search(outline.leaves[cell.label.end - 1].text) else None


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
    values = cell.further or find_siblings(outline, holder, holder.end, end)
    fit = longest_fit(outline, cell.label, values)
    return cell.is_behind or (fit > 0 and values[0].signature != holder.signature)


def pair_grid(outline: Outline, parent: Box, group: Sequence[Cell], labelled: Marks) -> list[Pair] | None:
    """Pair a row of labels with the row of values after it, place by place; None where there is no such row.

    A row of labels above several rows, none of which is one of labels, is the head of a list of projects.
    """
    heads = parent.children
    if 2 * len(group) <= len(heads) or [cell for cell in group if cell.fit or cell.is_behind]:
        return None
    rows = list(takewhile(lambda row: not labelled.touch(row), _rows_after(parent)))
    even = [row for row in rows if len(row.children) == len(heads)]
    noted = any(cell.within or cell.before for cell in group)  # no notes on labels, but values that nobody understands
    row = even[0].children if even else rows[0].children if rows and not noted else ()
    if (noted or not even) and not _hold_values(outline, row, group):
        return None
    rule = f"grid:{name_of(parent)}"
    if not even:
        doubt = f"{len(heads)} labels stand above {len(row)} values"
        return _pairs(group, [()] * len(group), rule, row, doubt=doubt)
    several = "it heads a table of several rows" if len(even) > 1 else None
    places = [next(at for at, head in enumerate(heads) if head.contains(cell.box)) for cell in group]
    unknown = [box for at, column in enumerate(zip(heads, row, strict=True)) if at not in places for box in column]
    values = [[box for box in row[at : at + 1] if outline.is_worded(box)] for at in places]
    return [replace(pair, related=several) for pair in _pairs(group, values, rule, unknown)]


def _pairs(
    cells: Sequence[Cell],
    values: Sequence[Sequence[Box]],
    rule: str,
    rest: Sequence[Box] = (),
    doubt: str | None = None,
) -> list[Pair]:
    """Pair labels with their values; what belongs to none of them stands with the first."""
    rests = [tuple(rest), *[()] * len(cells)]
    columns = zip(cells, values, rests, strict=False)
    return [Pair(cell.label, cell.box, tuple(boxes), left, rule, doubt=doubt) for cell, boxes, left in columns]


def _hold_values(outline: Outline, row: Sequence[Box], group: Sequence[Cell]) -> bool:
    """Whether most of a row are values of the labels above."""
    fields = tuple(field for cell in group for field in cell.label.match.fields)
    values = [is_valid_for_any(fields, outline.text_of(box)) for box in row]
    return 2 * sum(values) > max(len(values), len(group))


def _rows_after(row: Box) -> Sequence[Box]:
    """The boxes with text that may hold the values of a row of labels: the next one, or the further rows of a table."""
    outer = row.parent
    rows = [*outer.children_from(row.end)] if outer else []
    if row.tag == "tr" and outer and outer.parent:
        sections = [section for section in outer.parent.children_from(outer.end) if section.tag == "tbody"]
        rows += [inner for section in sections for inner in section.children]
    worded = [box for box in rows if not box.is_empty]
    return worded if row.tag == "tr" else worded[:1]


def pair_runs(outline: Outline, parent: Box, group: Sequence[Cell]) -> list[Pair] | None:
    """Pair runs of labels with the runs of values behind them: `<dt><dt><dd><dd>`; None where there is none.

    A label of the group that is in no run gets no pair. Where not all values of a run fit their labels, or one might be
    a known label's though it stands in the place of an unknown one's, none of them is believed.
    """
    cells = {cell.box: cell for cell in group}
    return [pair for run in _runs(parent, cells) for pair in _pair_run(outline, *run, cells, parent)] or None


def _runs(parent: Box, cells: Mapping[Box, Cell]) -> Iterator[tuple[Sequence[Box], Sequence[Box]]]:
    """The runs of labels, with unknown ones that look as they do, each with the boxes behind that look alike."""
    children = parent.children
    index = 0
    while index < len(children):
        if children[index] not in cells:
            index += 1
            continue
        known = list(takewhile(cells.__contains__, children[index:]))
        alike = _alike(children[index:])
        before = _unknown_before(children, index, cells)
        for heads, end in (([*before, *alike], index + len(alike)), (known, index + len(known))):
            values = list(takewhile(lambda box: box not in cells, _alike(children[end:])))
            if 1 < len(heads) <= len(values):
                yield heads, values
                index += len(values)
                break
        index += len(known)


def _unknown_before(children: Sequence[Box], index: int, cells: Mapping[Box, Cell]) -> list[Box]:
    """The boxes before a label that look as it does, but for those that follow another one: these are its values."""
    before = _alike([children[index], *reversed(children[:index])])[:0:-1]
    first = index - len(before)
    return [] if any(box in cells for box in children[max(0, first - 1) : index]) else before


def _alike(boxes: Sequence[Box]) -> list[Box]:
    """The boxes from the first on that look as it does."""
    return list(takewhile(lambda box: box.signature == boxes[0].signature, boxes))


def _pair_run(
    outline: Outline, heads: Sequence[Box], values: Sequence[Box], cells: Mapping[Box, Cell], parent: Box
) -> list[Pair]:
    """Pair the known labels of a run with the values in their places; the last one may have a list of names."""
    if any(box.kind == "text" and not outline.is_worded(box) for box in values[: len(heads)]):
        return []  # `Start Date: | End Date: 2017 | …`: a bar is no place of a value
    last = cells.get(heads[-1])
    count = (longest_fit(outline, last.label, values[len(heads) - 1 :]) if last else 0) or 1
    places = [*([value] for value in values[: len(heads) - 1]), values[len(heads) - 1 :][:count]]
    known = [(cells[head], place) for head, place in zip(heads, places, strict=True) if head in cells]
    fields = tuple(dict.fromkeys(name for cell, _ in known for name in cell.label.match.fields))
    fits = [
        not outline.is_worded(place[0]) or longest_fit(outline, cell.label, place) == len(place)
        for cell, place in known
    ]
    if not any(fits[: None if len(known) == 1 else -1]):
        return []
    unknown = [box for head, place in zip(heads, places, strict=True) if head not in cells for box in (head, *place)]
    free = [outline.text_of(box) for box in (*unknown, *values[len(heads) - 1 + len(places[-1]) :])]
    rule, doubt = f"run:{name_of(parent)}", None
    boxes = [[box for box in place if outline.is_worded(box)] for _, place in known]
    if not all(fits) or any(is_valid_for_any(fields, text) for text in free):
        boxes, unknown = [[] for _ in known], list(values)
        doubt = f"{len(heads)} labels stand above {len(values)} values that do not all fit them"
    return _pairs([cell for cell, _ in known], boxes, rule, unknown, doubt=doubt)


def pair_reversed(outline: Outline, parent: Box, group: Sequence[Cell]) -> list[Pair] | None:
    """Pair labels with the values before them: `<dd>2005</dd><dt>Start Date</dt>`; None where some do not fit.

    Where those behind all labels but the last would fit as well, none is believed.
    """
    ahead = [outline.worded_children(parent, last.box.end, cell.box.start) for last, cell in pairwise(group)]
    if group[-1].fit or not all(ahead):
        return None
    first = outline.worded_children(parent, parent.start, group[0].box.start)
    places = [[box for box in first if box.signature == ahead[0][0].signature][-1:], *ahead]
    fits = [longest_fit(outline, cell.label, boxes) == len(boxes) for cell, boxes in zip(group, places, strict=True)]
    if not places[0] or not all(fits):
        return None
    rule, rest = f"before:{name_of(parent)}", [box for boxes in places for box in boxes]
    if all(cell.fit for cell in group[:-1]):
        return _pairs(group, [()] * len(group), rule, rest, doubt="its value may stand before or behind it")
    return _pairs(group, places, rule)
