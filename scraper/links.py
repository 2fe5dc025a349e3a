"""Addresses in a page: links, the canonical address, other languages.

Read by a linear scan over the tags that have addresses. By hand, because the scraper meets every page before anybody
has judged it: a tree builder can be held for seconds and gigabytes by nesting, and the standard library's tokenizer
is quadratic on malformed pages and took ten times as long on good ones. What a page *says* is `parsers`' business.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

MAX_BYTES = 4_000_000
MAX_LINKS = 20_000

# What hides tags (`<!-- … -->`, `<script>…</script>`), else `<a href="x">`, `<link rel=canonical href=x>`, `<base …>`;
# possessive, so that nothing is read twice, and open to the page's end where the page ends within.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|template|noscript)\b.*?(?:</(?P=raw)\b|\Z)"
    r"""|<(?P<name>a|link|base)(?=[\s/])(?P<attributes>(?:"[^"]*+"?|'[^']*+'?|[^"'>]++)*+)""",
    re.DOTALL | re.IGNORECASE,
)
# `href="x"`, `href = 'x'`, `href=x`, `hreflang`
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s"'>]++)))?+""")


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


def read_links(body: bytes) -> Links:
    """Return the addresses in a page; whatever the bytes are, this ends soon and raises nothing."""
    links = Links()
    canonicals: set[str] = set()
    for name, attributes in _tags(body[:MAX_BYTES].decode("utf-8", "replace")):
        href = attributes.get("href", "").strip()
        relation = attributes.get("rel", "").lower().split()
        if name == "base":
            links.base = links.base or href or None
        elif name == "link" and "canonical" in relation:
            canonicals.add(href)
        elif href and (name == "a" or ("alternate" in relation and "hreflang" in attributes)):
            links.anchors.append(href)
        if len(links.anchors) >= MAX_LINKS:
            break
    links.canonical = canonicals.pop() if len(canonicals) == 1 else None
    return links


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in _TAG.finditer(text):
        if tag["name"]:
            attributes: dict[str, str] = {}
            for key, double, single, bare in _ATTRIBUTE.findall(tag["attributes"]):
                attributes.setdefault(key.lower(), html.unescape(double or single or bare))
            yield tag["name"].lower(), attributes
