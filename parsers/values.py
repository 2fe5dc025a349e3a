"""The text of a value as printed, in the parts that the page itself separates."""

import re
from collections.abc import Iterable, Iterator, Sequence

from parsers.boxes import Box, Outline
from parsers.countries import segment
from parsers.paths import path_to
from parsers.shapes import fits, strip_edges

# `2014, 2016`, `National / Regional`, `PR.0216; PR.0217`
_BETWEEN_VALUES = re.compile(r",\s+|\s*[;/|•·]\s*")


def read_texts(outline: Outline, boxes: Sequence[Box], *, parted: bool) -> tuple[str, ...]:
    """Give a value's text, or its parts.

    Args:
        outline: the page.
        boxes: the value's boxes; none give an empty tuple.
        parted: whether the field holds several names. Then each child element is a part, unless the names are
            understood only when read across elements (`Bolivia <i>(Plurinational State of)</i>`).
    """
    if not boxes:
        return ()
    whole = strip_edges(outline.text(boxes[0].start, boxes[-1].end))
    if not parted:
        return (whole,)
    parts = tuple(
        text for text in (strip_edges(part) for part in map(outline.text_of, terminal_boxes(outline, boxes))) if text
    )
    return (whole,) if not segment(parts).countries and segment([whole]).countries else parts


def values_of(outline: Outline, boxes: Sequence[Box], name: str) -> tuple[str, ...]:
    """Give the values of a field of one value: one, unless what is printed is several of them side by side."""
    whole = read_texts(outline, boxes, parted=False)
    if not whole or fits(name, whole[0]):
        return whole
    parts = [outline.text_of(box) for box in terminal_boxes(outline, boxes)]
    pieces = [leaf.text for leaf in outline.leaves[boxes[0].start : boxes[-1].end]]
    for texts in (parts, pieces, _BETWEEN_VALUES.split(whole[0])):
        values = tuple(value for value in map(strip_edges, texts) if value)
        if len(values) > 1 and all(fits(name, value) for value in values):
            return values
    return whole


def terminal_boxes(outline: Outline, boxes: Iterable[Box]) -> Iterator[Box]:
    """The smallest boxes that a reader takes as one text each: those in which text runs on across elements."""
    for box in boxes:
        children = [child for child in box.children if not child.is_empty]
        texts = any(child.kind == "text" and outline.leaves[child.start].has_words for child in children)
        lines = any(child.breaks or outline.leaves[child.start].gap == "\n" for child in children[1:])
        if children and (len(children) == 1 or not texts or lines or children[0].breaks):
            yield from terminal_boxes(outline, children)
        elif not box.is_empty:
            yield box


def where(boxes: Sequence[Box]) -> str:
    """The CSS path to the value: a selector list with the path of each of its boxes."""
    return ", ".join(dict.fromkeys(path_to(box) for box in boxes))
