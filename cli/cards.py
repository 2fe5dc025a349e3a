"""`show` and `search`: one project as a card, and the projects that hold some words."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.configured import AsJson, ConfigFile, Output, Release, SiteOption, plan
from cli.excerpts import excerpts
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.projects import find_project
from cli.sheet import print_sheet
from cli.suggestions import complete_fields, suggest
from cli.terminal import print_json
from cli.versions import other_columns, version_lines

if TYPE_CHECKING:
    from dataset.cards import Card
    from dataset.search import Hit

Name = Annotated[str, typer.Argument(metavar="PROJECT", help="Key, Projects ID, Prima ID, or the page's address.")]
Words = Annotated[list[str], typer.Argument(metavar="TEXT...", help="Words or phrases that must all be there.")]
In = Annotated[
    list[str] | None,
    typer.Option("--in", metavar="FIELD", help="Look there alone; repeat for more.", autocompletion=complete_fields),
]
Most = Annotated[int | None, typer.Option(min=1, help="Show no more than this (default: all).")]

SHOWN_APART = ("title", "description", "url")
"""Fields that have a place of their own on the card, or say nothing there."""


def show(
    project: Name,
    *,
    site: SiteOption = "live",
    output: Output = None,
    release: Release = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Show a project as a card: its values, what its pages print, its history, findings, and where it comes from.

    For example:

        iom-projects show Q36-805

        iom-projects show Q36-805 --json | jq .observations
    """
    from dataset.cards import make_card
    from dataset.releases.catalogue import find_release, read_run
    from dataset.releases.loading import load_tables

    job = plan(site, config, output=output)
    folder = find_release(job.folder, release)
    tables = load_tables(job.folder, release=folder.name)
    key = find_project(tables["projects"].to_pylist(), project, what=f"project of the release {folder.name}")
    card = make_card(tables, key["project_key"])
    about = {
        "site": job.site.start,
        "release": folder.name,
        "practice": bool(read_run(folder).get("practice")),
        "other_columns": other_columns(job.folder, folder.name),
    }
    if json:
        print_json({**about, **asdict(card)}, indent=2)
    else:
        print_sheet(_pairs(card, about, site))
    return DONE


def search(
    text: Words,
    *,
    fields: In = None,
    most: Most = None,
    site: SiteOption = "live",
    output: Output = None,
    release: Release = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Find the projects that hold words, in any field, whatever their accents and capitals.

    For example:

        iom-projects search border management

        iom-projects search "border management" ghana --in title --in countries
    """
    from dataset.releases.catalogue import find_release
    from dataset.releases.loading import load_table
    from dataset.search import FIELDS
    from dataset.search import search as find

    for field in fields or ():
        if field not in FIELDS:
            raise WrongUseError(
                f"no field to search is called {field}{suggest(field, FIELDS)}; there are {', '.join(FIELDS)}"
            )
    if not any(word.strip() for word in text):
        raise WrongUseError("name a word to look for")
    job = plan(site, config, output=output)
    name = find_release(job.folder, release).name
    other = other_columns(job.folder, name)
    rows = {
        table: load_table(job.folder, table, release=name).to_pylist() for table in ("projects", "project_countries")
    }
    hits = find(rows["projects"], rows["project_countries"], text, fields=fields or FIELDS)
    shown = hits[:most]
    if json:
        found = [asdict(hit) for hit in shown]
        about = {"site": job.site.start, "release": name, "other_columns": other}
        print_json({**about, "found": len(hits), "projects": found}, indent=2)
    else:
        print_lines(version_lines(other))
        print_lines(_hit_lines(shown))
        print_lines([_found(len(hits), len(shown), len(rows["projects"]))])
    return DONE


def _hit_lines(hits: "list[Hit]") -> Iterator[str]:
    for hit in hits:
        yield f"{hit.project_key}  {hit.title or 'untitled'}"
        yield from (f"    {field}: {text}" for field, text in hit.found_in.items() if field != "title")


def _found(found: int, shown: int, total: int) -> str:
    told = f"{found:,} of {total:,} projects"
    return told if shown == found else f"{told}; {shown:,} are shown"


def _pairs(card: "Card", about: dict[str, Any], site: str) -> Iterator[tuple[str, str]]:
    project = card.project
    yield "Project", f"{project['project_key']}  {project['title'] or 'untitled'}"
    if about["practice"]:
        yield "PRACTICE DATA", "real facts and invented projects, in invented pages"
    yield "Page", project["url"] or "null"
    yield "Release", about["release"]
    yield from (("Note", line) for line in version_lines(about["other_columns"]))
    for field, value in project.items():
        if field not in {*SHOWN_APART, "project_key"}:
            yield field, _value(card, field, value)
    yield from (("Country", _country(row)) for row in card.countries)
    yield from (("Description", line) for line in (project["description"] or "none").splitlines() if line.strip())
    yield from (
        ("Component", f"{row['list']}.{row['position']} [{row['kind']}] {row['text']}") for row in card.components
    )
    yield from (("History", _change(row)) for row in card.changes)
    if not card.changes:
        yield "History", "nothing has changed since the first release"
    yield from (("Issue", _issue(row)) for row in card.issues)
    if not card.issues:
        yield "Issue", "none"
    yield from (("Source", _page(row)) for row in card.pages)
    yield "Look closer", f"iom-projects explain {project['project_key']} [FIELD]{_option(site)}"


def _option(site: str) -> str:
    return "" if site == "live" else f" --site {site}"


def _value(card: "Card", field: str, value: Any) -> str:
    from dataset.values.cells import as_text

    if value is None:
        reasons = card.why_null(field)
        return f"null ({', '.join(reasons)})" if reasons else "null"
    shown = as_text(value) or ""
    printed = card.printed(field)
    return shown if printed is None or printed == shown else f"{shown}  (printed: {printed!r})"


def _country(row: dict[str, Any]) -> str:
    names = row["name_en"] or row["name"] or "no name"
    printed = f", printed {row['name']!r}" if row["name"] and row["name"] != row["name_en"] else ""
    return f"{row['iso3']}  {names} ({row['role']}{printed})"


def _change(row: dict[str, Any]) -> str:
    before, after = excerpts(row["old"], row["new"])
    return f"{row['observed_at'][:10]}  {row['field']}: {before} -> {after}  ({row['cause']})"


def _issue(row: dict[str, Any]) -> str:
    field = f" ({row['field']})" if row["field"] else ""
    return f"{row['severity']}  {row['kind']}{field}: {row['message']}"


def _page(row: dict[str, Any]) -> str:
    seen = f"last seen {row['last_fetched'] or 'never'}, first {row['first_fetched'] or 'never'}"
    imported = f", imported from {row['imported_from']}" if row["imported_from"] else ""
    found = f", found by {', '.join(row['found_by'] or ()) or 'nobody knows what'}"
    layout = f"{row['language'] or 'unknown language'}, {row['layout'] or 'unknown'} layout"
    return f"{row['url']}  {row['state']}; {layout}; {seen}{found}{imported}; {row['digest'] or 'no bytes'}"
