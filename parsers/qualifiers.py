"""Words around a label that are neither it nor a value: `Start Date <em>proposed</em>`, `<i>Estimated</i> Year`.

A word that makes the value another one than the label says (a plan, a guess) is a warning; a note in the label's own
element (`Edit`, `Help`) is told, so that no word of the page is passed over.
"""

import re
from collections.abc import Iterator

from parsers.boxes import Outline
from parsers.cells import Pair
from parsers.labels import recognise
from parsers.model import Issue
from parsers.vocabulary import is_boilerplate

_WORD = re.compile(r"[^\W\d_]+")
_LEAVES_AROUND = 12
_LONGEST_QUOTE = 80
_LONGEST_TEXT = 300


def tell_qualifiers(outline: Outline, field: str, pair: Pair, flags: bytearray) -> Iterator[Issue]:
    """Tell the words with which a label is qualified, and the notes in its element.

    Args:
        outline: the page.
        field: the field of the label that has a value.
        pair: label and value.
        flags: for each leaf, whether it is a part of a label or value.
    """
    leaves, start, end = outline.leaves, pair.label.start, pair.label.end
    text = outline.text(start, end)
    note = text.removeprefix(pair.label.text).strip() if len(text) > len(pair.label.text) else ""
    while start > max(0, pair.label.start - _LEAVES_AROUND) and leaves[start].gap != "\n" and not flags[start - 1]:
        start -= 1
    stop = min(len(leaves), end + _LEAVES_AROUND)
    value = pair.boxes[0].start if pair.boxes else 0
    while end < stop and not flags[end] and (leaves[end].gap != "\n" or end < value):
        end += 1
    around = outline.text(start, end) if end - start > pair.label.end - pair.label.start else text
    if around == pair.label.text or len(around) > _LONGEST_TEXT:
        return
    if word := next((word for word in _WORD.findall(around) if is_boilerplate("doubtful", word)), None):
        message = f"{word!r} stands beside the label: {around[:_LONGEST_QUOTE]!r}; the value was kept"
        yield Issue("label_qualified", field, message)
    elif _WORD.search(note) and recognise(note) is None:
        yield Issue("label_noted", field, f"read as a note on the label: {note!r}", "info")
