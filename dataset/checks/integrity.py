"""Checks of form: types, nulls, keys and references as the registry declares them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from dataset.schema.arrow import arrow_schema
from dataset.schema.columns import Table
from dataset.schema.fields import TABLES

_SHOWN = 3


def integrity_faults(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """One line for every way in which the tables are not what the registry declares."""
    for declared in TABLES:
        if declared.name not in tables:
            yield f"{declared.name}: the table is missing"
        elif not tables[declared.name].schema.equals(arrow_schema(declared), check_metadata=True):
            yield f"{declared.name}: the schema is not the registry's"
        else:
            yield from _column_faults(tables[declared.name], declared)
            yield from _key_faults(tables[declared.name], declared)
            yield from _reference_faults(tables, declared)


def _column_faults(table: pa.Table, declared: Table) -> Iterator[str]:
    for column in declared.columns:
        values = table.column(column.name)
        if column.null is None and values.null_count:
            yield f"{declared.name}.{column.name}: {values.null_count} nulls where none may be"
        if column.type == "text":
            blank = _count_blank(values)
            if blank:
                yield f"{declared.name}.{column.name}: {blank} empty texts; a missing value is null"
        if column.type == "text_list" and pc.any(pc.equal(pc.list_value_length(values), 0)).as_py():
            yield f"{declared.name}.{column.name}: an empty list; a missing list is null"


def _count_blank(texts: pa.ChunkedArray) -> int:
    """How many texts are empty or blank; each one is looked at once, however often it stands there."""
    each = texts.unique().to_pylist()
    blank = [text for text in each if text is not None and (not text or text.isspace())]
    return int(pc.sum(pc.is_in(texts, pa.array(blank, texts.type))).as_py()) if blank else 0


def _key_faults(table: pa.Table, declared: Table) -> Iterator[str]:
    keys = list(zip(*(table.column(name).to_pylist() for name in declared.key), strict=True))
    if all(key < following for key, following in pairwise(keys)):
        return
    rows = Counter(keys)
    twice = [key for key, count in rows.items() if count > 1]
    if twice:
        yield f"{declared.name}: {len(twice)} keys stand on several rows, among them {twice[:_SHOWN]}"
    if list(rows) != sorted(rows):
        yield f"{declared.name}: the rows are not in the order of their keys"


def _reference_faults(tables: Mapping[str, pa.Table], declared: Table) -> Iterator[str]:
    for key in declared.foreign_keys:
        if key.table not in tables:
            continue
        known = set(tables[key.table].column(key.target).to_pylist())
        values = set(tables[declared.name].column(key.column).to_pylist())
        lost = sorted(values - known - {None})
        if lost:
            yield (
                f"{declared.name}.{key.column}: {len(lost)} values that are not in {key.table}.{key.target},"
                f" among them {lost[:_SHOWN]}"
            )
