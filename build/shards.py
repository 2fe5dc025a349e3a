"""Shards of an archive, and what one worker of an engine does with one: read its pages in a child, give the readings.

This is all that an engine knows of our work: `read_shard` takes a value and gives a value, wherever it runs. It changes
no file, so a shard can be read twice, and one whose worker died is read by another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from build.bucket import Bucket
from parsers.model import ParsedPage
from sandbox.page import SavedPage
from sandbox.parse_cache import reader_version
from sandbox.pool import read_pages
from sandbox.record import decode
from scraper.archive.archive import read_capture
from scraper.archive.entry import Entry
from scraper.archive.place import read_address
from scraper.errors import ScraperError, StorageFault

LEAST_PAGES, MOST_PAGES = 50, 1000
"""Of a shard: so many that the start of its child is a small part of the work, and so few that a dead worker costs
seconds."""
SHARDS_PER_SLOT = 4
"""So many for each place where one is read, where there are pages enough: the last ones end at about the same time."""

Place = tuple[str, int]
"""File and offset of a record."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Captures that lie one after another in the files of an archive.

    Attributes:
        place: the folder of the WARC files, as every worker sees it, or its `s3://` address.
        entries: the captures.
        lengths: of the record of each capture's body, in bytes; needed for an address alone.
    """

    place: str
    entries: tuple[Entry, ...]
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShardReadings:
    """What was read of a shard.

    Attributes:
        reader: version of the parsers that read it.
        pages: in the shard.
        readings: by digest and Content-Type of the page, as `sandbox.record.encode` writes it.
        faults: one line for every capture that could not be read; the build itself says what becomes of it.
        blind: why the worker could not reach the archive at all, or None.
    """

    reader: str
    pages: int
    readings: dict[tuple[str, str | None], bytes]
    faults: tuple[str, ...] = ()
    blind: str | None = None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A shard that no worker could read, such as one at which several died."""

    reason: str


class Engine(Protocol):
    """Maps a function over shards, somewhere, several at once, in any order."""

    @property
    def slots(self) -> int:
        """How many shards are read at the same time, as far as is known."""

    def map(
        self, work: Callable[[Shard], ShardReadings], shards: Sequence[Shard], tick: Callable[[], None]
    ) -> Iterator[ShardReadings | GivenUp]:
        """Yield what the work gave for each shard as it comes.

        Args:
            work: a function of a module.
            shards: all of them; few are on their way at any time.
            tick: called now and then while nothing comes; what it raises ends the work.
        """


@dataclass(slots=True)
class _Collected:
    """The readings of one shard; a body that comes twice is read once."""

    readings: dict[tuple[str, str | None], bytes] = field(default_factory=dict)

    def get(self, digest: str, content_type: str | None) -> ParsedPage | None:
        said = self.readings.get((digest, content_type))
        return None if said is None else decode(said)

    def keep(self, digest: str, content_type: str | None, said: bytes) -> None:
        self.readings[digest, content_type] = said


def cut(place: str, entries: Sequence[Entry], slots: int, lengths: Mapping[Place, int] | None = None) -> list[Shard]:
    """Cut captures into shards, each of neighbours in the files.

    Args:
        place: the folder of the WARC files, or its address.
        entries: the captures, in any order.
        slots: how many shards are read at the same time.
        lengths: of the records that hold bodies, where the place is an address.
    """
    ordered = sorted(entries, key=lambda entry: (entry.body_file or "", entry.body_offset or 0, entry.url))
    pages = max(LEAST_PAGES, min(MOST_PAGES, -(-len(ordered) // (SHARDS_PER_SLOT * max(slots, 1)))))
    parts = [tuple(ordered[start : start + pages]) for start in range(0, len(ordered), pages)]
    sizes = lengths or {}
    return [Shard(place, part, tuple(sizes.get(body_place(entry), entry.length) for entry in part)) for part in parts]


def body_place(entry: Entry) -> Place:
    """File and offset of the record that holds the body of a capture."""
    return entry.body_file or "", entry.body_offset or 0


def read_shard(shard: Shard) -> ShardReadings:
    """Read the pages of a shard in a child that can be killed; runs on a worker."""
    collected, faults = _Collected(), list[str]()
    try:
        with _opened(shard) as folder:
            for _ in read_pages(_pages(folder, shard, faults), workers=1, kept=collected):
                pass  # what was collected is what counts
    except ScraperError as error:
        return ShardReadings(reader_version(), len(shard.entries), {}, blind=str(error))
    return ShardReadings(reader_version(), len(shard.entries), collected.readings, tuple(faults))


@contextmanager
def _opened(shard: Shard) -> Iterator[Path]:
    """Yield a folder with the records of a shard at their places: the archive's own, or files with holes between them.

    Raises:
        ScraperError: this worker does not reach the archive.
    """
    if read_address(shard.place) is None:
        if not Path(shard.place).is_dir():
            raise StorageFault(f"there is no folder {shard.place}")
        yield Path(shard.place)
        return
    spans = {(entry.file, entry.offset, entry.length) for entry in shard.entries}
    spans |= {(*body_place(entry), size) for entry, size in zip(shard.entries, shard.lengths, strict=True)}
    with TemporaryDirectory(prefix="shard-") as name:
        wanted = sorted(spans)
        for (file, offset, _), content in zip(wanted, Bucket(shard.place).ranges(wanted), strict=True):
            with (Path(name) / file).open("r+b" if (Path(name) / file).exists() else "wb") as copy:
                copy.seek(offset)
                copy.write(content)
        yield Path(name)


def _pages(folder: Path, shard: Shard, faults: list[str]) -> Iterator[SavedPage]:
    for entry in shard.entries:
        try:
            capture = read_capture(folder, entry)
        except StorageFault as fault:
            faults.append(str(fault).replace(str(folder), shard.place))
            continue
        yield SavedPage(capture.body, capture.content_type, capture.url, capture.fetched_at)
