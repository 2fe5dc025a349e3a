"""What has been good before: the profiles of the last releases, as their `run.json` records them."""

import json
from dataclasses import dataclass
from pathlib import Path

from dataset.errors import DamagedReleaseError
from dataset.profile import Profile, high_water

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
    """
    folders = sorted(path for path in (site / "releases").glob("[0-9]*") if path.is_dir())
    ids: list[str] = []
    profiles: list[Profile] = []
    for folder in reversed(folders[-SEVERAL:]):
        path = folder / "run.json"
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            profiles.append(Profile.from_json(record["high_water"]))
            overridden = record["checks"]["override"] is not None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedReleaseError(path, str(error)) from error
        ids.insert(0, folder.name)
        if overridden:
            break
    return Baseline(tuple(ids), high_water(profiles)) if ids else None
