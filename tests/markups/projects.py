"""Real projects as they would be printed, with descriptions of our own, and what must be read off them."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from practice.project import FIELDS
from tests.markups.truth import HERE, Expected, Item, Truth, expect_fields, read_table

FACTS = HERE.parents[1] / "practice" / "data" / "facts.jsonl"
"""Field values of real pages of the Fund, kept by the practice site."""


@dataclass(frozen=True)
class Description:
    """Blocks as in `descriptions.toml`, with the items that a reader takes from them (None: not judged)."""

    name: str
    language: str
    blocks: tuple[tuple[str, ...], ...]
    items: tuple[Item, ...] | None

    @property
    def text(self) -> str:
        """The words in reading order, without the numbers that a browser adds to `<ol>`."""
        return " ".join(line.replace(" > ", " ") for block in self.blocks for line in block[1:])


@dataclass(frozen=True)
class Fact:
    """One printed fact: the registry's name for it ("" for none), its label, its value in one or more parts."""

    name: str
    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """A project as its page prints it.

    Attributes:
        key: short name for test ids.
        layout: `current` or `legacy`.
        language: of the interface: labels and values.
        printed: by field, the text or the names of countries; a missing field is not on the page.
        extra: facts under labels that no registry knows; they stand among the others.
    """

    key: str
    url: str
    layout: str
    language: str
    title: str
    printed: Mapping[str, str | tuple[str, ...]]
    description: Description
    extra: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts in the order of the page, with labels in the page's language."""
        known = [
            Fact(name, label(name, self.language), (text,) if isinstance(text, str) else text)
            for name in FIELDS
            if (text := self.printed.get(name)) is not None
        ]
        return (*known[:4], *self.extra[:1], *known[4:], *self.extra[1:])

    @property
    def truth(self) -> Truth:
        """What a clean page of this project must come out as."""
        text = self.description.text
        expected = expect_fields(self.printed, title=self.title, description=text)
        expected["description"] = Expected(text, also=(text.removeprefix('"'),))  # residue may stay or go
        unclaimed = {one.label: one.parts[0] for one in self.extra}
        return Truth(("project",), expected, self.description.items, (self.language,), self.layout, unclaimed)


@cache
def _labels() -> Mapping[tuple[str, str], str]:
    rows = read_table("labels.csv")
    return {(row["field"], language): row[language] or row["en"] for row in rows for language in ("en", "fr", "es")}


def label(name: str, language: str) -> str:
    """The label that pages of a language print for a field."""
    return _labels()[name, language]


@cache
def descriptions() -> tuple[Description, ...]:
    """All descriptions of the two files."""
    files = (HERE / "descriptions.toml", HERE / "descriptions_more.toml")
    entries = [tomllib.loads(path.read_text(encoding="utf-8"))["description"] for path in files]
    return tuple(_description(entry) for entry in chain(*entries))


def _description(entry: Mapping[str, Any]) -> Description:
    places: dict[int, int] = {}
    items = []
    for item in entry.get("items", ()):
        places[item["list"]] = places.get(item["list"], 0) + 1
        kinds, markers = tuple(item["kind"].split("/")), tuple(item["marker"].split("/"))
        items.append(Item(item["list"], places[item["list"]], item["text"], kinds, markers))
    blocks = tuple(tuple(block.split("|")) for block in entry["blocks"])
    return Description(entry["name"], entry["language"], blocks, tuple(items) if entry.get("judged", True) else None)


def redescribed(project: Project, number: int) -> Project:
    """The same facts with another description."""
    return replace(project, description=description_for(project.language, number))


def description_for(language: str, number: int) -> Description:
    """Pick the description of a project: in its own language or, as often happens, in English."""
    fitting = [one for one in descriptions() if one.language in {language, "en"}]
    return fitting[number % len(fitting)]


@cache
def real_projects() -> tuple[Project, ...]:
    """Every project of the facts file whose values its source kept."""
    return tuple(_project(row, number) for number, row in enumerate(_rows()) if not row["values_lost"])


@cache
def filled_projects() -> tuple[Project, ...]:
    """The projects whose values were lost in the source, filled with the values of a complete neighbour."""
    whole = [one for one in real_projects() if one.layout == "current" and len(one.printed) >= 10]
    poor = [_project(row, number) for number, row in enumerate(_rows()) if row["values_lost"]]
    return tuple(
        replace(one, printed={**_of_language(whole, one.language, i).printed, **one.printed})
        for i, one in enumerate(poor)
    )


def _rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FACTS.read_text(encoding="utf-8").splitlines()]


def _of_language(projects: Sequence[Project], language: str, number: int) -> Project:
    fitting = [one for one in projects if one.language == language]
    return fitting[number % len(fitting)]


def _project(row: Mapping[str, Any], number: int) -> Project:
    printed = {name: row[name] for name in FIELDS if row.get(name)}
    if "countries" in printed:
        printed["countries"] = tuple(printed["countries"])
    return Project(
        key=f"{number:03d}-{Path(row['url']).name[:24]}",
        url=row["url"],
        layout=row["family"],
        language=row["language"],
        title=row["title"],
        printed=printed,
        description=description_for(row["language"], number),
    )
