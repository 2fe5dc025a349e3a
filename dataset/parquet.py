"""Parquet files that are the same bytes on every machine and say so when a bit has flipped."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write one table: zstd, page checksums, one format version, the schema's words in the file's metadata.

    Nothing that differs from run to run goes in; the library's own version does, so the bytes are pinned by the
    locked version of pyarrow.
    """
    pq.write_table(
        table,
        path,
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


def read_parquet(path: Path) -> pa.Table:
    """Read one table, verifying the checksum of every page.

    Raises:
        OSError: the file is damaged or missing (pyarrow's errors for both are OSErrors).
    """
    return pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False).read()
