"""The first and the last day that a date of limited precision can mean."""

import calendar
import re
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
"""`2005`, `2005-03`, `2005-03-14`: the three precisions of EDTF level 0 that pages can have."""


def day_bounds(edtf: str) -> tuple[date, date]:
    """The first and last day of an EDTF date: `2005-02` is 1 to 28 February 2005.

    Raises:
        ValueError: not one of the three forms above, or no such day in the calendar.
    """
    match = _DATE.fullmatch(edtf)
    if match is None:
        raise ValueError(f"{edtf!r} is no year, month or day in EDTF")
    year, month, day = (None if part is None else int(part) for part in match.groups())
    if year is None or month is None:
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)
