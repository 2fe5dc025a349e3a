"""Words around a label that are neither it nor a value: `Start Date <em>proposed</em>`, `Budget Amount (thousands)`.

They may make the value another one than the label says (a plan, another unit, one phase of several), so each is a
warning; what is known to change nothing (`Edit`, `Help`) is told. No word of the page is passed over.
"""

import re
from collections.abc import Iterator

from parsers.cells import Pair
from parsers.labels import recognise
from parsers.model import Issue
from parsers.outline import Outline
from parsers.vocabulary import is_boilerplate

_WORD = re.compile(r"[^\W\d_]+")
# `000s`, `(€)`, `Phase II`; not `1.`, `(2)`, `a)`, which number a label
_NOTE = re.compile(r"(?![^\w€£¥]*(?:\d{1,2}|[a-z])?[^\w€£¥]*$)")
_LEAVES_AROUND = 24
_LONGEST_TEXT = 300
_WORDS_ABOVE = 3
"""More words above or before a label are none of its qualifiers."""


def doubtful_word(text: str) -> str | None:
    """Give the first word of a text that makes a value another one: a plan, a guess, a part, another unit."""
    return next((word for word in _WORD.findall(text) if is_boilerplate("doubtful", word)), None)


def tell_qualifiers(outline: Outline, field: str, pair: Pair, flags: bytearray) -> Iterator[tuple[Issue, range]]:
    """Tell the words with which a label is qualified, and the notes in its element, each with the leaves it is about.

    Args:
        outline: the page.
        field: the field of the label that has a value.
        pair: label and value.
        flags: for each leaf, whether it is a part of a label or value.
    """
    own = _own_element(outline, pair, flags)
    around = _around(outline, pair, own, flags)
    notes = [*_notes(outline, pair, own), *_opening(outline, own, flags), *_controls(outline, pair, around)]
    text = outline.text(around.start, around.stop)
    if len(around) > _LEAVES_AROUND or len(text) > _LONGEST_TEXT:
        text = ""
    if word := doubtful_word(" ".join([text.replace(pair.label.text, " ", 1), *notes])):
        said = " ".join([text or pair.label.text, *(note for note in notes if note not in text)])
        message = f"{word!r} stands beside the label: {said!r}; the value was kept"
        yield Issue("label_qualified", field, message), around if text else own
        return
    for note in notes:
        if is_boilerplate("qualifier", note.strip("()[]: ")):
            yield Issue("label_noted", field, f"read as a note on the label: {note!r}", "info"), own
        else:
            yield Issue("label_qualified", field, f"{note!r} stands beside the label; the value was kept"), own


def _notes(outline: Outline, pair: Pair, own: range) -> Iterator[str]:
    """The texts before and behind the words of a label in its own element."""
    before, _, after = outline.text(own.start, own.stop).partition(pair.label.text)
    for note in (before.strip(), after.strip()):
        if _NOTE.match(note) and recognise(note) is None and not is_boilerplate("facts", note):
            yield note


def _opening(outline: Outline, own: range, flags: bytearray) -> Iterator[str]:
    """The words that open the line before a label's element: `<em>As of 2012</em> Project Status: Completed`."""
    leaves, at = outline.leaves, own.start - 1
    if at < 0 or flags[at] or leaves[own.start].gap == "\n" or leaves[at].gap != "\n":
        return
    text = leaves[at].text
    if _NOTE.match(text) and ":" not in text and len(text.split()) <= _WORDS_ABOVE:
        yield text


def _controls(outline: Outline, pair: Pair, around: range) -> Iterator[str]:
    """The buttons and links beside a label that were left out as no part of its text."""
    for omission in outline.omissions:
        holds = omission.parent.start <= pair.label.start and pair.label.end <= omission.parent.end
        beside = holds and around.start <= omission.at <= around.stop
        if beside and omission.sight == "control" and _NOTE.match(omission.text):
            yield omission.text


def _around(outline: Outline, pair: Pair, own: range, flags: bytearray) -> range:
    """The leaves of the label's element, its line and the line above, that are no value and no other label."""
    leaves, start, stop = outline.leaves, own.start, own.stop
    first, last = max(0, start - _LEAVES_AROUND), min(len(leaves), stop + _LEAVES_AROUND)
    apart = not pair.boxes or pair.rule.startswith(("grid", "run"))
    value = 0 if apart else pair.boxes[0].start
    holder = next((box for box in leaves[start].box.ancestors() if box.start <= start and box.end > value), None)
    opening = holder.start if holder is not None and pair.rule.startswith("within") else start
    while start > first and (leaves[start].gap != "\n" or start > opening) and not flags[start - 1]:
        start -= 1
    above = start
    while above > first and leaves[above - 1].block == leaves[start].block and not flags[above - 1]:
        above -= 1
        if leaves[above].gap == "\n":
            break
    if len(outline.text(above, start).split()) <= _WORDS_ABOVE:
        start = above
    while stop < last and not flags[stop] and (leaves[stop].gap != "\n" or stop < value):
        stop += 1
    return range(start, stop)


def _own_element(outline: Outline, pair: Pair, flags: bytearray) -> range:
    """The leaves of the largest element that holds the label, and neither its value nor another fact."""
    start, stop = pair.label.start, pair.label.end
    for box in outline.leaves[start].box.ancestors():
        if box.end - box.start > _LEAVES_AROUND or any(flags[box.start : start]) or any(flags[stop : box.end]):
            break
        start, stop = min(start, box.start), max(stop, box.end)
    return range(start, stop)
