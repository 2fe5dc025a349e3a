"""The whole job, top to bottom: crawl a site, read what the archive holds, publish what passes the checks.

`crawl` is the only step that needs the network; `build` starts at the archive and can be repeated offline, by any
version of the parsers, with the same bytes as the result. `load` gives the result to notebooks.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from dataset.baseline import read_baseline
from dataset.catalogue import find_release, latest_id, read_run, release_ids
from dataset.checks import Balance, CheckReport, run_checks
from dataset.errors import NewerReleaseError
from dataset.history import find_changes, readers_since, reread_records
from dataset.identity import Identity, known_identities
from dataset.loading import find_other_columns, load_frame, load_tables, to_frame
from dataset.release import Release, publish
from dataset.run_record import RunRecord
from dataset.tables import Tables, build_tables
from dataset.verification import compare_tables, find_lost_sources, why_not_derived
from dataset.verification import verify as verify_files
from evidence import Evidence, Report, gather, gather_as_of, hash_addresses, hash_archive
from job import Job, plan_job
from maintenance.edit_effects import EditEffects, compare_readings
from scraper import ledger, lock
from scraper.archive import FOLDER_NAME
from scraper.clock import Clock, SystemClock
from scraper.crawl import crawl as crawl_site
from scraper.errors import LockedError, StorageFault
from scraper.summary import CrawlSummary, Progress

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: what was published, from which tables, and what was checked."""

    release: Release
    tables: Tables
    checks: CheckReport


@dataclass(frozen=True, slots=True)
class Derived:
    """The tables of a build.

    Attributes:
        tables: what the newest captures say, going on from the release before.
        before: what the captures of the release before say when they are read today; None for the first release.
    """

    tables: Tables
    before: Tables | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What today's parsers make of the captures behind a release."""

    release: str
    effects: EditEffects


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a release is what was published, and what its archive gives.

    Attributes:
        release: its id.
        faults: one line for every way in which a file is not what was published.
        lost_sources: one line per archive file that is changed or missing.
        differences: one line per table that the archive does not give again.
        not_derived: why the tables were not derived again and hashes alone were checked; None where they were.
    """

    release: str
    faults: tuple[str, ...] = ()
    lost_sources: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    not_derived: str | None = None


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
    clock = clock or SystemClock()
    with job.reach() as settings:
        return crawl_site(job.site, job.folder, settings, clock=clock, progress=_relay(report), stop=stop)


def build(
    job: Job,
    *,
    clock: Clock | None = None,
    report: Report | None = None,
    summary: CrawlSummary | None = None,
    override: str | None = None,
) -> Built:
    """Read the newest capture of every page, and publish a release if the checks pass. Needs no network.

    Args:
        job: whose archive to read.
        clock: gives the time of publication.
        report: told how many pages have been read.
        summary: of the crawl that came just before, for `run.json`.
        override: why refusals of the checks are to be set aside this once.

    Raises:
        StorageFault: archive, ledger or output folder cannot be used.
        ReleaseError: the release to go on from cannot be read.
        ReleaseRefusedError: the checks refused; the last good release stands.
    """
    clock = clock or SystemClock()
    with lock.hold(job.folder):
        started = clock.now()
        evidence = gather(job.folder, report=report)
        parent = latest_id(job.folder)
        derived = derive(evidence, parent)
        checks = run_checks(
            derived.tables,
            floors=job.floors,
            baseline=read_baseline(job.folder),
            other_columns=find_other_columns(job.folder, release=parent) if parent else (),
            before=derived.before,
            balance=_balance(evidence),
            override=override,
        )
        run = RunRecord(
            site=job.folder.name,
            source=job.site.start,
            practice=job.is_practice,
            started_at=started,
            crawl=summary.to_json() if summary else None,
            archive=hash_archive(job.folder),
            ledger=hash_addresses(evidence.addresses),
            parent=parent,
        )
        try:
            release = publish(job.folder, derived.tables, run, checks, now=clock.now())
        except OSError as error:
            raise StorageFault(f"{error.filename or job.folder} cannot be written ({error.strerror})") from error
        return Built(release, derived.tables, checks)


def derive(evidence: Evidence, parent: str | None) -> Derived:
    """Make all tables from the evidence, going on from an earlier release's identities and values.

    Args:
        evidence: by `evidence.gather`.
        parent: id of that release, or None for the first.

    Raises:
        ReleaseError: the earlier release cannot be read.
    """
    if parent is None:
        return Derived(build_tables(evidence.records()), None)
    earlier = load_tables(evidence.folder, release=parent)
    known = evidence.follow(known_identities(earlier["projects"], earlier["pages"]))
    current = build_tables(evidence.records(), known=known)
    before = _reread(evidence, earlier, known)
    readers = readers_since(read_run(evidence.folder / "releases" / parent))
    changes = find_changes(earlier, before, current, readers)
    return Derived(build_tables(evidence.records(), known=known, changes=changes), before)


def compare(job: Job, *, report: Report | None = None) -> Comparison:
    """Read the captures behind the latest release with today's parsers; publishes nothing.

    Args:
        job: whose archive to read.
        report: told how many pages have been read.

    Raises:
        ReleaseError: there is no release, or it cannot be read.
        StorageFault: archive or ledger cannot be read.
    """
    folder = find_release(job.folder)
    with lock.hold(job.folder):
        evidence = gather(job.folder, report=report)
        published = load_tables(job.folder, release=folder.name)
        known = known_identities(published["projects"], published["pages"])
        return Comparison(folder.name, compare_readings(published, _reread(evidence, published, known)))


def verify(job: Job, release: str | None = None, *, report: Report | None = None) -> Verification:
    """Compare a release with its hashes, and derive it again where archive and ledger are still those it was made of.

    Args:
        job: whose release it is.
        release: its id; None for the latest.
        report: told how many pages have been read.

    Raises:
        ReleaseError: there is no such release, or the one it went on from cannot be read.
        StorageFault: archive or ledger cannot be read.
    """
    folder = find_release(job.folder, release)
    faults = verify_files(folder)
    if faults:
        return Verification(folder.name, faults, not_derived="its files are damaged")
    try:
        run = read_run(folder)
    except NewerReleaseError as error:
        return Verification(folder.name, not_derived=str(error))
    if not (job.folder / FOLDER_NAME).is_dir():
        return Verification(folder.name, not_derived="there is no archive here")
    try:
        with lock.hold(job.folder):
            archive, known = hash_archive(job.folder), hash_addresses(ledger.addresses(job.folder))
            obstacle = why_not_derived(run, archive, known, release_ids(job.folder))
            if obstacle is not None:
                place = job.folder / FOLDER_NAME
                lost = tuple(f"{place}/{line}" for line in find_lost_sources(run, archive))
                return Verification(folder.name, lost_sources=lost, not_derived=obstacle)
            derived = derive(gather(job.folder, report=report), run["lineage"]["parent"])
    except LockedError:
        return Verification(folder.name, not_derived="another run is at work in the archive")
    return Verification(folder.name, differences=compare_tables(folder, derived.tables))


def load(
    name: str, site: str = "live", *, as_of: str | datetime | None = None, output: str | Path = "output"
) -> "pd.DataFrame":
    """Load a table as a pandas frame with its types, its codebook in `attrs`.

    Args:
        name: of the table, e.g. `projects`.
        site: `live`, `practice`, an address, as for the command `run`.
        as_of: a date or time (ISO 8601; UTC unless it says otherwise, a date means its end): the table is made again
            from what the archive held then. None loads the latest release.
        output: the folder that holds one folder per site.

    Raises:
        KeyError: there is no such table.
        ReleaseError: there is no release, or its bytes are not those that were published.
        StorageFault: the archive cannot be read.
        ValueError: `as_of` is no date.

    Example:
        >>> import pipeline
        >>> projects = pipeline.load("projects", site="practice")
    """
    job = plan_job(site, Path(output))
    if as_of is None:
        return load_frame(job.folder, name)
    records = gather_as_of(job.folder, _moment(as_of))
    return to_frame(build_tables(records)[name], name, practice=job.is_practice)


def _moment(when: str | datetime) -> datetime:
    """The last moment that is meant: a date without a time means its end."""
    moment = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    if isinstance(when, str) and len(when) == len("2026-11-24"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999999)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _balance(evidence: Evidence) -> Balance:
    fates = Counter(address.state for address in evidence.addresses if address.state is not None)
    return Balance(len(evidence.addresses), dict(sorted(fates.items())))


def _reread(evidence: Evidence, earlier: Tables, known: Mapping[str, Identity]) -> Tables:
    """The tables of an earlier release as today's parsers would make them of the same captures."""
    then = evidence.contents_at(earlier["pages"].select(["url", "digest"]).to_pylist())
    return build_tables(reread_records(earlier["pages"], then), known=known)


def _relay(report: Report | None) -> Callable[[Progress], None] | None:
    if report is None:
        return None
    return lambda progress: report(progress.done, progress.discovered, progress.state)
