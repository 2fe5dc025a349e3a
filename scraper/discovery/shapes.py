"""Shapes of addresses: what they have in common, and whether they look like those of project pages."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qs, parse_qsl, urlsplit

from scraper.addresses import unread_version
from scraper.errors import printable

_PROJECT = "(?:project|projet|proyecto|projeto|projekt|progetto)"
"""The word in the languages that sites of the field are written in."""
# "project/some-slug", "projet/quelque-chose", "node/4711" at the end of a path: as projects' addresses end
_ENDS_AS_PROJECT = re.compile(rf"(?:^|/)(?:{_PROJECT}/[^/]+|node/[0-9]+)/?$")
# "/projects/some-slug", "/our-work/projets/quelque-chose", "/project-details/x", "/idf-projects/x": perhaps one
_MAY_BE_PROJECT = re.compile(
    rf"/(?:[a-z]+[-_])?{_PROJECT}(?:s|e|i)?(?:[-_](?:details?|pages?|profiles?|sheets?|view|database))?"
    r"/(?:[^/]+/)*[^/.]+(?:\.html?|\.php|\.aspx)?/?$"
)
# "/projects", "/our-work/projets.html", "/idf-projects", "/project-database": perhaps a list of them
_MAY_BE_LISTING = re.compile(
    rf"/(?:[a-z]+[-_])?{_PROJECT}(?:s|e|i)?"
    r"(?:[-_](?:list|search|database|map))?(?:\.[a-z]{3,5})?/?$"
)
# "project.php", "node", "project-details": with `?id=21` a page each
_ASKED_FOR = re.compile(rf"(?:node|{_PROJECT}(?:[-_]?(?:details?|page|view))?)(?:\.[a-z]{{3,5}})?")
# "id", "nid", "project_id", "slug"
_NAMES_PAGE = re.compile(r"(?:n|p|project[-_]?)?id|slug|code|project")


def shape_of(address: str) -> str:
    """Return the shape of an address: its path with `…` for what differs from page to page, `/pt/project/…`."""
    parts = urlsplit(address)
    *before, last = [part for part in parts.path.split("/") if part] or [""]
    named = ["…" if re.fullmatch("[0-9]+", part) else part for part in before]
    asked = parse_qs(parts.query).get("q", [""])[0]
    if unread_version(address):
        return printable(f"{'/'.join(['', *named, '…'])}?{parts.query}", limit=100)
    if not named and "/" in asked:
        return printable(f"{parts.path}?q={asked.rpartition('/')[0]}/…", limit=100)
    if (asked_for := page_in_query(address)) and may_be_project(address):
        return printable(f"{parts.path}?{asked_for[0]}=…", limit=100)
    return printable("/".join(["", *named, "…" if last else ""]), limit=100)


def ends_as_project(address: str) -> bool:
    """Say whether an address ends as those of project pages do, in whatever language: `/pt/projeto/x`."""
    return any(_ENDS_AS_PROJECT.search(path.lower()) for path in _paths(address))


@lru_cache(maxsize=8192)
def may_be_project(address: str) -> bool:
    """Say whether an address may be that of a project page, `/our-work/projects/x`."""
    paths = [path.lower() for path in _paths(address)]
    if any(_ENDS_AS_PROJECT.search(path) or _MAY_BE_PROJECT.search(path) for path in paths):
        return True
    if not paths or page_in_query(address) is None:
        return False
    values = [value for _, value in parse_qsl(urlsplit(address).query)]  # "/index.php?option=project&id=23"
    return any(_ASKED_FOR.fullmatch(part.lower()) for part in (paths[0].rstrip("/").rpartition("/")[2], *values))


def may_be_listing(address: str) -> bool:
    """Say whether an address may be that of a list of projects, `/our-work/projects`."""
    return any(_MAY_BE_LISTING.search(path.lower()) for path in _paths(address))


def page_in_query(address: str) -> tuple[str, str] | None:
    """Return the parameter of an address that tells one page from another, `("id", "21")`, or None."""
    pairs = parse_qsl(address.partition("?")[2].partition("#")[0])
    return next(((name, value) for name, value in pairs if _NAMES_PAGE.fullmatch(name.lower())), None)


def _paths(address: str) -> list[str]:
    """Return an address's path, and the one that Drupal takes from the query where it has no clean addresses."""
    try:
        parts = urlsplit(address)
        asked: Mapping[str, list[str]] = parse_qs(parts.query)
    except ValueError:
        return []
    return [parts.path, *(f"/{path}" for path in asked.get("q", []))]


def is_below_front(address: str) -> bool:
    """Say whether an address is another than the front page of a language, `/fr`."""
    return len([part for part in urlsplit(address).path.split("/") if part]) > 1
