"""Checks of form: types, nulls, keys and references as the registry declares them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataset.releases.stored_tables import Tables, columns, row_groups, schema_of
from dataset.schema.arrow import arrow_schema, is_blank
from dataset.schema.columns import Column, Table
from dataset.schema.fields import TABLES

_SHOWN = 3


def integrity_faults(tables: Tables) -> Iterator[str]:
    """One line for every way in which the tables are not what the registry declares."""
    for declared in TABLES:
        if declared.name not in tables:
            yield f"{declared.name}: the table is missing"
        elif not schema_of(tables, declared.name).equals(arrow_schema(declared), check_metadata=True):
            yield f"{declared.name}: the schema is not the registry's"
        else:
            yield from _faults(tables, declared)


def _faults(tables: Tables, declared: Table) -> Iterator[str]:
    """Look through a table once, a row group at a time."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    references: dict[str, set[object]] = defaultdict(set)
    in_order, last = True, None
    for rows in row_groups(tables, declared.name):
        for column in declared.columns:
            counts[column.name].update(_count_faults(column, rows.column(column.name)))
        keys = _keys(rows, declared)
        in_order &= all(key < following for key, following in pairwise([*([last] if last else ()), *keys]))
        last = keys[-1] if keys else last
        for key in declared.foreign_keys:
            references[key.column].update(rows.column(key.column).unique().to_pylist())
    yield from (
        f"{declared.name}.{name}: {count} {what}" for name, found in counts.items() for what, count in found.items()
    )
    if not in_order:
        yield from _key_faults(tables, declared)
    yield from _reference_faults(tables, declared, references)


def _count_faults(column: Column, values: pa.ChunkedArray) -> dict[str, int]:
    """How often each thing stands in a column that may not stand there."""
    found = {}
    if column.null is None:
        found["nulls where none may be"] = values.null_count
    if column.type == "text":
        found["empty texts; a missing value is null"] = pc.sum(is_blank(values)).as_py() or 0
    if column.type == "text_list":
        found["empty lists; a missing list is null"] = pc.sum(pc.equal(pc.list_value_length(values), 0)).as_py() or 0
    return {what: count for what, count in found.items() if count}


def _keys(rows: pa.Table, declared: Table) -> list[tuple[Any, ...]]:
    """The keys of rows; one with a null has no place in an order, and is counted with the nulls of its column."""
    keys = zip(*(rows.column(name).to_pylist() for name in declared.key), strict=True)
    return [key for key in keys if None not in key]


def _key_faults(tables: Tables, declared: Table) -> Iterator[str]:
    rows = Counter(_keys(columns(tables, declared.name, *declared.key), declared))
    twice = [key for key, count in rows.items() if count > 1]
    if twice:
        yield f"{declared.name}: {len(twice)} keys stand on several rows, among them {twice[:_SHOWN]}"
    if list(rows) != sorted(rows):
        yield f"{declared.name}: the rows are not in the order of their keys"


def _reference_faults(tables: Tables, declared: Table, references: dict[str, set[object]]) -> Iterator[str]:
    for key in declared.foreign_keys:
        if key.table not in tables:
            continue
        known = set(columns(tables, key.table, key.target).column(0).to_pylist())
        lost = sorted(map(str, references[key.column] - known - {None}))
        if lost:
            yield (
                f"{declared.name}.{key.column}: {len(lost)} values that are not in {key.table}.{key.target},"
                f" among them {lost[:_SHOWN]}"
            )
