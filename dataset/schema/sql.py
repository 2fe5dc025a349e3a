"""`tables.sql`: the tables for DuckDB, with keys, codelists and comments, filled from the Parquet files beside it."""

from collections.abc import Iterator

from dataset.schema.codelists import codelists
from dataset.schema.columns import Column, Table
from dataset.schema.fields import TABLES
from dataset.schema.import_snippets import SQL_TYPES

FILE_NAME = "tables.sql"
REPEATED_BUDGET_VIEW = "project_country_budget_repeated"

_REPEATED_BUDGET = f"""
CREATE VIEW {REPEATED_BUDGET_VIEW} AS
  SELECT project_key, iso3, role, budget_usd AS budget_usd_of_whole_project, n_countries
  FROM project_countries JOIN projects USING (project_key);
COMMENT ON VIEW {REPEATED_BUDGET_VIEW} IS
  'One row per project and country. Each row has the budget of the whole project, so it stands there once per country:'
  ' to look up, never to add up.';
"""  # noqa: S608 - the view's own name


def tables_sql() -> str:
    """The text of `tables.sql`; run it in the release's folder: `duckdb projects.duckdb < tables.sql`."""
    return "\n".join(_statements())


def _statements() -> Iterator[str]:
    yield "-- Run in the folder of the release: duckdb iom-projects.duckdb < tables.sql"
    known: list[str] = []
    for declared in TABLES:
        yield f"\nCREATE TABLE {declared.name} (\n  " + ",\n  ".join(_parts(declared, known)) + "\n);"
        yield f"COMMENT ON TABLE {declared.name} IS {literal(declared.description)};"
        for column in declared.columns:
            yield f"COMMENT ON COLUMN {declared.name}.{_name(column.name)} IS {literal(column.description)};"
        yield f"INSERT INTO {declared.name} SELECT * FROM '{declared.name}.parquet';"  # noqa: S608 - the registry's names
        known.append(declared.name)
    yield _REPEATED_BUDGET


def _parts(declared: Table, known: list[str]) -> Iterator[str]:
    for column in declared.columns:
        yield _column(column)
    yield f"PRIMARY KEY ({', '.join(_name(name) for name in declared.key)})"
    for key in declared.foreign_keys:
        if key.table in known:  # SQL cannot refer to a table that comes later: projects and pages name each other
            yield f"FOREIGN KEY ({_name(key.column)}) REFERENCES {key.table} ({_name(key.target)})"


def _column(column: Column) -> str:
    text = f"{_name(column.name)} {SQL_TYPES[column.type]}"
    if column.null is None:
        text += " NOT NULL"
    if column.codelist and column.type == "text":
        codes = ", ".join(literal(code) for code in codelists()[column.codelist].codes)
        text += f" CHECK ({_name(column.name)} IN ({codes}))"
    return text


def _name(name: str) -> str:
    return f'"{name}"'


def literal(text: str) -> str:
    """A text as SQL: quotes doubled."""
    return "'" + text.replace("'", "''") + "'"
