"""WARC 1.1 records as they are written: what an exchange becomes.

The HTTP block is passed through as bytes, whatever its headers hold; `Transfer-Encoding` alone is left out, since the
body is stored without it. What is written is what warcio would write, which a test compares: framed by hand, a record
costs a fifth of what it costs there, and a page that has not changed is three of them.
"""

import base64
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from scraper.archive.member import write_member
from scraper.http.exchange import Exchange

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
OF_NOTHING = "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===="
"""The digest of no bytes, which the block of a confirmed page has."""
_RESPONSE = "application/http; msgtype=response"
_REQUEST = "application/http; msgtype=request"
_END = b"\r\n\r\n"
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
    fields = {"WARC-Target-URI": url}
    if original:
        fields["WARC-Payload-Digest"] = original.raw_digest
        fields["WARC-Profile"] = original.profile
        fields["WARC-Refers-To"] = record_id(f"{original.place} response")
        fields["WARC-Refers-To-Target-URI"] = original.url
        fields["WARC-Refers-To-Date"] = warc_date(original.fetched_at)
    else:
        fields["WARC-Payload-Digest"] = raw_digest(exchange.raw)
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
    date = warc_date(at)
    is_confirmed = original is not None and original.profile == NOT_MODIFIED
    block = b"" if is_confirmed else head
    raw = b"" if original else exchange.raw
    records = [_record(kind, _RESPONSE, block, fields, date, identifier, raw=raw, is_packed=_is_packed(exchange))]
    if imported:
        return records
    asked = http_head(exchange.request_line, exchange.request_headers)
    beside = {"WARC-Target-URI": url, "WARC-Concurrent-To": identifier}
    records.append(_record("request", _REQUEST, asked, beside, date, record_id(f"{place} request")))
    if is_confirmed:
        # Without the target's address, under which indexers would take it for a capture.
        link = {"WARC-Concurrent-To": identifier}
        records.append(_record("metadata", _RESPONSE, head, link, date, record_id(f"{place} metadata")))
    return records


def write_warcinfo(file_name: str, at: datetime, fields: Mapping[str, str]) -> bytes:
    """Return the gzip member that opens a file and says who wrote it."""
    block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    name = {"WARC-Filename": file_name}
    return _record("warcinfo", "application/warc-fields", block, name, warc_date(at), record_id(f"{file_name} info"))


def _record(
    kind: str,
    content_type: str,
    block: bytes,
    more: Mapping[str, str],
    date: str,
    identifier: str,
    *,
    raw: bytes = b"",
    is_packed: bool = False,
) -> bytes:
    """Return a record whose block is `block` and what came behind it, `raw`, which may be packed already."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": identifier,
        "WARC-Date": date,
        **more,
        "WARC-Block-Digest": raw_digest(block, raw),
        "Content-Type": content_type,
        "Content-Length": str(len(block) + len(raw)),
    }
    lines = "".join([f"{name}: {value}\r\n" for name, value in fields.items()])
    return write_member(f"WARC/1.1\r\n{lines}\r\n".encode() + block, raw, _END, is_packed=is_packed)


def _is_packed(exchange: Exchange) -> bool:
    """Whether a body is compressed already, so that to compress it costs time and saves nothing."""
    return (exchange.header("Content-Encoding") or "identity").strip().lower() != "identity"


def http_head(first_line: str, headers: Iterable[tuple[str, str]], *, without: tuple[str, ...] = ()) -> bytes:
    """Return the bytes of an HTTP head, the empty line included."""
    kept = [f"{name}: {value}\r\n" for name, value in headers if name.lower() not in without]
    return (f"{first_line}\r\n" + "".join(kept) + "\r\n").encode("latin-1")


def raw_digest(data: bytes, more: bytes = b"") -> str:
    """Return the SHA-256 of bytes as stored, and those behind them, in the spelling WARC tools use."""
    if not data and not more:
        return OF_NOTHING
    hashed = hashlib.sha256(data)
    hashed.update(more)
    return "sha256:" + base64.b32encode(hashed.digest()).decode("ascii")


def record_id(name: str) -> str:
    """Return a record identifier made from a name that is used once."""
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>"


def warc_date(moment: datetime) -> str:
    """Return a time as WARC 1.1 writes it: `2026-11-24T03:32:33.930680Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_date(text: str) -> datetime:
    """Return the time that a WARC date names."""
    return datetime.fromisoformat(text).astimezone(UTC)
