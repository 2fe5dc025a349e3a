"""Sitemaps (sitemaps.org 0.9): addresses out of bytes, bounded, and without the dangers of XML.

By hand on expat, some sixty lines: the packages at hand are GPL, or build a tree first. A document type is refused
before any entity can be declared; nothing is ever loaded from elsewhere.
"""

from dataclasses import dataclass
from typing import Literal
from xml.parsers import expat

from scraper.decoding import gunzip
from scraper.errors import BodyFault

MAX_BYTES = 50 * 1024 * 1024
"""The protocol's own limit for one file, decompressed."""
MAX_ADDRESSES = 60_000
"""The protocol allows 50,000."""
MAX_GZIP_LAYERS = 2
_MAX_TEXT = 4_096
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file holds.

    Attributes:
        kind: `index` lists sitemaps, `urlset` pages, None neither.
        addresses: as written, in order.
        fault: why the file cannot be taken for complete, or None.
    """

    kind: Literal["index", "urlset"] | None
    addresses: tuple[str, ...]
    fault: str | None


def read_sitemap(body: bytes) -> Sitemap:
    """Return the addresses of a sitemap, plain or gzipped; of a broken one those before the break."""
    try:
        for _ in range(MAX_GZIP_LAYERS):
            if body.startswith(_GZIP_MAGIC):
                body = gunzip(body, limit=MAX_BYTES)
    except BodyFault as error:
        return Sitemap(None, (), str(error))
    reader = _Reader()
    try:
        reader.parse(body)
    except (expat.ExpatError, _RefusedError, ValueError) as error:
        return Sitemap(reader.kind, tuple(reader.addresses), f"not well-formed or refused: {error}")
    if reader.kind is None:
        return Sitemap(None, (), "neither <urlset> nor <sitemapindex>")
    return Sitemap(reader.kind, tuple(reader.addresses), None)


class _RefusedError(Exception):
    """The file has something that no sitemap needs."""


class _Reader:
    def __init__(self) -> None:
        self.kind: Literal["index", "urlset"] | None = None
        self.addresses: list[str] = []
        self._path: list[str] = []
        self._text: list[str] | None = None

    def parse(self, body: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(body, True)

    def _refuse(self, *_: object) -> None:
        raise _RefusedError("a document type declaration")

    def _start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._path:
            self.kind = "index" if local == "sitemapindex" else "urlset" if local == "urlset" else None
        self._path.append(local)
        if len(self._path) > 16:
            raise _RefusedError("nested too deeply")
        if self._path in (["urlset", "url", "loc"], ["sitemapindex", "sitemap", "loc"]):
            self._text = []

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)
            if sum(map(len, self._text)) > _MAX_TEXT:
                raise _RefusedError("an address without end")

    def _end(self, _: str) -> None:
        self._path.pop()
        if self._text is not None:
            self.addresses.append("".join(self._text).strip())
            self._text = None
            if len(self.addresses) > MAX_ADDRESSES:
                raise _RefusedError(f"more than {MAX_ADDRESSES} addresses")
