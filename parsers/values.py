"""The text of a value as printed, in the parts that the page itself separates."""

import re
from collections.abc import Iterable, Iterator, Sequence

from parsers.boxes import Box, Outline
from parsers.countries import read_codes
from parsers.edges import Edged
from parsers.fields import PARTED_FIELDS, SIGNED_FIELDS, is_valid, strip_edges

# `2014, 2016`, `National / Regional`, `PR.0216; PR.0217`
_BETWEEN_VALUES = re.compile(r",\s+|\s*[;/|•·]\s*")


def read_texts(outline: Outline, boxes: Sequence[Box], name: str, edged: Edged) -> tuple[str, ...]:
    """Give a value's text, or its texts, without what says nothing.

    Args:
        outline: the page.
        boxes: the value's boxes.
        name: the field. Where it holds several names each child element is a part, unless the names are understood
            only when read across elements (`Bolivia <i>(Plurinational State of)</i>`); where it holds one, there is
            one text, unless what is printed is several values side by side.
        edged: the value with its edges; signs are part of amounts, dates and identifiers.
    """
    whole = edged.text if name in SIGNED_FIELDS else strip_edges(edged.text)
    if name not in PARTED_FIELDS:
        return values_of(outline, boxes, name, whole)
    parts = tuple(
        text for text in (strip_edges(part) for part in map(outline.text_of, terminal_boxes(outline, boxes))) if text
    )
    return (whole,) if not read_codes(parts) and read_codes((whole,)) else parts


def values_of(outline: Outline, boxes: Sequence[Box], name: str, whole: str) -> tuple[str, ...]:
    """Give the values of a field of one value: one, unless what is printed is several of them side by side."""
    if is_valid(name, whole):
        return (whole,)
    parts = [outline.text_of(box) for box in terminal_boxes(outline, boxes)]
    pieces = [leaf.text for leaf in outline.leaves[boxes[0].start : boxes[-1].end]]
    for texts in (parts, pieces, _BETWEEN_VALUES.split(whole)):
        values = tuple(value for value in map(strip_edges, texts) if value)
        if len(values) > 1 and all(is_valid(name, value) for value in values):
            return values
    return (whole,)


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
    return ", ".join(dict.fromkeys(box.path for box in boxes))
