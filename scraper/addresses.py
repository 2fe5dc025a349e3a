"""Canonical addresses: one spelling for one page, and hostile spellings refused.

w3lib does most of it (IDNA, percent-encoding, sorted query, dot segments, no fragment). Ours are the default port,
which w3lib keeps, the refusals, and the rules for project pages: Drupal prints their paths in lower case, answers
to any case, with or without a closing slash, and needs no query but one that names a language, so these differences
name no other page.
"""

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from w3lib.url import canonicalize_url

from parsers.model import LANGUAGES
from scraper.errors import AddressRefused, printable

MAX_LENGTH = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}

# "https://www.iom.int/project/some-slug": spelt as we spell it, so that nothing of it would be changed; most links are.
_PLAIN = re.compile(
    r"https?://(?=[^/]{1,253}/)(?:(?!xn--)[a-z0-9-]{1,63}\.)*(?!xn--)[a-z0-9-]{1,63}(?::(?:[1-5][0-9]{4}|[1-9][0-9]{3}))?"
    r"(?:/[A-Za-z0-9_-]+)+"
)
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)+")
_PLAIN_ORIGIN = re.compile(r"https?://[a-z0-9.:-]+(?=[/?#]|$)")
# Control characters and backslashes inside an address: browsers and servers disagree about them. So is a blank, but in
# the path or query of what is an address beyond doubt: "/project/a b", which browsers encode.
_AMBIGUOUS = re.compile(r"\A[^/?]* |[\x00-\x1f\x7f-\x9f\\\u2028\u2029]")
# "https:///x" and "https:x": a base would lend them its host, a browser would not.
_WITHOUT_HOST = re.compile(r"https?:(?!//[^/?#])|//[/?#]|//$", re.IGNORECASE)
# "www.iom.int", "127.0.0.1", "::1"; labels of up to 63 letters (RFC 1035), no empty punycode.
_HOST = re.compile(r"(?=.{1,253}\Z)(?:(?!xn--(?:\.|\Z))[a-z0-9_-]{1,63}(?:\.|\Z))+|[0-9a-f]*:[0-9a-f:.]*")
# Separators and NUL hidden in percent-encoding: "..%2fetc", "%5c", "%00".
_HIDDEN = re.compile(r"%(?:2f|5c|00)", re.IGNORECASE)
# "/project/some-slug", "/fr/node/171936", "/es-419/project/algo", "/index.php/project/x", after the site's prefix.
_PROJECT_PATH = re.compile(
    rf"(?:/index\.php)?(?:/(?:{'|'.join(LANGUAGES)})(?:-[a-z]{{2,4}}|-[0-9]{{3}})?)?/(?:project/[^/]+|node/[0-9]+)",
    re.IGNORECASE,
)

SLUG_PATH = re.compile(r"/project/[^/]+$")
"""The end of a path that names a project by its slug, not by a node's number."""
_NUMBER_PATH = re.compile(r"/node/[0-9]+$")  # "/fr/node/171936"
_LANGUAGE_PARAMETERS = frozenset({"language", "lang", "langcode", "locale", "_locale"})
# "fr", "es-419", "fr_CA"
_LANGUAGE = re.compile(r"(?P<language>[a-z]{2})(?:[-_][a-z0-9]{2,4})?", re.IGNORECASE)
_LANGUAGE_OF_PATH = re.compile(r"/(?P<language>[a-z]{2})(?:-[a-z0-9]{2,4})?/(?:project|node)/[^/]+$")
_OURS = frozenset(LANGUAGES)


def canonical(href: str, base: str | None = None) -> str:
    """Return the one spelling of an absolute HTTP address.

    Args:
        href: as found in a page, a sitemap, a `Location` header or a file.
        base: the address it was found at; None where only an absolute one makes sense.

    Raises:
        AddressRefused: it is no plain http(s) address, or it is spelt in a way that two programs may read differently.
    """
    text = href.strip(" \t\r\n\f")
    plain = _plain(text, base)
    if plain is not None:
        return plain
    if not text or len(text) > MAX_LENGTH or _AMBIGUOUS.search(text) or _WITHOUT_HOST.match(text):
        raise AddressRefused(f"not a plain address: {printable(href)!r}")
    try:
        parts = urlsplit(canonicalize_url(urljoin(base, text) if base else text))
        port = parts.port
    except ValueError as error:  # UnicodeError (IDNA, labels over 63 characters) is one too
        raise AddressRefused(f"not an address: {printable(href)!r} ({error})") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise AddressRefused(f"not an http address: {printable(href)!r}")
    if "@" in parts.netloc:
        raise AddressRefused(f"an address with a user name, not shown, at {printable(parts.hostname)!r}")
    if port == 0 or not _HOST.fullmatch(parts.hostname) or _HIDDEN.search(parts.path):
        raise AddressRefused(f"not an address: {printable(href)!r}")
    return parts._replace(netloc=_netloc(parts), path=parts.path or "/").geturl()


def is_plain(address: str) -> bool:
    """Say whether an address consists of scheme, host, port and path alone, each spelt as we spell it."""
    return _PLAIN.fullmatch(address) is not None


def _plain(text: str, base: str | None) -> str | None:
    """Return the address of a link that is spelt as we spell it, or None where that takes a closer look."""
    if text.startswith("/") and base and _PLAIN_PATH.fullmatch(text):
        origin_of_base = _PLAIN_ORIGIN.match(base)
        text = f"{origin_of_base.group()}{text}" if origin_of_base else text
    return text if len(text) <= MAX_LENGTH and _PLAIN.fullmatch(text) else None


def _netloc(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f"{host}:{parts.port}"


def authority(address: str) -> str:
    """Return host and port of a canonical address; the port only where it is not the scheme's own."""
    return urlsplit(address).netloc


def origin(address: str) -> str:
    """Return scheme, host and port of a canonical address, without a slash."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_project_path(path: str, prefixes: Sequence[str]) -> bool:
    """Say whether a path is that of a project page below one of the prefixes (`""` is the root)."""
    return any(
        path.startswith(prefix) and _PROJECT_PATH.fullmatch(path[len(prefix) :].rstrip("/")) is not None
        for prefix in prefixes
    )


def is_number(address: str) -> bool:
    """Say whether a project page's canonical address is a node's number, which any page of the site may have."""
    return _NUMBER_PATH.search(urlsplit(address).path) is not None


def are_one_page(one: str, other: str) -> bool:
    """Say whether two addresses that gave the same bytes are those of one page: by slug, or one of them by number."""
    if is_number(one) != is_number(other):
        return True
    names = [urlsplit(address).path.rpartition("/")[2] for address in (one, other)]
    return names[0] == names[1]


def looks_like_project(address: str) -> bool:
    """Say whether an address ends as those of project pages do, whatever the site and its prefix."""
    return re.search(rf"(?:{_PROJECT_PATH.pattern})/?$", urlsplit(address).path, re.IGNORECASE) is not None


def project_page(address: str) -> str:
    """Return a project page's canonical address in the page's own spelling: lower case, no closing slash, no query.

    Of its query stays what alone tells another of our languages, `?language=fr`, as Drupal has it without prefixes.
    """
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    # Percent-escapes stay in the upper case that w3lib gives them.
    lowered = re.sub(r"%[0-9a-f]{2}", lambda match: match.group().upper(), path.lower())
    asked, language = _asked_language(parts)
    return parts._replace(path=lowered, query=asked if language in _OURS else "").geturl()


def unread_version(address: str) -> str | None:
    """Return the language other than ours that the query of a project page's address asks for, or None."""
    _, language = _asked_language(urlsplit(address))
    return None if language in _OURS else language


def names_language(name: str, value: str) -> bool:
    """Say whether a pair of a query names one of our languages, `language=fr`."""
    asked = _LANGUAGE.fullmatch(value) if name in _LANGUAGE_PARAMETERS else None
    return asked is not None and asked["language"].lower() in _OURS


def _asked_language(parts: SplitResult) -> tuple[str, str | None]:
    """Return what of a query asks for another language than the path's, which is English by default, and for which."""
    of_path = _LANGUAGE_OF_PATH.search(parts.path.rstrip("/").lower())
    own = of_path["language"] if of_path else "en"
    for name, value in parse_qsl(parts.query) if parts.query else ():
        asked = _LANGUAGE.fullmatch(value) if name in _LANGUAGE_PARAMETERS else None
        if asked and asked["language"].lower() != own:
            return urlencode([(name, value)]), asked["language"].lower()
    return "", None
