"""Descriptions so short that they look like one more fact: `Training of officers`, a lead-in with a list.

Only where a page has no other description is one looked for among the texts that no label claims, before the first or
behind the last fact.
"""

import re
from collections.abc import Mapping, Sequence

from parsers.boxes import Box, Outline

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
