"""`iom-projects parse` of a folder, now and at an earlier commit: `python -m benchmarks.earlier_parsers COMMIT`.

Both take turns. The folder holds pages of the practice site, padded to 80 kB by their menus. Seconds of processor time
are those of the command and of its children, the start of both included; pages a second are by the clock.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.page_costs import padded_pages

ROOT = Path(__file__).parents[1]
_START = "from cli import main; main()"


@contextmanager
def working_copy(commit: str) -> Iterator[Path]:
    """Give a working copy of a commit, for as long as it is used."""
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        subprocess.run(  # noqa: S603 - git, and a commit that the user names
            [*git, "add", "--quiet", "--detach", str(copy), commit], check=True
        )
        try:
            yield copy
        finally:
            subprocess.run([*git, "remove", "--force", str(copy)], check=True)  # noqa: S603 - our own folder


def read_folder(code: Path, pages: Path) -> tuple[float, float, int]:
    """Read a folder with a working copy: seconds by the clock, seconds of processor time, and lines printed."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(code)}
    command = [sys.executable, "-P", "-c", _START, "parse", str(pages)]
    with tempfile.TemporaryFile() as printed:  # a pipe would have to be read meanwhile
        subprocess.run(command, check=True, stdout=printed, env=environment, cwd=code)  # noqa: S603 - our command
        seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        printed.seek(0)
        lines = printed.read().count(b"\n")
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, busy, lines


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("commit", help="what to measure beside: the redesign of the parsers began at d7b87f5")
    parser.add_argument("--pages", type=int, default=330)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, working_copy(options.commit) as earlier:
        for number, body in enumerate(padded_pages(options.pages)):
            (Path(folder) / f"{number:04}.html").write_bytes(body)
        found: dict[str, list[tuple[float, float, int]]] = {options.commit: [], "now": []}
        for _ in range(options.rounds):
            found[options.commit].append(read_folder(earlier, Path(folder)))
            found["now"].append(read_folder(ROOT, Path(folder)))
    rates = {}
    for name, runs in found.items():
        seconds, busy = (statistics.median(run[part] for run in runs) for part in (0, 1))
        rates[name] = options.pages / seconds
        lines = sorted({run[2] for run in runs})
        sys.stdout.write(
            f"{name:10} {rates[name]:6.1f} pages a second, {busy:.2f} s of processor time, {lines} lines\n"
        )
    sys.stdout.write(f"now {rates['now'] / rates[options.commit]:.2f} times as many pages a second\n")


if __name__ == "__main__":
    main()
