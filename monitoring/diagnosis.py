"""First contact with a site, judged: can a crawl begin, and do the pages say what the parsers understand?"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Literal

from build.pages import read_pages
from dataset.values.observation import PageObservations
from sandbox.page import SavedPage
from scraper import lock
from scraper.archive.presence import FOLDER_NAME, is_missing
from scraper.clock import Clock
from scraper.errors import BlockedError, FirewallError, RobotsForbids, ScraperError
from scraper.preflight import WANTED_PAGES, Examination, Visit, examine
from settings.run_plan import RunPlan

Finding = Literal["ready", "look closer", "source down", "forbidden", "blocked", "firewall"]
_UNREAD = {"not_understood", "ambiguous"}
CAREFUL_PAGES = 20
"""How many pages a first crawl should ask for."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What came of first contact.

    Attributes:
        examination: everything that was seen.
        readings: for each visit what its page says, or None where no page came.
        finding: `ready` and `look closer` let a crawl begin; the others are what it would end with.
        reasons: one line each; none where the site is ready.
        advice: what to do next, one line each.
    """

    examination: Examination
    readings: tuple[PageObservations | None, ...]
    finding: Finding
    reasons: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """The command's exit code, as a crawl's: 0, 4 or 5."""
        trouble = self.examination.trouble
        return trouble.exit_code if trouble else 0


def diagnose(job: RunPlan, *, clock: Clock, stop: Event | None = None) -> Diagnosis:
    """Examine a job's site and read the pages that came. Archive, ledger and releases stay as they are.

    Args:
        job: its settings hold, its pace above all.
        clock: time and sleep.
        stop: set to end.

    Raises:
        LockedError: a run is at work in the job's folder; two at once would be twice as fast as we promise to be.
        StorageFault: there is no room for temporary files.
    """
    alone = lock.hold_to_read(job.folder) if job.folder.is_dir() else contextlib.nullcontext()
    with alone, job.reach() as settings:
        seen = examine(job.site, settings, clock=clock, stop=stop)
    readings = _read(seen.visits)
    if seen.trouble is not None:
        return Diagnosis(seen, readings, _name(seen.trouble), (str(seen.trouble),), tuple(_remedy(seen.trouble)))
    lost = ["the archive is gone, though the ledger tells of pages"] if is_missing(job.folder) else []
    reasons = (*lost, *_about_discovery(seen), *_about_pages(seen.visits, readings))
    finding: Finding = "look closer" if reasons else "ready"
    return Diagnosis(seen, readings, finding, reasons, tuple(_next_steps(seen, readings, job)))


def _read(visits: Sequence[Visit]) -> tuple[PageObservations | None, ...]:
    pages = [
        SavedPage(visit.exchange.body, visit.exchange.header("Content-Type"), visit.url, visit.exchange.fetched_at)
        for visit in visits
        if visit.exchange is not None and visit.exchange.body and visit.exchange.status == 200
    ]
    readings = {reading.url: reading for reading in read_pages(pages)}
    return tuple(readings.get(visit.url) for visit in visits)


def _name(trouble: ScraperError) -> Finding:
    if isinstance(trouble, BlockedError):
        return "firewall" if isinstance(trouble, FirewallError) else "blocked"
    return "forbidden" if isinstance(trouble, RobotsForbids) else "source down"


def _remedy(trouble: ScraperError) -> Iterator[str]:
    if isinstance(trouble, FirewallError):
        yield "a 403 of a firewall is no verdict of robots.txt: an honest name with --contact is often let in"
        yield "else ask the site's people to let this user agent in; do not disguise it"
    elif isinstance(trouble, BlockedError):
        yield "leave the site alone today; then ask its people for leave to crawl, and name yourself by --contact"
    elif isinstance(trouble, RobotsForbids):
        yield "robots.txt is obeyed whatever it says: ask the site's people, or try again where it could not be read"
    else:
        yield "see whether a browser reaches the site from this machine, then try again later"


def _about_discovery(seen: Examination) -> Iterator[str]:
    if not seen.known:
        yield "no address of a project page was found"
    elif not seen.allowed:
        yield f"robots.txt forbids all {seen.known:,} known project pages"
    for host in seen.hosts:
        if not host.allows:
            yield f"project pages of {host.host} may not be asked for: robots.txt {host.reason}"
    if not any(place.state == "read" for place in seen.places):
        yield "neither a sitemap nor a listing could be read, so that new pages would not be found"
    for place in seen.places:
        if place.state == "failed":
            yield f"{place.way} {place.url} could not be read: {place.reason}"


def _about_pages(visits: Sequence[Visit], readings: Sequence[PageObservations | None]) -> Iterator[str]:
    came = sum(visit.is_page for visit in visits)
    if visits and came < WANTED_PAGES:
        yield f"{came} of the {len(visits)} pages asked for can be used"
    for visit, reading in zip(visits, readings, strict=True):
        if reading is None or not visit.is_page:
            continue
        if reading.outcome != "project":
            yield f"{visit.url} reads as {reading.outcome}: {reading.reason}"
            continue
        unread = [name for name, seen in reading.observations.items() if seen.status in _UNREAD]
        if unread:
            yield f"{visit.url} prints what no rule reads for sure: {', '.join(unread)}"
        if not any(reading.observations[name].value for name in ("project_id", "prima_id")):
            yield f"{visit.url} gives no identifier"


def _next_steps(seen: Examination, readings: Sequence[PageObservations | None], job: RunPlan) -> Iterator[str]:
    if is_missing(job.folder):
        yield f"restore {job.folder / FOLDER_NAME} from a copy; a crawl is refused until then"
        return
    site = job.folder.name if job.folder.name in {"live", "practice"} else job.site.start
    if job.settings.contact is None:
        yield "name yourself by --contact, so that the site's people can write to you instead of blocking you"
    if any(reading and reading.unclaimed for reading in readings):
        yield "labels that belong to no field may be new facts: see docs/maintaining-parsers.md"
    came = [reading for visit, reading in zip(seen.visits, readings, strict=True) if visit.is_page and reading]
    if seen.visits and not any(reading.outcome == "project" for reading in came):
        yield "do not crawl yet: not one page that was asked for shows a project; see in a browser what stands there"
        return
    if any(reading is None or reading.outcome != "project" for reading in readings):
        yield f"look at what came: iom-projects crawl {site} --limit 3, then iom-projects explain"
    for place in seen.tried:
        if place.projects:
            name = "sitemaps" if place.answer.startswith("a list") else "listings"
            yield f'{place.url} names project pages, and no crawl looks there: [crawl] {name} = ["{place.url}"]'
    if seen.allowed:
        minutes = seen.allowed * max(seen.pace.values()) / 60
        lasts = f"{minutes:,.0f} minutes or more at this pace" if minutes >= 1 else "about a minute"
        yield f"begin with iom-projects crawl {site} --limit {CAREFUL_PAGES}; all {seen.allowed:,} pages take {lasts}"
