"""A table of a release as a pandas frame, with its types, its codebook, and the certainty that no byte has changed."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from dataset.errors import DamagedReleaseError, OlderReleaseError
from dataset.releases.catalogue import find_release, read_run
from dataset.releases.hashes import sha256
from dataset.releases.parquet import read_parquet, read_schema
from dataset.releases.run_record import FORMAT
from dataset.releases.stored_tables import StoredTables, Tables
from dataset.schema.arrow import ARROW_TYPES
from dataset.schema.earlier_columns import adapt, describe_other_columns
from dataset.schema.fields import TABLES
from dataset.schema.fields import table as declared_table

if TYPE_CHECKING:
    import pandas as pd


def load_table(site: Path, name: str, *, release: str | None = None) -> pa.Table:
    """A table of a release in today's columns, whatever version wrote it; see `earlier_columns.adapt`.

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
    path = _published(find_release(site, release), name)
    return adapt(pa.table({}) if path is None else read_parquet(path), declared)


def load_tables(site: Path, *, release: str | None = None) -> Tables:
    """The tables of a release in today's columns; see `load_table` for what it raises."""
    folder = find_release(site, release)
    return {declared.name: load_table(site, declared.name, release=folder.name) for declared in TABLES}


def open_tables(site: Path, *, release: str) -> Tables:
    """The tables of a release, read as they are asked for where their columns are today's; raises as `load_table`."""
    folder = find_release(site, release)
    if find_other_columns(site, release=release):
        return load_tables(site, release=release)
    for declared in TABLES:
        _published(folder, declared.name)
    return StoredTables(folder)


def find_other_columns(site: Path, *, release: str | None = None) -> tuple[str, ...]:
    """In what the tables of a release differ from today's, one line per table; nothing where its columns are today's.

    Raises as `load_table`.
    """
    folder = find_release(site, release)
    told = []
    for declared in TABLES:
        path = _published(folder, declared.name)
        difference = None if path is None else describe_other_columns(read_schema(path), declared)
        told.append(f"without {declared.name}" if path is None else difference)
    return tuple(line for line in told if line is not None)


def load_frame(site: Path, name: str, *, release: str | None = None, exact: bool = False) -> "pd.DataFrame":
    """A table of a release as it was published, as a frame; see `to_frame`, and `load_table` for what it raises.

    Raises:
        OlderReleaseError: the version that wrote the release had no such table.
    """
    declared_table(name)
    folder = find_release(site, release)
    run = read_run(folder)
    path = _published(folder, name)
    if path is None:
        raise OlderReleaseError(folder, run["software"]["iom-projects"], f"has no table {name}")
    return to_frame(read_parquet(path), name, release=folder.name, practice=bool(run.get("practice")), exact=exact)


def _published(folder: Path, name: str) -> Path | None:
    """The file of a table as it was published; None where the version that wrote the release had no such table."""
    path = folder / f"{name}.parquet"
    run = read_run(folder)
    try:
        if path.name not in run["files"] and run["format"] < FORMAT:
            return None
        stated = run["files"][path.name]["sha256"]
        found = sha256(path)
    except (OSError, KeyError, TypeError) as error:
        raise DamagedReleaseError(path, f"{type(error).__name__}: {error}") from error
    if stated != found:
        raise DamagedReleaseError(path, "its SHA-256 is not the one in run.json")
    return path


def to_frame(
    table: pa.Table, name: str, *, release: str | None = None, practice: bool = False, exact: bool = False
) -> "pd.DataFrame":
    """A table as a pandas frame that counts, groups and plots.

    Integers are `Int64`, booleans `boolean`, dates and times `datetime64`, budgets `float64` (which holds these
    amounts exactly to the cent), and each kind has one missing value. `attrs` holds the table's name and description,
    the release, whether it is practice data, and under `columns` what the codebook says of each column.

    Args:
        table: as published.
        name: of the table.
        release: id of the release.
        practice: whether it is practice data.
        exact: give Arrow's types instead, with decimals and days as the file has them.
    """
    import pandas as pd  # noqa: PLC0415 - takes a second to import: only who asks for a frame pays

    if exact:
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    else:
        whole = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        frame = _in_plain_numbers(table).to_pandas(types_mapper=whole.get)
    metadata = _texts(table.schema.metadata)
    frame.attrs = {
        "table": name,
        "description": metadata.get("description"),
        "release": release,
        "practice": practice,
        "columns": {field.name: _told(field) for field in table.schema},
    }
    return frame


def _in_plain_numbers(table: pa.Table) -> pa.Table:
    """The table with floats for decimals and midnights for days, and without what it says to pandas itself."""
    plain = [
        pa.float64() if pa.types.is_decimal(kind) else pa.timestamp("s") if pa.types.is_date(kind) else kind
        for kind in table.schema.types
    ]
    return table.replace_schema_metadata().cast(pa.schema(list(zip(table.column_names, plain, strict=True))))


def _told(field: pa.Field) -> dict[str, str | None]:
    """What the release itself says of a column: it may be of another version."""
    words = _texts(field.metadata)
    kind = next((name for name, kind in ARROW_TYPES.items() if kind == field.type), str(field.type))
    return {"type": kind} | {name: words.get(name) for name in ("description", "unit", "codelist", "null")}


def _texts(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {name.decode(): text.decode() for name, text in (metadata or {}).items()}
