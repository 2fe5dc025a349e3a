"""What makes elements look alike to whoever wrote the template."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from parsers.memory import remember

_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_EMPHASIS = frozenset({"b", "em", "h2", "h3", "h4", "h5", "h6", "i", "label", "strong"})


class Signature(NamedTuple):
    """What makes boxes look alike: the element's name, and a word in common in class or role if they have any."""

    tag: str
    words: frozenset[str]

    def is_like(self, others: Iterable["Signature"]) -> bool:
        """Whether it is like one of others."""
        alike = [other.words for other in others if other.tag == self.tag]
        return any(map(self.words.__and__, alike)) or (not self.words and self.words in alike)


@remember
def signature_of(tag: str, inner: str, classes: str | None, role: str | None) -> Signature:
    """The look of an element; `<p><strong>…</strong></p>` looks otherwise than `<p>…</p>`.

    Args:
        tag: its name.
        inner: the name of its only child, or `""`.
        classes: its `class`.
        role: its `role`.
    """
    names = _NAME_PARTS.split(f"{classes or ''} {role or ''}".lower())
    return Signature(f"{tag}/{inner}" if inner in _EMPHASIS else tag, frozenset(names) - {""})
