"""The bars of the whole job, beside Scrapy's, in one interleaved run: `make bench` (PAGES=2000 ROUNDS=5 LARGE=20000).

Each round runs every stage once, one after the other, on a site of its own folder that is served by nginx on loopback;
what is printed is the median of the rounds. Processor time is that of the process and all its children; memory is the
peak of the largest of them. Wall time is printed beside it, and means something on an idle machine alone. How far it is
goes to stderr, the tables to stdout, in Markdown.
"""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.stages import (
    BUILD,
    CACHED,
    CACHED_AGAIN,
    CHANGED,
    CRAWL,
    CRAWL_AGAIN,
    HELP,
    OURS,
    PLAIN,
    REBUILD,
    TYPER,
    WHOLE,
    Cost,
    archived,
    cost,
    one_round,
    polite,
    site_of,
)

Bar = tuple[str, str, str, bool]
"""What is measured, what it should be, what it is, whether it holds."""


def main() -> None:
    """Measure, and print what was found in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, default=0, help="size of a second site, for memory and time a page")
    parser.add_argument("--polite", type=int, default=1000, help="pages of a crawl at 20 requests a second; 0 for none")
    parser.add_argument("--scrapy", help="the Python that has Scrapy")
    chosen = parser.parse_args()
    begun = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bars-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        site = root / "site"
        costs: dict[str, list[Cost]] = defaultdict(list)
        with site_of(chosen.pages, site) as (address, pages):
            for number in range(chosen.rounds):
                place = root / f"round-{number}"
                place.mkdir()
                for name, found in one_round(address, place, site, chosen.scrapy):
                    costs[name].append(found)
                    _tell(f"round {number + 1} of {chosen.rounds}: {name}: {_line(found)}")
                sizes = archived(place)
                shutil.rmtree(place)
            ratio = polite(address, root / "polite", min(chosen.polite, pages)) if chosen.polite else None
            _tell(f"polite crawl: {ratio}")
        large = _large(chosen.large, root) if chosen.large else {}
    medians = {name: _median(found) for name, found in costs.items()}
    bars = [*_speeds(medians, pages), *_sizes(medians, large, sizes, pages, chosen.large)]
    if ratio is not None:
        bars.append(
            ("polite crawl at 20 requests a second", "≤ 1.03 × requests × delay", f"{ratio:.3f} ×", ratio <= 1.03)
        )
    lines = [*_about(chosen, pages, begun), *_table(medians, pages), ""]
    lines += [f"{name} of {chosen.large:,}: {_line(one)}\n" for name, one in large.items()]
    lines += ["| what | bar | measured | holds |", "|---|---|---|---|"]
    lines += [f"| {what} | {bar} | {found} | {'yes' if holds else 'no'} |" for what, bar, found, holds in bars]
    sys.stdout.write("\n".join(lines) + "\n")


def _large(size: int, root: Path) -> dict[str, Cost]:
    output = root / "large-output"
    output.mkdir()
    with site_of(size, root / "large") as (address, _):
        command = ["--output", str(output)]
        found = {CRAWL: cost([*OURS, "crawl", address, *command, "--delay", "0"])}
        _tell(f"{size:,} pages: {CRAWL}: {_line(found[CRAWL])}")
        found[BUILD] = cost([*OURS, "build", address, *command])
        _tell(f"{size:,} pages: {BUILD}: {_line(found[BUILD])}")
    return found


def _speeds(of: Mapping[str, Cost], pages: int) -> Iterator[Bar]:
    """Yield the bars of time: ratios to Scrapy in the same run, where it ran, and processor time a page."""
    whole, again = of[WHOLE], of[CRAWL_AGAIN]
    if PLAIN in of:
        for rival, least in ((PLAIN, 1.2), (CACHED, 2.5)):
            yield _at_least(f"whole job, pages a second, to {rival}", of[rival].wall / whole.wall, least)
        yield _at_most("whole job, processor time, to Scrapy, plain", whole.processor / of[PLAIN].processor, 2.0, "×")
        yield _at_least("second crawl, pages a second, to Scrapy with cache", of[CACHED_AGAIN].wall / again.wall, 4.0)
    for stage, most in ((CRAWL, 2.5), (REBUILD, 1.0), (CRAWL_AGAIN, 1.0)):
        yield _at_most(f"{stage}, processor time a page", of[stage].processor / pages * 1000, most, "ms")
    limit = max(0.25, 2.5 * of[TYPER].wall)
    yield _at_most("`--help`, by the clock (or 2.5 × `import typer`)", of[HELP].wall, limit, "s")


def _sizes(
    of: Mapping[str, Cost], large: Mapping[str, Cost], sizes: tuple[list[int], ...], pages: int, size: int
) -> Iterator[Bar]:
    """Yield the bars of memory and disk."""
    yield _at_most("`--help`, memory (or 2.5 × `import typer`)", of[HELP].peak, max(45, 2.5 * of[TYPER].peak), "MB")
    yield _at_most("peak memory, whole job", of[WHOLE].peak, 160, "MB")
    for stage, found in large.items():
        yield _at_most(f"{stage}, memory at {size:,}, to that at {pages:,}", found.peak / of[stage].peak, 1.25, "×")
        ratio = (found.processor / size) / (of[stage].processor / pages)
        yield _at_most(f"{stage}, time a page at {size:,}, to that at {pages:,}", ratio, 1.1, "×")
    first, again = (sum(one) / 1000 for one in sizes)
    yield _at_most("archive, a page", first / pages, 15, "kB")
    changed = first / pages * pages * CHANGED
    yield _at_most("archive, an unchanged page a visit", (again - changed) / (pages * (1 - CHANGED)), 0.5, "kB")


def _at_least(what: str, found: float, least: float) -> Bar:
    return what, f"≥ {least:g} ×", f"{found:.2f} ×", found >= least


def _at_most(what: str, found: float, most: float, unit: str) -> Bar:
    return what, f"≤ {most:.4g} {unit}", f"{found:.2f} {unit}", found <= most


def _about(chosen: argparse.Namespace, pages: int, begun: float) -> list[str]:
    rival = "Scrapy in an environment of its own" if chosen.scrapy else "no Scrapy"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("selectolax", "pyarrow", "httpx"))
    machine = f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}"
    python, day = platform.python_version(), f"{datetime.now(UTC):%Y-%m-%d}"
    return [
        f"{day}: {pages:,} pages, medians of {chosen.rounds} rounds; {machine}, Python {python}, {libraries}, {rival};",
        f"load {begun:.1f} at the beginning, {os.getloadavg()[0]:.1f} at the end\n",
        "| stage | wall, s | processor, s | processor a page, ms | peak of the largest process, MB |",
        "|---|--:|--:|--:|--:|",
    ]


def _median(found: list[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(one, what) for one in found) for what in Cost.__slots__))


def _table(medians: Mapping[str, Cost], pages: int) -> Iterator[str]:
    for name, one in medians.items():
        page = "" if name in {HELP, TYPER} else f"{one.processor / pages * 1000:.2f}"
        yield f"| {name} | {one.wall:.2f} | {one.processor:.2f} | {page} | {one.peak:.0f} |"


def _line(one: Cost) -> str:
    return f"{one.wall:.1f} s, {one.processor:.1f} s of processor time, peak {one.peak:.0f} MB"


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
