"""Finding addresses: the seed list, what is known, sitemaps and listings. Links and redirects add theirs later.

Every place that is looked at stands in the ledger with what became of it, so that a way that broke in the middle is
known to be incomplete, and a run that is taken up asks for no place twice.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from scraper.errors import AddressRefused, BlockedError, SourceUnreachable
from scraper.exchange import Exchange
from scraper.ledger import Document
from scraper.links import read_links
from scraper.listings import next_page
from scraper.redirects import location
from scraper.screening import REFUSALS
from scraper.session import Session
from scraper.sitemaps import read_sitemap
from scraper.sites import AddressKind, Site

MAX_DEPTH = 5
"""Levels of sitemap indexes, redirects included."""
MAX_PLACES = 5_000
MAX_BARREN = 3
"""So many pages of a listing in a row may name nothing new; beyond, its end is not in sight."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Find:
    """What one place gave: project pages, and further places to look at; `refused` where we were sent away."""

    state: Literal["read", "absent", "failed"]
    reason: str | None = None
    found: tuple[str, ...] = ()
    further: tuple[Document, ...] = ()
    refused: bool = False


class Discovery:
    """Looks for addresses in one run."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._listed: dict[str, set[str]] = {}
        self._barren: dict[str, int] = {}

    def prepare(self) -> None:
        """Write down the seeds and the places to look at."""
        site, ledger, run = self._session.site, self._session.ledger, self._session.run
        ledger.discover(run, "seed", resolved(site, site.seeds, site.start, "project"), self._session.clock.now())
        rules = [verdict.robots for verdict in self._session.permissions.verdicts.values() if verdict.robots]
        named = [sitemap for robots in rules for sitemap in robots.sitemaps]
        sitemaps = resolved(site, [*named, *site.sitemaps], site.start, "other")
        listings = resolved(site, site.listings, site.start, "other")
        ledger.plan_documents(run, [Document(url, "sitemap", 0) for url in sitemaps])
        ledger.plan_documents(run, [Document(url, "listing", 0) for url in listings])

    def look(self) -> None:
        """Look at every place that this run has not looked at.

        Raises:
            BlockedError, SourceUnreachable: no address is known, and not one place could be read.
        """
        ledger, run = self._session.ledger, self._session.run
        count = len(ledger.documents(run))
        error: BlockedError | SourceUnreachable | None = None
        while (document := ledger.next_document(run)) is not None:
            find = self._look_at(document) if count <= MAX_PLACES else Find("failed", "too many places")
            count += len(find.further)
            if find.state == "failed":
                _log.warning("%s %s: %s", document.way, document.url, find.reason)
                kind = BlockedError if find.refused else SourceUnreachable
                error = kind(f"no address is known, and {document.url} could not be read: {find.reason}")
            ledger.settle_document(
                run,
                document,
                find.state,
                find.reason,
                found=find.found,
                further=find.further,
                now=self._session.clock.now(),
            )
        if error is not None and ledger.discovered() == 0:
            raise error

    def _look_at(self, document: Document) -> Find:
        session = self._session
        if not session.permissions.verdict(document.url).allows(document.url):
            return Find("failed", "forbidden by robots.txt")
        answer = session.fetcher.fetch(document.url, limit=session.settings.max_document_bytes)
        exchange = answer.exchange
        if exchange is None or answer.error is not None:
            refused = exchange is not None and exchange.status in REFUSALS
            return Find("failed", str(answer.error), refused=refused)
        target = location(exchange)
        return self._redirected(document, target) if target is not None else self._answered(document, exchange)

    def _answered(self, document: Document, exchange: Exchange) -> Find:
        if exchange.status in {404, 410}:
            return Find("absent", exchange.status_line)
        if exchange.status != 200 or exchange.body is None:
            reason = f"the answer was {exchange.status_line}"
            return Find("failed", reason, refused=exchange.status in REFUSALS)
        read = self._listing if document.way == "listing" else self._sitemap
        return read(document, exchange.body)

    def _redirected(self, document: Document, target: str) -> Find:
        try:
            address, kind = self._session.site.resolve(target, document.url)
        except AddressRefused as error:
            return Find("failed", f"a redirect that leads nowhere ({error})")
        if kind != "other" or document.depth >= MAX_DEPTH:
            return Find("failed", f"a redirect to {address}")
        return Find("read", f"a redirect to {address}", (), (Document(address, document.way, document.depth + 1),))

    def _sitemap(self, document: Document, body: bytes) -> Find:
        site = self._session.site
        sitemap = read_sitemap(body)
        state: Literal["read", "failed"] = "failed" if sitemap.fault else "read"
        if sitemap.kind != "index":
            return Find(state, sitemap.fault, tuple(resolved(site, sitemap.addresses, document.url, "project")))
        if document.depth >= MAX_DEPTH:
            return Find("failed", f"an index more than {MAX_DEPTH} levels deep")
        below = resolved(site, sitemap.addresses, document.url, "other")
        return Find(state, sitemap.fault, (), tuple(Document(url, "sitemap", document.depth + 1) for url in below))

    def _listing(self, document: Document, body: bytes) -> Find:
        site, links, listing = self._session.site, read_links(body), urlsplit(document.url).path
        base = links.base_of(document.url)
        found = tuple(dict.fromkeys(resolved(site, links.anchors, base, "project")))
        later = next_page(document.url, resolved(site, links.anchors, base, "other"))
        known = self._listed.setdefault(listing, set())
        self._barren[listing] = self._barren.get(listing, 0) + 1 if known.issuperset(found) else 0
        known.update(found)
        if later is None:
            return Find("read", None, found)
        if self._barren[listing] >= MAX_BARREN:
            return Find("failed", f"no end in sight: {MAX_BARREN} pages in a row named nothing new", found)
        return Find("read", None, found, (Document(later, "listing", 0),))


def resolved(site: Site, hrefs: Iterable[str], base: str, wanted: AddressKind) -> Iterator[str]:
    """Yield the canonical addresses of those links that are of the kind wanted; hostile ones are passed over."""
    for href in hrefs:
        try:
            address, kind = site.resolve(href, base)
        except AddressRefused as error:
            _log.debug("passed over: %s", error)
            continue
        if kind == wanted:
            yield address
