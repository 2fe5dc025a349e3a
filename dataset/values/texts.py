"""Titles and descriptions: the reader's own text, kept as printed."""

import re
import unicodedata
from collections.abc import Sequence

from dataset.values.typed import Typed, doubt, lost, quote
from parsers.folding import fold
from parsers.raw import Issue

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, zero-width blanks and direction marks: a reader does not see them."""


def read_title(field: str, texts: Sequence[str]) -> Typed:
    """Read a title: one line, without characters that nobody sees, accents composed; words and quotes untouched."""
    printed = " ".join(texts)
    title = " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", printed)).split())
    if not title:
        return lost(Issue("label_empty", field, "the title is blank", "warning"), "label_empty")
    steps = () if title == printed else ("blanks made one, invisible characters dropped",)
    return Typed(title, issues=_doubled(field, title), steps=steps)


def read_description(field: str, texts: Sequence[str]) -> Typed:
    """Keep a description exactly as given: the spans of components count its characters."""
    printed = " ".join(texts)
    if not printed.strip():
        return lost(Issue("label_empty", field, "the description is blank", "warning"), "label_empty")
    return Typed(printed)


def _doubled(field: str, title: str) -> tuple[Issue, ...]:
    half, rest = title[: len(title) // 2].strip(), title[len(title) // 2 :].strip()
    if " " in half and fold(half) == fold(rest):
        return doubt("doubled_title", field, f"the title says everything twice: {quote(title)}; kept as printed")
    return ()
