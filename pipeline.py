"""The whole job, top to bottom: crawl a site, read what the archive holds, publish what passes the checks.

`crawl` is the only step that needs the network; `build` starts at the archive and can be repeated offline, by any
version of the parsers, with the same bytes as the result.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import practice.server
from dataset.checks import Floors, run_checks
from dataset.observation import PageObservations
from dataset.pages import PageRecord, PageState
from dataset.release import Release, publish
from dataset.run_record import RunRecord
from dataset.tables import Tables, build_tables
from scraper import archive, ledger, lock
from scraper.clock import Clock, SystemClock
from scraper.crawl import crawl as crawl_site
from scraper.errors import ConfigurationError, StorageFault
from scraper.ledger import AddressRecord
from scraper.settings import CrawlSettings
from scraper.sites import Site, live_site, practice_site, site_at
from scraper.summary import CrawlSummary, Progress
from workers import SavedPage, read_pages

PRACTICE_ADDRESS = "http://practice.example/"
"""What the practice site calls itself, so that its addresses stay the same whatever port it gets; `.example` is
reserved and belongs to nobody (RFC 2606)."""

Report = Callable[[int, int, str], None]
"""How far a step is: pages done, pages in all as far as known, a short note."""


@dataclass(frozen=True, slots=True)
class Job:
    """One site and the folder that holds all that is known of it.

    Attributes:
        site: the site's profile.
        folder: `output/<site>`.
        settings: how the crawl may behave.
        practice_size: for the practice site, how many projects it has; None for every other site.
        practice_season: which season of the practice site.
    """

    site: Site
    folder: Path
    settings: CrawlSettings
    practice_size: int | None = None
    practice_season: int = 1

    @property
    def is_practice(self) -> bool:
        """Whether everything this job makes is practice data."""
        return self.practice_size is not None


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: what was published, from which tables."""

    release: Release
    tables: Tables


def plan(
    site: str, output: Path, settings: CrawlSettings, *, practice_size: int = 1200, practice_season: int = 1
) -> Job:
    """Turn what a user asked for into a job, before anything is touched.

    Args:
        site: `live`, `practice`, or the address of a site of the same make.
        output: the folder that holds one folder per site.
        settings: how to crawl.
        practice_size: how many projects the practice site has.
        practice_season: which of its seasons it shows.

    Raises:
        ConfigurationError: there is no such site, or a setting cannot work.
    """
    if site == "practice":
        delay = 0.0 if settings.delay_seconds is None else settings.delay_seconds
        here = replace(settings, delay_seconds=delay, connect_to=_connect_to_practice(0))
        job = Job(practice_site(PRACTICE_ADDRESS), output / "practice", here, practice_size, practice_season)
    elif site == "live":
        live = live_site()
        job = Job(live, output / live.name, settings)
    elif site.startswith(("http://", "https://")):
        other = site_at(site)
        job = Job(other, output / other.name, settings)
    else:
        raise ConfigurationError(f"unknown site {site!r}: it is 'live', 'practice' or an address (https://…)")
    job.settings.check(job.site)
    return job


def crawl(
    job: Job, *, clock: Clock | None = None, report: Report | None = None, stop: Event | None = None
) -> CrawlSummary:
    """Crawl the site into the job's archive and ledger.

    Args:
        job: what to crawl.
        clock: the time, the machine's own if None.
        report: told how many addresses are settled.
        stop: once set, the crawl ends cleanly, to be taken up by the next.

    Raises:
        ScraperError: see `scraper.errors`; each kind has its exit code.
    """
    with _settings(job) as settings:
        return crawl_site(
            job.site,
            job.folder,
            settings,
            clock=clock or SystemClock(),
            progress=_relay(report) if report else None,
            stop=stop,
        )


def build(
    job: Job, *, clock: Clock | None = None, report: Report | None = None, summary: CrawlSummary | None = None
) -> Built:
    """Read the newest capture of every page, and publish a release if the checks pass. Needs no network.

    Args:
        job: whose archive to read.
        clock: gives the time of publication.
        report: told how many pages have been read.
        summary: of the crawl that came just before, for `run.json`.

    Raises:
        StorageFault: archive, ledger or output folder cannot be used.
        ReleaseRefusedError: the checks refused; the last good release stands.
    """
    clock = clock or SystemClock()
    with lock.hold(job.folder):
        started = clock.now()
        addresses = list(ledger.addresses(job.folder))
        contents = {page.url: page for page in _read_archive(job.folder, len(addresses), report)}
        records = [_page_record(address, contents.get(address.url)) for address in addresses]
        tables = build_tables(records)
        checks = run_checks(tables, floors=Floors())
        run = RunRecord(
            site=job.folder.name,
            source=job.site.start,
            practice=job.is_practice,
            started_at=started,
            crawl=summary.to_json() if summary else None,
        )
        try:
            return Built(publish(job.folder, tables, run, checks, now=clock.now()), tables)
        except OSError as error:
            raise StorageFault(f"{error.filename or job.folder} cannot be written ({error.strerror})") from error


@contextmanager
def _settings(job: Job) -> Iterator[CrawlSettings]:
    """The job's settings while its site can be reached; the practice site runs for as long as this lasts."""
    if job.practice_size is None:
        yield job.settings
        return
    with practice.server.serve(size=job.practice_size, season=job.practice_season) as server:
        yield replace(job.settings, connect_to=_connect_to_practice(int(server.url.rpartition(":")[2])))


def _connect_to_practice(port: int) -> dict[str, tuple[str, int]]:
    return {"practice.example:80": ("127.0.0.1", port)}


def _read_archive(folder: Path, total: int, report: Report | None) -> Iterator[PageObservations]:
    captures = (
        SavedPage(capture.body, capture.content_type, capture.url, capture.fetched_at)
        for capture in archive.latest_captures(folder)
    )
    for done, page in enumerate(read_pages(captures), start=1):
        if report:
            report(done, total, page.outcome)
        yield page


def _page_record(address: AddressRecord, content: PageObservations | None) -> PageRecord:
    return PageRecord(
        url=address.url,
        state=_page_state(address, content),
        http_status=address.status,
        first_fetched=address.first_seen if content else None,
        last_fetched=content.fetched_at if content else None,
        last_visited=address.fetched_at,
        found_by=address.found_by,
        content=content,
    )


def _page_state(address: AddressRecord, content: PageObservations | None) -> PageState:
    if content is None:
        return "unfetched"
    return "live" if address.state in {"fresh", "unchanged"} else "unverified"


def _relay(report: Report) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        report(progress.done, progress.discovered, progress.state)

    return tell
