"""Killable children that read pages, so that no page can hang, crash or starve the job.

A page is hostile input and lexbor is C: 71 KB of nested `<p><b class=xN>` cost it 12 s and 3.2 GB, and a crash in
it would take the whole run along (FAULTS 51, 52). Each child has a memory limit and an alarm per page from the
kernel; where one dies, the page gets an outcome that says why, a new child takes its place and the run goes on.

Why by hand: `concurrent.futures` breaks the whole pool when a child dies, the library with time limits per task is
LGPL, and `multiprocessing` would import the caller's main module again, which a notebook or script does not expect.
The child is therefore started as `python -P -m workers`; nothing but one socket is inherited, in particular no lock.
"""

import contextlib
import hashlib
import itertools
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from typing import cast

from dataset.normalisation import normalise
from dataset.observation import PageObservations
from parsers import parse_page
from parsers.raw import Issue

SECONDS_PER_PAGE = 20
MEMORY_BYTES = 2 * 1024**3
WINDOW_PER_WORKER = 16
"""How many pages a fast child may be ahead of a slow one; bounds the results kept back to restore the order."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The bytes of one page with what is known about how they came.

    Attributes:
        body: the page after content decoding.
        content_type: the `Content-Type` header, or None.
        url: canonical address, or None where it is not known.
        fetched_at: when it was received (UTC), or None.
    """

    body: bytes
    content_type: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None

    @property
    def digest(self) -> str:
        """`sha256:` and the hex digest of the body."""
        return "sha256:" + hashlib.sha256(self.body).hexdigest()


def read_page(page: SavedPage) -> PageObservations:
    """Parse and normalise one page in this process."""
    reading = parse_page(page.body, content_type=page.content_type)
    return normalise(reading, url=page.url or reading.url, fetched_at=page.fetched_at, digest=page.digest)


def read_pages(pages: Iterable[SavedPage], *, workers: int = 2) -> Iterator[PageObservations]:
    """Read pages in children and yield the answers in the order of the pages.

    Args:
        pages: any number of pages; they are taken lazily, at most a small window ahead.
        workers: how many children read at once.
    """
    numbered = enumerate(pages)
    idle: list[_Child] = []
    busy: list[_Child] = []
    ready: dict[int, PageObservations] = {}
    try:
        for next_out in itertools.count():
            while next_out not in ready:
                room = min(workers - len(busy), workers * WINDOW_PER_WORKER - len(ready))
                for number, page in itertools.islice(numbered, room):
                    child = idle.pop() if idle else _Child()
                    child.give(number, page)
                    busy.append(child)
                if not busy:
                    return
                for connection in wait([child.connection for child in busy]):
                    child = next(child for child in busy if child.connection is connection)
                    number, answer = child.take()
                    ready[number] = answer
                    busy.remove(child)
                    if child.is_alive:
                        idle.append(child)
            yield ready.pop(next_out)
    finally:
        for child in (*busy, *idle):
            child.stop()


class _Child:
    """One reading process and the page it is reading."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-m", "workers", str(theirs.fileno())]
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no outside input
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        self.connection = Connection(ours.detach())
        self.number = -1
        self.page = SavedPage(b"")
        self.is_alive = True

    def give(self, number: int, page: SavedPage) -> None:
        self.number, self.page = number, page
        with contextlib.suppress(BrokenPipeError):  # a dead child; `take` finds no answer and says why
            self.connection.send(page)

    def take(self) -> tuple[int, PageObservations]:
        try:
            return self.number, cast(PageObservations, self.connection.recv())
        except (EOFError, ConnectionResetError):
            self.process.wait(timeout=SECONDS_PER_PAGE)
            self.stop()
            return self.number, _unread(self.page, self.process.returncode)

    def stop(self) -> None:
        self.is_alive = False
        self.connection.close()
        self.process.kill()
        self.process.wait()


def _unread(page: SavedPage, returncode: int) -> PageObservations:
    """The answer for a page whose reader died."""
    if returncode == -signal.SIGALRM:
        message = f"reading this page took longer than {SECONDS_PER_PAGE} s and was stopped"
        issue = Issue("reader_too_slow", None, message, "error")
    elif returncode < 0:
        message = f"the reader of this page was ended by {signal.Signals(-returncode).name}"
        issue = Issue("reader_crashed", None, message, "error")
    else:
        message = f"the reader of this page failed with exit code {returncode}; its traceback stands on stderr"
        issue = Issue("reader_failed", None, message, "error")
    return PageObservations(
        url=page.url,
        fetched_at=page.fetched_at,
        digest=page.digest,
        outcome="soft_error",
        reason=message,
        encoding="unknown",
        layout=None,
        language=None,
        observations={},
        items=(),
        unclaimed={},
        issues=(issue,),
    )


def _serve(connection: Connection) -> None:
    """Read pages until the other side closes; runs in the child.

    The alarm's default action ends the process even inside C code, and also where the parent is long dead.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the socket
    while True:
        try:
            page = cast(SavedPage, connection.recv())
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_PAGE)
        answer = read_page(page)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(answer)


if __name__ == "__main__":
    # Under `-m` this module is `__main__`; what travels through the socket must be the importable `workers`.
    import workers

    workers._serve(Connection(int(sys.argv[1])))  # noqa: SLF001 - its own function
