"""Which text is the value of which label: the structure that holds a label and its value together.

Four arrangements cover all markup seen or thought of:

- *within*: label and value share a box of their own (`<li>`, table row, Drupal field, a line `Label: value`);
- *beside*: labels and values are siblings (`<dl>`, heading and paragraph, alternating lines);
- *before*: as within, the value first (a card with a big number and its name below);
- *grid*: a row of labels above (or a column beside) a row of values.

The arrangement is voted for by all labels of one parent, so that a label with nothing beside it does not take its
neighbour's text. Where the text beside a label looks as labels do, and beside other labels it does not, it is an
unknown label, and the value is empty.
"""

from collections.abc import Sequence
from itertools import takewhile
from operator import attrgetter

from parsers.boxes import Box, Signature
from parsers.cells import Cell, Pair, element_name, find_cells, longest_fit
from parsers.grids import continue_values, pair_grid, pair_reversed, pair_runs
from parsers.labels import Label
from parsers.outline import Marks, Outline
from parsers.values import values_of

_ARRANGEMENTS = ("within", "beside", "before")


def pair_up(outline: Outline, labels: Sequence[Label], limits: Marks) -> list[Pair]:
    """Give every label its value.

    Args:
        outline: the page.
        labels: all labels of the page, in reading order.
        limits: leaves that no pair reaches around: the title.
    """
    cells = find_cells(outline, labels, limits)
    groups: dict[Box | None, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.box.parent, []).append(cell)
    common = _elect(cells) or "within"
    labelled = Marks(outline, [outline.leaves[cell.label.start].box for cell in cells])
    pairs: list[Pair] = []
    for parent, group in groups.items():
        paired = _pair_in_bulk(outline, parent, group, labelled) if parent and len(group) > 1 else []
        done = {pair.label for pair in paired}
        left = [cell for cell in group if cell.label not in done] if done else group
        elected = (_elect(group) if len(group) > 1 else None) or common
        pairs += [*paired, *_pairs_of(outline, left, elected, cells)]
    return continue_values(outline, sorted(pairs, key=attrgetter("label.start")), limits)


def _pair_in_bulk(outline: Outline, parent: Box, group: Sequence[Cell], labelled: Marks) -> list[Pair]:
    """Pair labels that do not take turns with their values."""
    if not [cell for cell in group if not cell.fit]:
        return []
    apart = not any(cell.within or cell.before for cell in group)
    return (
        pair_grid(outline, parent, group, labelled)
        or (apart and (pair_runs(outline, parent, group) or pair_reversed(outline, parent, group)))
        or []
    )


def _elect(cells: Sequence[Cell]) -> str | None:
    """The arrangement in which most labels have a value that fits, or where none has, any text.

    Each label votes for the first in which it has one, or else for the first in which anything stands.
    """
    votes: dict[tuple[bool, str], int] = {}
    for cell in cells:
        behind = "within" if cell.within else "beside" if cell.beside else ""
        leads = bool(cell.before) and not cell.fit and (cell.fit_before > 0 or not behind)
        if leads or behind:
            vote = (cell.fit > 0 or cell.fit_before > 0, "before" if leads else behind)
            votes[vote] = votes[vote] + 1 if vote in votes else 1
    order = _ARRANGEMENTS.index
    return max(votes, key=lambda vote: (vote[0], votes[vote], -order(vote[1])), default=(False, None))[1]


def _pairs_of(outline: Outline, group: Sequence[Cell], elected: str, others: Sequence[Cell]) -> list[Pair]:
    valueless = _valueless(outline, [cell for cell in group if cell.beside], others)
    bare = [cell for cell in group if not (cell.within or (elected == "before" and cell.before) or cell in valueless)]
    beside = [cell for cell in bare if cell.fit and elected != "beside"]
    pairs: list[Pair] = []
    for cell in group:
        arrangement = "within" if cell.within else elected
        if elected == "before" and not (cell.within and cell.fit) and cell.is_led:
            arrangement = elected
        if cell in beside and (len(beside) > 1 or cell.label.is_list):
            arrangement = "beside"  # the facts are written in two ways
        boxes = {"within": cell.within, "beside": cell.beside, "before": cell.before}[arrangement]
        hidden = arrangement == "beside" and cell in valueless
        value, rest = ([], boxes) if hidden else _split(outline, cell, arrangement, boxes)
        holder = value[0].parent if value else cell.box.parent
        pairs.append(Pair(cell.label, cell.box, tuple(value), tuple(rest), f"{arrangement}:{element_name(holder)}"))
    return pairs


def _valueless(outline: Outline, group: Sequence[Cell], others: Sequence[Cell]) -> list[Cell]:
    """The labels beside which another label stands and no value, or an empty box of the look that the values have.

    Where most labels of a group are so, as in a row of two, it is measured by all those of the page.
    """
    alike = _echoed(outline, group)
    if not alike:
        return []
    if 2 * len(alike) >= len(group):
        group = [cell for cell in others if cell.beside]
        if 2 * len(_echoed(outline, group)) >= len(group):
            return []
    echoing = [cell for cell in alike if len(cell.beside) > 1 and not cell.fit]
    values = {cell.beside[0].signature for cell in group if cell not in echoing}
    return [cell for cell in group if cell in echoing or _place_of_value(cell) in values]


def _echoed(outline: Outline, group: Sequence[Cell]) -> list[Cell]:
    """The labels beside which a box of their own look stands."""
    return [cell for cell in group if cell.beside[0].signature == _signature(outline, cell)]


def _place_of_value(cell: Cell) -> Signature | None:
    """The look of the empty box that stands next behind a label."""
    following = cell.box.parent.children_from(cell.box.end) if cell.box.parent else []
    return following[0].signature if following and following[0].is_empty else None


def _split(outline: Outline, cell: Cell, arrangement: str, boxes: list[Box]) -> tuple[list[Box], list[Box]]:
    """Tell the value from unknown labels and other text that follow it within the same structure."""
    further = cell.further if arrangement == "within" else ()
    if not boxes or (len(boxes) == 1 and not further and (cell.fit_before if arrangement == "before" else cell.fit)):
        return boxes, []
    stop = _next_label(outline, cell, boxes)
    if not stop:
        return [], boxes
    value = _value_of(outline, cell, boxes[:stop], further if stop == len(boxes) else ())
    return value, [box for box in boxes if box not in value]


def _next_label(outline: Outline, cell: Cell, boxes: Sequence[Box]) -> int:
    """The place of the first box that looks like the label itself, as its value does not: an unknown label.

    So does a box that begins as the label's does and goes on: a whole fact. Emphasis within a line that is a value as
    a whole (`Kenya, <b>Mali</b>`) is none.
    """
    several = any(
        len(values_of(outline, boxes[:1], name, outline.text_of(boxes[0]))) > 1 for name in cell.label.match.fields
    )
    if not several and not longest_fit(outline, cell.label, boxes):
        tags = _tags(outline, cell.label.start, cell.label.end)
        fact = next((index for index, box in enumerate(boxes) if tags and _begins(outline, box, tags)), None)
        if fact is not None:
            return fact
    own, line = _signature(outline, cell), len(_units(outline, boxes)[0])
    if own is None or own == boxes[0].signature:
        return len(boxes)
    start = line if longest_fit(outline, cell.label, boxes[:line]) == line else 1
    return next((index for index in range(start, len(boxes)) if boxes[index].signature == own), len(boxes))


def _tags(outline: Outline, start: int, end: int) -> list[str]:
    """The elements around a text and no other words, from the inside out."""
    around = takewhile(
        lambda box: not (outline.has_words(box.start, start) or outline.has_words(end, box.end)),
        outline.leaves[start].box.ancestors(),
    )
    return [box.tag for box in around if box.kind == "element"]


def _begins(outline: Outline, box: Box, tags: Sequence[str]) -> bool:
    """Whether a box begins with a text in these elements and goes on with another."""
    first = next(index for index in range(box.start, box.end) if outline.leaves[index].has_words)
    inner = [outer.tag for outer in outline.leaves[first].box.around() if box.contains(outer)]
    return inner[: len(tags)] == list(tags) and outline.has_words(first + 1, box.end)


def _value_of(outline: Outline, cell: Cell, boxes: Sequence[Box], further: Sequence[Box]) -> list[Box]:
    """The longest text from the first on that the field can have; else what structure alone says is the value."""
    boxes = [*boxes, *further]
    if count := longest_fit(outline, cell.label, boxes):
        return boxes[:count]
    units = _units(outline, boxes)
    parted = cell.label.is_list
    # an unknown name stands before known ones
    listed = parted and units[-1][0].signature == boxes[0].signature and not outline.text_of(boxes[0]).endswith(".")
    if len(units) > 1 and not listed and longest_fit(outline, cell.label, units[-1]) == len(units[-1]):
        return units[-1]  # a note stands between label and value
    beside = boxes[0] in cell.beside
    if beside and outline.leaves[boxes[0].start].gap == "\n" and outline.is_prose(boxes[0]):
        return []  # the description begins behind the last label
    if boxes[0].tag == "dd" or parted:
        alike = takewhile(lambda unit: unit[0].signature == boxes[0].signature, units)
        units[0] = [box for unit in alike for box in unit]
    return list(takewhile(lambda box: box.signature == boxes[0].signature, units[0])) if beside else units[0]


def _units(outline: Outline, boxes: Sequence[Box]) -> list[list[Box]]:
    """Group boxes by the line they stand in."""
    units: list[list[Box]] = []
    for box in boxes:
        if units and not box.breaks and outline.leaves[box.start].gap != "\n":
            units[-1].append(box)
        else:
            units.append([box])
    return units


def _signature(outline: Outline, cell: Cell) -> Signature | None:
    """The look of the outermost box that holds the label alone, below the box that holds the pair."""
    box: Box | None = outline.leaves[cell.label.start].box
    found: Box | None = None
    while box is not None and not outline.has_words(cell.label.end, box.end) and box.start >= cell.label.start:
        found, box = box, box.parent
    return found.signature if found is not None and found.kind == "element" else None
