"""The releases of a site: which there are, which is the latest, which may be thrown away."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dataset.errors import DamagedReleaseError, NewerReleaseError, NoReleaseError
from dataset.releases.run_record import FILE_NAME, FORMAT

RELEASES, REFUSED, APART, VISITS = "releases", "refused", "apart", "visits"
LATEST, LATEST_JSON, PINS = "latest", "latest.json", "pinned.json"
PREPARING, REMOVING = ".preparing-", ".removing-"

RELEASE_ID = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(?:-\d{3,})?", re.ASCII)
"""`2026-11-24T031500Z`, `2026-11-24T031500Z-001`"""


def release_ids(site: Path) -> list[str]:
    """The ids of a site's releases, oldest first."""
    folder = site / RELEASES
    if not folder.is_dir():
        return []
    there = (path.name for path in folder.iterdir() if RELEASE_ID.fullmatch(path.name) and path.is_dir())
    return sorted(there, key=in_order)


def in_order(release_id: str) -> tuple[str, int]:
    """The sort key of ids: the moment, then the number, of which there may be more than 999."""
    stem, _, number = release_id.partition("Z")
    return stem, int(number.lstrip("-") or 0)


def latest_id(site: Path) -> str | None:
    """The id of the latest release, or None before the first: the one that is pointed to.

    Where there is no pointer (the first publication was killed just before it, or they were removed), it is the newest
    that is there: a release's folder appears whole, after its checks.

    Raises:
        DamagedReleaseError: a pointer cannot be read, or names a release that is not there.
    """
    pointer, named = _pointed(site)
    there = release_ids(site)
    if named is None:
        return there[-1] if there else None
    if named not in there:
        others = (
            f"let another be the latest; there are {', '.join(there)}: iom-projects releases point ID"
            if there
            else f"begin anew, for no other is left: remove {LATEST} and {LATEST_JSON}"
        )
        remedy = f"Put it back, or {others}"
        raise DamagedReleaseError(pointer, f"it names the release {named}, which is not there", remedy)
    return named


def check_pointers(site: Path) -> None:
    """See whether `latest` and `latest.json` name the same release, where there are both.

    Raises:
        DamagedReleaseError: they do not, or one cannot be read.
    """
    link, pointer = site / LATEST, site / LATEST_JSON
    if link.is_symlink() and pointer.exists() and _read_pointer(pointer) != link.readlink().name:
        named = f"it names {_read_pointer(pointer)}, and {LATEST} names {link.readlink().name}"
        raise DamagedReleaseError(pointer, named, "Write both anew: iom-projects releases point ID")


def _pointed(site: Path) -> tuple[Path, str | None]:
    """The pointer that counts, and the id that it names: the link, or `latest.json` where there are no links."""
    link, pointer = site / LATEST, site / LATEST_JSON
    if link.is_symlink():
        return link, link.readlink().name
    return pointer, _read_pointer(pointer) if pointer.exists() else None


def _read_pointer(pointer: Path) -> str:
    try:
        return str(json.loads(pointer.read_text(encoding="utf-8"))["release"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedReleaseError(pointer, str(error), "Write a new one: iom-projects releases point ID") from error


def how_to_begin(site: Path) -> str:
    """The command that fills a site's folder: one for the practice site must not send anybody to the live one."""
    commands = {"live": "iom-projects run", "practice": "iom-projects run practice"}
    return commands.get(site.name, "iom-projects run ADDRESS")


def _elsewhere(site: Path) -> str:
    """The sites beside this one that have releases: whoever ran the practice site alone forgets to name it."""
    beside = sorted(path.name for path in site.parent.glob("*") if path != site and (path / RELEASES).is_dir())
    return f"; there are releases of {', '.join(beside)}" if beside else ""


def find_release(site: Path, release_id: str | None = None) -> Path:
    """The folder of a release, the latest if none is named.

    Raises:
        NoReleaseError: there is none, or none of that id.
        DamagedReleaseError: `latest.json` cannot be read.
    """
    wanted = release_id or latest_id(site)
    if wanted is None:
        raise NoReleaseError(f"{site} has no release yet: {how_to_begin(site)} makes one{_elsewhere(site)}")
    folder = site / RELEASES / wanted
    if not RELEASE_ID.fullmatch(wanted) or not folder.is_dir():
        there = ", ".join(release_ids(site)) or "none"
        raise NoReleaseError(f"{site} has no release {wanted}; there are: {there}")
    return folder


def read_run(folder: Path) -> dict[str, Any]:
    """The `run.json` of a release.

    Raises:
        DamagedReleaseError: it is missing or no record.
        NewerReleaseError: a later version of this program wrote it.
    """
    path = folder / FILE_NAME
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        found = record["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedReleaseError(path, str(error)) from error
    if not isinstance(found, int) or found > FORMAT:
        raise NewerReleaseError(path, found, FORMAT)
    return dict(record)


def pin(site: Path, release_id: str, reason: str) -> None:
    """Keep a release whatever `remove_old` is asked to do, for example because a paper cites it.

    Raises:
        NoReleaseError: there is no such release.
    """
    find_release(site, release_id)
    _write_pins(site, {**pinned(site), release_id: reason})


def unpin(site: Path, release_id: str) -> None:
    """Let a release be removed again when its time has come.

    Raises:
        NoReleaseError: no release of that id is pinned.
        DamagedReleaseError: the list of pins cannot be read.
    """
    pins = pinned(site)
    if release_id not in pins:
        raise NoReleaseError(f"{site} has no pinned release {release_id}; pinned are: {', '.join(pins) or 'none'}")
    _write_pins(site, {name: reason for name, reason in pins.items() if name != release_id})


def _write_pins(site: Path, pins: Mapping[str, str]) -> None:
    aside = site / f".{PINS}"
    aside.write_text(json.dumps(pins, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    aside.replace(site / PINS)


def pinned(site: Path) -> dict[str, str]:
    """The pinned releases with their reasons.

    Raises:
        DamagedReleaseError: the list cannot be read, so nothing may be removed.
    """
    path = site / PINS
    try:
        return {str(name): str(reason) for name, reason in json.loads(path.read_text(encoding="utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise DamagedReleaseError(path, str(error), "Mend it by hand; nothing is removed before") from error


def remove_old(site: Path, *, keep: int) -> Sequence[str]:
    """Remove all but the newest releases, never the latest and never a pinned one; the archive stays.

    A release is renamed before it is removed, so that no half of one is ever seen.

    Args:
        site: the site's folder.
        keep: how many of the newest to keep.

    Returns:
        The ids removed, oldest first.

    Raises:
        ValueError: `keep` is less than one.
        DamagedReleaseError: the list of pins or the pointer cannot be read.
    """
    if keep < 1:
        raise ValueError("at least one release is kept")
    kept = {latest_id(site), *pinned(site)}
    old = [name for name in release_ids(site)[:-keep] if name not in kept]
    for name in old:
        leaving = site / RELEASES / f"{REMOVING}{name}"
        (site / RELEASES / name).rename(leaving)
        shutil.rmtree(leaving)
    return old
