"""`run`, `crawl` and `build`: the whole job and its two halves.

What they need (pyarrow, httpx, the practice site) is imported when they run: it costs a second that `parse` and
`--help` need not wait.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exits import DONE, INTERRUPTED
from cli.interruption import stopping
from cli.terminal import print_json, reporting

if TYPE_CHECKING:
    from job import Job

SiteName = Annotated[str, typer.Argument(metavar="SITE", help="live, practice, or the address of such a site.")]
Output = Annotated[Path, typer.Option(help="The folder that holds one folder per site.")]
Contact = Annotated[str | None, typer.Option(help="How the site's people reach you: an e-mail address or a web page.")]
Delay = Annotated[float | None, typer.Option(help="Least seconds between two requests [default: 2; practice: 0].")]
Limit = Annotated[int | None, typer.Option(help="Ask for no more project pages than this.")]
Size = Annotated[int, typer.Option(min=1, max=9999, help="Practice site only: how many projects it has.")]
Season = Annotated[int, typer.Option(min=1, max=2, help="Practice site only: which season it shows (1 or 2).")]
Override = Annotated[str | None, typer.Option(metavar="REASON", help="Publish though the checks refuse, and say why.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]

ENDING = "ending in order; the next crawl goes on from here (once more to end at once)"


def run(
    site: SiteName = "live",
    *,
    output: Output = Path("output"),
    contact: Contact = None,
    delay: Delay = None,
    limit: Limit = None,
    size: Size = 1200,
    season: Season = 1,
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
    from cli.summary import describe_build, describe_crawl

    job = _plan(site, output, contact, delay, limit, size, season)
    with stopping(ENDING) as stop, reporting("Crawling") as report:
        crawled = pipeline.crawl(job, report=report, stop=stop)
    if stop.is_set():
        return INTERRUPTED
    with reporting("Reading pages") as report:
        built = pipeline.build(job, report=report, summary=crawled)
    return _finish({**describe_crawl(job, crawled), **describe_build(job, built)}, json=json)


def crawl(
    site: SiteName = "live",
    *,
    output: Output = Path("output"),
    contact: Contact = None,
    delay: Delay = None,
    limit: Limit = None,
    size: Size = 1200,
    season: Season = 1,
    json: AsJson = False,
) -> int:
    """Crawl a site into its archive and ledger, and publish nothing.

    For example:

        iom-projects crawl --limit 20 --contact you@example.org
    """
    import pipeline
    from cli.summary import describe_crawl

    job = _plan(site, output, contact, delay, limit, size, season)
    with stopping(ENDING) as stop, reporting("Crawling") as report:
        crawled = pipeline.crawl(job, report=report, stop=stop)
    return _finish(describe_crawl(job, crawled), json=json)


def build(
    site: SiteName = "live", *, output: Output = Path("output"), override: Override = None, json: AsJson = False
) -> int:
    """Build and publish a release from the archive. Needs no network.

    For example:

        iom-projects build practice
    """
    import pipeline
    from cli.summary import describe_build
    from job import plan_job

    job = plan_job(site, output)
    with reporting("Reading pages") as report:
        built = pipeline.build(job, report=report, override=override)
    return _finish(describe_build(job, built), json=json)


def _plan(
    site: str,
    output: Path,
    contact: str | None,
    delay: float | None,
    limit: int | None,
    size: int,
    season: int,
) -> "Job":
    from job import plan_job
    from scraper.settings import CrawlSettings

    settings = CrawlSettings(contact=contact, delay_seconds=delay, limit=limit)
    return plan_job(site, output, settings, practice_size=size, practice_season=season)


def _finish(summary: dict[str, Any], *, json: bool) -> int:
    from cli.summary import print_summary

    if json:
        print_json(summary, indent=2)
    else:
        print_summary(summary)
    return DONE
