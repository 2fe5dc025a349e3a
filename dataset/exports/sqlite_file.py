"""One SQLite file with all tables, their keys, codelists and codebook, and a full text search.

SQLite has neither decimals, dates, booleans nor lists: budgets are REAL, which holds them exactly to the cent, dates
and times ISO 8601 texts, booleans 0 and 1, lists JSON arrays (`json_each`).
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from dataset.exports.source import Source
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.codelists import codelists
from dataset.schema.columns import Column, ColumnType, Table
from dataset.schema.fields import TABLES
from dataset.schema.sql import REPEATED_BUDGET_VIEW, literal
from dataset.values.cells import as_text

FILE_NAME = "iom-projects.sqlite"
SEARCH = "projects_fts"
"""The index behind the search of projects: `WHERE projects_fts MATCH 'border'`."""

_TYPES: Mapping[ColumnType, str] = {
    "text": "TEXT",
    "integer": "INTEGER",
    "decimal": "REAL",
    "date": "TEXT",
    "timestamp": "TEXT",
    "boolean": "INTEGER",
    "text_list": "TEXT",
}
_DESCRIBED = """
CREATE TABLE release (id TEXT PRIMARY KEY, practice INTEGER NOT NULL, note TEXT);
CREATE TABLE codebook (
  "table" TEXT, "column" TEXT, type TEXT, meaning TEXT, null_means TEXT, unit TEXT, codelist TEXT, example TEXT,
  PRIMARY KEY ("table", "column")
);
CREATE TABLE codelists (codelist TEXT, code TEXT, meaning TEXT, source TEXT, PRIMARY KEY (codelist, code));
"""
_VIEW = f"""
CREATE VIEW {REPEATED_BUDGET_VIEW} AS
  SELECT project_key, iso3, role, budget_usd AS budget_usd_of_whole_project, n_countries
  FROM project_countries JOIN projects USING (project_key);
"""  # noqa: S608 - the view's own name
_SEARCH = f"""
CREATE VIRTUAL TABLE {SEARCH} USING fts5(project_key, title, description, content="projects", tokenize="unicode61");
INSERT INTO {SEARCH} ({SEARCH}) VALUES ('rebuild');
"""  # noqa: S608 - the index's own name


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `iom-projects.sqlite`.

    Raises:
        OSError: the file cannot be written.
    """
    path = folder / FILE_NAME
    try:
        with closing(sqlite3.connect(path)) as database:
            return tuple(_fill(database, source))
    except sqlite3.DatabaseError as error:
        raise OSError(None, str(error), str(path)) from error


def _fill(database: sqlite3.Connection, source: Source) -> Iterator[str]:
    database.executescript("\n".join([*map(_create, TABLES), _DESCRIBED, _VIEW]))
    for declared in TABLES:
        places = ", ".join("?" * len(declared.columns))
        rows = (
            [_value(row[column.name]) for column in declared.columns]
            for row in source.tables[declared.name].to_pylist()
        )
        database.executemany(f"INSERT INTO {declared.name} VALUES ({places})", rows)  # noqa: S608 - the registry's names
    note = PRACTICE_NOTE if source.is_practice else None
    database.execute("INSERT INTO release VALUES (?, ?, ?)", (source.id, source.is_practice, note))
    database.executemany("INSERT INTO codebook VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _codebook())
    database.executemany("INSERT INTO codelists VALUES (?, ?, ?, ?)", _codelists())
    database.commit()
    options = {name for (name,) in database.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" in options:
        database.executescript(_SEARCH)
    else:
        yield "without full text search: this Python's SQLite was built without FTS5"
    database.execute("VACUUM")


def _create(declared: Table) -> str:
    parts = [_column(column) for column in declared.columns]
    parts.append(f"PRIMARY KEY ({', '.join(map(_name, declared.key))})")
    parts += [
        f"FOREIGN KEY ({_name(key.column)}) REFERENCES {key.table} ({_name(key.target)})"
        for key in declared.foreign_keys
    ]
    return f"CREATE TABLE {declared.name} (\n  " + ",\n  ".join(parts) + "\n) STRICT;"


def _column(column: Column) -> str:
    text = f"{_name(column.name)} {_TYPES[column.type]}"
    if column.null is None:
        text += " NOT NULL"
    if column.type == "boolean":
        text += f" CHECK ({_name(column.name)} IN (0, 1))"
    if column.codelist and column.type == "text":
        text += f" CHECK ({_name(column.name)} IN ({', '.join(map(literal, codelists()[column.codelist].codes))}))"
    return text


def _value(value: Any) -> str | int | float | None:
    match value:
        case None | str() | int():
            return value
        case Decimal():
            return float(value)
        case list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return as_text(value)


def _codebook() -> Iterator[tuple[str | None, ...]]:
    for declared in TABLES:
        for each in declared.columns:
            told = (each.type, each.description, each.null or "never null", each.unit, each.codelist, each.example)
            yield declared.name, each.name, *told


def _codelists() -> Iterator[tuple[str, str, str | None, str]]:
    for codelist in codelists().values():
        for code, meaning in codelist.codes.items():
            yield codelist.name, code, meaning or None, codelist.source


def _name(name: str) -> str:
    return f'"{name}"'
