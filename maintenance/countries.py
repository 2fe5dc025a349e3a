"""Make `parsers/data/countries.csv` and `country_names.csv` anew from OCHA's taxonomy of countries and territories.

The taxonomy comes bundled with the package hdx-python-country. Nothing at run time needs it: install the package into
an environment to throw away, and name its file here:

    python maintenance/countries.py "…/hdx/location/Countries & Territories Taxonomy MVP - C&T Taxonomy.csv"

Then read the diff, and write version and date into `parsers/data/README.md`. Names that the taxonomy lacks stand in
`parsers/data/country_aliases.csv`, which is written by hand and not touched here.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent.parent / "parsers" / "data"

ISO3 = "ISO 3166-1 Alpha 3-Codes"
KOSOVO = "XKX"
"""Kosovo has no code of ISO 3166-1; the taxonomy and the European Commission use this user-assigned one."""

NAME_COLUMNS = (
    # column, language, kind
    ("English Short", "en", "un"),
    ("French Short", "fr", "un"),
    ("Spanish Short", "es", "un"),
    ("M49 English", "en", "un"),
    ("M49 French", "fr", "un"),
    ("M49 Spanish", "es", "un"),
    ("Preferred Term", "en", "variant"),
    ("ISO Alt Term", "en", "variant"),
    ("DGACM Alt Term", "en", "variant"),
    ("HPC Tools Alt Term", "en", "variant"),
    ("English Formal", "en", "variant"),
)
"""Where names stand. The other columns hold abbreviations (`CAR`, `UK`) and names with an owner (`Guam (…)`)."""


def main(taxonomy: Path) -> None:
    """Write both tables, sorted, so that a diff shows what changed in the source."""
    with taxonomy.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if code(row) and row["Deprecated"] == "N"]
    rows.sort(key=code)
    write("countries.csv", ["iso3", "iso2", "m49", "region", "sub_region", "name_en"], [country(row) for row in rows])
    write(
        "country_names.csv",
        ["name", "iso3", "language", "kind", "source"],
        [name for row in rows for name in names(row)],
    )


def code(row: dict[str, str]) -> str:
    """Give the alpha-3 code, Kosovo's user-assigned one, or nothing for parts of countries such as the Azores."""
    return row[ISO3] or (KOSOVO if row["x Alpha3 codes"] == KOSOVO else "")


def country(row: dict[str, str]) -> list[str]:
    """Make a row of `countries.csv`; UN M49 codes keep their leading zeros."""
    m49 = row["m49 numerical code"]
    return [
        code(row),
        row["ISO 3166-1 Alpha 2-Codes"],
        m49.zfill(3) if m49 else "",
        row["Region Name"],
        row["Sub-region Name"],
        row["Preferred Term"],
    ]


def names(row: dict[str, str]) -> Iterator[list[str]]:
    """Yield the rows of `country_names.csv` for one country, each spelling once per language."""
    seen: set[tuple[str, str]] = set()
    for column, language, kind in NAME_COLUMNS:
        name = row[column].strip().removeprefix("the ")
        inverted = kind == "variant" and ", " in name
        if name and not name.endswith(" (the)") and (name, language) not in seen:
            seen.add((name, language))
            yield [name, code(row), language, "inverted" if inverted else kind, f"OCHA: {column}"]


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Write one table of `parsers/data/`."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
