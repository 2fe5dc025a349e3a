"""A seal over what a SQLite file holds: a flipped bit is told, and never taken for what was written.

SQLite keeps no checksum of its content: a bit that flips in a text or a number reads as another text or number. So the
file keeps, for every table and for its schema, how many rows there are and the sum of a hash over each. Triggers of
the connection change it in the very transaction that changes the rows; whoever opens the file compares.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from scraper.errors import MEND

_OF_THE_DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
UNUSABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What comes of a file that cannot be used; the second where a name in it, which an error would tell, is no text."""
SCHEMA = "CREATE TABLE seal (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sum INTEGER NOT NULL);"
_MODULUS = 2**62
"""Sums stay within SQLite's integers."""
_SCHEMA_ROWS = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'seal' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
)


def affix(db: sqlite3.Connection) -> None:
    """Seal what the file holds now, within the caller's transaction."""
    db.execute("DELETE FROM seal")
    db.executemany("INSERT INTO seal VALUES (?, ?, ?)", list(_measured(db)))


def keep(db: sqlite3.Connection) -> None:
    """Have every change that this connection makes to a row change the seal as well."""
    db.create_function("row_hash", -1, _row_hash, deterministic=True)
    db.create_function("moved", 3, lambda total, less, more: (total - less + more) % _MODULUS, deterministic=True)
    db.execute("PRAGMA temp_store = MEMORY")
    for (table,) in db.execute(_TABLES).fetchall():
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
        for event, count, less, more in (
            ("INSERT", 1, "0", f"row_hash({new})"),
            ("UPDATE", 0, f"row_hash({old})", f"row_hash({new})"),
            ("DELETE", -1, f"row_hash({old})", "0"),
        ):
            # Put together from the names of the file's own tables and columns.
            change = f"rows = rows + {count}, sum = moved(sum, {less}, {more})"
            body = f"UPDATE seal SET {change} WHERE name = '{table}'"  # noqa: S608
            db.execute(f"CREATE TEMP TRIGGER seal_{table}_{event} AFTER {event} ON main.{table} BEGIN {body}; END")


def find_fault(db: sqlite3.Connection) -> str | None:
    """Say what of the file is not as it was written, or None.

    Raises:
        sqlite3.DatabaseError: it cannot be read at all.
    """
    begun = db.in_transaction
    if not begun:
        db.execute("BEGIN")  # one moment for all that follows, whoever writes beside
    try:
        (found,) = _rows(db, "PRAGMA integrity_check(1)")
        if found != ("ok",):
            return " ".join(str(found[0]).split())
        stated = {name: (rows, total) for name, rows, total in _rows(db, "SELECT name, rows, sum FROM seal")}
        measured = {name: (rows, total) for name, rows, total in _measured(db)}
        spoilt = sorted(name for name in {*stated, *measured} if stated.get(name) != measured.get(name))
        return f"what it holds is not what was written: {', '.join(map(str, spoilt))}" if spoilt else None
    except UnicodeDecodeError as error:  # of a name or message within the file
        raise sqlite3.DatabaseError(str(error)) from error
    finally:
        if not begun:
            db.rollback()


def _measured(db: sqlite3.Connection) -> Iterator[tuple[str, int, int]]:
    """Yield the seal of every table and of the schema as they are."""
    yield "schema", *_sealed(_rows(db, _SCHEMA_ROWS))
    for (table,) in list(_rows(db, _TABLES)):
        yield table, *_sealed(_rows(db, f"SELECT * FROM {table}"))  # noqa: S608 - the file's own tables


def _rows(db: sqlite3.Connection, statement: str) -> Iterable[tuple[Any, ...]]:
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(statement)


def _sealed(rows: Iterable[tuple[object, ...]]) -> tuple[int, int]:
    count, total = 0, 0
    for row in rows:
        count, total = count + 1, (total + _row_hash(*row)) % _MODULUS
    return count, total


def _row_hash(*values: object) -> int:
    digest = hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % _MODULUS


def remedy(error: Exception, otherwise: str) -> str:
    """Say what heals a fault of SQLite: a full or broken disk is mended at the disk, not in the file."""
    name = getattr(error, "sqlite_errorname", None) or ""
    is_disks = name.startswith(_OF_THE_DISK) and name != "SQLITE_IOERR_SHORT_READ"
    return MEND if is_disks or isinstance(error, OSError) else otherwise
