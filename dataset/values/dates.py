"""Dates, exactly as precise as printed and no more.

Written by hand because general date parsers complete what is missing: they read `2021` as today's day of 2021 and
`01/03/2021` as the month they like better.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dataset.values.typed import Typed, doubt, has_odd_figures, lost, quote
from parsers.folding import fold
from parsers.raw import Issue
from parsers.vocabulary import read_table

PLAUSIBLE_YEARS = range(2000, 2051)
"""The Fund's projects begin with 2001; pages print years up to 2027. Others are kept, with a finding."""

_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
"""`2005`"""
_ISO_DAY = re.compile(r"([1-9]\d{3})-(\d\d)-(\d\d)", re.ASCII)
"""`2005-03-17`"""
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[/.-]([1-9]\d{3})", re.ASCII)
"""`3/2005`, `03-2005`. `2005-03` is not read: it may as well be 2005 to 2003, and `2005-06` 2005 to 2006."""
_NUMERIC_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2([1-9]\d{3})", re.ASCII)
"""`17/03/2005`, `03/17/2005`, `17.3.2005`"""
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o)?", re.ASCII)
"""`17`, `17th`, `1er`, `1º`"""

_SMALL_WORDS = {"of", "the", "le", "de", "del", "el"}
"""`17th of March 2005`, `le 17 mars 2005`, `17 de marzo de 2005`"""

_MONTHS = {fold(row["name"]): int(row["month"]) for row in read_table("months.csv", "dataset")}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is no date: the kind of the finding, and what follows the quoted text in its message."""

    kind: str
    reason: str


UNREADABLE = Fault("unreadable_date", "is in no form of a date that is known here")
IMPOSSIBLE = Fault("impossible_date", "is not in the calendar")
AMBIGUOUS = Fault("ambiguous_date", "can be read day first or month first")


def read_date(field: str, texts: Sequence[str]) -> Typed:
    """Read a date into EDTF: `2005`, `2005-03` or `2005-03-17`.

    A day in figures is read where one order alone makes a date (`17/03/2005`); `03/04/2005` is ambiguous.
    """
    printed = " ".join(texts)
    edtf = UNREADABLE if has_odd_figures(printed) else _edtf(fold(printed))
    if isinstance(edtf, Fault):
        issue = Issue(edtf.kind, field, f"{quote(printed)} {edtf.reason}", "error")
        return lost(issue, "ambiguous" if edtf is AMBIGUOUS else "not_understood")
    steps = () if edtf == printed else (f"read {quote(printed)} as {edtf}",)
    return Typed(edtf, issues=_implausible(field, int(edtf[:4]), printed), steps=steps)


def read_year(field: str, texts: Sequence[str]) -> Typed:
    """Read a year of four figures into an integer; nothing else is a year."""
    printed = " ".join(texts)
    if has_odd_figures(printed) or not _YEAR.fullmatch(fold(printed)):
        return lost(Issue("unreadable_year", field, f"{quote(printed)} is not a year of four figures", "error"))
    year = int(fold(printed))
    return Typed(year, issues=_implausible(field, year, printed))


def _edtf(text: str) -> str | Fault:
    if _YEAR.fullmatch(text):
        return text
    if match := _ISO_DAY.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_AND_YEAR.fullmatch(text):
        return _month(int(match[2]), int(match[1]))
    if match := _NUMERIC_DAY.fullmatch(text):
        return _numeric_day(int(match[1]), int(match[3]), int(match[4]))
    return _named_month(text)


def _named_month(text: str) -> str | Fault:
    """Read the forms that spell the month; the order of day and month is then free."""
    match [word for word in re.split(r"[\s.,/-]+", text) if word and word not in _SMALL_WORDS]:
        case [month, year] if month in _MONTHS and _YEAR.fullmatch(year):
            return _month(int(year), _MONTHS[month])
        case [day, month, year] if month in _MONTHS and _DAY.fullmatch(day) and _YEAR.fullmatch(year):
            return _day(int(year), _MONTHS[month], _number(day))
        case [month, day, year] if month in _MONTHS and _DAY.fullmatch(day) and _YEAR.fullmatch(year):
            return _day(int(year), _MONTHS[month], _number(day))
    return UNREADABLE


def _numeric_day(first: int, second: int, year: int) -> str | Fault:
    if first <= 12 and second <= 12 and first != second:
        return AMBIGUOUS
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(year, month, day)


def _number(day: str) -> int:
    return int("".join(filter(str.isdecimal, day)))


def _month(year: int, month: int) -> str | Fault:
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else IMPOSSIBLE


def _day(year: int, month: int, day: int) -> str | Fault:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return IMPOSSIBLE


def _implausible(field: str, year: int, printed: str) -> tuple[Issue, ...]:
    if year in PLAUSIBLE_YEARS:
        return ()
    span = f"{PLAUSIBLE_YEARS[0]} to {PLAUSIBLE_YEARS[-1]}"
    return doubt("implausible_date", field, f"{quote(printed)} is outside {span}; kept as printed")
