"""What somebody else's IATI file says about projects: identifiers, dates, status, budget, countries.

Read as a stream, so that a file of any size fits. expat 2.4.1 or newer, which the standard
library reads XML with, loads nothing from outside and bounds the expansion of entities.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Generic, TypeVar
from xml.etree import ElementTree as ET

STARTS, ENDS = ("2", "1"), ("4", "3")
"""Kinds of activity dates, the actual one before the planned."""

OWN_VOCABULARY = "99"
"""IATI's code for a reporter's own list of sectors."""


class IatiFileError(Exception):
    """A file is no IATI activity file."""


LARGEST = Decimal(10) ** 15
"""No sum of money is larger: it would not fit the dataset's decimals."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """What an activity states of one thing.

    Attributes:
        text: as it stands in the file; None where the activity says nothing of it.
        value: what that means; None where nothing that can be compared.
    """

    text: str | None = None
    value: T | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity.

    Attributes:
        number: its place in the file, from 1.
        identifier: as in the file, trimmed; empty where there is none.
        start, end: the actual date, else the planned one.
        status: code of IATI's ActivityStatus.
        budget_usd: sum of the original budgets, or of the revised where there are any; no value where one is not in US
            dollars.
        countries: ISO 3166-1 alpha-2 codes in the file's order.
        sectors: codes of the sectors that the reporter names by a list of its own (vocabulary 99).
        participants: what the narratives of the participating organisations say, all languages.
    """

    number: int
    identifier: str
    start: Stated[date] = Stated()
    end: Stated[date] = Stated()
    status: Stated[str] = Stated()
    budget_usd: Stated[Decimal] = Stated()
    countries: Stated[tuple[str, ...]] = Stated()
    sectors: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()


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
    number = 0
    for event, element in events:
        if event == "end" and element.tag == "iati-activity":
            number += 1
            yield _activity(number, element)
            root.clear()


def _activity(number: int, element: ET.Element) -> Activity:
    status = _attribute(element.find("activity-status"), "code")
    codes = tuple(code for one in element.findall("recipient-country") if (code := _attribute(one, "code")))
    return Activity(
        number=number,
        identifier=(element.findtext("iati-identifier") or "").strip(),
        start=_day(element, STARTS),
        end=_day(element, ENDS),
        status=Stated(status, status),
        budget_usd=_budget(element),
        countries=Stated(";".join(codes), codes) if codes else Stated(),
        sectors=tuple(
            code
            for one in element.findall("sector")
            if _attribute(one, "vocabulary") == OWN_VOCABULARY and (code := _attribute(one, "code"))
        ),
        participants=tuple(" ".join("".join(one.itertext()).split()) for one in element.findall("participating-org")),
    )


def _attribute(element: ET.Element | None, name: str) -> str | None:
    text = None if element is None else element.get(name)
    return text.strip() or None if text is not None else None


def _day(element: ET.Element, kinds: Iterable[str]) -> Stated[date]:
    """The first kind of date that is stated; a time zone after the day (`2005-03-14Z`) does not count."""
    stated = {
        one.get("type"): text for one in element.findall("activity-date") if (text := _attribute(one, "iso-date"))
    }
    text = next((stated[kind] for kind in kinds if kind in stated), None)
    if text is None:
        return Stated()
    try:
        return Stated(text, date.fromisoformat(text[:10]))
    except ValueError:
        return Stated(text)


def _budget(element: ET.Element) -> Stated[Decimal]:
    budgets = element.findall("budget")
    revised = [one for one in budgets if one.get("type") == "2"]
    values = [value for one in revised or budgets if (value := one.find("value")) is not None]
    usual = element.get("default-currency") or "no currency"
    sums = [((value.text or "").strip(), value.get("currency", usual)) for value in values]
    if not sums:
        return Stated()
    text = "; ".join(f"{amount} {currency}" for amount, currency in sums)
    amounts = [_amount(amount) if currency == "USD" else None for amount, currency in sums]
    known = [amount for amount in amounts if amount is not None]
    return Stated(text, sum(known, Decimal()) if len(known) == len(amounts) else None)


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < LARGEST else None
