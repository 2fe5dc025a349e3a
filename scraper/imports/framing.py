"""WARC records in files that somebody else wrote, one after the other, whatever is wrong in between.

warcio reads good files; it cannot go on behind a damaged record, bound what a record inflates to, or read a file that
is compressed as a whole. So the frames are found here: a record's fields, its length, its block. Behind damage the
search goes on for the next thing that begins like a record.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from scraper.settings import MIB

MAX_BLOCK = 64 * MIB
"""No page is larger; of a larger block the fields alone are read."""
MAX_FIELDS = 256 * 1024
MAX_RATIO = 500
"""So many times its stored size a compressed record may have: HTML stays below 100."""
RATIO_FLOOR = 64 * MIB
"""Below this size the ratio is not looked at."""
MAX_TRIES = 100_000
"""So many places behind one damage may look like a record and be none; a file with more was made to be slow."""

_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b\x08"
_RECORD = b"WARC/"
_PARSER = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"], verify=True)


class DamageError(Exception):
    """The bytes at some place are no record; the message says why."""


class BetweenError(DamageError):
    """Bytes of another kind stand where the next record should begin."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes:
        offset: where it begins in the file; where the whole file is compressed as one, where that begins.
        fields: its WARC fields.
        block: what follows them; None where nobody wanted it or it is larger than `MAX_BLOCK`.
    """

    offset: int
    fields: StatusAndHeaders
    block: bytes | None

    def field(self, name: str) -> str | None:
        """A field's value, or None."""
        value: str | None = self.fields.get_header(name)
        return value.strip() if value else None


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where there should have been a record."""

    offset: int
    message: str


def read_records(file: IO[bytes], wanted: Callable[[StatusAndHeaders], bool]) -> Iterator[Record | Damage]:
    """Yield every record of a file from its beginning, compressed or not, and every place that is damaged.

    Args:
        file: seekable.
        wanted: says by a record's fields whether its block is to be read.
    """
    file.seek(0)
    stream = _Inflated(file) if file.read(3) == _GZIP else _Plain(file)
    file.seek(0)
    while True:
        try:
            if not stream.go_to_record():
                return
            yield _read(stream, wanted)
        except DamageError as error:
            yield Damage(stream.begin, str(error))
            if not stream.go_on():
                return
        except OSError as error:
            yield Damage(stream.begin, f"cannot be read ({error.strerror or error})")
            return


def salvage(file: IO[bytes], wanted: Callable[[StatusAndHeaders], bool]) -> Iterator[Record | Damage]:
    """Yield the records, whole or damaged, that can be found in a file of another kind, as a ZIP file that was cut."""
    stream = _Inflated(file)
    while stream.go_on():
        try:
            while stream.go_to_record():
                yield _read(stream, wanted)
        except BetweenError:
            continue  # what lies between the records is none
        except DamageError as error:
            yield Damage(stream.begin, str(error))


def _read(stream: "_Stream", wanted: Callable[[StatusAndHeaders], bool]) -> Record:
    offset = stream.begin
    head = stream.take_fields()
    try:
        fields = _PARSER.parse(BytesIO(head))
    except (StatusAndHeadersParserException, EOFError, ValueError) as error:
        raise DamageError("it does not begin as a WARC record does") from error
    length = fields.get_header("Content-Length") or ""
    if not (length.strip().isascii() and length.strip().isdigit()):
        raise DamageError(f"its Content-Length is {length!r}")
    size = int(length)
    block = stream.take(size, keep=size <= MAX_BLOCK and wanted(fields))
    return Record(offset, fields, block)


class _Stream:
    """Bytes with records in them.

    Attributes:
        begin: where in the file the record at hand begins.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ready = bytearray()
        self.begin = 0

    def fill(self) -> bool:
        """Make more bytes ready; False at the end. A `DamageError` says that there should be more."""
        raise NotImplementedError

    def here(self) -> int:
        """Where in the file the first byte that is ready comes from."""
        raise NotImplementedError

    def go_on(self) -> bool:
        """Look for what may be the next record after damage; False where there is none."""
        del self._ready[:1]
        while True:
            at = self._ready.find(b"\n" + _RECORD)
            if at >= 0:
                del self._ready[: at + 1]
                return True
            del self._ready[: -len(_RECORD)]
            if not self.fill():
                self._ready.clear()
                return False

    def go_to_record(self) -> bool:
        """Pass over the empty lines between two records; False at the end of the file."""
        while True:
            rest = self._ready.lstrip(b"\r\n")
            del self._ready[: len(self._ready) - len(rest)]
            if self._ready:
                self.begin = self.here()
                return True
            self.begin = self.here()
            if not self.fill():
                return False

    def take_fields(self) -> bytes:
        """Take the lines up to the first empty one."""
        while True:
            if not self._ready.startswith(_RECORD[: len(self._ready)]):
                raise DamageError("it does not begin as a WARC record does")
            ends = [at + len(end) for end in (b"\r\n\r\n", b"\n\n") if (at := self._ready.find(end)) >= 0]
            if ends:
                break
            if len(self._ready) > MAX_FIELDS:
                raise DamageError("its fields do not end")
            if not self.fill():
                raise DamageError("it is cut short")
        head = bytes(self._ready[: min(ends)])
        del self._ready[: min(ends)]
        return head

    def take(self, size: int, *, keep: bool) -> bytes | None:
        """Take so many bytes; return them where they are to be kept."""
        kept = bytearray()
        left = size
        while left:
            if not self._ready and not self.fill():
                raise DamageError("it is cut short")
            part = self._ready[:left]
            del self._ready[:left]
            left -= len(part)
            if keep:
                kept += part
        return bytes(kept) if keep else None


class _Plain(_Stream):
    def fill(self) -> bool:
        chunk = self._file.read(_CHUNK)
        self._ready += chunk
        return bool(chunk)

    def here(self) -> int:
        return self._file.tell() - len(self._ready)


class _Inflated(_Stream):
    """The content of all gzip members of a file, one after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self._inflater: zlib._Decompress | None = None
        self._stored = b""
        self._member = 0
        self._came = 0
        self._search_from = 0

    def here(self) -> int:
        return self._member if self._ready or self._inflater is not None else self._position()

    def _position(self) -> int:
        """Where the next byte lies that is not inflated yet."""
        return self._file.tell() - len(self._stored)

    def fill(self) -> bool:
        while True:
            if self._inflater is None and not self._begin_member():
                return False
            inflater = self._inflater
            assert inflater is not None  # noqa: S101 - _begin_member made it
            self._stored = self._stored or self._file.read(_CHUNK)
            if not self._stored:
                self._inflater = None
                raise DamageError("it is cut short")
            try:
                content = inflater.decompress(self._stored, _CHUNK)
            except zlib.error as error:
                raise DamageError(f"it cannot be inflated ({error})") from error
            self._stored = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            self._came += len(content)
            self._bound()
            if inflater.eof:
                self._inflater = None
            if content:
                self._ready += content
                return True

    def _bound(self) -> None:
        stored = self._position() - self._member
        if self._came > max(RATIO_FLOOR, MAX_RATIO * stored):
            raise DamageError(f"{stored:,} bytes grow to more than {self._came:,}: a bomb, not a page")

    def _begin_member(self) -> bool:
        """Begin with the next member; False at the end of the file, which zeros may pad."""
        self._stored = self._stored.lstrip(b"\0")
        while not self._stored and (chunk := self._file.read(_CHUNK)):
            self._stored = chunk.lstrip(b"\0")
        if not self._stored:
            return False
        while len(self._stored) < len(_GZIP) and (more := self._file.read(_CHUNK)):
            self._stored += more
        self._member, self._came = self._position(), 0
        self._search_from = self._member + 1
        if not self._stored.startswith(_GZIP):
            self.begin = self._member
            raise BetweenError("it is not compressed as those before it")
        self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return True

    def go_on(self) -> bool:
        """Look for the next member that begins with a record; a damaged record in a good member costs that member."""
        self._ready.clear()
        self._inflater = None
        place, tries = self._search_from, 0
        while tries < MAX_TRIES and (place := self._find(place)) >= 0:
            self._file.seek(place)
            start = self._file.read(4096)
            try:
                is_record = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start, len(_RECORD)) == _RECORD
            except zlib.error:
                is_record = False
            if is_record:
                self._file.seek(place)
                self._stored = b""
                return True
            place, tries = place + 1, tries + 1
        return False

    def _find(self, place: int) -> int:
        """Where the next gzip header stands from a place on, or -1."""
        self._file.seek(place)
        before = b""
        while chunk := self._file.read(_CHUNK):
            at = (before + chunk).find(_GZIP)
            if at >= 0:
                return place - len(before) + at
            place += len(chunk)
            before = chunk[-len(_GZIP) + 1 :]
        return -1
