"""What stands around a label or value and is neither: said, for it may change what the value means.

What was left out beside a value, and what may have been glued to it; what stands in one line with it; and the words
around a label: `Start Date <em>proposed</em>`, `Budget Amount (thousands)`. They may make the value another one than
the label says (a plan, another unit, one phase of several), so each is a warning; what is known to change nothing
(`Edit`, `Help`) is told. No word of the page is passed over.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.boxes import Box
from parsers.fields import SIGNED_FIELDS, is_valid
from parsers.labels import recognise
from parsers.model import Issue, Severity
from parsers.outline import Leaf, Omission, Outline
from parsers.values import Pair
from parsers.vocabulary import is_boilerplate

_FIGURE = re.compile(r"\d$")
# `–`, `±`, `≈`, `<`: what may qualify a figure
_SIGN = re.compile(r"[-–—−+±~≈<>≤≥←→]")
_LABEL_TAGS = frozenset({"b", "dt", "em", "i", "label", "span", "strong", "th"})
# What nothing is glued to but a mark: a word, a bracket or quote that closes, the end of a sentence
_GLUED = re.compile(r"[^\W_]$|[\])”»]$|[^\W\d_]\.$")
_RAISED_TAGS = frozenset({"sup", "sub", "small"})
# `er`, `st`, `ème`, `TM`: what a raised text may add to a word
_ENDING = re.compile(r"[^\W\d_]{1,4}\.?|[®™]")


def tell_surroundings(outline: Outline, field: str, boxes: Sequence[Box]) -> Iterator[Issue]:
    """Give a finding for each text that was left out of a value, and each that may not belong to it."""
    start, end = boxes[0].start, boxes[-1].end
    for omission in [one for one in outline.omissions if start <= one.at <= end]:
        if any(box.start <= omission.at <= box.end and _holds(box, omission) for box in boxes):
            yield from _tell_omission(field, omission)
    for before, leaf in pairwise(outline.leaves[start:end]):
        if leaf.gap or before.box.parent is leaf.box.parent or not _GLUED.search(before.text):
            continue
        raised = leaf.box.parent is not None and leaf.box.parent.tag in _RAISED_TAGS
        if leaf.text[0].isdigit() or (raised and leaf.text[0].isalnum() and not _ENDING.fullmatch(leaf.text)):
            message = f"{leaf.text[:80]!r} stands in an element of its own, glued to {before.text[-80:]!r}"
            yield Issue("texts_joined", field, message)


def _holds(box: Box, omission: Omission) -> bool:
    around = next(box.parent.around(), None) if box.parent else None
    return omission.parent is around or any(outer is box for outer in omission.parent.with_ancestors())


def _tell_omission(field: str, omission: Omission) -> Iterator[Issue]:
    """Tell the mark of a footnote or a text struck out, and a hidden text that is glued to a figure."""
    text = repr(omission.text[:80])
    severity: Severity = "warning" if _FIGURE.search(omission.glued_to) else "info"
    match omission.sight:
        case "mark":
            yield Issue("footnote_mark", field, f"the mark {text} of a footnote was left out", severity)
        case "struck":
            yield Issue("struck_out", field, f"{text} beside the value is struck out and was left out", severity)
        case "note" | "hidden" if severity == "warning" or field in SIGNED_FIELDS:
            yield Issue("hidden_text", field, f"{text}, which is hidden, stands within the value", severity)


def tell_neighbours(outline: Outline, field: str, pair: Pair, facts: bytearray) -> Iterator[Issue]:
    """Give a finding for each text that stands beside a value and is no fact: `2014 <i>expected</i>`, `2014<br>–`.

    In one line with a value these are words beside a figure and whatever is a value of the field too; in the lines
    next to it within one block, words and signs.

    Args:
        outline: the page.
        field: the value's field.
        pair: the value with its label.
        facts: for each leaf, whether it is a part of a label or value.
    """
    leaves, first, behind = outline.leaves, pair.boxes[0].start, pair.boxes[-1].end
    if _is_amid(facts, first, behind):
        return
    beside: list[Leaf] = []
    while first > 0 and leaves[first].gap != "\n" and not facts[first - 1]:
        first -= 1
        beside.append(leaves[first])
    while behind < len(facts) and leaves[behind].gap != "\n" and not facts[behind]:
        beside.append(leaves[behind])
        behind += 1
    for leaf in beside:
        is_word = field in SIGNED_FIELDS and leaf.has_words and not leaf.linked
        if is_word or is_valid(field, leaf.text):
            yield Issue("text_beside", field, f"{leaf.text[:80]!r} stands beside the value, and is no part of it")
    for line in (*_lines_before(leaves, first, facts), *_lines_behind(outline, behind, facts, pair)):
        text = " ".join(leaf.text for leaf in line)
        if any(leaf.has_words for leaf in line) or (field in SIGNED_FIELDS and _SIGN.search(text)):
            yield Issue("text_beside", field, f"the line {text[:80]!r} stands next to the value, and is no part of it")


def _is_amid(facts: bytearray, start: int, stop: int) -> bool:
    """Whether nothing but labels and values stands next to a range of leaves."""
    return (start == 0 or facts[start - 1] > 0) and (stop == len(facts) or facts[stop] > 0)


def _lines_before(leaves: Sequence[Leaf], first: int, facts: bytearray) -> list[Sequence[Leaf]]:
    """What stands between a value and its label in the same block, where each has lines of its own."""
    start = first
    while start and not facts[start - 1] and leaves[start - 1].block == leaves[first].block:
        start -= 1
    is_between = 0 < start < first and leaves[start - 1].block == leaves[first].block
    return [leaves[start:first]] if is_between else []


def _lines_behind(outline: Outline, behind: int, facts: bytearray, pair: Pair) -> list[Sequence[Leaf]]:
    """The lines behind a value in its block, up to a fact or an unknown label; behind the last fact, text may begin."""
    lines: list[Sequence[Leaf]] = []
    leaves = outline.leaves
    start, label = behind, leaves[pair.label.start].box.parent
    while start < len(facts) and leaves[start].block == leaves[behind - 1].block:
        end = start + 1
        while end < len(facts) and leaves[end].gap != "\n":
            end += 1
        line = leaves[start:end]
        holder = leaves[start].box.parent
        as_label = holder is not None and label is not None and holder.tag == label.tag in _LABEL_TAGS
        if any(facts[start:end]) or as_label or any(":" in leaf.text or leaf.linked for leaf in line):
            return lines
        lines.append(line)
        start = end
    worded = [line for line in lines if any(leaf.has_words for leaf in line)]
    if len(worded) == 1 and not any(outline.is_prose(leaf.box) for leaf in worded[0]):
        return lines
    return [line for line in lines if line not in worded]


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
    own = around = range(pair.label.start, pair.label.end)
    if not _is_amid(flags, own.start, own.stop):
        own = _own_element(outline, own, flags)
        around = _around(outline, pair, own, flags)
    text = outline.text(around.start, around.stop)
    further = text.replace(pair.label.text, " ", 1)
    controls = _controls(outline, pair, around) if outline.omissions else []
    if not (controls or _WORD.search(further) or _NOTE.match(further)):
        return
    if len(around) > _LEAVES_AROUND or len(text) > _LONGEST_TEXT:
        around, text, further = own, pair.label.text, ""
    notes = [*_notes(outline, pair, own), *_opening(outline, own, flags), *controls]
    if word := doubtful_word(" ".join([further, *notes])):
        said = " ".join([text, *(note for note in notes if note not in text)])
        message = f"{word!r} stands beside the label: {said!r}; the value was kept"
        yield Issue("label_qualified", field, message), around
        return
    for note in notes:
        if is_boilerplate("qualifier", note.strip("()[]: ")):
            yield Issue("label_noted", field, f"read as a note on the label: {note!r}", "info"), own
        else:
            yield Issue("label_qualified", field, f"{note!r} stands beside the label; the value was kept"), own


def _own_element(outline: Outline, label: range, flags: bytearray) -> range:
    """The leaves of the largest element that holds the label, and neither its value nor another fact."""
    start, stop = label.start, label.stop
    for box in outline.leaves[start].box.ancestors():
        if box.end - box.start > _LEAVES_AROUND or any(flags[box.start : start]) or any(flags[stop : box.end]):
            break
        start, stop = min(start, box.start), max(stop, box.end)
    return range(start, stop)


def _around(outline: Outline, pair: Pair, own: range, flags: bytearray) -> range:
    """The leaves of the label's element, its line, the line above and those up to its value, and no other label."""
    leaves, start, stop = outline.leaves, own.start, own.stop
    first, last = max(0, start - _LEAVES_AROUND), min(len(leaves), stop + _LEAVES_AROUND)
    holder = next((box for box in leaves[start].box.ancestors() if box.end > pair.boxes[0].start), None)
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
    value = 0 if pair.rule.startswith(("grid", "run")) else pair.boxes[0].start
    while stop < last and not flags[stop] and (leaves[stop].gap != "\n" or stop < value):
        stop += 1
    return range(start, stop)


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


def _controls(outline: Outline, pair: Pair, around: range) -> list[str]:
    """The buttons and links beside a label that were left out as no part of its text."""
    near = [one for one in outline.omissions if one.sight == "control" and around.start <= one.at <= around.stop]
    texts = [one.text for one in near if one.parent.start <= pair.label.start and pair.label.end <= one.parent.end]
    return list(filter(_NOTE.match, texts))
