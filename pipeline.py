"""The whole job, top to bottom: crawl a site, read what the archive holds, publish what passes the checks.

`crawl` is the only step that needs the network; `build` starts at the archive and can be repeated offline, by any
version of the parsers, with the same bytes as the result. `load` gives the result to notebooks.
"""

import contextlib
import os
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from build.archive_state import Report, gather, in_time
from build.crawl_account import balance, is_limited, newest_crawl, newest_summary
from build.hashes import hash_addresses
from build.mirror import fetch
from build.reading_ahead import read_ahead
from build.shards import Engine
from build.tables import derive, describe_templates
from build.tables_as_of import make_tables_as_of
from build.verification import Verification, verify_releases
from dataset.checks.baseline import read_baseline
from dataset.checks.checks import Check, CheckReport, run_checks
from dataset.errors import BuildDeadlineError, ReleaseError, ReleaseRefusedError
from dataset.projects.rules import BrokenTablesError
from dataset.releases.catalogue import latest_id, remove_old
from dataset.releases.loading import find_other_columns, load_frame, load_table, open_tables, to_frame
from dataset.releases.release import Release, publish, record_visit
from dataset.releases.run_record import RunRecord
from dataset.releases.sameness import says_the_same
from dataset.releases.stored_tables import Tables, making_tables
from dataset.schema.fields import table as declared_table
from report import FILE_NAME, Account, stream_report
from scraper import lock
from scraper.archive.presence import demand_pages
from scraper.clock import Clock, SystemClock
from scraper.errors import MEND, ScraperError, StorageFault, printable
from settings.configuration import read_configuration
from settings.run_plan import RunPlan, plan_run

if TYPE_CHECKING:
    import pandas as pd

    from scraper.summary import CrawlSummary


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


def crawl(
    job: RunPlan, *, clock: Clock | None = None, report: Report | None = None, stop: Event | None = None
) -> "CrawlSummary":
    """Crawl the site into the job's archive and ledger.

    Args:
        job: what to crawl.
        clock: the time, the machine's own if None.
        report: told how many addresses are settled.
        stop: once set, the crawl ends cleanly, to be taken up by the next.

    Raises:
        ScraperError: see `scraper.errors`; each kind has its exit code.
    """
    # With all that a network needs: a build needs none.
    from scraper.crawl import crawl as crawl_site  # noqa: PLC0415
    from scraper.summary import progress_to  # noqa: PLC0415

    clock = clock or SystemClock()
    with job.reach() as settings:
        return crawl_site(job.site, job.folder, settings, clock=clock, progress=progress_to(report), stop=stop)


def build(
    job: RunPlan,
    *,
    clock: Clock | None = None,
    report: Report | None = None,
    summary: "CrawlSummary | None" = None,
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
            report = in_time(report, job.floors.max_build_seconds, clock)
            mirror = fetch(address, job.folder, report=report) if address else None
            run = replace(run, after_crawl=summary.run if summary else newest_crawl(job.folder))
            if engine is not None:
                read_ahead(job.folder, engine, place=mirror.archive if mirror else None, report=report)
            with making_tables(job.folder) as making:
                built = _build(job, run, making, clock=clock, report=report, override=override)
            return replace(built, address=mirror.publish(built.release)) if mirror else built
        except ReleaseRefusedError:
            raise
        except (BuildDeadlineError, ReleaseError, ScraperError) as error:
            _note_failure(job, run, "failed", str(error), clock)
            raise
        except Exception as error:
            _note_failure(job, run, "our_bug", f"{type(error).__name__}: {error}", clock)
            raise


def _build(job: RunPlan, run: RunRecord, making: Path, *, clock: Clock, report: Report, override: str | None) -> Built:
    evidence = gather(job.folder, report=report)
    parent = latest_id(job.folder)
    tables: Tables = {}
    try:
        derived = derive(evidence, parent, making)
        tables = derived.tables
        checks = run_checks(
            tables,
            floors=job.floors,
            baseline=read_baseline(job.folder),
            other_columns=find_other_columns(job.folder, release=parent) if parent else (),
            before=derived.before,
            balance=balance(evidence),
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
    apart = override is None and is_limited(job.folder)
    try:
        if parent and run.crawl and checks.passed and not apart and says_the_same(job.folder, parent, tables):
            visit = record_visit(job.folder, tables, made, checks, now=clock.now())
            return Built(visit, open_tables(job.folder, release=parent), checks, parent)
        page = {FILE_NAME: stream_report(tables, _account(job, checks, parent))} if tables else {}
        release = publish(job.folder, tables, made, checks, now=clock.now(), extras=page, apart=apart)
        if job.keep is not None and not apart:
            remove_old(job.folder, keep=job.keep)
    except OSError as error:
        raise StorageFault(f"{error.filename or job.folder} cannot be written ({error.strerror}); {MEND}") from error
    return Built(release, tables, checks, parent)


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
        crawl=newest_summary(job.folder),
    )


def verify(job: RunPlan, release: str | None = None, *, report: Report | None = None) -> Verification:
    """Compare a release with its hashes, and with what the archive gives; see `build.verification`."""
    (answer,) = verify_releases(job.folder, [release], report=report)
    return answer


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
    tables = make_tables_as_of(job.folder, as_of, report=report or (_count if sys.stderr.isatty() else None))
    return to_frame(tables[name], name, practice=job.is_practice, exact=exact)


def _count(done: int, total: int, note: str) -> None:
    """Count the pages in one line on a terminal."""
    sys.stderr.write(f"\rReading pages: {done:,} of {total:,}" + ("\n" if done == total else ""))
    sys.stderr.flush()
