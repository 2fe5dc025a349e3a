"""Arrow schemas with the registry's words in their metadata, for pandas too."""

import contextlib
import ctypes
import json
import sys

import pyarrow as pa
import pyarrow.compute as pc

from dataset.schema.columns import Column, ColumnType, Table

# Arrow's own allocator keeps what was freed for each thread: 80 MB more at the peak of a build of 2,000 pages.
pa.set_memory_pool(pa.system_memory_pool())

_M_MMAP_THRESHOLD = -3
"""The number of that parameter in glibc's <malloc.h>."""

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

_PANDAS_TYPES: dict[ColumnType, tuple[str, str]] = {
    "text": ("unicode", "str"),
    "integer": ("int64", "Int64"),
    "decimal": ("float64", "double[pyarrow]"),
    "date": ("date", "date32[day][pyarrow]"),
    "timestamp": ("datetimetz", "datetime64[us, UTC]"),
    "boolean": ("bool", "boolean"),
    "text_list": ("list[unicode]", "object"),
}
"""What the metadata that pandas reads calls each type: the kind of value, and the dtype of its column."""


def leave_pandas_out() -> None:
    """Let Arrow find no pandas when it first looks for it, to know a Series: a build has none, and saves 0.24 s.

    Its Python looks once, and its C++. Who asks for a frame (`to_pandas`) has pandas imported as ever; where it is
    imported already, nothing happens. For commands alone: in a notebook Arrow is to know the Series that it is given.
    """
    if "pandas" not in sys.modules:
        sys.modules["pandas"] = None  # type: ignore[assignment]  # what Python takes for a module that is not there
        with contextlib.suppress(AttributeError, ImportError):  # Cython goes on with None, and fails at its version
            pa.array([])
        pa.scalar(0)  # Arrow's C++ looks for itself
        del sys.modules["pandas"]


def give_memory_back() -> None:
    """Let every buffer of 128 KiB and more go back to the system when it is freed.

    By itself glibc raises that bound to the largest buffer it has seen freed, and keeps what is below it: a fifth of
    the peak of a build (mallopt(3), M_MMAP_THRESHOLD). Elsewhere nothing happens.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # musl, macOS and Windows have no such function
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 128 * 1024)


def arrow_schema(table: Table) -> pa.Schema:
    """The schema of a table; descriptions, units and null meanings travel in the metadata of the Parquet file."""
    metadata = {
        "name": table.name,
        "description": table.description,
        "key": ",".join(table.key),
        "pandas": _pandas_metadata(table),
    }
    return pa.schema([_arrow_field(column) for column in table.columns], metadata=metadata)


def is_blank(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Which texts are empty or nothing but blanks."""
    return pc.or_(pc.equal(pc.binary_length(texts), 0), pc.utf8_is_space(texts))


def _pandas_metadata(table: Table) -> str:
    """Say which dtypes a plain `pd.read_parquet(file)` gives.

    Without it pandas makes floats of integers with nulls, and objects of booleans, dates and decimals. A budget comes
    as a float, which holds these amounts exactly to the cent; the file itself keeps the decimal.

    Source: https://pandas.pydata.org/docs/development/developer.html (Storing pandas DataFrame objects in Parquet).
    """
    columns = [
        {"name": column.name, "field_name": column.name, "pandas_type": kind, "numpy_type": dtype, "metadata": None}
        for column in table.columns
        for kind, dtype in [_PANDAS_TYPES[column.type]]
    ]
    return json.dumps({"index_columns": [], "column_indexes": [], "columns": columns})


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
