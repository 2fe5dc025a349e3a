"""Readings kept from earlier builds, so that a page whose bytes have not changed is not parsed again.

Parsing is nine tenths of a build. What the parsers say of a page depends on its bytes, its Content-Type, and the code,
vocabularies and libraries that read it; the first two are the key, and where any of the others has changed, the file
is begun anew. It holds nothing that the archive does not give again: it may be removed at any time. What cannot be
read in it is told and read from the archive. `verify` does without it.
"""

import hashlib
import json
import logging
import platform
import sqlite3
import zlib
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dataset.versions import reader_hashes
from parsers.raw import Candidate, Issue, RawField, RawItem, RawProject, Reading

FILE_NAME = "readings.sqlite"
TOGETHER = 200
"""How many readings share one transaction."""

_SCHEMA = "CREATE TABLE reader (version TEXT); CREATE TABLE reading (page TEXT PRIMARY KEY, said BLOB NOT NULL)"
_log = logging.getLogger(__name__)


class Readings:
    """The readings of one site's folder; where the file cannot be used, there are none, and it is told why."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._unsaved = 0
        self._db: sqlite3.Connection | None = None
        try:
            self._db = self._opened()
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def get(self, digest: str, content_type: str | None) -> Reading | None:
        """What was read of a page, or None.

        Args:
            digest: of the page's body.
            content_type: its header, or None.
        """
        if self._db is None:
            return None
        try:
            row = self._db.execute("SELECT said FROM reading WHERE page = ?", [_key(digest, content_type)]).fetchone()
            return _decode(row[0]) if row else None
        except sqlite3.DatabaseError as error:
            self._give_up(error)
        except (zlib.error, ValueError, TypeError, KeyError) as error:
            _log.warning("%s: a reading is damaged (%s), the page is read from the archive", self.path, error)
        return None

    def keep(self, digest: str, content_type: str | None, reading: Reading) -> None:
        """Keep what was read of a page."""
        if self._db is None:
            return
        try:
            self._db.execute(
                "INSERT OR REPLACE INTO reading VALUES (?, ?)", [_key(digest, content_type), _encode(reading)]
            )
            self._unsaved += 1
            if self._unsaved % TOGETHER == 0:
                self._db.commit()
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def close(self) -> None:
        """Save what was kept."""
        if self._db is None:
            return
        try:
            self._db.commit()
        except sqlite3.DatabaseError as error:
            self._give_up(error)
        else:
            self._db.close()

    def _opened(self) -> sqlite3.Connection:
        reader = _reader()
        db = sqlite3.connect(self.path)
        db.execute("PRAGMA synchronous = OFF")  # what a power cut takes away is read from the archive again
        found = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found and db.execute("SELECT version FROM reader").fetchone() == (reader,):
            return db
        with db:
            db.executescript(f"DROP TABLE IF EXISTS reader; DROP TABLE IF EXISTS reading; {_SCHEMA}")
            db.execute("INSERT INTO reader VALUES (?)", [reader])
        return db

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        _log.warning("%s cannot be used (%s), every page is read from the archive; it may be removed", self.path, error)
        if self._db is not None:
            self._db.close()
            self._db = None


def _reader() -> str:
    """All that readings depend on beside the pages."""
    libraries = [version("selectolax"), version("webencodings"), version("w3lib"), platform.python_version()]
    return " ".join([*reader_hashes().values(), *libraries])


def _key(digest: str, content_type: str | None) -> str:
    return hashlib.sha256(f"{digest}\0{content_type}".encode("utf-8", "surrogateescape")).hexdigest()


def _encode(reading: Reading) -> bytes:
    """JSON in zlib, whose checksum every flipped bit offends."""
    return zlib.compress(json.dumps(asdict(reading)).encode())


def _decode(said: bytes) -> Reading:
    record: dict[str, Any] = json.loads(zlib.decompress(said))
    project = record.pop("project")
    issues = tuple(Issue(**one) for one in record.pop("issues"))
    return Reading(**record, project=None if project is None else _project(project), issues=issues)


def _project(record: dict[str, Any]) -> RawProject:
    fields = {name: _field(one) for name, one in record["fields"].items()}
    return RawProject(fields, tuple(RawItem(**one) for one in record["items"]), record["unclaimed"])


def _field(record: dict[str, Any]) -> RawField:
    others = tuple(Candidate(**{**one, "texts": tuple(one["texts"])}) for one in record.pop("alternatives"))
    return RawField(**{**record, "texts": tuple(record["texts"])}, alternatives=others)
