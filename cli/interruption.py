"""Ctrl-C and SIGTERM: the first asks the crawl to end in order, the second ends it at once."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping() -> Iterator[Event]:
    """Yield an event that the first Ctrl-C or SIGTERM sets; the next one raises KeyboardInterrupt as usual."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        sys.stderr.write("iom-projects: ending in order, the next crawl goes on from here; once more to end at once\n")

    before = {number: signal.signal(number, ask) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
