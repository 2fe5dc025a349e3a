"""Where sites of this make usually list their pages, and what stands there: for first contact with one."""

from dataclasses import dataclass

from scraper.discovery.links import read_links
from scraper.discovery.sitemaps import read_sitemap
from scraper.discovery.unfollowed import sort_links
from scraper.http.exchange import Exchange
from scraper.session import Session
from scraper.sites import Site

PATHS = ("sitemap.xml", "sitemap.xml?page=1", "rss.xml", "search", "projects")
"""Drupal's sitemaps and feed, the search form that www.iom.int has, and the legacy host's listing."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A usual place, what it answered with in a few words, and how many project pages it names that we looked for."""

    url: str
    answer: str
    projects: int = 0


def try_usual_places(session: Session) -> tuple[Tried, ...]:
    """Ask for each of the usual places that this run has not looked at already."""
    looked_at = {row["url"]: row for row in session.ledger.documents(session.run)}
    tried = []
    for path in PATHS:
        url, _ = session.site.resolve(path, session.site.start)
        row = looked_at.get(url)
        if row is not None and row["state"] is not None:
            tried.append(Tried(url, row["reason"] or f"{row['state']} as a {row['way']}"))
        else:
            tried.append(_try(session, url))
    return tuple(tried)


def _try(session: Session, url: str) -> Tried:
    if not session.permissions.verdict(url).allows(url):
        return Tried(url, "forbidden by robots.txt")
    answer = session.fetcher.fetch(url, limit=session.settings.max_document_bytes)
    if answer.exchange is None:
        return Tried(url, str(answer.error).removeprefix(f"{url}: "))
    if answer.exchange.status != 200 or answer.exchange.body is None:
        return Tried(url, answer.exchange.status_line)
    return _read(session.site, url, answer.exchange, answer.body)


def _read(site: Site, url: str, exchange: Exchange, body: bytes) -> Tried:
    sitemap = read_sitemap(body)
    if sitemap.kind == "index":
        return Tried(url, f"an index of {len(sitemap.addresses):,} sitemaps")
    if sitemap.kind is not None:
        count = len(sort_links(site, sitemap.addresses, url, "sitemap").pages)
        return Tried(url, f"a list of {len(sitemap.addresses):,} addresses, {count:,} of project pages", count)
    links = read_links(body, exchange.header("Content-Type"))
    count = len(sort_links(site, links.anchors, links.base_of(url), "listing").pages)
    kind = (exchange.header("Content-Type") or "no type").partition(";")[0]
    return Tried(url, f"a page ({kind}) that links to {count:,} project pages", count)
