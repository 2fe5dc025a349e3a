r"""CSV that survives: RFC 4180, UTF-8, every text quoted, so that no reader can take one thing for another.

A text stands in quotes, numbers, dates and booleans without (base R reads no quoted number), and a cell with nothing
in it is null; `""` is never written because no value is an empty text. Records end with CRLF; a bare `\r`, `\n`,
quote or comma inside a text stays inside its quotes.

`NAME.excel.csv` is a copy for spreadsheets: it begins with a byte order mark, and text that a spreadsheet would run
as a formula or turn into a number or date is marked with an apostrophe. `spreadsheet_text` says where, and
`original_text` takes every mark away again.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from dataset.values.cells import as_text

ABOUT_MARKS = (
    "`NAME.excel.csv` begins with a byte order mark and holds an apostrophe before everything that a spreadsheet would"
    " run as a formula (`=`, `+`, `-`, `@`, their full-width forms, tab, line breaks) or turn into a number or date"
    " (`0012`, `1E5`, `MAR1`, `2005-03`), and before an apostrophe itself, wherever a cell can begin: at the start of"
    " a text and directly after `;`, `,`, a tab or a line break. Removing one apostrophe at each of these places gives"
    " the text back exactly; numbers are left alone. Spreadsheets cut a cell at 32,767 characters and a sheet at"
    " 1,048,576 rows, and show dates their own way: save nothing from one into a file that programs read."
)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_WRITING = pyarrow.csv.WriteOptions(quoting_style="needed", eol="\r\n")
"""`needed` is Arrow's word for: every value of a text column and nothing else."""

_BREAKS = r";,\t\r\n"
"""After these a spreadsheet of some locale begins a new cell, whatever the quotes."""

_TRIGGER = re.compile(
    rf"""(^|(?<=[{_BREAKS}]))          # where a cell can begin
         (?=['=+\-@\t\r\n＝＋－＠]     # =HYPERLINK(…), '=1, ＠SUM(…): formulas by OWASP's list, and our own mark
          |0\d|\d{{16}}                # 0012, 20-digit identifiers: digits would be lost
          |\d+[eE]\d                   # 1E5
          |\d{{1,4}}[-/]\d             # 2005-03, 3/4: dates
          |[A-Za-z]{{3,9}}[- ]?\d+\Z   # MAR1, March 5
         )""",
    re.VERBOSE,
)
_MARK = re.compile(rf"(?:^|(?<=[{_BREAKS}]))'")


def write_csv(table: pa.Table, path: Path) -> None:
    """Write the canonical CSV file of a table."""
    with _writing(table.schema, path) as write:
        write(_printable(table))


def write_both(rows: Iterable[pa.Table], schema: pa.Schema, path: Path, excel_path: Path) -> None:
    """Write the canonical file and the copy for spreadsheets in one pass; what both print is printed once.

    Args:
        rows: of the table, some at a time.
        schema: of the table.
        path: of the canonical file.
        excel_path: of the copy.
    """
    with _writing(schema, path) as write, _writing(schema, excel_path, BYTE_ORDER_MARK) as write_marked:
        for some in rows:
            printable = _printable(some)
            write(printable)
            write_marked(pa.table(list(map(_marked, printable.columns)), names=printable.column_names))


@contextmanager
def _writing(schema: pa.Schema, path: Path, begin: bytes = b"") -> Iterator[Callable[[pa.Table], None]]:
    kinds = [pa.string() if _needs_text(kind) else kind for kind in schema.types]
    printed = pa.schema(list(zip(schema.names, kinds, strict=True)))
    with path.open("wb") as file:
        file.write(begin)
        with pyarrow.csv.CSVWriter(file, printed, write_options=_WRITING) as writer:
            yield writer.write_table


def spreadsheet_text(text: str) -> str:
    """Mark every place of a text that a spreadsheet would act on with an apostrophe before it."""
    return _TRIGGER.sub("'", text)


def original_text(text: str) -> str:
    """Take the marks of `spreadsheet_text` away: an apostrophe at the start, or directly after `;`, `,` or a break."""
    return _MARK.sub("", text)


def _printable(table: pa.Table) -> pa.Table:
    """The table with lists and times as text; Arrow prints the other types as `dataset.cells` does."""
    columns = [_each_once(column, as_text) if _needs_text(column.type) else column for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _needs_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_timestamp(kind))


def _marked(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    if not pa.types.is_string(column.type):
        return column
    return _each_once(column, spreadsheet_text)


def _each_once(column: pa.ChunkedArray, write: Callable[[Any], str | None]) -> pa.ChunkedArray | pa.Array:
    """The column with each value written as text; a value that stands there many times is written once."""
    if pa.types.is_list(column.type):  # Arrow tells no lists apart
        return pa.array((None if value is None else write(value) for value in column.to_pylist()), pa.string())
    coded = column.combine_chunks().dictionary_encode()
    return pa.array([write(value) for value in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
