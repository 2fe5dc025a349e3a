"""The twelve facts of a project page, one row each: all that the parsers know of a field but for its labels.

A row tells what a value looks like: a pattern or a vocabulary, never a place. That is used where structure alone leaves
open what belongs together (a label and its value in one text) and for the legacy layout, which has no labels. It only
tells candidates apart; what a value means is `dataset`'s business. The labels of a field are rows of
`parsers/data/labels.csv`; its type, unit and description stand in `dataset`'s registry of columns.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from parsers.countries import may_begin, read_codes
from parsers.folding import remember
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
# `USD 5`, `200,000`, `150000.00`
_MENTIONED_BUDGET = re.compile(r"(?:US\$|USD|\$)\s?\d|(?<!\d)\d{1,3}(?:,\d{3})+|(?<!\d)\d{5,8}(?:\.\d\d)?(?!\d)")
PROJECT_ID = re.compile(r"[A-Z]{2}\.\d{4}|[A-Z0-9]{3}-80[05]", re.ASCII)
"""`CT.0690`; of 2001 to 2007 `Q36-805`, `TF2-805`, `614-800`."""
PRIMA_ID = re.compile(r"[A-Z]{2}\d{2}P\d{4}", re.ASCII)
"""`ZM10P0004`: managing office, class, `P`, serial."""
# Separators; letters of flags, emoji, dingbats and arrows; the private characters of icon fonts
_EDGE = re.compile("[\\s:：﹕∶=|•·;,\\-–—\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff\ue000-\uf8ff\ufe0f]")


_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

Test = Callable[[str], bool]


def _is_term(field: str) -> Test:
    return lambda text: match_term(field, text) is not None


def _matches(pattern: re.Pattern[str]) -> Test:
    return lambda text: pattern.fullmatch(text) is not None


@remember  # two fields ask it
def _names_countries(text: str) -> bool:
    return may_begin(text) and bool(read_codes((text,)))


def _amid(identifier: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{identifier.pattern})(?!\w)")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a project page.

    Attributes:
        name: registry name.
        kind: how two printings of a value are compared; of `countries` the page prints several, each in a part.
        is_valid: whether a text, without what stands around it, could be a value beside the field's label.
        is_valid_unlabelled: the same of a text without label, where it must be stricter.
        mention: what a value looks like among other words; None where only a whole text can be one.
        is_telling: whether hardly any page but a project's prints its label; events and calls have dates as well.
        legacy_place: its place among the bare blocks of the legacy layout; None where that has no such block.
        is_optional: whether a complete page may lack it, so that its absence is no finding.
    """

    name: str
    kind: Literal["date", "term", "amount", "identifier", "countries"]
    is_valid: Test
    is_valid_unlabelled: Test | None = None
    mention: re.Pattern[str] | None = None
    is_telling: bool = True
    legacy_place: int | None = None
    is_optional: bool = False


_ROWS = (
    Field("start_date", "date", _matches(_DATE), mention=_ANY_YEAR, is_telling=False),
    Field("end_date", "date", _matches(_DATE), mention=_ANY_YEAR, is_telling=False),
    Field("status", "term", _is_term("status"), legacy_place=8),
    Field("project_type", "term", _is_term("project_type"), legacy_place=6),
    Field("budget_usd", "amount", _matches(_BUDGET), _matches(_BARE_BUDGET), _MENTIONED_BUDGET, legacy_place=4),
    Field("coverage", "term", _is_term("coverage"), is_telling=False, legacy_place=7),
    Field("year", "date", _matches(_YEAR), mention=_ANY_YEAR, is_telling=False),
    Field("region", "term", _is_term("region"), legacy_place=1),
    Field("other_countries", "countries", _names_countries, is_optional=True),
    Field("prima_id", "identifier", _matches(PRIMA_ID), mention=_amid(PRIMA_ID), legacy_place=3, is_optional=True),
    Field("project_id", "identifier", _matches(PROJECT_ID), mention=_amid(PROJECT_ID), legacy_place=2),
    Field("countries", "countries", _names_countries, legacy_place=5),
)
"""In the order in which the current family prints them."""

FIELDS = {row.name: row for row in _ROWS}
LABELLED_FIELDS = tuple(FIELDS)
PARTED_FIELDS = frozenset(row.name for row in _ROWS if row.kind == "countries")
"""Fields with several values, each in a part of its own."""
SIGNED_FIELDS = frozenset(row.name for row in _ROWS if row.kind in {"date", "amount", "identifier"})
"""Fields of whose values a dash or arrow may be a part; beside a term or a name it says nothing."""
TELLING_FIELDS = frozenset(row.name for row in _ROWS if row.is_telling)
LEGACY_FIELDS = tuple(name for _, name in sorted((row.legacy_place, row.name) for row in _ROWS if row.legacy_place))
"""The fields of the legacy layout in the order of its blocks."""


@remember  # many rules look at the same few texts of a page
def is_valid(field: str, text: str) -> bool:
    """Say whether a text could be a value of a labelled field."""
    return FIELDS[field].is_valid(strip_edges(text))


@remember
def is_valid_for_any(fields: tuple[str, ...], text: str) -> bool:
    """Say whether a text could be a value of one of several fields."""
    return any(is_valid(field, text) for field in fields)


@remember
def valid_unlabelled(text: str) -> tuple[str, ...]:
    """The fields of which a text that stands alone, without label, could be a value."""
    bare = strip_edges(text)
    return tuple(
        row.name for row in _ROWS if (row.is_valid_unlabelled(text) if row.is_valid_unlabelled else row.is_valid(bare))
    )


def is_valid_unlabelled(field: str, text: str) -> bool:
    """Say whether a text that stands alone, without label, could be a value of a field; stricter about budgets."""
    return field in valid_unlabelled(text)


def contains(field: str, text: str) -> bool:
    """Say whether a text holds a value of a field, perhaps among other words: `2005 – 2011`, `No. CT.0690`."""
    mention = FIELDS[field].mention
    return mention.search(text) is not None if mention else is_valid(field, text)


@remember
def strip_edges(text: str) -> str:
    """Give a value without what stands around it and says nothing: separators, flags, icons."""
    start, end = 0, len(text)
    while start < end and _EDGE.match(text, start):
        start += 1
    while start < end and _EDGE.match(text, end - 1):
        end -= 1
    return text[start:end]
