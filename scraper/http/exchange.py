"""One request and its answer, as they went over the wire."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scraper.errors import FetchError

Headers = tuple[tuple[str, str], ...]
"""Names and values in the order received, as Latin-1 text, which keeps every byte."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the response to it.

    Attributes:
        url: the address that was asked for.
        fetched_at: when the request was sent, UTC.
        request_line, request_headers: what we sent.
        status_line: e.g. `HTTP/1.1 200 OK`.
        headers: what came back.
        raw: the body as received, still content-encoded, without transfer coding.
        body: the body decoded; None where it cannot be trusted, and `fault` says why.
        fault: what is wrong with the body, or None.
        truncated: the WARC word for a body that was cut: `length`, `time` or `disconnect`; else None.
        seconds: how long it took.
    """

    url: str
    fetched_at: datetime
    request_line: str
    request_headers: Headers
    status_line: str
    headers: Headers
    raw: bytes
    body: bytes | None
    fault: FetchError | None = None
    truncated: str | None = None
    seconds: float = 0.0

    @property
    def status(self) -> int:
        """The status code."""
        return int(self.status_line.split(" ", 2)[1])

    def header(self, name: str) -> str | None:
        """Return a header's value, several joined by commas as RFC 9110 says, or None."""
        return header(self.headers, name)


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the value of a header whatever its case, several joined by `, `; None where it is not there."""
    name = name.lower()
    values = [value for key, value in headers if key.lower() == name]
    return ", ".join(values) if values else None
