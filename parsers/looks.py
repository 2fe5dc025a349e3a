"""What makes boxes look alike to whoever wrote the template."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parsers.boxes import Box, Outline

_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_EMPHASIS = frozenset({"b", "em", "h2", "h3", "h4", "h5", "h6", "i", "label", "strong"})


@dataclass(frozen=True, slots=True)
class Look:
    """What makes boxes look alike: the element's name, and a word in common in class or role if they have any."""

    tag: str
    words: frozenset[str]

    @classmethod
    def of(cls, box: Box) -> "Look":
        """The look of a box; `<p><strong>…</strong></p>` looks otherwise than `<p>…</p>`."""
        attributes = box.node.attributes if box.kind == "element" else {}
        names = " ".join(attributes.get(name) or "" for name in ("class", "role")).lower()
        inner = box.children[0].tag if len(box.children) == 1 else ""
        return cls(
            f"{box.tag}/{inner}" if inner in _EMPHASIS else box.tag,
            frozenset(word for word in _NAME_PARTS.split(names) if word),
        )

    def is_like(self, others: Iterable["Look"]) -> bool:
        """Whether it is like one of others."""
        return any(
            self.tag == other.tag and (self.words & other.words or not (self.words or other.words)) for other in others
        )


def look_of_text(outline: Outline, box: Box, end: int) -> Look:
    """The look of the largest box that holds a text, from a box to the leaf before `end`, and no more words."""
    start = box.start
    for outer in box.ancestors():
        if outline.has_words(outer.start, start) or outline.has_words(end, outer.end):
            break
        box = outer
    return Look.of(box)
