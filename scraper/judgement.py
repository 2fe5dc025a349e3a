"""What an answer means for its address: the one state it ends in, and the addresses it leads to."""

import re
from urllib.parse import urlsplit

from scraper.errors import AddressRefused, BlockedError
from scraper.exchange import Exchange
from scraper.index import body_digest
from scraper.ledger import AddressRecord
from scraper.links import Links, read_links
from scraper.redirects import location
from scraper.sites import Site
from scraper.states import Judgement, State, Way

# A page in the place of the one asked for, by what firewalls write into it (their vendors' documents).
_CHALLENGE = re.compile(
    rb"cf-chl-|_cf_chl_opt|/cdn-cgi/challenge-platform/"  # Cloudflare
    rb"|_Incapsula_Resource|Incapsula incident ID"  # Imperva
    rb"|errors\.edgesuite\.net"  # Akamai's "Access Denied"
    rb"|awswaf\.com/|AwsWafIntegration",  # AWS WAF
)
_CHALLENGE_WITHIN = 30_000
"""Challenges are small; a page that merely mentions one is not."""
_HTML_START = re.compile(rb"\s*(?:<!doctype\s+html|<html|<!--|<\?xml|<head|<body)", re.IGNORECASE)


def refuse_challenge(exchange: Exchange) -> None:
    """Stop at a challenge, whatever its status: a human or another agreement is asked for, not cleverness.

    Raises:
        BlockedError: the answer is a challenge or a block page of a firewall.
    """
    name = None
    if (exchange.header("cf-mitigated") or "").lower() == "challenge":
        name = "Cloudflare"
    elif exchange.header("x-amzn-waf-action"):
        name = "AWS WAF"
    elif len(exchange.raw) < _CHALLENGE_WITHIN and exchange.body and _CHALLENGE.search(exchange.body):
        name = "a firewall"
    if name:
        raise BlockedError(f"{exchange.url}: {name} answers with a challenge ({exchange.status_line})")


def judge(exchange: Exchange, record: AddressRecord, site: Site) -> Judgement:
    """Return what an answer means for its address.

    Args:
        exchange: the last answer; its retries are spent.
        record: what the ledger knows of the address.
        site: decides which addresses are ours.
    """
    fetched = {"status": exchange.status, "fetched_at": exchange.fetched_at}
    if exchange.status in {404, 410}:
        since = record.gone_since or exchange.fetched_at
        gone = {"gone_since": since, "gone_runs": record.gone_runs + 1}
        return Judgement("gone", exchange.status_line, {**fetched, **gone})
    target = location(exchange)
    if target is not None:
        return _redirected(target, record, site, fetched)
    if exchange.fault is not None:
        return Judgement("quarantined", str(exchange.fault), fetched)
    alive = {**fetched, "last_seen": exchange.fetched_at, "gone_since": None, "gone_runs": 0}
    if exchange.status == 304:
        return Judgement("unchanged", None, alive)
    if exchange.status != 200 or exchange.body is None:
        return Judgement("failed", f"the answer was {exchange.status_line}", fetched)
    return _page(exchange, exchange.body, record, site, fetched | alive)


def _redirected(target: str, record: AddressRecord, site: Site, fetched: dict[str, object]) -> Judgement:
    try:
        address, kind = site.resolve(target, record.url)
    except AddressRefused as error:
        return Judgement("failed", f"a redirect that leads nowhere ({error})", fetched)
    changes = {**fetched, "redirect_to": address}
    if kind == "offsite":
        return Judgement("redirected", f"out of the site, to {address}", changes, {"redirect": [address]})
    if kind == "other":
        return Judgement("quarantined", f"a redirect to {address}, which is no project page", changes)
    if address == record.url:
        return Judgement("failed", "a redirect to itself", changes)
    return Judgement("redirected", f"to {address}", changes, {"redirect": [address]})


def _page(exchange: Exchange, body: bytes, record: AddressRecord, site: Site, alive: dict[str, object]) -> Judgement:
    fault = _no_page(exchange, body)
    if fault:
        return Judgement("quarantined", fault, {"status": exchange.status, "fetched_at": exchange.fetched_at})
    links = read_links(body)
    found = _project_links(links, record.url, site)
    digest = body_digest(body)
    changes = {
        **alive,
        "body_at": exchange.fetched_at,
        "digest": digest,
        "etag": exchange.header("ETag"),
        "last_modified": exchange.header("Last-Modified"),
    }
    state: State = "unchanged" if digest == record.digest else "fresh"
    return Judgement(state, None, changes, found)


def _no_page(exchange: Exchange, body: bytes) -> str | None:
    """Say why a body is no HTML page, or None where it is one."""
    content_type = (exchange.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    if not body.strip(b" \t\r\n\f\0"):
        return "an empty page"
    if content_type not in {"text/html", "application/xhtml+xml"}:
        return f"not HTML: {content_type}"
    start = body[:1024].lstrip(b"\xef\xbb\xbf")
    if not _HTML_START.match(start) and b"<" not in start and b"\0" not in start:
        return "not HTML, though labelled so"
    return None


def _project_links(links: Links, url: str, site: Site) -> dict[Way, list[str]]:
    base = links.base or url
    found: dict[Way, list[str]] = {"link": [], "canonical": []}
    ways: list[tuple[Way, list[str]]] = [
        ("link", links.anchors),
        ("canonical", [links.canonical] if links.canonical else []),
    ]
    for way, hrefs in ways:
        for href in hrefs:
            try:
                address, kind = site.resolve(href, base if urlsplit(base).scheme else url)
            except AddressRefused:
                continue
            if kind == "project" and address != url and address not in found[way]:
                found[way].append(address)
    return found
