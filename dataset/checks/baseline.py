"""What has been good before: the profiles of the last releases, as their `run.json` records them."""

from dataclasses import dataclass
from pathlib import Path

from dataset.checks.profile import Profile, high_water
from dataset.errors import DamagedReleaseError
from dataset.releases.catalogue import find_release, read_run, release_ids
from dataset.releases.run_record import FILE_NAME

SEVERAL = 10
"""Releases to look back on. Each carries the highest counts of those before it, so that a loss of a little in every run
adds up, however many runs it takes."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The releases that a build is compared with.

    Attributes:
        releases: their ids, oldest first.
        highest: the highest of every count.
        unread: one line for each earlier release whose record is damaged; each later one carries its counts.
    """

    releases: tuple[str, ...]
    highest: Profile
    unread: tuple[str, ...] = ()


def read_baseline(site: Path) -> Baseline | None:
    """The baseline of a site, or None before its first release.

    A release that was published against its checks, with a written reason, begins a new baseline: what it lost is
    meant to be gone.

    Raises:
        DamagedReleaseError: the `run.json` of the newest release cannot be read.
        NewerReleaseError: a later version of this program wrote one.
    """
    ids: list[str] = []
    profiles: list[Profile] = []
    unread: list[str] = []
    for release_id in reversed(release_ids(site)[-SEVERAL:]):
        try:
            profile, overridden = _read(find_release(site, release_id))
        except DamagedReleaseError as error:
            if not ids:
                raise
            unread.append(str(error))
            continue
        profiles.append(profile)
        ids.insert(0, release_id)
        if overridden:
            break
    return Baseline(tuple(ids), high_water(profiles), tuple(unread)) if ids else None


def _read(folder: Path) -> tuple[Profile, bool]:
    """The highest counts up to a release, and whether it was published against its checks."""
    record = read_run(folder)
    try:
        return Profile.from_json(record["high_water"]), record["checks"]["override"] is not None
    except (KeyError, TypeError) as error:
        raise DamagedReleaseError(folder / FILE_NAME, f"{type(error).__name__}: {error}") from error
