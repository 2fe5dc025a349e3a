"""WARC 1.1 records as they are read back: members of a file, and the response or revisit record in one.

warcio reads the records. The HTTP block is kept as bytes.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from scraper.archive.records import NOT_MODIFIED, raw_digest
from scraper.errors import StorageFault
from scraper.http.exchange import Headers

_CHUNK = 64 * 1024
_REMEDY = "restore the file from a copy; without one, move it aside: iom-projects repair and a crawl go on without it"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A response or revisit record as read from a file.

    Attributes:
        kind: `response` or `revisit`.
        url: the page's address.
        requested_url: the address that was asked for; another one where the body came from a web archive.
        refers_at: for a revisit, when the original was captured.
        truncated: the WARC word for a body that was cut, or None.
        imported_from: the file that the capture was imported from, or None.
        made_at: when the record was made, where that is not when its page was captured; or None.
    """

    kind: str
    url: str
    requested_url: str
    fetched_at: datetime
    raw_digest: str | None
    refers_at: datetime | None
    truncated: str | None
    status_line: str
    headers: Headers
    raw: bytes
    imported_from: str | None = None
    made_at: datetime | None = None

    @property
    def is_ours(self) -> bool:
        """Whether the site itself answered us, and not a web archive or whoever made an imported file."""
        return self.imported_from is None and self.made_at in {None, self.fetched_at}

    @property
    def status(self) -> int:
        """The status code."""
        return int(self.status_line.split(" ", 2)[1])


def read_date(text: str) -> datetime:
    """Return the time that a WARC date names."""
    return datetime.fromisoformat(text).astimezone(UTC)


def members(path: Path, start: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield offset, stored bytes and content of every whole gzip member of a file; a torn last one is left out.

    Raises:
        StorageFault: the file cannot be read, or a member that is not the last one is damaged.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            yield from _members(file, start, path)
    except OSError as error:
        raise StorageFault(f"{path} cannot be read ({error.strerror})") from error


def _members(file: BinaryIO, start: int, path: Path) -> Iterator[tuple[int, bytes, bytes]]:
    waiting = b""
    while chunk := waiting or file.read(_CHUNK):
        stored, content, waiting = bytearray(), bytearray(), b""
        inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while chunk and not inflater.eof:
            try:
                content += inflater.decompress(chunk)
            except zlib.error as error:
                raise StorageFault(f"{path} is damaged in the record at byte {start} ({error}); {_REMEDY}") from error
            waiting = inflater.unused_data
            stored += chunk[: len(chunk) - len(waiting)]
            chunk = b"" if inflater.eof else file.read(_CHUNK)
        if not inflater.eof:
            return
        yield start, bytes(stored), bytes(content)
        start += len(stored)


def is_as_written(path: Path, offset: int, length: int, crc: int) -> bool:
    """Whether so many bytes at a place still have their CRC-32.

    Raises:
        OSError: the file cannot be read.
    """
    file = os.open(path, os.O_RDONLY)
    try:
        stored = os.pread(file, length, offset)
    finally:
        os.close(file)
    return len(stored) == length and zlib.crc32(stored) == crc


def read_record(content: bytes, where: str) -> StoredRecord | None:
    """Return the record in the content of one member; None where it is neither response nor revisit.

    Raises:
        StorageFault: it is no WARC record, or its digest does not fit.
    """
    # With asyncio and what else it finds: a crawl that reads none of its records needs none of it.
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    try:
        record = next(iter(ArchiveIterator(BytesIO(content), no_record_parse=True)))
        block: bytes = record.raw_stream.read()
    except (ArchiveLoadFailed, StopIteration, ValueError) as error:
        raise StorageFault(f"{where}: not a WARC record ({error})") from error
    get = record.rec_headers.get_header
    if record.rec_type not in {"response", "revisit"}:
        return None
    if get("WARC-Block-Digest") not in {None, raw_digest(block)}:
        raise StorageFault(f"{where}: the record does not fit its digest")
    if not block and get("WARC-Profile") == NOT_MODIFIED:
        block = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    head, _, raw = block.partition(b"\r\n\r\n")
    status_line, headers = _status_and_headers(head)
    refers_at = get("WARC-Refers-To-Date")
    url = get("WARC-Target-URI")
    return StoredRecord(
        kind=record.rec_type,
        url=url,
        requested_url=get("WARC-Source-URI") or url,
        fetched_at=read_date(get("WARC-Date")),
        raw_digest=get("WARC-Payload-Digest"),
        refers_at=read_date(refers_at) if refers_at else None,
        truncated=get("WARC-Truncated"),
        status_line=status_line,
        headers=headers,
        raw=raw,
        imported_from=get("WARC-Imported-From"),
        made_at=read_date(made_at) if (made_at := get("WARC-Creation-Date")) else None,
    )


def read_head(path: Path, start: int) -> Headers:
    """Return the headers of the response in the member at a place, without the rest of it; none where it is damaged.

    Raises:
        StorageFault: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            begun = file.read(_CHUNK)
    except OSError as error:
        raise StorageFault(f"{path} cannot be read ({error.strerror})") from error
    try:
        content = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(begun, _CHUNK)
    except zlib.error:
        return ()
    head, end, _ = content.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")
    return _status_and_headers(head)[1] if end else ()


def _status_and_headers(head: bytes) -> tuple[str, Headers]:
    status_line, *lines = head.decode("latin-1").split("\r\n")
    return status_line, tuple((name, value.strip(" ")) for name, _, value in (line.partition(":") for line in lines))
