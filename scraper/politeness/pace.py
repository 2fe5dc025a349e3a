"""One pace for every host, whoever asks: workers, retries, redirects and robots.txt alike."""

import threading
from collections.abc import Mapping

from scraper.clock import Clock
from scraper.errors import Interrupted

SLICE_SECONDS = 0.2
"""How long a wait may go on before it is looked whether the run should stop."""


class Pace:
    """Hands out the moments at which a host may be asked.

    Args:
        clock: monotonic time and sleep.
        delay: least seconds between two requests to one host.
        stop: set when the run is to end.
    """

    def __init__(self, clock: Clock, delay: float, stop: threading.Event) -> None:
        self._clock = clock
        self._delay = delay
        self._stop = stop
        self._lock = threading.Lock()
        self._delays: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._gaps: dict[str, float] = {}

    def slow_down(self, authority: str, delay: float) -> None:
        """Lengthen a host's delay, as `Crawl-delay` asks; never shortens it."""
        with self._lock:
            self._delays[authority] = max(delay, self._delays.get(authority, self._delay))

    def hold(self, authority: str, seconds: float) -> None:
        """Ask the host nothing for so many seconds from now."""
        with self._lock:
            until = self._clock.monotonic() + seconds
            self._held_until[authority] = max(until, self._held_until.get(authority, until))

    def remember(self, authority: str, seconds_ago: float) -> None:
        """Take into account a request that an earlier process sent to the host."""
        with self._lock:
            self._last[authority] = self._clock.monotonic() - seconds_ago

    def wait(self, authority: str) -> None:
        """Wait for this caller's turn; it may then send one request.

        Raises:
            Interrupted: the run is to end.
        """
        while (left := self._take_turn(authority)) > 0:
            self.rest(min(left, SLICE_SECONDS))
        self.go_on()

    def due(self, authority: str) -> float:
        """Return the seconds until the host may be asked again."""
        with self._lock:
            return max(self._ready(authority, now := self._clock.monotonic()) - now, 0.0)

    def go_on(self) -> None:
        """Return where the run may go on.

        Raises:
            Interrupted: the run is to end.
        """
        if self._stop.is_set():
            raise Interrupted("the run was asked to stop")

    def _take_turn(self, authority: str) -> float:
        """Take the turn if it has come, else return the seconds until it may come."""
        with self._lock:
            now = self._clock.monotonic()
            last = self._last.get(authority)
            ready = self._ready(authority, now)
            if ready > now:
                return ready - now
            if last is not None:
                self._gaps[authority] = min(now - last, self._gaps.get(authority, now - last))
            self._last[authority] = now
            return 0.0

    def _ready(self, authority: str, now: float) -> float:
        """Return the moment from which the host may be asked; the caller holds the lock."""
        last = self._last.get(authority)
        ready = self._held_until.get(authority, now)
        return ready if last is None else max(ready, last + self._delays.get(authority, self._delay))

    def rest(self, seconds: float) -> None:
        """Sleep, in slices.

        Raises:
            Interrupted: the run is to end.
        """
        end = self._clock.monotonic() + seconds
        while (left := end - self._clock.monotonic()) > 0:
            self.go_on()
            self._clock.sleep(min(left, SLICE_SECONDS))

    def smallest_gaps(self) -> Mapping[str, float]:
        """Return for every host the smallest time between two requests, in seconds, as measured."""
        with self._lock:
            return dict(sorted(self._gaps.items()))
