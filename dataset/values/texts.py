"""Titles and descriptions: the reader's own text, kept as printed."""

import re
import unicodedata
from collections.abc import Sequence

from dataset.values.typed import Typed, doubt, lost, quote
from parsers.countries import read_codes
from parsers.folding import fold
from parsers.model import Issue
from parsers.vocabulary import TERM_TABLES, match_label, match_term

LONGEST_TITLE = 255
"""Characters that Drupal's column for titles holds; what was longer is cut there without a sign."""

_MARK = re.compile(r"\w[*†‡]|[*†‡]$|\[\d{1,3}\]|\w\(\d\)$")
"""`Borders*`, `Cambodia [1]`: perhaps the mark of a footnote, and printed as any other text."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, zero-width blanks and direction marks: a reader does not see them."""


def read_title(field: str, texts: Sequence[str]) -> Typed:
    """Read a title: one line, without characters that nobody sees, accents composed; words and quotes untouched."""
    printed = " ".join(texts)
    title = " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", printed)).split())
    if not title:
        return lost(Issue("label_empty", field, "the title is blank", "warning"), "label_empty")
    steps = () if title == printed else ("blanks made one, invisible characters dropped",)
    doubts = (*_doubled(field, title), *_borrowed(field, title), *_cut(field, title, printed), *_marked(field, title))
    return Typed(title, issues=doubts, steps=steps)


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


def _borrowed(field: str, title: str) -> tuple[Issue, ...]:
    """Doubt a title that is the value or the label of another field: seen is a project type (`fr/node/187261`)."""
    of: str | None = next((name for name in TERM_TABLES if match_term(name, title) is not None), None)
    of = of or ("countries" if read_codes((title,)) else None)
    if of is None and (label := match_label(title)):
        of = label.fields[0]
    if of is None:
        return ()
    return doubt("title_is_term", field, f"{quote(title)} is a term of {of}; kept, though it may be no title")


def _cut(field: str, title: str, printed: str) -> tuple[Issue, ...]:
    """Doubt a title that is as long as a title can be, or ends in dots: the rest of it is on no page."""
    if LONGEST_TITLE not in (len(title), len(printed.strip())) and not title.endswith(("…", "...")):
        return ()
    return doubt("title_cut", field, f"the title ends where titles are cut ({len(title)} characters): …{title[-40:]!r}")


def _marked(field: str, title: str) -> tuple[Issue, ...]:
    mark = _MARK.search(title)
    return doubt("footnote_mark", field, f"{mark[0]!r} may be the mark of a footnote; kept as printed") if mark else ()
