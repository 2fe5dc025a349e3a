"""WARC 1.1 records: how an exchange is written, and how one is read back.

warcio frames the records. The HTTP block is passed through as bytes, because warcio would rewrite headers that are
not ASCII; `Transfer-Encoding` alone is left out, since the body is stored without it.
"""

import base64
import hashlib
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.errors import StorageFault
from scraper.http.exchange import Exchange, Headers

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_RESPONSE = "application/http; msgtype=response"
_REQUEST = "application/http; msgtype=request"
_CHUNK = 64 * 1024
_REMEDY = "restore the file from a copy; without one, move it aside: iom-projects repair and a crawl go on without it"
_NAMESPACE = uuid.UUID("0c5ad4d6-6f1c-4d2e-9e0f-5a1f0c6a7b11")


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier capture that a revisit record points to; `place` is its file and offset."""

    place: str
    url: str
    fetched_at: datetime
    raw_digest: str
    profile: str


@dataclass(frozen=True, slots=True)
class Imported:
    """Where a capture that somebody else made was taken from.

    Attributes:
        file: as people know it: `crawl.wacz/archive/data.warc.gz`, or the address of a replay.
        record: the record's identifier there, or None.
        digest: of the payload, as its maker states it, or None.
        at: when it was taken, UTC.
    """

    file: str
    record: str | None
    digest: str | None
    at: datetime


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


def write_exchange(
    exchange: Exchange,
    *,
    place: str,
    original: Original | None,
    captured: tuple[str, datetime] | None = None,
    imported: Imported | None = None,
) -> list[bytes]:
    """Return the gzip members for one exchange: the response (or revisit), then the request, if it was ours.

    A revisit after a 304 has no block, so that replay shows the original whole (pywb would answer 304 itself); the
    head of the 304 stands in a metadata record beside it.

    Args:
        exchange: what went over the wire.
        place: file name and offset, from which the record's identifier is made.
        original: the capture whose body this one repeats; the body is then left out.
        captured: address and time of the original page, where the exchange was with a web archive.
        imported: where the exchange was taken from, where it was somebody else's.
    """
    url, at = captured or (exchange.url, exchange.fetched_at)
    head = http_head(exchange.status_line, exchange.headers, without=("transfer-encoding",))
    fields = {"WARC-Target-URI": url, "WARC-Payload-Digest": raw_digest(exchange.raw)}
    if original:
        fields["WARC-Payload-Digest"] = original.raw_digest
        fields["WARC-Profile"] = original.profile
        fields["WARC-Refers-To"] = record_id(f"{original.place} response")
        fields["WARC-Refers-To-Target-URI"] = original.url
        fields["WARC-Refers-To-Date"] = warc_date(original.fetched_at)
    if exchange.truncated:
        fields["WARC-Truncated"] = exchange.truncated
    if captured:
        fields["WARC-Source-URI"] = exchange.url
        fields["WARC-Creation-Date"] = warc_date(imported.at if imported else exchange.fetched_at)
    if imported:
        said = {"From": imported.file, "Record": imported.record, "Digest": imported.digest}
        fields |= {f"WARC-Imported-{name}": text for name, text in said.items() if text}
    kind = "revisit" if original else "response"
    identifier = record_id(f"{place} {kind}")
    if imported:
        return [_member(kind, _RESPONSE, head + exchange.raw, fields, at, identifier)]
    beside = {"WARC-Target-URI": url, "WARC-Concurrent-To": identifier}
    asked = http_head(exchange.request_line, exchange.request_headers)
    request = _member("request", _REQUEST, asked, beside, at, record_id(f"{place} request"))
    if original and original.profile == NOT_MODIFIED:
        # Without the target's address, under which indexers would take it for a capture.
        link = {"WARC-Concurrent-To": identifier}
        answered = _member("metadata", _RESPONSE, head, link, at, record_id(f"{place} metadata"))
        return [_member(kind, _RESPONSE, b"", fields, at, identifier), request, answered]
    block = head if original else head + exchange.raw
    return [_member(kind, _RESPONSE, block, fields, at, identifier), request]


def write_warcinfo(file_name: str, at: datetime, fields: Mapping[str, str]) -> bytes:
    """Return the gzip member that opens a file and says who wrote it."""
    block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    return _member(
        "warcinfo", "application/warc-fields", block, {"WARC-Filename": file_name}, at, record_id(f"{file_name} info")
    )


def _member(
    kind: str, content_type: str, block: bytes, more: Mapping[str, str], at: datetime, identifier: str
) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": identifier,
        "WARC-Date": warc_date(at),
        **more,
        "WARC-Block-Digest": raw_digest(block),
        "Content-Type": content_type,
    }
    # warcio adds a payload digest where there is none; a request has no payload, the others are their own.
    fields.setdefault("WARC-Payload-Digest", raw_digest(b"" if kind == "request" else block))
    headers = StatusAndHeaders("", list(fields.items()), protocol="WARC/1.1")
    # warcio leaves the block of a revisit out unless it has parsed the HTTP head itself, so it is told another kind.
    record = ArcWarcRecord("warc", "response", headers, BytesIO(block), None, content_type, len(block))
    out = BytesIO()
    WARCWriter(out, gzip=True, warc_version="WARC/1.1").write_record(record)
    return out.getvalue()


def http_head(first_line: str, headers: Iterable[tuple[str, str]], *, without: tuple[str, ...] = ()) -> bytes:
    """Return the bytes of an HTTP head, the empty line included."""
    kept = [f"{name}: {value}\r\n" for name, value in headers if name.lower() not in without]
    return (f"{first_line}\r\n" + "".join(kept) + "\r\n").encode("latin-1")


def raw_digest(data: bytes) -> str:
    """Return the SHA-256 of bytes as stored, in the spelling WARC tools use."""
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode("ascii")


def record_id(name: str) -> str:
    """Return a record identifier made from a name that is used once."""
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>"


def warc_date(moment: datetime) -> str:
    """Return a time as WARC 1.1 writes it: `2026-11-24T03:32:33.930680Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


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


def is_whole(path: Path, offset: int, length: int) -> bool:
    """Whether the bytes at a place are one whole gzip member, by its own checksum and length.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        stored = file.read(length)
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        inflater.decompress(stored)
    except zlib.error:
        return False
    return inflater.eof and not inflater.unused_data


def read_record(content: bytes, where: str) -> StoredRecord | None:
    """Return the record in the content of one member; None where it is neither response nor revisit.

    Raises:
        StorageFault: it is no WARC record, or its digest does not fit.
    """
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
