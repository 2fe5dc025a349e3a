"""`export` and `reconcile`: a release in other formats, and beside what an IATI file says."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.configured import AsJson, ConfigFile, Output, Release, SiteOption, configure, plan
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.suggestions import suggest
from cli.terminal import print_json
from scraper.errors import StorageFault

FORMATS = ("jsonl", "xlsx", "sqlite", "duckdb", "iati", "croissant", "dcat", "citation", "zenodo", "charts", "wacz")
"""What a shell completes, without the libraries that write them."""
Format = Annotated[
    str,
    typer.Argument(
        metavar="FORMAT",
        help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.",
        autocompletion=lambda: list(FORMATS),
    ),
]
To = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to (default: exports/ in the site's folder).")]
Activities = Annotated[Path, typer.Argument(metavar="FILE", help="An IATI 2.0x activities file.")]
MOST_LINES = 10
"""So many lines of one kind are printed."""


def export(
    format_name: Format,
    *,
    site: SiteOption = "live",
    output: Output = None,
    release: Release = None,
    to: To = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Write a release in another format, after its hashes were checked; what the format cannot take is named.

    For example:

        iom-projects export iati --site practice

        iom-projects export duckdb --to analysis/

        iom-projects export citation

        iom-projects export wacz

    `citation` and `zenodo` name whoever stands under [citation] in the settings; nothing is uploaded. `wacz` holds the
    pages themselves as they were captured: open it with https://replayweb.page, or with pywb.
    """
    from cli.replay import write_captures
    from dataset.exports import EXPORTS, ExportError, citation, zenodo
    from dataset.exports import export as write
    from dataset.exports.source import Source
    from report import pictures

    configuration = configure(config, output=output)
    job = configuration.plan(site)
    formats: dict[str, Callable[[Source, Path], tuple[str, ...]]] = {
        **EXPORTS,
        "citation": partial(citation.write, credit=configuration.credit),
        "zenodo": partial(zenodo.write, credit=configuration.credit),
        "charts": pictures.write,
        "wacz": partial(write_captures, job.folder),
    }
    if format_name not in formats:
        raise WrongUseError(f"no format {format_name!r}{suggest(format_name, formats)}; there are {', '.join(formats)}")
    try:
        written, notes = write(format_name, job.folder, to or job.folder / "exports", release=release, formats=formats)
    except ExportError as error:
        raise WrongUseError(str(error)) from error
    except OSError as error:
        raise _unwritten(error, to or job.folder / "exports") from error
    if json:
        print_json({"files": [str(path) for path in written], "notes": notes}, indent=2)
    else:
        print_lines([*notes, *(str(path) for path in written)])
    return DONE


def reconcile(
    activities: Activities,
    *,
    site: SiteOption = "live",
    output: Output = None,
    release: Release = None,
    to: To = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Compare projects with IATI activities; nothing of ours is overwritten.

    An activity meets a project where its identifier ends as the Projects ID does. A sector code (vocabulary 99) that is
    the ID's prefix, or the Fund's name among the participating organisations, confirms it; a sector of another prefix
    makes it another project's. The result is a table, one row per project and field, that says so.

    For example:

        iom-projects reconcile iom-activities.xml --site practice
    """
    from collections import Counter

    from dataset.iati_activities import IatiFileError, read_activities
    from dataset.reconciliation import reconcile as compare
    from dataset.releases.csv_files import write_csv
    from dataset.releases.loading import load_table
    from dataset.releases.parquet import write_parquet

    job = plan(site, config, output=output)
    projects = load_table(job.folder, "projects", release=release)
    folder = to or job.folder / "exports"
    try:
        found = compare(projects, read_activities(activities))
    except IatiFileError as error:
        raise WrongUseError(str(error)) from error
    except OSError as error:
        raise WrongUseError(f"{activities} cannot be read ({error.strerror})") from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / "reconciliation.parquet", folder / "reconciliation.csv"]
        write_parquet(found.table, files[0])
        write_csv(found.table, files[1])
    except OSError as error:
        raise _unwritten(error, folder) from error
    results = dict(sorted(Counter(found.table.column("result").to_pylist()).items()))
    if json:
        read = {
            "activities": found.activities,
            "met": found.met,
            "confirmed": found.confirmed,
            "contradicted": found.contradicted,
            "of_fund_alone": found.of_fund_alone,
            "without_identifier": found.without_identifier,
        }
        print_json({"files": [*map(str, files)], "results": results, **read, "repeated": found.repeated}, indent=2)
    else:
        counted = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in results.items())
        met = f"{found.met:,} with the identifier of a project, {found.without_identifier:,} with none"
        sure = f"of these {found.confirmed:,} are confirmed by sector or Fund; the others prove nothing"
        others = (
            f"{one} ends as a project's, but its sectors are of another type: left out" for one in found.contradicted
        )
        lacking = (f"{one} names the Fund, and no project of ours has its identifier" for one in found.of_fund_alone)
        repeated = (f"several activities have the identifier {one}: each is compared" for one in found.repeated)
        told = [f"{found.activities:,} activities, {met}", *([sure] if found.met else [])]
        told += [*_first(others), *_first(lacking), *repeated, counted or "no identifier meets"]
        print_lines([*told, *map(str, files)])
    return DONE


def _first(lines: Iterable[str]) -> list[str]:
    """The first lines, and how many more there are."""
    every = list(lines)
    more = len(every) - MOST_LINES
    return [*every[:MOST_LINES], *([f"… and {more:,} more such (--json has all)"] if more > 0 else [])]


def _unwritten(error: OSError, folder: Path) -> StorageFault:
    return StorageFault(f"{error.filename or folder} cannot be written ({error.strerror}); --to names another folder")
