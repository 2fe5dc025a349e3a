"""What somebody else's IATI file says about projects: identifiers, dates, status, budget, countries.

Read as a stream, so that a file of any size fits. expat 2.4.1 or newer, which the standard
library reads XML with, loads nothing from outside and bounds the expansion of entities.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree import ElementTree as ET

STARTS, ENDS = ("2", "1"), ("4", "3")
"""Kinds of activity dates, the actual one before the planned."""


class IatiFileError(Exception):
    """A file is no IATI activity file."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity.

    Attributes:
        identifier: as in the file, trimmed.
        start, end: the actual date, else the planned one, else None.
        status: code of IATI's ActivityStatus, None where there is none.
        budget_usd: sum of the original budgets, or of the revised where there are any; None where one is not in US
            dollars or there are none.
        countries: ISO 3166-1 alpha-2 codes in the file's order.
    """

    identifier: str
    start: date | None = None
    end: date | None = None
    status: str | None = None
    budget_usd: Decimal | None = None
    countries: tuple[str, ...] = field(default=())


def read_activities(path: Path) -> Iterator[Activity]:
    """Yield the activities of a file.

    Raises:
        IatiFileError: the file is no well-formed XML or has no root `iati-activities`.
        OSError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            events = ET.iterparse(file, events=("start", "end"))  # noqa: S314 - see above; a test tries it
            yield from _activities(events, path)
    except ET.ParseError as error:
        raise IatiFileError(f"{path} is no well-formed XML: {error}") from error


def _activities(events: Iterator[tuple[str, ET.Element]], path: Path) -> Iterator[Activity]:
    _, root = next(events)
    if root.tag != "iati-activities":
        raise IatiFileError(f"{path} begins with <{root.tag}>, an IATI activity file with <iati-activities>")
    for event, element in events:
        if event == "end" and element.tag == "iati-activity":
            yield _activity(element, element.get("default-currency"))
            root.clear()


def _activity(element: ET.Element, currency: str | None) -> Activity:
    dates = {one.get("type"): _day(one.get("iso-date")) for one in element.findall("activity-date")}
    status = element.find("activity-status")
    return Activity(
        identifier=(element.findtext("iati-identifier") or "").strip(),
        start=next((dates[kind] for kind in STARTS if dates.get(kind)), None),
        end=next((dates[kind] for kind in ENDS if dates.get(kind)), None),
        status=None if status is None else status.get("code"),
        budget_usd=_budget(element, currency),
        countries=tuple(code for one in element.findall("recipient-country") if (code := one.get("code"))),
    )


def _day(text: str | None) -> date | None:
    """A day; a time zone after it (`2005-03-14Z`) does not count, and what is no day is no date."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _budget(element: ET.Element, currency: str | None) -> Decimal | None:
    budgets = element.findall("budget")
    revised = [one for one in budgets if one.get("type") == "2"]
    values = [one.find("value") for one in revised or budgets]
    if not values or any(one is None or one.get("currency", currency) != "USD" for one in values):
        return None
    try:
        return sum((Decimal((one.text or "").strip()) for one in values if one is not None), Decimal())
    except InvalidOperation:
        return None
