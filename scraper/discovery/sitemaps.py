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

from scraper.discovery.json_addresses import is_json, read_addresses
from scraper.errors import BodyFault, printable
from scraper.http.decoding import gunzip

MAX_BYTES = 50 * 1024 * 1024
"""The protocol's own limit for one file, decompressed."""
MAX_ADDRESSES = 60_000
"""The protocol allows 50,000."""
MAX_GZIP_LAYERS = 2
HTML_INSTEAD = "an HTML page stands in its place"
JSON_INSTEAD = "JSON stands in its place"
"""Faults of what is no sitemap: nobody knows whether it names all pages."""
_MAX_LINKS = 10 * MAX_ADDRESSES
_MAX_TEXT = 4_096
_GZIP_MAGIC = b"\x1f\x8b"
_ADDRESS_LINE = re.compile(rb"https?://\S+\s*(?:\n|$)")  # "https://www.iom.int/project/x", alone on the first line
# `<!DOCTYPE html>`, `<html lang="en">`, after a declaration or comments
_HTML = re.compile(
    rb"(?:\s++|<\?[^>]*+>|<!--(?:(?!-->).)*+-->)*+<(?:!doctype\s+html|html|head|body|title|meta|div|p|h1|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_PAGES = (["urlset", "url"], ["rss", "channel", "item"], ["RDF", "item"], ["feed", "entry"])
"""Where the elements stand that hold a page's address: in sitemaps, RSS 2.0, RSS 1.0 and Atom."""
_ROOTS = frozenset(place[0] for place in _PAGES)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T|$)")  # the day of "2025-09-01" and "2025-09-01T08:00:00+02:00"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file holds.

    Attributes:
        kind: `index` lists sitemaps, `urlset` pages, None neither.
        addresses: as written, in order.
        versions: for an address, those of the page in other languages (`<xhtml:link rel="alternate" hreflang>`).
        lastmods: the day of the last change, `2025-09-01`, by address, where the file names a day of the calendar.
        fault: why the file cannot be taken for complete, or None.
    """

    kind: Literal["index", "urlset"] | None
    addresses: tuple[str, ...]
    fault: str | None
    lastmods: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_sitemap(body: bytes) -> Sitemap:
    """Return the addresses of a sitemap, plain or gzipped; of a broken one those before the break.

    As the protocol has it, a sitemap may also be a feed (RSS, Atom) or a text with one address a line.
    """
    try:
        for _ in range(MAX_GZIP_LAYERS):
            if body.startswith(_GZIP_MAGIC):
                body = gunzip(body, limit=MAX_BYTES)
    except BodyFault as error:
        return Sitemap(None, (), str(error))
    body, encoding = _without_lead(body)
    if _ADDRESS_LINE.match(body):
        lines = tuple(line.strip() for line in body.decode("utf-8", "replace").splitlines()[:MAX_ADDRESSES])
        return Sitemap("urlset", tuple(line for line in lines if line), None)
    if _HTML.match(body):
        return Sitemap(None, (), HTML_INSTEAD)
    if is_json(body) and (addresses := read_addresses(body)) is not None:
        return Sitemap("urlset", addresses[:MAX_ADDRESSES], JSON_INSTEAD)
    read = _parsed(body, encoding)
    if read.fault is not None and encoding is None and not _is_utf8(body):
        again = _parsed(body, "iso-8859-1")  # no encoding is declared, or a wrong one
        read = read if again.fault is not None else again
    return read


def _without_lead(body: bytes) -> tuple[bytes, str | None]:
    """Take away what no XML parser suffers before `<?xml`; UTF-16 becomes UTF-8, whatever the declaration says."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace").lstrip().encode("utf-8"), "utf-8"
    return body.lstrip(b"\xef\xbb\xbf \t\r\n"), None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parsed(body: bytes, encoding: str | None) -> Sitemap:
    reader = _Reader()
    fault = None
    try:
        reader.parse(body, encoding)
    except (expat.ExpatError, _RefusedError, ValueError) as error:
        fault = f"not well-formed or refused: {error}"
    if fault is None and reader.kind is None:
        fault = f"neither <urlset> nor <sitemapindex> nor a feed, but <{printable(reader.root, limit=40)}>"
    return Sitemap(reader.kind, tuple(reader.addresses), fault, reader.lastmods, reader.versions)


class _RefusedError(Exception):
    """The file has something that no sitemap needs."""


class _Reader:
    def __init__(self) -> None:
        self.kind: Literal["index", "urlset"] | None = None
        self.root = ""
        self.addresses: list[str] = []
        self.versions: dict[str, tuple[str, ...]] = {}
        self.lastmods: dict[str, str] = {}
        self._path: list[str] = []
        self._text: str | None = None
        self._entry: dict[str, str] = {}
        self._links: list[str] = []
        self._count = 0

    def parse(self, body: bytes, encoding: str | None) -> None:
        parser = expat.ParserCreate(encoding)
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(body, True)

    def _refuse(self, *_: object) -> None:
        raise _RefusedError("a document type declaration")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._path:
            self.root = local
            self.kind = "index" if local == "sitemapindex" else "urlset" if local in _ROOTS else None
        self._path.append(local)
        if len(self._path) > 16:
            raise _RefusedError("nested too deeply")
        above = self._path[:-1]
        if above == ["sitemapindex", "sitemap"] and local in {"loc", "lastmod"}:
            self._text = ""
        elif above in _PAGES:
            self._start_in_page(local, attributes)

    def _start_in_page(self, local: str, attributes: dict[str, str]) -> None:
        href = attributes.get("href", "").strip()
        if self.kind == "urlset" and self._path[0] == "urlset":
            if local in {"loc", "lastmod"}:
                self._text = ""
            elif local == "link" and "hreflang" in attributes and href:
                self._links.append(href)
        elif local == "link" and not href:
            self._text = ""
        elif local == "link" and attributes.get("rel", "alternate") == "alternate":
            self.addresses.append(href)

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
            if name in {"loc", "link"}:
                self.addresses.append(self._entry[name])
        elif len(self._path) == 1:
            self._note_lastmod()
            if "loc" in self._entry and self._links:
                self.versions[self._entry["loc"]] = tuple(self._links)
            self._entry, self._links, self._count = {}, [], self._count + len(self._links)
        if self._count + len(self._links) > _MAX_LINKS:
            raise _RefusedError(f"more than {_MAX_LINKS} addresses of pages in other languages")
        if len(self.addresses) > MAX_ADDRESSES:
            raise _RefusedError(f"more than {MAX_ADDRESSES} addresses")

    def _note_lastmod(self) -> None:
        match = _DAY.match(self._entry.get("lastmod", ""))
        if match and "loc" in self._entry:
            with contextlib.suppress(ValueError):  # 31 February
                self.lastmods[self._entry["loc"]] = date.fromisoformat(match.group()).isoformat()
