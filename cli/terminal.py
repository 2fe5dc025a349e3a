"""What people see while they wait, and JSON lines for machines. Progress goes to stderr, and to terminals only."""

import contextlib
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from scraper.errors import StorageFault

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

T = TypeVar("T")

STDERR = 2
"""The highest number of a standard stream."""


def error_console() -> "Console":
    """The console on stderr; it draws nothing that moves where stderr is no terminal."""
    from rich.console import Console

    return Console(stderr=True)


def draws() -> bool:
    """Whether text may have frames and colours: on a terminal that can draw them, where NO_COLOR does not forbid it."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in {"dumb", "unknown"}
    return sys.stdout.isatty() and not is_plain


def progress_bar() -> "Progress":
    """A bar with a count and the time left; disabled where stderr is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = error_console()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def track(things: Iterable[T], what: str, total: int) -> Iterator[T]:
    """Hand things on while a bar on a terminal shows how many of `total` have passed."""
    with progress_bar() as bar:
        task = bar.add_task(what, total=total, note="")
        for thing in things:
            yield thing
            bar.advance(task)


@contextmanager
def reporting(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Yield a function that takes (done, total, note) and moves a bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total, note: None
        return
    with progress_bar() as bar:
        task = bar.add_task(what, total=None, note="")

        def report(done: int, total: int, note: str) -> None:
            bar.update(task, completed=done, total=total, note=note)

        yield report


def print_json(record: Any, *, indent: int | None = None) -> bool:
    """Print one JSON text in one write; see `write_out`. Where stdout is not in UTF-8, the text is ASCII."""
    is_utf8 = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    return write_out(json.dumps(record, ensure_ascii=not is_utf8, indent=indent) + "\n")


def write_out(text: str) -> bool:
    """Write text to stdout at once; False where the reader on the other side has gone away (`| head`).

    Raises:
        StorageFault: the file that stdout is cannot be written.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        return False
    except OSError as error:
        _silence(sys.stdout)
        why = "it is closed" if error.errno == errno.EBADF else error.strerror
        raise StorageFault(f"standard output cannot be written ({why})") from error
    return True


def give_up_output() -> None:
    """Let stdout lead nowhere from now on, after it could not be written."""
    with contextlib.suppress(OSError):  # a stream of a program that called us, and no file
        _silence(sys.stdout)


def write_error(text: str) -> None:
    """Write one line to stderr; where nobody can read it, the exit code alone must do."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def fill_streams() -> None:
    """Open /dev/null for each standard stream that the caller has closed (`2>&-`, some schedulers).

    Else the next file that is opened, an archive perhaps, would get its number and what is written to it. To write to
    a stdout that is closed fails as it does with one that is full.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        os.set_inheritable(number, True)
    os.close(number)
    if sys.stdout is None:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 1)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # "é" on an ASCII terminal, a file's name that is no text
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above


def _silence(stream: TextIO) -> None:
    """Let a stream lead nowhere: Python would complain once more when it flushes it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def printable(text: str) -> str:
    """Text from the network or the disk, with control and direction-changing characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
