"""What the parts of one crawl share, opened and closed together."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.parse_cache import Readings
from scraper.addresses import authority
from scraper.archive.warc_writer import Recorder
from scraper.clock import Clock
from scraper.fetching import Fetcher
from scraper.http.client import Client
from scraper.ledger.ledger import Ledger
from scraper.ledger.schema import Run
from scraper.politeness.pace import SLICE_SECONDS, Pace
from scraper.politeness.permission import Permissions
from scraper.reader import PageReader
from scraper.settings import CrawlSettings
from scraper.sites import Site

GRACE_SECONDS = 3.0
"""How long a request under way may go on after the run was asked to stop."""


@dataclass(frozen=True, slots=True)
class Session:
    """The means of one run; `stop` is set when it is to end, `end` is the monotonic second of its deadline."""

    site: Site
    settings: CrawlSettings
    clock: Clock
    stop: threading.Event
    end: float
    ledger: Ledger
    run: Run
    archive: Recorder
    pace: Pace
    reader: PageReader
    fetcher: Fetcher
    permissions: Permissions

    def out_of_time(self, url: str) -> str | None:
        """Say why an address cannot be asked for before the run's end, or None."""
        over = f"the run's {self.settings.run_deadline:.0f} s are over"
        if self.clock.monotonic() >= self.end:
            return over
        wait = self.pace.due(authority(url))
        if self.clock.monotonic() + wait < self.end:
            return None
        return f"{over} before {authority(url)} may be asked again, in {wait:.0f} s"


@contextlib.contextmanager
def open_session(
    site: Site, folder: Path, settings: CrawlSettings, *, clock: Clock, stop: threading.Event
) -> Iterator[Session]:
    """Begin a run in a folder, or take one up; the caller holds the folder's lock.

    Raises:
        StorageFault: archive or ledger cannot be used.
    """
    end = clock.monotonic() + settings.run_deadline
    with Ledger(folder) as ledger, contextlib.closing(Readings(folder)) as kept:
        run = ledger.begin_run(clock.now())
        with Recorder(folder, run.name, _about(settings)) as archive, Client(site, settings, clock) as client:
            ledger.before_commit = archive.flush
            pace = Pace(clock, settings.delay(site), stop)
            reader = PageReader(stop, kept)
            fetcher = Fetcher(client, archive, pace, reader, settings, stopped=run.stopped)
            permissions = Permissions(site, fetcher, ledger, clock)
            with _broken_off(client, stop):
                yield Session(
                    site, settings, clock, stop, end, ledger, run, archive, pace, reader, fetcher, permissions
                )


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


def _about(settings: CrawlSettings) -> dict[str, str]:
    return {
        "software": settings.user_agent.partition(" ")[0],
        "format": "WARC File Format 1.1",
        "robots": "obey",
        "http-header-user-agent": settings.user_agent,
    }
