"""Sitemaps (sitemaps.org 0.9): addresses out of bytes, bounded, and without the dangers of XML.

By hand on expat, some sixty lines: the packages at hand are GPL, or build a tree first. A document type is refused
before any entity can be declared; nothing is ever loaded from elsewhere.
"""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T|$)")  # the day of "2025-09-01" and "2025-09-01T08:00:00+02:00"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file holds.

    Attributes:
        kind: `index` lists sitemaps, `urlset` pages, None neither.
        addresses: as written, in order.
        lastmods: the day of the last change, `2025-09-01`, by address, where the file names a day of the calendar.
        fault: why the file cannot be taken for complete, or None.
    """

    kind: Literal["index", "urlset"] | None
    addresses: tuple[str, ...]
    fault: str | None
    lastmods: Mapping[str, str] = field(default_factory=dict)


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
        return Sitemap(reader.kind, tuple(reader.addresses), f"not well-formed or refused: {error}", reader.lastmods)
    if reader.kind is None:
        return Sitemap(None, (), "neither <urlset> nor <sitemapindex>")
    return Sitemap(reader.kind, tuple(reader.addresses), None, reader.lastmods)


class _RefusedError(Exception):
    """The file has something that no sitemap needs."""


class _Reader:
    def __init__(self) -> None:
        self.kind: Literal["index", "urlset"] | None = None
        self.addresses: list[str] = []
        self.lastmods: dict[str, str] = {}
        self._path: list[str] = []
        self._text: str | None = None
        self._entry: dict[str, str] = {}

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
        if self._path[:-1] in (["urlset", "url"], ["sitemapindex", "sitemap"]) and local in {"loc", "lastmod"}:
            self._text = ""

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._text += data
            if len(self._text) > _MAX_TEXT:
                raise _RefusedError("an address without end")

    def _end(self, _: str) -> None:
        name = self._path.pop()
        if self._text is not None:
            self._entry[name] = self._text.strip()
            self._text = None
            if name == "loc":
                self.addresses.append(self._entry["loc"])
        elif len(self._path) == 1:
            self._note_lastmod()
            self._entry = {}
        if len(self.addresses) > MAX_ADDRESSES:
            raise _RefusedError(f"more than {MAX_ADDRESSES} addresses")

    def _note_lastmod(self) -> None:
        match = _DAY.match(self._entry.get("lastmod", ""))
        if match and "loc" in self._entry:
            with contextlib.suppress(ValueError):  # 31 February
                self.lastmods[self._entry["loc"]] = date.fromisoformat(match.group()).isoformat()
