"""A web archive's index of captures, as its CDX server gives it.

Two dialects of `output=json` are read: pywb's, one JSON object a line, and the Wayback Machine's, one array of rows
whose first names the columns.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

MAX_ROWS = 100_000
_TIMESTAMP = re.compile(r"[0-9]{14}")  # 20050316093000
_NAMES = {"original": "url", "statuscode": "status", "mimetype": "mime"}
"""The Wayback Machine's names for pywb's columns."""


@dataclass(frozen=True, slots=True)
class ArchivedCapture:
    """One capture in a web archive.

    Attributes:
        url: the page's address as captured.
        timestamp: the archive's own name for the moment, fourteen digits.
        digest: of the body, in whatever notation the archive has.
    """

    url: str
    timestamp: str
    digest: str

    @property
    def captured_at(self) -> datetime:
        """The moment, UTC."""
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def query(index: str, prefix: str) -> str:
    """Return the address that lists the captures of all addresses that begin with `prefix`."""
    return f"{index}?url={quote(prefix, safe='')}*&output=json"


def read_cdx(body: bytes) -> tuple[ArchivedCapture, ...]:
    """Return the captures of HTML pages that were answered with 200, in the order of the index.

    Raises:
        ValueError: the answer is in neither dialect.
    """
    text = body.decode("utf-8")
    try:
        captures = [_capture(row) for row in _rows(text)]
    except RecursionError as error:
        raise ValueError("the index is nested too deeply") from error
    return tuple(capture for capture in captures if capture is not None)


def _rows(text: str) -> Iterator[dict[str, Any]]:
    if text.lstrip()[:1] == "[":
        table = json.loads(text)
        if not all(isinstance(row, list) for row in table):
            raise ValueError("the rows of the index are no lists")
        header = [_NAMES.get(str(name), str(name)) for name in table[0]] if table else []
        yield from (dict(zip(header, row, strict=False)) for row in table[1 : MAX_ROWS + 1])
        return
    for line in text.splitlines()[:MAX_ROWS]:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("a line of the index is no object")  # noqa: TRY004 - what is read is wrong, not the call
        yield row


def _capture(row: dict[str, Any]) -> ArchivedCapture | None:
    url, timestamp, digest = row.get("url"), row.get("timestamp"), row.get("digest")
    if row.get("status") != "200" or row.get("mime") != "text/html":
        return None
    if not (isinstance(url, str) and isinstance(timestamp, str) and isinstance(digest, str)):
        return None
    capture = ArchivedCapture(url, timestamp, digest)
    if not _TIMESTAMP.fullmatch(timestamp):
        return None
    try:
        capture.captured_at.isoformat()
    except ValueError:  # 31 February
        return None
    return capture


def newest(captures: Iterable[ArchivedCapture], count: int) -> list[ArchivedCapture]:
    """Return so many captures of one page, the newest first, none with the body of another."""
    chosen: dict[str, ArchivedCapture] = {}
    for capture in sorted(captures, key=lambda each: each.timestamp, reverse=True):
        chosen.setdefault(capture.digest, capture)
    return list(chosen.values())[:count]
