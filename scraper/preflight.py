"""First contact with a site: may we come in, where are the pages, what do three of them answer?

Asks as a crawl does (same robots rules, pace, limits and name), but little: at most eight places where addresses are
found, five more where sites of this make have them, and six pages. What comes back stands in a throw-away folder and is
gone afterwards; the site's archive and ledger are not touched.
"""

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scraper.addresses import authority, origin
from scraper.clock import Clock
from scraper.crawl import ask_permission
from scraper.discovery.discovery import Discovery
from scraper.discovery.usual_places import Tried, try_usual_places
from scraper.errors import BlockedError, Interrupted, ScraperError, SourceError, StorageFault
from scraper.http.exchange import Exchange
from scraper.judgement import judge
from scraper.ledger.states import State, Way
from scraper.politeness.permission import Verdict
from scraper.session import Session, open_session
from scraper.settings import CrawlSettings
from scraper.sites import Site
from scraper.spelling import other_spelling

MAX_PLACES = 8
WANTED_PAGES = 3
MAX_PAGES = 6
"""Where the first pages answer with an error, others are asked for; beyond so many it is no chance."""
MAX_HOPS = 3
ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class HostVerdict:
    """What the robots.txt of one host came to.

    Attributes:
        reason: where the verdict comes from, e.g. `HTTP/1.1 200 OK`.
        allows: whether project pages may be asked for.
        crawl_delay: seconds between two requests that it asks for, or None.
        sitemaps: that it names.
    """

    host: str
    reason: str
    allows: bool
    crawl_delay: float | None
    sitemaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A sitemap or listing page; `state` is None where it was left for a crawl to look at."""

    url: str
    way: Way
    state: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One project page that was asked for.

    Attributes:
        asked: its address. url: the address after redirects.
        state, reason: as a crawl would settle it.
        exchange: the last answer, or None where there was none.
    """

    asked: str
    url: str
    state: State
    reason: str | None
    exchange: Exchange | None

    @property
    def is_page(self) -> bool:
        """Whether a page came that a crawl would keep."""
        return self.state in {"fresh", "unchanged", "duplicate"}


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was seen.

    Attributes:
        user_agent: what we called ourselves.
        hosts: in the order of the site's profile, as far as they were asked.
        places: where addresses were looked for.
        ways: for each way of discovery, how many addresses it found, and how many no other way found.
        known: addresses of project pages found so far. allowed: those that robots.txt lets us ask for.
        visits: the pages asked for.
        requests: all that were sent, robots.txt and repetitions included.
        seconds: from the first to the last.
        smallest_gaps: for each host, the least seconds between two requests.
        pace: for each host asked, the seconds between two requests that we keep.
        tried: places where sites of this make usually list their pages, and what they answered with.
        trouble: what ended the examination early, or None.
    """

    user_agent: str
    hosts: tuple[HostVerdict, ...]
    places: tuple[Place, ...]
    ways: Mapping[str, Mapping[str, int]]
    known: int
    allowed: int
    visits: tuple[Visit, ...]
    tried: tuple[Tried, ...]
    requests: int
    seconds: float
    smallest_gaps: Mapping[str, float]
    pace: Mapping[str, float]
    trouble: ScraperError | None


def examine(site: Site, settings: CrawlSettings, *, clock: Clock, stop: threading.Event | None = None) -> Examination:
    """Look at a site.

    Args:
        site: where the pages are.
        settings: how to behave; one request at a time, and two tries for each.
        clock: time and sleep.
        stop: set by another thread or a signal handler to end.

    Returns:
        What was seen, whatever happened; `trouble` says what a crawl would have ended with.

    Raises:
        ConfigurationError: an impossible setting; nothing was asked.
        StorageFault: there is no room for temporary files.
    """
    settings.check(site)
    settings = replace(settings, workers=1, attempts=min(settings.attempts, ATTEMPTS))
    try:
        folder = tempfile.TemporaryDirectory(prefix="iom-projects-")
    except OSError as error:
        raise StorageFault(f"no temporary folder can be made in {tempfile.gettempdir()} ({error.strerror})") from error
    with (
        folder,
        open_session(site, Path(folder.name), settings, clock=clock, stop=stop or threading.Event()) as session,
    ):
        return _look(session)


def _look(session: Session) -> Examination:
    started = session.clock.monotonic()
    visits: list[Visit] = []
    tried: tuple[Tried, ...] = ()
    trouble: ScraperError | None = None
    try:
        _read_robots(session)
        ask_permission(session)
        discovery = Discovery(session)
        discovery.prepare()
        discovery.look(most=MAX_PLACES)
        tried = try_usual_places(session)
        for address in _sample(_allowed(session)):
            if sum(visit.is_page for visit in visits) < WANTED_PAGES:
                visits.append(_visit(session, address))
    except (BlockedError, SourceError, Interrupted) as error:
        trouble = error
    verdicts = session.permissions.verdicts
    return Examination(
        user_agent=session.settings.user_agent,
        hosts=tuple(_host_verdict(session.site, host, verdict) for host, verdict in verdicts.items()),
        places=tuple(
            Place(row["url"], row["way"], row["state"], row["reason"]) for row in session.ledger.documents(session.run)
        ),
        ways=session.ledger.ways(session.run),
        known=session.ledger.discovered(),
        allowed=len(_allowed(session)),
        visits=tuple(visits),
        tried=tried,
        requests=session.fetcher.tally.requests,
        seconds=session.clock.monotonic() - started,
        smallest_gaps=session.pace.smallest_gaps(),
        pace={host: _pace(session, verdict) for host, verdict in verdicts.items()},
        trouble=trouble,
    )


def _read_robots(session: Session) -> None:
    """Read robots.txt of every host, those as well that a crawl would not come to."""
    scheme = session.site.start.partition(":")[0]
    for host in sorted(session.site.hosts, key=lambda host: host != authority(session.site.start)):
        session.permissions.verdict(f"{scheme}://{host}/")


def _host_verdict(site: Site, host: str, verdict: Verdict) -> HostVerdict:
    scheme = site.start.partition(":")[0]
    probes = [f"{scheme}://{host}{prefix}/project/-" for prefix in site.prefixes]
    rules = verdict.robots
    return HostVerdict(
        host=host,
        reason=verdict.reason,
        allows=any(verdict.allows(probe) for probe in probes),
        crawl_delay=rules.crawl_delay if rules else None,
        sitemaps=rules.sitemaps if rules else (),
    )


def _pace(session: Session, verdict: Verdict) -> float:
    asked = verdict.robots.crawl_delay if verdict.robots else None
    return max(session.settings.delay(session.site), asked or 0.0)


def _allowed(session: Session) -> list[str]:
    """Return the known addresses that a crawl would ask for."""
    verdicts = session.permissions.verdicts
    return [
        record.url
        for record in session.ledger.addresses()
        if session.site.resolve(record.url)[1] == "project"
        and authority(record.url) in verdicts
        and verdicts[authority(record.url)].allows(record.url)
    ]


def _sample(addresses: Sequence[str]) -> Iterator[str]:
    """Yield some addresses that lie far apart in their order, and so on several hosts and in several languages."""
    last, steps = len(addresses) - 1, MAX_PAGES - 1
    places = [last * step // steps for step in (0, 2, 4, 1, 3, 5)] if addresses else []
    yield from (addresses[place] for place in dict.fromkeys(places))


def _visit(session: Session, asked: str) -> Visit:
    """Ask for a page and follow its redirects to other pages of the site."""
    url = asked
    for _ in range(MAX_HOPS + 1):
        answer = session.fetcher.fetch(url)
        if session.ledger.get(url) is None:
            session.ledger.discover(session.run, "redirect", [url], session.clock.now())
        record = session.ledger.get(url)
        if record is None:
            raise StorageFault(f"the ledger has lost {url}")
        spelled = other_spelling(session, answer, record)
        answer = session.fetcher.fetch(spelled, named=url) if spelled is not None else answer
        if answer.exchange is None:
            return Visit(asked, url, "failed", str(answer.error), None)
        judgement = judge(answer.exchange, record, session.site, session.reader, confirmed=answer.confirmed)
        target = judgement.changes.get("redirect_to")
        if judgement.state != "redirected" or not isinstance(target, str) or not _is_ours(session, target):
            return Visit(asked, url, judgement.state, judgement.reason, answer.exchange)
        url = target
    return Visit(asked, url, "failed", f"more than {MAX_HOPS} redirects", answer.exchange)


def _is_ours(session: Session, url: str) -> bool:
    """Whether a redirect's target may be asked for."""
    return session.site.resolve(url)[1] == "project" and session.permissions.verdict(origin(url)).allows(url)
