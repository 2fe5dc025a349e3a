"""Finding addresses: the seed list, what is known, sitemaps and listings. Links, redirects and archives come later.

Every place that is looked at stands in the ledger with what became of it, so that a way that broke in the middle is
known to be incomplete, and a run that is taken up asks for no place twice.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.errors import AddressRefused
from scraper.exchange import Exchange
from scraper.judgement import refuse_challenge
from scraper.ledger import Document
from scraper.links import read_links
from scraper.listings import next_page
from scraper.redirects import location
from scraper.session import Session
from scraper.sitemaps import read_sitemap

MAX_SITEMAP_DEPTH = 5
MAX_DOCUMENTS = 5_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Find:
    """What one place gave."""

    state: Literal["read", "absent", "failed"]
    reason: str | None = None
    found: tuple[str, ...] = ()
    further: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Discovery:
    """Looks for addresses in one run."""

    session: Session

    def prepare(self) -> None:
        """Write down the seeds and the places to look at."""
        self.session.ledger.discover(
            self.session.run, "seed", self._projects(self.session.site.seeds, self.session.site.start), self._now()
        )
        named = [
            sitemap
            for verdict in self.session.permissions.verdicts.values()
            if verdict.robots is not None
            for sitemap in verdict.robots.sitemaps
        ]
        sitemaps = self._places([*named, *self.session.site.sitemaps])
        self.session.ledger.plan_documents(self.session.run, (Document(url, "sitemap", 0) for url in sitemaps))
        listings = self._places(self.session.site.listings)
        self.session.ledger.plan_documents(self.session.run, (Document(url, "listing", 0) for url in listings))

    def look(self) -> None:
        """Look at every place that this run has not looked at."""
        count = len(self.session.ledger.documents(self.session.run))
        while (document := self.session.ledger.next_document(self.session.run)) is not None:
            find = self._look_at(document) if count <= MAX_DOCUMENTS else Find("failed", "too many places")
            count += len(find.further)
            if find.state == "failed":
                _log.warning("%s %s: %s", document.way, document.url, find.reason)
            self.session.ledger.settle_document(
                self.session.run,
                document,
                find.state,
                find.reason,
                found=find.found,
                further=find.further,
                now=self._now(),
            )

    def _look_at(self, document: Document) -> Find:
        if not self.session.permissions.verdict(document.url).allows(document.url):
            return Find("failed", "forbidden by robots.txt")
        answer = self.session.fetcher.fetch(document.url, limit=self.session.settings.max_document_bytes)
        exchange = answer.exchange
        if exchange is None or answer.error is not None:
            return Find("failed", str(answer.error))
        refuse_challenge(exchange)
        target = location(exchange)
        if target is not None:
            return self._redirected(document, target)
        if exchange.status in {404, 410}:
            return Find("absent", exchange.status_line)
        if exchange.status != 200 or exchange.body is None:
            return Find("failed", f"the answer was {exchange.status_line}")
        return self._read(document, exchange, exchange.body)

    def _redirected(self, document: Document, target: str) -> Find:
        try:
            address, kind = self.session.site.resolve(target, document.url)
        except AddressRefused as error:
            return Find("failed", f"a redirect that leads nowhere ({error})")
        if kind != "other":
            return Find("failed", f"a redirect to {address}")
        if document.depth >= MAX_SITEMAP_DEPTH:
            return Find("failed", "too many redirects")
        return Find("read", f"to {address}", (), (Document(address, document.way, document.depth + 1),))

    def _read(self, document: Document, exchange: Exchange, body: bytes) -> Find:
        if document.way == "listing":
            return self._read_listing(document, body)
        sitemap = read_sitemap(body)
        state: Literal["read", "failed"] = "failed" if sitemap.fault else "read"
        if sitemap.kind != "index":
            return Find(state, sitemap.fault, tuple(self._projects(sitemap.addresses, exchange.url)))
        if document.depth >= MAX_SITEMAP_DEPTH:
            return Find("failed", f"an index more than {MAX_SITEMAP_DEPTH} levels deep")
        children = self._resolved(sitemap.addresses, document.url, wanted={"other"})
        below = tuple(Document(url, "sitemap", document.depth + 1) for url in children)
        return Find(state, sitemap.fault, (), below)

    def _read_listing(self, document: Document, body: bytes) -> Find:
        links = read_links(body)
        base = links.base or document.url
        later = next_page(document.url, self._resolved(links.anchors, base, wanted={"other"}))
        further = (Document(later, "listing", 0),) if later else ()
        return Find("read", None, tuple(self._projects(links.anchors, base)), further)

    def _projects(self, hrefs: Iterable[str], base: str) -> Iterator[str]:
        return self._resolved(hrefs, base, wanted={"project"})

    def _resolved(self, hrefs: Iterable[str], base: str, wanted: set[str]) -> Iterator[str]:
        for href in hrefs:
            try:
                address, kind = self.session.site.resolve(href, base)
            except AddressRefused as error:
                _log.debug("passed over: %s", error)
                continue
            if kind in wanted:
                yield address

    def _places(self, urls: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self._resolved(urls, self.session.site.start, wanted={"other"})))

    def _now(self) -> datetime:
        return self.session.clock.now()
