"""The exact lines that read a table with its right types, for each tool that researchers use."""

from collections.abc import Iterable, Mapping

from dataset.schema.columns import Column, ColumnType, Table

SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(18, 2)",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
    "boolean": "BOOLEAN",
    "text_list": "VARCHAR[]",
}
"""DuckDB's names."""

_PANDAS_TYPES: Mapping[ColumnType, str] = {"text": "str", "integer": "Int64", "boolean": "boolean"}
_PANDAS_CONVERTERS: Mapping[ColumnType, str] = {
    "decimal": "lambda text: Decimal(text) if text else None",
    "text_list": 'lambda text: text.split(";") if text else None',
}
_POLARS_TYPES: Mapping[ColumnType, str] = {
    "text": "pl.String",
    "integer": "pl.Int64",
    "decimal": "pl.Decimal(18, 2)",
    "date": "pl.Date",
    "timestamp": "pl.String",
    "boolean": "pl.Boolean",
    "text_list": "pl.String",
}
_R_TYPES: Mapping[ColumnType, str] = {
    "text": "character",
    "integer": "integer",
    "decimal": "numeric",
    "date": "Date",
    "timestamp": "character",
    "boolean": "logical",
    "text_list": "character",
}
_READR_TYPES: Mapping[ColumnType, str] = {
    "text": "c",
    "integer": "i",
    "decimal": "d",
    "date": "D",
    "timestamp": "T",
    "boolean": "l",
    "text_list": "c",
}


def pandas_csv(table: Table) -> str:
    """Python that reads the CSV file into a frame named like the table; decimals exact, lists as lists."""
    dtypes = _mapping((column.name, f'"{_PANDAS_TYPES[column.type]}"') for column in _of(table, *_PANDAS_TYPES))
    converters = _mapping((column.name, _PANDAS_CONVERTERS[column.type]) for column in _of(table, *_PANDAS_CONVERTERS))
    arguments = [f'"{table.name}.csv"', "keep_default_na=False", 'na_values=[""]', f"dtype={dtypes}"]
    times = [column.name for column in _of(table, "date", "timestamp")]
    if times:
        arguments.append(f"parse_dates=[{_quoted(times)}]")
    if converters != "{}":
        arguments.append(f"converters={converters}")
    return f"{table.name} = pd.read_csv({', '.join(arguments)})"


def polars_csv(table: Table) -> str:
    """Python that reads the CSV file into a polars frame, then splits its lists and reads its times."""
    schema = _mapping((column.name, _POLARS_TYPES[column.type]) for column in table.columns)
    text = f'{table.name} = pl.read_csv("{table.name}.csv", schema={schema})'
    lists = [f'pl.col("{column.name}").str.split(";")' for column in _of(table, "text_list")]
    times = [f'pl.col("{column.name}").str.to_datetime(time_zone="UTC")' for column in _of(table, "timestamp")]
    return f"{text}.with_columns({', '.join([*lists, *times])})" if lists or times else text


def duckdb_csv(table: Table) -> str:
    """SQL that reads the CSV file."""
    types = {column.name: SQL_TYPES[column.type].removesuffix("[]") for column in table.columns}
    columns = ", ".join(f"'{name}': '{sql_type}'" for name, sql_type in types.items())
    lists = [f"string_split({column.name}, ';') AS {column.name}" for column in _of(table, "text_list")]
    chosen = f"* REPLACE ({', '.join(lists)})" if lists else "*"
    dialect = "header = true, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    # Names and types are the registry's, nothing from outside comes in.
    return f"SELECT {chosen} FROM read_csv('{table.name}.csv', {dialect}, columns = {{{columns}}})"  # noqa: S608 - see above


def r_csv(table: Table) -> str:
    """R that reads the CSV file with base R; lists and times stay text.

    `encoding` marks texts as UTF-8, whatever the locale; `fileEncoding` would convert them, and end at the first letter
    that the locale `C` does not have.
    """
    classes = ", ".join(f'{column.name} = "{_R_TYPES[column.type]}"' for column in table.columns)
    return (
        f'{table.name} <- read.csv("{table.name}.csv", na.strings = "", encoding = "UTF-8", colClasses = c({classes}))'
    )


def readr_csv(table: Table) -> str:
    """R that reads the CSV file with readr."""
    types = "".join(_READR_TYPES[column.type] for column in table.columns)
    return f'{table.name} <- readr::read_csv("{table.name}.csv", na = "", col_types = "{types}", trim_ws = FALSE)'


def stata_csv(table: Table) -> str:
    """Stata that reads the CSV file; text columns stay text."""
    texts = [
        str(number) for number, column in enumerate(table.columns, start=1) if column.type not in ("integer", "decimal")
    ]
    return (
        f'import delimited using "{table.name}.csv", clear varnames(1) encoding("utf-8") bindquote(strict)'
        f" maxquotedrows(unlimited) stringcols({' '.join(texts)})"
    )


def _of(table: Table, *types: ColumnType) -> list[Column]:
    return [column for column in table.columns if column.type in types]


def _mapping(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{name}": {code}' for name, code in pairs) + "}"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
