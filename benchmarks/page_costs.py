"""What reading one page costs: `python -m benchmarks.page_costs`.

Each round reads pages of the practice site that were not read before, padded to 80 kB by their menus, in a process that
has read fifty others: the processor time and the calls of `parse_page`. Beside them, in the same round, stand a bare
lexbor tree of the same pages and, where parsel is installed (`uv pip install parsel`), what a Scrapy spider does with
them: a selector and one CSS extraction for each field.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import FrameType

from selectolax.lexbor import LexborHTMLParser

from parsers import parse_page
from practice.site import Site

WARMING = 50
PAGES = 40
"""In each round."""
ROUNDS = 7
SIZE = 80_000

_CSS = (
    "h1 ::text", "link[rel=canonical]::attr(href)", "html::attr(lang)", "meta[property='og:title']::attr(content)",
    *(f".field--name-field-{name} .field__items ::text" for name in (
        "start-date", "end-date", "status", "project-type", "budget-usd", "coverage", "year", "region", "prima-id",
        "project-id", "countries",
    )),
    ".field--name-body ::text",
)  # fmt: skip


def padded_pages(count: int) -> list[bytes]:
    """Give pages of about 80 kB, of which the project has a tenth."""
    site = Site(size=count)
    bodies = [site.get(path, origin="http://localhost").body for path in site.pages][:count]
    item = b'<li class="menu-item"><a href="/more" class="menu-link">More of the site</a></li>'
    longest = max(map(len, bodies))  # a site has one menu for all its pages
    return [body.replace(b"</nav>", item * max((SIZE - longest) // len(item), 0) + b"</nav>", 1) for body in bodies]


def _spider(body: bytes) -> None:
    from parsel import Selector  # type: ignore[import-not-found]  # noqa: PLC0415 - not a dependency, measured where it is

    selector = Selector(body=body, type="html")
    for css in _CSS:
        selector.css(css).getall()


def _milliseconds(read: Callable[[bytes], object], pages: Iterable[bytes]) -> float:
    bodies = list(pages)
    start = time.process_time()
    for body in bodies:
        read(body)
    return (time.process_time() - start) / len(bodies) * 1000


def count_calls(read: Callable[[bytes], object], body: bytes) -> int:
    """Count the calls, of Python functions and of built-in ones, for one page."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read(body)
    finally:
        sys.setprofile(None)
    return calls


def _rivals() -> dict[str, Callable[[bytes], object]]:
    rivals: dict[str, Callable[[bytes], object]] = {"parse_page": parse_page, "bare lexbor tree": _bare_tree}
    try:
        _spider(b"<p>")
    except ImportError:
        return rivals
    return {**rivals, "parsel, CSS for each field": _spider}


def _bare_tree(body: bytes) -> None:
    LexborHTMLParser(body.decode())


def main() -> None:
    """Measure and print a table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    pages = padded_pages(WARMING + ROUNDS * PAGES)
    warming, measured = pages[:WARMING], pages[WARMING:]
    for body in warming:
        parse_page(body)
    rivals = _rivals()
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for number in range(ROUNDS):
        bodies = measured[number * PAGES : (number + 1) * PAGES]
        for name, read in rivals.items():
            times[name].append(_milliseconds(read, bodies))
    calls: Sequence[int] = sorted(count_calls(parse_page, body) for body in measured[:PAGES])
    size = statistics.mean(map(len, measured)) / 1000
    lines = [f"{ROUNDS} rounds of {PAGES} pages of {size:.0f} kB after {WARMING} others"]
    own = min(times["parse_page"])
    for name, found in times.items():
        best, median = min(found), statistics.median(found)
        lines.append(
            f"{name:28} {best:6.2f} ms at best, {median:6.2f} ms median, parse_page is {own / best:5.1f} times it"
        )
    lines.append(f"calls: {calls[0]:,} to {calls[-1]:,}, median {calls[len(calls) // 2]:,}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
