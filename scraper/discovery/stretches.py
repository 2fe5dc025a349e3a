"""Stretches of markup that many pages share, such as menus: what stands in one is read once, whatever is around it.

A page is cut behind tags, at places that their own text decides, so that the same menu is cut alike on
every page. A stretch that has been read is known by its first characters and compared as a whole, with the character
behind it: what a linear scan finds from one place to another depends on nothing else.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from zlib import crc32

P = TypeVar("P")
T = TypeVar("T")

KNOWN_BY = 160
"""So many first characters a stretch is looked up by."""
LONGEST = 200_000
LONGEST_TAG = 500
"""Characters of a tag; longer ones are read each time."""
MOST_CHARACTERS = 4_000_000
"""All stretches, or all tags, are forgotten together when they have more; menus are read again once then."""
MOST_TAGS = 64
ONE_IN = 16
_LOOKED_AT = 32


@dataclass(slots=True)
class Stretches(Generic[P, T]):
    """What was read of the stretches of many pages.

    Args:
        tag: finds the next tag; it looks behind its end no further than one character.
        read: says what a tag gives, which its own text decides, or None for nothing.
        join: makes of what the tags of a stretch give, and of its text, what is to be remembered.
    """

    tag: re.Pattern[str]
    read: Callable[[re.Match[str]], P | None]
    join: Callable[[list[P], str], T]
    _known: dict[str, tuple[str, T]] = field(default_factory=dict)
    _characters: int = 0
    _tags: dict[str, tuple[P | None, bool]] = field(default_factory=dict)
    _characters_of_tags: int = 0

    def of(self, text: str) -> Iterator[T]:
        """Yield what each stretch of a text gives, in order; the last one is what stands behind all tags."""
        at = 0
        while True:
            key = text[at : at + KNOWN_BY]
            known = self._known.get(key)
            if known is not None and text.startswith(known[0], at):
                at += len(known[0]) - 1
                yield known[1]
                continue
            found, end = self._read(text, at)
            yield found
            if end == at:
                return
            if len(key) == KNOWN_BY <= end - at <= LONGEST and end < len(text):
                self._remember(key, text[at : end + 1], found)
            at = end

    def _read(self, text: str, at: int) -> tuple[T, int]:
        """Return what the stretch at a place gives, and where it ends; there, where no tag follows."""
        given: list[P] = []
        count, end = 0, at
        for count, tag in enumerate(self.tag.finditer(text, at), 1):
            end = tag.end()
            said, is_end = self._tags.get(tag.group()) or self._read_tag(tag)
            if said is not None:
                given.append(said)
            if is_end or count == MOST_TAGS:
                break
        return self.join(given, text[at:end] if count else text[at:]), end

    def _read_tag(self, tag: re.Match[str]) -> tuple[P | None, bool]:
        """Return what a tag gives, and whether a stretch ends behind it, which its last characters decide."""
        text = tag.group()
        is_end = crc32(text[-_LOOKED_AT:].encode("utf-8", "surrogatepass")) % ONE_IN == 0
        found = self.read(tag), is_end
        if len(text) <= LONGEST_TAG:
            self._characters_of_tags += len(text)
            if self._characters_of_tags > MOST_CHARACTERS:
                self._tags.clear()
                self._characters_of_tags = len(text)
            self._tags[text] = found
        return found

    def _remember(self, key: str, stretch: str, found: T) -> None:
        self._characters += len(stretch)
        if self._characters > MOST_CHARACTERS:
            self._known.clear()
            self._characters = len(stretch)
        self._known[key] = stretch, found
