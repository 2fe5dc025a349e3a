"""Labels that do not take turns with values: rows and runs of labels before their values, and values before labels."""

from collections.abc import Sequence
from itertools import takewhile

from parsers.boxes import Box, Marks, Outline
from parsers.cells import Cell, element_name, longest_fit
from parsers.fields import is_valid
from parsers.pair import Pair


def pair_grid(outline: Outline, parent: Box, group: Sequence[Cell], labelled: Marks) -> list[Pair] | None:
    """Pair a row of labels with the row of values after it, place by place; None where there is no such row.

    A row of labels above several rows, none of which is one of labels, is the head of a list of projects.
    """
    if 2 * len(group) <= len(parent.children) or any(cell.within or cell.before for cell in group):
        return None
    if any(longest_fit(outline, cell.label, cell.beside) for cell in group):
        return None
    rows = list(takewhile(lambda row: not labelled.touch(row), _rows_after(parent)))
    even = [row for row in rows if len(row.children) == len(parent.children)]
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
