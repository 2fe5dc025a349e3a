"""Arrow schemas with the registry's words in their metadata."""

import pyarrow as pa

from dataset.columns import Column, ColumnType, Table

DECIMAL_DIGITS, DECIMAL_PLACES = 18, 2
"""Room for ten thousand times the world's product; budgets are printed with no or two decimals."""

ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "boolean": pa.bool_(),
    "text_list": pa.list_(pa.field("element", pa.string(), nullable=False)),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The schema of a table; descriptions, units and null meanings travel in the metadata of the Parquet file."""
    metadata = {"name": table.name, "description": table.description, "key": ",".join(table.key)}
    return pa.schema([_arrow_field(column) for column in table.columns], metadata=metadata)


def _arrow_field(column: Column) -> pa.Field:
    told = {
        "description": column.description,
        "unit": column.unit,
        "codelist": column.codelist,
        "null": column.null,
        "example": column.example,
    }
    metadata = {name: text for name, text in told.items() if text is not None}
    return pa.field(column.name, ARROW_TYPES[column.type], nullable=column.null is not None, metadata=metadata)
