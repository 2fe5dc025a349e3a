"""The bars of the whole job, beside Scrapy's, in one interleaved run: `make bench` (PAGES=2000 ROUNDS=5 LARGE=20000).

Each round runs every stage once, one after the other, on a site of its own folder that is served by nginx on loopback;
what is printed is the median of the rounds. Processor time is that of the process and all its children; memory is the
peak of the largest of them. Wall time is printed beside it, and means something on an idle machine alone.
"""

import argparse
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.bench_site import change_pages, served, write_site

OURS = [sys.executable, "-c", "import sys; from cli import execute; sys.exit(execute(sys.argv[1:]))"]
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
        yield "Scrapy, plain", cost(job)
    yield "whole job", cost([*OURS, "run", address, *whole, "--delay", "0"])
    if scrapy:
        yield "Scrapy, cache on", cost(cached)
    yield "crawl alone", cost([*OURS, "crawl", address, *apart, "--delay", "0"])
    yield "build", cost([*OURS, "build", address, *apart])
    yield "build, kept readings", cost([*OURS, "build", address, *apart])
    change_pages(site, CHANGED)
    if scrapy:
        yield "Scrapy, cache, second", cost(cached)
    yield "second crawl", cost([*OURS, "crawl", address, *apart, "--delay", "0"])
    yield "--help", cost([*OURS, "--help"])
    yield "python -c 'import typer'", cost([sys.executable, "-c", "import typer"])


def main() -> None:
    """Measure, and print what was found in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, default=0, help="size of a second site, for memory and time a page")
    parser.add_argument("--scrapy", help="the Python that has Scrapy")
    chosen = parser.parse_args()
    costs: dict[str, list[Cost]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="bars-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        site = root / "site"
        with site_of(chosen.pages, site) as (address, pages):
            for number in range(chosen.rounds):
                place = root / f"round-{number}"
                place.mkdir()
                for name, found in one_round(address, place, site, chosen.scrapy):
                    costs[name].append(found)
                size = sum(path.stat().st_size for path in place.glob("apart/*/archive/*.warc.gz"))
                shutil.rmtree(place)
        large = _large(chosen.large, root) if chosen.large else {}
    lines = [
        *_about(chosen, pages),
        *_table(costs, pages),
        f"\narchive, both crawls: {size / pages / 1000:.1f} kB a page",
    ]
    lines += [f"{name} of {chosen.large:,}: {_line(one)}" for name, one in large.items()]
    sys.stdout.write("\n".join(lines) + "\n")


def _large(size: int, root: Path) -> dict[str, Cost]:
    output = root / "large-output"
    output.mkdir()
    with site_of(size, root / "large") as (address, _):
        command = ["--output", str(output)]
        return {
            "crawl": cost([*OURS, "crawl", address, *command, "--delay", "0"]),
            "build": cost([*OURS, "build", address, *command]),
        }


def _about(chosen: argparse.Namespace, pages: int) -> list[str]:
    rival = f"Scrapy of {chosen.scrapy}" if chosen.scrapy else "no Scrapy"
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    libraries = ", ".join(f"{name} {version(name)}" for name in ("selectolax", "pyarrow", "httpx"))
    machine = f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}"
    return [
        f"{pages:,} pages, medians of {chosen.rounds} rounds; {machine}, Python {platform.python_version()},",
        f"{libraries}, {rival}; load at the end {load}\n",
        "| stage | wall, s | processor, s | processor a page, ms | peak, MB |",
        "|---|--:|--:|--:|--:|",
    ]


def _table(costs: dict[str, list[Cost]], pages: int) -> Iterator[str]:
    for name, found in costs.items():
        wall, processor, peak = (statistics.median(getattr(one, what) for one in found) for what in Cost.__slots__)
        yield f"| {name} | {wall:.2f} | {processor:.2f} | {processor / pages * 1000:.2f} | {peak:.0f} |"


def _line(one: Cost) -> str:
    return f"{one.wall:.1f} s, {one.processor:.1f} s of processor time, peak {one.peak:.0f} MB"


if __name__ == "__main__":
    main()
