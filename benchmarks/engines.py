"""What a build costs by either engine, over archives of generated pages that nobody had to crawl.

    .venv/bin/python -m benchmarks.engines --pages 2000 20000 100000

For each size an archive is written through the project's own recorder and ledger, and built by the local engine, by
Dask (two workers of one thread each, on this machine), and once more with all readings kept. Printed are the seconds of
the clock and of processors (all children and workers included), and the peak of the largest process.
"""

import argparse
import gzip
import multiprocessing
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.bench_site import ORIGIN, pages_of
from benchmarks.stages import OURS, Cost, cost
from scraper.archive.warc_writer import Recorder
from scraper.http.exchange import Exchange
from scraper.ledger.ledger import Ledger
from scraper.ledger.states import Judgement
from scraper.sites import folder_name

BEGUN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SITE = f"{ORIGIN}/"
BUILD = [*OURS, "build", SITE, "--override", "generated pages, more than any site of the Fund has"]


def write_archive(output: Path, count: int) -> None:
    """Write archive and ledger of a site with so many pages, as a crawl of them would leave them."""
    folder = output / folder_name(SITE)
    folder.mkdir(parents=True)
    at = BEGUN
    with Ledger(folder) as ledger:
        run = ledger.begin_run(at)
        entries = []
        with Recorder(folder, run.name, {"software": "benchmarks.engines"}) as recorder:
            for path, body in pages_of(count):
                at += timedelta(seconds=1)
                entries.append(recorder.append(_exchange(f"{ORIGIN}{path}", body, at)))
        ledger.discover(run, "sitemap", [entry.url for entry in entries], at)
        for each in entries:
            known: dict[str, object] = dict.fromkeys(("fetched_at", "last_seen", "body_at"), each.fetched_at)
            known |= {"status": 200, "digest": each.digest}
            ledger.settle(run, each.url, Judgement("fresh", None, known), at)
        ledger.end_run(run, at, "ok", {})


def _exchange(url: str, body: bytes, at: datetime) -> Exchange:
    return Exchange(
        url=url,
        fetched_at=at,
        request_line=f"GET {url.removeprefix(ORIGIN)} HTTP/1.1",
        request_headers=(("Host", "127.0.0.1"),),
        status_line="HTTP/1.1 200 OK",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
        raw=gzip.compress(body, 1, mtime=0),
        body=body,
    )


def main() -> None:
    """Measure, and print a table in Markdown, row by row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[2000, 20000])
    parser.add_argument("--engines", nargs="+", default=["local", "dask"], choices=["local", "dask"])
    chosen = parser.parse_args()
    _say("| pages | engine | wall, s | processor, s | processor a page, ms | peak of the largest process, MB | load |")
    _say("|--:|---|--:|--:|--:|--:|--:|")
    for size in chosen.pages:
        with tempfile.TemporaryDirectory(prefix="engines-") as place:
            output = Path(place)
            # In a process of its own: the peak of a child counts from what its parent holds when it is begun.
            writing = multiprocessing.get_context("spawn").Process(target=write_archive, args=(output, size))
            writing.start()
            writing.join()
            for engine in chosen.engines:
                for kept in output.glob("*/readings.sqlite*"):
                    kept.unlink()
                shutil.rmtree(output / folder_name(SITE) / "releases", ignore_errors=True)
                for pointer in output.glob("*/latest*"):
                    pointer.unlink()
                _tell(size, engine, cost([*BUILD, "--output", place, "--engine", engine]))
            _tell(size, "local, all read before", cost([*BUILD, "--output", place]))


def _tell(size: int, engine: str, one: Cost) -> None:
    load = os.getloadavg()[0]
    page = one.processor / size * 1000
    _say(f"| {size:,} | {engine} | {one.wall:.1f} | {one.processor:.1f} | {page:.2f} | {one.peak:.0f} | {load:.1f} |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
