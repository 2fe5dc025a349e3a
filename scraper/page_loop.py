"""The loop over project pages: ask, settle, and follow what the answers lead to.

One thread owns the ledger and all decisions; workers do nothing but fetch. An address is settled for good only after
its response is on the disk: the ledger has the archive flushed before it commits, a group of pages at once. So a crawl
that dies at any moment is taken up without asking twice and without losing any.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

from scraper.addresses import authority
from scraper.errors import (
    BlockedError,
    ConnectFault,
    DeadlineExceeded,
    FirewallError,
    Interrupted,
    ProtocolFault,
    ScraperError,
    SourceUnreachable,
    StorageFault,
)
from scraper.fetching import Answer, keeps_out
from scraper.judgement import beside_twins, judge
from scraper.ledger.ledger import MAX_REDIRECTS
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import LIMITED, Judgement
from scraper.politeness.retrying import HEALING_STATUS
from scraper.politeness.skip_rules import Restraint
from scraper.screening import FIREWALLS, REFUSALS
from scraper.session import Session
from scraper.spelling import other_spelling
from scraper.summary import Progress

STORM_BEGINS = 3
"""After so many failures in a row there are no more second tries."""
SAME_PAGE_LIMIT = 10
"""So many addresses may give the same bytes before it counts as an outage."""
_LOOK_AROUND_SECONDS = 0.2


class PageLoop:
    """Fetches every address that the ledger has not settled in this run.

    Args:
        session: the run.
        progress: called after every address that is settled.
    """

    def __init__(self, session: Session, progress: Callable[[Progress], None]) -> None:
        self._session = session
        self._ledger = session.ledger
        self._settings = session.settings
        self._restraint = Restraint(session)
        self._progress = progress
        self._flying: dict[Future[Answer], AddressRecord] = {}
        self._storm: list[tuple[AddressRecord, Answer]] = []
        self._asked = session.ledger.pages_asked(session.run)

    def run_until_empty(self) -> str | None:
        """Settle every address.

        Returns:
            Why some addresses ended as `skipped_by_limit`, or None.

        Raises:
            BlockedError, SourceUnreachable: too many failures in a row; those addresses stay pending.
            Interrupted: the session is to stop.
            StorageFault: archive or ledger cannot be written.
        """
        limited = None
        with ThreadPoolExecutor(self._settings.workers, thread_name_prefix="fetch") as pool:
            try:
                for url in self._pending():
                    limited = limited or self._limit_reached(url)
                    self._begin(pool, self._known(url), limited)
                self._settle_storm()
            except BaseException:
                self._session.stop.set()  # breaks the requests under way
                raise
        return limited

    def _begin(self, pool: ThreadPoolExecutor, record: AddressRecord, limited: str | None) -> None:
        self._go_on()
        judgement = self._restraint.without_asking(record, limited)
        if judgement is not None:
            self._settle(record, judgement)
            return
        self._asked += 1
        self._flying[pool.submit(self._ask, record)] = record
        while len(self._flying) >= self._settings.workers:
            self._land()

    def _pending(self) -> Iterator[str]:
        """Yield every address not settled and not under way, those found meanwhile included."""
        given: set[str] = set()
        while True:
            batch = [url for url in self._ledger.pending(self._session.run) if url not in given]
            given.update(batch)
            yield from batch
            if not batch and not self._flying:
                return
            while self._flying:
                self._land()

    def _limit_reached(self, url: str) -> str | None:
        if self._settings.limit is not None and self._asked >= self._settings.limit:
            return f"{LIMITED} {self._settings.limit} pages is reached"
        return self._session.out_of_time(url)

    def _ask(self, record: AddressRecord) -> Answer:
        """Ask for a page, conditionally where we have its body; runs in a worker."""
        confirms = self._restraint.stored(record)
        headers = {}
        if confirms is not None:
            validators = {"If-None-Match": record.etag, "If-Modified-Since": record.last_modified}
            headers = {name: value for name, value in validators.items() if value is not None}
        # In a storm a page gets one try: whether it is over is told by any of them.
        attempts = 1 if len(self._storm) >= STORM_BEGINS else None
        confirms = confirms if headers else None
        fetcher = self._session.fetcher
        answer = fetcher.fetch(record.url, headers=headers, confirms=confirms, attempts=attempts)
        spelled = other_spelling(self._session, answer, record)
        if spelled is not None:
            answer = fetcher.fetch(spelled, headers=headers, confirms=confirms, named=record.url, attempts=attempts)
        if answer.exchange is not None and answer.exchange.status == 304 and not answer.confirmed:
            # A 304 that nobody asked for, from a cache gone wrong: once more, past the caches.
            return fetcher.fetch(record.url, headers={"Cache-Control": "no-cache"})
        return answer

    def _land(self) -> None:
        """Wait for one answer or more, and settle them in the order in which they were asked for."""
        self._go_on()
        done, _ = wait(self._flying, timeout=_LOOK_AROUND_SECONDS, return_when=FIRST_COMPLETED)
        for future in [each for each in self._flying if each in done]:
            record = self._flying.pop(future)
            self._take(record, future.result())

    def _go_on(self) -> None:
        if self._session.stop.is_set():
            raise Interrupted("the run was asked to stop")

    def _take(self, record: AddressRecord, answer: Answer) -> None:
        if self._is_storm(answer):
            self._storm.append((record, answer))
            if len(self._storm) >= self._settings.breaker:
                raise self._breaker()
            return
        self._settle_storm()
        self._settle(record, self._judged(record, answer))

    def _judged(self, record: AddressRecord, answer: Answer) -> Judgement:
        if answer.exchange is None:
            now = self._session.clock.now()
            return Judgement("failed", str(answer.error), {"status": None, "fetched_at": now, "redirect_to": None})
        judgement = judge(answer.exchange, record, self._session.site, self._session.reader, confirmed=answer.confirmed)
        return self._without_loops(record, self._without_twins(record, judgement))

    def _without_loops(self, record: AddressRecord, judgement: Judgement) -> Judgement:
        """Tell a redirect that leads back to where it came from, or that is one too many."""
        if judgement.state != "redirected":
            return judgement
        before = self._ledger.redirects_to(self._session.run, record.url)
        if judgement.changes.get("redirect_to") in before:
            return replace(judgement, state="failed", reason="a redirect that leads back to itself", found={})
        if len(before) >= MAX_REDIRECTS:
            return replace(judgement, state="failed", reason=f"more than {MAX_REDIRECTS} redirects", found={})
        return judgement

    def _without_twins(self, record: AddressRecord, judgement: Judgement) -> Judgement:
        """Tell a page whose very bytes another address gave in this run: a duplicate, or the mark of an outage.

        Raises:
            SourceUnreachable: so many addresses gave the same bytes that something else stands in their place.
        """
        digest = judgement.changes.get("digest", record.digest)
        if judgement.state not in {"fresh", "unchanged"} or not isinstance(digest, str):
            return judgement
        twins = self._ledger.twins(self._session.run, record.url, digest)
        if len(twins) >= SAME_PAGE_LIMIT:
            raise self._outage(twins, digest)
        return beside_twins(judgement, record.url, twins)

    def _outage(self, twins: list[str], digest: str) -> SourceUnreachable:
        """Take back the pages that one body stood in the place of, and return the error that ends the run."""
        reason = f"{len(twins) + 1} addresses gave the same page"
        for url in twins:
            before = self._session.archive.other_body(url, digest)
            changes: dict[str, object] = {
                "digest": before.digest if before else None,
                "etag": None,
                "last_modified": None,
                "body_at": None,
            }
            self._settle(self._known(url), Judgement("quarantined", reason, changes))
        return SourceUnreachable(f"{reason}; the last: {twins[-1]}")

    @staticmethod
    def _is_storm(answer: Answer) -> bool:
        if answer.exchange is None:
            return isinstance(answer.error, ConnectFault | DeadlineExceeded | ProtocolFault)
        fault = answer.exchange.fault
        return answer.exchange.status in REFUSALS | FIREWALLS | HEALING_STATUS or (fault is not None and fault.healing)

    def _breaker(self) -> ScraperError:
        """Return the error that ends a run after too many failures in a row; they stay pending."""
        last = self._storm[-1][1]
        count = len(self._storm)
        statuses = {answer.exchange.status if answer.exchange else None for _, answer in self._storm}
        if last.exchange is not None and statuses <= FIREWALLS:
            return FirewallError(keeps_out(authority(self._storm[-1][0].url), count, last.exchange.status))
        if last.exchange is not None and last.exchange.status in REFUSALS:
            return BlockedError(f"{count} pages in a row gave no page; last: {last.error}")
        return SourceUnreachable(f"{count} pages in a row gave no page; last: {last.error}")

    def _settle_storm(self) -> None:
        storm, self._storm = self._storm, []
        for record, answer in storm:
            self._settle(record, self._judged(record, answer))

    def _settle(self, record: AddressRecord, judgement: Judgement) -> None:
        self._ledger.settle(self._session.run, record.url, judgement, self._session.clock.now())
        self._restraint.numbers.note(record.url, judgement.state, judgement.reason)
        done, discovered = self._ledger.progress(self._session.run)
        self._progress(Progress(done, discovered, judgement.state, record.url))

    def _known(self, url: str) -> AddressRecord:
        record = self._ledger.get(url)
        if record is None:
            raise StorageFault(f"the ledger has lost {url}")
        return record
