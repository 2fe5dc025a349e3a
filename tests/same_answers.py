"""Compare what two commits read off the same pages, down to issues and locations: `make same-answers BASE=<commit>`.

A change that should alter no answer proves it here; of one that alters answers this lists which. The pages are all
fixtures, pages of the practice site, rendered markups, mutants of both, pages that are no project, and the real pages
of other sites in the folders of `SAVED`, where these are there. The answers of a commit are kept under `.venv/`.
"""

import argparse
import gzip
import hashlib
import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maintenance.fixtures import find_fixtures
from practice.site import Site
from tests.markups import fixture_mutants, non_projects
from tests.markups.odd_projects import odd_projects
from tests.markups.projects import filled_projects, real_projects
from tests.markups.render import seeded
from tests.markups.survey import every_mutant, every_structure

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".venv" / "same-answers"
SAVED = [Path(path) for path in os.environ.get("SAVED_PAGES", "../shared/cases:../shared/corpora/web-pages").split(":")]

NamedPage = tuple[str, bytes, str | None]
"""Where a page comes from, its bytes and its Content-Type."""
Answers = list[tuple[str, dict[str, Any]]]


def collect(count: int, seed: int) -> Iterator[NamedPage]:
    """Give the pages; `count` says how many mutants, and in proportion how many of other generated pages."""
    for fixture in find_fixtures(ROOT / "tests" / "fixtures"):
        page = fixture.page()
        yield f"fixture {fixture.name}", page.body, page.content_type
    for folder in SAVED:
        for path in sorted((ROOT / folder).rglob("*.html*")):
            yield (
                f"saved {path.name}",
                gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes(),
                None,
            )
    for group in (non_projects.soft_errors, non_projects.challenges, non_projects.site_pages, non_projects.other_bytes):
        for name, one in group().items():
            yield f"no project {name}", one.body, None
    site = Site(size=max(count // 10, 1))
    for address in [*site.pages, "/projects", "/", "/about-fund"]:
        yield f"practice {address}", site.get(address, origin="http://localhost").body, None
    projects = (*real_projects(), *filled_projects())
    for name, _, rendered in every_structure(projects, step=max(400_000 // count, 1)):
        yield f"markup {name}", rendered.body, None
    for name, _, rendered in every_structure(odd_projects(), step=max(400_000 // count, 1)):
        yield f"odd {name}", rendered.body, None
    for name, _, rendered in every_mutant(count, seed):
        yield f"mutant {name}", rendered.body, None
    yield from _fixture_mutants(max(count // 500, 1), seed)


def _fixture_mutants(each: int, seed: int) -> Iterator[NamedPage]:
    for page, _ in fixture_mutants.fixture_pages():
        rng = seeded(f"{page.name} {seed}")
        for _ in range(each):
            copy = page.copy()
            steps = rng.sample(list(fixture_mutants.UNSEEN), rng.randint(1, 3))
            done = [name for name in steps if fixture_mutants.UNSEEN[name](copy, rng)]
            yield f"fixture mutant {page.name} · {' + '.join(done)}", copy.body, None


def read_with(folder: Path, pages: Path, answers: Path) -> Answers:
    """Read pages with the parsers of a working copy."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    script = str(ROOT / "tests" / "answers.py")
    subprocess.run([sys.executable, "-P", script, str(pages), str(answers)], env=environment, cwd=folder, check=True)
    return _load(answers)


def read_at(commit: str, pages: Path, key: str) -> Answers:
    """Read pages with the parsers of a commit, or take what was kept of an earlier run."""
    git = ["git", "-C", str(ROOT)]
    found = subprocess.run([*git, "rev-parse", "--verify", f"{commit}^{{commit}}"], check=True, capture_output=True)
    full = found.stdout.decode().strip()
    kept = KEPT / f"{full[:12]}-{key}.pickle"
    if kept.exists():
        return _load(kept)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        subprocess.run([*git, "worktree", "add", "--quiet", "--detach", str(copy), full], check=True)
        try:
            KEPT.mkdir(parents=True, exist_ok=True)
            return read_with(copy, pages, kept)
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(copy)], check=True)


def _load(path: Path) -> Answers:
    answers: Answers = pickle.loads(path.read_bytes())  # noqa: S301 - written by `tests.answers` on this machine
    return answers


def differences(before: dict[str, Any], after: dict[str, Any], without: str) -> Iterator[tuple[str, Any, Any]]:
    """The parts of an answer that differ, with both values; issues that only changed places are one part."""
    for path in dict.fromkeys((*before, *after)):
        if without and path.endswith(without):
            continue
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        if path == ".issues" and old and new:
            gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
            yield (".issues", gone, come) if gone or come else (".issues (order)", old, new)
        else:
            yield path, old, new


def describe(pages: list[NamedPage], before: Answers, after: Answers, options: argparse.Namespace) -> tuple[int, str]:
    """Count the pages whose answers differ, and say by part of the answer which do."""
    counts: Counter[str] = Counter()
    shown: dict[str, list[str]] = {}
    differing = 0
    for (name, body, _), (_, old), (_, new) in zip(pages, before, after, strict=True):
        found = list(differences(old, new, options.without))
        differing += bool(found)
        for path, was, is_now in found:
            counts[path] += 1
            if counts[path] <= options.show:
                shown.setdefault(path, []).append(f"    {name}\n      - {str(was)[:600]}\n      + {str(is_now)[:600]}")
                if options.folder is not None:
                    options.folder.mkdir(parents=True, exist_ok=True)
                    kept = options.folder / f"{hashlib.sha256(body).hexdigest()[:12]}.html"
                    kept.write_bytes(body)
                    shown[path].append(f"      {kept}")
    lines = [f"{len(pages)} pages, {differing} with another answer"]
    for path, number in counts.most_common():
        lines += ["", f"{path}: {number}", *shown[path]]
    return differing, "\n".join(lines)


def main() -> int:
    """Read the command line and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="the commit to compare the working copy with")
    parser.add_argument("--count", type=int, default=1500, help="how many mutants, and in proportion other pages")
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--show", type=int, default=3, help="how many differences of each part to print")
    parser.add_argument("--without", default="", help="parts whose path ends so are not compared, such as alternatives")
    parser.add_argument("--folder", type=Path, help="where to write the pages whose answers differ")
    arguments = parser.parse_args()
    pages = [page for page in collect(arguments.count, arguments.seed) if arguments.only in page[0]]
    data = pickle.dumps(pages)
    key = hashlib.sha256(data).hexdigest()[:12]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages.pickle"
        source.write_bytes(data)
        before = read_at(arguments.base, source, key)
        after = read_with(ROOT, source, Path(folder) / "answers.pickle")
    differing, words = describe(pages, before, after, arguments)
    sys.stdout.write(words + "\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
