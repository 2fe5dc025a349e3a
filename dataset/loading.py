"""A table of a release as a pandas frame, with its types, its codebook, and the certainty that no byte has changed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dataset.catalogue import find_release, read_run
from dataset.errors import DamagedReleaseError
from dataset.fields import TABLES
from dataset.fields import table as declared_table
from dataset.hashes import sha256
from dataset.parquet import read_parquet
from dataset.schema import arrow_schema
from dataset.tables import Tables

if TYPE_CHECKING:
    import pandas as pd


def load_table(site: Path, name: str, *, release: str | None = None) -> pa.Table:
    """A table of a release as it was published.

    Args:
        site: the site's folder, `output/<site>`.
        name: of the table.
        release: id of the release, the latest if None.

    Raises:
        KeyError: there is no such table.
        NoReleaseError: there is no such release.
        DamagedReleaseError: a file is not what was published.
        NewerReleaseError: a later version of this program wrote the release.
    """
    declared = declared_table(name)
    folder = find_release(site, release)
    path = folder / f"{name}.parquet"
    try:
        stated = read_run(folder)["files"][path.name]["sha256"]
        found = sha256(path)
    except (OSError, KeyError, TypeError) as error:
        raise DamagedReleaseError(path, f"{type(error).__name__}: {error}") from error
    if stated != found:
        raise DamagedReleaseError(path, "its SHA-256 is not the one in run.json")
    loaded = read_parquet(path)
    if loaded.column_names != arrow_schema(declared).names:
        raise DamagedReleaseError(path, "its columns are those of another version; publish again")
    return loaded


def load_tables(site: Path, *, release: str | None = None) -> Tables:
    """All tables of a release; see `load_table` for what it raises."""
    folder = find_release(site, release)
    return {declared.name: load_table(site, declared.name, release=folder.name) for declared in TABLES}


def load_frame(site: Path, name: str, *, release: str | None = None) -> "pd.DataFrame":
    """A table of a release as a frame; see `to_frame`, and `load_table` for what it raises."""
    folder = find_release(site, release)
    run = read_run(folder)
    loaded = load_table(site, name, release=folder.name)
    return to_frame(loaded, name, release=folder.name, practice=bool(run.get("practice")))


def to_frame(table: pa.Table, name: str, *, release: str | None = None, practice: bool = False) -> "pd.DataFrame":
    """A table as a pandas frame with Arrow types: exact decimals, real dates, lists, and one kind of missing value.

    `attrs` holds the table's name and description, the release, whether it is practice data, and under `columns` what
    the codebook says of each column.
    """
    import pandas as pd  # noqa: PLC0415 - takes a second to import: only who asks for a frame pays

    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    declared = declared_table(name)
    columns: dict[str, dict[str, Any]] = {
        column.name: {
            "description": column.description,
            "type": column.type,
            "unit": column.unit,
            "codelist": column.codelist,
            "null": column.null,
        }
        for column in declared.columns
    }
    frame.attrs = {
        "table": name,
        "description": declared.description,
        "release": release,
        "practice": practice,
        "columns": columns,
    }
    return frame
