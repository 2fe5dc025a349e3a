"""Captures in WARC files, and in WACZ files, which are ZIP files with WARC files in them.

Read are `response`, `revisit` and `resource` records of WARC 1.1 and 1.0 (https://iipc.github.io/warc-specifications/)
and WACZ 1.x (https://specs.webrecorder.net/wacz/latest/).
"""

import base64
import hashlib
import re
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders

from scraper.errors import BodyFault
from scraper.http.decoding import decode
from scraper.http.exchange import Headers, header
from scraper.imports.foreign import ForeignCapture, Item, LeftOut, Place, Repeated, Sieve
from scraper.imports.framing import Damage, Record, read_records, salvage
from scraper.settings import MIB

MAX_NESTING = 3
"""A WACZ may hold others, as collections of several crawls do."""

# A local header: its signature, 22 bytes, the lengths of the name and of what follows that
_MEMBER = re.compile(rb"PK\x03\x04.{22}(?P<length>..)..", re.DOTALL)
_LONGEST_HEADER = 1024

_CAPTURES = frozenset({"response", "revisit", "resource"})
_OF_PAGES = _CAPTURES | {"conversion", "continuation"}
"""Kinds of records that hold something of a page: the last two a text made of it, and a part of a long one."""
# "HTTP/1.1 200 OK", "HTTP/2 200"
_STATUS_LINE = re.compile(rb"HTTP/[0-9.]+ [1-5][0-9]{2}(?: |\r?\n|\Z)")
# The empty line that ends an HTTP head.
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\Z")
# "20240502T101112", "2024-05-02T10:11:12Z", "2024-05-02T10:11:12.123456789Z": a fraction may be finer than ours.
_DATE = re.compile(r"(?P<second>\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d)(?:\.(?P<fraction>\d+))?(?:Z|\+00:?00)?", re.ASCII)


def read_warc(path: Path, name: str, sieve: Sieve) -> Iterator[Item]:
    """Yield the captures of a WARC file, compressed or not.

    Args:
        path: of the file.
        name: what people know it by.
        sieve: says which addresses are wanted.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        yield from _captures(file, name, sieve)


def read_wacz(path: Path, name: str, sieve: Sieve) -> Iterator[Item]:
    """Yield the captures of every WARC file in a WACZ; of one that is cut, those that can be found.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        yield from _read_wacz(file, name, sieve, depth=1)


def _read_wacz(file: IO[bytes], name: str, sieve: Sieve, depth: int) -> Iterator[Item]:
    try:
        bundle = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        yield LeftOut(Place(name), "damaged", f"no whole WACZ ({error}); what can be found in it is taken")
        yield from _salvaged(file, name, sieve)
        return
    with bundle:
        sources = [one for one in sorted(bundle.infolist(), key=lambda one: one.filename) if _is_source(one.filename)]
        if not sources:
            yield LeftOut(Place(name), "damaged", "a ZIP file without a WARC file in it")
        for member in sources:
            inside = f"{name}/{member.filename}"
            if member.filename.lower().endswith(".wacz") and depth >= MAX_NESTING:
                yield LeftOut(Place(inside), "damaged", f"a WACZ in a WACZ, {MAX_NESTING} deep")
                continue
            try:
                with bundle.open(member) as content:
                    if member.filename.lower().endswith(".wacz"):
                        yield from _read_wacz(content, inside, sieve, depth + 1)
                    else:
                        yield from _captures(content, inside, sieve)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error) as error:
                yield LeftOut(Place(inside), "damaged", f"cannot be read to its end ({error})")
                yield from _salvaged(file, name, sieve, of=inside)


def _salvaged(file: IO[bytes], name: str, sieve: Sieve, *, of: str | None = None) -> Iterator[Item]:
    """Yield what can be found in a ZIP file by looking through it all; of one member alone where it is named."""
    members = _members(file)
    for found in salvage(file, lambda fields: _is_wanted(fields, sieve)):
        begun = bisect_right(members, (found.offset, "\U0010ffff"))
        inside = f"{name}/{members[begun - 1][1]}" if begun else name
        if of in {None, inside}:
            yield from _items(found, inside, sieve)


def _members(file: IO[bytes]) -> list[tuple[int, str]]:
    """Return where the members of a ZIP file without a directory begin, and their names."""
    file.seek(0)
    found, place, before = [], 0, b""
    while chunk := file.read(MIB):
        window = before + chunk
        for local in _MEMBER.finditer(window):
            length = int.from_bytes(local["length"], "little")
            written = window[local.end() : local.end() + length]
            if local.end() + length <= len(window) and written.isascii() and written.decode().isprintable():
                found.append((place - len(before) + local.start(), written.decode()))
        place += len(chunk)
        before = window[-_LONGEST_HEADER:]
    return sorted(set(found))


def _is_source(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz", ".wacz"))


def _captures(file: IO[bytes], name: str, sieve: Sieve) -> Iterator[Item]:
    found = 0
    for one in read_records(file, lambda fields: _is_wanted(fields, sieve)):
        yield from _items(one, name, sieve)
        found += 1
    if not found:
        yield LeftOut(Place(name), "damaged", "it is empty")


def _is_wanted(fields: StatusAndHeaders, sieve: Sieve) -> bool:
    address = _address(fields.get_header("WARC-Target-URI"))
    return (fields.get_header("WARC-Type") or "") in _CAPTURES and address is not None and sieve(address) is None


def _items(found: Record | Damage, name: str, sieve: Sieve) -> Iterator[Item]:
    if isinstance(found, Damage):
        yield LeftOut(Place(name, f"at byte {found.offset}"), "damaged", found.message)
    else:
        yield from _item(found, name, sieve)


def _item(record: Record, name: str, sieve: Sieve) -> Iterator[Item]:
    """Yield the capture in a record, or what is wrong with it; nothing for a record of another kind."""
    kind = record.field("WARC-Type") or ""
    if kind not in _OF_PAGES:
        return
    identifier = (record.field("WARC-Record-ID") or "").strip("<>")
    place = Place(name, identifier or f"at byte {record.offset}")
    address = _address(record.field("WARC-Target-URI"))
    if address is None:
        if kind in {"response", "revisit"}:  # others hold notes of the crawler's own: "urn:pageinfo:…"
            yield LeftOut(place, "unaddressed", "it has no WARC-Target-URI")
        return
    refused = sieve(address)
    if refused:
        yield LeftOut(place, refused, address=address)
    elif kind not in _CAPTURES:
        yield LeftOut(place, "other_record", f"a record of the kind {kind}", address)
    elif record.block is None:
        yield LeftOut(place, "damaged", f"of {record.field('Content-Length')} bytes: no page is so large", address)
    else:
        yield _capture(record, record.block, kind, place, address)


def _address(written: str | None) -> str | None:
    """An http address as written; WARC 1.0 had it between angle brackets in its examples, and wget does so."""
    address = (written or "").strip().removeprefix("<").removesuffix(">")
    return address if address.lower().startswith(("http://", "https://")) else None


def _capture(record: Record, block: bytes, kind: str, place: Place, address: str) -> Item:
    if not _fits(record.field("WARC-Block-Digest"), block):
        return LeftOut(place, "damaged", "it does not fit its digest", address)
    if record.field("WARC-Truncated"):
        return LeftOut(place, "unreadable_body", f"its maker cut it ({record.field('WARC-Truncated')})", address)
    if kind == "resource":
        kind_of_file = record.field("Content-Type") or "application/octet-stream"
        block = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind_of_file.encode("latin-1", "replace") + b"\r\n\r\n" + block
    elif kind == "revisit" and not block:
        block = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    if not _STATUS_LINE.match(block):
        return LeftOut(place, "damaged", "it holds no HTTP answer", address)
    return _answer(record, block, place, address, is_revisit=kind == "revisit")


def _answer(record: Record, block: bytes, place: Place, address: str, *, is_revisit: bool) -> Item:
    status_line, headers, raw = _read_answer(block)
    at, digest = read_time(record.field("WARC-Date")), record.field("WARC-Payload-Digest")
    if is_revisit:
        url, then = _address(record.field("WARC-Refers-To-Target-URI")), read_time(record.field("WARC-Refers-To-Date"))
        return ForeignCapture(place, address, at, status_line, headers, b"", digest, Repeated(url, then))
    whole = _without_chunks(raw, headers)
    if not any(_fits(digest, payload) for payload in (raw, whole)) and not _fits_decoded(digest, whole, headers):
        return LeftOut(place, "damaged", "its body does not fit its digest", address)
    headers = tuple(pair for pair in headers if pair[0].lower() != "transfer-encoding")
    return ForeignCapture(place, address, at, status_line, headers, whole, digest)


def _read_answer(block: bytes) -> tuple[str, Headers, bytes]:
    """Read status line, headers and body; a header's line that begins with a blank goes on with the one before."""
    end = _END_OF_HEAD.search(block)
    head, raw = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("latin-1").replace("\r\n", "\n").split("\n")
    pairs = (line.partition(":") for line in lines[1:])
    return lines[0].strip(), tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon), raw


def _without_chunks(raw: bytes, headers: Headers) -> bytes:
    """Undo the transfer coding, where the header tells of one and the body has it."""
    if "chunked" not in (header(headers, "Transfer-Encoding") or "").lower():
        return raw
    content: bytes = ChunkedDataReader(BytesIO(raw)).read()  # gives back as it stands what is not in chunks
    return content


def _fits_decoded(stated: str | None, whole: bytes, headers: Headers) -> bool:
    """Whether a digest is that of the decoded body, as some makers compute it."""
    try:
        return _fits(stated, decode(whole, header(headers, "Content-Encoding"), limit=len(whole) * 100))
    except BodyFault:
        return False


def _fits(stated: str | None, data: bytes) -> bool:
    """Whether bytes fit a digest, `sha1:` or `sha256:` in base 32 or hexadecimal digits; of others nobody can say."""
    algorithm, _, value = (stated or "").partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in {"sha1", "sha256", "md5"} or not value:
        return True
    digest = hashlib.new(name, data, usedforsecurity=False).digest()
    spellings = {digest.hex(), base64.b32encode(digest).decode().rstrip("=").lower()}
    return value.strip().rstrip("=").lower() in spellings


def read_time(text: str | None) -> datetime | None:
    """Return the time that a WARC date names; None where it names none, or a day that there is not."""
    match = _DATE.fullmatch((text or "").strip())
    if match is None:
        return None
    try:
        second = datetime.fromisoformat(match["second"]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return second.replace(microsecond=int((match["fraction"] or "")[:6].ljust(6, "0")))
