"""The lists that coded columns take their values from, with the meaning of every code."""

from dataclasses import dataclass
from functools import cache

from parsers.vocabulary import canonical_terms, project_type_code, read_table


@dataclass(frozen=True, slots=True)
class Codelist:
    """One list.

    Attributes:
        name: as in `Column.codelist`.
        codes: every code with its meaning, in the order of the list; the meaning is empty where the code says it.
        source: where the list comes from.
    """

    name: str
    codes: dict[str, str]
    source: str


@cache
def codelists() -> dict[str, Codelist]:
    """All codelists by name."""
    terms = ("status", "project_type", "coverage", "region")
    lists = [
        *(Codelist(name, dict.fromkeys(canonical_terms(name), ""), "as printed on the pages") for name in terms),
        Codelist("project_type_code", _type_codes(), "prefix of the Projects IDs of each type"),
        Codelist("iso3", _countries(), "ISO 3166-1 alpha-3, names as the UN uses them"),
        *(Codelist(name, codes, "this project's own") for name, codes in _own().items()),
    ]
    return {codelist.name: codelist for codelist in lists}


def _type_codes() -> dict[str, str]:
    """Several types can share a code: Durable Solutions was printed under two names."""
    types: dict[str, list[str]] = {}
    for canonical in canonical_terms("project_type"):
        code = project_type_code(canonical)
        if code is not None:
            types.setdefault(code, []).append(canonical)
    return {code: " or ".join(names) for code, names in types.items()}


def _countries() -> dict[str, str]:
    return {row["iso3"]: row["name_en"] for row in read_table("countries.csv")}


def _own() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = {}
    for row in read_table("codelists.csv", "dataset"):
        lists.setdefault(row["codelist"], {})[row["code"]] = row["meaning"]
    return lists
