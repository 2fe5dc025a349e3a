"""How a crawl may behave; impossible values are found before any request."""

import math
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import metadata
from pathlib import Path

from scraper.addresses import authority, canonical
from scraper.errors import AddressRefused, ConfigurationError
from scraper.sites import Site, is_loopback_host

MIB = 1024 * 1024
# "team@example.org", "https://example.org/about us"; brackets and backslashes would end the comment in a user agent.
_CONTACT = re.compile(r"[\x21-\x27\x2a-\x5b\x5d-\x7e]+(?: [\x21-\x27\x2a-\x5b\x5d-\x7e]+)*")
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~%-]+)+")  # "/pt", "/our-work/fund"
LEAST_DELAY_SECONDS = 0.5
"""Nobody's server but this machine's own is asked more often than this, whatever the settings say."""


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Settings of one crawl. Times are seconds, sizes bytes.

    Attributes:
        contact: how the site's people reach the operator, an e-mail address or a web page; part of the user agent.
        delay_seconds: least time between two requests to one host; left out, the site's own holds (2 for live).
            `Crawl-delay` in robots.txt may lengthen it, never shorten it.
        more_hosts: hosts besides the site's own that project pages stand on, such as the one it has moved to; the
            robots.txt of each is read and obeyed.
        host_aliases: other names under which the site writes its own addresses, each with the host that is meant; a
            site whose sitemap is made by cron may write `default` for its own name.
        prefixes: what may stand before `/project/…` and `/node/…` in paths, besides nothing and the languages known.
        sitemaps: sitemaps or feeds to read besides those that robots.txt names and the usual ones.
        listings: first pages of paged listings or searches to read besides the usual ones.
        limit: the most project pages to ask for in this run; the others end as `skipped_by_limit`.
        workers: how many requests may be on their way at once. The delay holds for a host all the same.
        request_deadline: wall-clock time for one request, from name lookup to the last byte.
        run_deadline: wall-clock time for the whole crawl; pages not reached end as `skipped_by_limit`.
        max_bytes: the largest page body, before and after decoding.
        max_document_bytes: the same for sitemaps.
        attempts: tries for one address, the first included.
        max_retries: further tries in the whole run; once they are spent, every address gets one try.
        retry_after_cap: the longest `Retry-After` that we wait for; a longer one ends the run as blocked.
        refetch_days: a page is downloaded in full at least this often, whatever its validators or a sitemap say.
        trust_lastmod: whether a page is left unasked where a sitemap dates its last change two days or more before we
            last fetched it; never for longer than `refetch_days`. Such pages count as `unchanged` and, apart, as not
            asked. Off, because a sitemap may not know of every change, and asking costs a 304 without a body.
        breaker: so many failures in a row (429, 403, 5xx, broken bodies, no connection) end the run.
        web_archive_index: address of a web archive's CDX server, as pywb and the Wayback Machine have it; old captures
            of project pages are then looked for there. None asks no archive.
        web_archive_replay: what stands before `<time>id_/<address>` where that archive replays a capture.
        web_archive_captures: how many captures of one page to take, the newest first.
        web_archive_limit: the most captures to take in one run.
        proxy: address of an HTTP proxy that all requests go through, `http://host:port`; the environment's own are not
            looked at. Where a host's name leads is then the proxy's business.
        ca_file: PEM file of certificate authorities to trust besides the usual ones.
        connect_to: for a `host:port` another host and port to connect to instead, as curl's `--connect-to`. For tests
            and mirrors; the only way in which a public site's name may lead to a private address.
    """

    contact: str | None = None
    delay_seconds: float | None = None
    more_hosts: Sequence[str] = ()
    host_aliases: Mapping[str, str] = field(default_factory=dict)
    prefixes: Sequence[str] = ()
    sitemaps: Sequence[str] = ()
    listings: Sequence[str] = ()
    limit: int | None = None
    workers: int = 1
    request_deadline: float = 60.0
    run_deadline: float = 12 * 3600.0
    max_bytes: int = 10 * MIB
    max_document_bytes: int = 50 * MIB
    attempts: int = 4
    max_retries: int = 1000
    retry_after_cap: float = 900.0
    refetch_days: int = 30
    trust_lastmod: bool = False
    breaker: int = 10
    web_archive_index: str | None = None
    web_archive_replay: str | None = None
    web_archive_captures: int = 1
    web_archive_limit: int = 200
    proxy: str | None = None
    ca_file: Path | None = None
    connect_to: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def check(self, site: Site) -> None:
        """Refuse what cannot work.

        Raises:
            ConfigurationError: one clear line that names the setting.
        """
        for name, least in LEAST.items():
            value = getattr(self, name)
            if value is not None and (not math.isfinite(value) or value < least):
                raise ConfigurationError(f"{name} must be {least} or more, not {value}")
        least_delay = 0.0 if self._stays_here(site) else LEAST_DELAY_SECONDS
        if self.delay(site) < least_delay:
            raise ConfigurationError(
                f"delay_seconds must be {least_delay} or more for {site.start}, not {self.delay(site)}"
            )
        if self.contact is not None and not _CONTACT.fullmatch(self.contact):
            raise ConfigurationError(f"contact must be one line of plain ASCII without brackets, not {self.contact!r}")
        if (self.web_archive_index is None) != (self.web_archive_replay is None):
            raise ConfigurationError("web_archive_index and web_archive_replay are set together, or neither")
        for name in ("web_archive_index", "web_archive_replay", "proxy"):
            _check_address(name, getattr(self, name))
        if self.proxy is not None and not self.proxy.startswith("http://"):
            raise ConfigurationError(f"proxy must be http://host:port, not {self.proxy}")
        if self.ca_file is not None:
            _check_authorities(self.ca_file)

    def widen(self, site: Site) -> Site:
        """Return a site's profile with the hosts, paths, sitemaps and listings that were set.

        Raises:
            ConfigurationError: one of them cannot be.
        """
        scheme = site.start.partition(":")[0]
        more = [_host("more_hosts", host, scheme) for host in self.more_hosts]
        aliases = {
            _host("host_aliases", name, scheme): _host("host_aliases", host, scheme)
            for name, host in self.host_aliases.items()
        }
        hosts = tuple(dict.fromkeys((*site.hosts, *more)))
        strange = [host for host in aliases.values() if host not in hosts]
        if strange:
            raise ConfigurationError(
                f"host_aliases must lead to hosts of the site, {', '.join(hosts)}, not {strange[0]}"
            )
        for prefix in self.prefixes:
            if not _PREFIX.fullmatch(prefix):
                raise ConfigurationError(f'prefixes must be paths such as "/pt", not {prefix!r}')
        wide = replace(site, hosts=hosts, aliases=aliases, prefixes=(*site.prefixes, *self.prefixes))
        for name, addresses in (("sitemaps", self.sitemaps), ("listings", self.listings)):
            for address in addresses:
                _check_place(name, address, wide)
        return replace(wide, sitemaps=(*site.sitemaps, *self.sitemaps), listings=(*site.listings, *self.listings))

    def delay(self, site: Site) -> float:
        """Return the delay that holds at a site before robots.txt is read."""
        return site.delay_seconds if self.delay_seconds is None else self.delay_seconds

    @property
    def user_agent(self) -> str:
        """The name we go by: `iom-projects/0.1.0 (+address; contact: …)`, the address from the package's metadata."""
        about = metadata("iom-projects")
        # A line of metadata reads "Homepage, https://example.org/iom-projects".
        homes = [line.partition(", ")[2] for line in about.get_all("Project-URL") or [] if line.startswith("Homepage")]
        notes = [f"+{home}" for home in homes] + ([f"contact: {self.contact}"] if self.contact else [])
        return f"iom-projects/{about['Version']}" + (f" ({'; '.join(notes)})" if notes else "")

    def _stays_here(self, site: Site) -> bool:
        """Whether every host of the site is this machine, by itself or by `connect_to`."""
        if site.is_loopback:
            return True
        scheme_port = "443" if site.start.startswith("https:") else "80"
        targets = [self.connect_to.get(host if ":" in host else f"{host}:{scheme_port}") for host in site.hosts]
        return all(target is not None and is_loopback_host(target[0]) for target in targets)


LEAST: Mapping[str, float] = {
    "delay_seconds": 0,
    "limit": 1,
    "workers": 1,
    "request_deadline": 0.1,
    "run_deadline": 1,
    "max_bytes": 1024,
    "max_document_bytes": 1024,
    "attempts": 1,
    "max_retries": 0,
    "retry_after_cap": 0,
    "refetch_days": 1,
    "breaker": 1,
    "web_archive_captures": 1,
    "web_archive_limit": 1,
}
"""The least value of every setting that is a number."""


def _host(name: str, host: str, scheme: str) -> str:
    try:
        return authority(canonical(f"{scheme}://{host}/"))
    except AddressRefused as error:
        raise ConfigurationError(
            f"{name} must be names of hosts, with a port where it is not the usual one: {error}"
        ) from error


def _check_place(name: str, address: str, site: Site) -> None:
    try:
        place, kind = site.resolve(address, site.start)
    except AddressRefused as error:
        raise ConfigurationError(f"{name} is {error}") from error
    if kind != "other":
        where = "a project page" if kind == "project" else f"not on {', '.join(site.hosts)}"
        raise ConfigurationError(f"{name} must be places where project pages are listed; {place} is {where}")


def _check_address(name: str, address: str | None) -> None:
    if address is None:
        return
    try:
        canonical(address)
    except AddressRefused as error:
        raise ConfigurationError(f"{name} is {error}") from error


def _check_authorities(path: Path) -> None:
    if not path.is_file():
        raise ConfigurationError(f"ca_file is no file: {path}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError as error:
        raise ConfigurationError(f"ca_file holds no certificates in PEM: {path}") from error
    except OSError as error:
        raise ConfigurationError(f"ca_file cannot be read: {path} ({error.strerror})") from error
