"""What the parts of one crawl share."""

import threading
from dataclasses import dataclass

from scraper.clock import Clock
from scraper.fetching import Fetcher
from scraper.ledger import Ledger, Run
from scraper.pace import Pace
from scraper.permission import Permissions
from scraper.recorder import Recorder
from scraper.settings import CrawlSettings
from scraper.sites import Site


@dataclass(frozen=True, slots=True)
class Session:
    """The means of one run; `stop` is set when it is to end."""

    site: Site
    settings: CrawlSettings
    clock: Clock
    stop: threading.Event
    ledger: Ledger
    run: Run
    archive: Recorder
    pace: Pace
    fetcher: Fetcher
    permissions: Permissions
