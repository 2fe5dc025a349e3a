"""`releases`: which releases there are, which are kept for good, and the removal of old ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.configured import AsJson, ConfigFile, Output, SiteOption, plan
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.terminal import print_json

if TYPE_CHECKING:
    from settings.run_plan import RunPlan

app = typer.Typer(help="List, pin and remove releases; the archive stays whole.", no_args_is_help=True)

ReleaseId = Annotated[str, typer.Argument(metavar="ID", help="A release, e.g. 2026-11-24T031500Z.")]
Because = Annotated[str, typer.Option(help="Why it is kept, as a sentence.")]
Keep = Annotated[int, typer.Option(min=1, help="How many of the newest to keep.")]


@app.command("list")
def list_releases(
    *, site: SiteOption = "live", output: Output = None, config: ConfigFile = None, json: AsJson = False
) -> int:
    """List the releases of a site, oldest first.

    For example:

        iom-projects releases list --site practice
    """
    from dataset.errors import DamagedReleaseError
    from dataset.releases.catalogue import latest_id, pinned

    job = plan(site, config, output=output)
    ids = _release_ids(job.folder)
    pins, damage = pinned(job.folder), None
    try:
        latest = latest_id(job.folder)
    except DamagedReleaseError as error:
        latest, damage = None, error  # told last: what is there is what one needs to know now
    rows = [_describe(job.folder / "releases" / name, is_latest=name == latest, pinned=pins.get(name)) for name in ids]
    if json:
        print_json(rows, indent=2)
    else:
        print_lines(_line(row) for row in rows)
    if damage is not None:
        raise damage
    return DONE


@app.command("point")
def point_to_release(
    release: ReleaseId, *, site: SiteOption = "live", output: Output = None, config: ConfigFile = None
) -> int:
    """Let `latest` and `latest.json` point to a release that is there, after its hashes were checked.

    For example, where the latest release was lost, or must be taken back:

        iom-projects releases point 2026-11-24T031500Z
    """
    from dataset.errors import DamagedReleaseError
    from dataset.releases.catalogue import find_release
    from dataset.releases.release import point_to
    from dataset.releases.verification import verify

    with _changing(plan(site, config, output=output)) as folder:
        chosen = find_release(folder, release)
        if faults := verify(chosen):
            raise DamagedReleaseError(chosen, faults[0], "Choose another: iom-projects releases list")
        point_to(folder, release)
    print_lines([f"latest is {release}"])
    return DONE


@app.command("pin")
def pin_release(
    release: ReleaseId,
    *,
    because: Because,
    site: SiteOption = "live",
    output: Output = None,
    config: ConfigFile = None,
) -> int:
    """Keep a release whatever `prune` is asked to do, for example because a paper cites it.

    For example:

        iom-projects releases pin 2026-11-24T031500Z --because "Cited in our report of May 2027."
    """
    from dataset.releases.catalogue import pin

    if not because.strip():
        raise WrongUseError("--because needs a reason")
    with _changing(plan(site, config, output=output)) as folder:
        pin(folder, release, because.strip())
    print_lines([f"pinned {release}"])
    return DONE


@app.command("unpin")
def unpin_release(
    release: ReleaseId, *, site: SiteOption = "live", output: Output = None, config: ConfigFile = None
) -> int:
    """Let a release be removed again when its time has come.

    For example:

        iom-projects releases unpin 2026-11-24T031500Z
    """
    from dataset.releases.catalogue import unpin

    with _changing(plan(site, config, output=output)) as folder:
        unpin(folder, release)
    print_lines([f"unpinned {release}"])
    return DONE


@app.command("prune")
def prune_releases(
    *, keep: Keep, site: SiteOption = "live", output: Output = None, config: ConfigFile = None, json: AsJson = False
) -> int:
    """Remove all but the newest releases, never the latest good one and never a pinned one; the archive stays.

    For example:

        iom-projects releases prune --keep 30
    """
    from dataset.releases.catalogue import release_ids, remove_old

    with _changing(plan(site, config, output=output)) as folder:
        removed = list(remove_old(folder, keep=keep))
        kept = release_ids(folder)
    if json:
        print_json({"removed": removed, "kept": kept}, indent=2)
    else:
        print_lines([*(f"removed {name}" for name in removed), f"{len(removed)} removed, {len(kept)} kept"])
    return DONE


@contextmanager
def _changing(job: "RunPlan") -> Iterator[Path]:
    """Hold the site's lock while its list of releases is changed, and tell faults of the disk.

    Raises:
        NoReleaseError: the site has no release.
        LockedError: a run is at work.
        StorageFault: the disk does not let it.
    """
    from scraper import lock
    from scraper.errors import StorageFault

    _release_ids(job.folder)
    try:
        with lock.hold(job.folder):
            yield job.folder
    except OSError as error:
        raise StorageFault(f"{error.filename or job.folder} cannot be changed ({error.strerror})") from error


def _release_ids(folder: Path) -> list[str]:
    """The ids of a site's releases.

    Raises:
        NoReleaseError: there is none, so that a site without one is told apart from an empty list.
    """
    from dataset.errors import NoReleaseError
    from dataset.releases.catalogue import how_to_begin, release_ids

    ids = release_ids(folder)
    if not ids:
        raise NoReleaseError(f"{folder} has no release yet: {how_to_begin(folder)} makes one")
    return ids


def _describe(folder: Path, *, is_latest: bool, pinned: str | None) -> dict[str, Any]:
    from dataset.errors import ReleaseError
    from dataset.releases.catalogue import read_run

    row: dict[str, Any] = {"release": folder.name, "folder": str(folder), "latest": is_latest, "pinned": pinned}
    try:
        run = read_run(folder)
        figures = {
            "projects": run["rows"]["projects"],
            "warnings": sum(check["verdict"] == "warned" for check in run["checks"]["all"]),
            "override": run["checks"]["override"],
            "bytes": sum(file["bytes"] for file in run["files"].values()),
            "damage": None,
        }
    except ReleaseError as error:
        figures = {"damage": str(error)}
    except (KeyError, TypeError, AttributeError) as error:
        figures = {"damage": f"{folder / 'run.json'} is damaged: {type(error).__name__}: {error}"}
    return row | figures


def _line(row: dict[str, Any]) -> str:
    if row["damage"]:
        return f"{row['release']}  {row['damage']}"
    notes = [
        "latest" if row["latest"] else "",
        f"pinned: {row['pinned']}" if row["pinned"] else "",
        f"published against its checks: {row['override']}" if row["override"] else "",
    ]
    told = "; ".join(note for note in notes if note)
    figures = f"{row['projects']:>6,} projects  {row['warnings']:>2} warnings  {row['bytes'] / 1e6:>6.1f} MB"
    return f"{row['release']}  {figures}  {told}".rstrip()
