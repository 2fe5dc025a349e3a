"""The words that mark and introduce enumerations: tables of `parsers/data/`, compared without case and accents."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from parsers.folding import fold

_LATIN_END = 0x250
_FOLDED = {
    chr(code): fold(chr(code))
    for code in [*range(ord("A"), _LATIN_END), *map(ord, "‘’‛′´`ʼ‐‑‒–—−")]
    if len(fold(chr(code))) == 1
}
_PLAIN = str.maketrans(_FOLDED)


def plain(text: str) -> str:
    """Fold Latin letters, apostrophes and dashes as `folding.fold` does, one character for one.

    Spans found in the plain text are therefore spans of the text itself; `œ`, which folds to two, stays.
    """
    return text.translate(_PLAIN)


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a table of `parsers/data/`; lines that begin with `#` name its source.

    A field that is missing is empty: `tables_lint` says so, which it could not if this failed while modules load.
    """
    lines = (files("parsers") / "data" / name).read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader((line for line in lines if not line.startswith("#")), restval=""))


def alternatives(phrases: Iterable[str]) -> str:
    """A regex that matches any of the phrases in plain text, the longest first, blanks of any width."""
    ordered = sorted({plain(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(r"\s".join(map(re.escape, phrase.split())) for phrase in ordered) + ")"
