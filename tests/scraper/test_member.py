"""Records as we frame them: what warcio would write, in gzip members that any program reads."""

import base64
import gzip
import hashlib
import io
import zlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.archive import records
from scraper.archive.member import write_member
from scraper.http.exchange import Exchange

AT = datetime(2026, 11, 24, 12, 0, 0, 5, tzinfo=UTC)


def exchange(raw: bytes, *headers: tuple[str, str], status: str = "200 OK") -> Exchange:
    asked = (("Host", "iom.int"), ("User-Agent", "iom-projects"))
    return Exchange(
        "https://iom.int/project/é",
        AT,
        "GET /project/a HTTP/1.1",
        asked,
        f"HTTP/1.1 {status}",
        (("X-Odd", "\xe9\xff"), *headers),
        raw,
        raw,
    )


def by_warcio(member: bytes) -> bytes:
    """Give the content of a member as warcio writes it, from what warcio reads in it."""
    record = next(iter(ArchiveIterator(io.BytesIO(member), no_record_parse=True)))
    block = record.raw_stream.read()
    headers = StatusAndHeaders("", record.rec_headers.headers, protocol=record.rec_headers.protocol)
    # A request has no payload, and warcio adds a digest of one; a revisit's block it would leave out.
    again = ArcWarcRecord("warc", "response", headers, io.BytesIO(block), None, record.content_type, len(block))
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
    writer.ensure_digest = lambda *_, **__: None
    writer.write_record(again)
    return out.getvalue()


@given(st.binary(max_size=300), st.sampled_from(["gzip", "identity", ""]))
def test_records_are_those_of_warcio(raw: bytes, coding: str) -> None:
    sent = exchange(raw, ("Content-Encoding", coding), ("Transfer-Encoding", "chunked"))
    first, request = records.write_exchange(sent, place="f 1", original=None)
    before = records.Original("f 1", sent.url, AT, records.raw_digest(raw), records.NOT_MODIFIED)
    again = records.write_exchange(exchange(b"", status="304 Not Modified"), place="f 2", original=before)
    for member in (first, request, *again, records.write_warcinfo("f", AT, {"software": "é"})):
        assert gzip.decompress(member) == by_warcio(member)


def test_a_confirmed_page_is_a_revisit_without_a_block_its_request_and_the_head_of_the_answer() -> None:
    before = records.Original("f 1", "https://iom.int/project/a", AT, records.raw_digest(b"x"), records.NOT_MODIFIED)
    sent = exchange(b"", ("ETag", '"e"'), status="304 Not Modified")
    members = records.write_exchange(sent, place="f 2", original=before)
    revisit, request, metadata = (gzip.decompress(member).partition(b"\r\n\r\n") for member in members)
    assert f"WARC-Block-Digest: {records.raw_digest(b'')}".encode() in revisit[0]
    assert [revisit[2], metadata[2]] == [
        b"\r\n\r\n",
        b'HTTP/1.1 304 Not Modified\r\nX-Odd: \xe9\xff\r\nETag: "e"' + b"\r\n" * 4,
    ]
    assert request[2].startswith(b"GET /project/a HTTP/1.1\r\nHost: iom.int\r\n")
    assert b"WARC-Payload-Digest" not in request[0]


def test_the_digest_of_nothing_is_that_of_no_bytes() -> None:
    nothing = base64.b32encode(hashlib.sha256().digest()).decode()
    assert records.raw_digest(b"") == f"sha256:{nothing}"
    assert records.raw_digest(b"ab") == records.raw_digest(b"a", b"b")


@given(st.binary(max_size=200), st.integers(0, 200_000), st.booleans())
def test_a_member_is_what_went_into_it(text: bytes, size: int, is_packed: bool) -> None:
    body = bytes(number * number % 251 for number in range(size % 977)) * (size // 977 + 1)
    member = write_member(text, body, b"\r\n\r\n", is_packed=is_packed)
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert inflater.decompress(member) == text + body + b"\r\n\r\n"
    assert inflater.eof
    assert inflater.unused_data == b""


def test_a_packed_body_is_stored_as_it_is() -> None:
    packed = gzip.compress(bytes(range(256)) * 3, mtime=0)
    assert packed in write_member(b"WARC/1.1", packed, is_packed=True)
