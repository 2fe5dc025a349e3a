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
from parsers.model import Issue
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

_OPEN = re.compile(r"^[.,/-]|[/-]$")
"""`- March 2005`, `March 2005 -`: from or until then."""
_CLOCK = re.compile(
    r"(?:t|,? (?:- )?(?:a |at |a las )?)(\d{1,2})[:h](\d\d)(?::[0-5]\d(?:\.\d{1,9})?)?"
    r"(?: ?[ap]\.?m\.?)?(?: ?(?:z|utc|gmt|[+-]\d\d:?(?:\d\d)?))?",
    re.ASCII,
)
"""`T12:00:00Z`, `T12:00+03:00`, ` 12:00`, ` - 12:00`, ` à 12h00`, ` 12:00 pm`; folded."""

_SMALL_WORDS = {"of", "the", "le", "de", "del", "el"}
"""`17th of March 2005`, `le 17 mars 2005`, `17 de marzo de 2005`"""

_WEEKDAYS = {fold(row["name"]): int(row["weekday"]) for row in read_table("weekdays.csv", "dataset")}
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

    A day in figures is read where one order alone makes a date (`17/03/2005`); `03/04/2005` is ambiguous. A weekday
    and a time of day may stand with a day (`Saturday, March 1, 2014 - 12:00`, `2014-03-01T12:00:00Z`): the day is the
    one printed, whatever its time zone.
    """
    printed = " ".join(texts)
    edtf, weekday = (UNREADABLE, None) if has_odd_figures(printed) else _read(fold(printed))
    if isinstance(edtf, Fault):
        issue = Issue(edtf.kind, field, f"{quote(printed)} {edtf.reason}", "error")
        return lost(issue, "ambiguous" if edtf is AMBIGUOUS else "not_understood")
    steps = () if edtf == printed else (f"read {quote(printed)} as {edtf}",)
    doubts = (*_implausible(field, int(edtf[:4]), printed), *_misnamed(field, edtf, weekday, printed))
    return Typed(edtf, issues=doubts, steps=steps)


def read_year(field: str, texts: Sequence[str]) -> Typed:
    """Read a year of four figures into an integer; nothing else is a year."""
    printed = " ".join(texts)
    if has_odd_figures(printed) or not _YEAR.fullmatch(fold(printed)):
        return lost(Issue("unreadable_year", field, f"{quote(printed)} is not a year of four figures", "error"))
    year = int(fold(printed))
    return Typed(year, issues=_implausible(field, year, printed))


def _read(text: str) -> tuple[str | Fault, int | None]:
    """Read a folded date, and the weekday that stands before it, from 1 for Monday."""
    edtf = _edtf(text)
    if edtf is not UNREADABLE:
        return edtf, None
    text = _without_clock(text)
    named, _, rest = text.partition(" ")
    weekday = _WEEKDAYS.get(named.rstrip(".,"))
    edtf = _edtf(rest if weekday else text)
    if edtf is AMBIGUOUS and weekday:
        edtf = _settled(rest, weekday)
    if isinstance(edtf, str) and len(edtf) < len("2005-03-17"):
        return UNREADABLE, None  # a month or a year has neither weekday nor time of day
    return edtf, weekday


def _without_clock(text: str) -> str:
    """Take the time of day off the end of a text."""
    clock = next((match for match in _CLOCK.finditer(text) if match.end() == len(text)), None)
    return text[: clock.start()] if clock and int(clock[1]) < 24 and int(clock[2]) < 60 else text


def _settled(text: str, weekday: int) -> str | Fault:
    """Read a day in figures in the order in which it falls on its weekday, where one order alone does."""
    match = _NUMERIC_DAY.fullmatch(text)
    if match is None or int(match[1]) * int(match[3]) == 0:
        return AMBIGUOUS
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    fitting = [day for day in (date(year, one, other), date(year, other, one)) if day.isoweekday() == weekday]
    return fitting[0].isoformat() if len(fitting) == 1 else AMBIGUOUS


def _misnamed(field: str, edtf: str, weekday: int | None, printed: str) -> tuple[Issue, ...]:
    if weekday is None or date.fromisoformat(edtf).isoweekday() == weekday:
        return ()
    return doubt("weekday_disagrees", field, f"{quote(printed)}: {edtf} is another weekday; the day is kept")


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
    """Read the forms that spell the month; the order of day and month is then free, and nothing is open-ended."""
    if _OPEN.search(text):
        return UNREADABLE
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
