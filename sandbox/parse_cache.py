"""Readings kept from earlier builds, so that a page whose bytes have not changed is not parsed again.

Parsing is nine tenths of a build. What the parsers say of a page depends on its bytes, its Content-Type, and the code,
vocabularies and libraries that read it; the first two are the key, and where any of the others has changed, the file
is begun anew. Each reading names all of them itself, under one checksum with what was read, so that no flipped bit
gives it to another page. The file holds nothing that the archive does not give again: it may be removed at any time.
What does not agree is told and read from the archive. `verify` does without it, and names it where it is damaged.
"""

import hashlib
import json
import logging
import platform
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from parsers.model import Candidate, Issue, ParsedPage, RawField, RawItem, RawProject
from parsers.versions import hash_files

FILE_NAME = "readings.sqlite"
Origin = list[str | None]
"""Digest and Content-Type of a page, and the version of its reader."""
TOGETHER = 200
"""How many readings share one transaction."""

_SCHEMA = "CREATE TABLE reader (version TEXT); CREATE TABLE reading (page TEXT PRIMARY KEY, said BLOB NOT NULL)"
UNUSABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises of a file that it cannot use; the second where its own words are damaged."""
FORMAT = "2"
"""Of the rows; another one is begun anew too."""
_SUM = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


class Readings:
    """The readings of one site's folder; where the file cannot be used, there are none, and it is told why."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._unsaved = 0
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
            row = self._db.execute("SELECT said FROM reading WHERE page = ?", [_key(digest, content_type)]).fetchone()
            return _decode(row[0], self._origin(digest, content_type)) if row else None
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

    def keep(self, digest: str, content_type: str | None, reading: ParsedPage) -> None:
        """Keep what was read of a page."""
        if self._db is None:
            return
        try:
            self._db.execute(
                "INSERT OR REPLACE INTO reading VALUES (?, ?)",
                [_key(digest, content_type), _encode(reading, self._origin(digest, content_type))],
            )
            self._unsaved += 1
            if self._unsaved % TOGETHER == 0:
                self._db.commit()
        except UNUSABLE as error:
            self._give_up(error)

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

    def _origin(self, digest: str, content_type: str | None) -> Origin:
        """All that a reading depends on."""
        return [digest, content_type, self._reader]

    def _opened(self) -> sqlite3.Connection:
        reader = self._reader
        db = sqlite3.connect(self.path)
        db.execute("PRAGMA synchronous = OFF")  # what a power cut takes away is read from the archive again
        found = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found and db.execute("SELECT version FROM reader").fetchone() == (reader,):
            return db
        with db:
            db.executescript(f"DROP TABLE IF EXISTS reader; DROP TABLE IF EXISTS reading; {_SCHEMA}")
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
    return hashlib.sha256(f"{digest}\0{content_type}".encode("utf-8", "surrogateescape")).hexdigest()


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
            digest, content_type, read_by = _opened(said)[0]
            if (page, read_by) != (_key(str(digest), content_type), reader_version()):
                yield "a reading is another page's, or another reader's"


def _encode(reading: ParsedPage, origin: Origin) -> bytes:
    """What was read of which page by whom: JSON in zlib, behind its SHA-256."""
    said = zlib.compress(json.dumps([origin, asdict(reading)]).encode())
    return hashlib.sha256(said).digest() + said


def _opened(kept: object) -> tuple[Origin, dict[str, Any]]:
    """Origin and reading of a row.

    Raises:
        ValueError: the row is not what was written.
    """
    if not isinstance(kept, bytes) or hashlib.sha256(kept[_SUM:]).digest() != kept[:_SUM]:
        raise ValueError("it does not fit its checksum")
    origin, record = json.loads(zlib.decompress(kept[_SUM:]))
    return origin, record


def _decode(kept: object, origin: Origin) -> ParsedPage:
    """The reading of a page.

    Raises:
        ValueError: it is damaged, or another page's.
    """
    written_for, record = _opened(kept)
    if written_for != origin:
        raise ValueError("it is another page's")
    project = record.pop("project")
    issues = tuple(Issue(**one) for one in record.pop("issues"))
    return ParsedPage(**record, project=None if project is None else _project(project), issues=issues)


def _project(record: dict[str, Any]) -> RawProject:
    fields = {name: _field(one) for name, one in record["fields"].items()}
    return RawProject(fields, tuple(RawItem(**one) for one in record["items"]), record["unclaimed"])


def _field(record: dict[str, Any]) -> RawField:
    others = tuple(Candidate(**{**one, "texts": tuple(one["texts"])}) for one in record.pop("alternatives"))
    return RawField(**{**record, "texts": tuple(record["texts"])}, alternatives=others)
