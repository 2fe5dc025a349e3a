"""Kill a build fifty times at random moments, and compare what it comes to with an undisturbed one.

Run it as `.venv/bin/python -m benchmarks.build_kills [--kills 50] [--size 300] [--seed 1]`. A practice site of two
seasons is crawled, and built after the first, so that the build that is killed goes on from a release. It prints one
JSON object, and fails where a file of the releases differs, or where a reader finds anything but a whole release while
builds are killed. The wall clock stands still, so that all files but those of the run itself can be compared.
"""

import argparse
import random
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pipeline
from benchmarks.kills import kill_after, report_on
from benchmarks.stopped_crawl import StoppedClock, crawl_once
from dataset.releases.hashes import sha256
from dataset.releases.verification import verify
from practice.server import serve
from settings.run_plan import plan_run

OF_THE_RUN = {"run.json", "SHA256SUMS"}
WHY = "the second season of a small site changes much"


class LaterClock(StoppedClock):
    """The time of day of the second build."""

    def now(self) -> datetime:
        """Return always the same moment."""
        return datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def main() -> None:
    """Do it, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=300)
    report_on(parser, compare, lambda found: bool(found["differing"] or found["torn"]))


def compare(place: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """Build twice, once with kills, and return what was measured."""
    whole, killed = place / "whole" / "practice", place / "killed" / "practice"
    for season in (1, 2):
        with serve(size=chosen.size, season=season) as server:
            crawl_once(whole, int(server.url.rpartition(":")[2]), 1)
        if season == 1:
            build_once(whole, StoppedClock())
    shutil.copytree(whole, killed, symlinks=True)
    for kept in killed.glob("readings.sqlite*"):
        kept.unlink()  # so that there is something to read, and to lose
    begun = time.monotonic()
    build_once(whole, LaterClock())
    kills, torn = kill_again_and_again(killed, chosen, time.monotonic() - begun)
    one, other = hashes(whole), hashes(killed)
    return {
        "kills": kills,
        "files_compared": len({*one, *other}),
        "differing": sorted(name for name in {*one, *other} if one.get(name) != other.get(name)),
        "torn": torn,
        "leftovers": [path.name for path in (killed / "releases").glob(".*")],
    }


def build_once(folder: Path, clock: StoppedClock) -> None:
    """Build a release of a site's folder."""
    pipeline.build(replace(plan_run("practice", folder.parent), folder=folder), clock=clock, override=WHY)


def kill_again_and_again(folder: Path, chosen: argparse.Namespace, seconds: float) -> tuple[int, list[str]]:
    """Start a build and kill it, so many times; then let it end. Return how many kills met one, and what was torn."""
    dice = random.Random(chosen.seed)  # noqa: S311 - repeatable, not secret
    command = [sys.executable, "-m", "benchmarks.build_kills", "--build", str(folder)]
    waits = [lambda _: time.sleep(dice.random() * seconds)] * chosen.kills
    kills, torn = 0, list[str]()
    for met in kill_after(command, waits):
        kills += met
        torn += [line for path in (folder / "releases").glob("[0-9]*") for line in verify(path)]
        for path in sorted((folder / "releases").glob("[0-9]*"))[1:]:  # one came to its end: it is to be made again
            shutil.rmtree(path)
            point_back(folder)
    return kills, torn


def point_back(folder: Path) -> None:
    """Let the first release be the latest again."""
    for pointer in ("latest", "latest.json"):
        (folder / pointer).unlink(missing_ok=True)


def hashes(folder: Path) -> Mapping[str, str]:
    """The hash of every file of every release but those of the run itself, and where `latest` points."""
    releases = folder / "releases"
    found = {
        f"{path.parent.name}/{path.name}": sha256(path)
        for path in sorted(releases.glob("[0-9]*/*"))
        if path.name not in OF_THE_RUN
    }
    return {**found, "latest": (folder / "latest").readlink().name}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--build"]:
        build_once(Path(sys.argv[2]), LaterClock())
    else:
        main()
