"""What a crawl did, and how it behaved towards the site."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from scraper.discovery.unfollowed import Group, group
from scraper.ledger.states import SAME_BYTES
from scraper.session import Session

MAX_FAILURES = 20
MAX_GROUPS = 50
LEAST_TO_SHRINK = 10
"""A way of discovery that found fewer may come and go."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One address settled: `done` of `discovered` so far."""

    done: int
    discovered: int
    state: str
    url: str


def progress_to(report: Callable[[int, int, str], None] | None) -> Callable[[Progress], None] | None:
    """Return what tells a report of plain values, done, discovered and state, of every address; None for None."""
    return (lambda one: report(one.done, one.discovered, one.state)) if report else None


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """The account of one run, earlier parts of a resumed one included where the archive tells of them.

    Attributes:
        run: the run's name.
        started, ended: UTC.
        resumed: whether an earlier process began it.
        discovered: addresses known at the end.
        states: how many addresses are in each state.
        balanced: whether every address ended in exactly one state: `discovered == sum(states)`.
        ways: for each way of discovery, how many addresses it found, and how many no other way found.
        places: sitemaps and listing pages with what became of them.
        complete: whether no sitemap and no listing page failed, and no address was seen and not followed that may
            be, or lead to, a project page.
        broken_places: up to twenty of those that did, with the reason.
        repeats: addresses that gave the very bytes of another one. repeated: up to twenty of them, with the reason.
        doubts: one line each for sitemaps or listings that named less than half of what they did the run before, and
            for addresses not followed that pages may be missing for.
        unfollowed: addresses that were seen and not followed, by reason, host and shape; those of doubts first.
        requests: requests sent. retries: those that repeated another one.
        bytes_received: of bodies, as sent over the wire. bytes_saved: of bodies that a 304 made unnecessary, as
            the archive holds them, compressed.
        not_modified: answers 304.
        not_asked: pages among the unchanged that nobody asked for, because a sitemap says they are (`trust_lastmod`).
        smallest_gaps: for each host, the least seconds between two requests of this process.
        retry_after_obeyed: waits that lasted as long as the server asked.
        unannounced: answers in gzip whose header did not say so; they are read as what they are.
        robots: for each host, what its robots.txt came to.
        failures: up to twenty addresses that failed or were quarantined, with the reason.
        stopped_early: why the run ended before its work was done, or None.
    """

    run: str
    started: datetime
    ended: datetime
    resumed: bool
    discovered: int
    states: Mapping[str, int]
    ways: Mapping[str, Mapping[str, int]]
    places: Mapping[str, int]
    complete: bool
    broken_places: tuple[tuple[str, str], ...]
    repeats: int
    repeated: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]
    unfollowed: tuple[Group, ...]
    requests: int
    retries: int
    bytes_received: int
    bytes_saved: int
    not_modified: int
    not_asked: int
    smallest_gaps: Mapping[str, float]
    retry_after_obeyed: int
    unannounced: int
    robots: Mapping[str, str]
    failures: tuple[tuple[str, str, str], ...]
    stopped_early: str | None

    @property
    def balanced(self) -> bool:
        """Whether every address ended in exactly one state."""
        return self.discovered == sum(self.states.values())

    def to_json(self) -> dict[str, Any]:
        """Return the account as plain JSON values."""
        return {
            **asdict(self),
            "started": self.started.isoformat(),
            "ended": self.ended.isoformat(),
            "balanced": self.balanced,
            "unfollowed": [one.to_json() for one in self.unfollowed],
            "broken_places": [{"url": url, "reason": reason} for url, reason in self.broken_places],
            "repeated": [{"url": url, "reason": reason} for url, reason in self.repeated],
            "failures": [{"url": url, "state": state, "reason": reason} for url, state, reason in self.failures],
        }


def summarise(session: Session, stopped_early: str | None) -> CrawlSummary:
    """Draw up the account of a run from what its parts have counted."""
    ledger, run, fetcher = session.ledger, session.run, session.fetcher
    tally = fetcher.tally
    documents = ledger.documents(run)
    places = Counter(f"{row['way']} {row['state'] or 'not looked at'}" for row in documents)
    broken = [
        (row["url"], row["reason"] or "not looked at")
        for row in documents
        if row["way"] != "archive" and row["state"] in {"failed", None}
    ]
    failures = [
        (record.url, record.state, record.reason or "")
        for record in ledger.addresses()
        if record.state in {"failed", "quarantined"}
    ]
    told = ((record.url, record.reason or "") for record in ledger.settled(run))
    repeated = [(url, reason) for url, reason in told if reason.startswith(SAME_BYTES)]
    ways = ledger.ways(run)
    before = ledger.summary_before(run)
    unfollowed = group(session.site, ledger.unfollowed(run))
    passed_over = [one.line for one in unfollowed if one.is_doubt]
    return CrawlSummary(
        run=run.name,
        started=run.started,
        ended=session.clock.now(),
        resumed=run.resumed,
        discovered=ledger.discovered(),
        states=ledger.totals(run),
        ways=ways,
        places=dict(sorted(places.items())),
        complete=not broken and not passed_over,
        broken_places=tuple(broken[:MAX_FAILURES]),
        repeats=len(repeated),
        repeated=tuple(repeated[:MAX_FAILURES]),
        doubts=(*(_shrunken(ways, before["ways"]) if before else ()), *passed_over),
        unfollowed=unfollowed[:MAX_GROUPS],
        requests=fetcher.earlier_requests + tally.requests,
        retries=tally.retries,
        bytes_received=tally.bytes_received,
        bytes_saved=session.archive.bytes_saved,
        not_modified=tally.not_modified,
        not_asked=ledger.not_asked(run),
        smallest_gaps=session.pace.smallest_gaps(),
        retry_after_obeyed=tally.retry_after_obeyed,
        unannounced=tally.unannounced,
        robots={host: verdict.reason for host, verdict in session.permissions.verdicts.items()},
        failures=tuple(failures[:MAX_FAILURES]),
        stopped_early=stopped_early,
    )


def _shrunken(now: Mapping[str, Mapping[str, int]], before: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Yield a line for each way of discovery that has lost more than half of what it found; known pages hide that."""
    for way in ("sitemap", "listing"):
        found, earlier = (ways.get(way, {}).get("found", 0) for ways in (now, before))
        if earlier >= LEAST_TO_SHRINK and found * 2 < earlier:
            yield f"{way}: {found:,} addresses, after {earlier:,} in the run before: new pages may be missed"
