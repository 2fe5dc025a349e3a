r"""CSV that survives: RFC 4180, UTF-8, every value quoted, so that no reader can take one thing for another.

A quoted cell is a value, an empty cell without quotes is null; `""` is never written because no value is an empty
text. Records end with CRLF; a bare `\r`, `\n`, quote or comma inside a value stays inside its quotes.

`NAME.excel.csv` is a copy for spreadsheets: it begins with a byte order mark, and text that a spreadsheet would run
as a formula or turn into a number or date is marked with an apostrophe. `spreadsheet_text` says where, and
`original_text` takes every mark away again.
"""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from dataset.cells import as_text
from dataset.columns import Column, Table

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_WRITING = pyarrow.csv.WriteOptions(quoting_style="all_valid", quoting_header="all_valid", eol="\r\n")

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
    pyarrow.csv.write_csv(_texts(table), path, _WRITING)


def write_excel_csv(table: pa.Table, declared: Table, path: Path) -> None:
    """Write the copy for spreadsheets."""
    texts = _texts(table)
    marked = [_marked(texts.column(column.name), column) for column in declared.columns]
    with path.open("wb") as file:
        file.write(BYTE_ORDER_MARK)
        pyarrow.csv.write_csv(pa.table(marked, names=texts.column_names), file, _WRITING)


def spreadsheet_text(text: str) -> str:
    """Mark every place of a text that a spreadsheet would act on with an apostrophe before it."""
    return _TRIGGER.sub("'", text)


def original_text(text: str) -> str:
    """Take the marks of `spreadsheet_text` away: an apostrophe at the start, or directly after `;`, `,` or a break."""
    return _MARK.sub("", text)


def _texts(table: pa.Table) -> pa.Table:
    columns = [pa.array(map(as_text, column.to_pylist()), pa.string()) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _marked(texts: pa.ChunkedArray, column: Column) -> pa.ChunkedArray | pa.Array:
    if column.type not in ("text", "text_list"):
        return texts
    return pa.array((None if text is None else spreadsheet_text(text) for text in texts.to_pylist()), pa.string())
