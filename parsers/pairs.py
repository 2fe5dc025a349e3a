"""Which text is the value of which label: the structure that holds a label and its value together.

Five arrangements cover all markup seen or thought of:

- *within*: label and value share a box of their own (`<li>`, table row, Drupal field, a line `Label: value`);
- *beside*: labels and values are siblings (`<dl>`, heading and paragraph, alternating lines);
- *before*: the value first, within (a card with a big number and its name below) or beside (`<dd>` before `<dt>`);
- *grid*, *run*: labels in a row above their values, or on end before them (both, and *before* in bulk: `cells.py`).

The arrangement is voted for by all labels of one parent, so that a label with nothing beside it does not take its
neighbour's text. Where the text beside a label looks as labels do, and beside other labels it does not, it is an
unknown label, and the value is empty.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from operator import attrgetter

from parsers.boxes import Box, Signature, name_of
from parsers.cells import Cell, find_cells, pair_grid, pair_reversed, pair_runs
from parsers.fields import LABELLED_FIELDS, is_valid, is_valid_for_any, valid_unlabelled
from parsers.labels import Label
from parsers.outline import Marks, Outline, worded_texts
from parsers.values import Pair, longest_fit, opening_of, values_of

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
    valueless = _valueless(outline, cells)
    pairs: list[Pair] = []
    for parent, group in groups.items():
        paired = _pair_in_bulk(outline, parent, group, labelled) if parent and len(group) > 1 else []
        done = {pair.label for pair in paired}
        left = [cell for cell in group if cell.label not in done] if done else group
        elected = (_elect(group) if len(group) > 1 else None) or common
        pairs += [*paired, *_pairs_of(outline, left, elected, valueless)]
    return _continue_values(outline, sorted(pairs, key=attrgetter("label.start")), limits)


def _pair_in_bulk(outline: Outline, parent: Box, group: Sequence[Cell], labelled: Marks) -> list[Pair]:
    """Pair labels that do not take turns with their values."""
    if not [cell for cell in group if not cell.fit]:
        return []
    pairs = pair_grid(outline, parent, group, labelled)
    if not pairs and not any(cell.within or cell.before for cell in group):
        pairs = pair_runs(outline, parent, group) or pair_reversed(outline, parent, group)
    return pairs or []


def _elect(cells: Sequence[Cell]) -> str | None:
    """The arrangement in which most labels have a value that fits, or where none has, any text.

    Each label votes for the first in which it has one, or else for the first in which anything stands.
    """
    votes: dict[tuple[bool, str], int] = {}
    for cell in cells:
        behind = "within" if cell.within else "beside" if cell.beside else ""
        leads = bool(cell.before) and not cell.fit and (cell.is_behind or not behind)
        if leads or behind:
            vote = (cell.fit > 0 or cell.is_behind, "before" if leads else behind)
            votes[vote] = votes[vote] + 1 if vote in votes else 1
    order = _ARRANGEMENTS.index
    return max(votes, key=lambda vote: (vote[0], votes[vote], -order(vote[1])), default=(False, None))[1]


def _pairs_of(outline: Outline, group: Sequence[Cell], elected: str, valueless: Container[Cell]) -> list[Pair]:
    followed = [cell for cell in group if cell.beside and cell.fit]
    pairs: list[Pair] = []
    for cell in group:
        is_led = elected == "before" and cell.is_behind and not cell.fit  # what stands behind is a note
        arrangement = "within" if cell.within and not is_led else elected
        if cell in followed and (len(followed) > 1 or cell.label.is_list):
            arrangement = "beside"  # the facts are written in two ways
        boxes = {"within": cell.within, "beside": cell.beside, "before": cell.before}[arrangement]
        hidden = arrangement == "beside" and cell in valueless
        value, rest = ([], boxes) if hidden else _split(outline, cell, arrangement, boxes)
        holder = value[0].parent if value else cell.box.parent
        pairs.append(Pair(cell.label, cell.box, tuple(value), tuple(rest), f"{arrangement}:{name_of(holder)}"))
    return pairs


def _valueless(outline: Outline, cells: Sequence[Cell]) -> list[Cell]:
    """The labels, unless most, with another label beside them and no value, or an empty box that looks as values do."""
    beside = [cell for cell in cells if cell.beside]
    if not [cell for cell in beside if len(cell.beside) > 1 or not cell.fit]:
        return []
    echoed = [cell for cell in beside if cell.beside[0].signature == _signature(outline, cell.label)]
    if not echoed or 2 * len(echoed) >= len(beside):
        return []
    echoing = [cell for cell in echoed if len(cell.beside) > 1 and not cell.fit]
    values = {cell.beside[0].signature for cell in beside if cell not in echoing}
    return [cell for cell in beside if cell in echoing or _place_of_value(cell) in values]


def _place_of_value(cell: Cell) -> Signature | None:
    """The look of the empty box that stands next behind a label."""
    following = cell.box.parent.children_from(cell.box.end) if cell.box.parent else []
    return following[0].signature if following and following[0].is_empty else None


def _split(outline: Outline, cell: Cell, arrangement: str, boxes: list[Box]) -> tuple[list[Box], list[Box]]:
    """Tell the value from unknown labels and other text that follow it within the same structure."""
    further = cell.further if arrangement == "within" else ()
    if not boxes or (len(boxes) == 1 and not further and (cell.is_behind if arrangement == "before" else cell.fit)):
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
    own, line = _signature(outline, cell.label), len(_units(outline, boxes)[0])
    if own is None or own == boxes[0].signature:
        return len(boxes)
    start = line if longest_fit(outline, cell.label, boxes[:line]) == line else 1
    return next((index for index in range(start, len(boxes)) if boxes[index].signature == own), len(boxes))


def _tags(outline: Outline, start: int, end: int) -> list[str]:
    """The elements around a text and no other words, from the inside out."""
    around = outline.leaves[start].box.ancestors()
    alone = takewhile(lambda box: not (outline.has_words(box.start, start) or outline.has_words(end, box.end)), around)
    return [box.tag for box in alone if box.kind == "element"]


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
    # an unknown name stands before known ones
    ends = outline.text_of(boxes[0]).endswith(".")
    listed = cell.label.is_list and not ends and units[-1][0].signature == boxes[0].signature
    if len(units) > 1 and not listed and longest_fit(outline, cell.label, units[-1]) == len(units[-1]):
        return units[-1]  # a note stands between label and value
    beside = boxes[0] in cell.beside
    if beside and outline.leaves[boxes[0].start].gap == "\n" and outline.is_prose(boxes[0]):
        return []  # the description begins behind the last label
    if boxes[0].tag == "dd" or cell.label.is_list:
        alike = takewhile(lambda unit: unit[0].signature == boxes[0].signature, units)
        units[0] = [box for unit in alike for box in unit]
    return list(takewhile(lambda box: box.signature == boxes[0].signature, units[0])) if beside else units[0]


def _units(outline: Outline, boxes: Sequence[Box]) -> list[list[Box]]:
    """Group boxes by the line they stand in."""
    return [list(unit) for _, unit in groupby(boxes, lambda box: outline.line_of[box.start])]


def _signature(outline: Outline, label: Label) -> Signature | None:
    """The look of the largest element that holds the label alone."""
    signature = outline.signature_of(outline.leaves[label.start].box, label.end)
    return signature if signature.tag else None


_WORDS_OF_NAME = 6
"""A text of so many words beside names of countries is taken for one more name, known or not."""


def _continue_values(outline: Outline, pairs: Sequence[Pair], limits: Marks) -> list[Pair]:
    """Give every pair, in reading order, what its value goes on with up to a limit: more names, or further values."""
    starts = [min(pair.label.start, pair.boxes[0].start) if pair.boxes else pair.label.start for pair in pairs]
    ends = [*starts[1:], len(outline.leaves)]
    return [_continue(outline, pair, end, limits, pairs) for pair, end in zip(pairs, ends, strict=False)]


def _continue(outline: Outline, pair: Pair, end: int, limits: Marks, pairs: Sequence[Pair]) -> Pair:
    follows = pair.boxes and outline.next_words(pair.boxes[-1].end) < end
    if not follows or pair.rule.startswith(("grid", "run", "before")):
        return pair
    further = tuple(_further(outline, pair, end, limits, pairs))
    ends = {index: box.end for box in further for index in range(box.start, box.end)}
    rest = tuple(box for box in pair.rest if ends.get(box.start, -1) < box.end)
    if further and pair.label.is_list and not _passes_a_label(pair, further[-1]):
        return replace(pair, boxes=(*pair.boxes, *further), rest=rest)
    return replace(pair, further=further, rest=rest) if further else pair


def _further(outline: Outline, pair: Pair, end: int, limits: Marks, pairs: Sequence[Pair]) -> Iterator[Box]:
    """The boxes right behind a value, among its siblings and those of its row, that are values of the field too."""
    around = pair.cell.parent if pair.rule.startswith("within") else pair.boxes[-1].parent
    if around is not None and around.kind == "line":
        around = around.parent
    position, stop = pair.boxes[-1].end, min(end, around.end if around else end)
    while (start := outline.next_words(position)) < stop:
        box = next((box for box in _starting_at(outline, start, stop, around) if _goes_on(outline, pair, box)), None)
        if box is None or limits.touch(box):
            return
        own = pair.label.is_list or _is_no_others(outline, pair, outline.text_of(box), pairs)
        if not own and _lost_its_label(outline, pair, box, position, around):
            return
        yield box
        position = box.end


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
    if is_valid_for_any(pair.label.match.fields, text):
        # `<h5>Edn Date</h5><p>2019</p>` and `<b>Last updated</b> 2019` are facts by themselves
        return pair.label.is_list or (len(worded_texts(outline, box)) == 1 and opening_of(outline, box) is None)
    if valid_unlabelled(text) or not _is_twin(outline, pair, box):
        return False  # the first may be another field's, whose label was lost
    if pair.label.is_list:
        return len(text.split()) <= _WORDS_OF_NAME and not text.endswith((".", ":"))
    return box.tag == "dd" or (bool(box.signature.words) and box.tag != "td")


def _is_twin(outline: Outline, pair: Pair, box: Box) -> bool:
    """Whether a box stands beside a value, or for a list its row, and looks as it does, and not as the label."""
    last = next((outer for outer in pair.boxes[-1].with_ancestors() if outer.parent is box.parent), None)
    if last is None or box.signature != last.signature or outline.is_prose(box):
        return False
    if last is pair.boxes[-1]:  # a line that is a label has a look as well
        return box.signature != outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end)
    if not pair.label.is_list or len(worded_texts(outline, box)) > 1 or ":" in outline.text_of(box):
        return False
    places = ((outline.next_words(box.start), box), (pair.label.start, last), (last.end - 1, last))
    look, label, value = (_look(outline, *place) for place in places)
    unlike = not label <= look or (bool(box.children) and box.children[0].is_empty)
    return unlike and all(signature.is_like(value) for signature in look)


def _look(outline: Outline, index: int, row: Box) -> set[Signature]:
    """How all boxes around a leaf look, within a row."""
    return {outer.signature for outer in takewhile(lambda outer: outer is not row, outline.leaves[index].box.around())}


def _is_no_others(outline: Outline, pair: Pair, text: str, pairs: Sequence[Pair]) -> bool:
    """Whether value and text are values of the field, and each other that could have it has a label in the block."""
    block = pair.cell.parent
    labelled = {name for one in pairs if block and block.contains(one.cell) for name in one.label.match.fields}
    fits = {name for name in LABELLED_FIELDS if is_valid(name, text)}
    values = (outline.text(pair.boxes[0].start, pair.boxes[-1].end), text)
    return fits <= labelled and all(is_valid_for_any(pair.label.match.fields, value) for value in values)


def _passes_a_label(pair: Pair, last: Box) -> bool:
    """Whether an empty `<label>` stands within a list of names: what follows may be the list of another field."""
    around = next(outer for outer in last.ancestors() if outer.contains(pair.boxes[0]))
    return any(inner.is_empty and inner.tag == "label" and inner.start > pair.label.start for inner in around.walk())


def _lost_its_label(outline: Outline, pair: Pair, box: Box, position: int, around: Box | None) -> bool:
    """Whether an empty place of a label stands before a further value: then it may be another field's."""
    label = outline.leaves[pair.label.start].box
    signatures = {outer.signature for outer in label.ancestors() if outer.end <= pair.label.end}
    empty = [inner for inner in (around.walk() if around else ()) if inner.is_empty]
    return any(position <= inner.start <= box.start and inner.signature in signatures for inner in empty)
