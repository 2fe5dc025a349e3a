"""The archive of a site: every response as received, in WARC 1.1 files that only ever grow.

Writers hold the site's lock. A record is written before anybody looks into the page, and on the disk before the ledger
tells of it. A crawl that dies may leave a torn last record; readers pass over it, and the next crawl cuts it off before
it opens a file of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from scraper.archive import presence, stored_records
from scraper.archive.entry import MAX_STORED_BODY, Entry, body_digest
from scraper.archive.index import FILE_NAME as INDEX_NAME
from scraper.archive.index import REMEDY, Index, find_damage
from scraper.archive.stored_records import StoredRecord
from scraper.errors import BodyFault, StaleIndex, StorageFault
from scraper.http.decoding import decode
from scraper.http.exchange import Headers, header
from scraper.ledger import file as ledger_file
from scraper.ledger import ledger

FOLDER_NAME = presence.FOLDER_NAME


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it was at one time.

    Attributes:
        url: the page's canonical address.
        requested_url: the address that was asked for; another one where the body came from a web archive.
        fetched_at: when the server gave, or confirmed, this body; UTC.
        status: the status of the response that holds the body.
        headers: the headers of that response, in order.
        body: the body, content-decoded.
        digest: `sha256:` and the hexadecimal digest of `body`.
    """

    url: str
    requested_url: str
    fetched_at: datetime
    status: int
    headers: Headers
    body: bytes
    digest: str

    @property
    def content_type(self) -> str | None:
        """The Content-Type header, or None."""
        return header(self.headers, "Content-Type")


@dataclass(frozen=True, slots=True)
class Survey:
    """What an archive holds.

    Attributes:
        pages: the places of all captures of project pages, in time order.
        files: how many bytes the whole records of each file have; what a crawl that died left behind them, the next
            one cuts off.
    """

    pages: list[Entry]
    files: Mapping[Path, int]


def captures(folder: Path, url: str | None = None) -> Iterator[Capture]:
    """Yield every capture that has a body, or those of one address, in time order.

    Raises:
        StorageFault: there is no archive, or it is damaged; the message names the file.
    """
    index = _opened(folder)
    try:
        for entry in index.captures(url):
            if entry.digest is not None and entry.status in {200, 304}:
                yield read_capture(folder / FOLDER_NAME, entry)
    finally:
        index.close()


def latest_captures(folder: Path) -> Iterator[Capture]:
    """Yield one capture for every project page, in the order of addresses.

    It is the newest with the body that the crawl last took for the page; a maintenance page or a challenge that came
    after it does not take its place. Where the crawl never saw a page, or the ledger is missing, it is the newest.

    Raises:
        StorageFault: as `captures`.
    """
    yield from read_entries(folder, latest_entries(folder))


def latest_entries(folder: Path) -> list[Entry]:
    """Return the places of what `latest_captures` yields, in its order, without reading a body.

    Raises:
        StorageFault: there is no archive, or its index cannot be read.
    """
    known = ledger.addresses(folder) if (folder / ledger_file.FILE_NAME).is_file() else ()
    return newest_of_each(page_history(folder), {record.url: record.digest for record in known})


def newest_of_each(captures: Iterable[Entry], taken: Mapping[str, str | None]) -> list[Entry]:
    """Return for each address the newest capture with the body that the crawl last took, else the newest of all.

    Args:
        captures: in time order, as `page_history` gives them.
        taken: by address, the digest of the body that the crawl last took for the page.
    """
    newest: dict[str, Entry] = {}
    fitting: dict[str, Entry] = {}
    for entry in captures:
        newest[entry.url] = entry
        if entry.digest == taken.get(entry.url):
            fitting[entry.url] = entry
    return [fitting.get(url, newest[url]) for url in sorted(newest)]


def page_history(folder: Path) -> list[Entry]:
    """Return the places of all captures of project pages, in time order, without reading a body.

    Raises:
        StorageFault: as `captures`.
    """
    return survey(folder).pages


def survey(folder: Path) -> Survey:
    """Return where all captures of project pages are, and how long the files are, without reading a body.

    Raises:
        StorageFault: as `captures`.
    """
    index = _opened(folder)
    try:
        torn = dict(index.torn())
        files = sorted((folder / FOLDER_NAME).glob("*.warc.gz"))
        return Survey(list(index.pages()), {path: torn.get(path, path.stat().st_size) for path in files})
    finally:
        index.close()


def read_entries(folder: Path, entries: Iterable[Entry]) -> Iterator[Capture]:
    """Yield the captures at the places that `page_history` gave.

    Raises:
        StorageFault: a record is damaged.
    """
    for entry in entries:
        yield read_capture(folder / FOLDER_NAME, entry)


def record_lengths(folder: Path, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Return how many bytes the records at these files and offsets have.

    Raises:
        StorageFault: there is no archive, or its index cannot be read.
    """
    index = _opened(folder)
    try:
        found = {place: index.at(*place) for place in places}
    finally:
        index.close()
    return {place: entry.length for place, entry in found.items() if entry is not None}


def rebuild_index(folder: Path) -> int:
    """Make the index anew from the files and return how many captures it has.

    Raises:
        StorageFault: there is no archive, or it is damaged.
    """
    place = folder / FOLDER_NAME
    demand(place)
    (place / INDEX_NAME).unlink(missing_ok=True)
    index = Index(place)
    try:
        return sum(1 for _ in index.captures())
    finally:
        index.close()


def find_index_damage(folder: Path) -> str | None:
    """Say that the index is damaged, and what mends it, before whoever opens it does; None where it is sound."""
    damage = find_damage(folder / FOLDER_NAME)
    return None if damage is None else f"{folder / FOLDER_NAME / INDEX_NAME}: is damaged ({damage}); {REMEDY}"


def find_index_fault(folder: Path) -> str | None:
    """Say that the index differs from the files, and what mends it; None where it says what they say.

    Raises:
        StorageFault: as `captures`.
    """
    index = _opened(folder)
    try:
        with TemporaryDirectory() as aside:
            for path in (folder / FOLDER_NAME).glob("*.warc.gz"):
                (Path(aside) / path.name).symlink_to(path.resolve())
            fresh = Index(Path(aside))
            try:
                is_sound = list(index.captures()) == list(fresh.captures())
            finally:
                fresh.close()
    finally:
        index.close()
    path = folder / FOLDER_NAME / INDEX_NAME
    return None if is_sound else f"{path}: does not say what the files say; remove it, and it is made anew from them"


def read_capture(place: Path, entry: Entry) -> Capture:
    """Return the capture of an index entry: its record compared with the entry, its body with its digest.

    Raises:
        StaleIndex: the record at its place is another than the entry says.
        StorageFault: the record is damaged, or the entry has no body.
    """
    if entry.body_file is None or entry.body_offset is None:
        raise StorageFault(f"{place / entry.file} at byte {entry.offset} has no body that can be trusted")
    where = f"{place / entry.body_file} at byte {entry.body_offset}"
    record = record_at(place, entry.body_file, entry.body_offset)
    own = entry.file, entry.offset
    itself = record if own == (entry.body_file, entry.body_offset) else record_at(place, *own)
    said = (entry.url, entry.requested_url, entry.fetched_at, entry.kind, entry.status, entry.raw_digest)
    found = (itself.url, itself.requested_url, itself.fetched_at, itself.kind, itself.status, itself.raw_digest)
    if said != found or (record.url, record.raw_digest) != (entry.url, entry.raw_digest):
        raise StaleIndex(
            f"{place / INDEX_NAME} says another thing than {place / entry.file} at byte {entry.offset}; {REMEDY}"
        )
    try:
        body = decode(record.raw, header(record.headers, "Content-Encoding"), limit=MAX_STORED_BODY)
    except BodyFault as error:
        raise StorageFault(f"{where}: {error}") from error
    if body_digest(body) != entry.digest:
        raise StaleIndex(f"{where}: the body does not fit its digest in {INDEX_NAME}; {REMEDY}")
    return Capture(
        url=entry.url,
        requested_url=entry.requested_url,
        fetched_at=entry.fetched_at,
        status=record.status,
        headers=record.headers,
        body=body,
        digest=entry.digest,
    )


def content_type_at(place: Path, entry: Entry) -> str | None:
    """Return the Content-Type of a capture from the head of its record alone, unproven; None without one.

    Raises:
        StorageFault: the file cannot be read.
    """
    if entry.body_file is None or entry.body_offset is None:
        return None
    return header(stored_records.read_head(place / entry.body_file, entry.body_offset), "Content-Type")


def record_at(place: Path, file: str, offset: int) -> StoredRecord:
    """Return the response or revisit record at a place.

    Raises:
        StorageFault: there is none, or it is damaged.
    """
    where = f"{place / file} at byte {offset}"
    for start, _, content in stored_records.members(place / file, offset):
        record = stored_records.read_record(content, where)
        if start == offset and record is not None:
            return record
        break
    raise StorageFault(f"{where}: no response record")


def _opened(folder: Path) -> Index:
    place = folder / FOLDER_NAME
    demand(place)
    return Index(place)


def demand(place: Path) -> None:
    """Refuse a folder that holds no archive.

    Raises:
        StorageFault: there is none, or it is gone, though the ledger tells of pages.
    """
    if not any(place.glob("*.warc.gz")):
        presence.demand_captures(place.parent)
        raise StorageFault(f"{place} holds no archive; 'iom-projects crawl' or 'iom-projects import PATH' makes one")
