"""Stretches of markup that many pages share, such as menus: what stands in one is read once, whatever is around it.

A page is cut behind tags, at places that their own text decides (`_is_end`), so that the same menu is cut alike on
every page. A stretch that has been read is known by its first characters and compared as a whole, with the character
behind it: what a linear scan finds from one place to another depends on nothing else.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from zlib import crc32

T = TypeVar("T")

KNOWN_BY = 160
"""So many first characters a stretch is looked up by."""
LONGEST = 200_000
MOST_CHARACTERS = 4_000_000
"""All stretches are forgotten together when they have more; menus are read again once then."""
MOST_TAGS = 64
ONE_IN = 16
_LOOKED_AT = 32


@dataclass(slots=True)
class Stretches(Generic[T]):
    """What was read of the stretches of many pages.

    Args:
        tag: finds the next tag; it looks behind its end no further than one character.
        read: makes of the tags of a stretch what is to be remembered.
    """

    tag: re.Pattern[str]
    read: Callable[[list[re.Match[str]]], T]
    _known: dict[str, tuple[str, T]] = field(default_factory=dict)
    _characters: int = 0

    def of(self, text: str) -> Iterator[T]:
        """Yield what each stretch of a text gives, in order."""
        at = 0
        while True:
            key = text[at : at + KNOWN_BY]
            known = self._known.get(key)
            if known is not None and text.startswith(known[0], at):
                at += len(known[0]) - 1
                yield known[1]
                continue
            tags = self._tags(text, at)
            if not tags:
                return
            end = tags[-1].end()
            found = self.read(tags)
            if len(key) == KNOWN_BY <= end - at <= LONGEST and end < len(text):
                self._remember(key, text[at : end + 1], found)
            yield found
            at = end

    def _tags(self, text: str, at: int) -> list[re.Match[str]]:
        tags = []
        for tag in self.tag.finditer(text, at):
            tags.append(tag)
            if _is_end(tag) or len(tags) == MOST_TAGS:
                break
        return tags

    def _remember(self, key: str, stretch: str, found: T) -> None:
        self._characters += len(stretch)
        if self._characters > MOST_CHARACTERS:
            self._known.clear()
            self._characters = len(stretch)
        self._known[key] = stretch, found


def _is_end(tag: re.Match[str]) -> bool:
    """Whether a stretch ends behind a tag, which the tag's own last characters decide."""
    return crc32(tag.group()[-_LOOKED_AT:].encode("utf-8", "surrogatepass")) % ONE_IN == 0
