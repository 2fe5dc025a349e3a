"""Values that stand under the wrong labels: a template that moved one column shifts every value of a block."""

from collections.abc import Mapping, Sequence

from parsers.boxes import Outline
from parsers.claims import Claim
from parsers.fields import is_valid

LEAST_SHIFTED = 2
"""One value that does not fit its label is unreadable; several that fit each other's say that none can be believed."""


def find_shift(outline: Outline, block: Sequence[Claim]) -> Mapping[str, str]:
    """Give the fields of a block whose values stand under each other's labels, each with the reason.

    All of the block's fields are given, for where several values have moved, one that fits its label may have too. Two
    that merely changed places say nothing about the others.
    """
    texts = {one: outline.text(one.pair.boxes[0].start, one.pair.boxes[-1].end) for one in block if one.pair.boxes}
    misfits = [one for one, text in texts.items() if not is_valid(one.name, text)]
    places = [*misfits, *(one for one in block if one not in texts)]
    moved = [one for one in misfits if any(is_valid(other.name, texts[one]) for other in places if other is not one)]
    if len(moved) < LEAST_SHIFTED or _are_exchanged(moved, texts):
        return {}
    shown = ", ".join(f"{texts[one]!r} under {one.pair.label.text!r}" for one in moved)
    return dict.fromkeys((one.name for one in block), f"values stand under each other's labels: {shown}")


def _are_exchanged(moved: Sequence[Claim], texts: Mapping[Claim, str]) -> bool:
    """Whether these are two values, each of which fits the other's label."""
    return len(moved) == LEAST_SHIFTED and all(
        is_valid(other.name, texts[one]) for one, other in (tuple(moved), tuple(reversed(moved)))
    )
