"""Ctrl-C and SIGTERM: the first asks the crawl to end in order, the second ends it at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

from cli.terminal import write_error

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping(notice: str = "") -> Iterator[Event]:
    """Yield an event that the first Ctrl-C or SIGTERM sets; the next one raises KeyboardInterrupt as usual.

    Args:
        notice: what to say on stderr when the first comes.
    """
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        if notice:
            write_error(f"iom-projects: {notice}")

    before = {number: signal.signal(number, ask) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
