"""The stages that `benchmarks.bars` measures, each a command of its own: ours, and Scrapy's beside it."""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench_site import change_pages, served, write_site

OURS = [sys.executable, "-c", "import sys; from cli import execute; sys.exit(execute(sys.argv[1:]))"]
PLAIN, WHOLE, CACHED = (
    "Scrapy, plain (stores nothing)",
    "whole job: crawl, archive, build, checks, report",
    "Scrapy, RFC 2616 cache, first",
)
CRAWL, BUILD, REBUILD = "crawl alone", "build, nothing read before", "build, kept readings, beside an earlier release"
CACHED_AGAIN, CRAWL_AGAIN = "Scrapy, cache, second crawl, 1 % changed", "second crawl, 1 % changed"
HELP, TYPER = "`--help`", "`python -c 'import typer'`"
DELAY = 0.05
CHANGED = 0.01
"""Share of the pages that change before the second crawl."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: seconds of the clock and of processors, and megabytes at its peak."""

    wall: float
    processor: float
    peak: float


def cost(command: Sequence[str]) -> Cost:
    """Run a command to its end and measure it.

    Raises:
        RuntimeError: it failed.
    """
    start = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603 - our own commands
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed: {said.read()[-2000:].decode(errors='replace')}")
    return Cost(time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@contextmanager
def site_of(pages: int, place: Path) -> Iterator[tuple[str, int]]:
    """Serve a site of so many projects; yield its address and how many pages it has."""
    # In a process of its own: the peak of a child counts from what its parent holds when it is begun.
    writing = multiprocessing.get_context("spawn").Process(target=write_site, args=(place, pages))
    writing.start()
    writing.join()
    for path in (place, *place.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with served(place) as address:
        yield address, len(list((place / "www" / "project").glob("*.html")))


def one_round(address: str, place: Path, site: Path, scrapy: str | None) -> Iterator[tuple[str, Cost]]:
    """Run every stage once and yield its name and cost."""
    whole, apart = ["--output", str(place / "whole")], ["--output", str(place / "apart")]
    (place / "whole").mkdir()
    (place / "apart").mkdir()
    job = [scrapy or "", "-m", "benchmarks.scrapy_job", address, str(place / "items.jsonl")]
    cached = [*job, "--cache", str(place / "cache")]
    if scrapy:
        yield PLAIN, cost(job)
    yield WHOLE, cost([*OURS, "run", address, *whole, "--delay", "0"])
    if scrapy:
        yield CACHED, cost(cached)
    yield CRAWL, cost([*OURS, "crawl", address, *apart, "--delay", "0"])
    yield BUILD, cost([*OURS, "build", address, *apart])
    yield REBUILD, cost([*OURS, "build", address, *apart])
    change_pages(site, CHANGED)
    if scrapy:
        yield CACHED_AGAIN, cost(cached)
    yield CRAWL_AGAIN, cost([*OURS, "crawl", address, *apart, "--delay", "0"])
    yield HELP, cost([*OURS, "--help"])
    yield TYPER, cost([sys.executable, "-c", "import typer"])


def polite(address: str, place: Path, pages: int) -> float:
    """Crawl so many pages at twenty requests a second; the seconds it took for each that the delay asks for."""
    command = [*OURS, "crawl", address, "--output", str(place), "--delay", str(DELAY), "--limit", str(pages), "--json"]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own command
    seconds = time.monotonic() - start
    return seconds / (int(json.loads(done.stdout)["crawl"]["requests"]) * DELAY)


def archived(place: Path) -> tuple[list[int], ...]:
    """Sizes of the archive's files that each crawl of a round wrote, the first crawl's first."""
    found: dict[str, list[int]] = {}
    for path in sorted(place.glob("apart/*/archive/*.warc.gz")):
        found.setdefault(path.name.rpartition("-")[0], []).append(path.stat().st_size)
    return tuple(found.values())
