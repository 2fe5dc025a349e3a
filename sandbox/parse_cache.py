"""Readings kept from earlier builds, so that a page whose bytes have not changed is not parsed again.

Parsing is nine tenths of a build. What the parsers say of a page depends on its bytes, its Content-Type, and the code,
vocabularies and libraries that read it; the first two are the key, and where any of the others has changed, the file
is begun anew. Each reading names all of them itself, under one checksum with what was read, so that no flipped bit
gives it to another page. Beside them stands which captures a build has compared with their records, and the
Content-Type of each. The file holds nothing that the archive does not give again: it may be removed at any time.
What does not agree is told and read from the archive. `verify` does without it, and names it where it is damaged.
"""

import hashlib
import json
import logging
import platform
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from parsers import hash_files
from parsers.model import ParsedPage
from sandbox.record import decode

FILE_NAME = "readings.sqlite"
TOGETHER = 200
"""How many readings share one transaction."""

_SCHEMA = """
CREATE TABLE reader (version TEXT);
CREATE TABLE reading (page TEXT PRIMARY KEY, said BLOB NOT NULL);
CREATE TABLE compared (capture TEXT PRIMARY KEY, content_type TEXT, sum BLOB NOT NULL);
"""
UNUSABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises of a file that it cannot use; the second where its own words are damaged."""
FORMAT = "4"
"""Of the rows; another one is begun anew too."""
_SUM = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


class Readings:
    """The readings of one site's folder; where the file cannot be used, there are none, and it is told why."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._unsaved = 0
        self._lock = threading.Lock()
        self._reader = reader_version()
        self._db: sqlite3.Connection | None = None
        try:
            self._db = self._opened()
        except UNUSABLE as error:
            self._give_up(error)

    def get(self, digest: str, content_type: str | None) -> ParsedPage | None:
        """What was read of a page, or None.

        Args:
            digest: of the page's body.
            content_type: its header, or None.
        """
        if self._db is None:
            return None
        try:
            with self._lock:
                asked = self._db.execute("SELECT said FROM reading WHERE page = ?", [_key(digest, content_type)])
                row = asked.fetchone()
            if row is None:
                return None
            return decode(_said_of(row[0], self._origin(digest, content_type)))
        except UNUSABLE as error:
            self._give_up(error)
        except ValueError as error:
            _log.warning("%s: a reading is damaged (%s), the page is read from the archive", self.path, error)
        return None

    def count(self) -> int:
        """How many readings there are."""
        return self._count("SELECT count(*) FROM reading")

    def has(self, digest: str, content_type: str | None) -> bool:
        """Whether there is a reading of a page; whether it is sound is seen when it is taken."""
        return self._count("SELECT count(*) FROM reading WHERE page = ?", _key(digest, content_type)) > 0

    def _count(self, statement: str, *values: str) -> int:
        if self._db is None:
            return 0
        try:
            return int(self._db.execute(statement, values).fetchone()[0])
        except UNUSABLE as error:
            self._give_up(error)
            return 0

    def keep(self, digest: str, content_type: str | None, said: bytes) -> None:
        """Keep what was read of a page.

        Args:
            digest: of the page's body.
            content_type: its header, or None.
            said: by `record.encode`.
        """
        if self._db is None:
            return
        try:
            row = [_key(digest, content_type), _sealed(said, self._origin(digest, content_type))]
            self._add("INSERT OR REPLACE INTO reading VALUES (?, ?)", row)
        except UNUSABLE as error:
            self._give_up(error)

    def content_type_of(self, capture: str) -> tuple[str | None] | None:
        """The Content-Type of a capture that was compared with its record, alone in a tuple; None of any other.

        Args:
            capture: all that is said of it, and the hashes of the files that hold it.
        """
        if self._db is None:
            return None
        try:
            key = _hashed(capture)
            with self._lock:
                asked = self._db.execute("SELECT content_type, sum FROM compared WHERE capture = ?", [key])
                row = asked.fetchone()
        except UNUSABLE as error:
            self._give_up(error)
            return None
        if row is None or row[1] != _sum_of(key, row[0]):
            return None
        return (row[0],)

    def note_content_type(self, capture: str, content_type: str | None) -> None:
        """Note that a capture was compared with its record, and what Content-Type it has."""
        if self._db is None:
            return
        try:
            key = _hashed(capture)
            row = [key, content_type, _sum_of(key, content_type)]
            self._add("INSERT OR REPLACE INTO compared VALUES (?, ?, ?)", row)
        except UNUSABLE as error:
            self._give_up(error)

    def _add(self, statement: str, row: list[Any]) -> None:
        if self._db is None:
            return
        with self._lock:
            self._db.execute(statement, row)
            self._unsaved += 1
            if self._unsaved % TOGETHER == 0:
                self._db.commit()

    def close(self) -> None:
        """Save what was kept."""
        if self._db is None:
            return
        try:
            self._db.commit()
        except UNUSABLE as error:
            self._give_up(error)
        else:
            self._db.close()

    def _origin(self, digest: str, content_type: str | None) -> bytes:
        """All that a reading depends on, in one line."""
        return json.dumps([digest, content_type, self._reader]).encode("ascii")

    def _opened(self) -> sqlite3.Connection:
        reader = self._reader
        db = sqlite3.connect(self.path, check_same_thread=False)
        db.execute("PRAGMA synchronous = OFF")  # what a power cut takes away is read from the archive again
        found = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found and db.execute("SELECT version FROM reader").fetchone() == (reader,):
            return db
        with db:
            dropped = (f"DROP TABLE IF EXISTS {name};" for name in ("reader", "reading", "compared"))
            db.executescript(f"{' '.join(dropped)} {_SCHEMA}")
            db.execute("INSERT INTO reader VALUES (?)", [reader])
        return db

    def _give_up(self, error: Exception) -> None:
        _log.warning("%s cannot be used (%s), every page is read from the archive; it may be removed", self.path, error)
        if self._db is not None:
            self._db.close()
            self._db = None


def reader_version() -> str:
    """All that readings depend on beside the pages."""
    libraries = [version("selectolax"), version("webencodings"), version("w3lib"), platform.python_version()]
    return " ".join([FORMAT, *_parser_hashes(), *libraries])


@cache
def _parser_hashes() -> tuple[str, str]:
    return hash_files("parsers", suffix=".py"), hash_files("parsers", suffix=".csv")


def _key(digest: str, content_type: str | None) -> str:
    return _hashed(f"{digest}\0{content_type}")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _sum_of(capture: str, content_type: object) -> bytes:
    """The checksum of a line of `compared`."""
    return hashlib.sha256(repr((capture, content_type)).encode("utf-8", "surrogatepass")).digest()


def find_fault(folder: Path) -> str | None:
    """Say that the kept readings are damaged, and what mends it; None where they are sound, another reader's, or none.

    Args:
        folder: the site's folder.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            fault = next(_faults(db), None)
    except (sqlite3.Error, ValueError) as error:
        fault = str(error)
    if fault is None:
        return None
    return f"{path}: is damaged ({' '.join(fault.split())}); remove it, and the next build reads every page anew"


def _faults(db: sqlite3.Connection) -> Iterator[str]:
    (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        yield str(found)
    elif db.execute("SELECT version FROM reader").fetchone() == (reader_version(),):
        for page, said in db.execute("SELECT page, said FROM reading"):
            digest, content_type, read_by = json.loads(_opened(said)[0])
            if (page, read_by) != (_key(str(digest), content_type), reader_version()):
                yield "a reading is another page's, or another reader's"
        for capture, content_type, checksum in db.execute("SELECT capture, content_type, sum FROM compared"):
            if checksum != _sum_of(capture, content_type):
                yield "the Content-Type of a capture does not fit its checksum"


def _sealed(said: bytes, origin: bytes) -> bytes:
    """What was read of which page by whom: both in zlib, behind their SHA-256."""
    packed = zlib.compress(origin + b"\n" + said, level=1)
    return hashlib.sha256(packed).digest() + packed


def _said_of(kept: object, origin: bytes) -> bytes:
    """What was read of one page.

    Raises:
        ValueError: the row is damaged, or another page's.
    """
    written_for, said = _opened(kept)
    if written_for != origin:
        raise ValueError("it is another page's")
    return said


def _opened(kept: object) -> tuple[bytes, bytes]:
    """Origin of a row, and what was read.

    Raises:
        ValueError: the row is not what was written.
    """
    if not isinstance(kept, bytes) or hashlib.sha256(kept[_SUM:]).digest() != kept[:_SUM]:
        raise ValueError("it does not fit its checksum")
    origin, _, said = zlib.decompress(kept[_SUM:]).partition(b"\n")
    return origin, said
