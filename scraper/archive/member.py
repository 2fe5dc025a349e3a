"""A WARC record as one gzip member (RFC 1952): text compressed, a body that is compressed already stored as it is.

By hand, because zlib offers one level for a whole stream, and to go over a packed body costs ten times what all else
about its record does and makes it longer. Any program that reads gzip reads it.
"""

import struct
import zlib

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # no name, no time, no system
_LONGEST_BLOCK = 0xFFFF
LEVEL = 6
"""zlib's own; 9 takes twice the time for half a percent."""


def write_member(text: bytes, body: bytes = b"", end: bytes = b"", *, is_packed: bool = False) -> bytes:
    """Return the gzip member of `text`, `body` and `end` together; the body is stored as it is if `is_packed`."""
    content = text + body + end
    if not is_packed or not body:
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        return packer.compress(content) + packer.flush()
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
    trailer = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join([_HEADER, packed, *_stored(body + end), trailer])


def _stored(data: bytes) -> list[bytes]:
    """Return the blocks of a deflate stream (RFC 1951, 3.2.4) that hold data as it is, the last of the stream."""
    parts = []
    for start in range(0, len(data), _LONGEST_BLOCK):
        part = data[start : start + _LONGEST_BLOCK]
        is_last = start + _LONGEST_BLOCK >= len(data)
        parts += [struct.pack("<BHH", is_last, len(part), len(part) ^ 0xFFFF), part]
    return parts
