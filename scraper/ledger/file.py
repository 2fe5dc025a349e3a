"""The ledger's file: opened, upgraded, written in transactions; every fault of SQLite is one of ours.

SQLite, one writer under the site's lock, rollback journal (write-ahead logs of SQLite before 3.51.3 can be corrupted).
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from scraper import seal
from scraper.errors import StorageFault
from scraper.ledger.schema import SCHEMA, SCHEMA_VERSION, SEALED_SINCE, UPGRADES

FILE_NAME = "ledger.sqlite"
REMEDY = "'iom-projects repair SITE --ledger' makes one from the archive"


class LedgerFile:
    """Statements in transactions.

    Attributes:
        before_commit: called before anything that was written becomes lasting; a crawl has its archive put on the disk
            there, so that the ledger never says more than the archive holds.

    Raises:
        StorageFault: the file is damaged, of a newer version, or cannot be written. It is never begun anew silently.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.before_commit: Callable[[], None] = _nothing
        was_there = self.path.exists()
        try:
            self._db = sqlite3.connect(self.path, timeout=30.0)
            self._db.row_factory = sqlite3.Row
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == 0 and self.path.stat().st_size == 0 and not (was_there and any(folder.glob("archive/*"))):
                version = self._write_schema(SCHEMA, SCHEMA_VERSION)
            if SEALED_SINCE <= version <= SCHEMA_VERSION:
                self._check_seal()
            while version in UPGRADES:
                version = self._write_schema(UPGRADES[version] + ";", version + 1)
            if version != SCHEMA_VERSION:
                raise StorageFault(
                    f"{self.path} has schema version {version}, this program reads {SCHEMA_VERSION}; {REMEDY}"
                )
            seal.keep(self._db)
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise StorageFault(f"{self.path} cannot be used ({error}); {seal.remedy(error, REMEDY)}") from error

    def _check_seal(self) -> None:
        fault = seal.find_fault(self._db)
        if fault is not None:
            raise StorageFault(f"{self.path} is damaged ({fault}); {REMEDY}")

    def _write_schema(self, statements: str, version: int) -> int:
        """Make the tables, or those of the next version, and seal what they hold, all in one transaction."""
        self._db.executescript(f"BEGIN; {statements} PRAGMA user_version = {version};")
        if version == SCHEMA_VERSION:
            seal.affix(self._db)
        self._db.commit()
        return version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._faults(), contextlib.closing(self._db):
            if isinstance(error, StorageFault):
                self._db.rollback()
            else:
                self.before_commit()
                self._db.commit()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit what is written within, and what was written before it."""
        with self._faults(), self._db:
            yield
            self.before_commit()

    def _do(self, statement: str, *values: object) -> int:
        """Execute a statement and return how many rows it has changed."""
        bound = [value.isoformat() if isinstance(value, datetime) else value for value in values]
        with self._faults():
            return self._db.execute(statement, bound).rowcount

    def _all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with self._faults():
            return self._db.execute(statement, values).fetchall()

    def _one(self, statement: str, *values: object) -> sqlite3.Row | None:
        with self._faults():
            row: sqlite3.Row | None = self._db.execute(statement, values).fetchone()
            return row

    def _count(self, statement: str, *values: object) -> int:
        row = self._one(statement, *values)
        return int(row[0]) if row else 0

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageFault(f"{self.path} cannot be used ({error}); {seal.remedy(error, REMEDY)}") from error


def _nothing() -> None:
    return
