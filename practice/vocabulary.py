"""Labels, terms and country names as the real pages print them (`data/*.csv`; sources in README.md)."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from practice.project import Language


def read_data(name: str) -> str:
    """The text of one of the practice site's data files."""
    return files("practice").joinpath("data", name).read_text(encoding="utf-8")


@cache
def read_json(name: str) -> Any:
    """A JSON data file; callers only read from it."""
    return json.loads(read_data(name))


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV data file."""
    return tuple(csv.DictReader(read_data(name).splitlines()))


@dataclass(frozen=True, slots=True)
class Country:
    """A country's names; `region` is the Fund's own region, empty where the Fund names no member there."""

    names: dict[str, str]
    region: str


@cache
def countries() -> tuple[Country, ...]:
    """All countries, those of one region side by side."""
    return tuple(Country({k: row[k] for k in ("en", "fr", "es")}, row["region"]) for row in read_rows("countries.csv"))


@cache
def labels(language: Language) -> dict[str, str]:
    """Label by field; Spanish pages print the same label for status and type."""
    return {row["field"]: row[language] for row in read_rows("labels.csv")}


@cache
def terms(field: str) -> tuple[str, ...]:
    """The English values of a field with a fixed vocabulary."""
    return tuple(row["en"] for row in read_rows("terms.csv") if row["field"] == field)


@cache
def translate(field: str, english: str, language: Language) -> str | None:
    """The value in another language; None where no real page showed one."""
    (row,) = (r for r in read_rows("terms.csv") if r["field"] == field and r["en"] == english)
    return row[language] or None
