"""Labels and values in rows: paired place by place, where a row or a run of labels stands before their values.

Values go on behind their first element, too: further `<dd>`, cells, rows, items and paragraphs without a label. A list
of countries goes on wherever names follow it, row after row. A field of one value has several then, and none of them
may be taken alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from parsers.boxes import Box, Signature
from parsers.cells import Cell, Pair, element_name, longest_fit, starting_at
from parsers.fields import LABELLED_FIELDS, is_valid, is_valid_for_any, valid_unlabelled
from parsers.outline import Marks, Outline
from parsers.values import opening_of, worded_texts


def pair_grid(outline: Outline, parent: Box, group: Sequence[Cell], labelled: Marks) -> list[Pair] | None:
    """Pair a row of labels with the row of values after it, place by place; None where there is no such row.

    A row of labels above several rows, none of which is one of labels, is the head of a list of projects.
    """
    if 2 * len(group) <= len(parent.children):
        return None
    if [cell for cell in group if cell.fit or cell.fit_before]:
        return None
    rows = list(takewhile(lambda row: not labelled.touch(row), _rows_after(parent)))
    even = [row for row in rows if len(row.children) == len(parent.children)]
    if any(cell.within or cell.before for cell in group) and not (even and _holds_values(outline, even[0], group)):
        return None  # no notes on labels, but values that nobody understands
    rule = f"grid:{element_name(parent)}"
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


def _holds_values(outline: Outline, row: Box, group: Sequence[Cell]) -> bool:
    """Whether most of a row's children are values of the labels above."""
    fields = [field for cell in group for field in cell.label.match.fields]
    values = [any(is_valid(field, outline.text_of(child)) for field in fields) for child in row.children]
    return 2 * sum(values) > max(len(values), len(group))


def _rows_after(row: Box) -> list[Box]:
    """The boxes with text that may hold the values of a row of labels: the next one, or the further rows of a table."""
    if row.tag != "tr" or row.parent is None:
        return [box for box in _siblings_after(row) if not box.is_empty][:1]
    sections = [section for section in _siblings_after(row.parent) if section.tag == "tbody"]
    rows = [*_siblings_after(row), *(inner for section in sections for inner in section.children)]
    return [box for box in rows if not box.is_empty]


def _siblings_after(box: Box) -> Sequence[Box]:
    if box.parent is None:
        return []
    siblings = box.parent.children
    return siblings[next(index for index, sibling in enumerate(siblings) if sibling is box) + 1 :]


_LEAST_IN_RUN = 2

_Run = tuple[Sequence[Box], Sequence[Box]]


def pair_runs(outline: Outline, parent: Box, group: Sequence[Cell]) -> list[Pair] | None:
    """Pair runs of labels with the runs of values behind them: `<dt><dt><dd><dd>`; None where there is none.

    A label of the group that is in no run gets no pair. Where not all values of a run fit their labels, or one might be
    a known label's though it stands in the place of an unknown one's, none of them is believed.
    """
    cells = {cell.box: cell for cell in group}
    return [pair for run in _runs(parent, cells) for pair in _pair_run(outline, run, cells, parent)] or None


def _runs(parent: Box, cells: Mapping[Box, Cell]) -> Iterator[_Run]:
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
            if _LEAST_IN_RUN <= len(heads) <= len(values):
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


def _pair_run(outline: Outline, run: _Run, cells: Mapping[Box, Cell], parent: Box) -> list[Pair]:
    heads, values = run
    places = list(_places(outline, run, cells))
    known = [(cells[head], place) for head, place in zip(heads, places, strict=True) if head in cells]
    fields = tuple(dict.fromkeys(name for cell, _ in known for name in cell.label.match.fields))
    if any(head not in cells and is_valid_for_any(fields, outline.text_of(head)) for head in heads):
        return []  # values that look like their labels
    fits = [not outline.is_worded(place[0]) or _fits(outline, cell, place) for cell, place in known]
    if not any(fits[: None if len(known) == 1 else -1]):
        return []
    unknown = [box for head, place in zip(heads, places, strict=True) if head not in cells for box in (head, *place)]
    free = [outline.text_of(box) for box in (*unknown, *values[len(heads) - 1 + len(places[-1]) :])]
    rule, doubt = f"run:{element_name(parent)}", None
    boxes = [tuple(box for box in place if outline.is_worded(box)) for _, place in known]
    if not all(fits) or any(is_valid_for_any(fields, text) for text in free):
        boxes, unknown = [() for _ in known], list(values)
        doubt = f"{len(heads)} labels stand above {len(values)} values that do not all fit them"
    rests: list[tuple[Box, ...]] = [tuple(unknown), *[()] * len(known)]
    return [
        Pair(cell.label, cell.box, own, rest, rule, doubt=doubt)
        for (cell, _), own, rest in zip(known, boxes, rests, strict=False)
    ]


def _places(outline: Outline, run: _Run, cells: Mapping[Box, Cell]) -> Iterator[Sequence[Box]]:
    """The values of each label, one for each; the last may have a list of names."""
    heads, values = run
    for index in range(len(heads) - 1):
        yield values[index : index + 1]
    behind = values[len(heads) - 1 :]
    count = longest_fit(outline, cells[heads[-1]].label, behind) if heads[-1] in cells else 1
    yield behind[: count or 1]


def _fits(outline: Outline, cell: Cell, place: Sequence[Box]) -> bool:
    return longest_fit(outline, cell.label, place) == len(place)


def pair_reversed(outline: Outline, parent: Box, group: Sequence[Cell]) -> list[Pair] | None:
    """Pair labels with the values before them: `<dd>2005</dd><dt>Start Date</dt>`; None where some do not fit.

    Where those behind all labels but the last would fit as well, none is believed.
    """
    if group[-1].fit:
        return None
    ahead = [_ahead(outline, parent, last.box.end, cell) for last, cell in pairwise(group)]
    if not all(ahead) or not all(_fits(outline, cell, boxes) for cell, boxes in zip(group[1:], ahead, strict=True)):
        return None
    alike = [box for box in _ahead(outline, parent, parent.start, group[0]) if box.signature == ahead[0][0].signature]
    first = alike[-longest_fit(outline, group[0].label, alike[-1:]) :] if alike else []
    if not first or first[-1].end > group[0].box.start or not _fits(outline, group[0], first):
        return None
    rule, places = f"before:{element_name(parent)}", [first, *ahead]
    if all(cell.fit for cell in group[:-1]):
        doubt = "its value may stand before or behind it"
        return [
            Pair(cell.label, cell.box, (), tuple(boxes), rule, doubt=doubt)
            for cell, boxes in zip(group, places, strict=True)
        ]
    return [Pair(cell.label, cell.box, tuple(boxes), (), rule) for cell, boxes in zip(group, places, strict=True)]


def _ahead(outline: Outline, parent: Box, start: int, cell: Cell) -> list[Box]:
    """The children with words from a leaf on that stand before a label."""
    return outline.worded_children(parent, start, cell.box.start)


_LONGEST_FURTHER = 400
_WORDS_OF_NAME = 6
"""A text of so many words beside names of countries is taken for one more name, known or not."""


def continue_values(outline: Outline, pairs: Sequence[Pair], limits: Marks) -> list[Pair]:
    """Give every pair, in reading order, what its value goes on with up to a limit: more names, or further values."""
    starts = [min(pair.label.start, pair.boxes[0].start) if pair.boxes else pair.label.start for pair in pairs]
    ends = [*starts[1:], len(outline.leaves)]
    return [
        _continue(outline, pair, end, limits, pairs)
        if pair.boxes and not pair.doubt and outline.next_words(pair.boxes[-1].end) < end
        else pair
        for pair, end in zip(pairs, ends, strict=False)
    ]


def _continue(outline: Outline, pair: Pair, end: int, limits: Marks, pairs: Sequence[Pair]) -> Pair:
    if pair.rule.startswith(("grid", "run", "before")):
        return pair
    further = tuple(_further(outline, pair, end, limits, pairs))
    ends = {index: box.end for box in further for index in range(box.start, box.end)}
    rest = tuple(box for box in pair.rest if ends.get(box.start, -1) < box.end)
    if further and pair.label.is_list and not _passes_a_label(outline, pair, further[-1]):
        return replace(pair, boxes=(*pair.boxes, *further), rest=rest)
    return replace(pair, further=further, rest=rest) if further else pair


def _further(outline: Outline, pair: Pair, end: int, limits: Marks, pairs: Sequence[Pair]) -> Iterator[Box]:
    """The boxes right behind a value, among its siblings and those of its row, that are values of the field too."""
    around = pair.cell.parent if pair.rule.startswith("within") else pair.boxes[-1].parent
    if around is not None and around.kind == "line":
        around = around.parent
    position, stop = pair.boxes[-1].end, min(end, around.end if around else end)
    while (start := outline.next_words(position)) < stop:
        box = next((box for box in starting_at(outline, start, stop, around) if _goes_on(outline, pair, box)), None)
        if box is None or limits.touch(box):
            return
        own = pair.label.is_list or _is_no_others(outline, pair, outline.text_of(box), pairs)
        if not own and _lost_its_label(outline, pair, box, position, around):
            return
        yield box
        position = box.end


def _goes_on(outline: Outline, pair: Pair, box: Box) -> bool:
    """Whether a box is one more value: the field can have it, or the markup itself says that it is one."""
    text = outline.text_of(box)
    if len(text) > _LONGEST_FURTHER:
        return False
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
    if last is pair.boxes[-1]:
        return box.signature != outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end)
    words = outline.next_words(box.start)
    if not pair.label.is_list or len(worded_texts(outline, box)) > 1 or ":" in outline.text_of(box):
        return False
    look, label, value = (_look(outline, *at) for at in ((words, box), (pair.label.start, last), (last.end - 1, last)))
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
