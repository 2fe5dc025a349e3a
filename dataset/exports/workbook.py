"""`iom-projects.xlsx`: a sheet for each table, for people who work in a spreadsheet.

Texts stay texts, whatever they look like: nothing becomes a formula, a link or a number. Budgets are numbers, days and
times (UTC) dates, lists are joined by `;`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dataset.exports.source import ExportError, Source
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.columns import Column, ColumnType, Table
from dataset.schema.datapackage import ABOUT, TITLE
from dataset.schema.fields import TABLES
from dataset.values.cells import as_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FILE_NAME = "iom-projects.xlsx"
_LONGEST = 32_767
"""Characters that a cell of a spreadsheet can hold, and rows of a sheet:
https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3"""
_MOST_ROWS = 1_048_576
_FIRST_DAY = dt.date(1900, 3, 1)
"""Spreadsheets count a 29 February 1900, which never was: days before the one after it stay texts."""
_FORMATS: Mapping[ColumnType, str] = {
    "integer": "0",
    "decimal": "#,##0.00",
    "date": "yyyy-mm-dd",
    "timestamp": "yyyy-mm-dd hh:mm:ss",
}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `iom-projects.xlsx`, and name every text that a cell cannot hold whole.

    Raises:
        ExportError: XlsxWriter is not installed, or a table has more rows than a sheet.
        OSError: the file cannot be written.
    """
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - a package that only this export needs
        from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ExportError(
            "this export needs the package xlsxwriter; NAME.excel.csv in the release needs none"
        ) from error
    too_long = [name for name, table in source.tables.items() if table.num_rows >= _MOST_ROWS]
    if too_long:
        raise ExportError(f"a sheet has no room for {', '.join(too_long)}; NAME.csv or export sqlite have")
    book = Workbook(str(folder / FILE_NAME), _OPTIONS)
    published = dt.datetime.fromisoformat(str(source.run["published_at"])).replace(tzinfo=None)
    book.set_properties({"title": TITLE, "created": published})
    try:
        _write_about(book, source)
        _write_codebook(book)
        notes = [note for declared in TABLES for note in _write_table(book, declared, source)]
        book.close()
    except FileCreateError as error:
        raise OSError(None, str(error), str(folder / FILE_NAME)) from error
    return tuple(notes)


def _write_about(book: "Workbook", source: Source) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    told = {
        "PRACTICE DATA, NOT REAL" if source.is_practice else "dataset": PRACTICE_NOTE if source.is_practice else TITLE,
        "about": ABOUT,
        "release": source.id,
        "source": str(source.run["source"]),
        "newest page (UTC)": as_text(source.retrieved) or "unknown",
        "before you add up": (
            "project_countries has a row per project and country, and no share of the budget: sum budget_usd of the"
            " sheet projects, and only then group."
        ),
        **{declared.name: f"one row per {declared.row}. {declared.description}" for declared in TABLES},
    }
    for row, (name, text) in enumerate(told.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text, wrapped)


def _write_codebook(book: "Workbook") -> None:
    sheet = book.add_worksheet("codebook")
    heads = ("table", "column", "type", "meaning", "null means", "unit", "codelist", "example")
    _write_heads(book, sheet, heads)
    rows = [(declared.name, column) for declared in TABLES for column in declared.columns]
    for row, (table, column) in enumerate(rows, start=1):
        null = column.null or "never null"
        texts = (
            table,
            column.name,
            column.type,
            column.description,
            null,
            column.unit,
            column.codelist,
            column.example,
        )
        for place, text in enumerate(texts):
            if text:
                sheet.write_string(row, place, text)


def _write_heads(book: "Workbook", sheet: "Worksheet", heads: tuple[str, ...]) -> None:
    bold = book.add_format({"bold": True})
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    sheet.freeze_panes(1, 1)


def _write_table(book: "Workbook", declared: Table, source: Source) -> list[str]:
    sheet = book.add_worksheet(declared.name)
    table = source.tables[declared.name]
    sheet.autofilter(0, 0, table.num_rows, len(declared.columns) - 1)
    for place, column in enumerate(declared.columns):
        number_format = book.add_format({"num_format": _FORMATS[column.type]} if column.type in _FORMATS else {})
        sheet.set_column(
            place, place, 40 if column.name in {"title", "description", "text", "message"} else 16, number_format
        )
    _write_heads(book, sheet, tuple(column.name for column in declared.columns))
    notes = []
    for row, values in enumerate(table.to_pylist(), start=1):
        for place, column in enumerate(declared.columns):
            if not _write_cell(sheet, row, place, column, values[column.name]):
                key = ", ".join(as_text(values[name]) or "" for name in declared.key)
                notes.append(f"{declared.name}.{column.name} of {key} is cut to {_LONGEST:,} characters")
    return notes


def _write_cell(sheet: "Worksheet", row: int, place: int, column: Column, value: Any) -> bool:
    """Write one cell; False where its text had to be cut. A null leaves it empty."""
    if value is None:
        return True
    if write_value := _WRITERS.get(column.type):
        write_value(sheet, row, place, value)
        return True
    text = as_text(value) or ""
    # characters beyond the basic plane count twice, as in UTF-16
    room = text.encode("utf-16-le", "surrogatepass")[: 2 * _LONGEST].decode("utf-16-le", "ignore")
    sheet.write_string(row, place, room)
    return room == text


def _write_day(sheet: "Worksheet", row: int, place: int, value: dt.date) -> None:
    day = value.date() if isinstance(value, dt.datetime) else value
    if day < _FIRST_DAY:
        sheet.write_string(row, place, as_text(value) or "")
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, place, value.astimezone(dt.UTC).replace(tzinfo=None))
    else:
        sheet.write_datetime(row, place, value)


def _write_number(sheet: "Worksheet", row: int, place: int, value: int | Decimal) -> None:
    sheet.write_number(row, place, float(value))


_WRITERS: Mapping[ColumnType, Callable[..., None]] = {
    "integer": _write_number,
    "decimal": _write_number,
    "date": _write_day,
    "timestamp": _write_day,
    "boolean": lambda sheet, row, place, value: sheet.write_boolean(row, place, value),
}
