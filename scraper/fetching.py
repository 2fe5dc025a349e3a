"""Fetching politely: pace, one request, the archive, and another try where that may help."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from scraper.addresses import authority
from scraper.archive.entry import Entry
from scraper.archive.warc_writer import Recorder
from scraper.errors import BlockedError, FetchError, FirewallError, NameFault
from scraper.http.client import Client
from scraper.http.decoding import is_unannounced
from scraper.http.exchange import Exchange
from scraper.politeness.pace import Pace
from scraper.politeness.retrying import HEALING_STATUS, TryAgain, retry_after, retrying
from scraper.reader import PageReader
from scraper.screening import FIREWALLS, HONEST_NAME, refuse_challenge
from scraper.settings import CrawlSettings

FORBIDDEN_LIMIT = 5
"""So many answers such as 403 and no other, robots.txt apart, are a firewall's and no page's."""
_log = logging.getLogger(__name__)


def keeps_out(host: str, times: int, status: int) -> str:
    """Say that a firewall keeps us out, and what helps: a name, not a disguise."""
    return (
        f"{host} answers {status} {HTTPStatus(status).phrase} to all {times:,} addresses asked for: a firewall keeps "
        f"us out, which is neither robots.txt nor an outage; {HONEST_NAME}"
    )


@dataclass(slots=True)
class Tally:
    """What was sent and received, counted under a lock."""

    requests: int = 0
    bytes_received: int = 0
    not_modified: int = 0
    retries: int = 0
    retry_after_obeyed: int = 0
    unannounced: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self) -> None:
        """Count a request."""
        with self._lock:
            self.requests += 1

    def answered(self, exchange: Exchange) -> None:
        """Count an answer."""
        with self._lock:
            self.bytes_received += len(exchange.raw)
            self.not_modified += exchange.status == 304
            is_file = urlsplit(exchange.url).path.endswith(".gz")
            self.unannounced += not is_file and is_unannounced(exchange.raw, exchange.header("Content-Encoding"))
            self.statuses[exchange.status] = self.statuses.get(exchange.status, 0) + 1

    def tried_again(self, error: FetchError) -> None:
        """Count another try, and whether it will have waited as long as the server asked."""
        with self._lock:
            self.retries += 1
            self.retry_after_obeyed += isinstance(error, TryAgain) and error.after is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer to a request: an archived exchange, or the error why there is none.

    `error` may stand beside an exchange: a 503 that stayed one, or a body that cannot be trusted.
    """

    exchange: Exchange | None
    entry: Entry | None
    error: FetchError | None

    @property
    def body(self) -> bytes:
        """The body, empty where there is none that can be trusted."""
        return (self.exchange.body or b"") if self.exchange else b""

    @property
    def confirmed(self) -> bool:
        """Whether the archive has the body that the answer gave or confirmed."""
        return self.entry is not None and self.entry.digest is not None


class Fetcher:
    """Asks for addresses as politely as the settings and the site demand; usable from several threads.

    Args:
        client: the hands.
        archive: where every answer goes at once. Answers that an earlier process of the run has put there and could
            not make use of any more are given instead of asking again.
        pace: the one pace of the run.
        reader: tells what kind of page an error's body is.
        settings: attempts, waits and sizes.
        stopped: since when an earlier part's answers count for nothing.
        tally: the counters of another fetcher of the run.
    """

    def __init__(
        self,
        client: Client,
        archive: Recorder,
        pace: Pace,
        reader: PageReader,
        settings: CrawlSettings,
        *,
        stopped: datetime | None = None,
        tally: Tally | None = None,
    ) -> None:
        self.tally = tally or Tally()
        earlier = archive.of_run()
        self.earlier_requests = len(earlier)
        self._earlier = {each.requested_url: each for each in earlier if stopped is None or each.fetched_at > stopped}
        self._client = client
        self._archive = archive
        self._pace = pace
        self._reader = reader
        self._settings = settings
        open_before = [each for each in earlier if each.status not in FIREWALLS and not _is_robots(each.requested_url)]
        self._refusals: list[int] | None = None if open_before else []
        self._last = {authority(entry.requested_url): entry.fetched_at for entry in earlier}

    def last_requests_of_earlier_part(self) -> Mapping[str, datetime]:
        """Return for every host when an earlier process of this run last sent a request that was answered."""
        return self._last

    @property
    def refusals(self) -> Sequence[int]:
        """The statuses of answers such as 403, where none other came, robots.txt apart; else none."""
        return self._refusals or ()

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        confirms: Entry | None = None,
        captured: tuple[str, datetime] | None = None,
        named: str | None = None,
        attempts: int | None = None,
    ) -> Answer:
        """Ask for one address until there is an answer that will not heal, or the attempts are spent.

        Args:
            url: an address on one of the site's hosts, canonical but where `named` is given.
            headers: validators for a conditional request.
            limit: the most bytes of body; None takes the settings' limit for pages.
            confirms: the capture that the validators belong to.
            captured: address and time of the original page, where a web archive is asked.
            named: the page's canonical address, where the site wants another spelling of it.
            attempts: how many; None takes the settings' number.

        Raises:
            BlockedError: the server asks us to stay away longer than we wait, or a firewall stands in the way.
            Interrupted: the run is to end.
            StorageFault: the archive cannot be written.
        """
        answer = self._answered_before(url)
        if answer is not None:
            return answer
        entries: list[Entry] = []

        def once() -> Exchange:
            exchange = self._once(url, headers or {}, limit or self._settings.max_bytes)
            page = (named, exchange.fetched_at) if named else captured
            entries.append(self._archive.append(exchange, confirms=confirms, captured=page))
            return self._usable(exchange)

        spent = self.tally.retries >= self._settings.max_retries
        loop = retrying(1 if spent else attempts or self._settings.attempts, self._pace.rest, self._try_again)
        try:
            exchange = loop(once)
        except TryAgain as error:
            self._pace.go_on()  # what broke may have been broken off by ourselves
            return Answer(error.exchange, entries[-1], error.exchange.fault or error)
        except FetchError as error:
            self._pace.go_on()
            return Answer(None, None, error)
        return Answer(exchange, entries[-1], exchange.fault)

    def _try_again(self, error: FetchError) -> None:
        """Count another try. While nobody has answered, say so once, for a person may be watching and wonder.

        Raises:
            FetchError: it is the name of the first host, twice; then it is no passing trouble of the site's.
        """
        if not self.tally.statuses and not self.earlier_requests:
            if isinstance(error, NameFault) and self.tally.retries:
                raise error
            if not self.tally.retries:
                _log.warning("%s; trying again", error)
        self.tally.tried_again(error)

    def _answered_before(self, url: str) -> Answer | None:
        """Return an answer that an earlier process of this run has archived and could not make use of any more."""
        entry = self._earlier.pop(url, None)
        if entry is None or entry.status in HEALING_STATUS:
            return None
        exchange = self._archive.exchange(entry)
        return (
            None if exchange.fault is not None and exchange.fault.healing else Answer(exchange, entry, exchange.fault)
        )

    def _once(self, url: str, headers: Mapping[str, str], limit: int) -> Exchange:
        self._pace.wait(authority(url))
        self.tally.asked()
        exchange = self._client.get(url, headers=headers, limit=limit)
        self.tally.answered(exchange)
        return exchange

    def _refuse_firewall(self, exchange: Exchange) -> None:
        """Stop where everything that was asked for, robots.txt apart, was forbidden.

        Raises:
            FirewallError: so it is.
        """
        if _is_robots(exchange.url):
            return
        if self._refusals is None or exchange.status not in FIREWALLS:
            self._refusals = None
            return
        self._refusals.append(exchange.status)
        if len(self._refusals) >= FORBIDDEN_LIMIT:
            raise FirewallError(keeps_out(authority(exchange.url), len(self._refusals), exchange.status))

    def _usable(self, exchange: Exchange) -> Exchange:
        """Return an answer that will not heal; it is in the archive already."""
        self._refuse_firewall(exchange)
        refuse_challenge(exchange, self._reader)
        if exchange.status in HEALING_STATUS:
            after = retry_after(exchange)
            if after is not None and after > self._settings.retry_after_cap:
                raise BlockedError(f"{exchange.url}: {exchange.status}, we are asked to stay away for {after:.0f} s")
            if after:
                self._pace.hold(authority(exchange.url), after)
            raise TryAgain(f"{exchange.url}: the answer was {exchange.status_line}", exchange, after)
        if exchange.fault is not None and exchange.fault.healing:
            raise TryAgain(f"{exchange.url}: {exchange.fault}", exchange, None)
        return exchange


def _is_robots(url: str) -> bool:
    return urlsplit(url).path == "/robots.txt"
