"""Other spellings of a page's address, where a site does not answer to the canonical one."""

from urllib.parse import urldefrag, urljoin

from scraper.addresses import origin
from scraper.errors import AddressRefused
from scraper.fetching import Answer
from scraper.http.exchange import Exchange
from scraper.http.redirects import location
from scraper.ledger.schema import AddressRecord
from scraper.session import Session
from scraper.sites import Site


def other_spelling(session: Session, answer: Answer, record: AddressRecord) -> str | None:
    """Return the spelling to ask for after an answer to the canonical address of a page, or None.

    It is the one that the site redirects to; or, of a page that is not there, the one that links have written or that
    gave the page before: a server may tell capitals apart.
    """
    exchange = answer.exchange
    if exchange is None:
        return None
    if exchange.status in {404, 410}:
        stored = session.archive.body(record.url, record.digest) if record.digest is not None else None
        written = session.site.spelling(record.url)
        tried = [written, stored.requested_url if stored is not None else None]
        spelled = next(
            (url for url in tried if url and url != record.url and _is_same(session.site, url, record)), None
        )
    else:
        spelled = _redirected(exchange, record.url, session.site)
    return spelled if spelled is not None and session.permissions.verdict(spelled).allows(spelled) else None


def _is_same(site: Site, spelled: str, record: AddressRecord) -> bool:
    """Whether a spelling is that of the page, and no replay of a web archive."""
    try:
        return site.resolve(spelled) == (record.url, "project")
    except AddressRefused:
        return False


def _redirected(exchange: Exchange, address: str, site: Site) -> str | None:
    """Return the spelling that a site redirects to: a closing slash or a query makes no other page for us.

    Never another host, port or scheme.
    """
    target = location(exchange)
    if target is None:
        return None
    try:
        if site.resolve(target, address) != (address, "project"):
            return None
    except AddressRefused:
        return None
    spelled: str = urldefrag(urljoin(address, target.strip())).url
    return spelled if spelled != address and spelled.startswith(f"{origin(address)}/") else None
