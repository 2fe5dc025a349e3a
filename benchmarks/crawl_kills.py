"""Kill a crawl of a thousand pages fifty times at random moments, and compare what it comes to with an undisturbed one.

Run it as `.venv/bin/python -m benchmarks.crawl_kills [--kills 50] [--size 800] [--workers 1] [--seed 1]`. It takes some
minutes and prints one JSON object. It fails where archive, ledger or release differ, or where more than 1.02 requests
were sent for every page.

The wall clock stands still in all crawls: the columns that hold times (`pages.first_fetched` and `last_fetched`,
`observations.fetched_at`, `projects.first_seen` and the like) would differ by the moments at which the pages came, and
by nothing else. So every file of the two releases can be compared byte by byte, but for `run.json` and `report.html`,
which tell of the crawl itself and its requests, and `SHA256SUMS`, which holds their hashes.
"""

import argparse
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pipeline
from benchmarks.kills import Process, Wait, kill_after, report_on
from benchmarks.stopped_crawl import StoppedClock, crawl_once
from dataset.releases.hashes import sha256
from practice.server import PracticeServer, serve
from scraper.archive import archive
from scraper.ledger import ledger
from settings.run_plan import plan_run

MOST_REQUESTS_PER_PAGE = 1.02
OF_THE_RUN = {"run.json", "SHA256SUMS", "report.html"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one crawl, and the build after it, came to: digests by address, states by address, hashes by file."""

    captures: Mapping[str, str]
    states: Mapping[str, str | None]
    release: Mapping[str, str]


def main() -> None:
    """Do it, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=800)
    parser.add_argument("--workers", type=int, default=1)
    report_on(
        parser,
        compare,
        lambda found: found["differing"] or found["requests_with_kills"] > MOST_REQUESTS_PER_PAGE * found["requests"],
    )


def compare(place: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """Crawl and build twice, once with kills, and return what was measured."""
    whole, killed = place / "whole" / "practice", place / "killed" / "practice"
    with serve(size=chosen.size) as server:
        crawl_once(whole, int(server.url.rpartition(":")[2]), chosen.workers)
        undisturbed = len(server.requests)
        kills = kill_again_and_again(server, killed, chosen, undisturbed)
        requests = len(server.requests) - undisturbed
    one, other = outcome(whole), outcome(killed)
    differing = [name for name in ("captures", "states") if getattr(one, name) != getattr(other, name)]
    names = sorted({*one.release, *other.release})
    differing += [name for name in names if one.release.get(name) != other.release.get(name)]
    return {
        "pages": len(one.captures),
        "kills": kills,
        "requests": undisturbed,
        "requests_with_kills": requests,
        "requests_per_undisturbed_request": round(requests / undisturbed, 4),
        "files_compared": len(names),
        "differing": differing,
    }


def kill_again_and_again(server: PracticeServer, folder: Path, chosen: argparse.Namespace, requests: int) -> int:
    """Start a crawl and kill it, so many times; then let it end. Return how many kills met a living crawl."""
    dice = random.Random(chosen.seed)  # noqa: S311 - repeatable, not secret
    before = len(server.requests)
    goals = sorted(dice.sample(range(3, requests), chosen.kills))
    command = [
        *(sys.executable, "-m", "benchmarks.stopped_crawl"),
        *(str(folder), server.url.rpartition(":")[2], str(chosen.workers)),
    ]

    def reached(goal: int) -> Wait:
        def wait(process: Process) -> None:
            while len(server.requests) - before < goal and process.poll() is None:
                time.sleep(0.0005)
            time.sleep(dice.random() * 0.02)  # anywhere between answer, archive and ledger

        return wait

    return sum(kill_after(command, map(reached, goals)))


def outcome(folder: Path) -> Outcome:
    """Build a release of a site's folder and return what the folder then holds."""
    job = replace(plan_run("practice", folder.parent), folder=folder)
    release = pipeline.build(job, clock=StoppedClock()).release.folder
    return Outcome(
        captures={capture.url: capture.digest for capture in archive.latest_captures(folder)},
        states={record.url: record.state for record in ledger.addresses(folder)},
        release={path.name: sha256(path) for path in sorted(release.iterdir()) if path.name not in OF_THE_RUN},
    )


if __name__ == "__main__":
    main()
