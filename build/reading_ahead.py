"""An engine reads pages ahead of a build: what it read is kept, and the build goes on from there as ever.

So a build has the same bytes whatever read its pages, and what an engine did not do, or did wrong, the build does.
"""

import logging
from contextlib import closing
from pathlib import Path

from build.archive_state import Report
from build.shards import Engine, GivenUp, ShardReadings, body_place, cut, read_shard
from sandbox.parse_cache import Readings, reader_version
from scraper.archive import archive
from scraper.archive.entry import Entry
from scraper.errors import ConfigurationError, StorageFault

_log = logging.getLogger(__name__)


def read_ahead(folder: Path, engine: Engine, *, place: str | None = None, report: Report | None = None) -> None:
    """Read the newest page of every address that no earlier build has read, and keep what was read.

    Args:
        folder: the site's folder; the caller holds its lock.
        engine: reads the shards.
        place: where the workers find the WARC files; None for the folder's own.
        report: told how many pages have been read.

    Raises:
        ConfigurationError: a worker has another version of the parsers.
        ServiceUnreachable: the engine is gone; what came before is kept.
        StorageFault: the archive cannot be read, or no worker sees it.
    """
    with closing(Readings(folder)) as kept:
        unread = _find_unread(folder, kept)
        seen = _Seen(len(unread), report)
        lengths = archive.record_lengths(folder, map(body_place, unread)) if place else None
        shards = cut(place or str((folder / archive.FOLDER_NAME).absolute()), unread, engine.slots, lengths)
        for answer in engine.map(read_shard, shards, seen.tell):
            if isinstance(answer, GivenUp):
                _log.warning("a shard was given up, its pages are read here: %s", answer.reason)
                continue
            _keep(answer, kept)
            seen.count(answer)


class _Seen:
    """Counts pages that engines have read."""

    def __init__(self, total: int, report: Report | None) -> None:
        self._done, self._total, self._report = 0, total, report

    def count(self, answer: ShardReadings) -> None:
        self._done += answer.pages
        self.tell()

    def tell(self) -> None:
        if self._report:
            self._report(self._done, self._total, "read ahead")


def _find_unread(folder: Path, kept: Readings) -> list[Entry]:
    """The newest captures whose bytes nobody has read."""
    entries = archive.latest_entries(folder)
    if kept.count() == 0:
        return entries
    place = folder / archive.FOLDER_NAME
    return [entry for entry in entries if not kept.has(entry.digest or "", archive.content_type_at(place, entry))]


def _keep(answer: ShardReadings, kept: Readings) -> None:
    """Keep the readings of a shard.

    Raises:
        ConfigurationError: they are another version's.
        StorageFault: the worker saw no archive.
    """
    if answer.blind:
        raise StorageFault(
            f"a worker does not reach the archive: {answer.blind}; every worker needs the same folder or s3:// address"
        )
    if answer.reader != reader_version():
        raise ConfigurationError("a worker has another version of iom-projects or of what it reads with: make them one")
    for (digest, content_type), reading in answer.readings.items():
        kept.keep(digest, content_type, reading)
    for fault in answer.faults:
        _log.warning("%s", fault)
