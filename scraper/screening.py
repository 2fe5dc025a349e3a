"""Pages in the place of the one asked for: challenges, maintenance, logins, soft 404s, another page altogether.

What kind of page a body is, `parsers` knows. To ask it costs as much as all else about a page together, so a page that
names itself by its canonical link and ends as a document ends is taken at its word; the build reads it anyway.
"""

from urllib.parse import urlsplit

from scraper.addresses import SLUG_PATH
from scraper.discovery.links import Links
from scraper.errors import AddressRefused, BlockedError, FirewallError
from scraper.http.exchange import Exchange
from scraper.ledger.states import ANOTHER_PAGE
from scraper.reader import PageKind, PageReader
from scraper.sites import Site

HONEST_NAME = (
    "an honest name with a contact (--contact) is often let in where nameless and browser-like clients are not; else "
    "ask the site's people, for we do not go round it"
)
"""What helps with a firewall."""
_HTML = ("text/html", "application/xhtml+xml")
REFUSALS = frozenset({401, 403, 429, 503})
"""Statuses that mean, several times in a row, that we are not wanted."""
_ORDINARY = frozenset({200, 204, 301, 302, 303, 304, 307, 308, 404, 410, 429})
"""Statuses whose bodies are not looked into here: pages are later on, and a 429 says plainly when to come back."""
_PLAIN_REFUSALS = frozenset({"the page says '403 Forbidden'", "the page says 'Forbidden'"})
"""A web server's own words for 403: one page may be forbidden; it is a firewall where all are (`fetching`)."""
_END_OF_DOCUMENT = 4096


def refuse_challenge(exchange: Exchange, reader: PageReader) -> None:
    """Stop at a challenge, whatever its status: the site wants a human or an agreement, not cleverness.

    The headers are those that the vendors document; the rest is recognised by the parsers' signs.

    Raises:
        BlockedError: the answer is a challenge or a firewall's block page.
    """
    name = None
    if (exchange.header("cf-mitigated") or "").strip().lower() == "challenge":
        name = "Cloudflare"
    elif exchange.header("x-amzn-waf-action"):
        name = "AWS WAF"
    elif exchange.status not in _ORDINARY and exchange.body and is_html(exchange):
        page = reader.kind(exchange.body, exchange.header("Content-Type"))
        is_plain = exchange.status == 403 and page.reason in _PLAIN_REFUSALS
        name = "a firewall" if page.outcome == "blocked" and not is_plain else None
    if name:
        stands = f"{exchange.url}: {name} stands in the way ({exchange.status_line})"
        if exchange.status == 403 and name == "a firewall":
            raise FirewallError(f"{stands}, which is neither robots.txt nor an outage; {HONEST_NAME}")
        raise BlockedError(f"{stands}; we do not go round it")


def refuse_kind(exchange: Exchange, page: PageKind) -> None:
    """Stop at a page that is a challenge.

    Raises:
        BlockedError: it is one.
    """
    if page.outcome == "blocked":
        raise BlockedError(f"{exchange.url}: a challenge stands in the way ({page.reason}); we do not go round it")


def is_html(exchange: Exchange) -> bool:
    """Say whether a response is labelled as HTML, or not labelled at all."""
    label = (exchange.header("Content-Type") or _HTML[0]).partition(";")[0].strip().lower()
    return label in _HTML


def unfit(exchange: Exchange, body: bytes, links: Links, address: str, site: Site, reader: PageReader) -> str | None:
    """Say why the body of a 200 cannot be the page of a project at an address; None where it may be.

    Another page of the site has a reason that begins with `NO_PROJECT`: it is a good page.

    Raises:
        BlockedError: it is a challenge.
    """
    if not is_html(exchange):
        return f"not HTML: {exchange.header('Content-Type')}"
    itself = named_address(links, address, site)
    if itself is not None and _is_another_page(itself, address):
        return f"{ANOTHER_PAGE}: it names itself {itself}"
    if itself is not None and b"</html" in body[-_END_OF_DOCUMENT:].lower():
        return None
    page = reader.kind(body, exchange.header("Content-Type"))
    refuse_kind(exchange, page)
    if page.outcome == "project":
        return None
    return f"{page.outcome}: {page.reason}"


def named_address(links: Links, address: str, site: Site) -> str | None:
    """Return the project page that a page says it is, or None."""
    if links.canonical is None:
        return None
    try:
        named, kind = site.resolve(links.canonical, address)
    except AddressRefused:
        return None
    return named if kind == "project" else None


def _is_another_page(named: str, address: str) -> bool:
    """Whether two addresses name different pages by their slugs, on one host and in one language.

    A page at `/fr/node/…` may well name itself `/fr/project/…`, and one on the legacy host another on the main one.
    """
    one, two = urlsplit(named), urlsplit(address)
    slugs = [SLUG_PATH.search(parts.path) for parts in (one, two)]
    if one.netloc != two.netloc or one.path == two.path or not all(slugs):
        return False
    return one.path.rpartition("/")[0] == two.path.rpartition("/")[0]
