"""The pages of listings: which further ones there are, and whether the end was reached.

Pages that Drupal numbers (`?page=1`) are asked for in their order, and looked for behind one that failed. Every other
pager is followed by its links: `?page=0,1`, `?offset=20`, `/projects/page/2`, `rel="next"`, a button with an address.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from parsers.model import LANGUAGES
from scraper.addresses import names_language
from scraper.discovery.claims import shows_a_part
from scraper.discovery.finds import Find
from scraper.discovery.json_addresses import read_json_page
from scraper.discovery.links import Links, read_links
from scraper.discovery.listings import MAX_PAGES, at_page, last_page, listing_of, page_number
from scraper.discovery.pagers import Markup, is_further_page, read_markup
from scraper.discovery.shapes import may_be_listing
from scraper.discovery.sitemaps import JSON_INSTEAD
from scraper.discovery.tabs import tabs_of
from scraper.discovery.unfollowed import find_foreign, sort_links
from scraper.errors import printable
from scraper.ledger.schema import TAB_DEPTH, Document
from scraper.ledger.states import Unfollowed
from scraper.sites import Site

MAX_BARREN = 3
"""So many pages of a listing in a row may name nothing new; beyond, its end is not in sight."""
UNKNOWN_END = "JSON that does not say whether it goes on, and no ?page= shows it"
MAX_FRAMES = 2
"""So deep frames within frames are looked into."""
_LANGUAGES = frozenset(LANGUAGES)


class Paging:
    """Knows how far the listings of one run are read."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._listed: dict[str, set[str]] = {}
        self._barren: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._lost: dict[str, int] = {}
        self._roots: dict[str, str] = {}
        self._tried: set[str] = set()

    def read(self, document: Document, body: bytes, content_type: str | None, *, head: str = "") -> Find:
        """Return the project pages that a listing's page names, and further pages of it that it links to."""
        links, markup = read_links(body, content_type, head=head), read_markup(body, content_type, head=head)
        base, root = links.base_of(document.url), self._root(document.url)
        sorting = sort_links(self._site, (*links.anchors, *links.values), base, "listing")
        found: dict[str, str | None] = dict.fromkeys(sorting.pages)
        controls = sort_links(self._site, (*markup.nexts, *markup.links, *markup.hrefs), base, "listing").others
        last = last_page(document.url, (*sorting.others, *controls))
        self._last[root] = max(self._last.get(root, 0), last)
        if document.depth >= TAB_DEPTH and set().union(*self._listed.values()).issuperset(found):
            self._last[root] = 0
            return Find("read", None, found)  # a filter: a part of what is known
        known = self._listed.setdefault(root, set())
        self._barren[root] = self._barren.get(root, 0) + 1 if known.issuperset(found) else 0
        known.update(found)
        further = self._new(self._further(document.url, base, markup), root)
        goes_on = bool(further) or page_number(document.url) < self._last[root] or self._is_named_on(document.url)
        further += self._new(self._versions(document.url, base, links), root)
        nexts = sort_links(self._site, markup.nexts, base, "listing")
        elsewhere = [one for one in nexts.unfollowed if one.url not in nexts.others]  # the latter are asked for
        # "/projects/page/2?year=2005" is no project
        places = {urlsplit(url).path for url in (document.url, *self._roots)}
        strange = [one for one in sorting.unfollowed if urlsplit(one.url).path not in places]
        unfollowed = (*strange, *elsewhere, *self._doubts(document.url, markup, found, goes_on=goes_on))
        if self._barren[root] >= MAX_BARREN and goes_on:
            self._last[root], self._lost[root] = 0, MAX_BARREN
            reason = f"no end in sight: {MAX_BARREN} pages in a row named nothing new"
            return Find("failed", reason, found, unfollowed=unfollowed)
        onward = [Document(url, "listing", 0) for url in further]
        if document.depth < TAB_DEPTH and page_number(document.url) == 0 and root == listing_of(document.url):
            tabs = tabs_of(document.url, controls)
            onward += [Document(url, "listing", TAB_DEPTH) for url in tabs if url not in self._roots]
        if document.depth < MAX_FRAMES:  # what it lists, or more of it, may stand in a frame
            framed = sort_links(self._site, markup.frames, base, "listing").others
            framed = tuple(url for url in framed if not found or may_be_listing(url))
            onward += [Document(url, "listing", document.depth + 1) for url in framed if url != document.url]
            unfollowed = (*unfollowed, *find_foreign(self._site, markup.frames, base, "listing", all_related=not found))
        return Find("read", None, found, tuple(onward), unfollowed)

    def read_json(self, document: Document, body: bytes) -> Find:
        """Return the project pages that a page of a listing in JSON names, and the next one.

        Where it says neither where it goes on nor that it ends, `?page=` is tried: an empty page is the end, one that
        is not there or repeats the others tells nothing.
        """
        has_number = listing_of(document.url) != document.url
        page = read_json_page(body, page_number(document.url) if has_number else None)
        root = self._root(document.url)
        known = self._listed.setdefault(root, set())
        if page is None or not (page.addresses or known):
            return Find("failed", JSON_INSTEAD)
        sorting = sort_links(self._site, page.addresses, document.url, "listing")
        found: dict[str, str | None] = dict.fromkeys(sorting.pages)
        is_new = not known.issuperset(found)
        known.update(found)
        if page.is_last or not (found or page.next):
            return Find("read", None, found, unfollowed=sorting.unfollowed)
        self._tried |= set() if page.next else {root}
        if not is_new and not page.next:
            return Find("failed", UNKNOWN_END, found, unfollowed=sorting.unfollowed)
        number = page.next if isinstance(page.next, int) else page_number(document.url) + 1
        onward = page.next if isinstance(page.next, str) else at_page(document.url, number)
        further = self._new(sort_links(self._site, [onward], document.url, "listing").others, root)
        if not further:
            fault = f"it goes on at {printable(onward)}, which was read already or is not this site's"
            return Find("failed", fault, found, unfollowed=sorting.unfollowed)
        places = tuple(Document(url, "listing", 0) for url in further)
        return Find("read", None, found, places, sorting.unfollowed)

    def go_on(self, document: Document, find: Find) -> Find:
        """Return a find with the next numbered page, if any page has linked so far; one that failed does not end it.

        Behind a page that failed another is looked for though none may have linked to it: it might have.
        """
        number, root = page_number(document.url) + 1, self._root(document.url)
        if root in self._tried:
            return replace(find, state="failed", reason=UNKNOWN_END) if find.state == "absent" else find
        if find.state != "failed":
            self._lost[root] = 0
        elif number > 1:
            self._lost[root] = self._lost.get(root, 0) + 1
        in_sight = number <= self._last.get(root, 0) or 0 < self._lost.get(root, 0) < MAX_BARREN
        if not in_sight or number > MAX_PAGES:
            return find
        return replace(find, further=(*find.further, Document(at_page(document.url, number), "listing", 0)))

    def is_linked(self, address: str) -> bool:
        """Say whether a page of the same listing links to an address; other languages are listings of their own."""
        root = self._root(address)
        if root in self._tried:
            return False  # JSON, whose next page is a guess
        return self._roots.get(address, address) != address or 0 < page_number(address) <= self._last.get(root, 0)

    def _root(self, address: str) -> str:
        return self._roots.get(address) or listing_of(address)

    def _new(self, addresses: Iterable[str], root: str) -> list[str]:
        """Return those addresses that were not met before, and note whose pages they are."""
        new = [url for url in dict.fromkeys(addresses) if url not in self._roots and url != root]
        self._roots |= {url: (url if _is_version(url, root) else root) for url in new}
        return new

    def _is_named_on(self, listing: str) -> bool:
        """Whether the settings name further pages of a listing."""
        return any(listing_of(url) == listing_of(listing) != url for url in self._site.listings)

    def _further(self, listing: str, base: str, markup: Markup) -> Iterator[str]:
        """Yield the further pages that are linked to, but for those that are numbered and come in their order."""
        further = [
            *sort_links(self._site, markup.nexts, base, "listing").others,
            *self._linked(listing, base, markup.links, is_marked=True),
            *self._linked(listing, base, markup.hrefs, is_marked=False),
        ]
        for address in further:
            is_numbered = address == at_page(listing, page_number(address))
            if address != listing and not is_numbered:
                yield address

    def _versions(self, listing: str, base: str, links: Links) -> Iterator[str]:
        """Yield the addresses of a listing in other languages."""
        for address in sort_links(self._site, links.versions, base, "listing").others:
            if _is_version(address, listing):
                yield address

    def _linked(self, listing: str, base: str, hrefs: Iterable[str], *, is_marked: bool) -> Iterator[str]:
        for address in sort_links(self._site, hrefs, base, "listing").others:
            if is_further_page(listing, address, is_marked=is_marked):
                yield address

    def _doubts(
        self, listing: str, markup: Markup, found: dict[str, str | None], *, goes_on: bool
    ) -> Iterator[Unfollowed]:
        """Say what of a listing's first page is no address that could be asked for."""
        if listing in self._roots or page_number(listing) > 0:
            return
        if not goes_on and (markup.controls or shows_a_part(markup.text, len(found))):
            yield Unfollowed("pager", listing, "listing")
        elif not found:
            yield Unfollowed("empty_listing", listing, "listing")


def _is_version(address: str, listing: str) -> bool:
    """Whether an address is that of a listing in another of our languages: `/fr/projects`, `/projects?language=fr`."""
    if urlsplit(address)[:3] == urlsplit(listing)[:3]:
        pairs = [set(parse_qsl(urlsplit(one).query)) for one in (address, listing)]
        differing = pairs[0] ^ pairs[1]
        return bool(differing) and all(names_language(*pair) for pair in differing)
    there, here = ([part for part in urlsplit(one).path.split("/") if part] for one in (address, listing))
    without = [[part for part in parts if part.lower() not in _LANGUAGES] for parts in (there, here)]
    return there != here and bool(without[0]) and without[0] == without[1]
