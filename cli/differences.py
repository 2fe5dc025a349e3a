"""`diff` and `changes`: what changed between two releases, and over all of them, and who caused it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli.configured import AsJson, ConfigFile, Output, Release, SiteOption, plan
from cli.excerpts import excerpts
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.projects import find_project
from cli.suggestions import complete_fields, suggest
from cli.terminal import print_json
from cli.versions import other_columns, version_lines

if TYPE_CHECKING:
    from dataset.change_list import Group
    from dataset.releases.differences import Difference, Differences, Listed

Earlier = Annotated[str | None, typer.Argument(metavar="[A]", help="The earlier release (default: the one before B).")]
Later = Annotated[str | None, typer.Argument(metavar="[B]", help="The later release (default: the latest).")]
OfProject = Annotated[str | None, typer.Option("--project", help="Of this project alone.")]
OfField = Annotated[str | None, typer.Option("--field", help="Of this field alone.", autocompletion=complete_fields)]
OfCause = Annotated[
    Literal["source", "parser", "vocabulary"] | None, typer.Option("--cause", help="For this cause alone.")
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this day on (UTC), e.g. 2026-11-24.")]

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
    from dataset.releases.differences import compare_releases
    from dataset.releases.loading import find_other_columns, load_table

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


def changes(
    *,
    project: OfProject = None,
    field: OfField = None,
    cause: OfCause = None,
    since: Since = None,
    site: SiteOption = "live",
    output: Output = None,
    release: Release = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Show what has changed over all releases, also those that were removed: the newest day first.

    For example:

        iom-projects changes --since 2026-10-01 --cause source

        iom-projects changes --project Q36-805 --json
    """
    from dataset.change_list import choose, group
    from dataset.projects.history import TRACKED
    from dataset.releases.catalogue import find_release
    from dataset.releases.loading import load_table
    from dataset.values.cells import plain_rows

    if field is not None and field not in TRACKED:
        raise WrongUseError(
            f"no field with changes is called {field}{suggest(field, TRACKED)}; there are {', '.join(TRACKED)}"
        )
    job = plan(site, config, output=output)
    name = find_release(job.folder, release).name
    rows = {one: load_table(job.folder, one, release=name).to_pylist() for one in ("projects", "changes")}
    other = other_columns(job.folder, name)
    key = _key_of(project, rows) if project is not None else None
    day = _day(since) if since is not None else None
    chosen = list(choose(plain_rows(rows["changes"]), project_key=key, field=field, cause=cause, since=day))
    if json:
        print_json({"site": job.site.start, "release": name, "other_columns": other, "changes": chosen}, indent=2)
    else:
        print_lines(version_lines(other))
        titles = {row["project_key"]: row["title"] for row in rows["projects"]}
        print_lines(_group_lines(group(chosen), titles))
        print_lines([] if chosen else ["nothing has changed" + (" that fits" if len(rows["changes"]) else "")])
    return DONE


def _key_of(project: str, rows: dict[str, list[dict[str, Any]]]) -> str:
    """The key of a project; one that has left the dataset is known to `changes` alone."""
    if any(row["project_key"] == project for row in rows["changes"]):
        return project
    return str(find_project(rows["projects"], project)["project_key"])


def _day(text: str) -> str:
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError as error:
        raise WrongUseError(f"--since {text} is no day: write it as 2026-11-24") from error


def _group_lines(groups: "Iterable[Group]", titles: Mapping[str, str | None]) -> Iterator[str]:
    for one in groups:
        yield f"{one.day}  {one.field}: {len(one.rows):,} by {one.cause}"
        for row in one.rows[:MOST_VALUES]:
            before, after = excerpts(row["old"], row["new"])
            said = f"{before} -> {after}" if row["field"] == one.field else titles.get(row["project_key"]) or "untitled"
            yield f"  {row['project_key']}  {said}"
        yield from _rest(len(one.rows) - MOST_VALUES)


def _choose(folder: Path, earlier: str | None, later: str | None) -> tuple[str, str]:
    from dataset.releases.catalogue import find_release, in_order, release_ids

    new = find_release(folder, later).name
    if earlier is not None:
        old = find_release(folder, earlier).name
        if in_order(old) > in_order(new):
            raise WrongUseError(f"{old} is newer than {new}: name the earlier release first")
        return old, new
    before = [name for name in release_ids(folder) if in_order(name) < in_order(new)]
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
