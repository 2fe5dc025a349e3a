"""`verify`: is a release what was published, and does its archive give it again?"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configured import AsJson, ConfigFile, Output, Release, SiteName, plan
from cli.exits import DONE, OUR_BUG, STORAGE, WrongUseError
from cli.lines import print_lines
from cli.terminal import print_json, reporting

if TYPE_CHECKING:
    from build.verification import Verification

Every = Annotated[bool, typer.Option("--all", help="Every release.")]

REMEDY_RELEASE = "restore it from a copy, or move the release's folder away and publish again: iom-projects build"
REMEDY_TABLES = "it was edited, or this is a bug of ours; publish again: iom-projects build"
REMEDY_ARCHIVE = "restore it from a copy; no other file holds what it held"


def verify(
    site: SiteName = "live",
    *,
    release: Release = None,
    every: Every = False,
    output: Output = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Compare a release with its hashes, and derive it again from the archive.

    Where a crawl has gone on since, the captures behind the release are read again: its projects, countries, components
    and observations. Where parsers or vocabularies have changed since, hashes alone are compared.

    For example:

        iom-projects verify

        iom-projects verify practice --all

    Exit codes: 0 all is well, 1 the archive gives other files (a bug of ours, or an edit whose hashes were
    made anew), 2 no such release, 7 a file of the
    release or of the archive is damaged or missing.
    """
    from build.verification import verify_releases
    from dataset.releases.catalogue import check_pointers, find_release, release_ids

    if every and release is not None:
        raise WrongUseError("name one release, or say --all")
    job = plan(site, config, output=output)
    find_release(job.folder, release)
    chosen = release_ids(job.folder) if every else [release]
    with reporting("Reading pages") as report:
        answers = verify_releases(job.folder, chosen, report=report)
    if json:
        print_json([asdict(answer) for answer in answers], indent=2)
    else:
        print_lines(dict.fromkeys(line for answer in answers for line in _lines(answer)))
    check_pointers(job.folder)
    if any(answer.faults or answer.lost_sources for answer in answers):
        return STORAGE
    return OUR_BUG if any(answer.differences for answer in answers) else DONE


def _lines(answer: "Verification") -> Iterator[str]:
    yield from (f"{fault}; {REMEDY_RELEASE}" for fault in _one_each(answer.faults))
    yield from (fault if ".sqlite" in fault else f"{fault}; {REMEDY_ARCHIVE}" for fault in answer.lost_sources)
    yield from (f"{answer.release}: {difference}; {REMEDY_TABLES}" for difference in answer.differences)
    if answer.faults or answer.differences:
        return
    if answer.not_derived is not None:
        yield f"{answer.release}: every file is as published; {answer.not_derived}: hashes alone were checked"
    elif answer.partly is not None:
        yield (
            f"{answer.release}: every file is as published, and its captures give the same projects, countries,"
            f" components and observations again; {answer.partly}: of the rest, hashes alone were checked"
        )
    else:
        yield f"{answer.release}: every file is as published, and the archive gives every one of them again"


def _one_each(faults: tuple[str, ...]) -> Iterator[str]:
    """One line for each file: two lists name its hash, and it is damaged once."""
    told = set()
    for fault in faults:
        path, _, _ = fault.rpartition(": ")
        if path not in told:
            told.add(path)
            yield fault
