"""One DuckDB file with all tables, their keys, codelists and comments, and a table that names the release."""

import errno
from pathlib import Path

from dataset.exports.source import ExportError, Source
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.sql import FILE_NAME, literal, tables_sql


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `iom-projects.duckdb`.

    Raises:
        ExportError: DuckDB is not installed.
        OSError: the file cannot be written.
    """
    try:
        import duckdb  # noqa: PLC0415 - a large package that only this export needs
    except ModuleNotFoundError as error:
        raise ExportError(
            f"this export needs the package duckdb; or run {FILE_NAME} of the release with DuckDB itself"
        ) from error
    path = folder / "iom-projects.duckdb"
    note = PRACTICE_NOTE if source.is_practice else None
    try:
        with duckdb.connect(str(path)) as database:
            database.execute(f"SET file_search_path = {literal(str(source.folder.resolve()))}")
            database.execute(tables_sql())
            database.execute("CREATE TABLE release (id VARCHAR, practice BOOLEAN, note VARCHAR)")
            database.execute("INSERT INTO release VALUES (?, ?, ?)", [source.id, source.is_practice, note])
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
        raise OSError(errno.EIO, str(error).partition("\n")[0], str(path)) from error
    return ()
