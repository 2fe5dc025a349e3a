"""Which text is the value of which label: the structure that holds a label and its value together.

Four arrangements cover all markup seen or thought of:

- *within*: label and value share a box of their own (`<li>`, table row, Drupal field, a line `Label: value`);
- *beside*: labels and values are siblings (`<dl>`, heading and paragraph, alternating lines);
- *before*: as within, the value first (a card with a big number and its name below);
- *grid*: a row of labels above (or a column beside) a row of values.

The arrangement is voted for by all labels of one parent, so that a label with nothing beside it does not take its
neighbour's text.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from parsers.boxes import Box, Marks, Outline
from parsers.labels import Label
from parsers.shapes import fits

_ARRANGEMENTS = ("within", "beside", "before")
_COUNTRY_FIELDS = frozenset({"countries", "other_countries"})
_LONGEST_VALUE = 3_000
_MOST_PARTS = 60
_MOST_PIECES = 8
"""A value of one text may be broken into a few lines or elements; a list of countries has one for each."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with the boxes of its value.

    Attributes:
        cell: the largest box that holds this label and no other.
        boxes: the value, in reading order; empty where nothing stands beside the label.
        rest: boxes that stand with it and belong to neither: unknown labels and their text.
        rule: the arrangement and the element that holds the pair, e.g. `within:li`.
        foreign: why the structure itself says that the label is not about one project, or None.
        doubt: why the label may have a value though none is given, or None.
    """

    label: Label
    cell: Box
    boxes: tuple[Box, ...]
    rest: tuple[Box, ...]
    rule: str
    foreign: str | None = None
    doubt: str | None = None


@dataclass(slots=True)
class _Cell:
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
        return next((name for name in _ARRANGEMENTS if self.boxes(name)), None)


def pair_up(outline: Outline, labels: Sequence[Label], limits: Marks) -> list[Pair]:
    """Give every label its value.

    Args:
        outline: the page.
        labels: all labels of the page, in reading order.
        limits: leaves that no pair reaches around: the title.
    """
    cells = [_cell(outline, labels, index, limits) for index in range(len(labels))]
    groups: dict[Box | None, list[_Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.box.parent, []).append(cell)
    common = _elect(cells) or "within"
    pairs: list[Pair] = []
    for parent, group in groups.items():
        grid = _grid(outline, parent, group) if parent and len(group) > 1 else None
        elected = (_elect(group) if len(group) > 1 else None) or common
        pairs.extend(grid if grid is not None else _pairs_of(outline, group, elected))
    return sorted(pairs, key=lambda pair: pair.label.start)


def _elect(cells: Sequence[_Cell]) -> str | None:
    """The arrangement in which most labels have a value."""
    votes = Counter(cell.vote for cell in cells)
    return max((name for name in _ARRANGEMENTS if votes[name]), key=lambda name: votes[name], default=None)


def _cell(outline: Outline, labels: Sequence[Label], index: int, limits: Marks) -> _Cell:
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
    cell = _Cell(label, box)
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


def _pairs_of(outline: Outline, group: Sequence[_Cell], elected: str) -> Iterator[Pair]:
    for cell in group:
        arrangement = "within" if cell.within else elected
        value, rest = _split(outline, cell, cell.boxes(arrangement))
        holder = value[0].parent if value else cell.box.parent
        yield Pair(cell.label, cell.box, tuple(value), tuple(rest), f"{arrangement}:{_name(holder)}")


def _name(box: Box | None) -> str:
    while box is not None and not box.tag:
        box = box.parent
    return box.tag if box else "page"


def _split(outline: Outline, cell: _Cell, boxes: Sequence[Box]) -> tuple[list[Box], list[Box]]:
    """Tell the value from unknown labels and other text that follow it within the same structure."""
    units = _units(outline, boxes)
    if not units:
        return [], []
    own = _signature(outline, cell)
    first_looks = {_look(box) for box in units[0]}
    for index, unit in enumerate(units[1:], 1):
        if own is not None and _look(unit[0]) == own and own not in first_looks:
            return _joined(units[:index]), _joined(units[index:])
    further = _joined(units) + (cell.further if boxes is cell.within else [])
    if count := _longest_fit(outline, cell.label, further):
        return further[:count], _joined(units)[count:]
    if units[0][0].tag == "dd" or _COUNTRY_FIELDS & set(cell.label.match.fields):
        alike = next((i for i, unit in enumerate(units) if _look(unit[0]) != _look(units[0][0])), len(units))
        return _joined(units[:alike]), _joined(units[alike:])
    return units[0], _joined(units[1:])


def _longest_fit(outline: Outline, label: Label, boxes: Sequence[Box]) -> int:
    """How many boxes from the first make a value that the field can have; 0 where none do."""
    most = _MOST_PARTS if _COUNTRY_FIELDS & set(label.match.fields) else _MOST_PIECES
    for count in range(min(len(boxes), most), 0, -1):
        text = _text(outline, boxes[:count])
        if len(text) <= _LONGEST_VALUE and any(fits(name, text) for name in label.match.fields):
            return count
    return 0


def _units(outline: Outline, boxes: Sequence[Box]) -> list[list[Box]]:
    """Group boxes by the line they stand in."""
    units: list[list[Box]] = []
    for box in boxes:
        if units and not box.breaks and outline.leaves[box.start].gap != "\n":
            units[-1].append(box)
        else:
            units.append([box])
    return units


def _joined(units: Sequence[Sequence[Box]]) -> list[Box]:
    return [box for unit in units for box in unit]


def _text(outline: Outline, boxes: Sequence[Box]) -> str:
    return outline.text(boxes[0].start, boxes[-1].end)


def _look(box: Box) -> tuple[str | None, ...]:
    """What makes boxes look alike: name, classes and role."""
    attributes = box.node.attributes if box.kind == "element" else {}
    return box.tag, attributes.get("class"), attributes.get("role")


def _signature(outline: Outline, cell: _Cell) -> tuple[str | None, ...] | None:
    """The look of the outermost box that holds the label alone, below the box that holds the pair."""
    box: Box | None = outline.leaves[cell.label.start].box
    found: Box | None = None
    while box is not None and not outline.has_words(cell.label.end, box.end) and box.start >= cell.label.start:
        found, box = box, box.parent
    return _look(found) if found is not None and found.kind == "element" else None


def _grid(outline: Outline, parent: Box, group: Sequence[_Cell]) -> list[Pair] | None:
    """Pair a row of labels with the row of values after it, place by place; None where there is no such row.

    A row of labels above several rows is the head of a list of projects.
    """
    if 2 * len(group) <= len(parent.children) or any(cell.within or cell.before for cell in group):
        return None
    if any(_longest_fit(outline, cell.label, cell.beside) for cell in group):
        return None
    rows = _rows_after(parent)
    even = [row for row in rows if len(row.children) == len(parent.children)]
    rule = f"grid:{_name(parent)}"
    if not even:
        if not rows or not _holds_values(outline, rows[0], group):
            return None
        doubt = f"{len(parent.children)} labels stand above {len(rows[0].children)} values"
        rest = [tuple(rows[0].children), *[()] * len(group)]
        return [Pair(cell.label, cell.box, (), r, rule, doubt=doubt) for cell, r in zip(group, rest, strict=False)]
    several = "it heads a table of several rows" if len(even) > 1 else None
    named = [any(child.contains(cell.box) for cell in group) for child in parent.children]
    columns = zip(parent.children, even[0].children, named, strict=True)
    unknown = tuple(box for head, value, known in columns if not known for box in (head, value))
    pairs: list[Pair] = []
    for cell in group:
        place = next(index for index, child in enumerate(parent.children) if child.contains(cell.box))
        value = even[0].children[place]
        boxes = (value,) if outline.has_words(value.start, value.end) else ()
        pairs.append(Pair(cell.label, cell.box, boxes, () if pairs else unknown, rule, several))
    return pairs


def _holds_values(outline: Outline, row: Box, group: Sequence[_Cell]) -> bool:
    """Whether most of a row's children are values of the labels above."""
    fields = [field for cell in group for field in cell.label.match.fields]
    values = [any(fits(field, outline.text_of(child)) for field in fields) for child in row.children]
    return 2 * sum(values) > max(len(values), len(group))


def _rows_after(row: Box) -> list[Box]:
    """The boxes with text that may hold the values of a row of labels: the next one, or the further rows of a table."""
    if row.tag != "tr" or row.parent is None:
        return [box for box in _siblings_after(row) if not box.is_empty][:1]
    sections = [section for section in _siblings_after(row.parent) if section.tag == "tbody"]
    rows = _siblings_after(row) + [inner for section in sections for inner in section.children]
    return [box for box in rows if not box.is_empty]


def _siblings_after(box: Box) -> list[Box]:
    if box.parent is None:
        return []
    siblings = box.parent.children
    return siblings[next(index for index, sibling in enumerate(siblings) if sibling is box) + 1 :]
