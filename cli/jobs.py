"""`run`, `crawl` and `build`: the whole job and its two halves.

What they need (pyarrow, httpx, the practice site) is imported when they run: it costs a second that `parse` and
`--help` need not wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.advice import advising
from cli.alerts import alerting
from cli.configured import (
    AsJson,
    ConfigFile,
    Contact,
    Delay,
    Mirror,
    Output,
    Season,
    SiteName,
    Size,
    Today,
    clock_of,
    plan,
    plan_build,
    warn_of_contact,
)
from cli.exits import DONE, INTERRUPTED, WrongUseError
from cli.interruption import stopping
from cli.logs import LogFile, Quiet, Verbose, logging_to, telling
from cli.terminal import print_json

if TYPE_CHECKING:
    from build.shards import Engine
    from scraper.clock import Clock
    from settings.run_plan import RunPlan


class EngineKind(StrEnum):
    """What reads the pages of a build."""

    LOCAL = "local"
    DASK = "dask"


EngineName = Annotated[EngineKind, typer.Option("--engine", help="Read pages on this machine, or by Dask's workers.")]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Dask's scheduler (default: workers on this machine).")
]
Limit = Annotated[int | None, typer.Option(help="Ask for no more project pages than this.")]
Override = Annotated[str | None, typer.Option(metavar="REASON", help="Publish though the checks refuse, and say why.")]
Compare = Annotated[bool, typer.Option("--compare", help="Publish nothing; show what today's parsers would change.")]

ENDING = "ending in order; the next crawl goes on from here (once more to end at once)"


def run(
    site: SiteName = "live",
    *,
    output: Output = None,
    config: ConfigFile = None,
    contact: Contact = None,
    delay: Delay = None,
    limit: Limit = None,
    size: Size = 1200,
    season: Season = 1,
    today: Today = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    log_file: LogFile = None,
    json: AsJson = False,
) -> int:
    """Crawl a site, then build and publish a release: the whole job.

    For example:

        iom-projects run --contact you@example.org

        iom-projects run practice --size 50

    Exit codes: 0 done, 2 wrong use, 3 the checks refused to publish, 4 the site cannot be reached or its robots.txt
    forbids it, 5 blocked or rate-limited, 6 another run is at work, 7 the disk. The last good release stands in
    every case but 0.
    """
    import pipeline
    from cli.summary import describe_build, describe_crawl, join_warnings
    from dataset.errors import ReleaseRefusedError
    from dataset.schema.arrow import give_memory_back, leave_pandas_out

    leave_pandas_out()
    give_memory_back()
    flags = {"output": output, "contact": contact, "delay_seconds": delay, "limit": limit}
    job = plan(site, config, size=size, season=season, **flags)
    clock = clock_of(job, today)
    with alerting(job, site, clock) as stopped, logging_to(log_file, verbose=verbose, quiet=quiet):
        if not quiet:
            warn_of_contact(job)
        with advising(job), stopping(ENDING) as stop, telling("Crawling") as report:
            crawled = pipeline.crawl(job, clock=clock, report=report, stop=stop)
        if stop.is_set():
            stopped.set()
            return INTERRUPTED
        about = describe_crawl(job, crawled)
        try:
            with telling("Reading pages") as report:
                built = pipeline.build(job, clock=clock, report=report, summary=crawled)
        except ReleaseRefusedError:
            _finish(about, json=json)  # what the crawl did may well be why
            raise
    said = join_warnings(about, describe_build(job, built))
    return _finish({**said, "status": _status(job, clock)}, json=json)


def crawl(
    site: SiteName = "live",
    *,
    output: Output = None,
    config: ConfigFile = None,
    contact: Contact = None,
    delay: Delay = None,
    limit: Limit = None,
    size: Size = 1200,
    season: Season = 1,
    today: Today = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    log_file: LogFile = None,
    json: AsJson = False,
) -> int:
    """Crawl a site into its archive and ledger, and publish nothing.

    For example:

        iom-projects crawl --limit 20 --contact you@example.org
    """
    from cli.summary import describe_crawl
    from scraper.crawl import crawl as crawl_site
    from scraper.summary import progress_to

    flags = {"output": output, "contact": contact, "delay_seconds": delay, "limit": limit}
    job = plan(site, config, size=size, season=season, **flags)
    clock = clock_of(job, today)
    with alerting(job, site, clock) as stopped, logging_to(log_file, verbose=verbose, quiet=quiet):
        if not quiet:
            warn_of_contact(job)
        with advising(job), stopping(ENDING) as stop, telling("Crawling") as report, job.reach() as settings:
            # As `pipeline.crawl` does, which comes with all that a build needs: half a second for nothing.
            crawled = crawl_site(job.site, job.folder, settings, clock=clock, progress=progress_to(report), stop=stop)
        if stop.is_set():
            stopped.set()
    done = _finish(describe_crawl(job, crawled), json=json)
    return INTERRUPTED if stop.is_set() else done


def build(
    site: SiteName = "live",
    *,
    output: Output = None,
    config: ConfigFile = None,
    override: Override = None,
    compare: Compare = False,
    engine: EngineName = EngineKind.LOCAL,
    scheduler: Scheduler = None,
    mirror: Mirror = None,
    today: Today = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    log_file: LogFile = None,
    json: AsJson = False,
) -> int:
    """Build and publish a release from the archive. Needs no network.

    With --compare, the captures behind the latest release are read again by today's parsers, and every value, page,
    component and finding that differs is shown, grouped by pattern; nothing is published.

    With --engine dask, the pages are read by the workers of a Dask cluster, on this machine or where --scheduler says;
    the release has the same bytes. An output of s3://bucket/prefix is read and published in an object store; keys come
    from the environment or a profile. Both are told of in docs/scaling.md.

    For example:

        iom-projects build practice

        iom-projects build live --engine dask --scheduler tcp://scheduler:8786

        iom-projects build live --output s3://bucket/prefix

        iom-projects build practice --compare
    """
    import pipeline
    from cli.edit_effects import show_effects
    from cli.summary import describe_build
    from dataset.schema.arrow import give_memory_back, leave_pandas_out

    leave_pandas_out()
    give_memory_back()
    if scheduler is not None and engine is EngineKind.LOCAL:
        raise WrongUseError("--scheduler is Dask's: add --engine dask")
    if compare and override is not None:
        raise WrongUseError("--compare publishes nothing, so there is nothing to override")
    if compare and engine is not EngineKind.LOCAL:
        raise WrongUseError("--compare reads on this machine: leave --engine out")
    if override is not None and not override.strip():
        raise WrongUseError("--override needs a reason, which is published with the data")
    job, address = plan_build(site, config, output, mirror)
    if compare and address is not None:
        raise WrongUseError("--compare reads a folder: copy the site out of s3:// for it")
    clock = clock_of(job, today)
    with logging_to(log_file, verbose=verbose, quiet=quiet):
        if compare:
            return show_effects(job, json=json)
        with (
            alerting(job, site, clock),
            _engine(engine, scheduler) as reads,
            telling("Reading pages") as report,
        ):
            built = pipeline.build(job, clock=clock, report=report, override=override, engine=reads, address=address)
    return _finish(describe_build(job, built), json=json)


@contextmanager
def _engine(kind: EngineKind, scheduler: str | None) -> Iterator["Engine | None"]:
    if kind is EngineKind.LOCAL:
        yield None
        return
    from build.dask_cluster import dask_cluster

    with dask_cluster(scheduler) as engine:
        yield engine


def _status(job: "RunPlan", clock: "Clock") -> dict[str, Any] | None:
    """What `status` says of the data now: a release may well be published of which somebody should hear more."""
    from monitoring.condition import read_condition

    condition = read_condition(job.folder, now=clock.now(), refetch_days=job.settings.refetch_days)
    if condition is None:
        return None
    code, reason = condition.judge()
    return {"exit_code": code, "verdict": reason}


def _finish(summary: dict[str, Any], *, json: bool) -> int:
    from cli.summary import print_summary

    if json:
        print_json(summary, indent=2)
    else:
        print_summary(summary)
    return DONE
