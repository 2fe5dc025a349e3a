"""The crawl: discover, ask, archive, settle; from top to bottom."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from scraper import lock
from scraper.addresses import authority, origin
from scraper.archive.presence import demand_captures
from scraper.clock import Clock
from scraper.discovery.discovery import Discovery
from scraper.discovery.web_archive import WebArchive
from scraper.errors import (
    BlockedError,
    FirewallError,
    Interrupted,
    RobotsForbids,
    ScraperError,
    SourceError,
    SourceUnreachable,
    StorageFault,
)
from scraper.fetching import keeps_out
from scraper.ledger.states import ASKED_STATES
from scraper.page_loop import STORM_BEGINS, PageLoop
from scraper.politeness.retrying import HEALING_STATUS
from scraper.screening import FIREWALLS, REFUSALS
from scraper.session import Session, open_session
from scraper.settings import CrawlSettings
from scraper.sites import Site
from scraper.summary import CrawlSummary, Progress, summarise

_log = logging.getLogger(__name__)


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
        SourceUnreachable, RobotsForbids: nothing can be fetched today, or no page may be.
        BlockedError: the site told us to stay away. What was not fetched is taken up by the next crawl.
        LockedError: another run works in the folder.
        StorageFault: archive or ledger cannot be used, or the archive of an earlier crawl is gone.
    """
    settings.check(site)
    stop = stop or threading.Event()
    with lock.hold(folder):
        demand_captures(folder)
        with open_session(site, folder, settings, clock=clock, stop=stop) as session:
            return _work(session, PageLoop(session, progress or _silent))


def _work(session: Session, pages: PageLoop) -> CrawlSummary:
    ledger, run = session.ledger, session.run
    if run.resumed:
        _log.warning("taking up the crawl of %s UTC, which did not come to its end", f"{run.started:%Y-%m-%d %H:%M}")
    discovery = Discovery(session)
    try:
        _keep_distance(session)
        ask_permission(session)
        discovery.prepare()
        discovery.look()
        web_archive = _web_archive(session)
        if web_archive is not None:
            web_archive.find()
        stopped_early = pages.run_until_empty()
        if web_archive is not None:
            web_archive.take_over()
    except (Interrupted, KeyboardInterrupt):
        ledger.note_verdict(run, "interrupted")
        return summarise(session, "interrupted")
    except (BlockedError, SourceError) as error:
        ledger.note_verdict(run, verdict_of(error), session.clock.now(), str(error))
        raise
    except StorageFault:
        raise  # what cannot be written cannot be noted
    except BaseException:
        ledger.note_verdict(run, "our bug")
        raise
    summary = summarise(session, stopped_early)
    trouble = _forbidden(summary) or _unanswered(session) or _kept_out(session) or _refused_everywhere(session)
    if trouble is not None:
        verdict = verdict_of(trouble)
        ledger.end_run(run, session.clock.now(), verdict, summary.to_json(), str(trouble))
        raise trouble
    ledger.end_run(run, session.clock.now(), "ok" if summary.complete else "partial", summary.to_json())
    return summary


def verdict_of(error: ScraperError) -> str:
    """Return the ledger's word for what ended a run."""
    if isinstance(error, FirewallError):
        return "firewall"
    return "blocked" if isinstance(error, BlockedError) else "source down"


def _refused_everywhere(session: Session) -> BlockedError | SourceUnreachable | None:
    """Return the error of a run in which every page that was asked for answered 401, 429, 451 or 5xx, however few."""
    asked = [each for each in session.ledger.addresses() if each.state in ASKED_STATES]
    refused = [each for each in asked if _is_refused(each.status) and each.state == "failed"]
    if not asked or len(refused) < len(asked):
        return None
    kind = BlockedError if all(each.status in REFUSALS for each in refused) else SourceUnreachable
    return kind(f"not one of {len(asked):,} pages could be had; the last: {refused[-1].url}: {refused[-1].reason}")


def _is_refused(status: int | None) -> bool:
    return status is not None and (status in HEALING_STATUS | REFUSALS - FIREWALLS or status >= 500)


def _forbidden(summary: CrawlSummary) -> RobotsForbids | None:
    """Return the error of a run in which robots.txt let us ask for not one page, or None."""
    denied = summary.states["robots_denied"]
    if denied == 0 or denied + summary.states["offsite"] < summary.discovered:
        return None
    hosts = ", ".join(summary.robots)
    return RobotsForbids(f"robots.txt forbids every project page that is known, {denied:,} in all (of {hosts})")


def _unanswered(session: Session) -> SourceUnreachable | None:
    """Return the error of a run in which not one request had an answer, however few there were, or None."""
    fetcher, tally = session.fetcher, session.fetcher.tally
    if tally.statuses or fetcher.earlier_requests or not tally.requests:
        return None
    return SourceUnreachable(f"{session.site.start} does not answer: {tally.requests:,} requests, and no answer")


def _kept_out(session: Session) -> FirewallError | None:
    """Return the error of a run in which every page that was asked for was forbidden, or None."""
    asked = [each for each in session.ledger.addresses() if each.state in ASKED_STATES]
    is_open = any(row["state"] == "read" for row in session.ledger.documents(session.run))
    if len(asked) < (STORM_BEGINS if is_open else 1) or any(each.status not in FIREWALLS for each in asked):
        return None
    return FirewallError(keeps_out(authority(session.site.start), len(asked), asked[-1].status or 403))


def _silent(_: Progress) -> None:
    return


def _web_archive(session: Session) -> WebArchive | None:
    index, replay = session.settings.web_archive_index, session.settings.web_archive_replay
    return WebArchive(session, index, replay) if index and replay else None


def _keep_distance(session: Session) -> None:
    """Hold the pace over a restart: the last request of the part before counts too."""
    for host, moment in session.fetcher.last_requests_of_earlier_part().items():
        seconds_ago = (session.clock.now() - moment).total_seconds()
        if seconds_ago >= 0:
            session.pace.remember(host, seconds_ago)


def ask_permission(session: Session) -> None:
    """Read robots.txt of every host; the start's must answer and let us see project pages.

    Raises:
        SourceUnreachable: the start does not answer.
        BlockedError: its robots.txt is refused with 429.
        RobotsForbids: its robots.txt forbids project pages or could not be read.
    """
    site = session.site
    may_be_kept = session.run.resumed and session.run.stopped is None  # what stopped us may have stood in its place
    start = session.permissions.verdict(site.start, may_be_kept=may_be_kept)
    host = authority(site.start)
    if not start.answered:
        raise SourceUnreachable(f"{origin(site.start)} does not answer: robots.txt {start.reason}")
    if start.status == 429:
        raise BlockedError(f"robots.txt of {host} {start.reason}: we are asked to keep away, and nothing is fetched")
    if start.robots is None:
        raise RobotsForbids(f"robots.txt of {host} {start.reason}: nothing may be fetched")
    probes = [f"{origin(site.start)}{prefix}/project/-" for prefix in site.prefixes]
    if not any(start.allows(probe) for probe in probes):
        raise RobotsForbids(f"robots.txt of {host} forbids project pages")
    scheme = site.start.partition(":")[0]
    for other in site.hosts:
        session.permissions.verdict(f"{scheme}://{other}/", may_be_kept=may_be_kept)
    for name, verdict in session.permissions.verdicts.items():
        if verdict.robots is not None and verdict.robots.crawl_delay is not None:
            session.pace.slow_down(name, verdict.robots.crawl_delay)
