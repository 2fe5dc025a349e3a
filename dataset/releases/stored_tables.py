"""Tables as files of a folder: read column by column, a row group at a time, so that none is ever held as a whole.

What reads tables by the functions here takes tables in memory as well, a mapping of Arrow tables by name.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa

from dataset.releases.parquet import ROW_GROUP, count_parquet, read_parquet, read_row_groups, read_schema
from dataset.schema.fields import TABLES

MAKING = ".making"
"""Folder of a site, beside its releases."""


class StoredTables(Mapping[str, pa.Table]):
    """The tables of a folder that has a Parquet file of each.

    Attributes:
        folder: where they are now.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> pa.Table:
        """A table as a whole.

        Raises:
            DamagedReleaseError: its file is damaged.
            KeyError: there is none.
        """
        if not self.path(name).is_file():
            raise KeyError(name)
        return read_parquet(self.path(name))

    def __iter__(self) -> Iterator[str]:
        return (declared.name for declared in TABLES if self.path(declared.name).is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def path(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / f"{name}.parquet"

    def move_to(self, folder: Path) -> None:
        """Take the files to another folder of the same disk."""
        for name in self:
            self.path(name).rename(folder / f"{name}.parquet")
        self.folder = folder


@contextmanager
def making_tables(site: Path) -> Iterator[Path]:
    """Yield an empty folder of a site for tables in the making; it goes when they are done, or with the next build."""
    folder = site / MAKING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


Tables = Mapping[str, pa.Table]
"""All tables of a release by name, in the order of the registry: in memory, or `StoredTables`."""


def columns(tables: Tables, name: str, *names: str) -> pa.Table:
    """Some columns of a table."""
    if isinstance(tables, StoredTables):
        return read_parquet(tables.path(name), names).select(names)
    return tables[name].select(names)


def row_groups(tables: Tables, name: str, *names: str) -> Iterator[pa.Table]:
    """A table, or some of its columns, by so many rows as stand together in its file."""
    if isinstance(tables, StoredTables):
        yield from (group.select(names) if names else group for group in read_row_groups(tables.path(name), names))
    else:
        table = tables[name].select(names) if names else tables[name]
        yield from (table.slice(start, ROW_GROUP) for start in range(0, table.num_rows, ROW_GROUP))


def are_equal(one: Tables, other: Tables, name: str, *names: str) -> bool:
    """Whether some columns of a table are the same in both."""
    pairs = zip_longest(row_groups(one, name, *names), row_groups(other, name, *names))
    return all(mine is not None and its is not None and mine.equals(its) for mine, its in pairs)


def schema_of(tables: Tables, name: str) -> pa.Schema:
    """What the columns of a table are."""
    return read_schema(tables.path(name)) if isinstance(tables, StoredTables) else tables[name].schema


def count_rows(tables: Tables) -> dict[str, int]:
    """How many rows each table has."""
    if isinstance(tables, StoredTables):
        return {name: count_parquet(tables.path(name)) for name in tables}
    return {name: table.num_rows for name, table in tables.items()}
