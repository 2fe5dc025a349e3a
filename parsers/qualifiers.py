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
_LEAVES_AROUND = 24
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
    start, stop = _around(outline, pair, flags)
    around = outline.text(start, stop) if stop - start <= _LEAVES_AROUND else ""
    if around in {"", pair.label.text} or len(around) > _LONGEST_TEXT:
        return
    if word := next((word for word in _WORD.findall(around) if is_boilerplate("doubtful", word)), None):
        message = f"{word!r} stands beside the label: {around[:_LONGEST_QUOTE]!r}; the value was kept"
        yield Issue("label_qualified", field, message)
        return
    start, stop = _own_element(outline, pair, flags)
    before, _, after = outline.text(start, stop).partition(pair.label.text)
    for note in (before.strip(), after.strip()):
        if _WORD.search(note) and recognise(note) is None and not is_boilerplate("facts", note):
            yield Issue("label_noted", field, f"read as a note on the label: {note!r}", "info")


def _around(outline: Outline, pair: Pair, flags: bytearray) -> tuple[int, int]:
    """The leaves of the label's element and line that are no value and no other label."""
    leaves, (start, stop) = outline.leaves, _own_element(outline, pair, flags)
    first, last = max(0, start - _LEAVES_AROUND), min(len(leaves), stop + _LEAVES_AROUND)
    value = pair.boxes[0].start if pair.boxes else 0
    holder = next((box for box in leaves[start].box.ancestors() if box.start <= start and box.end > value), None)
    opening = holder.start if holder is not None and pair.rule.startswith("within") else start
    while start > first and (leaves[start].gap != "\n" or start > opening) and not flags[start - 1]:
        start -= 1
    while stop < last and not flags[stop] and (leaves[stop].gap != "\n" or stop < value):
        stop += 1
    return start, stop


def _own_element(outline: Outline, pair: Pair, flags: bytearray) -> tuple[int, int]:
    """The leaves of the largest element that holds the label, and neither its value nor another fact."""
    start, stop = pair.label.start, pair.label.end
    for box in outline.leaves[start].box.ancestors():
        if box.end - box.start > _LEAVES_AROUND or any(flags[box.start : start]) or any(flags[stop : box.end]):
            break
        start, stop = min(start, box.start), max(stop, box.end)
    return start, stop
