"""What one page of the practice site says: the truth that tests compare a whole run with."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["en", "fr", "es"]
Family = Literal["current", "legacy"]
Markup = Literal["wrappers", "definition_list", "table"]
Way = Literal["listing", "sitemap", "language_link"]

FIELDS = (
    "start_date",
    "end_date",
    "status",
    "project_type",
    "budget_usd",
    "coverage",
    "year",
    "region",
    "other_countries",
    "prima_id",
    "project_id",
    "countries",
)
"""The twelve facts, in the order in which the current family prints them."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a description: a paragraph (a line break is a newline in its text) or a list with its items."""

    tag: Literal["p", "ul", "ol"]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an enumeration, as a reader would quote it: without marker and without closing punctuation.

    `marker` is as printed, `-` for the unmarked item of a true list; `kind` follows from the lead-in.
    """

    list: int
    position: int
    marker: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Description:
    """Text in reading order and the enumerations that stand in it."""

    blocks: tuple[Block, ...]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project page, with every value exactly as the page prints it; None or empty where it prints nothing.

    Attributes:
        path: address on the practice site, from the slash on.
        family: `current` prints labels; `legacy` prints bare blocks and neither dates nor year.
        language: of the labels and of the values the page prints in translation.
        text_language: of title and description.
        ordinal: place of the project on the site; all pages of one project share it.
        invented: True for generated projects, False for real facts.
        markup: how the current family lays out its facts.
        modified: the day the page last changed.
        found_by: the ways that lead to the page; the seed list and redirects apart.
    """

    path: str
    family: Family
    language: Language
    text_language: Language
    ordinal: int
    invented: bool
    title: str
    start_date: str | None
    end_date: str | None
    status: str | None
    project_type: str | None
    budget_usd: str | None
    coverage: str | None
    year: str | None
    region: str | None
    prima_id: str | None
    project_id: str | None
    countries: tuple[str, ...]
    other_countries: tuple[str, ...] = ()
    description: Description = field(default=Description(()), repr=False)
    markup: Markup = "wrappers"
    modified: date = date(2024, 1, 1)
    found_by: tuple[Way, ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        """The printed texts of one of `FIELDS`: one, several for countries, none where the page is silent."""
        value: str | tuple[str, ...] | None = getattr(self, name)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else value
