"""Finding addresses: the seed list, what is known, sitemaps and listings. Links and redirects add theirs later.

Every place that is looked at stands in the ledger with what became of it, so that a way that broke in the middle is
known to be incomplete, and a run that is taken up asks for no place twice.
"""

import itertools
import logging
from dataclasses import replace
from typing import Literal

from scraper.addresses import authority
from scraper.discovery.finds import Find
from scraper.discovery.json_addresses import is_json
from scraper.discovery.link_header import as_markup
from scraper.discovery.links import read_links, read_target
from scraper.discovery.listings import page_number
from scraper.discovery.paging import Paging
from scraper.discovery.sitemaps import HTML_INSTEAD, Sitemap, read_sitemap
from scraper.discovery.unfollowed import Sorting, sort_links
from scraper.errors import AddressRefused, BlockedError, FirewallError, SourceUnreachable
from scraper.fetching import keeps_out
from scraper.http.exchange import Exchange
from scraper.http.redirects import location
from scraper.ledger.schema import TAB_DEPTH, Document
from scraper.ledger.states import Unfollowed
from scraper.politeness.retrying import HEALING_STATUS
from scraper.politeness.robots import looks_like_html
from scraper.screening import REFUSALS, refuse_kind
from scraper.session import Session

MAX_DEPTH = 5
"""Levels of sitemap indexes, redirects included."""
MAX_PLACES = 5_000
_log = logging.getLogger(__name__)


class Discovery:
    """Looks for addresses in one run."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._paging = Paging(session.site)
        self._promised: set[str] = set()  # by the settings
        self._by_robots: set[str] = set()
        self._tried: set[str] = set()  # where a place led that nobody promised

    def prepare(self) -> None:
        """Write down the seeds and the places to look at."""
        site, ledger, run = self._session.site, self._session.ledger, self._session.run
        seeds = sort_links(site, site.seeds, site.start, "seed")
        ledger.discover(run, "seed", seeds.pages, self._session.clock.now())
        rules = [verdict.robots for verdict in self._session.permissions.verdicts.values() if verdict.robots]
        named = [sitemap for robots in rules for sitemap in robots.sitemaps]
        sitemaps = sort_links(site, [*named, *site.sitemaps], site.start, "sitemap")
        listings = sort_links(site, site.listings, site.start, "listing")
        chosen = (*self._session.settings.sitemaps, *self._session.settings.listings)
        self._promised.update(sort_links(site, chosen, site.start, "listing").others)
        self._by_robots.update(sort_links(site, named, site.start, "sitemap").others)
        ledger.plan_documents(run, [Document(url, "sitemap", 0) for url in sitemaps.others])
        ledger.plan_documents(run, [Document(url, "listing", 0) for url in listings.others])
        ledger.pass_over(run, (*seeds.unfollowed, *sitemaps.unfollowed, *listings.unfollowed))

    def look(self, *, most: int | None = None) -> None:
        """Look at every place that this run has not looked at.

        Args:
            most: look at so many places and leave the others as they are.

        Raises:
            BlockedError, SourceUnreachable: so many places in a row were refused or silent that it is no use to go on,
                or no address is known and the last place could not be read.
        """
        ledger, run = self._session.ledger, self._session.run
        count = len(ledger.documents(run))
        troubles, find = 0, Find("read")
        for looked in itertools.count():
            document = ledger.next_document(run)
            if document is None or looked == most:
                break
            find = self._bounded_look(document, count)
            if document.way == "listing":
                find = self._paging.go_on(document, find)
            count += len(find.further)
            troubles = troubles + 1 if find.trouble else 0
            if find.trouble and troubles >= self._session.settings.breaker:
                raise find.trouble(f"{troubles} places in a row gave nothing; last: {document.url}: {find.reason}")
            if find.state == "failed":
                _log.warning("%s %s: %s", document.way, document.url, find.reason)
            now = self._session.clock.now()
            ledger.settle_document(
                run,
                document,
                find.state,
                find.reason,
                found=find.found,
                further=find.further,
                unfollowed=find.unfollowed,
                now=now,
            )
        failed = [row for row in ledger.documents(run) if row["state"] == "failed"]
        refusals = self._session.fetcher.refusals
        if failed and ledger.discovered() == 0 and len(refusals) == len(failed):
            raise FirewallError(keeps_out(authority(failed[-1]["url"]), len(refusals), refusals[-1]))
        if failed and ledger.discovered() == 0:
            error = find.trouble or SourceUnreachable
            raise error(f"no address is known, and {failed[-1]['url']} could not be read: {failed[-1]['reason']}")

    def _bounded_look(self, document: Document, count: int) -> Find:
        if count > MAX_PLACES:
            return Find("failed", "too many places")
        over = self._session.out_of_time(document.url)
        if over is not None:
            return Find("failed", over)
        find = self._look_at(document)
        return _tried(document, find) if document.depth >= TAB_DEPTH else find

    def _look_at(self, document: Document) -> Find:
        session = self._session
        if not session.permissions.verdict(document.url).allows(document.url):
            return Find("failed", "forbidden by robots.txt")
        answer = session.fetcher.fetch(document.url, limit=session.settings.max_document_bytes)
        exchange = answer.exchange
        if exchange is None or answer.error is not None:
            reason = str(answer.error).removeprefix(f"{document.url}: ")
            return Find("failed", reason, trouble=_trouble(exchange))
        target = location(exchange)
        return self._redirected(document, target) if target is not None else self._answered(document, exchange)

    def _answered(self, document: Document, exchange: Exchange) -> Find:
        if exchange.status in {404, 410}:
            return self._absent(document, exchange.status_line)
        if exchange.status != 200 or exchange.body is None:
            reason = f"the answer was {exchange.status_line}"
            return Find("failed", reason, trouble=_trouble(exchange))
        find = (self._listing if document.way == "listing" else self._sitemap)(document, exchange, exchange.body)
        if find.found or find.further or is_json(exchange.body):
            return find
        return self._led_on(document, exchange) or self._doubted(document, exchange, find)

    def _absent(self, document: Document, status_line: str) -> Find:
        """Judge a place that is not there: no harm where it was a guess, a fault where something names it."""
        if self._is_promised(document):
            return Find("failed", f"it is linked to, or set, and the answer was {status_line}")
        stale = [Unfollowed("empty_listing", document.url, "sitemap")] if document.url in self._by_robots else []
        return Find("absent", status_line, unfollowed=tuple(stale))

    def _is_promised(self, document: Document) -> bool:
        is_named = document.way == "sitemap" and document.depth > 0 and document.url not in self._tried
        is_linked = document.way == "listing" and self._paging.is_linked(document.url)
        return is_named or is_linked or document.url in self._promised

    def _led_on(self, document: Document, exchange: Exchange) -> Find | None:
        """Follow a page that names nothing and leads on by itself: by `<meta http-equiv="refresh">`, or by a script."""
        target = read_target(exchange.body or b"", exchange.header("Content-Type"), head=as_markup(exchange.headers))
        find = self._redirected(document, target) if target is not None else None
        return find if find is not None and find.further and find.further[0].url != document.url else None

    def _doubted(self, document: Document, exchange: Exchange, find: Find) -> Find:
        """Judge a place that names nothing as a page: it may be none of the site's, and proves no end then.

        Raises:
            BlockedError: a challenge stands in its place.
        """
        if exchange.body and (document.way == "listing" or looks_like_html(exchange.body)):
            page = self._session.reader.kind(exchange.body, exchange.header("Content-Type"))
            refuse_kind(exchange, page)
            if document.way == "listing" and page.outcome != "not_a_project":
                return Find("failed", f"{page.outcome}: {page.reason}")
        if document.way == "listing" and page_number(document.url) > 0:
            return Find("failed", "another page links to it, and it names no project page")
        return find

    def _redirected(self, document: Document, target: str) -> Find:
        try:
            address, kind = self._session.site.resolve(target, document.url)
        except AddressRefused as error:
            return Find("failed", f"a redirect that leads nowhere ({error})")
        if kind != "other" or document.depth % TAB_DEPTH >= MAX_DEPTH:
            unfollowed = sort_links(self._session.site, [target], document.url, "redirect").unfollowed
            return Find("failed", f"a redirect to {address}", unfollowed=unfollowed)
        (self._promised if self._is_promised(document) else self._tried).add(address)
        return Find("read", f"a redirect to {address}", {}, (Document(address, document.way, document.depth + 1),))

    def _listing(self, document: Document, exchange: Exchange, body: bytes) -> Find:
        if is_json(body):
            return self._paging.read_json(document, body)
        return self._paging.read(document, body, exchange.header("Content-Type"), head=as_markup(exchange.headers))

    def _sitemap(self, document: Document, exchange: Exchange, body: bytes) -> Find:
        site = self._session.site
        sitemap = read_sitemap(body)
        if sitemap.fault == HTML_INSTEAD:
            links = read_links(body, exchange.header("Content-Type"))
            names = sort_links(site, links.anchors, links.base_of(document.url), "listing")
            return Find("failed", HTML_INSTEAD, dict.fromkeys(names.pages), unfollowed=names.unfollowed)
        state: Literal["read", "failed"] = "failed" if sitemap.fault else "read"
        sorting = sort_links(site, sitemap.addresses, document.url, "sitemap")
        if sitemap.kind != "index":
            return replace(self._urlset(document, sitemap, sorting), state=state, reason=sitemap.fault)
        if document.depth >= MAX_DEPTH:
            return Find("failed", f"an index more than {MAX_DEPTH} levels deep")
        further = tuple(Document(url, "sitemap", document.depth + 1) for url in sorting.others)
        if sorting.unfollowed:
            fault = f"it names {len(sorting.unfollowed):,} sitemaps that are not on this site's hosts"
            return Find("failed", sitemap.fault or fault, {}, further, sorting.unfollowed)
        return Find(state, sitemap.fault, {}, further)

    def _urlset(self, document: Document, sitemap: Sitemap, sorting: Sorting) -> Find:
        """Return the pages of a sitemap with the days of their last change, and their versions in other languages."""
        site = self._session.site
        found: dict[str, str | None] = dict.fromkeys(sorting.pages)
        for written, day in sitemap.lastmods.items():
            found |= dict.fromkeys(sort_links(site, [written], document.url, "sitemap").pages, day)
        unfollowed = [*sorting.unfollowed]
        for written, hrefs in sitemap.versions.items():
            is_project = bool(sort_links(site, [written], document.url, "sitemap").pages)
            versions = sort_links(site, hrefs, document.url, "sitemap", versions=is_project)
            for address in versions.pages:
                found.setdefault(address, None)
            unfollowed += versions.unfollowed
        return Find("read", None, found, unfollowed=tuple(dict.fromkeys(unfollowed)))


def _tried(document: Document, find: Find) -> Find:
    """Judge a tab, which may show nothing of ours: what has no answer is a fault, and everything else told."""
    if find.state != "failed" or find.trouble is SourceUnreachable:
        return replace(find, trouble=None)
    return replace(find, state="absent", trouble=None, unfollowed=(Unfollowed("filter", document.url, "listing"),))


def _trouble(exchange: Exchange | None) -> type[BlockedError | SourceUnreachable] | None:
    """Return the error that many such answers in a row amount to, or None where one says nothing of the others."""
    if exchange is None or exchange.status in HEALING_STATUS - REFUSALS:
        return SourceUnreachable
    return BlockedError if exchange.status in REFUSALS else None
