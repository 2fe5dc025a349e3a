"""Pagers in the markup of a listing: links to its further pages, and controls that lead nowhere without a script.

A linear scan over tags, as in `scraper.discovery.links`. By its address a filter looks like a pager (`?year=2005`), so
that a link counts by a parameter that is known to number pages, or by its markup: `rel`, `class`, label, a text that is
a number or says "next". The words stand in `data/pagers.csv`.
"""

import csv
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from parsers.encoding import decode
from scraper.discovery.links import MAX_BYTES, as_browsers_do

MAX_LINKS = 2_000
_LONGEST_TEXT = 300
_FIRST_YEAR = 1900
"""A number from here on may be a year, which filters have."""

# `<!-- … -->`, `<script>…</script>`, else `<a …>text</a>`, `<button …>text</button>`, `<div …>`; possessive, so that
# nothing is read twice
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<script\b(?P<script>.*?)(?:</script\b|\Z)"
    r"|<(?:style|textarea|template)\b.*?(?:</(?:style|textarea|template)\b|\Z)"
    r"""|<(?P<name>a|button|option|(?:span|div|li)(?=\s[^<>]*\b(?:role=["']?button|onclick=|data-page=|class=["']?[^"'<>]*more)))(?=[\s/>])(?P<attributes>(?:"[^"]*+"?|'[^']*+'?|[^"'>]++)*+)>?"""
    r"""(?P<text>(?:[^<]++|<(?!/?(?:a|button|option|li|ul|div|nav)\b))*+)"""
    r"""|<(?P<bare>link|input|select|div|section|span|ul|li|nav|form|turbo-frame)(?=[\s/>])(?P<more>(?:"[^"]*+"?|'[^']*+'?|[^"'>]++)*+)""",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s"'>]++)))?+""")
_PICTURE = re.compile(r"""<img\b[^<>]*\balt=["']([^"'<>]+)""", re.IGNORECASE)  # `<img src="next.png" alt="Next">`
_TAG = re.compile(r"<[^<>]*>?")
_FRAME = re.compile(r"<!--.*?(?:-->|\Z)|<i?frame\b(?P<attributes>[^>]*+)", re.DOTALL | re.IGNORECASE)
_MARKING = ("class", "id", "aria-label", "title", "name", "data-role", "data-action")
_SHOWN = ("aria-label", "title", "alt")
_ADDRESSES = ("href", "data-url", "data-href", "data-next", "data-next-url", "data-path", "hx-get", "formaction")
_SCRIPTED = ("href", "onclick", "data-page")
_AROUND = frozenset({"select", "div", "section", "ul", "nav", "form"})
"""What can hold a pager."""
_LEADS_NOWHERE = re.compile(r"\s*(?:#|javascript:|$)", re.IGNORECASE)
# "window.addEventListener('scroll', …)", "new IntersectionObserver(…)"; and what such a script asks with
_SCROLLS = re.compile(r"infinite[-_ ]?scroll|IntersectionObserver|onscroll|[\"']scroll[\"']", re.IGNORECASE)
_ASKS = re.compile(r"fetch\(|XMLHttpRequest|ajax|\$\.get|axios", re.IGNORECASE)


@dataclass(slots=True)
class Markup:
    """What the markup of a listing's page says of further pages.

    Attributes:
        nexts: hrefs of `rel="next"`, and of controls that load more.
        links: hrefs that are a pager's by their markup.
        hrefs: all others.
        controls: what would lead on, in words: it has no address, or one that may lead to no further page.
        text: what is written on the page, in one line.
        frames: addresses of what is shown within the page.
    """

    nexts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    text: str = ""
    frames: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Element:
    """A tag with what its marks say: that it is a pager's, or loads more."""

    name: str
    attributes: dict[str, str]
    text: str

    @property
    def marks(self) -> str:
        shown = [self.attributes.get(key, "") for key in _MARKING]
        return " ".join((*shown, *(key for key in self.attributes if key.startswith("data-")))).lower()

    @property
    def is_pager(self) -> bool:
        marks = self.marks
        return any(word in marks for word in _words("mark")) and not self.is_other

    @property
    def says_next(self) -> bool:
        said = self.text or next((self.attributes[key] for key in _SHOWN if self.attributes.get(key)), "")
        words = said.lower().strip(" ›»>→…")
        return words in _words("next") if words else bool(said)

    @property
    def loads_more(self) -> bool:
        marked = re.search("load[-_ ]?more", self.marks) is not None
        return (marked or self.text.lower().startswith(_words("more"))) and not self.is_other

    @property
    def is_number(self) -> bool:
        return re.fullmatch("[0-9]{1,4}", self.text) is not None and 1 < int(self.text) < _FIRST_YEAR

    @property
    def asks_for_number(self) -> bool:
        """Whether a script is given the number that is shown: `href="javascript:go(2)"`, `data-page="2"`."""
        given = " ".join(text for key in _SCRIPTED if not (text := self.attributes.get(key, "")).startswith("#"))
        is_field = self.numbers_pages and self.name in {"button", "input"}
        return self.is_number and (is_field or self.text in re.findall("[0-9]+", given))

    @property
    def numbers_pages(self) -> bool:
        """Whether a field of a form holds the number of a page, by its name."""
        return any(self.attributes.get(key, "").lower() in _words("parameter") for key in ("name", "id"))

    @property
    def is_current(self) -> bool:
        if not self.attributes.keys().isdisjoint({"aria-current", "disabled"}):
            return True
        return re.search("active|current|disabled", self.marks) is not None

    @property
    def submits(self) -> bool:
        kinds = {"submit", "image", "button"} if self.name == "input" else {"submit"}
        return self.attributes.get("type", "").lower() in kinds and not self.is_other

    @property
    def is_other(self) -> bool:
        marks = self.marks
        return any(word in marks for word in _words("no_pager"))

    @property
    def address(self) -> str:
        if self.name == "option":
            value = self.attributes.get("value", "")
            return value if "?" in value or "/" in value else ""
        if self.name == "turbo-frame":
            return self.attributes.get("src", "").strip()
        return next((self.attributes[key] for key in _ADDRESSES if key in self.attributes), "").strip()


def read_markup(body: bytes, content_type: str | None, *, head: str = "") -> Markup:
    """Return what a page, and the head of its answer, says of its further pages; this ends soon and raises nothing."""
    decoded = decode(body[:MAX_BYTES], content_type)
    markup = Markup()
    around = item = _Element("body", {}, "")
    for element in _elements(head + decoded.text):
        if element.name in _AROUND and not (element.name == "ul" and around.is_pager):
            around = item = element
        item = element if element.name == "li" else item
        if element.name == "script":
            if _SCROLLS.search(element.text) and _ASKS.search(element.text):
                markup.controls.append("a script that loads more while the page is scrolled")
        elif not _LEADS_NOWHERE.match(element.address):
            href = as_browsers_do(element.address, decoded.encoding)
            _group_of(element, href, markup).append(href)
            if element.name in {"a", "button"} and _turns(element, around) and not item.is_current:
                markup.controls.append(element.text)
        elif _leads_on(element, around) and not item.is_current:
            markup.controls.append(element.text or element.marks.strip())
        if sum(map(len, (markup.nexts, markup.links, markup.hrefs))) >= MAX_LINKS:
            break
    markup.frames += _frames(decoded.text)
    markup.text = " ".join(_TAG.sub(" ", decoded.text).split())
    return markup


def _frames(text: str) -> Iterator[str]:
    for frame in islice(_FRAME.finditer(text), MAX_LINKS):
        for key, double, single, bare in _ATTRIBUTE.findall(frame["attributes"] or ""):
            if key.lower() in {"src", "data-src"}:
                yield html.unescape(double or single or bare)


def _group_of(element: _Element, href: str, markup: Markup) -> list[str]:
    is_next = "next" in element.attributes.get("rel", "").lower().split() or element.name == "turbo-frame"
    if is_next or element.loads_more:
        return markup.nexts
    is_pager = element.is_pager or element.says_next or _numbers_page(element.text, href)
    is_pager = is_pager or _names_letter(element.text, href)
    return markup.links if is_pager else markup.hrefs


def _leads_on(element: _Element, around: _Element) -> bool:
    """Whether a control without an address would lead on: not the page shown, nor the one before.

    Args:
        element: the control.
        around: what was opened last of all that can hold a pager, such as `<ul class="pagination">`.
    """
    if element.name == "option":
        return around.name == "select" and around.numbers_pages and element.is_number
    if element.name in {"a", "button", "input"}:
        turns = _turns(element, around) or (element.asks_for_number and not (element.is_current or around.is_other))
        return turns or (element.loads_more and not element.is_current)
    return re.search("infinite[-_ ]?(?:scroll|loader)", element.marks) is not None


def _turns(element: _Element, around: _Element) -> bool:
    """Whether a control is a pager's, by its marks or by what it stands in, and turns to a later page."""
    is_pager = element.is_pager or element.submits  # as a form's button that asks for the next page
    turns = (is_pager or around.is_pager) and (element.is_number or element.says_next)
    return turns and not element.is_current


def _numbers_page(text: str, href: str) -> bool:
    """Whether a link's text is the number of a page that its address counts: from one, from nought, or by rows."""
    if not re.fullmatch("[0-9]{1,4}", text) or not 0 < (number := int(text)) < _FIRST_YEAR:
        return False
    try:
        parts = urlsplit(href)
        values = [value.rpartition(",")[2] for _, value in parse_qsl(parts.query)]
    except ValueError:
        return False
    values.append(parts.path.rstrip("/").rpartition("/")[2])
    counts = [int(value) for value in values if re.fullmatch("[0-9]{1,7}", value)]
    return any(count in {number, number - 1} or (number > 1 and count % (number - 1) == 0) for count in counts)


def _names_letter(text: str, href: str) -> bool:
    """Whether a link leads to what begins with a letter, as an alphabet over a listing does: `?letter=B`, `/b`."""
    if len(text) != 1 or not text.isalpha():
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    given = [value for _, value in parse_qsl(parts.query)] or [parts.path.rstrip("/").rpartition("/")[2]]
    return text.lower() in {value.lower() for value in given}


def _elements(text: str) -> Iterator[_Element]:
    for token in _TOKEN.finditer(text):
        if token["script"] is not None:
            yield _Element("script", {}, token["script"])
        elif name := (token["name"] or token["bare"]):
            attributes: dict[str, str] = {}
            for key, double, single, bare in _ATTRIBUTE.findall(token["attributes"] or token["more"] or ""):
                attributes.setdefault(key.lower(), html.unescape(double or single or bare))
            inner = (token["text"] or "")[:_LONGEST_TEXT]
            words = html.unescape(_TAG.sub(" ", inner))
            if not words.strip() and (picture := _PICTURE.search(inner)):
                attributes.setdefault("alt", html.unescape(picture[1]))
            if name.lower() == "input":
                words = attributes.get("value") or attributes.get("alt") or ""
            # `<div class="load-more"><a …>` is what a control stands in
            is_button = token["name"] is not None and name.lower() in {"span", "div", "li"} and bool(words.strip())
            yield _Element("button" if is_button else name.lower(), attributes, " ".join(words.split()))


@cache
def _words(kind: str) -> tuple[str, ...]:
    text = files("scraper").joinpath("data/pagers.csv").read_text(encoding="utf-8")
    return tuple(row["words"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)


def is_further_page(listing: str, address: str, *, is_marked: bool) -> bool:
    """Say whether an address is another page of a listing.

    Args:
        listing: canonical address of a page of the listing.
        address: canonical address of a link on it.
        is_marked: whether the link is a pager's by its markup.
    """
    here, there = urlsplit(listing), urlsplit(address)
    if here[:2] != there[:2] or address == listing:
        return False
    if here.path != there.path:
        return is_marked and _without_number(here.path) == _without_number(there.path)
    asked = set(parse_qsl(there.query))
    differing = asked ^ set(parse_qsl(here.query))
    names = {name.lower() for name, _ in differing}
    if is_marked:
        return bool(names)
    values = [value for name, value in differing & asked]
    return len(names) == 1 and names <= set(_words("parameter")) and all(map(_is_count, values))


def _without_number(path: str) -> str:
    """Return a path without the number or letter of its page: `/projects/page/2`, `/projects/2`, `/projects/b`."""
    return re.sub(r"(?:(?:/(?:page|p|pagina|seite|strona))?[/-][0-9]{1,4}|/[A-Za-z])/?$", "", path).rstrip("/")


def _is_count(value: str) -> bool:
    return re.fullmatch(r"(?:[0-9]{1,3},)*[0-9]{1,6}", value) is not None
