"""What was left out beside a value: said, for a footnote may qualify it and a figure may have been struck out of it."""

import re
from collections.abc import Iterator, Sequence

from parsers.boxes import Box, Omission, Outline
from parsers.raw import Issue, Severity

_FIGURE = re.compile(r"\d$")


def find_omissions(outline: Outline, boxes: Sequence[Box]) -> list[Omission]:
    """Find what was left out within a value's boxes, and in one line with them."""
    return [
        omission
        for omission in outline.omissions
        if any(box.start <= omission.at <= box.end and _holds(box, omission) for box in boxes)
    ]


def tell_omissions(field: str, omissions: Sequence[Omission]) -> Iterator[Issue]:
    """Give a finding for each mark of a footnote and each text struck out, and for a hidden text glued to a figure."""
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


def _holds(box: Box, omission: Omission) -> bool:
    around = next((outer for outer in box.ancestors() if outer.kind == "element"), None)
    return omission.parent is around or any(outer is box for outer in omission.parent.with_ancestors())
