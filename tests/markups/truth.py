"""What a page must come out as: from the facts, by tables of our own, never from the parser."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from practice.project import FIELDS

HERE = Path(__file__).parent

Json = str | int | list[str] | None

JUDGED = ("title", *FIELDS, "project_type_code", "description")
"""Every key of the `project` object of `parse`."""


@dataclass(frozen=True)
class Expected:
    """What one field must come out as.

    Attributes:
        value: the value; None where the page has none.
        also: further readings that a careful human could defend.
        flag: an issue naming the field is demanded, whatever the value.
        statuses: the field statuses that are right where the value is null; empty where they are not judged.
    """

    value: Json
    also: tuple[Json, ...] = ()
    flag: bool = False
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One item of an enumeration; `kinds` and `markers` are those a reader could defend."""

    list: int
    position: int
    text: str
    kinds: tuple[str, ...]
    markers: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """What a whole page must come out as.

    Attributes:
        outcomes: the outcomes that are right; where `project` is among others, either will do.
        fields: by the keys of `parse`'s `project` object; empty where the page is no project.
        items: the items of all enumerations, in order; None where they are not judged.
        languages: the interface languages that are right; empty where it cannot be told.
        layout: `current`, `legacy`, or None where it is not judged.
        unclaimed: labels that belong to no field, with their text: they must be reported, not lost.
    """

    outcomes: tuple[str, ...]
    fields: Mapping[str, Expected]
    items: tuple[Item, ...] | None = ()
    languages: tuple[str, ...] = ()
    layout: str | None = None
    unclaimed: Mapping[str, str] = field(default_factory=dict)

    def expecting(self, **changed: Expected) -> "Truth":
        """The same truth with some fields expected otherwise."""
        return replace(self, fields={**self.fields, **changed})


def read_table(name: str) -> list[dict[str, str]]:
    """Read a table of this folder; lines that start with `#` name its source."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def iso3() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 code by country name as printed."""
    return {row["printed"]: row["iso3"] for row in read_table("countries.csv")}


@cache
def terms() -> Mapping[tuple[str, str], tuple[str, str]]:
    """Canonical term and code by field and printed term."""
    return {(row["field"], row["printed"]): (row["canonical"], row["code"]) for row in read_table("terms.csv")}


def country_codes(names: Sequence[str]) -> list[str]:
    """ISO3 codes in the order printed, each once."""
    return list(dict.fromkeys(iso3()[name] for name in names))


def expect_fields(printed: Mapping[str, str | Sequence[str]], *, title: str, description: str) -> dict[str, Expected]:
    """Say what each key of `parse`'s `project` object must be, given what the page prints.

    Args:
        printed: by field, the text as printed; for countries the names. A field that is missing is not on the page.
        title: the title as printed.
        description: the description, paragraphs joined by a blank.
    """
    expected = {name: Expected(None, statuses=("not_on_page",)) for name in JUDGED}
    for name, text in printed.items():
        expected[name] = Expected(_value(name, text))
    kind = printed.get("project_type")
    if kind is not None:
        expected["project_type_code"] = Expected(terms()["project_type", str(kind)][1])
    expected["title"] = Expected(title)
    expected["description"] = Expected(description)
    return expected


def _value(name: str, text: str | Sequence[str]) -> Json:
    if name in {"countries", "other_countries"}:
        return country_codes([text] if isinstance(text, str) else text)
    assert isinstance(text, str), name
    if name == "year":
        return int(text)
    if name in {"status", "coverage", "region", "project_type"}:
        return terms()[name, text][0]
    if name == "budget_usd":
        return budget(text)
    return text


def budget(text: str) -> str:
    """Dollars with two decimals, from `300000.00` or `200,000`."""
    whole, _, cents = text.replace(",", "").partition(".")
    return f"{int(whole)}.{cents or '00'}"
