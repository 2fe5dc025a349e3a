"""Addresses in a page: links, the canonical address, other languages, where it says it has moved.

Read by a linear scan over the tags that have addresses. By hand, because the scraper meets every page before anybody
has judged it: a tree builder can be held for seconds and gigabytes by nesting, and the standard library's tokenizer
is quadratic on malformed pages and took ten times as long on good ones. What a page *says* is `parsers`' business.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from urllib.parse import quote, urljoin

from parsers.encoding import decode
from scraper.discovery.stretches import Stretches

MAX_BYTES = 4_000_000
MAX_LINKS = 20_000

# What hides tags (`<!-- … -->`, `<script>…</script>`), else `<a href="x">`, `<link rel=canonical href=x>`, `<base …>`;
# possessive, so that nothing is read twice, and open to the page's end where the page ends within.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|template)\b.*?(?:</(?P=raw)\b|\Z)"
    r"""|<(?P<name>a|area|link|base|meta|option|input|button)(?=[\s/])(?P<attributes>(?:"[^"]*+"?|'[^']*+'?|[^"'>]++)*+)""",
    re.DOTALL | re.IGNORECASE,
)
# `0; url=/project/new`, `5;URL='/project/new'`
_REFRESH = re.compile(r"""\s*[0-9.]*\s*[;,]?\s*url\s*=\s*["']?([^"']+)""", re.IGNORECASE)
_VALUES = ("data-href", "data-url", "data-link", "value")
"""Attributes in which language switchers and buttons keep an address."""
# `<div data-href="/project/x">`, `<tr onclick="location.href='/project/x'">`
_SCRIPTED = re.compile(
    r"""\b(?P<name>data-(?:href|url|link)|onclick)\s*+=\s*+(?:"(?P<double>[^"<>]*+)"|'(?P<single>[^'<>]*+)')"""
)
# What the latter says: `location.href='/project/x'`, or a window that opens there
_GOES_TO = re.compile(r"""location(?:\.href)?\s*+=\s*+["']([^"']++)|\bopen\(\s*+["']([^"']++)""")
_LONGEST_SCRIPT = 1_000
_SCRIPT = re.compile(r"<!--.*?(?:-->|\Z)|<script\b[^>]*+>(?P<script>.*?)(?:</script\b|\Z)", re.DOTALL | re.IGNORECASE)
# `window.location.href = "/project/new"`, `location.replace('/project/new')`
_LEADS = re.compile(
    r"""\blocation(?:\.href)?\s*+(?:=|\.(?:replace|assign)\s*+\()\s*+(?P<quote>["'])(?P<to>[^"'\s]{1,2000}+)(?P=quote)"""
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
        versions: those of them that have `hreflang`: the page in other languages, as the site says.
        nexts: of `rel="next"`.
        values: what options, buttons and hidden fields hold that may be an address.
        refresh: where `<meta http-equiv="refresh">` leads, or None.
    """

    base: str | None = None
    canonical: str | None = None
    anchors: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    nexts: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    refresh: str | None = None

    def base_of(self, address: str) -> str:
        """Return what the hrefs of a page at an address are relative to."""
        try:
            return urljoin(address, self.base or "")
        except ValueError:  # a base that is no address
            return address


def read_links(body: bytes, content_type: str | None = None, *, head: str = "") -> Links:
    """Return the addresses in a page; whatever the bytes are, this ends soon and raises nothing.

    Args:
        body: content-decoded.
        content_type: the header, or None; it may name the encoding.
        head: what the head of the answer says, as markup (`link_header.as_markup`).
    """
    decoded = decode(body[:MAX_BYTES], content_type)
    links = Links()
    canonicals: set[str] = set()
    is_scripted = is_full = False
    for some in _stretches(decoded.encoding).of(head + decoded.text):
        is_scripted = is_scripted or some.is_scripted
        is_full = len(links.anchors) + len(links.values) + len(some.anchors) + len(some.values) >= MAX_LINKS
        for each in map(_sum_of_one, some.tags) if is_full else (some,):  # the tag that fills it is the last
            links.base = links.base or each.base
            links.refresh = links.refresh or each.refresh
            canonicals.update(each.canonicals)
            links.anchors += each.anchors
            links.versions += each.versions
            links.nexts += each.nexts
            links.values += each.values
            if len(links.anchors) + len(links.values) >= MAX_LINKS:
                break
        if is_full:
            break
    if is_scripted or (is_full and _is_scripted(decoded.text)):
        links.values += _scripted(decoded.text)
    links.canonical = canonicals.pop() if len(canonicals) == 1 else None
    return links


def read_target(body: bytes, content_type: str | None = None, *, head: str = "") -> str | None:
    """Return where a page leads on by itself: by `<meta http-equiv="refresh">`, or by a script's `location = "…"`."""
    refresh = read_links(body, content_type, head=head).refresh
    return refresh or read_scripted_target(body, content_type)


def read_scripted_target(body: bytes, content_type: str | None = None) -> str | None:
    """Return where a page's scripts lead on by a plain statement, `location.href = "/project/x"`; None for several."""
    text = decode(body[:MAX_BYTES], content_type).text
    scripts = (match["script"] or "" for match in islice(_SCRIPT.finditer(text), MAX_LINKS))
    targets = {match["to"] for script in scripts for match in _LEADS.finditer(script[:_LONGEST_SCRIPT])}
    return targets.pop() if len(targets) == 1 else None


def _is_scripted(text: str) -> bool:
    """Whether there is anything for `_scripted` to look for; no stretch ends within these words."""
    return any(mark in text for mark in ("data-href", "data-url", "data-link", "onclick"))


def _scripted(text: str) -> Iterator[str]:
    """Yield the addresses that elements of any name keep for a script: cards and rows that lead on when clicked."""
    for match in islice(_SCRIPTED.finditer(text), MAX_LINKS):
        value = html.unescape(match["double"] or match["single"] or "")
        if match["name"] != "onclick":
            yield value
        else:
            yield from (leads or opens for leads, opens in _GOES_TO.findall(value[:_LONGEST_SCRIPT]))


def as_browsers_do(href: str, encoding: str) -> str:
    """Write the query of a link in the encoding of its page, as browsers do; its path is UTF-8 in any case."""
    before, mark, query = href.partition("?")
    if query.isascii() or encoding in {"utf-8", "utf-16le", "utf-16be", "replacement"}:
        return href
    query, mark_of_place, place = query.partition("#")
    try:
        written = quote(query.encode(encoding), safe="%/:=&?~#+!$,;'@()*[]")
    except (LookupError, UnicodeEncodeError):
        return href
    return f"{before}{mark}{written}{mark_of_place}{place}"


@dataclass(frozen=True, slots=True)
class _Tag:
    """What one tag adds to the links of its page; None where it adds nothing of the kind."""

    base: str | None = None
    refresh: str | None = None
    canonical: str | None = None
    anchor: str | None = None
    is_version: bool = False
    next: str | None = None
    values: tuple[str, ...] = ()


_NOTHING = _Tag()


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the tags of a stretch add to the links of its page, all together."""

    tags: Sequence[_Tag]
    base: str | None
    refresh: str | None
    canonicals: Sequence[str]
    anchors: Sequence[str]
    versions: Sequence[str]
    nexts: Sequence[str]
    values: Sequence[str]
    is_scripted: bool


def _sum(tags: Sequence[_Tag], text: str) -> _Sum:
    return _Sum(
        tags,
        base=next((tag.base for tag in tags if tag.base), None),
        refresh=next((tag.refresh for tag in tags if tag.refresh), None),
        canonicals=[tag.canonical for tag in tags if tag.canonical is not None],
        anchors=[tag.anchor for tag in tags if tag.anchor is not None],
        versions=[tag.anchor for tag in tags if tag.anchor is not None and tag.is_version],
        nexts=[tag.next for tag in tags if tag.next is not None],
        values=[value for tag in tags for value in tag.values],
        is_scripted=_is_scripted(text),
    )


def _sum_of_one(tag: _Tag) -> _Sum:
    return _sum([tag], "")


@lru_cache(maxsize=8)
def _stretches(encoding: str) -> Stretches[_Tag, _Sum]:
    """What was read of the stretches of pages in an encoding, which decides how links are written.

    Most tags with addresses stand in menus, which are the same on every page.
    """

    def read(tag: re.Match[str]) -> _Tag | None:
        name, attributes = tag.group("name", "attributes")
        found = _read(name, attributes, encoding) if name else _NOTHING
        return None if found == _NOTHING else found

    return Stretches(_TAG, read, _sum)


def _read(name: str, text: str, encoding: str) -> _Tag:
    name = name.lower()
    attributes: dict[str, str] = {}
    for key, double, single, bare in _ATTRIBUTE.findall(text):
        attributes.setdefault(key.lower(), html.unescape(double or single or bare))
    href = as_browsers_do(attributes.get("href", "").strip(), encoding)
    relation = attributes.get("rel", "").lower().split()
    refresh = _REFRESH.match(attributes.get("content", "")) if name == "meta" else None
    is_canonical = name == "link" and "canonical" in relation
    is_link = name in {"a", "area"} or ("alternate" in relation and "hreflang" in attributes)
    is_anchor = bool(href) and is_link and name not in {"base", "meta"} and not is_canonical
    return _Tag(
        base=(href or None) if name == "base" else None,
        refresh=refresh[1].strip() if refresh and _refreshes(attributes) else None,
        canonical=href if is_canonical else None,
        anchor=href if is_anchor else None,
        is_version=is_anchor and "hreflang" in attributes,
        next=href if href and "next" in relation else None,
        values=tuple(attributes[key] for key in _VALUES if "/" in attributes.get(key, "")),
    )


def _refreshes(attributes: Mapping[str, str]) -> bool:
    return attributes.get("http-equiv", "").strip().lower() == "refresh"
