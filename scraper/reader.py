"""What kind of page a body is, asked of `parsers` in a child process that may be killed or crash without harm."""

import atexit
import sys
import threading
from dataclasses import dataclass

from parsers import parse_page
from sandbox.child import Child, ChildDiedError, serve
from scraper.errors import Interrupted

MODULE = "scraper.reader"
_LOOK_SECONDS = 0.2
_idle: list[Child] = []
"""Children without work, kept for the next page of whichever run: to start one takes a third of a second."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """`outcome` is that of `parsers.parse_page`, `soft_error` where the reader died; `reason` is one line."""

    outcome: str
    reason: str


class PageReader:
    """Asks children; usable from several threads.

    Args:
        stop: set when the run is to end; who reads at that moment is not waited for.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def kind(self, body: bytes, content_type: str | None) -> PageKind:
        """Say what kind of page a body is.

        Args:
            body: content-decoded.
            content_type: the header, or None.

        Raises:
            Interrupted: the run is to end.
        """
        child = _ready_child()
        try:
            child.give((body, content_type))
            self._wait_for(child)
            answer = PageKind(*child.take())
        except ChildDiedError as death:
            return PageKind("soft_error", str(death))
        except BaseException:
            child.stop()
            raise
        _idle.append(child)
        return answer

    def _wait_for(self, child: Child) -> None:
        while not child.connection.poll(_LOOK_SECONDS):
            if self._stop.is_set():
                raise Interrupted("the run was asked to stop")


def _ready_child() -> Child:
    while True:
        try:
            child = _idle.pop()
        except IndexError:
            return Child(MODULE)
        if not child.has_ended:
            return child
        child.stop()


def read(task: tuple[bytes, str | None]) -> tuple[str, str]:
    """Return outcome and reason of a page; runs in the child."""
    body, content_type = task
    reading = parse_page(body, content_type=content_type)
    return reading.outcome, reading.reason


@atexit.register
def _dismiss() -> None:
    while _idle:
        _idle.pop().stop()


if __name__ == "__main__":
    serve(int(sys.argv[1]), read)
