"""What a run says while it works: warnings on stderr, a line a minute where nobody watches a bar, and a log file."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import printable, reporting
from scraper.errors import StorageFault

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell every step on stderr.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell nothing on stderr but why a command failed.")]
LogFile = Annotated[
    Path | None, typer.Option("--log-file", metavar="FILE", help="Append every step to a file, with its time.")
]
EVERY_SECONDS = 60.0
_log = logging.getLogger("iom_projects")


class _OneLine(logging.Formatter):
    """One line for each event, whatever a page put into it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return f"{at} {record.levelname.lower()} {printable(super().format(record))}"


@contextmanager
def logging_to(file: Path | None, *, verbose: bool = False, quiet: bool = False) -> Iterator[None]:
    """Tell what happens: on stderr warnings, all steps or nothing, and all steps in a file.

    Raises:
        StorageFault: the file cannot be written.
    """
    root = logging.getLogger()
    shown = logging.StreamHandler(sys.stderr)
    least = logging.INFO if verbose else logging.WARNING
    tells_progress = not sys.stderr.isatty()  # where there is no bar
    shown.addFilter(
        lambda record: not quiet and (record.levelno >= least or (tells_progress and record.name == _log.name))
    )
    handlers: list[logging.Handler] = [shown]
    if file is not None:
        try:
            handlers.append(logging.FileHandler(file, encoding="utf-8", errors="backslashreplace"))
        except OSError as error:
            raise StorageFault(f"{file} cannot be written ({error.strerror})") from error
    before = root.level
    root.setLevel(logging.INFO)
    for library in ("httpcore", "httpx"):
        logging.getLogger(library).setLevel(logging.WARNING)
    for handler in handlers:
        handler.setFormatter(_OneLine("%(message)s"))
        root.addHandler(handler)
    try:
        yield
    finally:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            if handler is not shown:
                handler.close()


class Pulse:
    """Decides when a line about the progress is due: one a minute, the first after a minute.

    Args:
        what: the step, `Crawling`.
        now: monotonic seconds.
    """

    def __init__(self, what: str, now: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._now = now
        self._began = self._last = now()

    def beat(self, done: int, total: int) -> str | None:
        """Return the line that is due, or None."""
        now = self._now()
        if now - self._last < EVERY_SECONDS:
            return None
        self._last = now
        rate = done / (now - self._began)
        return f"{self._what}: {done:,} of {total:,}, {rate:.1f} a second"


@contextmanager
def telling(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Yield a function that takes (done, total, note): a bar on a terminal, else a line a minute; see `Pulse`."""
    pulse = Pulse(what)
    with reporting(what) as bar:

        def report(done: int, total: int, note: str) -> None:
            bar(done, total, note)
            line = pulse.beat(done, total)
            if line is not None:
                _log.info(line)

        yield report
