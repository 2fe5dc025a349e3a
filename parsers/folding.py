"""The one folding of text that labels, terms and country names share.

Two texts that a reader takes for the same fold to the same string: case, accents, typographic apostrophes and
dashes, ligatures (`œ`), full-width letters, no-break blanks, soft hyphens and other invisible characters do not
count. Nothing else is forgiven: there is no distance, no stemming, no guess. Folded text is for comparison only and
is never shown or stored.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

MOST_TEXTS = 4_000
"""A page with more pieces of text is refused."""
MOST_BYTES = 8_000_000
"""About a hundred pages; empty again, the first of the next hundred costs twice as much."""

P = ParamSpec("P")
T = TypeVar("T")
_FORGETTING: list[Callable[[], None]] = []
_read: dict[str, int] = {"bytes": 0}


def remember(function: Callable[P, T]) -> Callable[P, T]:
    """Let a pure function of texts keep its last answers."""
    kept: Any = lru_cache(maxsize=MOST_TEXTS)(function)
    _FORGETTING.append(kept.cache_clear)
    return cast("Callable[P, T]", kept)


def keep_in(table: dict[Any, Any]) -> None:
    """Let a table of answers be emptied with the memories."""
    _FORGETTING.append(table.clear)


def forget() -> None:
    """Empty all memories."""
    _read["bytes"] = 0
    for empty in _FORGETTING:
        empty()


def note_page(size: int) -> None:
    """Note that a page of so many bytes was read; after `MOST_BYTES` all memories are emptied."""
    _read["bytes"] += size
    if _read["bytes"] > MOST_BYTES:
        forget()


_SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("‘’‛′´`ʹʻʼˈꞌ＇", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
    }
)
"""Characters that Unicode's own foldings keep apart. `´` must go first: NFKD makes a blank and an accent of it."""

# What case alone does not fold: `œ`, `´`, and the one such sign of ASCII.
_FOREIGN = re.compile(r"[^\x00-\x7f]|`")
_INVISIBLE = frozenset({"Mn", "Cf"})
"""Accents and other marks; soft hyphens, zero-width and direction characters."""


class _Alone(dict[str, str]):
    """Each character that was seen, folded by itself: none depends on a neighbour, so origins stay exact."""

    def __missing__(self, character: str) -> str:
        self[character] = _fold_character(character)
        return self[character]


_ALONE = _Alone()
keep_in(_ALONE)


@remember  # pages of one site print the same menus, labels and terms
def fold(text: str) -> str:
    """Give the form in which texts are compared: `fold("Migration de main-d’Œuvre") == "migration de main-d'oeuvre"`.

    Accents are dropped in every language (`Etat` is `État`), blanks of any kind and number become one, and the ends
    are trimmed. Folding twice changes nothing.
    """
    if not text.isascii() or "`" in text:
        for character in set(_FOREIGN.findall(text)):
            text = text.replace(character, _ALONE[character])
    return " ".join(text.casefold().split())


def fold_with_origins(text: str) -> tuple[str, Sequence[int]]:
    """Fold and say, for every folded character, the index of the character of `text` that it came from."""
    if text.isascii() and len(fold(text)) == len(text):  # character by character
        return fold(text), range(len(text))
    characters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        for folded in _ALONE[character]:
            if not folded.isspace():
                characters += (folded,)
            elif characters and characters[-1] != " ":
                characters += (" ",)
            else:
                continue
            origins += (index,)
    if characters and characters[-1] == " ":
        characters.pop()
        origins.pop()
    return "".join(characters), origins


def _fold_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.translate(_SPELLINGS))
    folded = unicodedata.normalize("NFKD", decomposed.casefold()).translate(_SPELLINGS)
    return "".join(one for one in folded if unicodedata.category(one) not in _INVISIBLE)
