"""One crawl of a practice site while the clock on the wall stands still; a process of its own, to be killed.

Run as `python -m benchmarks.stopped_crawl FOLDER PORT WORKERS`.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from scraper.clock import SystemClock
from scraper.crawl import crawl
from scraper.settings import CrawlSettings
from scraper.sites import practice_site


class StoppedClock(SystemClock):
    """The time of day stands still; waits are real."""

    def now(self) -> datetime:
        """Return always the same moment."""
        return datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def crawl_once(folder: Path, port: int, workers: int) -> None:
    """Crawl the practice site that listens at a port of this machine."""
    leads = {"practice.example:80": ("127.0.0.1", port)}
    settings = CrawlSettings(delay_seconds=0, workers=workers, connect_to=leads)
    crawl(practice_site("http://practice.example/"), folder, settings, clock=StoppedClock())


if __name__ == "__main__":
    crawl_once(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
