"""Addresses in a page: links, the canonical address, other languages.

Read with the standard library's tokenizer, which builds no tree: the nesting and formatting bombs that hold a tree
builder for seconds and gigabytes do nothing here. What a page *says* is the business of `parsers`.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

MAX_TEXT = 2_000_000
MAX_LINKS = 20_000
_SLICE = 65_536


@dataclass(slots=True)
class Links:
    """Hrefs as written, in document order.

    Attributes:
        base: the page's `<base href>`, or None.
        canonical: `<link rel="canonical">`, or None where there is none or two differ.
        anchors: of `<a href>` and of `<link rel="alternate" hreflang>`.
    """

    base: str | None = None
    canonical: str | None = None
    anchors: list[str] = field(default_factory=list)

    def base_of(self, address: str) -> str:
        """Return what the hrefs of a page at an address are relative to."""
        try:
            return urljoin(address, self.base or "")
        except ValueError:  # a base that is no address
            return address


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links = Links()
        self.canonicals: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"a", "base", "link"}:
            return
        named = dict(reversed(attrs))  # of a repeated attribute the first one counts
        href = named.get("href")
        if not href:
            return
        relation = (named.get("rel") or "").lower().split()
        if tag == "base":
            self.links.base = self.links.base or href
        elif tag == "link" and "canonical" in relation:
            self.canonicals.append(href)
        elif (tag == "a" or ("alternate" in relation and "hreflang" in named)) and len(self.links.anchors) < MAX_LINKS:
            self.links.anchors.append(href)


def read_links(body: bytes) -> Links:
    """Return the addresses in a page; whatever the bytes are, this ends soon and raises nothing."""
    reader = _Reader()
    text = body[:MAX_TEXT].decode("utf-8", "replace")
    for start in range(0, len(text), _SLICE):
        reader.feed(text[start : start + _SLICE])
    distinct = set(reader.canonicals)
    if len(distinct) == 1:
        reader.links.canonical = distinct.pop()
    return reader.links
