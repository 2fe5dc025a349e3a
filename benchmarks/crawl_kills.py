"""Kill a crawl of a thousand pages fifty times at random moments, and compare what is left with an undisturbed crawl.

Run it as `.venv/bin/python -m benchmarks.crawl_kills [--kills 50] [--size 800] [--workers 1] [--seed 1]`. It takes some
minutes and prints one JSON object. It fails where archive or ledger differ, or where more than 1.02 requests were sent
for every page.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from practice.server import PracticeServer, serve
from scraper import archive, ledger
from scraper.clock import SystemClock
from scraper.crawl import crawl
from scraper.settings import CrawlSettings
from scraper.sites import practice_site

ADDRESS = "http://practice.example/"
MOST_REQUESTS_PER_PAGE = 1.02
CRAWL = """
import sys
from pathlib import Path
from benchmarks.crawl_kills import settings
from scraper.clock import SystemClock
from scraper.crawl import crawl
from scraper.sites import practice_site
crawl(practice_site(sys.argv[1]), Path(sys.argv[2]), settings(int(sys.argv[3]), int(sys.argv[4])), clock=SystemClock())
"""


def settings(port: int, workers: int) -> CrawlSettings:
    """Return the settings that lead the practice site's name to a port of this machine."""
    return CrawlSettings(delay_seconds=0, workers=workers, connect_to={"practice.example:80": ("127.0.0.1", port)})


def main() -> None:
    """Do it, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--size", type=int, default=800)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="crawl-kills-"))
    with serve(size=chosen.size) as server:
        port = int(server.url.rpartition(":")[2])
        crawl(practice_site(ADDRESS), folder / "whole", settings(port, chosen.workers), clock=SystemClock())
        undisturbed = len(server.requests)
        kills = kill_again_and_again(server, folder / "killed", chosen, undisturbed)
        killed = len(server.requests) - undisturbed
    whole, mended = pages(folder / "whole"), pages(folder / "killed")
    states = [{record.url: record.state for record in ledger.addresses(folder / name)} for name in ("whole", "killed")]
    report = {
        "pages": len(whole),
        "kills": kills,
        "requests": undisturbed,
        "requests_with_kills": killed,
        "requests_per_undisturbed_request": round(killed / undisturbed, 4),
        "same_captures": whole == mended,
        "same_states": states[0] == states[1],
        "folder": str(folder),
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    if whole != mended or states[0] != states[1] or killed > MOST_REQUESTS_PER_PAGE * undisturbed:
        sys.exit(1)


def kill_again_and_again(server: PracticeServer, folder: Path, chosen: argparse.Namespace, requests: int) -> int:
    """Start a crawl and kill it, so many times; then let it end. Return how many kills met a living crawl."""
    dice = random.Random(chosen.seed)  # noqa: S311 - repeatable, not secret
    before = len(server.requests)
    goals = sorted(dice.sample(range(3, requests), chosen.kills))
    command = [sys.executable, "-c", CRAWL, ADDRESS, str(folder), server.url.rpartition(":")[2], str(chosen.workers)]
    kills = 0
    for goal in goals:
        with subprocess.Popen(command) as process:  # noqa: S603 - our own words
            while len(server.requests) - before < goal and process.poll() is None:
                time.sleep(0.0005)
            time.sleep(dice.random() * 0.02)  # anywhere between answer, archive and ledger
            process.send_signal(signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
    subprocess.run(command, check=True)  # noqa: S603 - our own words
    return kills


def pages(folder: Path) -> dict[str, str]:
    """Return the digest of every page's newest capture."""
    return {capture.url: capture.digest for capture in archive.latest_captures(folder)}


if __name__ == "__main__":
    main()
