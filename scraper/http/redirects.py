"""Redirects, followed by us one hop at a time."""

from urllib.parse import urldefrag, urljoin

from scraper.addresses import origin
from scraper.errors import AddressRefused
from scraper.http.exchange import Exchange
from scraper.sites import Site

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


def location(exchange: Exchange) -> str | None:
    """Return the target of a redirect as sent, `""` where it names none; None where the answer is no redirect.

    Bytes beyond ASCII are read as UTF-8, as browsers do, where they are UTF-8.
    """
    if exchange.status not in REDIRECTS:
        return None
    value = exchange.header("Location") or ""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value


def other_spelling(exchange: Exchange, address: str, site: Site) -> str | None:
    """Return the spelling that a site wants of the address it was asked for, or None.

    A closing slash or a query makes no other page for us; a site may insist on one all the same. Never another host,
    port or scheme.
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
