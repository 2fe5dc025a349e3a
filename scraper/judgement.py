"""What an answer means for its address: the one state it ends in, and the addresses it leads to."""

from collections.abc import Sequence
from dataclasses import replace

from scraper.addresses import are_one_page
from scraper.archive.entry import body_digest
from scraper.discovery.link_header import as_markup
from scraper.discovery.links import Links, read_links, read_scripted_target
from scraper.discovery.unfollowed import sort_links, sort_pages
from scraper.errors import AddressRefused
from scraper.http.exchange import Exchange
from scraper.http.redirects import location
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import NO_PROJECT, SAME_BYTES, Judgement, State, Unfollowed, Way
from scraper.reader import PageReader
from scraper.screening import named_address, unfit
from scraper.sites import Site


def judge(exchange: Exchange, record: AddressRecord, site: Site, reader: PageReader, *, confirmed: bool) -> Judgement:
    """Return what an answer means for its address.

    Args:
        exchange: the last answer; its retries are spent.
        record: what the ledger knows of the address.
        site: decides which addresses are ours.
        reader: tells what kind of page a body is.
        confirmed: whether a 304 speaks of a body that the archive has.

    Raises:
        BlockedError: the page is a challenge.
    """
    fetched: dict[str, object] = {"status": exchange.status, "fetched_at": exchange.fetched_at, "redirect_to": None}
    if exchange.status in {404, 410}:
        since = min(record.gone_since or exchange.fetched_at, exchange.fetched_at)  # a clock may be set back
        gone = {"gone_since": since, "gone_runs": record.gone_runs + 1}
        return Judgement("gone", exchange.status_line, {**fetched, **gone})
    target = location(exchange)
    if target is not None:
        return _redirected(target, record, site, fetched)
    if exchange.fault is not None:
        return Judgement("quarantined", str(exchange.fault), fetched)
    alive: dict[str, object] = {**fetched, "last_seen": exchange.fetched_at, "gone_since": None, "gone_runs": 0}
    if exchange.status == 304 and confirmed:
        is_other = (record.reason or "").startswith(NO_PROJECT)
        return Judgement("unchanged", record.reason if is_other else None, alive)
    if exchange.status != 200 or exchange.body is None:
        return Judgement("failed", f"the answer was {exchange.status_line}", fetched)
    return _page(exchange, record, site, reader, fetched, alive)


def beside_twins(judgement: Judgement, url: str, twins: Sequence[str]) -> Judgement:
    """Tell a page whose very bytes other addresses gave in the same run: a duplicate, or one page at two addresses.

    The latter is good: a page and its number, or one that stands for a translation that is not there.
    """
    if not twins:
        return judgement
    one_page = next((twin for twin in twins if are_one_page(url, twin)), None)
    if one_page is not None:
        return replace(judgement, reason=judgement.reason or f"{SAME_BYTES} {one_page}")
    return replace(judgement, state="duplicate", reason=f"{SAME_BYTES} {twins[0]}")


def _redirected(target: str, record: AddressRecord, site: Site, fetched: dict[str, object]) -> Judgement:
    try:
        address, kind = site.resolve(target, record.url)
    except AddressRefused as error:
        return Judgement("failed", f"a redirect that leads nowhere ({error})", fetched)
    changes = {**fetched, "redirect_to": address}
    unfollowed = sort_links(site, [target], record.url, "redirect").unfollowed
    if kind == "offsite":
        return Judgement("redirected", f"out of the site, to {address}", changes, {"redirect": [address]}, unfollowed)
    if kind == "other":
        reason = f"a redirect to {address}, which is no project page"
        return Judgement("quarantined", reason, changes, unfollowed=unfollowed)
    if address == record.url:
        return Judgement("failed", f"a redirect to itself in another spelling ({target})", changes)
    return Judgement("redirected", f"to {address}", changes, {"redirect": [address]})


def _page(
    exchange: Exchange,
    record: AddressRecord,
    site: Site,
    reader: PageReader,
    fetched: dict[str, object],
    alive: dict[str, object],
) -> Judgement:
    body = exchange.body or b""
    links = read_links(body, exchange.header("Content-Type"), head=as_markup(exchange.headers))
    fault = unfit(exchange, body, links, record.url, site, reader)
    found, unfollowed = _project_links(links, record.url, site)
    scripted = None if fault is None or links.refresh else _scripted_target(exchange, links, record.url, site)
    leads = links.refresh or scripted
    moved = _refreshed(exchange, leads, links, record.url, site, reader) if leads else None
    if moved is not None:
        return replace(moved, changes=fetched)
    if fault and not fault.startswith(NO_PROJECT):
        return Judgement("quarantined", fault, fetched, {"canonical": found["canonical"]})
    digest = body_digest(body)
    changes = {
        **alive,
        "body_at": exchange.fetched_at,
        "digest": digest,
        "etag": exchange.header("ETag"),
        "last_modified": exchange.header("Last-Modified"),
    }
    state: State = "unchanged" if digest == record.digest else "fresh"
    return Judgement(state, fault, changes, found, unfollowed)


def _scripted_target(exchange: Exchange, links: Links, url: str, site: Site) -> str | None:
    """Return where a script of a page leads that shows no project, where that is or may be a project's page."""
    target = read_scripted_target(exchange.body or b"", exchange.header("Content-Type"))
    if target is None:
        return None
    sorting = sort_links(site, [target], links.base_of(url), "link")
    return target if sorting.pages or sorting.unfollowed else None


def _refreshed(
    exchange: Exchange, leads: str, links: Links, url: str, site: Site, reader: PageReader
) -> Judgement | None:
    """Judge a page that leads on by itself (`<meta http-equiv="refresh">`): it has moved, unless it is a project's."""
    sorting = sort_links(site, [leads], links.base_of(url), "redirect")
    target = next(iter((*sorting.pages, *sorting.others, *(one.url for one in sorting.unfollowed))), url)
    if target == url or reader.kind(exchange.body or b"", exchange.header("Content-Type")).outcome == "project":
        return None
    found: dict[Way, list[str]] = {"redirect": list(sorting.pages)}
    return Judgement("quarantined", f"the page says that it has moved to {target}", {}, found, sorting.unfollowed)


def _project_links(links: Links, url: str, site: Site) -> tuple[dict[Way, list[str]], tuple[Unfollowed, ...]]:
    """Return the project pages that a page links to, and the one that it says it is, other than itself.

    Beside them, what looks like a project page, or is the page in another language, and is not followed.
    """
    base = links.base_of(url)
    versions = sort_pages(site, links.versions, base, "link", versions=True)
    sorting = sort_pages(site, (*links.anchors, *links.values), base, "link")
    pages = [address for address in dict.fromkeys((*versions.pages, *sorting.pages)) if address != url]
    itself = named_address(links, url, site)
    found: dict[Way, list[str]] = {"link": pages, "canonical": [itself] if itself not in {None, url} else []}
    return found, (*versions.unfollowed, *sorting.unfollowed)
