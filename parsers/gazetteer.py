"""The countries and their names: `countries.csv`, `country_names.csv` and `country_aliases.csv` of `parsers/data/`.

`parsers/data/README.md` says where the tables come from. A name is one country's or it is not in the tables: `Korea`
and `Virgin Islands` are missing because they could be either of two; `Congo` is the UN's short name of the Republic
of the Congo and means that alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from parsers.folding import fold
from parsers.vocabulary import read_table

NAME_TABLES = ("country_names.csv", "country_aliases.csv")

START = 3
"""Characters by which names are sorted out before they are looked up."""

SHORTEST = 2
"""Characters of `UK`, which is shorter than that."""

_DASHES = str.maketrans(dict.fromkeys("-‐‑‒–—―−", " "))


@dataclass(frozen=True, slots=True)
class Country:
    """One row of `countries.csv`.

    Attributes:
        iso3: ISO 3166-1 alpha-3 code; `XKX` (user-assigned, no code of the standard) for Kosovo.
        iso2, m49: ISO 3166-1 alpha-2 and UN M49 code (three digits), None for Kosovo.
        region, sub_region: names of UN M49, None for Antarctica.
        name: the UN's short name in English.
    """

    iso3: str
    iso2: str | None
    m49: str | None
    region: str | None
    sub_region: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for; `kind` is `un`, `variant`, `inverted`, `former`, `alias` or `abbreviation`.

    An abbreviation counts only as it is spelt in the table or in capitals: `US` is a country, and `us` is not.
    """

    iso3: str
    kind: str
    spelling: str


@cache
def countries() -> Mapping[str, Country]:
    """Give all countries and territories by alpha-3 code, in the order of the codes."""
    return MappingProxyType(
        {
            row["iso3"]: Country(
                iso3=row["iso3"],
                iso2=row["iso2"] or None,
                m49=row["m49"] or None,
                region=row["region"] or None,
                sub_region=row["sub_region"] or None,
                name=row["name_en"],
            )
            for row in read_table("countries.csv")
        }
    )


@cache
def names() -> Mapping[str, Name]:
    """Give all names, folded; the UN's own use comes before any other.

    `Congo, Dem. Rep.` stands there without points too.

    Raises:
        ValueError: the tables give one name to two countries, or a code that is not in `countries.csv`.
    """
    known: dict[str, Name] = {}
    pointless: dict[str, Name] = {}
    for table in NAME_TABLES:
        for row in read_table(table):
            name = known.setdefault(fold(undash(row["name"])), Name(row["iso3"], row["kind"], row["name"]))
            if name.iso3 != row["iso3"] or name.iso3 not in countries():
                raise ValueError(f"{table}: {row['name']!r} is {row['iso3']}, but {name.iso3} too or no country")
            if row["kind"] == "un":
                known[fold(undash(row["name"]))] = Name(row["iso3"], "un", row["name"])
            if "." in row["name"]:
                pointless[fold(undash(row["name"].replace(".", "")))] = name
    return MappingProxyType({**pointless, **known})


@cache
def name_lengths() -> Mapping[str, tuple[int, ...]]:
    """Give the lengths of the folded names that begin with the same `START` characters, the longest first.

    Names of `SHORTEST` characters are not in it.
    """
    lengths: dict[str, set[int]] = {}
    for name in names():
        if len(name) > SHORTEST:
            lengths.setdefault(name[:START], set()).add(len(name))
    return MappingProxyType({start: tuple(sorted(known, reverse=True)) for start, known in lengths.items()})


def undash(text: str) -> str:
    """Make a blank of every dash, character by character: in names, `Guinea Bissau` is `Guinea-Bissau`."""
    return text.translate(_DASHES)
