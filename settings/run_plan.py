"""What a user asked for: one site, the folder that holds all that is known of it, and how to behave there."""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from alerts.settings import AlertSettings
from dataset.checks.result import LIVE_FLOORS, PRACTICE_FLOORS, Floors
from dataset.credit import Credit
from scraper.errors import ConfigurationError
from scraper.settings import CrawlSettings
from scraper.sites import Site, live_site, practice_site, site_at

PRACTICE_ADDRESS = "http://practice.example/"
"""What the practice site calls itself, so that its addresses stay the same whatever port it gets; `.example` is
reserved and belongs to nobody (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a user asked for: one site and the folder that holds all that is known of it.

    Attributes:
        site: the site's profile.
        folder: `output/<site>`.
        settings: how the crawl may behave.
        floors: what a build must have to be published.
        keep: how many of the newest releases to keep; None keeps all.
        alerts: whom to tell when the verdict on the site is another one.
        credit: whom a release names as its authors.
        practice_size: for the practice site, how many projects it has; None for every other site.
        practice_season: which season of the practice site.
    """

    site: Site
    folder: Path
    settings: CrawlSettings
    floors: Floors
    practice_size: int | None = None
    practice_season: int = 1
    keep: int | None = None
    alerts: AlertSettings = field(default_factory=AlertSettings)
    credit: Credit = field(default_factory=Credit)

    @property
    def is_practice(self) -> bool:
        """Whether everything this job makes is practice data."""
        return self.practice_size is not None

    @contextmanager
    def reach(self) -> Iterator[CrawlSettings]:
        """Yield the crawl's settings while the site can be reached; the practice site runs as long as this lasts."""
        if self.practice_size is None:
            yield self.settings
            return
        from practice.server import serve  # noqa: PLC0415 - with all that a server needs: no other site needs one

        with serve(size=self.practice_size, season=self.practice_season) as server:
            yield replace(self.settings, connect_to=_connect_to_practice(int(server.url.rpartition(":")[2])))


def plan_run(
    site: str,
    output: Path,
    settings: CrawlSettings | None = None,
    *,
    practice_size: int = 1200,
    practice_season: int = 1,
) -> RunPlan:
    """Turn what a user asked for into the plan of a run, before anything is touched.

    Args:
        site: `live`, `practice`, or the address of a site of the same make.
        output: the folder that holds one folder per site.
        settings: how to crawl.
        practice_size: how many projects the practice site has.
        practice_season: which of its seasons it shows.

    Raises:
        ConfigurationError: there is no such site, or a setting cannot work.
    """
    settings = settings or CrawlSettings()
    if site == "practice":
        delay = 0.0 if settings.delay_seconds is None else settings.delay_seconds
        here = replace(settings, delay_seconds=delay, connect_to=_connect_to_practice(0))
        profile = practice_site(PRACTICE_ADDRESS)
        job = RunPlan(profile, output / profile.name, here, PRACTICE_FLOORS, practice_size, practice_season)
    elif site == "live":
        profile = live_site()
        job = RunPlan(profile, output / profile.name, settings, LIVE_FLOORS)
    elif site.startswith(("http://", "https://")):
        profile = site_at(site)
        job = RunPlan(profile, output / profile.name, settings, Floors())
    else:
        near = difflib.get_close_matches(site, ("live", "practice"), n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise ConfigurationError(f"unknown site {site!r}: it is 'live', 'practice' or an address (https://…){meant}")
    if not job.is_practice:
        job = replace(job, site=job.settings.widen(job.site))
    job.settings.check(job.site)
    return job


def _connect_to_practice(port: int) -> dict[str, tuple[str, int]]:
    return {"practice.example:80": ("127.0.0.1", port)}
