"""`diff`: what changed between two releases, and who caused it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configured import ConfigFile, Output, plan
from cli.excerpts import excerpts
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.releases import SiteOption
from cli.terminal import print_json

if TYPE_CHECKING:
    from dataset.differences import Difference, Differences, Listed

Earlier = Annotated[str | None, typer.Argument(metavar="[A]", help="The earlier release (default: the one before B).")]
Later = Annotated[str | None, typer.Argument(metavar="[B]", help="The later release (default: the latest).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")]

MOST_PROJECTS = 20
MOST_VALUES = 10
"""What the report for people lists of each kind; the JSON has all."""


def diff(
    earlier: Earlier = None,
    later: Later = None,
    *,
    site: SiteOption = "live",
    output: Output = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Show what changed from one release to another, by field, and whether the site, our parsers or our codelists did.

    For example:

        iom-projects diff --site practice

        iom-projects diff 2026-11-01T031500Z 2026-11-24T031500Z --json
    """
    from dataset.differences import compare_releases
    from dataset.loading import find_other_columns, load_table

    job = plan(site, config, output=output)
    old, new = _choose(job.folder, earlier, later)
    tables = [
        {name: load_table(job.folder, name, release=release) for name in ("projects", "changes")}
        for release in (old, new)
    ]
    found = compare_releases(*tables)
    other = {release: find_other_columns(job.folder, release=release) for release in (old, new)}
    if json:
        print_json({"site": job.site.start, "from": old, "to": new, "other_columns": other, **asdict(found)}, indent=2)
    else:
        print_lines(_lines(found, old, new))
        print_lines(
            f"{release} was written by another version, {'; '.join(told)}: these are not compared"
            for release, told in other.items()
            if told
        )
    return DONE


def _choose(folder: Path, earlier: str | None, later: str | None) -> tuple[str, str]:
    from dataset.catalogue import find_release, release_ids

    new = find_release(folder, later).name
    if earlier is not None:
        old = find_release(folder, earlier).name
        if old > new:
            raise WrongUseError(f"{old} is newer than {new}: name the earlier release first")
        return old, new
    before = [name for name in release_ids(folder) if name < new]
    if not before:
        raise WrongUseError(f"{new} is the first release of {folder}: there is nothing to compare it with")
    return before[-1], new


def _lines(found: "Differences", old: str, new: str) -> Iterator[str]:
    yield f"from {old} to {new}"
    yield from _project_lines("new projects", found.added)
    yield from _project_lines("withdrawn from the site", found.withdrawn)
    yield from _project_lines("back on the site", found.returned)
    yield from _project_lines("no longer in the dataset", found.removed)
    for field, changed in groupby(found.changed, key=lambda one: one.field):
        counts = ", ".join(f"{count:,} by {cause}" for cause, count in found.causes[field].items())
        yield f"{field}: {counts}"
        yield from _value_lines(list(changed))
    if not found.causes:
        yield "nothing changed"


def _project_lines(what: str, projects: Sequence["Listed"]) -> Iterator[str]:
    if projects:
        yield f"{what}: {len(projects):,}"
        yield from (f"  {one.project_key}  {one.title or 'untitled'}" for one in projects[:MOST_PROJECTS])
        yield from _rest(len(projects) - MOST_PROJECTS)


def _value_lines(changed: Sequence["Difference"]) -> Iterator[str]:
    for one in changed[:MOST_VALUES]:
        before, after = excerpts(one.old, one.new)
        yield f"  {one.project_key}  {before} -> {after}  ({one.cause})"
    yield from _rest(len(changed) - MOST_VALUES)


def _rest(more: int) -> Iterator[str]:
    if more > 0:
        yield f"  and {more:,} more: --json lists all"
