"""The whole job, top to bottom: crawl a site, read what the archive holds, publish what passes the checks.

`crawl` is the only step that needs the network; `build` starts at the archive and can be repeated offline, by any
version of the parsers, with the same bytes as the result. `load` gives the result to notebooks.
"""

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from build.archive_state import Report, gather, gather_as_of
from build.evidence import Evidence
from build.hashes import hash_addresses
from build.mirror import fetch
from build.reading_ahead import read_ahead
from build.shards import Engine
from build.tables import OF_CAPTURES, Sources, derive, describe_templates, reread
from dataset.checks.baseline import read_baseline
from dataset.checks.checks import Balance, Check, CheckReport, run_checks
from dataset.credit import Credit
from dataset.errors import BuildDeadlineError, NewerReleaseError, ReleaseError, ReleaseRefusedError
from dataset.projects.rules import BrokenTablesError, build_sound_tables
from dataset.projects.tables import Tables
from dataset.releases.catalogue import find_release, latest_id, read_run, release_ids, remove_old
from dataset.releases.loading import find_other_columns, load_frame, load_table, load_tables, to_frame
from dataset.releases.release import Release, publish, record_visit
from dataset.releases.run_record import RunRecord
from dataset.releases.sameness import says_the_same
from dataset.releases.verification import compare_files, find_lost_sources, why_not_derived
from dataset.releases.verification import verify as verify_files
from dataset.releases.versions import reader_hashes
from dataset.schema.fields import table as declared_table
from maintenance.edit_effects import EditEffects, compare_readings
from report import FILE_NAME, Account, render_report
from scraper import lock
from scraper.archive.archive import FOLDER_NAME, demand_pages, is_missing
from scraper.clock import Clock, SystemClock
from scraper.crawl import crawl as crawl_site
from scraper.errors import MEND, LockedError, ScraperError, StorageFault, printable
from scraper.ledger.history import read_account
from scraper.ledger.states import LIMITED
from scraper.summary import CrawlSummary, Progress
from settings.configuration import read_configuration
from settings.run_plan import RunPlan, plan_run

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: what was published, from which tables, what was checked, and the release it went on from.

    Where the site is in an object store, `address` is that of the release there.
    """

    release: Release
    tables: Tables
    checks: CheckReport
    parent: str | None = None
    address: str | None = None


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
        lost_sources: one line per file of the archive that is changed or missing.
        differences: one line per file that the archive does not give again.
        not_derived: why no table was derived again and hashes alone were checked; None where some were.
        partly: why only the tables of `build.tables.OF_CAPTURES` were derived again; None where all were.
    """

    release: str
    faults: tuple[str, ...] = ()
    lost_sources: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    not_derived: str | None = None
    partly: str | None = None


def crawl(
    job: RunPlan, *, clock: Clock | None = None, report: Report | None = None, stop: Event | None = None
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
    job: RunPlan,
    *,
    clock: Clock | None = None,
    report: Report | None = None,
    summary: CrawlSummary | None = None,
    override: str | None = None,
    engine: Engine | None = None,
    address: str | None = None,
) -> Built:
    """Read the newest capture of every page, and publish a release if the checks pass. Needs no network.

    Args:
        job: whose archive to read.
        clock: gives the time of publication.
        report: told how many pages have been read.
        summary: of the crawl that came just before, for `run.json`.
        override: why refusals of the checks are to be set aside this once.
        engine: reads the pages elsewhere (`build.dask_cluster`); None reads them on this machine.
        address: of the site in an object store, `s3://bucket/prefix/live`, of which the job's folder is a mirror.

    Raises:
        LockedError: another run is at work in the folder, or has published at the address meanwhile.
        ServiceUnreachable: the engine is gone, or the store; what was read is kept.
        StorageFault: archive, ledger or output folder cannot be used.
        ReleaseError: the release to go on from cannot be read.
        ReleaseRefusedError: the checks refused; the last good release stands.
        BuildDeadlineError: reading the pages took longer than `Floors.max_build_seconds`.
    """
    clock = clock or SystemClock()
    if address is None:
        demand_pages(job.folder)
    with lock.hold(job.folder):
        run = RunRecord(
            site=job.folder.name,
            source=job.site.start,
            practice=job.is_practice,
            started_at=clock.now(),
            crawl=summary.to_json() if summary else None,
            credit=job.credit,
        )
        try:
            report = _in_time(report, job.floors.max_build_seconds, clock)
            mirror = fetch(address, job.folder, report=report) if address else None
            run = replace(run, after_crawl=summary.run if summary else _newest_crawl(job.folder))
            if engine is not None:
                read_ahead(job.folder, engine, place=mirror.archive if mirror else None, report=report)
            built = _build(job, run, clock=clock, report=report, override=override)
            return replace(built, address=mirror.publish(built.release)) if mirror else built
        except ReleaseRefusedError:
            raise
        except (BuildDeadlineError, ReleaseError, ScraperError) as error:
            _note_failure(job, run, "failed", str(error), clock)
            raise
        except Exception as error:
            _note_failure(job, run, "our_bug", f"{type(error).__name__}: {error}", clock)
            raise


def _build(job: RunPlan, run: RunRecord, *, clock: Clock, report: Report, override: str | None) -> Built:
    evidence = gather(job.folder, report=report)
    parent = latest_id(job.folder)
    tables: Tables = {}
    try:
        derived = derive(evidence, parent)
        tables = derived.tables
        checks = run_checks(
            tables,
            floors=job.floors,
            baseline=read_baseline(job.folder),
            other_columns=find_other_columns(job.folder, release=parent) if parent else (),
            before=derived.before,
            balance=_balance(evidence),
            override=override,
        )
    except BrokenTablesError as error:
        checks = CheckReport((Check("integrity", "refused", str(error)),))
    made = replace(
        run,
        archive=evidence.archive,
        ledger=hash_addresses(evidence.addresses),
        parent=parent,
        templates=describe_templates(evidence),
    )
    apart = override is None and _is_limited(job.folder)
    try:
        if parent and run.crawl and checks.passed and not apart and _says_the_same(job.folder, parent, tables):
            return Built(record_visit(job.folder, tables, made, checks, now=clock.now()), tables, checks, parent)
        page = {FILE_NAME: render_report(tables, _account(job, checks, parent))} if tables else {}
        release = publish(job.folder, tables, made, checks, now=clock.now(), extras=page, apart=apart)
        if job.keep is not None and not apart:
            remove_old(job.folder, keep=job.keep)
    except OSError as error:
        raise StorageFault(f"{error.filename or job.folder} cannot be written ({error.strerror}); {MEND}") from error
    return Built(release, tables, checks, parent)


def _in_time(report: Report | None, seconds: float, clock: Clock) -> Report:
    """Tell how far the reading of pages is, and end it where it has taken too long."""
    end = clock.monotonic() + seconds

    def tell(done: int, total: int, note: str) -> None:
        if report:
            report(done, total, note)
        if clock.monotonic() > end and done < total:
            raise BuildDeadlineError(
                f"the build has read pages for more than {seconds:,.0f} s (max_build_seconds), {done:,} of {total:,};"
                f" they are kept, and the next build goes on from there"
            )

    return tell


def _newest_crawl(folder: Path) -> str | None:
    account = read_account(folder, runs=1)
    return account.runs[0].name if account and account.runs else None


def _newest_summary(folder: Path) -> Mapping[str, Any] | None:
    """What the newest crawl came to; None where there was none, or it did not come to its end."""
    account = read_account(folder, runs=1)
    return account.runs[0].summary if account and account.runs else None


def _note_failure(job: RunPlan, run: RunRecord, name: str, message: str, clock: Clock) -> None:
    """Keep a word on a build that came to no end where refused builds are kept, so that `status` knows of it."""
    checks = CheckReport((Check(name, "refused", printable(message)),))
    with contextlib.suppress(ReleaseRefusedError, OSError):
        publish(job.folder, {}, run, checks, now=clock.now())


def _account(job: RunPlan, checks: CheckReport, parent: str | None) -> Account:
    """What the report says beside the tables."""
    return Account(
        source=job.site.start,
        practice=job.is_practice,
        checks=checks,
        earlier_changes=load_table(job.folder, "changes", release=parent) if parent else None,
        crawl=_newest_summary(job.folder),
    )


def compare(job: RunPlan, *, report: Report | None = None) -> Comparison:
    """Read the captures behind the latest release with today's parsers; publishes nothing.

    Args:
        job: whose archive to read.
        report: told how many pages have been read.

    Raises:
        ReleaseError: there is no release, or it cannot be read.
        StorageFault: archive or ledger cannot be read.
    """
    folder = find_release(job.folder)
    with lock.hold_to_read(job.folder):
        evidence = gather(job.folder, report=report)
        published = load_tables(job.folder, release=folder.name)
        return Comparison(folder.name, compare_readings(published, reread(evidence, published)))


def verify(job: RunPlan, release: str | None = None, *, report: Report | None = None) -> Verification:
    """Compare a release with its hashes, and with what the archive gives; see `verify_releases`."""
    (answer,) = verify_releases(job, [release], report=report)
    return answer


def verify_releases(
    job: RunPlan, releases: Sequence[str | None], *, report: Report | None = None
) -> list[Verification]:
    """Compare releases with their hashes and with the archive, which is read once for all.

    A release whose archive and ledger are as they were is derived anew, every file of it. Where a crawl has gone on
    since, the captures behind the release are read again, which gives its projects, countries, components and
    observations.

    Args:
        job: whose releases they are.
        releases: their ids; None for the latest.
        report: told how many pages have been read.

    Raises:
        ReleaseError: there is no such release, or the one it went on from cannot be read.
        StorageFault: archive or ledger cannot be read.
    """
    folders = [find_release(job.folder, release) for release in releases]
    if is_missing(job.folder):
        lost = (f"{job.folder / FOLDER_NAME}: is missing or empty, though the ledger tells of pages",)
        answers = [_verify(folder, "its archive is missing") for folder in folders]
        return [replace(one, lost_sources=lost) for one in answers]
    if not (job.folder / FOLDER_NAME).is_dir():
        return [_verify(folder, "there is no archive here") for folder in folders]
    try:
        with lock.hold_to_read(job.folder):
            sources = Sources(job.folder, report)
            answers = [_verify(folder, sources) for folder in folders]
            return [replace(one, lost_sources=(*one.lost_sources, *sources.readings_faults)) for one in answers]
    except LockedError:
        return [_verify(folder, "another run is at work in the archive") for folder in folders]


def _verify(folder: Path, sources: Sources | str) -> Verification:
    """Verify one release by its sources, or by its hashes alone for the reason given."""
    faults = verify_files(folder)
    if faults:
        return Verification(folder.name, faults, not_derived="its files are damaged")
    try:
        run = read_run(folder)
    except NewerReleaseError as error:
        return Verification(folder.name, not_derived=str(error))
    if isinstance(sources, str):
        return Verification(folder.name, not_derived=sources)
    lost = tuple(f"{sources.place}/{line}" for line in find_lost_sources(run, sources.archive))
    if lost or sources.index_faults:
        return Verification(
            folder.name, lost_sources=lost or sources.index_faults, not_derived="its archive is damaged"
        )
    if run["readers"] != reader_hashes():
        return Verification(folder.name, not_derived="parsers or vocabularies have changed since")
    kept = release_ids(sources.folder)
    since = why_not_derived(run, sources.archive, hash_addresses(sources.evidence.addresses), kept)
    if since is None:
        tables = derive(sources.evidence, run["lineage"]["parent"]).tables
    else:
        again = reread(sources.evidence, load_tables(sources.folder, release=folder.name), exactly=True)
        tables = {name: again[name] for name in OF_CAPTURES}
    credit = Credit(**run["citation"]) if run.get("citation") else None  # earlier versions wrote no citation
    differences = compare_files(folder, tables, source=run["source"], practice=bool(run.get("practice")), credit=credit)
    return Verification(folder.name, differences=differences, partly=since)


def load(
    name: str,
    site: str = "live",
    *,
    as_of: str | datetime | None = None,
    output: str | Path | None = None,
    exact: bool = False,
    report: Report | None = None,
) -> "pd.DataFrame":
    """Load a table as a pandas frame that counts, groups and plots; its codebook is in `attrs`.

    Args:
        name: of the table, e.g. `projects`.
        site: `live`, `practice`, an address, as for the command `run`.
        as_of: a date or time (ISO 8601; UTC unless it says otherwise, a date means its end): the table is made again
            from what the archive held then, which takes as long as a build. None loads the latest release.
        output: the folder that holds one folder per site. None takes the setting `output`: from the environment
            (`IOM_PROJECTS_OUTPUT`), else from `iom-projects.toml` in this folder, else `output`.
        exact: give budgets as decimals and days as days, in Arrow's types, instead of plain numbers and `datetime64`.
        report: told how many pages have been read; None counts them on stderr where that is a terminal.

    Raises:
        KeyError: there is no such table.
        ReleaseError: there is no release, or its bytes are not those that were published.
        StorageFault: the archive cannot be read.
        ValueError: `as_of` is no date, has not come yet, or lies before the first capture.

    Example:
        >>> import pipeline
        >>> projects = pipeline.load("projects", site="practice")
    """
    job = plan_run(site, read_configuration(None, os.environ, {}).output if output is None else Path(output))
    if as_of is None:
        return load_frame(job.folder, name, exact=exact)
    declared_table(name)
    moment = _moment(as_of)
    if moment.date() > datetime.now(UTC).date():
        raise ValueError(f"{as_of} has not come yet: nobody knows what will stand there")
    records = gather_as_of(job.folder, moment, report=report or (_count if sys.stderr.isatty() else None))
    return to_frame(build_sound_tables(records)[name], name, practice=job.is_practice, exact=exact)


def _count(done: int, total: int, note: str) -> None:
    """Count the pages in one line on a terminal."""
    sys.stderr.write(f"\rReading pages: {done:,} of {total:,}" + ("\n" if done == total else ""))
    sys.stderr.flush()


def _moment(when: str | datetime) -> datetime:
    """The last moment that is meant: a date without a time means its end."""
    try:
        moment = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    except ValueError:
        raise ValueError(f"{when!r} is no date or time: write it as 2026-11-24") from None
    if isinstance(when, str) and len(when) == len("2026-11-24"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999999)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _says_the_same(folder: Path, parent: str, tables: Tables) -> bool:
    """Whether the release before holds these data already, but for the times of visits."""

    def earlier(name: str, columns: list[str]) -> "pa.Table":
        return load_table(folder, name, release=parent, columns=columns)

    return says_the_same(read_run(find_release(folder, parent)), earlier, tables)


def _is_limited(folder: Path) -> bool:
    """Whether the newest crawl left pages out because it was asked for so many alone: no release is made of a part."""
    return str((_newest_summary(folder) or {}).get("stopped_early") or "").startswith(LIMITED)


def _balance(evidence: Evidence) -> Balance:
    """What the ledger's newest run came to."""
    fates = Counter(address.state for address in evidence.addresses if address.state is not None)
    strays = len(evidence.strays)
    reasons = Counter(
        (address.reason or "no reason is known").replace(address.url, "it")
        for address in evidence.addresses
        if address.state in {"failed", "quarantined"}
    )
    summary = _newest_summary(evidence.folder)
    groups = (summary or {}).get("unfollowed", ())
    # Behind a pager stand any number of pages: it counts as a listing that was not read to its end.
    unfollowed = {one["line"]: one["addresses"] for one in groups if one["is_doubt"] and one["reason"] != "pager"}
    return Balance(
        discovered=len(evidence.addresses) + strays,
        fates=dict(sorted((fates + Counter(archive_alone=strays)).items())),
        failures=dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
        discovery_faults=[fault for fault in _discovery_faults(summary) if fault not in unfollowed],
        unfollowed=unfollowed,
        remarks=[one["line"] for one in groups if not one["is_doubt"]],
    )


def _discovery_faults(summary: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What the summary of a crawl says of sitemaps and listings; nothing where an earlier version wrote it."""
    if summary is None or "broken_places" not in summary:
        return ()
    return (*(f"{one['url']}: {one['reason']}" for one in summary["broken_places"]), *summary["doubts"])


def _relay(report: Report | None) -> Callable[[Progress], None] | None:
    if report is None:
        return None
    return lambda progress: report(progress.done, progress.discovered, progress.state)
