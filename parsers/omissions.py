"""What was left out beside a value, and what may have been glued to it: said, for either may change what it means."""

import re
from collections.abc import Iterator, Sequence

from parsers.boxes import Box, Omission, Outline
from parsers.raw import Issue, Severity

_FIGURE = re.compile(r"\d$")
_RAISED_TAGS = frozenset({"sup", "sub", "small"})
# `er`, `st`, `ème`, `TM`: what a raised text may add to a word
_ENDING = re.compile(r"[^\W\d_]{1,4}\.?|[®™]")


def tell_surroundings(outline: Outline, field: str, boxes: Sequence[Box]) -> Iterator[Issue]:
    """Give a finding for each text that was left out of a value, and each that may not belong to it."""
    omissions = [
        omission
        for omission in outline.omissions
        if any(box.start <= omission.at <= box.end and _holds(box, omission) for box in boxes)
    ]
    yield from _tell_omissions(field, omissions)
    yield from _tell_joints(outline, field, boxes[0].start, boxes[-1].end)


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
            case "note" | "hidden" if severity == "warning":
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
