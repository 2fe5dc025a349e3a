"""When to try again, and how long to wait before: the rules, on tenacity.

Only what may heal is tried again: no connection, a deadline, a broken body, 429 and 5xx. `Retry-After` is read
strictly (RFC 9110, both forms): `int()` would take `-1`, `1_000` and `１２`, and a mail date parser takes far more than
the three forms of date.
"""

# ruff: noqa: N818 - `TryAgain` says what to do; `TryAgainError` would say no more.

import re
from collections.abc import Callable
from datetime import UTC, datetime

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from scraper.errors import FetchError
from scraper.http.exchange import Exchange

HEALING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0

_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_LONG_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = "|".join(_MONTHS)
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_DATES = (
    # Sun, 06 Nov 1994 08:49:37 GMT
    re.compile(rf"(?:{_DAYS}), (?P<day>\d\d) (?P<month>{_MONTH}) (?P<year>\d{{4}}) {_TIME} GMT", re.ASCII),
    # Sunday, 06-Nov-94 08:49:37 GMT
    re.compile(rf"(?:{_LONG_DAYS}), (?P<day>\d\d)-(?P<month>{_MONTH})-(?P<year>\d\d) {_TIME} GMT", re.ASCII),
    # Sun Nov  6 08:49:37 1994
    re.compile(rf"(?:{_DAYS}) (?P<month>{_MONTH}) (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})", re.ASCII),
)


class TryAgain(FetchError):
    """An answer that may be another one later: 429, 5xx, or a body that broke.

    Attributes:
        exchange: the answer.
        after: seconds to wait as the server asks, or None.
    """

    def __init__(self, message: str, exchange: Exchange, after: float | None) -> None:
        super().__init__(message)
        self.exchange = exchange
        self.after = after


def retrying(attempts: int, rest: Callable[[float], None], again: Callable[[FetchError], None]) -> Retrying:
    """Return tenacity's loop: so many attempts, waits that double or are the server's own, the last error raised.

    Args:
        attempts: the first included.
        rest: waits so many seconds.
        again: told of the error before every further attempt.
    """
    return Retrying(
        stop=stop_after_attempt(attempts),
        wait=_wait,
        retry=retry_if_exception(lambda error: isinstance(error, FetchError) and error.healing),
        sleep=rest,
        before_sleep=lambda state: again(_error(state)),
        reraise=True,
    )


def _wait(state: RetryCallState) -> float:
    doubled: float = min(FIRST_WAIT_SECONDS * 2 ** (state.attempt_number - 1), LONGEST_WAIT_SECONDS)
    error = _error(state)
    asked = error.after if isinstance(error, TryAgain) and error.after is not None else 0.0
    return max(doubled, asked)


def _error(state: RetryCallState) -> FetchError:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, FetchError):
        raise TypeError("tenacity asks about an attempt that did not fail") from error
    return error


def retry_after(exchange: Exchange) -> float | None:
    """Return the seconds that the server asks us to wait, or None where it asks nothing that can be read.

    A date is compared with the response's own `Date`, so that a wrong clock here does no harm.
    """
    value = exchange.header("Retry-After")
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,12}", value):
        return float(value)
    then = http_date(value, exchange.fetched_at)
    if then is None:
        return None
    now = http_date(exchange.header("Date") or "", exchange.fetched_at) or exchange.fetched_at
    return max((then - now).total_seconds(), 0.0)


def http_date(text: str, now: datetime) -> datetime | None:
    """Return the time that one of HTTP's three date forms names, or None.

    Args:
        text: the header's value.
        now: decides the century of a two-digit year: not more than fifty years ahead (RFC 9110, 5.6.7).
    """
    match = next((found for form in _DATES if (found := form.fullmatch(text))), None)
    if match is None:
        return None
    year = int(match["year"])
    if year < 100:
        year += now.year // 100 * 100
        year -= 100 if year > now.year + 50 else 0
    month, day = _MONTHS.index(match["month"]) + 1, int(match["day"])
    try:
        return datetime(year, month, day, int(match["hour"]), int(match["minute"]), int(match["second"]), tzinfo=UTC)
    except ValueError:  # 31 February, 25 o'clock
        return None
