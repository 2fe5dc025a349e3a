"""What a value of each field looks like: a shape or a vocabulary, never a place.

Used where structure alone leaves open what belongs together (a label and its value in one text) and for the legacy
layout, which has no labels. It only tells candidates apart; what a value means is `dataset`'s business.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from parsers.countries import may_begin, segment
from parsers.vocabulary import match_term

# ` - 12:00`, ` à 12h00`, ` 09:30 PM`, ` 00:00:00 +0000`
_CLOCK = r"(?:,? |\s[-–]\s)(?:(?:at|à|a las) )?\d{1,2}[:h]\d\d\S{0,12}(?: (?i:[ap]\.?m\.?|gmt|utc|[+-]\d\d:?\d\d))?"
# `2005`, `1er mars 2005`, `2005-03-01T12:00:00+0300`, `Saturday, March 1, 2014 - 12:00`; one year, not two
_DATE = re.compile(
    r"(?!.*\d{4}\D.*(?:19|20)\d\d(?!\d))(?:\w{1,12}, )?(?:[\w./,-]{1,12} ){0,4}"
    rf"[\w./,-]*\b(?:19|20)\d\d\b[\w:./,+-]{{0,24}}(?:{_CLOCK})?"
)
# `2005`
_YEAR = re.compile(r"(?:19|20)\d\d")
# `81500.00`, `200,000`, `US$ 200,000`, `USD 81 500.00`
_BUDGET = re.compile(r"(?:US\$|USD|\$)?\s?\d[\d.,']*(?: \d{3})*(?:[.,]\d\d?)?(?:\s?(?:US\$|USD|\$))?", re.IGNORECASE)
# `200,000`, `25,000.00`, `150000`: as bare blocks print it; `2005` would be a year
_BARE_BUDGET = re.compile(
    r"(?:US\$|USD|\$)?\s?(?:\d{1,3}(?:,\d{3})+|\d{5,8})(?:\.\d\d)?(?:\s?(?:US\$|USD|\$))?", re.IGNORECASE
)
PROJECT_ID = re.compile(r"[A-Z]{2}\.\d{4}|[A-Z0-9]{3}-80[05]", re.ASCII)
"""`CT.0690`; of 2001 to 2007 `Q36-805`, `TF2-805`, `614-800`."""
PRIMA_ID = re.compile(r"[A-Z]{2}\d{2}P\d{4}", re.ASCII)
"""`ZM10P0004`: managing office, class, `P`, serial."""
# Separators; letters of flags, emoji, dingbats and arrows; the private characters of icon fonts
_EDGE = re.compile("[\\s:：﹕∶=|•·;,\\-–—\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff\ue000-\uf8ff\ufe0f]")


def _is_term(field: str) -> Callable[[str], bool]:
    return lambda text: match_term(field, text) is not None


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _names_countries(text: str) -> bool:
    return may_begin(text) and bool(segment([text]).countries)


_SHAPES: Mapping[str, Callable[[str], bool]] = {
    "start_date": _matches(_DATE),
    "end_date": _matches(_DATE),
    "year": _matches(_YEAR),
    "status": _is_term("status"),
    "project_type": _is_term("project_type"),
    "coverage": _is_term("coverage"),
    "region": _is_term("region"),
    "budget_usd": _matches(_BUDGET),
    "prima_id": _matches(PRIMA_ID),
    "project_id": _matches(PROJECT_ID),
    "countries": _names_countries,
    "other_countries": _names_countries,
}

_MENTIONS: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("start_date", "end_date", "year"), re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")),
    "project_id": re.compile(rf"(?<![\w-])(?:{PROJECT_ID.pattern})(?!\w)"),
    "prima_id": re.compile(rf"(?<!\w)(?:{PRIMA_ID.pattern})(?!\w)"),
    "budget_usd": re.compile(r"(?:US\$|USD|\$)\s?\d|(?<!\d)\d{1,3}(?:,\d{3})+|(?<!\d)\d{5,8}(?:\.\d\d)?(?!\d)"),
}


@lru_cache(maxsize=2_000)  # many rules look at the same few texts of a page
def fits(field: str, text: str) -> bool:
    """Say whether a text could be a value of a labelled field."""
    return _SHAPES[field](strip_edges(text))


@lru_cache(maxsize=10_000)
def fits_any(fields: tuple[str, ...], text: str) -> bool:
    """Say whether a text could be a value of one of several fields."""
    return any(fits(field, text) for field in fields)


@lru_cache(maxsize=10_000)
def strip_edges(text: str) -> str:
    """Give a value without what stands around it and says nothing: separators, flags, icons."""
    start, end = 0, len(text)
    while start < end and _EDGE.match(text, start):
        start += 1
    while start < end and _EDGE.match(text, end - 1):
        end -= 1
    return text[start:end]


def mentions(field: str, text: str) -> bool:
    """Say whether a text holds a value of a field, perhaps among other words: `2005 – 2011`, `No. CT.0690`."""
    if pattern := _MENTIONS.get(field):
        return pattern.search(text) is not None
    return fits(field, text)


def fits_bare(field: str, text: str) -> bool:
    """Say whether a text that stands alone, without label, could be a value of a field; stricter about budgets."""
    return field in bare_fields(text)


@lru_cache(maxsize=10_000)
def bare_fields(text: str) -> tuple[str, ...]:
    """The fields of which a text that stands alone, without label, could be a value."""
    return tuple(
        field
        for field in _SHAPES
        if (_BARE_BUDGET.fullmatch(text) is not None if field == "budget_usd" else fits(field, text))
    )
