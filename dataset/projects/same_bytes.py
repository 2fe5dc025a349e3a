"""Addresses that gave the very bytes of another one: the same page under a second address, or another page's answer.

A site that lacks a translation may answer its address with the page in another language, byte for byte. Nothing is lost
then that was ever there, but a reader should know that the translation was never seen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from parsers.model import LANGUAGES, Issue

_OURS = "|".join(LANGUAGES)
# What a query asks for: "?language=fr", "?lang=es_ES"
_ASKED = re.compile(rf"\b(?:language|lang|langcode|locale|_locale)=(?P<language>{_OURS})(?![a-z])", re.IGNORECASE)
# The last part of "/fr/project/some-slug", "/index.php/es-419/node/4711", with the language before it
_PATH = re.compile(rf"(?:/(?P<language>{_OURS})(?:-[a-z0-9]+)?)?/(?P<kind>project|node)/(?P<name>[^/]+)/?$")


def find_same_bytes(shown: Iterable[tuple[str, str]]) -> dict[str, Issue]:
    """Return the finding `same_bytes` of each address that shows a project in another one's bytes.

    Args:
        shown: address and digest of what it shows.
    """
    return {url: _finding(url, first) for first, *others in _groups(shown) for url in others}


def unseen_translations(shown: Iterable[tuple[str, str]]) -> list[str]:
    """Return the addresses that show a page in another language than theirs, in order."""
    return sorted(url for first, *others in _groups(shown) for url in others if _is_translation(url, first))


def count_strangers(shown: Iterable[tuple[str, str]]) -> int:
    """Count the addresses that show another page's bytes, each page once, under however many addresses it stands."""
    groups = [[_parts(url) for url in urls] for urls in _groups(shown)]
    return sum(
        max(len({parts["name"] for parts in group if parts["kind"] == kind}) - 1, 0)
        for group in groups
        for kind in ("project", "node")
    )


def _groups(shown: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The addresses of each body that has several, the one to speak of first: a slug, in English, by name."""
    groups: dict[str, list[str]] = defaultdict(list)
    for url, digest in shown:
        groups[digest].append(url)
    return [sorted(urls, key=_precedence) for urls in groups.values() if len(urls) > 1]


def _precedence(url: str) -> tuple[bool, bool, str]:
    parts = _parts(url)
    return parts["kind"] == "node", parts["language"] != "en", url


def _finding(url: str, first: str) -> Issue:
    if not _are_one_page(url, first):
        return Issue("same_bytes", None, f"the very bytes of {first}, which is another page's address")
    if _is_translation(url, first):
        return Issue("same_bytes", None, f"the very bytes of {first}: the page in this language was never seen")
    return Issue("same_bytes", None, f"the very bytes of {first}: two addresses of one page", "info")


def _is_translation(url: str, first: str) -> bool:
    return _are_one_page(url, first) and _parts(url)["language"] != _parts(first)["language"]


def _are_one_page(one: str, other: str) -> bool:
    """Whether two addresses with equal bytes are those of one page: of one name, or one of them by its number."""
    a, b = _parts(one), _parts(other)
    return a["kind"] != b["kind"] or a["name"] == b["name"]


def _parts(url: str) -> Mapping[str, str]:
    match = _PATH.search(urlsplit(url).path)
    if match is None:
        return {"language": "en", "kind": "project", "name": url}
    asked = _ASKED.search(urlsplit(url).query)
    return {**match.groupdict(), "language": asked["language"].lower() if asked else match["language"] or "en"}
