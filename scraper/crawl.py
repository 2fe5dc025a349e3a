"""The crawl: discover, ask, archive, settle; from top to bottom."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from scraper import lock
from scraper.addresses import authority, origin
from scraper.client import Client
from scraper.clock import Clock
from scraper.discovery import Discovery
from scraper.errors import BlockedError, Interrupted, RobotsForbids, SourceError, SourceUnreachable
from scraper.fetching import Fetcher
from scraper.ledger import Ledger
from scraper.pace import SLICE_SECONDS, Pace
from scraper.page_loop import PageLoop
from scraper.permission import Permissions
from scraper.recorder import Recorder
from scraper.session import Session
from scraper.settings import CrawlSettings
from scraper.sites import Site
from scraper.summary import CrawlSummary, Progress, summarise

GRACE_SECONDS = 3.0
"""How long a request under way may go on after the run was asked to stop."""


def crawl(
    site: Site,
    folder: Path,
    settings: CrawlSettings,
    *,
    clock: Clock,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> CrawlSummary:
    """Fetch the project pages of a site into the archive of its folder.

    Args:
        site: where the pages are.
        folder: the site's folder, e.g. `output/live`; made where it is missing.
        settings: how to behave.
        clock: time and sleep.
        progress: called after every address that is settled, in the caller's thread.
        stop: set by another thread or a signal handler to end the crawl in order.

    Returns:
        The account of the run. Where it is `stopped_early` by an interruption, the next crawl takes it up again.

    Raises:
        ConfigurationError: an impossible setting; nothing was asked.
        SourceUnreachable, RobotsForbids: nothing can be fetched today.
        BlockedError: the site told us to stay away. What was not fetched is taken up by the next crawl.
        LockedError: another run works in the folder.
        StorageFault: archive or ledger cannot be used.
    """
    settings.check(site)
    stop = stop or threading.Event()
    with lock.hold(folder), Ledger(folder) as ledger:
        run = ledger.begin_run(clock.now())
        with Recorder(folder, run.name, _about(settings)) as archive, Client(site, settings, clock) as client:
            pace = Pace(clock, settings.delay(site), stop)
            fetcher = Fetcher(client, archive, pace, settings)
            permissions = Permissions(site, fetcher, ledger, clock)
            session = Session(site, settings, clock, stop, ledger, run, archive, pace, fetcher, permissions)
            with _broken_off(client, stop):
                return _work(session, PageLoop(session, progress or _silent))


def _work(session: Session, pages: PageLoop) -> CrawlSummary:
    ledger, run = session.ledger, session.run
    discovery = Discovery(session)
    try:
        _keep_distance(session)
        _ask_permission(session)
        discovery.prepare()
        discovery.look()
        stopped_early = pages.run_until_empty()
    except (Interrupted, KeyboardInterrupt):
        ledger.note_verdict(run, "interrupted")
        return summarise(session, "interrupted")
    except BlockedError:
        ledger.note_verdict(run, "blocked")
        raise
    except SourceError:
        ledger.note_verdict(run, "source down")
        raise
    summary = summarise(session, stopped_early)
    ledger.end_run(run, session.clock.now(), "ok" if summary.complete else "partial", summary.to_json())
    return summary


@contextlib.contextmanager
def _broken_off(client: Client, stop: threading.Event) -> Iterator[None]:
    """Break requests that are still under way a little after the run was asked to stop, whoever waits for them."""
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            if stop.wait(SLICE_SECONDS):
                if not over.wait(GRACE_SECONDS):
                    client.abort()
                return

    watcher = threading.Thread(target=watch, name="stop", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _silent(_: Progress) -> None:
    return


def _about(settings: CrawlSettings) -> dict[str, str]:
    return {
        "software": settings.user_agent.partition(" ")[0],
        "format": "WARC File Format 1.1",
        "robots": "obey",
        "http-header-user-agent": settings.user_agent,
    }


def _keep_distance(session: Session) -> None:
    """Hold the pace over a restart: the last request of the part before counts too."""
    last = session.fetcher.last_request_of_earlier_part()
    if last is None:
        return
    delay = session.settings.delay(session.site)
    waited = (session.clock.now() - last).total_seconds()
    if 0 <= waited < delay:
        for host in session.site.hosts:
            session.pace.hold(host, delay - waited)


def _ask_permission(session: Session) -> None:
    """Read robots.txt of every host; the start's must answer and let us see project pages.

    Raises:
        SourceUnreachable: the start does not answer.
        RobotsForbids: its robots.txt forbids project pages or could not be read.
    """
    site = session.site
    start = session.permissions.verdict(site.start, may_be_kept=session.run.resumed)
    host = authority(site.start)
    if not start.answered:
        raise SourceUnreachable(f"{origin(site.start)} does not answer: robots.txt {start.reason}")
    if start.robots is None:
        raise RobotsForbids(f"robots.txt of {host} {start.reason}: nothing may be fetched")
    probes = [f"{origin(site.start)}{prefix}/project/-" for prefix in site.prefixes]
    if not any(start.allows(probe) for probe in probes):
        raise RobotsForbids(f"robots.txt of {host} forbids project pages")
    scheme = site.start.partition(":")[0]
    for other in site.hosts:
        session.permissions.verdict(f"{scheme}://{other}/", may_be_kept=session.run.resumed)
    for name, verdict in session.permissions.verdicts.items():
        if verdict.robots is not None and verdict.robots.crawl_delay is not None:
            session.pace.slow_down(name, verdict.robots.crawl_delay)
