"""`import`: captures that others made, or you saved, into a site's archive."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configured import AsJson, ConfigFile, Contact, Output, SiteOption, plan
from cli.exits import DONE, WRONG_USE, WrongUseError
from cli.lines import print_lines
from cli.terminal import print_json, printable, reporting, write_error

if TYPE_CHECKING:
    from scraper.imports.foreign import LeftOut
    from scraper.imports.summary import ImportSummary
    from settings.run_plan import RunPlan

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH…",
        help="WARC or WACZ files, saved pages (HTML, MHTML), folders of these, or the address of a CDX server.",
    ),
]
Base = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Where saved pages are from whose canonical links name no host."),
]
Replay = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="For a CDX server: what stands before TIMEid_/ADDRESS of a capture."),
]
When = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="When pages that do not say so were saved, e.g. 2024-05-31."),
]
LABEL = 10
SHOWN = 10
"""So many things left out, and so many files passed over, are named one by one; --json has more."""


def take_in(
    paths: Paths,
    *,
    site: SiteOption = "live",
    date: When = None,
    base: Base = None,
    replay: Replay = None,
    contact: Contact = None,
    output: Output = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Take captures of project pages that others made into the archive; then `build` needs no request.

    Read are WARC (.warc, .warc.gz), WACZ, saved pages (.html, .mhtml), folders of these, and the captures that a web
    archive replays, by the address of its CDX server (pywb's or the Wayback Machine's), asked as politely as any site;
    the settings web_archive_captures and web_archive_limit say how many. A saved page's address and
    time come from NAME.meta.json beside it ({"url": …, "fetched_at": …}), from what the browser noted in it, or, the
    address alone, from its canonical link. --date gives a time to pages that have none, --base the host to links that
    have none.

    Every capture keeps its own date and where it came from (`imported_from` in the table `pages`). None is taken twice,
    none from the future, and none that is newer than what the site itself last answered us. What is damaged is named in
    a line, and all that is good is taken.

    For example:

        iom-projects import crawl.wacz && iom-projects build

        iom-projects import saved-pages/ --date 2024-05-31 --base https://www.iom.int

        iom-projects import https://web.archive.org/cdx/search/cdx --contact you@example.org

    Exit codes: 0 done, 2 wrong use or no capture of the site's project pages, 4 the web archive cannot be reached,
    5 it told us to stay away, 6 a run is at work, 7 the disk.
    """
    from scraper.clock import SystemClock
    from scraper.imports import intake
    from scraper.imports.replays import find_replays
    from scraper.imports.sources import find_sources

    moment, start = _moment(date), _start(base)
    job = plan(site, config, output=output, contact=contact)
    indexes = [path for path in paths if path.startswith(("http://", "https://"))]
    if replay is not None and not indexes:
        raise WrongUseError("--replay belongs to the address of a CDX server, and none is named")
    replays = [find_replays(index, replay) for index in indexes]
    sources = find_sources([Path(path) for path in paths if path not in indexes])
    with reporting("Importing") as report:
        summary = intake.take_in(
            job.site,
            job.folder,
            sources,
            clock=SystemClock(),
            hints=intake.Hints(moment, start),
            replays=replays,
            settings=job.settings,
            report=report,
        )
    for line in _left_out_lines(summary):
        write_error(f"iom-projects: {printable(line)}")
    if json:
        print_json({"site": job.site.start, "folder": str(job.folder), **summary.to_json()}, indent=2)
    else:
        print_lines(_lines(job, summary))
    if not summary.captures and not summary.left_out["known"]:
        write_error(f"iom-projects: nothing was taken: no capture of a project page of {job.site.start} that can stand")
        return WRONG_USE
    return DONE


def _moment(date: str | None) -> datetime | None:
    from scraper.imports.meta_file import read_moment

    try:
        return read_moment(date)
    except ValueError as error:
        raise WrongUseError(f"--date takes a day or a time like 2024-05-31T10:00:00Z, not {date!r}") from error


def _start(base: str | None) -> str | None:
    from scraper.addresses import canonical
    from scraper.errors import AddressRefused

    try:
        return canonical(base) if base is not None else None
    except AddressRefused as error:
        raise WrongUseError(f"--base takes an address like https://www.iom.int, not {base!r}") from error


def _lines(job: "RunPlan", summary: "ImportSummary") -> Iterator[str]:
    from scraper.imports.foreign import REASONS

    yield f"{'Site':<{LABEL}}{job.site.start}, in {job.folder}"
    yield f"{'Read':<{LABEL}}{_counted(summary.files, 'file')}"
    taken = f"{_counted(summary.captures, 'capture')} of {_counted(len(summary.addresses), 'project page')}"
    if summary.oldest and summary.newest:
        taken += f", of {summary.oldest:%Y-%m-%d} to {summary.newest:%Y-%m-%d}"
    yield f"{'Taken':<{LABEL}}{taken}"
    for number, reason in enumerate(reason for reason in REASONS if summary.left_out[reason]):
        example = next((one for one in summary.told if one.reason == reason), None)
        count = f"{summary.left_out[reason]:,} {REASONS[reason]}"
        yield f"{'' if number else 'Left out':<{LABEL}}{count}{_example(example)}"
    if summary.captures:
        yield f"{'Next':<{LABEL}}iom-projects build{_site_argument(job)}{_output_argument(job)}"


def _site_name(origin: str) -> str:
    """What `--site` takes for the site at an origin."""
    from scraper.addresses import authority
    from scraper.sites import live_site
    from settings.run_plan import PRACTICE_ADDRESS

    is_live = authority(origin) in live_site().hosts
    return "live" if is_live else "practice" if f"{origin}/" == PRACTICE_ADDRESS else f"{origin}/"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _example(one: "LeftOut | None") -> str:
    return f", for example {one.address}" if one is not None and one.address else ""


def _site_argument(job: "RunPlan") -> str:
    return {"live": ""}.get(job.site.name, f" {'practice' if job.is_practice else job.site.start}")


def _output_argument(job: "RunPlan") -> str:
    return "" if job.folder.parent == Path("output") else f" --output {job.folder.parent}"


def _left_out_lines(summary: "ImportSummary") -> Iterator[str]:
    """Name what is not usual: what is damaged, undated, of the future, and so on."""
    from scraper.imports.foreign import REASONS, USUAL

    odd = [one for one in summary.told if one.reason not in USUAL]
    for one in odd[:SHOWN]:
        about = f"{one.address}: " if one.address else ""
        yield f"{one.place}: {about}{REASONS[one.reason]}{f' ({one.message})' if one.message else ''}"
    count = sum(number for reason, number in summary.left_out.items() if reason not in USUAL)
    if count > SHOWN:
        yield f"{count - SHOWN:,} more captures were left out; --json names {len(summary.told):,} of all"
    for lines, more in ((summary.notes, "more notes"), (summary.skipped, "more files of which nothing was taken")):
        yield from lines[:SHOWN]
        if len(lines) > SHOWN:
            yield f"{len(lines) - SHOWN:,} {more}; --json names all"
    if not summary.captures and summary.others:
        (there, count), *_ = summary.others.most_common(1)
        yield f"{count:,} of the captures look like project pages of {there}: --site {_site_name(there)} takes them"
