"""A web archive's index of captures, as its CDX server gives it.

Read are the dialects of `output=json`, pywb's, one JSON object a line, and the Wayback Machine's, one array of rows
whose first names the columns; and what servers send that know no `output`: CDXJ, and CDX of seven or more columns.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from scraper.errors import printable

MAX_ROWS = 100_000
_PAGES = frozenset({"text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", ""})
"""Media types of captures that may be pages: a revisit repeats one, and an index may not have known."""
_UNTOLD = _PAGES - {"text/html", "application/xhtml+xml"}
"""Beside these a row may have no status."""
_COLUMNS = ("urlkey", "timestamp", "url", "mime", "status", "digest")
_LETTERS = {"N": "urlkey", "b": "timestamp", "a": "url", "m": "mime", "s": "status", "k": "digest"}
"""What the first line of a CDX file, ` CDX N b a m s k r M S V g`, calls the columns."""
_CDXJ = re.compile(r"\S+ (?P<timestamp>[0-9]{14}) (?P<fields>\{.*\})")  # "int,iom)/project/x 20050316093000 {…}"
# such as "int,iom)/project/x 20050316093000 http://iom.int/project/x text/html 200 …", in seven columns or more
_CDX = re.compile(r"\S+ [0-9]{14} \S+ \S+ (?:[0-9]{3}|-) \S+(?: \S+)*")
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


@dataclass(frozen=True, slots=True)
class CaptureList:
    """What an index lists.

    Attributes:
        captures: those of HTML pages that were answered with 200, in the order of the index.
        unread: rows that name no address or no moment, as written.
    """

    captures: tuple[ArchivedCapture, ...]
    unread: tuple[str, ...]


def read_cdx(body: bytes) -> CaptureList:
    """Return what an answer of the index lists.

    Raises:
        ValueError: the answer is in neither dialect.
    """
    text = body.decode("utf-8")
    try:
        rows = list(_rows(text))
    except RecursionError as error:
        raise ValueError("the index is nested too deeply") from error
    if rows and not any(isinstance(row, dict) for row in rows):
        raise ValueError(f"no line of it is a row: {printable(str(rows[0]), limit=60)!r}")
    pages = [row for row in rows if isinstance(row, str) or _is_page(row)]
    captures = [None if isinstance(row, str) else _capture(row) for row in pages]
    bad = [row for row, capture in zip(pages, captures, strict=True) if capture is None]
    unread = [row if isinstance(row, str) else json.dumps(row) for row in bad]
    return CaptureList(tuple(capture for capture in captures if capture is not None), tuple(unread))


def _rows(text: str) -> Iterator[dict[str, Any] | str]:
    """Yield the rows by the names of their columns; what is no row as it stands."""
    if text.lstrip()[:1] == "[":
        table = json.loads(text)
        if not all(isinstance(row, list) for row in table):
            raise ValueError("the rows of the index are no lists")
        header = [_NAMES.get(str(name), str(name)) for name in table[0]] if table else []
        yield from (dict(zip(header, row, strict=False)) for row in table[1 : MAX_ROWS + 1])
        yield from _beyond(len(table) - 1)
        return
    lines = text.splitlines()
    columns: tuple[str, ...] = _COLUMNS
    for line in lines[:MAX_ROWS]:
        if line.strip().startswith("CDX "):
            columns = tuple(_LETTERS.get(letter, letter) for letter in line.split()[1:])
        elif line.strip():
            yield _row(line, columns)
    yield from _beyond(len(lines))


def _beyond(count: int) -> Iterator[str]:
    if count > MAX_ROWS:
        yield f"{count - MAX_ROWS:,} rows after the first {MAX_ROWS:,}"


def _row(line: str, columns: Sequence[str]) -> dict[str, Any] | str:
    if _CDX.fullmatch(line) or (columns is not _COLUMNS and len(line.split()) == len(columns)):
        return dict(zip(columns, line.split(), strict=False))
    cdxj = _CDXJ.fullmatch(line)
    try:
        row = json.loads(cdxj["fields"] if cdxj else line)
    except ValueError:
        return line
    if not isinstance(row, dict):
        return line
    return {"timestamp": cdxj["timestamp"], **row} if cdxj else row


def _is_page(row: Mapping[str, Any]) -> bool:
    """Whether a row may be of a page: HTML answered with 200, or what repeats one."""
    mime = str(row.get("mime") or "").partition(";")[0].strip().lower()
    status = str(row.get("status", "-"))
    return mime in _PAGES and (status == "200" or (mime in _UNTOLD and status in {"-", "", "0", "None"}))


def _capture(row: Mapping[str, Any]) -> ArchivedCapture | None:
    url, timestamp = row.get("url"), str(row.get("timestamp"))
    if not isinstance(url, str) or not _TIMESTAMP.fullmatch(timestamp):
        return None
    digest = row.get("digest")
    capture = ArchivedCapture(url, timestamp, digest if isinstance(digest, str) and digest != "-" else timestamp)
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
