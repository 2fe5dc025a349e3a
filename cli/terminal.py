"""What people see while they wait, and JSON lines for machines. Progress goes to stderr, and to terminals only."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")


def error_console() -> Console:
    """The console on stderr; it draws nothing that moves where stderr is no terminal."""
    return Console(stderr=True)


def progress_bar() -> Progress:
    """A bar with a count and the time left; disabled where stderr is no terminal."""
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
    """Yield a function that takes (done, total, note) and moves a bar on a terminal."""
    with progress_bar() as bar:
        task = bar.add_task(what, total=None, note="")

        def report(done: int, total: int, note: str) -> None:
            bar.update(task, completed=done, total=total, note=note)

        yield report


def print_json(record: Any, *, indent: int | None = None) -> bool:
    """Print one JSON text in one write; False where the reader on the other side has gone away (`| head`)."""
    try:
        sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=indent) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def printable(text: str) -> str:
    """Text from the network or the disk, with control and direction-changing characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
