"""The index of an archive: which capture lies where. It holds nothing that the WARC files do not say themselves.

SQLite with a rollback journal and one connection (write-ahead logs of SQLite before 3.51.3 can be corrupted by two).
Whatever the files hold beyond the index is read from them when it is opened; an index that cannot be read, or that
speaks of bytes that are not there, is made anew.
"""

import contextlib
import logging
import sqlite3
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from scraper import seal
from scraper.addresses import looks_like_project
from scraper.archive import records, stored_records
from scraper.archive.entry import MAX_STORED_BODY, Entry, body_digest, run_number
from scraper.archive.stored_records import StoredRecord
from scraper.errors import MEND, BodyFault, StorageFault
from scraper.http.decoding import decode
from scraper.http.exchange import header

FILE_NAME = "index.sqlite"
REMEDY = "'iom-projects repair SITE' makes it anew from the archive's files"
SCHEMA_VERSION = 4

_SCHEMA = """
CREATE TABLE file (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL);
CREATE TABLE capture (
  file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, crc INTEGER NOT NULL, run INTEGER NOT NULL,
  url TEXT NOT NULL, requested_url TEXT NOT NULL, fetched_at TEXT NOT NULL, status INTEGER NOT NULL,
  is_project INTEGER NOT NULL, kind TEXT NOT NULL, raw_digest TEXT, digest TEXT,
  body_file TEXT, body_offset INTEGER,
  PRIMARY KEY (file, offset)
);
CREATE INDEX capture_by_url ON capture (url, run, fetched_at, file, offset);
"""
_log = logging.getLogger(__name__)


_COLUMNS = (
    "file, offset, length, crc, run, url, requested_url, fetched_at, status, kind, raw_digest, digest, body_file,"
    " body_offset"
)
"""As they stand in `Entry`."""
_URL, _REQUESTED_URL, _FETCHED_AT = 5, 6, 7
_OF_MANY = (0, 9, 12)
"""Places of file, kind and file of the body."""
_IS_PAGE = "digest IS NOT NULL AND status IN (200, 304)"
_IN_ORDER = "run, CASE run WHEN 0 THEN fetched_at END, file, offset"
"""The order in which captures were made, whatever the clock said: those of others by their dates, then ours, run by
run as they were written. A clock that was set back, or was years off, changes nothing."""
_NEWEST_FIRST = "run DESC, CASE run WHEN 0 THEN fetched_at END DESC, file DESC, offset DESC"


class Index:
    """Access to the index of the archive in one folder.

    Raises:
        StorageFault: neither the index nor the files behind it can be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME
        try:
            self._db = self._connected()
            self._catch_up()
        except seal.UNUSABLE as error:
            _log.warning("%s cannot be used (%s) and is made anew from the files", self._path, error)
            self._remake()

    def close(self) -> None:
        """Let go of the file; what was not committed is read from the archive's files by whoever opens it next."""
        self._db.close()

    def commit(self) -> None:
        """Make lasting what was added.

        Raises:
            StorageFault: the disk refuses.
        """
        try:
            self._db.commit()
        except sqlite3.Error as error:
            raise StorageFault(f"{self._path} cannot be written ({error}); {MEND}") from error

    def torn(self) -> Iterator[tuple[Path, int]]:
        """Yield every file that goes on after its last whole record, and where that record ends."""
        for path in sorted(self._folder.glob("*.warc.gz")):
            row = self._db.execute("SELECT bytes FROM file WHERE name = ?", (path.name,)).fetchone()
            whole = row[0] if row else 0
            if path.stat().st_size > whole:
                yield path, whole

    def add(self, entry: Entry, file_size: int) -> None:
        """Remember a capture, to be committed; the file now has so many bytes."""
        try:
            self._insert(entry, file_size)
        except sqlite3.Error as error:
            raise StorageFault(f"{self._path} cannot be written ({error}); {MEND}") from error

    def captures(self, url: str | None = None, *, run: str | None = None) -> Iterator[Entry]:
        """Yield all captures, or those of one address, or those in one run's files, in their order."""
        tests = ["1"]
        values: list[str | int] = []
        if url is not None:
            tests.append("url = ?")
            values.append(url)
        if run is not None:
            tests.append("file GLOB ?")
            values.append(f"{run}-*")
        yield from self._select(f"{' AND '.join(tests)} ORDER BY {_IN_ORDER}", values)

    def pages(self) -> Iterator[Entry]:
        """Yield every capture with a page's body of every project address, in their order."""
        yield from self._select(f"{_IS_PAGE} AND is_project ORDER BY {_IN_ORDER}", [])

    def body(
        self, url: str, *, digest: str | None = None, raw_digest: str | None = None, other: bool = False
    ) -> Entry | None:
        """Return the newest capture of an address with a body of this digest, decoded or raw, or another; or None."""
        column, test = "digest" if digest else "raw_digest", "!=" if other else "="
        return next(
            self._select(
                f"url = ? AND {column} {test} ? AND {_IS_PAGE} ORDER BY {_NEWEST_FIRST} LIMIT 1",
                [url, digest or raw_digest or ""],
            ),
            None,
        )

    def at(self, file: str, offset: int) -> Entry | None:
        """Return the capture at a place, or None."""
        return next(self._select("file = ? AND offset = ?", [file, offset]), None)

    def _select(self, where: str, values: list[str | int]) -> Iterator[Entry]:
        # `where` is put together from this module's own words; what comes from outside is bound.
        statement = f"SELECT {_COLUMNS} FROM capture WHERE {where}"  # noqa: S608
        try:
            rows = self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise StorageFault(f"{self._path} cannot be read ({error}); {REMEDY}") from error
        for row in rows:
            columns = [*row]
            columns[_FETCHED_AT] = stored_records.read_date(columns[_FETCHED_AT])
            for at in _OF_MANY:  # one copy of each for all rows
                columns[at] = sys.intern(columns[at]) if type(columns[at]) is str else columns[at]
            if columns[_REQUESTED_URL] == columns[_URL]:
                columns[_REQUESTED_URL] = columns[_URL]
            yield Entry(*columns)

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30.0, check_same_thread=False)
        db.execute("PRAGMA synchronous = OFF")  # what a power cut loses is read from the files again
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            db.executescript(f"BEGIN; {_SCHEMA} {seal.SCHEMA} PRAGMA user_version = {SCHEMA_VERSION};")
            seal.affix(db)
            db.commit()
        fault = seal.find_fault(db) if version in {0, SCHEMA_VERSION} else f"it is of version {version}"
        if fault is not None:
            db.close()
            raise sqlite3.DatabaseError(fault)
        seal.keep(db)
        return db

    def _remake(self) -> None:
        with contextlib.suppress(AttributeError):
            self._db.close()
        try:
            self._path.unlink(missing_ok=True)
            self._path.with_name(FILE_NAME + "-journal").unlink(missing_ok=True)
            self._db = self._connected()
            self._catch_up()
        except (OSError, sqlite3.Error) as error:
            raise StorageFault(
                f"{self._path} cannot be made anew ({error}); once the folder can be written, {REMEDY}"
            ) from error

    def _catch_up(self) -> None:
        known = dict(self._db.execute("SELECT name, bytes FROM file"))
        paths = sorted(self._folder.glob("*.warc.gz"), key=lambda path: (run_number(path.name), path.name))
        sizes = {path.name: path.stat().st_size for path in paths}
        if any(size > sizes.get(name, 0) for name, size in known.items()):
            raise sqlite3.DatabaseError("it speaks of records that the files do not have")
        for name, size in sizes.items():
            if known.get(name, 0) < size:
                self._read_file(name, known.get(name, 0))

    def _read_file(self, name: str, start: int) -> None:
        with self._db:
            for offset, stored, content in stored_records.members(self._folder / name, start):
                end = offset + len(stored)
                record = stored_records.read_record(content, f"{self._folder / name} at byte {offset}")
                if record is None:
                    self._note_size(name, end)
                else:
                    self._insert(self.describe(record, name, offset, stored), end)

    def describe(self, record: StoredRecord, file: str, offset: int, stored: bytes) -> Entry:
        """Return the line of a record that lies at a place, its body looked up or decoded."""
        body: tuple[str | None, str | None, int | None] = (None, None, None)
        if record.kind == "revisit":
            original = self._original(record)
            if original is not None:
                body = (original.digest, original.body_file, original.body_offset)
        elif record.truncated is None:
            digest = _decoded_digest(record)
            body = (digest, file, offset) if digest else body
        return Entry(
            file=file,
            offset=offset,
            length=len(stored),
            crc=zlib.crc32(stored),
            run=run_number(file) if record.is_ours else 0,
            url=record.url,
            requested_url=record.requested_url,
            fetched_at=record.fetched_at,
            status=record.status,
            kind=record.kind,
            raw_digest=record.raw_digest,
            digest=body[0],
            body_file=body[1],
            body_offset=body[2],
        )

    def _original(self, record: StoredRecord) -> Entry | None:
        if record.refers_at is None:
            return None
        found = self._select(
            "url = ? AND fetched_at = ? AND kind = 'response' AND raw_digest = ? ORDER BY file, offset LIMIT 1",
            [record.url, records.warc_date(record.refers_at), record.raw_digest or ""],
        )
        return next(found, None)

    def _insert(self, entry: Entry, file_size: int) -> None:
        self._db.execute(
            f"INSERT OR IGNORE INTO capture ({_COLUMNS}, is_project) VALUES ({', '.join('?' * 15)})",  # noqa: S608 - own words
            (
                entry.file,
                entry.offset,
                entry.length,
                entry.crc,
                entry.run,
                entry.url,
                entry.requested_url,
                records.warc_date(entry.fetched_at.astimezone(UTC)),
                entry.status,
                entry.kind,
                entry.raw_digest,
                entry.digest,
                entry.body_file,
                entry.body_offset,
                looks_like_project(entry.url),
            ),
        )
        self._note_size(entry.file, file_size)

    def _note_size(self, name: str, size: int) -> None:
        self._db.execute(
            "INSERT INTO file VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes", (name, size)
        )


def find_damage(folder: Path) -> str | None:
    """Say what an archive's index is damaged in, before opening it mends it; None where it is sound or missing."""
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            return seal.find_fault(db) if version == SCHEMA_VERSION else None
    except seal.UNUSABLE as error:
        return str(error)


def _decoded_digest(record: StoredRecord) -> str | None:
    try:
        body = decode(record.raw, header(record.headers, "Content-Encoding"), limit=MAX_STORED_BODY)
    except BodyFault:
        return None
    return body_digest(body)
