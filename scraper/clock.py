"""Time, passed in so that tests need not wait and runs can be repeated."""

import time
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """What the scraper asks of time."""

    def now(self) -> datetime:
        """Return the wall clock, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go backwards; differences alone have a meaning."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for real."""
        time.sleep(seconds)


class SetClock(SystemClock):
    """The machine's time on another day, for practice: what takes weeks can be tried in a minute.

    Args:
        today: the day that counts as today; the time of day is the machine's own.
    """

    def __init__(self, today: date) -> None:
        self._ahead = today - datetime.now(UTC).date()

    def now(self) -> datetime:
        """Return the wall clock, in UTC, as many days away as `today` is."""
        return super().now() + self._ahead
