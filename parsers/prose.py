"""What reads as a block of text: sentences and enumerations, told from the short texts of facts."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.boxes import Box
from parsers.folding import remember
from parsers.outline import Outline

LONGEST_FACT = 160
_LEAVES_OF_FACT = 80
_LISTED = frozenset({"li", "td", "th"})

# `... of the border.`, `a stall; a road`, `• a stall • a road`, `1) a stall 2) a road`
SENTENCE = re.compile(
    r"[^\W\d_]{2,}[.;]\W*$|^(?:\S+\s+){7}.*\.$|\.\s|;\s+[a-zà-ÿ]|(?:(?:^|\s)(?:[-–*•▪]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s*\w.*){2}"
)

# `- a stall`, `• a road`, `1) a study`, `(ii) a law`
TYPED_ITEM = re.compile(r"^(?:[-–—*•▪◦·]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])", re.IGNORECASE)


def runs_on(text: str) -> bool:
    """Whether a text goes on with a sentence that began before it: a small letter first, and a full stop or length."""
    text = text.lstrip()
    return text[:1].islower() and (text.endswith((".", "!", "?")) or len(text) > LONGEST_FACT)


def is_item(box: Box, text: str) -> bool:
    """Whether a text in a box stands in a list or table, or is typed as an item."""
    return TYPED_ITEM.match(text) is not None or box.stands_in(_LISTED)


def is_prose(outline: Outline, box: Box) -> bool:
    """Whether a box holds sentences rather than a fact."""
    if box.end - box.start > _LEAVES_OF_FACT:
        return True
    return _is_sentence(outline.text_of(box))


@remember  # many passes ask it of the same few texts
def _is_sentence(text: str) -> bool:
    return len(text) > LONGEST_FACT or (len(text) > LONGEST_FACT / 4 and SENTENCE.search(text) is not None)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, line, item or heading of the page."""

    box: Box
    text: str
    is_prose: bool

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list or table."""
        return is_item(self.box, self.text)


class Blocks:
    """Blocks in reading order, of which none holds another.

    Attributes:
        all, prose: all of them, and those that are sentences.
    """

    def __init__(self, outline: Outline, boxes: Sequence[Box]) -> None:
        self.all = [Block(box, outline.text_of(box), is_prose(outline, box)) for box in boxes]
        self.prose = [block for block in self.all if block.is_prose]
        self._starts = [box.start for box in boxes]

    def within(self, box: Box) -> Sequence[Block]:
        """Give the blocks in a box."""
        first = bisect_left(self._starts, box.start)
        return self.all[first : bisect_left(self._starts, box.end, first)]


_LEAST_WORDS = 3
_NAMED = frozenset({"body", "description", "summary", "formatted"})
"""Words in classes by which site builders name a text: `field--name-body`, `text-formatted`."""
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")


def find_short_body(outline: Outline, facts: Sequence[Box], loose: Sequence[Box]) -> list[Box]:
    """Find the boxes of a short description.

    Args:
        outline: the page.
        facts: the boxes of labels and values.
        loose: the boxes among the facts under no label that is known.
    """
    if not facts:
        return []
    first, last = min(box.start for box in facts), max(box.end for box in facts)
    edge = sorted((box for box in loose if box.end <= first or box.start >= last), key=lambda box: box.start)
    body: list[Box] = []
    for box in reversed(edge):
        leads_in = outline.text_of(box).endswith(":") and bool(body) and not outline.has_words(box.end, body[-1].start)
        if leads_in or _is_body(outline, box):
            body.append(box)
    return body[::-1]


def without_body(outline: Outline, unclaimed: Mapping[str, str], body: Sequence[Box]) -> dict[str, str]:
    """Give the labels that belong to no field without those that are the description's text."""
    words = {word for box in body for word in _WORD.findall(outline.text_of(box))}
    return {label: text for label, text in unclaimed.items() if not words.issuperset(_WORD.findall(f"{label} {text}"))}


def _is_body(outline: Outline, box: Box) -> bool:
    text = outline.text_of(box)
    if text.endswith(":"):
        return False
    names = {part for outer in box.walk() for part in _NAME_PARTS.split((outer.attributes.get("class") or "").lower())}
    if names & _NAMED:
        return True
    items = any(inner.tag == "li" for inner in box.walk()) and box.tag != "li"
    parts = sum(leaf.gap == "\n" for leaf in outline.leaves[box.start + 1 : box.end])
    return items or (not parts and len(text.split()) >= _LEAST_WORDS and ":" not in text)
