"""What has been good before: the profiles of the last releases, as their `run.json` records them."""

from dataclasses import dataclass
from pathlib import Path

from dataset.catalogue import find_release, read_run, release_ids
from dataset.errors import DamagedReleaseError
from dataset.profile import Profile, high_water
from dataset.run_record import FILE_NAME

SEVERAL = 10
"""Releases to look back on. Each carries the highest counts of those before it, so that a loss of a little in every run
adds up, however many runs it takes."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The releases that a build is compared with.

    Attributes:
        releases: their ids, oldest first.
        highest: the highest of every count.
    """

    releases: tuple[str, ...]
    highest: Profile


def read_baseline(site: Path) -> Baseline | None:
    """The baseline of a site, or None before its first release.

    A release that was published against its checks, with a written reason, begins a new baseline: what it lost is
    meant to be gone.

    Raises:
        DamagedReleaseError: a `run.json` cannot be read.
        NewerReleaseError: a later version of this program wrote one.
    """
    ids: list[str] = []
    profiles: list[Profile] = []
    for release_id in reversed(release_ids(site)[-SEVERAL:]):
        folder = find_release(site, release_id)
        record = read_run(folder)
        try:
            profiles.append(Profile.from_json(record["high_water"]))
            overridden = record["checks"]["override"] is not None
        except (KeyError, TypeError) as error:
            raise DamagedReleaseError(folder / FILE_NAME, f"{type(error).__name__}: {error}") from error
        ids.insert(0, release_id)
        if overridden:
            break
    return Baseline(tuple(ids), high_water(profiles)) if ids else None
