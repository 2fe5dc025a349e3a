"""Publishes a small site in child processes that stop before they begin, so that a tracer can be attached to each.

Run as a program: `publisher.py RECORDS`. Each line on standard input is a site's folder: it forks a child that will
publish there, prints the child's id, and when the child has ended its wait status. One process imports everything
once; each child starts in milliseconds.
"""

import os
import pickle
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from dataset.checks.checks import Floors, run_checks
from dataset.projects.tables import build_tables
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
REFUSED_BY_THE_DISK = 7


def main(records: Path) -> None:
    """Serve until standard input ends."""
    tables = build_tables(pickle.loads(records.read_bytes()))  # noqa: S301 - written by the test itself
    report = run_checks(tables, floors=Floors())
    tables[
        "pages"
    ].to_pylist()  # pyarrow imports time zones with the first time: here, not in a child that is disturbed
    run = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=NOW)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
            try:
                publish(Path(line.rstrip("\n")), tables, run, report, now=NOW)
            except OSError:
                os._exit(REFUSED_BY_THE_DISK)
            os._exit(0)
        os.waitpid(child, os.WUNTRACED)
        _tell(child)
        _tell(os.waitpid(child, 0)[1])


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
