"""A fault in a table is said with its table and line, before any page is read."""

import shutil
from pathlib import Path

import pytest

from maintenance.errors import TableError
from maintenance.tables import check_tables
from parsers.fields import LABELLED_FIELDS

DATA = Path("parsers/data")


def test_every_table_has_its_columns_told_and_is_sound() -> None:
    told = {line.partition(",")[0] for line in (DATA / "columns.csv").read_text(encoding="utf-8").splitlines()[1:]}

    assert told == {path.name for path in DATA.glob("*.csv")} - {"columns.csv"}
    check_tables()


@pytest.mark.parametrize(
    ("table", "row", "fault"),
    [
        (
            "country_aliases.csv",
            "Rhodesia,ZZZ,en,former,former name",
            "iso3 is 'ZZZ'; it must be the code of a row of countries.csv",
        ),
        ("country_aliases.csv", "Rhodesia;ZWE", "1 fields instead of 5 (name,iso3,language,kind,source)"),
        (
            "country_aliases.csv",
            "Bahamas, Isles,BHS,en,inverted,x",
            "6 fields instead of 5 (name,iso3,language,kind,source); a text with a comma needs double quotes around it",
        ),
        (
            "country_aliases.csv",
            "Rhodesia,ZWE,en,old,former name",
            "kind is 'old'; it must be abbreviation, alias, former, inverted, variant",
        ),
        ("country_aliases.csv", "Kenya,ZWE,en,alias,x", "'Kenya' means 'ZWE' here and 'KEN' in a row before"),
        ("labels.csv", "yaer,en,Approval Year,printed", f"field is 'yaer'; it must be {', '.join(LABELLED_FIELDS)}"),
        ("labels.csv", "year,en,,printed", "label is ''; it must not be empty"),
        (
            "statuses.csv",
            "Active,en,Completed,printed",
            "'Completed' means 'Active' here and 'Completed' in a row before",
        ),
        (
            "lead_ins.csv",
            "en,the aims of it,component,first",
            "place is 'first'; it must be any, counted, end, verb, whole",
        ),
        ("project_types.csv", "X,Fishing,en,Fishing,printed,", "code is 'X'; it must match [A-Z]{2}"),
        ("counts.csv", "", "0 fields instead of 3 (language,word,value)"),
    ],
)
def test_faulty_row_is_said_with_table_and_line(table: str, row: str, fault: str, tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / table
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{row}\n", encoding="utf-8")

    with pytest.raises(TableError) as told:
        check_tables(tmp_path / "data")

    assert str(told.value) == f"parsers/data/{table} line {text.count(chr(10)) + 1}: {fault}"


def test_other_columns_are_said(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "sections.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("language,word", "language,words"), encoding="utf-8")

    with pytest.raises(TableError, match=r"the table's columns must be language,word, and are language,words$"):
        check_tables(tmp_path / "data")
