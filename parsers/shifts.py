"""Values that stand under the wrong labels: a template that moved one column shifts every value of a block."""

from collections.abc import Mapping, Sequence

from parsers.candidates import Claim
from parsers.fields import is_valid

LEAST_SHIFTED = 2
"""One value that does not fit its label is unreadable; several that fit each other's say that none can be believed."""


def find_shift(block: Sequence[Claim]) -> Mapping[str, str]:
    """Give the fields of a block whose values stand under each other's labels, each with the reason.

    All of the block's fields are given, for where several values have moved, one that fits its label may have too. Two
    that merely changed places say nothing about the others.
    """
    texts = [" ".join(one.texts) for one in block]
    misfits = [(one, text) for one, text in zip(block, texts, strict=True) if text and not is_valid(one.name, text)]
    if len(misfits) < LEAST_SHIFTED:
        return {}
    places = [one for one, _ in misfits] + [one for one in block if not one.texts]
    moved = [(one, text) for one, text in misfits if any(is_valid(o.name, text) for o in places if o is not one)]
    if len(moved) < LEAST_SHIFTED or _are_exchanged(moved):
        return {}
    shown = ", ".join(f"{text!r} under {one.pair.label.text!r}" for one, text in moved)
    return dict.fromkeys((one.name for one in block), f"values stand under each other's labels: {shown}")


def _are_exchanged(moved: Sequence[tuple[Claim, str]]) -> bool:
    """Whether these are two values, each of which fits the other's label."""
    if len(moved) != LEAST_SHIFTED:
        return False
    (one, text), (other, another) = moved
    return is_valid(other.name, text) and is_valid(one.name, another)
