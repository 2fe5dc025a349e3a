"""Parquet files that are the same bytes on every machine and say so when a bit has flipped."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataset.errors import DamagedReleaseError

ROW_GROUP = 4096
"""So many rows are made, written and read together."""
_BUFFERED = 1 << 20


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write one table; see `writing`."""
    with writing(table.schema, path) as write:
        for start in range(0, max(table.num_rows, 1), ROW_GROUP):
            write(table.slice(start, ROW_GROUP))


@contextmanager
def writing(schema: pa.Schema, path: Path) -> Iterator[Callable[[pa.Table], None]]:
    """Yield what writes one table as it comes, `ROW_GROUP` rows at a time and the fewer at the end.

    It writes zstd, page checksums, one format version, the schema's words in the file's metadata. Nothing that differs
    from run to run goes in; the library's own version does, so the bytes are pinned by the locked version of pyarrow.
    """
    with (
        path.open("wb", buffering=_BUFFERED) as file,
        pq.ParquetWriter(
            file,
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=9,
            use_dictionary=True,
            write_statistics=True,
            write_page_checksum=True,
            store_schema=True,
        ) as writer,
    ):
        yield lambda rows: writer.write_table(rows, row_group_size=ROW_GROUP)


def read_parquet(path: Path, columns: Collection[str] | None = None) -> pa.Table:
    """Read one table, or some of its columns, verifying the checksum of every page.

    Raises:
        DamagedReleaseError: the file is missing, cut or changed.
    """
    with _reading(path) as file:
        return file.read(columns=None if columns is None else list(columns), use_threads=False)


def read_row_groups(path: Path, columns: Collection[str] = ()) -> Iterator[pa.Table]:
    """Read one table, or some of its columns, `ROW_GROUP` rows at a time; otherwise as `read_parquet`.

    Releases of before had 16 times as many rows in a group.
    """
    with _reading(path) as file:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number, columns=list(columns) or None, use_threads=False)
            yield from (group.slice(start, ROW_GROUP) for start in range(0, group.num_rows, ROW_GROUP))


def count_parquet(path: Path) -> int:
    """How many rows a table has; raises as `read_parquet`."""
    with _reading(path) as file:
        return int(file.metadata.num_rows)


def read_schema(path: Path) -> pa.Schema:
    """Read what the columns of a table are; raises as `read_parquet`."""
    with _reading(path) as file:
        return file.schema_arrow


@contextmanager
def _reading(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False) as file:
            yield file
    except (OSError, pa.ArrowException) as error:
        raise DamagedReleaseError(path, str(error).partition("\n")[0]) from error
