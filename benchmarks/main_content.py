"""How well the text of a page is told from its chrome: `python -m benchmarks.main_content ../shared/corpora/web-pages`.

No page of the folder is a project's: real pages of other sites with their main text as people marked it
(`truth.jsonl`: `page`, `page_type`, `main_content`). What the parsers would take for a description, with no fact on the
page, is compared with it word by word; beside it stands trafilatura on the same pages in the same run, where it is
installed (`uv pip install trafilatura`, Apache-2.0). Its task is this one; ours is to lose no word of a project's page
in silence. `benchmarks/main_content.md` holds what was measured.
"""

import argparse
import gzip
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from parsers.content import find_description
from parsers.description import read_description
from parsers.encoding import decode
from parsers.folding import fold
from parsers.model import ExcessError
from parsers.owners import Owners
from parsers.page import read_page
from parsers.title import find_title

KINDS = ("article", "documentation", "service", "collection")
"""Types of pages with a text of their own; products, forums and listings have none or many."""

Extract = Callable[[bytes], str]
Score = tuple[float, float, float]
"""Precision, recall and F1."""


def ours(body: bytes) -> str:
    """Give the description that the parsers see in a page without facts."""
    try:
        page = read_page(decoded := decode(body, None), decoded.text)
    except ExcessError:
        return ""
    title, owners = find_title(page), Owners(page.outline)
    owners.claim(title.boxes, "title")
    return read_description(page.outline, find_description(page, title, (), owners).chosen).text


def theirs() -> Extract | None:
    """Give trafilatura's extraction, or None where it is not installed."""
    try:
        import trafilatura  # type: ignore[import-not-found]  # noqa: PLC0415 - not a dependency, measured where it is
    except ImportError:
        return None
    return lambda body: trafilatura.extract(body) or ""


def compare(got: str, truth: str) -> Score:
    """Compare two texts as bags of words."""
    found, wanted = (Counter(re.findall(r"\w+", fold(text))) for text in (got, truth))
    common = (found & wanted).total()
    precision, recall = common / (found.total() or 1), common / (wanted.total() or 1)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def main(arguments: Sequence[str]) -> int:
    """Read the pages of a folder both ways and print means by type of page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.main_content")
    parser.add_argument("folder", type=Path, help="holds truth.jsonl and the pages it names")
    parser.add_argument("--worst", type=int, default=0, help="name so many pages with the lowest F1 of ours")
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in (options.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["page_type"] in KINDS and row["main_content"]]
    tools: dict[str, Extract] = {"parsers": ours}
    if (other := theirs()) is not None:
        tools[f"trafilatura {version('trafilatura')}"] = other
    _say(f"{len(rows)} pages; precision, recall and F1 by words, means over pages; selectolax {version('selectolax')}")
    scores = {
        name: [(row, compare(tool(_read(options.folder, row)), row["main_content"])) for row in rows]
        for name, tool in tools.items()
    }
    for kind in ("all", *KINDS):
        for name, found in scores.items():
            own = [score for row, score in found if kind in {"all", row["page_type"]}]
            means = "  ".join(f"{statistics.fmean(column):.3f}" for column in zip(*own, strict=True))
            _say(f"{kind:14} {len(own):4} {name:18} {means}")
    for row, score in sorted(scores["parsers"], key=lambda pair: pair[1][2])[: options.worst]:
        _say(row["page"], row["page_type"], *(f"{part:.2f}" for part in score), row["url"])
    return 0


def _say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def _read(folder: Path, row: dict[str, str]) -> bytes:
    return gzip.decompress((folder / row["page"]).read_bytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
