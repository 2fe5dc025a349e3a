"""Who each piece of a page's text belongs to: one name for each leaf, so that no word is passed over in silence.

The passes claim leaves one after another: the title, labels and values, what belongs to others, the site's chrome, the
description. What nobody claims, and what is left out on purpose, must be said (`parsers/accounting.py`).
"""

from collections.abc import Iterable
from typing import Literal

from parsers.boxes import Box, Outline

Owner = Literal["title", "label", "value", "unmatched", "related", "chrome", "description", "repeated", "left_out"]
"""What the text of a leaf is.

`title`, `label`, `value`: of the page's project. `unmatched`: among its facts, under no label that is known.
`related`: about another project. `chrome`: of the site, known by its element, its name or its words. `description`, and
`repeated`: printed there too.
`left_out`: none of these and no description either; the finding that says so is owed.
"""


class Owners:
    """The owner of each leaf, in reading order.

    Attributes:
        of: who has the leaf; None where nobody claimed it.
        reasons: why a leaf was left out, `""` for all others.
    """

    def __init__(self, outline: Outline) -> None:
        self.of: list[Owner | None] = [None] * len(outline.leaves)
        self.reasons = [""] * len(outline.leaves)

    def copy(self) -> "Owners":
        """Give a copy to try claims on."""
        twin = object.__new__(Owners)
        twin.of, twin.reasons = self.of.copy(), self.reasons.copy()
        return twin

    def claim(self, box: Box, owner: Owner, reason: str = "") -> None:
        """Give a box's leaves to an owner, but for those that have one."""
        self.claim_leaves(range(box.start, box.end), owner, reason)

    def claim_all(self, boxes: Iterable[Box], owner: Owner, reason: str = "") -> None:
        """Give the leaves of several boxes to an owner."""
        for box in boxes:
            self.claim(box, owner, reason)

    def claim_leaves(self, leaves: Iterable[int], owner: Owner, reason: str = "") -> None:
        """Give leaves to an owner, but for those that have one."""
        for index in leaves:
            if self.of[index] is None:
                self.of[index], self.reasons[index] = owner, reason

    def give_back(self, box: Box) -> None:
        """Take a box's leaves that were left out from their owner."""
        for index in range(box.start, box.end):
            if self.of[index] == "left_out":
                self.of[index], self.reasons[index] = None, ""

    def touch(self, box: Box) -> bool:
        """Whether any leaf of a box has an owner."""
        return any(self.of[box.start : box.end])

    def differ(self, one: int, other: int) -> bool:
        """Whether two leaves have different owners, or one for different reasons."""
        return (self.of[one], self.reasons[one]) != (self.of[other], self.reasons[other])
