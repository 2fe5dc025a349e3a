"""Captures of the archive as pages that say something, each looked at no more than it must be.

Whether the index tells the truth of a record is seen by reading the record: inflating it, hashing it, decoding its body
and hashing that. A build that has done so keeps the line of the index with the SHA-256 of the files that hold the
record. As long as both are what they were, a reading that is kept for the body's digest and Content-Type serves, and
the record is not looked at again; in a file of which one bit has changed, every record is.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Self

from build.pages import read_pages
from dataset.values.observation import PageObservations
from sandbox.page import Page, SavedPage
from sandbox.parse_cache import Readings
from scraper.archive.archive import FOLDER_NAME, Capture, read_capture
from scraper.archive.entry import Entry

_ALL_OF = operator.attrgetter(*(field.name for field in fields(Entry)))


@dataclass(frozen=True, slots=True)
class _Compared:
    """A page whose line in the index was compared with its record before; the record is read if its body is wanted."""

    place: Path
    entry: Entry
    content_type: str | None

    @property
    def body(self) -> bytes:
        return read_capture(self.place, self.entry).body

    @property
    def url(self) -> str:
        return self.entry.url

    @property
    def fetched_at(self) -> datetime:
        return self.entry.fetched_at

    @property
    def digest(self) -> str:
        return self.entry.digest or ""


@dataclass(frozen=True, slots=True)
class Captures:
    """The captures of one site.

    Attributes:
        place: the folder of the archive's files.
        hashes: SHA-256 of each of them, by name.
        kept: what earlier builds and crawls have read; None to read everything anew.
    """

    place: Path
    hashes: Mapping[str, str]
    kept: Readings | None

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, hashes: Mapping[str, str], *, kept: bool) -> Iterator[Self]:
        """Yield the captures of a site's folder.

        Args:
            folder: the site's folder.
            hashes: SHA-256 of every file of its archive, as it is now.
            kept: whether readings of earlier builds serve.
        """
        readings = Readings(folder) if kept else None
        try:
            yield cls(folder / FOLDER_NAME, hashes, readings)
        finally:
            if readings is not None:
                readings.close()

    def read(self, entries: Iterable[Entry]) -> Iterator[PageObservations]:
        """Yield what the captures at these places say, in their order.

        Raises:
            StaleIndex: a record is another than its line in the index says.
            StorageFault: a record is damaged.
        """
        return read_pages(map(self._page, entries), kept=self.kept)

    def _page(self, entry: Entry) -> Page:
        if self.kept is None:
            return _page(read_capture(self.place, entry))
        line = self._line(entry)
        compared = self.kept.content_type_of(line)
        if compared is not None:
            return _Compared(self.place, entry, *compared)
        capture = read_capture(self.place, entry)
        self.kept.note_content_type(line, capture.content_type)
        return _page(capture)

    def _line(self, entry: Entry) -> str:
        """All that the index says of a capture, and the files of which it says so."""
        return repr((self.hashes.get(entry.file), self.hashes.get(entry.body_file or ""), *_ALL_OF(entry)))


def _page(capture: Capture) -> SavedPage:
    return SavedPage(capture.body, capture.content_type, capture.url, capture.fetched_at, known_digest=capture.digest)
