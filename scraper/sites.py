"""The sites that can be crawled, as frozen profiles: `live`, the practice site, or an address somebody gives."""

import hashlib
import ipaddress
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from scraper.addresses import authority, canonical, is_project_path, origin, project_page
from scraper.errors import AddressRefused, ConfigurationError

AddressKind = Literal["project", "offsite", "other"]
Resolved = tuple[str, AddressKind] | str
"""An address with what it is to us, or why it is none."""
LIVE_DELAY_SECONDS = 2.0
MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 300
"""So many links, of so many characters, are remembered before they are forgotten together: some megabytes."""
# "/about", "https://www.iom.int/": of the base, nothing but scheme and host matters to such a link
_BY_HOST = re.compile(r"/(?!/)|https?://", re.IGNORECASE)
# "#main", "#": a place in the very page
_PLACE = re.compile(r"#[A-Za-z0-9_-]*")
# of an address, such as "https://www.iom.int"
_HOST_PART = re.compile(r"[a-z]+://[^/?#]*")


@dataclass(frozen=True, slots=True)
class Site:
    """Where project pages are and how we may behave there.

    Attributes:
        name: the name of the output folder.
        start: canonical address of the front page; its host is the one that must answer.
        hosts: `host` or `host:port` of every place that may be fetched from.
        sitemaps: sitemap addresses to try besides those that robots.txt names.
        listings: first pages of paged listings.
        seeds: project pages known beforehand.
        prefixes: what may stand before `/project/…`; `""` is the root.
        aliases: other names under which the site writes its own addresses, and the host that is meant.
        delay_seconds: least time between two requests to one host, unless the settings say otherwise.
    """

    name: str
    start: str
    hosts: tuple[str, ...]
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ("",)
    aliases: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = LIVE_DELAY_SECONDS
    _spellings: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _known: dict[tuple[str, str], "Resolved"] = field(default_factory=dict, init=False, repr=False, compare=False)
    _sorted: dict[Hashable, dict[str, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_loopback(self) -> bool:
        """Whether every host is this machine itself, where private addresses and no delay are allowed."""
        return all(is_loopback_host(urlsplit(f"//{host}").hostname or "") for host in self.hosts)

    def resolve(self, href: str, base: str | None = None) -> tuple[str, AddressKind]:
        """Return the canonical address of a link and what it is to us.

        A plain `http` link to a site that is on https is read as https: the same page, never asked for in the clear.
        What the menus of every page say again and again is remembered, by the host of the base and the spelling.

        Raises:
            AddressRefused: see `addresses.canonical`.
        """
        if base and _PLACE.fullmatch(href):
            href = base
        host = _HOST_PART.match(base or "https://")
        if host is None or len(href) > LONGEST_REMEMBERED or not _BY_HOST.match(href):
            return self._resolve(href, base)
        key = (href, host[0] if base and href.startswith("/") else "")
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            try:
                found = self._resolve(href, base)
            except AddressRefused as error:
                found = str(error)
            self._known[key] = found
        if isinstance(found, str):
            raise AddressRefused(found)
        return found

    def remembered(self, what: Hashable, base: str) -> dict[str, Any]:
        """Return what was made of links that `depends_on_host_alone`, by their spelling, to be added to.

        Args:
            what: names who asks for what.
            base: as for `resolve`.
        """
        host = _HOST_PART.match(base)
        known = self._sorted.setdefault((what, host and host[0]), {})
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        return known

    @staticmethod
    def depends_on_host_alone(href: str) -> bool:
        """Say whether what a link leads to is the same on every page of a host."""
        return len(href) <= LONGEST_REMEMBERED and _BY_HOST.match(href) is not None

    def _resolve(self, href: str, base: str | None) -> tuple[str, AddressKind]:
        address = canonical(href, base)
        if authority(address) in self.aliases:
            address = canonical(
                urlsplit(address)
                ._replace(scheme=self.start.partition(":")[0], netloc=self.aliases[authority(address)])
                .geturl()
            )
        if address.startswith("http://") and self.start.startswith("https://") and self._serves(address):
            address = canonical("https://" + address.removeprefix("http://"))
        is_project = is_project_path(urlsplit(address).path, self.prefixes)
        if not self._serves(address) or origin(address).split(":")[0] != self.start.split(":")[0]:
            return (project_page(address) if is_project else address), "offsite"
        if not is_project:
            return address, "other"
        page = project_page(address)
        spelled = urlsplit(address).path.rstrip("/")
        if spelled != urlsplit(page).path and len(self._spellings) < MOST_REMEMBERED:
            self._spellings.setdefault(page, urlsplit(page)._replace(path=spelled).geturl())
        return page, "project"

    def spelling(self, page: str) -> str | None:
        """Return how a link wrote the canonical address of a project page, capitals included, where it did otherwise.

        A server may tell capitals apart; Drupal does not, so that pages are known by one spelling.
        """
        return self._spellings.get(page)

    def _serves(self, address: str) -> bool:
        return authority(address) in self.hosts


def is_loopback_host(host: str) -> bool:
    """Say whether a host name is written as this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def live_site() -> Site:
    """Return the profile of iom.int and the Fund's legacy host.

    The hosts and the seed list are known from public copies of the pages. Neither a sitemap nor a listing could be
    seen when this was written: the addresses below are the conventional ones, and an answer of 404 there is no fault.
    """
    return Site(
        name="live",
        start="https://www.iom.int/",
        hosts=("www.iom.int", "iom.int", "developmentfund.iom.int"),
        sitemaps=("https://www.iom.int/sitemap.xml", "https://developmentfund.iom.int/sitemap.xml"),
        listings=("https://developmentfund.iom.int/projects",),
        seeds=known_addresses(),
    )


def known_addresses() -> tuple[str, ...]:
    """Return the bundled seed list, in the order of the file; its header names the source."""
    text = files("scraper").joinpath("data/known_addresses.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def practice_site(url: str) -> Site:
    """Return the profile of a practice site that runs at `url`."""
    return site_at(url, name="practice")


def site_at(url: str, *, name: str | None = None) -> Site:
    """Return the profile of a site of the same make at another address.

    Raises:
        ConfigurationError: `url` is no http(s) address.
    """
    try:
        start = canonical(url)
    except AddressRefused as error:
        raise ConfigurationError(f"not a site's address: {error}") from error
    base = start.split("?")[0].rstrip("/")
    prefix = urlsplit(base).path
    host = authority(start)
    loopback = is_loopback_host(urlsplit(start).hostname or "")
    return Site(
        name=name or folder_name(start),
        start=base + "/",
        hosts=(host,),
        sitemaps=(f"{base}/sitemap.xml",),
        listings=(f"{base}/projects",),
        prefixes=(prefix, f"{prefix}/legacy"),
        delay_seconds=0.0 if loopback else LIVE_DELAY_SECONDS,
    )


def folder_name(address: str) -> str:
    """Return a folder name for a site's canonical address: letters, digits and hyphens, and never a profile's name.

    The hash keeps two addresses apart whose readable parts are the same.
    """
    parts = urlsplit(address)
    readable = re.sub(r"[^a-z0-9]+", "-", (parts.netloc + parts.path).lower()).strip("-")[:60].strip("-")
    return f"{readable}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
