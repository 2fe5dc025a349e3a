"""Redirects, followed by us one hop at a time."""

from scraper.http.exchange import Exchange

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
