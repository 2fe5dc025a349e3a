"""Whether the tables of `parsers/data/` are sound: `columns.csv` says what each column of each table may hold.

People edit these tables by hand. A row with a field too few or an unknown code is said before any page is read, with
the table, the line and what is wrong there; else it would come out as some error in the middle of a page.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from maintenance.errors import TableError
from parsers.fields import LABELLED_FIELDS
from parsers.folding import fold
from parsers.model import LANGUAGES
from parsers.vocabulary import NAME_TABLES, TERM_TABLES, undash

_COLUMNS = "columns.csv"
_NAMED = {"LANGUAGE": "|".join(LANGUAGES), "FIELD": "|".join(LABELLED_FIELDS)}
"""Stand in `columns.csv` for what the code knows; `ISO3` for a code that must be in `countries.csv`."""
_ONE_MEANING: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(NAME_TABLES, ("name", "iso3")),
    **dict.fromkeys(TERM_TABLES.values(), ("label", "canonical")),
}
"""Tables in which a text may have one meaning alone, with the columns of both; the tables of names count as one."""


def check_tables(folder: Traversable | None = None) -> None:
    """Check every row of every table.

    Args:
        folder: where the tables are, if not in `parsers/data/`.

    Raises:
        TableError: the first fault found.
    """
    folder = folder or files("parsers") / "data"
    rules: dict[str, dict[str, re.Pattern[str]]] = {}
    named = {**_NAMED, "ISO3": "|".join(row["iso3"] for _, row in _rows(folder, "countries.csv"))}
    for _, row in _rows(folder, _COLUMNS):
        allowed = named.get(row["allowed"], row["allowed"])
        rules.setdefault(row["table"], {})[row["column"]] = re.compile(f"(?:{allowed})")
    names: dict[str, str] = {}
    for table, columns in rules.items():
        _check(folder, table, columns, names if table in NAME_TABLES else {})


def _check(folder: Traversable, table: str, columns: Mapping[str, re.Pattern[str]], known: dict[str, str]) -> None:
    text, meaning = _ONE_MEANING.get(table, ("", ""))
    for number, row in _rows(folder, table):
        where = f"parsers/data/{table} line {number}"
        if list(row) != list(columns):
            raise TableError(f"{where}: the table's columns must be {','.join(columns)}, and are {','.join(row)}")
        for column, rule in columns.items():
            if not rule.fullmatch(row[column]):
                raise TableError(f"{where}: {column} is {row[column]!r}; {_expectation(column, rule)}")
        if text and (other := known.setdefault(fold(undash(row[text])), row[meaning])) != row[meaning]:
            raise TableError(f"{where}: {row[text]!r} means {row[meaning]!r} here and {other!r} in a row before")


def _expectation(column: str, rule: re.Pattern[str]) -> str:
    allowed = rule.pattern[3:-1]
    if column == "iso3":
        return "it must be the code of a row of countries.csv"
    if allowed == ".+":
        return "it must not be empty"
    return (
        f"it must be {allowed.replace('|', ', ')}" if re.fullmatch(r"[\w|]+", allowed) else f"it must match {allowed}"
    )


def _rows(folder: Traversable, table: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with the numbers of their lines; `#` begins a line of remarks."""
    header: list[str] = []
    for number, line in enumerate((folder / table).read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        fields = next(csv.reader([line]), [])
        if header and len(fields) != len(header):
            hint = "; a text with a comma needs double quotes around it" if len(fields) > len(header) else ""
            raise TableError(
                f"parsers/data/{table} line {number}: {len(fields)} fields instead of {len(header)} "
                f"({','.join(header)}){hint}"
            )
        if header:
            yield number, dict(zip(header, fields, strict=True))
        header = header or fields
