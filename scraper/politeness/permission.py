"""Whether we may ask: robots.txt of every host, fetched once a run, and closed where it cannot be had.

RFC 9309 allows everything on a 4xx and forbids everything on a 5xx or where nobody answers. A copy of at most 24 hours
serves in the second case. Closed as well, beyond the RFC's letter: a page or other text sent in the place of
robots.txt, a redirect that leaves the site's hosts or does not end after five hops, a body that is cut or damaged, 429.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from scraper.addresses import authority, origin
from scraper.clock import Clock
from scraper.errors import AddressRefused, printable
from scraper.fetching import Answer, Fetcher
from scraper.http.redirects import location
from scraper.ledger.ledger import Ledger
from scraper.politeness.robots import Robots, looks_like_html, read
from scraper.settings import MIB
from scraper.sites import Site

KEEP = timedelta(hours=24)
MAX_BYTES = 5 * MIB
MAX_HOPS = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds for one host.

    Attributes:
        robots: its rules; None where everything is forbidden because they could not be had.
        reason: one line that says where the verdict comes from.
        answered: whether the host answered at all.
        status: of the answer that gave no rules; else None.
    """

    robots: Robots | None
    reason: str
    answered: bool = True
    status: int | None = None

    def allows(self, url: str) -> bool:
        """Say whether the address may be asked for."""
        return self.robots is not None and self.robots.allows(url)


class Permissions:
    """The verdicts of a run, one for each host, each fetched when it is first needed."""

    def __init__(self, site: Site, fetcher: Fetcher, ledger: Ledger, clock: Clock) -> None:
        self._site = site
        self._fetcher = fetcher
        self._ledger = ledger
        self._clock = clock
        self.verdicts: dict[str, Verdict] = {}

    def verdict(self, url: str, *, may_be_kept: bool = False) -> Verdict:
        """Return the verdict for the host of an address.

        Args:
            url: any address of the host.
            may_be_kept: whether a copy of less than 24 hours serves without a request, as when a run is taken up.
        """
        host = authority(url)
        if host not in self.verdicts:
            kept = self._kept(host)
            self.verdicts[host] = kept if kept and may_be_kept else self._fetched(origin(url), kept)
            _log.info("robots.txt of %s: %s", host, self.verdicts[host].reason)
        return self.verdicts[host]

    def _kept(self, host: str) -> Verdict | None:
        kept = self._ledger.kept_robots(host)
        if kept is None or not timedelta(0) <= self._clock.now() - kept[0] <= KEEP:
            return None
        return Verdict(read(kept[2]), f"kept copy of {kept[0]:%Y-%m-%d %H:%M} UTC")

    def _fetched(self, start: str, kept: Verdict | None) -> Verdict:
        answer = self._followed(f"{start}/robots.txt")
        if isinstance(answer, Verdict):
            return answer
        exchange = answer.exchange
        if exchange is None or exchange.body is None or exchange.status == 429 or exchange.status >= 500:
            if kept is not None:
                return kept
            status = exchange.status if exchange else None
            return Verdict(None, f"could not be read ({answer.error})", answered=exchange is not None, status=status)
        if exchange.status == 200 and (looks_like_html(exchange.body) or read(exchange.body).is_noise):
            return Verdict(None, "has a page in its place")
        body = exchange.body if exchange.status == 200 else b""
        if exchange.status in {200, 204} or 400 <= exchange.status < 500:
            self._ledger.keep_robots(authority(start), exchange.fetched_at, exchange.status, body)
            return Verdict(read(body), exchange.status_line + _unread(authority(start), read(body)))
        return Verdict(None, f"an answer that means nothing here: {exchange.status_line}")

    def _followed(self, url: str) -> Answer | Verdict:
        """Return the answer at the end of the redirects; the rules bind the host that was asked first."""
        for _ in range(MAX_HOPS + 1):
            answer = self._fetcher.fetch(url, limit=MAX_BYTES)
            if answer.exchange is None:
                return answer
            try:
                target = location(answer.exchange)
                if target is None:
                    return answer
                url, kind = self._site.resolve(target, url)
            except AddressRefused as error:
                return Verdict(None, f"a redirect that leads nowhere ({error})")
            if kind == "offsite":
                return Verdict(None, f"a redirect that leaves the site, to {url}")
        return Verdict(None, f"more than {MAX_HOPS} redirects")


def _unread(host: str, robots: Robots) -> str:
    """Say which `Crawl-delay` could not be obeyed, because it is no number."""
    if not robots.unread_delays:
        return ""
    said = ", ".join(repr(printable(value, limit=40)) for value in robots.unread_delays)
    _log.warning("robots.txt of %s: Crawl-delay %s is no number of seconds; our own delay holds", host, said)
    return f"; Crawl-delay {said} is no number of seconds"
