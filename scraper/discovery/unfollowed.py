"""Addresses that were seen and are not followed, by reason, host and shape of the path, with an example each.

Every way of discovery (sitemaps, listings, links, redirects, a web archive's index) hands here what it does not take.
The ledger keeps it for the run, and summary, checks and verdicts read it: nothing is passed over in silence.
"""

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from typing import Any
from urllib.parse import urlsplit

from scraper.addresses import authority, origin, unread_version
from scraper.discovery.shapes import (
    ends_as_project,
    is_below_front,
    may_be_listing,
    may_be_project,
    page_in_query,
    shape_of,
)
from scraper.errors import AddressRefused, printable
from scraper.ledger.states import Reason, Unfollowed, Way
from scraper.sites import Site

# "mailto:…", "javascript:…", "tel:…": a link that leads to no page
_OTHER_SCHEME = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]*:|\s*(?:#|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sorting:
    """Links, sorted by what they are to us, each in document order.

    Attributes:
        pages: canonical addresses of project pages.
        others: canonical addresses of the site's other pages.
        unfollowed: what leads to project pages, as far as anybody can tell, and is not followed.
    """

    pages: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    unfollowed: tuple[Unfollowed, ...] = ()


_Sorted = tuple[str | None, str | None, Unfollowed | None]


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses that are not followed for one reason, on one host and of one shape.

    Attributes:
        host: where they lead, with the scheme where that differs from the site's; `""` for what is no address.
        shape: of their paths, `/pt/project/…`; `""` where the reason is the host.
        addresses: how many.
        example: one of them, safe to print.
        ways: how they were seen, sorted.
        is_doubt: whether pages may be missing for it, so that the run is not complete; else it is worth knowing only.
        remedy: the setting that takes them, or None.
    """

    reason: Reason
    host: str
    shape: str
    addresses: int
    example: str
    ways: tuple[str, ...]
    is_doubt: bool
    remedy: str | None

    @property
    def line(self) -> str:
        """Everything of it in one line."""
        is_one = self.addresses == 1
        many = f"{self.addresses:,} address{'' if is_one else 'es'}"
        if self.reason == "other_host":
            what = f"{many} lead{'s' if is_one else ''} to {self.host}, which is not one of this site's"
        elif self.reason == "unknown_path":
            what = f"{many} like {self.shape} that no rule takes, on {self.host}"
        elif self.reason == "pager":
            what = f"{self.addresses:,} listing{'' if is_one else 's'} with a pager that was not followed"
        elif self.reason == "number":
            what = f"{many} like {self.shape} on {self.host} not asked for, as hardly any such shows a project"
        elif self.reason == "version":
            what = f"{many} like {self.shape} on {self.host} for pages in languages that no rule reads"
        elif self.reason == "filter":
            what = f"{self.addresses:,} filter{'' if is_one else 's'} of listings that could not be tried"
        elif self.reason == "empty_listing":
            what = f"{self.addresses:,} listing{'' if is_one else 's'} that name{'s' if is_one else ''} no project page"
        else:
            what = f"{self.addresses:,} {'entry that is' if is_one else 'entries that are'} no address"
        seen = f"seen by {', '.join(self.ways)}, for example {self.example}"
        return f"{what} ({seen}){f': {self.remedy}' if self.remedy else ''}"

    def to_json(self) -> dict[str, Any]:
        """Return the group as plain JSON values."""
        return {
            "reason": self.reason,
            "host": self.host,
            "shape": self.shape,
            "addresses": self.addresses,
            "example": self.example,
            "ways": list(self.ways),
            "is_doubt": self.is_doubt,
            "line": self.line,
        }


def sort_links(site: Site, hrefs: Iterable[str], base: str, way: Way, *, versions: bool = False) -> Sorting:
    """Sort links by what they are to us.

    A page's and a listing's links lead to all the world; of those only what looks like a project page counts as not
    followed. A sitemap names pages of its site alone, so that there everything counts that is not on one of its hosts.

    Args:
        site: decides what is ours.
        hrefs: as written.
        base: the address that they are relative to.
        way: how they were seen.
        versions: whether the site itself says that these are a project page in other languages, whatever their shape.
    """
    pages: dict[str, None] = {}
    others: dict[str, None] = {}
    unfollowed: dict[Unfollowed, None] = {}
    asked: dict[str, dict[tuple[str, str], str]] = {}
    known = site.remembered((way, versions), base)
    for href in dict.fromkeys(hrefs):
        found = known.get(href)
        if found is None:
            found = _sorted(site, href, base, way, versions=versions)
            if site.depends_on_host_alone(href):
                known[href] = found
        page, other, passed_over = found
        if page is not None:
            pages[page] = None
            if "?" in href and (named := page_in_query(href)):
                asked.setdefault(page, {})[named] = f"{page.partition('?')[0]}?{'='.join(named)}"
        if other is not None:
            others[other] = None
        if passed_over is not None:
            unfollowed[passed_over] = None
    met: dict[str, dict[tuple[str, str], str]] = (
        site.remembered("pages that a query tells apart", base) if asked else {}
    )
    for page, addresses in asked.items():  # "/project/view?id=1", "/project/view?id=2": pages that are one to us
        earlier = met.get(page, {})
        if len(together := earlier | addresses) > 1:
            told = addresses if len(earlier) > 1 else together
            unfollowed |= {Unfollowed("unknown_path", address, way): None for address in told.values()}
        met[page] = earlier if len(earlier) > 1 else together
    return Sorting(tuple(pages), tuple(others), tuple(unfollowed))


def sort_pages(site: Site, hrefs: Iterable[str], base: str, way: Way, *, versions: bool = False) -> Sorting:
    """Sort links as `sort_links` does, and leave out the site's other pages.

    What is known to be nothing else, as nearly all of a menu is, is left out at once.
    """
    others = site.remembered((way, versions, "others"), base)
    hrefs = [*filterfalse(others.__contains__, hrefs)]
    found = sort_links(site, hrefs, base, way, versions=versions)
    known: Mapping[str, _Sorted] = site.remembered((way, versions), base)
    for href in hrefs:
        page, _, passed_over = known.get(href, (href, None, None))
        if page is None and passed_over is None:
            others[href] = True
    return Sorting(found.pages, (), found.unfollowed)


def _sorted(site: Site, href: str, base: str, way: Way, *, versions: bool) -> _Sorted:
    """Return a link as a project page, as another page of the site, and as one that is not followed, each or None."""
    try:
        address, kind = site.resolve(href, base)
    except AddressRefused:
        is_one = way in _STRICT or (may_be_project(href) and not _OTHER_SCHEME.match(href))
        return None, None, Unfollowed("no_address", _without_password(href), way) if is_one else None
    if kind == "project":
        return address, None, _version(href, address, way) if versions or way == "sitemap" else None
    if kind == "offsite":
        is_one = way in _STRICT or may_be_project(address)
        return None, None, Unfollowed("other_host", address, way) if is_one else None
    is_one = may_be_project(address) or (versions and is_below_front(address))
    return None, address, Unfollowed("unknown_path", address, way) if is_one else None


def _version(href: str, page: str, way: Way) -> Unfollowed | None:
    """Return the version of a page in a language other than ours that a link's query alone asks for, or None.

    No page is lost with it, for the page itself is asked for.
    """
    asked = f"{page.partition('?')[0]}?{href.partition('?')[2].partition('#')[0]}" if "?" in href else page
    return Unfollowed("version", asked, way) if unread_version(asked) else None


def find_foreign(site: Site, hrefs: Iterable[str], base: str, way: Way, *, all_related: bool) -> tuple[Unfollowed, ...]:
    """Return the addresses on other hosts that may be listings, or, if asked, on any of whom the site belongs to."""
    found = []
    for href in dict.fromkeys(hrefs):
        with contextlib.suppress(AddressRefused):
            address, kind = site.resolve(href, base)
            is_one = may_be_listing(address) or (all_related and _is_related(site, authority(address)))
            if kind == "offsite" and is_one:
                found.append(Unfollowed("other_host", address, way))
    return tuple(found)


def _without_password(href: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", href)


_STRICT: frozenset[Way] = frozenset({"seed", "sitemap", "redirect", "archive"})
"""Ways that name pages of the site and nothing else."""


def group(site: Site, found: Sequence[Unfollowed]) -> tuple[Group, ...]:
    """Group addresses that are not followed, the largest group first."""
    groups: dict[tuple[Reason, str, str], list[Unfollowed]] = {}
    for each in found:
        groups.setdefault((each.reason, *_place(site, each)), []).append(each)
    made = [_group(site, reason, host, shape, members) for (reason, host, shape), members in groups.items()]
    return tuple(sorted(made, key=lambda one: (not one.is_doubt, -one.addresses, one.reason, one.host, one.shape)))


def _place(site: Site, each: Unfollowed) -> tuple[str, str]:
    if each.reason == "no_address":
        return "", ""
    if each.reason in {"pager", "filter", "empty_listing"}:
        return authority(each.url), ""
    host = authority(each.url)
    if each.reason == "other_host":
        is_ours = urlsplit(each.url).hostname in {urlsplit(f"//{one}").hostname for one in site.hosts}
        return (origin(each.url) if is_ours and _has_other_scheme(site, each.url) else host), ""
    return host, shape_of(each.url)


def _group(site: Site, reason: Reason, host: str, shape: str, members: Sequence[Unfollowed]) -> Group:
    ways = {each.way for each in members}
    return Group(
        reason=reason,
        host=host,
        shape=shape,
        addresses=len({each.url for each in members}),
        example=printable(min(each.url for each in members), limit=200),
        ways=tuple(sorted(ways)),
        is_doubt=any(_is_doubt(site, each) for each in members),
        remedy=_remedy(site, members[0], host, shape),
    )


def _is_doubt(site: Site, each: Unfollowed) -> bool:
    """Whether pages may be missing because of an address; links of pages lead to other people's projects, too."""
    if each.reason in {"pager", "filter", "empty_listing", "number", "version"}:
        return each.reason == "pager"
    if each.way in {"seed", "sitemap", "redirect", "listing"}:
        return True
    if each.reason == "other_host":
        return _is_related(site, authority(each.url)) and ends_as_project(each.url)
    if each.reason == "no_address":
        return False
    return ends_as_project(each.url) or not may_be_project(each.url)  # the latter came as a language version


def _is_related(site: Site, host: str) -> bool:
    """Whether a host belongs to whom the site belongs to, as far as names tell."""
    name = urlsplit(f"//{host}").hostname or ""
    for ours in (urlsplit(f"//{one}").hostname or "" for one in site.hosts):
        tail = ".".join(ours.split(".")[-2:])
        if name == ours or (re.search("[a-z]", tail.rpartition(".")[2]) and f".{name}".endswith(f".{tail}")):
            return True
    return False


def _has_other_scheme(site: Site, url: str) -> bool:
    """Whether an address is of a scheme that the site is not asked by; plain http is, where the site is on https."""
    return urlsplit(url).scheme == "https" and site.start.startswith("http:")


def _remedy(site: Site, member: Unfollowed, host: str, shape: str) -> str | None:
    if member.reason == "other_host":
        if _has_other_scheme(site, member.url):
            return f"begin at {origin(member.url)}/ to take them"
        name = urlsplit(f"//{host}").hostname or ""
        if "." not in name and ":" not in name:
            return f'host_aliases = {{ "{host}" = "{authority(site.start)}" }} reads them as this site\'s'
        return f'more_hosts = ["{host}"] asks there, too'
    if member.reason == "pager":
        return "its pages are had by a script or a form; name such as can be asked for by listings = […]"
    if member.reason == "unknown_path" and (
        match := re.fullmatch(r"(?P<before>(?:/[^/?]+)+)/(?:project|node)/…", shape)
    ):
        return f'prefixes = ["{match["before"]}"] takes them'
    return None
