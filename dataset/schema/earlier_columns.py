"""Tables of earlier versions in today's columns, so that a build, a diff or an explanation can go on from them.

What an earlier version did not know has Arrow's type `null`: nothing is known, which is not the same as a value that
is missing. Nothing is compared with such a column (`history.compare_projects`), so that a new column is no change of
every project.
"""

import pyarrow as pa

from dataset.schema.arrow import ARROW_TYPES, arrow_schema
from dataset.schema.columns import Column, Table


def adapt(published: pa.Table, declared: Table) -> pa.Table:
    """A published table in today's columns.

    A column is found by its name, else by its former one; a column that there is no more is left out. Rows of a table
    whose key was another cannot be told apart: then there are none.

    Args:
        published: a table of a release, whatever its version.
        declared: the table as it is today.
    """
    schema = arrow_schema(declared)
    if published.schema.equals(schema):
        return published
    found = {column.name: _find(published, column) for column in declared.columns}
    rows = published.num_rows if all(found[name] is not None for name in declared.key) else 0
    columns, fields = [], []
    for name, values in found.items():
        columns.append(pa.nulls(rows) if values is None else values.slice(0, rows))
        fields.append(schema.field(name).with_type(pa.null()) if values is None else schema.field(name))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=schema.metadata))


def is_known(table: pa.Table, column: str) -> bool:
    """Whether the version that wrote a table, which `adapt` has given, knew the column."""
    return not pa.types.is_null(table.schema.field(column).type)


def describe_other_columns(published: pa.Schema, declared: Table) -> str | None:
    """In what a published table differs from today's, `projects without year, with donor`; None where in nothing."""
    schema = arrow_schema(declared)
    lacking = [name for name in schema.names if name not in published.names]
    surplus = [name for name in published.names if name not in schema.names]
    both = [name for name in schema.names if name in published.names]
    other = [name for name in both if published.field(name).type != schema.field(name).type]
    told = (("without", lacking), ("with", surplus), ("with another type of", other))
    differences = [f"{word} {', '.join(names)}" for word, names in told if names]
    return f"{declared.name} {', '.join(differences)}" if differences else None


def _find(published: pa.Table, column: Column) -> pa.ChunkedArray | None:
    """The values of a column, in its type of today where every one has a place there."""
    name = next((one for one in (column.name, column.formerly) if one in published.column_names), None)
    if name is None:
        return None
    try:
        return published.column(name).cast(ARROW_TYPES[column.type])
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
