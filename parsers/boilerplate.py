"""The site's own phrases (`parsers/data/boilerplate.csv`): `Related projects`, `Share this page`, `Last updated: …`."""

import re
from functools import cache

from parsers.folding import fold
from parsers.memory import remember
from parsers.vocabulary import read_table

_LONGEST = 400
_ABOUT = ("about ", "on ", "of ", "sur ", "a propos ", "de ", "du ", "sobre ", "acerca ", "del ", ":", "-")
# `2 Comments`
_COUNT = re.compile(r"^\d+ ")


def is_boilerplate(sign: str, text: str) -> bool:
    """Say whether a whole text is a phrase of a sort: `chrome`, `description`, `facts`, `link`, `related`, `title`."""
    return len(text) <= _LONGEST and sign in _sorts_of(text)


@remember
def leads_on(text: str) -> bool:
    """Say whether a text leads to the rest of another: `Read more`, `Lire la suite >`, `Leer más sobre el proyecto`."""
    folded = fold(text).strip(" :»›>….[]()+-→▸▾▼") if len(text) <= _LONGEST else ""
    if "link" in _phrases().get(folded, ()):
        return True
    return _way_on().match(folded) is not None


def opens_boilerplate(text: str) -> bool:
    """Say whether a text begins as the site's own notes do: `We use cookies …`, `Last updated: …`."""
    return fold(text).startswith(_openings())


@remember
def _sorts_of(text: str) -> frozenset[str]:
    return _phrases().get(_COUNT.sub("", fold(text)).strip(" :»›>…."), frozenset())


@cache
def _phrases() -> dict[str, frozenset[str]]:
    sorts: dict[str, set[str]] = {}
    for row in read_table("boilerplate.csv"):
        sorts.setdefault(fold(row["phrase"]), set()).add(row["sign"])
    return {phrase: frozenset(own) for phrase, own in sorts.items()}


@cache
def _way_on() -> re.Pattern[str]:
    """A phrase of several words that leads on, and what it leads to: `More about` may begin a title."""
    phrases = (re.escape(phrase) for phrase, sorts in _phrases().items() if "link" in sorts and " " in phrase)
    about = (re.escape(word) for word in _ABOUT)
    return re.compile(f"(?:{'|'.join(phrases)}) (?:{'|'.join(about)})")


@cache
def _openings() -> tuple[str, ...]:
    return tuple(phrase for phrase, sorts in _phrases().items() if "opening" in sorts)
