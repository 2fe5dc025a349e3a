"""One DuckDB file with all tables, their keys, codelists and comments, and a table that names the release."""

from pathlib import Path

from dataset.exports.source import ExportError, Source
from dataset.run_record import PRACTICE_NOTE
from dataset.sql import FILE_NAME, literal, tables_sql


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `iom-projects.duckdb`.

    Raises:
        ExportError: DuckDB is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - a large package that only this export needs
    except ModuleNotFoundError as error:
        raise ExportError(
            f"this export needs the package duckdb; or run {FILE_NAME} of the release with DuckDB itself"
        ) from error
    with duckdb.connect(str(folder / "iom-projects.duckdb")) as database:
        database.execute(f"SET file_search_path = {literal(str(source.folder.resolve()))}")
        database.execute(tables_sql())
        database.execute("CREATE TABLE release (id VARCHAR, practice BOOLEAN, note VARCHAR)")
        note = PRACTICE_NOTE if source.is_practice else None
        database.execute("INSERT INTO release VALUES (?, ?, ?)", [source.id, source.is_practice, note])
    return ()
