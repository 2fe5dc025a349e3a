"""`fixture`: the maintainers' loop, from a page that came out wrong to an accepted expectation."""

import getpass
import ipaddress
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from cli.configured import AsJson, ConfigFile, Output
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.page_lookup import KeyOrPath, SiteOption, look_up
from cli.terminal import print_json, track
from dataset.values.observation import PageObservations
from maintenance.fixtures import Acceptance, Fixture, FixtureLayout, Meta, Source, find_fixture, find_fixtures, slug_of

if TYPE_CHECKING:
    from maintenance.proposals import Proposal
from sandbox.page import SavedPage

app = typer.Typer(help="The maintainers' loop: add a page, propose its answer, accept it.", no_args_is_help=True)

Why = Annotated[str, typer.Option(help="Why it is kept, in a few words joined by hyphens: no-budget.")]
Reason = Annotated[str | None, typer.Option(help="The same as a sentence (default: the words of --why).")]
LayoutName = Annotated[FixtureLayout | None, typer.Option(help="Where it belongs (default: as the page is read).")]
Slug = Annotated[str | None, typer.Option(help="Name of the page (default: from its address, else from the file).")]
PageSource = Annotated[Source | None, typer.Option(help="Where it comes from (default: told by its meta file).")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="Fixtures, e.g. current/slug--why.")]
Every = Annotated[bool, typer.Option("--all", help="Every fixture.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The fixture, e.g. current/slug--why.")]
Because = Annotated[str, typer.Option(help="Why the new answer is right, as a sentence.")]
By = Annotated[str | None, typer.Option(help="Who accepts it (default: your user name).")]
Root = Annotated[Path, typer.Option("--fixtures", metavar="DIR", help="The folder of fixtures.")]

FIXTURES = Path("tests/fixtures")

PRACTICE_HOST = "practice.example"
"""What the practice site calls itself in its archive."""


@app.command("add")
def add(
    key_or_path: KeyOrPath,
    *,
    why: Why,
    reason: Reason = None,
    layout: LayoutName = None,
    slug: Slug = None,
    source: PageSource = None,
    fixtures: Root = FIXTURES,
    site: SiteOption = "live",
    output: Output = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Keep a page as a fixture, without an expectation yet.

    For example:

        iom-projects fixture add CT.0690 --why no-budget

        iom-projects fixture add page.html --why no-budget
    """
    from build.pages import read_pages
    from maintenance.proposals import add_fixture

    page = look_up(key_or_path, site=site, output=output, config=config)
    (answer,) = read_pages([page], workers=1)
    meta = Meta(page.url, page.fetched_at, page.content_type, source or _source_of(page), reason or _sentence(why))
    name = slug or slug_of(answer.url, Path(key_or_path).stem)
    fixture = add_fixture(fixtures, layout or answer.layout or "refused", name, why, page=page, meta=meta)
    if json:
        print_json({"fixture": fixture.name, "folder": str(fixture.folder)})
    else:
        command = f"iom-projects fixture propose {fixture.name}{_where(fixtures)}"
        print_lines([f"added {fixture.folder}", f"next: write expected.json by hand, or {command}"])
    return DONE


@app.command("propose")
def propose_answers(
    names: Names = None, *, every: Every = False, fixtures: Root = FIXTURES, json: AsJson = False
) -> int:
    """Write what the parser says now beside what was accepted, and show where they differ.

    Nothing accepted is touched: the answer goes to expected.new.json, and the tests fail until it is accepted or
    removed.

    For example:

        iom-projects fixture propose current/some-project--no-budget

        iom-projects fixture propose --all
    """
    from maintenance.proposals import propose

    if bool(names) == every:
        raise WrongUseError("name the fixtures to propose answers for, or say --all")
    chosen = [find_fixture(fixtures, name) for name in names] if names else find_fixtures(fixtures)
    proposals = [propose(fixture, answer) for fixture, answer in _read(chosen)]
    if json:
        print_json([_describe(proposal) for proposal in proposals], indent=2)
    else:
        print_lines(line for proposal in proposals for line in _proposal_lines(proposal, fixtures))
    return DONE


@app.command("accept")
def accept_proposal(
    name: Name, *, because: Because, by: By = None, fixtures: Root = FIXTURES, json: AsJson = False
) -> int:
    """Make a proposed answer the expectation, if the parser still gives it, and note why in the meta file.

    For example:

        iom-projects fixture accept current/some-project--no-budget --because "The page has no budget."
    """
    from maintenance.proposals import accept

    if not because.strip():
        raise WrongUseError("--because needs a reason")
    fixture = find_fixture(fixtures, name)
    today = datetime.now(UTC).date().isoformat()
    ((_, answer),) = _read([fixture])
    accept(fixture, answer, Acceptance(by or _user(), today, because.strip()))
    if json:
        print_json({"fixture": fixture.name, "state": "accepted"})
    else:
        print_lines([f"accepted {fixture.name}; nothing was committed: read git diff {fixture.folder}"])
    return DONE


@app.command("list")
def list_fixtures(*, fixtures: Root = FIXTURES, json: AsJson = False) -> int:
    """List the fixtures and where each stands: accepted, failing, proposed, or missing an expectation.

    For example:

        iom-projects fixture list
    """
    rows = [_row(fixture, answer) for fixture, answer in _read(find_fixtures(fixtures))]
    if json:
        print_json(rows, indent=2)
        return DONE
    counts = Counter(row["state"] for row in rows)
    total = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"
    lines = [f"{row['state']:<9} {row['outcome']:<13} {row['fixture']}" for row in rows]
    print_lines([*lines, f"{len(rows)} fixtures: {total}"])
    return DONE


def _read(fixtures: Sequence[Fixture]) -> Iterator[tuple[Fixture, PageObservations]]:
    """Read the pages of fixtures in children: a page that once hung a reader is a good fixture."""
    from build.pages import read_pages

    answers = read_pages(fixture.page() for fixture in fixtures)
    yield from zip(fixtures, track(answers, "Reading fixtures", len(fixtures)), strict=True)


def _source_of(page: SavedPage) -> Source:
    """Tell where a page comes from by the address in its meta file; other pages do not say."""
    host = urlsplit(page.url or "").hostname or ""
    if host == "iom.int" or host.endswith(".iom.int"):
        return "live"
    if host == PRACTICE_HOST or _is_loopback(host):
        return "practice"
    raise WrongUseError('no meta file says where the page comes from: add --source live, practice or "written by hand"')


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sentence(why: str) -> str:
    return why.replace("-", " ").capitalize() + "."


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise WrongUseError("your user name is not known here: say who accepts with --by NAME") from error


def _where(fixtures: Path) -> str:
    return "" if fixtures == FIXTURES else f" --fixtures {fixtures}"


def _row(fixture: Fixture, answer: PageObservations) -> dict[str, str]:
    from maintenance.proposals import state_of

    return {
        "fixture": fixture.name,
        "layout": fixture.layout,
        "slug": fixture.slug,
        "why": fixture.why,
        "outcome": answer.outcome,
        "state": state_of(fixture, answer),
    }


def _describe(proposal: "Proposal") -> dict[str, Any]:
    return {
        "fixture": proposal.fixture.name,
        "proposed": str(proposal.path) if proposal.path else None,
        "first": proposal.is_first,
        "differences": [
            {"aspect": one.aspect, "removed": list(one.removed), "added": list(one.added)}
            for one in proposal.differences
        ],
    }


def _proposal_lines(proposal: "Proposal", fixtures: Path) -> Iterator[str]:
    name = proposal.fixture.name
    if proposal.path is None:
        yield f"{name}: as expected, nothing to propose"
        return
    yield f"{name}: {'first answer, read every line' if proposal.is_first else 'differs from what was accepted'}"
    for one in proposal.differences:
        yield f"  {one.aspect}"
        yield from (f"    - {line}" for line in one.removed)
        yield from (f"    + {line}" for line in one.added)
    yield f"  written to {proposal.path}"
    yield f'  if all of it is right: iom-projects fixture accept {name}{_where(fixtures)} --because "…"'
