"""What labels, terms, the site's own phrases and names of countries mean: tables of `parsers/data/`, looked up folded.

A text that is not in its table has no meaning here: the answer is None, and whoever asked reports it. To teach the
parsers a new one, add a row to the table with its source. `parsers/data/README.md` says where the tables come from. A
name is one country's or it is not in the tables: `Korea` and `Virgin Islands` are missing because they could be either
of two; `Congo` is the UN's short name of the Republic of the Congo and means that alone.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from parsers.folding import fold, remember
from parsers.model import LANGUAGES, Language

TermField = Literal["region", "status", "coverage", "project_type"]

TERM_TABLES: dict[TermField, str] = {
    "region": "regions.csv",
    "status": "statuses.csv",
    "coverage": "coverages.csv",
    "project_type": "project_types.csv",
}


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """What a label can mean.

    Attributes:
        fields: registry names, in page order. More than one where the site prints one label for two fields: Spanish
            `Tipo de proyecto` stands first before the status, then before the type.
        languages: the interface languages that print this label; labels that no page translates have all three.
    """

    fields: tuple[str, ...]
    languages: tuple[Language, ...]


def match_label(text: str) -> LabelMatch | None:
    """Say which field a printed label stands for, or None where it is no label of ours.

    A colon at the end (`Start Date :`) does not count.
    """
    return _labels().get(_label_key(text))


def match_term(field: str, text: str) -> str | None:
    """Give the canonical English term for a value printed in any of the three languages.

    Args:
        field: `region`, `status`, `coverage` or `project_type`.
        text: the value as printed.

    Raises:
        KeyError: `field` has no vocabulary.
    """
    return _terms(cast("TermField", field)).get(fold(text))


def canonical_terms(field: str) -> tuple[str, ...]:
    """List the canonical English terms of a field, in the order of its table.

    Raises:
        KeyError: `field` has no vocabulary.
    """
    return tuple(dict.fromkeys(row["canonical"] for row in read_table(TERM_TABLES[cast("TermField", field)])))


def project_type_code(canonical: str) -> str | None:
    """Give the two-letter code of a canonical project type (`TCMMCB` → `TC`), or None for what is no type."""
    return _type_codes().get(canonical)


def prefix_types(prefix: str) -> tuple[str, ...]:
    """List the canonical project types whose Projects IDs begin with `prefix` (`DS` has two); empty for others."""
    return tuple(canonical for canonical, code in _type_codes().items() if code == prefix)


def read_table(name: str, package: str = "parsers") -> Iterator[dict[str, str]]:
    """Read one CSV file of a package's `data/` folder, row by row; lines that begin with `#` are remarks.

    A field that is missing is empty: `maintenance.tables` says so, which it could not if this failed at import.
    """
    lines = files(package).joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return csv.DictReader((line for line in lines if not line.startswith("#")), restval="")


def _label_key(text: str) -> str:
    return fold(text).removesuffix(":").rstrip()


@cache
def _labels() -> dict[str, LabelMatch]:
    labels: dict[str, LabelMatch] = {}
    for row in read_table("labels.csv"):
        key = _label_key(row["label"])
        known = labels.get(key, LabelMatch((), ()))
        fields = tuple(dict.fromkeys((*known.fields, row["field"])))
        languages = tuple(one for one in LANGUAGES if one == row["language"] or one in known.languages)
        labels[key] = LabelMatch(fields, languages)
    return labels


@cache
def _terms(field: TermField) -> dict[str, str]:
    terms: dict[str, str] = {}
    for row in read_table(TERM_TABLES[field]):
        known = terms.setdefault(fold(row["label"]), row["canonical"])
        if known != row["canonical"]:
            raise ValueError(f"{TERM_TABLES[field]}: {row['label']!r} means both {known!r} and {row['canonical']!r}")
    return terms


@cache
def _type_codes() -> dict[str, str]:
    return {row["canonical"]: row["code"] for row in read_table("project_types.csv")}


_LONGEST = 400
_ABOUT = ("about ", "on ", "of ", "sur ", "a propos ", "de ", "du ", "sobre ", "acerca ", "del ", ":", "-")
_NO_SIGNS: frozenset[str] = frozenset()
# `2 Comments`
_COUNT = re.compile(r"^\d+ ")


def is_boilerplate(sign: str, text: str) -> bool:
    """Say whether a whole text is a phrase that has a sign in `boilerplate.csv`: `chrome`, `facts`, `qualifier`."""
    return sign in signs_of(text)


@remember
def leads_on(text: str) -> bool:
    """Say whether a text leads to the rest of another: `Read more`, `Lire la suite >`, `Leer más sobre el proyecto`."""
    folded = fold(text).strip(" :»›>….[]()+-→▸▾▼") if len(text) <= _LONGEST else ""
    if "link" in _phrases().get(folded, ()):
        return True
    return _way_on().match(folded) is not None


@remember
def opens_boilerplate(text: str) -> bool:
    """Say whether a text begins as the site's own notes do: `We use cookies …`, `Last updated: …`."""
    return fold(text).startswith(_openings())


@remember
def signs_of(text: str) -> frozenset[str]:
    """Give the signs that a whole text has in `boilerplate.csv`."""
    folded = fold(text) if len(text) <= _LONGEST else ""
    if folded[:1].isdigit():
        folded = _COUNT.sub("", folded)
    return _phrases().get(folded.strip(" :»›>…."), _NO_SIGNS)


@cache
def _phrases() -> dict[str, frozenset[str]]:
    signs: dict[str, set[str]] = {}
    for row in read_table("boilerplate.csv"):
        signs.setdefault(fold(row["phrase"]), set()).add(row["sign"])
    return {phrase: frozenset(own) for phrase, own in signs.items()}


@cache
def _way_on() -> re.Pattern[str]:
    """A phrase of several words that leads on, and what it leads to: `More about` may begin a title."""
    phrases = (re.escape(phrase) for phrase, signs in _phrases().items() if "link" in signs and " " in phrase)
    about = (re.escape(word) for word in _ABOUT)
    return re.compile(f"(?:{'|'.join(phrases)}) (?:{'|'.join(about)})")


@cache
def _openings() -> tuple[str, ...]:
    return tuple(phrase for phrase, signs in _phrases().items() if "opening" in signs)


NAME_TABLES = ("country_names.csv", "country_aliases.csv")

START = 3
"""Characters by which names are sorted out before they are looked up."""

SHORTEST = 2
"""Characters of `UK`, which is shorter than that."""

_DASHES = str.maketrans(dict.fromkeys("-‐‑‒–—―−", " "))


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for; `kind` is `un`, `variant`, `inverted`, `former`, `alias` or `abbreviation`.

    An abbreviation counts only as it is spelt in the table or in capitals: `US` is a country, and `us` is not.
    """

    iso3: str
    kind: str
    spelling: str


@cache
def names() -> Mapping[str, Name]:
    """Give all names, folded; the UN's own use comes before any other.

    `Congo, Dem. Rep.` stands there without points too.

    Raises:
        ValueError: the tables give one name to two countries, or a code that is not in `countries.csv`.
    """
    codes = {row["iso3"] for row in read_table("countries.csv")}
    known: dict[str, Name] = {}
    pointless: dict[str, Name] = {}
    for table in NAME_TABLES:
        for row in read_table(table):
            name = known.setdefault(fold(undash(row["name"])), Name(row["iso3"], row["kind"], row["name"]))
            if name.iso3 != row["iso3"] or name.iso3 not in codes:
                raise ValueError(f"{table}: {row['name']!r} is {row['iso3']}, but {name.iso3} too or no country")
            if row["kind"] == "un":
                known[fold(undash(row["name"]))] = Name(row["iso3"], "un", row["name"])
            if "." in row["name"]:
                pointless[fold(undash(row["name"].replace(".", "")))] = name
    return {**pointless, **known}


@cache
def name_lengths() -> Mapping[str, tuple[int, ...]]:
    """Give the lengths of the folded names that begin with the same `START` characters, the longest first.

    Names of `SHORTEST` characters are not in it.
    """
    lengths: dict[str, set[int]] = {}
    for name in names():
        if len(name) > SHORTEST:
            lengths.setdefault(name[:START], set()).add(len(name))
    return {start: tuple(sorted(known, reverse=True)) for start, known in lengths.items()}


def undash(text: str) -> str:
    """Make a blank of every dash, character by character: in names, `Guinea Bissau` is `Guinea-Bissau`."""
    return text.translate(_DASHES)
