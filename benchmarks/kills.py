"""What the benchmarks of kills have in common: a command that is killed again and again, and a report in JSON."""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Process = subprocess.Popen[bytes]
Wait = Callable[[Process], object]
"""Returns at the moment of the kill."""


def kill_after(command: Sequence[str], waits: Iterable[Wait]) -> Iterator[bool]:
    """Start a command and kill it at the end of each wait; yield whether it was alive. At last, let it end.

    Raises:
        CalledProcessError: it failed when it was let alone.
    """
    for wait in waits:
        with subprocess.Popen(command) as process:  # noqa: S603 - our own words
            wait(process)
            process.send_signal(signal.SIGKILL)
            met = process.wait() == -signal.SIGKILL
        yield met
    subprocess.run(command, check=True)  # noqa: S603 - our own words


def report_on(
    parser: argparse.ArgumentParser,
    compare: Callable[[Path, argparse.Namespace], Mapping[str, Any]],
    is_bad: Callable[[Mapping[str, Any]], bool],
) -> None:
    """Compare an undisturbed run with a killed one, print the report, and fail where it is bad."""
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        report = compare(Path(folder), chosen)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    sys.exit(int(is_bad(report)))
