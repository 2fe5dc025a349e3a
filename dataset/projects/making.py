"""Tables in the making: rows become columns as they come, in memory or in files; no more than a row group is held."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from dataset.releases.parquet import ROW_GROUP, writing
from dataset.releases.stored_tables import StoredTables, Tables
from dataset.schema.arrow import arrow_schema, is_blank
from dataset.schema.fields import TABLES
from dataset.schema.fields import table as declared_table

Row = dict[str, Any]

TOGETHER = 256
"""So many rows become columns at a time, which are a tenth of their size."""


class Making:
    """Tables with the registry's schemas; a text of blanks alone is a missing value.

    Rows come in the order of their keys.

    Args:
        folder: where the tables are written as they are made; None makes them in memory.
        names: of the tables, None for all.
    """

    def __init__(self, folder: Path | None, names: Sequence[str] | None = None) -> None:
        self._folder = folder
        self._schemas = {name: arrow_schema(declared_table(name)) for name in names or [one.name for one in TABLES]}
        self._rows: dict[str, list[Row]] = {name: [] for name in self._schemas}
        self._columns: dict[str, list[pa.Table]] = {name: [] for name in self._schemas}
        self._made: dict[str, list[pa.Table]] = {name: [] for name in self._schemas}
        self._files = ExitStack()
        self._writes: dict[str, Callable[[pa.Table], None]] = {}

    def __enter__(self) -> Self:
        for name, schema in self._schemas.items():
            self._writes[name] = (
                self._made[name].append
                if self._folder is None
                else self._files.enter_context(writing(schema, self._folder / f"{name}.parquet"))
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._files:
            for name in self._schemas if error is None else ():
                self._make_columns(name)
                self._write(name)

    def add(self, name: str, *rows: Row) -> None:
        """Add rows to a table.

        Raises:
            pyarrow.ArrowInvalid: a value does not fit its column.
        """
        waiting = self._rows[name]
        for row in rows:
            waiting.append(row)
            if len(waiting) == TOGETHER:
                self._make_columns(name)
                if len(self._columns[name]) * TOGETHER == ROW_GROUP:
                    self._write(name)

    def _make_columns(self, name: str) -> None:
        self._columns[name].append(_table(self._rows[name], self._schemas[name]))
        self._rows[name].clear()

    def _write(self, name: str) -> None:
        self._writes[name](pa.concat_tables(self._columns[name]).combine_chunks())
        self._columns[name].clear()

    @property
    def tables(self) -> Tables:
        """What was made, once all rows have come."""
        if self._folder is not None:
            return StoredTables(self._folder)
        return {name: pa.concat_tables(made).combine_chunks() for name, made in self._made.items()}


def make_table(name: str, rows: Iterable[Row], folder: Path | None = None) -> pa.Table:
    """Make one table, its rows sorted by its key.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit its column.
    """
    with Making(folder, [name]) as making:
        making.add(name, *in_order(name, rows))
    return making.tables[name]


def in_order(name: str, rows: Iterable[Row]) -> list[Row]:
    """The rows of a table by its key."""
    return sorted(rows, key=itemgetter(*declared_table(name).key))


def _table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    columns = zip(*(map(row.get, schema.names) for row in rows), strict=True) if rows else [()] * len(schema)
    arrays = [_array(values, field.type) for field, values in zip(schema, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    made = pa.array(values, kind)
    if not pa.types.is_string(kind):
        return made
    blank = is_blank(made)
    return pc.if_else(blank, None, made) if pc.any(blank).as_py() else made
