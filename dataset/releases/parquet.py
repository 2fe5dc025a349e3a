"""Parquet files that are the same bytes on every machine and say so when a bit has flipped."""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataset.errors import DamagedReleaseError


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write one table: zstd, page checksums, one format version, the schema's words in the file's metadata.

    Nothing that differs from run to run goes in; the library's own version does, so the bytes are pinned by the
    locked version of pyarrow. The file is made in memory and written at once.
    """
    made = pa.BufferOutputStream()
    pq.write_table(
        table,
        made,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=9,
        row_group_size=64 * 1024,
        use_dictionary=True,
        write_statistics=True,
        write_page_checksum=True,
        store_schema=True,
    )
    path.write_bytes(made.getvalue())


def read_parquet(path: Path, columns: Collection[str] | None = None) -> pa.Table:
    """Read one table, or some of its columns, verifying the checksum of every page.

    Raises:
        DamagedReleaseError: the file is missing, cut or changed.
    """
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False)
        return file.read(columns=None if columns is None else list(columns), use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise DamagedReleaseError(path, str(error).partition("\n")[0]) from error


def read_schema(path: Path) -> pa.Schema:
    """Read what the columns of a table are.

    Raises:
        DamagedReleaseError: the file is missing, cut or changed.
    """
    try:
        return pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise DamagedReleaseError(path, str(error).partition("\n")[0]) from error
