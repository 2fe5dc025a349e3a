"""Content decoding with bounds, which demands that a compressed body is whole.

By hand because the HTTP clients do not: they inflate without a bound, and half of a gzip stream passes as a page
(measured, see docs/dependencies.md). zlib does the work; these lines demand the end of the stream and its checksum,
read every member of a multi-member gzip, and stop at a size and at a ratio. gzip and deflate alone are asked for; br
and zstd, which others' captures hold, are read where they come.
"""

import logging
import sys
import zlib

import brotli

from scraper.errors import BodyFault

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPT_ENCODING = "gzip, deflate"
MAX_LAYERS = 3
MAX_RATIO = 200
"""HTML and sitemaps stay far below; a body this much larger than what was sent is a bomb."""
RATIO_FLOOR = 1024 * 1024
"""Below this size the ratio is not looked at."""

MAX_MEMBERS = 1000
"""So many parts a compressed body may have: to go through a million empty ones takes hours."""

_ZSTD_WINDOW = 23
"""Binary logarithm of 8 MiB."""
_GZIP_MAGIC = b"\x1f\x8b"
_log = logging.getLogger(__name__)


def decode(raw: bytes, content_encoding: str | None, *, limit: int) -> bytes:
    """Return the body that was encoded as `raw`; gzip is undone though no header says so (`is_unannounced`).

    Args:
        raw: the body as received, transfer coding already removed.
        content_encoding: the header's value, or None; codings in the order in which they were applied.
        limit: the most bytes that may come out.

    Raises:
        BodyFault: an unknown coding, a stream that is cut or damaged (worth another try), or a body past its bounds.
    """
    codings = [part.strip().lower() for part in (content_encoding or "").split(",") if part.strip()]
    codings = [coding for coding in codings if coding != "identity"]
    if len(codings) > MAX_LAYERS:
        raise BodyFault(f"{len(codings)} content codings on one body", healing=False)
    body = raw
    for coding in reversed(codings):
        body = _undo(coding, body, limit, ceiling=max(RATIO_FLOOR, MAX_RATIO * len(raw)))
    body = _undo_unannounced(body, limit, ceiling=max(RATIO_FLOOR, MAX_RATIO * len(raw)))
    if len(body) > limit:
        raise BodyFault(f"body of more than {limit} bytes", healing=False)
    return body


def is_unannounced(raw: bytes, content_encoding: str | None) -> bool:
    """Say whether a body is gzip and its header does not say so: no HTML, XML or text begins with these bytes."""
    return raw.startswith(_GZIP_MAGIC) and "gzip" not in (content_encoding or "").lower()


def _undo_unannounced(body: bytes, limit: int, ceiling: int) -> bytes:
    """Undo gzip that no header names; what is damaged stays as it is, for it may be no gzip at all."""
    for _ in range(MAX_LAYERS):
        if not body.startswith(_GZIP_MAGIC):
            return body
        try:
            body = gunzip(body, limit=min(limit, ceiling))
        except BodyFault as fault:
            if not fault.healing:
                raise
            return body
    return body


def _undo(coding: str, data: bytes, limit: int, ceiling: int) -> bytes:
    if coding in {"gzip", "x-gzip"}:
        return gunzip(data, limit=min(limit, ceiling))
    if coding == "deflate":
        return _inflate(data, _deflate_window(data), limit=min(limit, ceiling))[0]
    if coding == "br":
        return _unbrotli(data, limit=min(limit, ceiling))
    if coding == "zstd":
        return _unzstd(data, limit=min(limit, ceiling))
    raise BodyFault(f"content coding that was not asked for: {coding!r}", healing=False)


def gunzip(data: bytes, *, limit: int) -> bytes:
    """Return the content of all members of a gzip file.

    Raises:
        BodyFault: as `decode`.
    """
    content = bytearray()
    rest = data
    members = 0
    while not content or rest.startswith(_GZIP_MAGIC):
        members += 1
        if members > MAX_MEMBERS:
            raise BodyFault(f"compressed body of more than {MAX_MEMBERS} parts", healing=False)
        part, rest = _inflate(rest, 16 + zlib.MAX_WBITS, limit=limit - len(content))
        content += part
        if not rest:
            break
        if not part and not rest.startswith(_GZIP_MAGIC):
            break
    if rest.strip(b"\0"):
        _log.warning("%d bytes of junk after the end of a gzip body", len(rest))
    return bytes(content)


def _unbrotli(data: bytes, *, limit: int) -> bytes:
    """Return the content of a Brotli stream (RFC 7932); its window, and so the memory it takes, is 16 MiB at most."""
    stream = brotli.Decompressor()
    content = bytearray()
    try:
        content += stream.process(data, output_buffer_limit=limit + 1)
        while not stream.is_finished() and not stream.can_accept_more_data() and len(content) <= limit:
            content += stream.process(b"", output_buffer_limit=limit + 1 - len(content))
    except brotli.error as error:
        raise BodyFault("compressed body is damaged (no whole Brotli stream and nothing else)", healing=True) from error
    return _whole(bytes(content), limit, is_whole=stream.is_finished())


def _unzstd(data: bytes, *, limit: int) -> bytes:
    """Return the content of all frames of a Zstandard body; as RFC 9659 says, of windows up to 8 MiB."""
    content, rest = bytearray(), data
    for _ in range(MAX_MEMBERS):
        frame = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})
        try:
            content += frame.decompress(rest, max_length=limit + 1 - len(content))
        except zstd.ZstdError as error:
            raise BodyFault(f"compressed body is damaged ({error})", healing=True) from error
        rest = frame.unused_data
        if not frame.eof or not rest or len(content) > limit:
            return _whole(bytes(content), limit, is_whole=frame.eof)
    raise BodyFault(f"compressed body of more than {MAX_MEMBERS} parts", healing=False)


def _whole(content: bytes, limit: int, *, is_whole: bool) -> bytes:
    if len(content) > limit:
        raise BodyFault(f"compressed body grows beyond {limit} bytes", healing=False)
    if not is_whole:
        raise BodyFault("compressed body is cut short", healing=True)
    return content


def _deflate_window(data: bytes) -> int:
    """Tell the two kinds of `deflate` apart: with a zlib header as RFC 9110 says, or raw as some servers send it."""
    has_zlib_header = len(data) >= 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0
    return zlib.MAX_WBITS if has_zlib_header else -zlib.MAX_WBITS


def _inflate(data: bytes, window: int, *, limit: int) -> tuple[bytes, bytes]:
    """Return one stream's content and what follows the stream."""
    inflater = zlib.decompressobj(window)
    try:
        content = inflater.decompress(data, max(limit, 0) + 1)
    except zlib.error as error:
        raise BodyFault(f"compressed body is damaged ({error})", healing=True) from error
    return _whole(content, limit, is_whole=inflater.eof), inflater.unused_data
