"""What HTTP makes of a response: validators, conditions, compression, HEAD (RFC 9110 and 9111)."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from practice.site import Response

CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_GZIP = re.compile(r"(?:^|[,\s])(?:gzip|\*)\s*(?:;\s*q=(?P<q>[0-9.]+))?\s*(?:,|$)")  # `br;q=0.9, gzip;q=0.5`
_TAG = re.compile(r'"([^"]*)"')  # `W/"abc", "def"`


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire; the last four say how, and are used by faults alone.

    Attributes:
        status: HTTP status.
        headers: all but `Date`, `Server`, `Connection` and, unless a fault sets it, `Content-Length`.
        body: encoded, empty for 304 and HEAD.
        length: the true length of the body that a GET would get.
        cut: send so many bytes of the body, then close the connection; None for all.
        drip: seconds to wait between single bytes of the body.
        silence: seconds to wait before the status line.
        hang_up: close the connection without any answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    length: int
    cut: int | None = None
    drip: float = 0
    silence: float = 0
    hang_up: bool = False


def negotiate(response: Response, *, method: str, headers: Mapping[str, str]) -> Answer:
    """The answer to a GET or HEAD.

    Args:
        response: what the site says.
        method: `GET` or `HEAD`.
        headers: of the request, by lower-case name.
    """
    body, encoded = response.body, False
    if _compressible(response) and accepts_gzip(headers.get("accept-encoding", "")):
        body, encoded = compress(response.body), True
    sent = [("Content-Type", response.content_type), ("X-Practice-Site", "1"), ("Vary", "Accept-Encoding")]
    if response.location is not None:
        sent.append(("Location", response.location))
    if encoded:
        sent.append(("Content-Encoding", "gzip"))
    if response.status != 200:
        return Answer(response.status, tuple(sent), body if method == "GET" else b"", len(body))
    tag = etag(response.body)
    # A strong validator names one sequence of bytes, so the compressed one has a name of its own.
    sent += [("Cache-Control", "no-cache"), ("ETag", f'"{tag}-gzip"' if encoded else f'"{tag}"')]
    if response.modified is not None:
        sent.append(("Last-Modified", http_date(response.modified)))
    if _is_unchanged(tag, response.modified, headers):
        kept = tuple((name, value) for name, value in sent if not name.startswith("Content-"))
        return Answer(304, kept, b"", 0)
    return Answer(200, tuple(sent), body if method == "GET" else b"", len(body))


def accepts_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header lets us send gzip."""
    found = _GZIP.search(accepted.lower())
    return found is not None and (found["q"] is None or float(found["q"].strip(".") or 0) > 0)


@lru_cache(maxsize=8192)
def compress(body: bytes) -> bytes:
    """The same gzip for the same body, whatever the hour."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def etag(body: bytes) -> str:
    """A validator that depends on the content alone."""
    return hashlib.sha256(body).hexdigest()[:20]


def http_date(day: date) -> str:
    """Midnight of a day, as HTTP writes it."""
    return format_datetime(datetime.combine(day, time(), tzinfo=UTC), usegmt=True)


def _compressible(response: Response) -> bool:
    return len(response.body) > 256 and response.content_type.startswith(("text/", "application/xml"))


def _is_unchanged(tag: str, modified: date | None, headers: Mapping[str, str]) -> bool:
    condition = headers.get("if-none-match")
    if condition is not None:  # which makes If-Modified-Since void (RFC 9110, 13.2.2)
        tags = _TAG.findall(condition)
        return condition.strip() == "*" or tag in tags or f"{tag}-gzip" in tags
    since = headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return datetime.combine(modified, time(), tzinfo=UTC) <= moment
