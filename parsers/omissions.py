"""What was left out beside a value, and what may have been glued to it: said, for either may change what it means."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from parsers.boxes import Box, Leaf, Omission, Outline
from parsers.cells import Pair
from parsers.fields import SIGNED_FIELDS
from parsers.model import Issue, Severity

_FIGURE = re.compile(r"\d$")
_RAISED_TAGS = frozenset({"sup", "sub", "small"})
# `er`, `st`, `ème`, `TM`: what a raised text may add to a word
_ENDING = re.compile(r"[^\W\d_]{1,4}\.?|[®™]")

_WORD = re.compile(r"\w")
_LONGEST_QUOTE = 1_000
_LEFT_OUT_OF_TEXT = {
    "mark": ("footnote_mark", "they are marks of footnotes"),
    "struck": ("struck_out", "it is struck out"),
    "hidden": ("hidden_text", "it is hidden"),
}


def tell_surroundings(outline: Outline, field: str, boxes: Sequence[Box]) -> Iterator[Issue]:
    """Give a finding for each text that was left out of a value, and each that may not belong to it."""
    omissions = [
        omission
        for omission in outline.omissions
        if any(box.start <= omission.at <= box.end and _holds(box, omission) for box in boxes)
    ]
    yield from _tell_omissions(field, omissions)
    yield from _tell_joints(outline, field, boxes[0].start, boxes[-1].end)


def tell_neighbours(outline: Outline, field: str, boxes: Sequence[Box], facts: bytearray) -> Iterator[Issue]:
    """Give a finding for each text that stands in one line with a figure and is no fact: `2014 <i>expected</i>`.

    Args:
        outline: the page.
        field: the figure's field; others have no such finding.
        boxes: the figure's.
        facts: for each leaf, whether it is a part of a label or value.
    """
    if field not in SIGNED_FIELDS:
        return
    leaves, first, behind = outline.leaves, boxes[0].start, boxes[-1].end
    beside: list[Leaf] = []
    while first > 0 and leaves[first].gap != "\n" and not facts[first - 1]:
        first -= 1
        beside.append(leaves[first])
    while behind < len(facts) and leaves[behind].gap != "\n" and not facts[behind]:
        beside.append(leaves[behind])
        behind += 1
    for leaf in beside:
        if leaf.has_words and not leaf.linked:
            yield Issue("text_beside", field, f"{leaf.text[:80]!r} stands beside the value, and is no part of it")


def flag_facts(outline: Outline, pairs: Iterable[Pair]) -> bytearray:
    """Say for each leaf whether it is a part of a label or value."""
    flags = bytearray(len(outline.leaves))
    for pair in pairs:
        flags[pair.label.start : pair.label.end] = b"\1" * (pair.label.end - pair.label.start)
        for box in pair.value_boxes:
            flags[box.start : box.end] = b"\1" * (box.end - box.start)
    return flags


def tell_of_text(outline: Outline, chosen: Sequence[int]) -> Iterator[Issue]:
    """Give one finding for all marks that were left out of a description, one for what is struck out, one for hidden.

    Args:
        outline: the page.
        chosen: the leaves of the description, ascending.
    """
    if not outline.omissions or not chosen:
        return
    left_out = [
        omission for omission in outline.omissions if _WORD.search(omission.text) and _is_within(omission, chosen)
    ]
    for sight, (kind, what) in _LEFT_OUT_OF_TEXT.items():
        texts = [repr(omission.text[:_LONGEST_QUOTE]) for omission in left_out if omission.sight == sight]
        if texts:
            yield Issue(kind, "description", f"left out, since {what}: {', '.join(texts)}", "info")


def _is_within(omission: Omission, chosen: Sequence[int]) -> bool:
    """Whether something stands among these leaves: the smallest box around it that has leaves has some of them."""
    around = next((box for box in omission.parent.with_ancestors() if not box.is_empty), None)
    if around is None or not chosen[0] <= omission.at <= chosen[-1] + 1:
        return False
    first = bisect_left(chosen, around.start)
    return first < len(chosen) and chosen[first] < around.end


def _tell_omissions(field: str, omissions: Sequence[Omission]) -> Iterator[Issue]:
    """Tell marks of footnotes and texts struck out, and hidden texts that are glued to a figure."""
    for omission in omissions:
        text = repr(omission.text[:80])
        severity: Severity = "warning" if _FIGURE.search(omission.glued_to) else "info"
        match omission.sight:
            case "mark":
                yield Issue("footnote_mark", field, f"the mark {text} of a footnote was left out", severity)
            case "struck":
                yield Issue("struck_out", field, f"{text} beside the value is struck out and was left out", severity)
            case "note" | "hidden" if severity == "warning" or field in SIGNED_FIELDS:
                yield Issue("hidden_text", field, f"{text}, which is hidden, stands within the value", severity)


def _tell_joints(outline: Outline, field: str, start: int, end: int) -> Iterator[Issue]:
    """Tell each figure that an element of its own adds to a word or figure: `25000<span>1</span>`."""
    for index in range(start + 1, end):
        before, leaf = outline.leaves[index - 1], outline.leaves[index]
        if leaf.gap or before.box.parent is leaf.box.parent or not before.text[-1].isalnum():
            continue
        raised = leaf.box.parent is not None and leaf.box.parent.tag in _RAISED_TAGS
        if leaf.text[0].isdigit() or (raised and leaf.text[0].isalnum() and not _ENDING.fullmatch(leaf.text)):
            message = f"{leaf.text[:80]!r} stands in an element of its own, glued to {before.text[-80:]!r}"
            yield Issue("texts_joined", field, message)


def _holds(box: Box, omission: Omission) -> bool:
    around = next((outer for outer in box.ancestors() if outer.kind == "element"), None)
    return omission.parent is around or any(outer is box for outer in omission.parent.with_ancestors())
