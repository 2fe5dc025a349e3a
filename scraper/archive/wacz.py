"""Captures as a WACZ file, which ReplayWeb.page shows and pywb unpacks (https://specs.webrecorder.net/wacz/1.1.1/).

The records are those of the archive, byte for byte: who has a WACZ can compare it with the archive, and the digest of
every page with the release. The `wacz` tool is no dependency: it brings fifty packages for the few files written here.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scraper.archive import records, stored_records
from scraper.archive.archive import FOLDER_NAME, read_capture
from scraper.archive.entry import Entry
from scraper.errors import StorageFault

VERSION = "1.1.1"
WARC = "archive/data.warc.gz"
_DIGITS = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to be shown: its capture, and the capture that holds its body, where that is another; its title."""

    entry: Entry
    body: Entry
    title: str


def write_wacz(folder: Path, shown: Sequence[Shown], to: Path, *, about: Mapping[str, str], at: datetime) -> None:
    """Write the captures of pages as a WACZ; the same captures give the same bytes.

    Args:
        folder: the site's folder.
        shown: the pages, in their order.
        to: the file.
        about: `title`, `description` and `software`.
        at: when they were published; the time of everything within.

    Raises:
        StorageFault: a record is damaged.
        OSError: the file cannot be written.
    """
    warc, lines = _copied(folder / FOLDER_NAME, shown, about, at)
    files = {
        WARC: warc,
        "indexes/index.cdx": "".join(f"{line}\n" for line in sorted(lines)).encode(),
        "pages/pages.jsonl": "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in _pages(shown)).encode(),
    }
    package = {
        "profile": "data-package",
        "wacz_version": VERSION,
        **about,
        "created": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "resources": [
            {"name": name.rpartition("/")[2], "path": name, "hash": _hash(data), "bytes": len(data)}
            for name, data in files.items()
        ],
    }
    files["datapackage.json"] = json.dumps(package, ensure_ascii=False, indent=2).encode()
    digest = {"path": "datapackage.json", "hash": _hash(files["datapackage.json"])}
    files["datapackage-digest.json"] = json.dumps(digest, indent=2).encode()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as bundle:  # what is in it is compressed, or is sought by offset
        for name, data in files.items():
            bundle.writestr(zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6]), data)


def _copied(place: Path, shown: Sequence[Shown], about: Mapping[str, str], at: datetime) -> tuple[bytes, list[str]]:
    """The records one behind the other, and the line of each in the index."""
    name = WARC.rpartition("/")[2]
    warc = bytearray(
        records.write_warcinfo(name, at, {"software": about["software"], "format": "WARC File Format 1.1"})
    )
    lines = []
    wanted = {(entry.file, entry.offset): entry for one in shown for entry in (one.body, one.entry)}
    for entry in wanted.values():
        content_type = read_capture(place, entry).content_type or "text/html"  # which proves the body's digest, too
        lines.append(_line(entry, name, len(warc), content_type))
        warc += _stored(place, entry)
    return bytes(warc), lines


def _stored(place: Path, entry: Entry) -> bytes:
    for _, stored, _ in stored_records.members(place / entry.file, entry.offset):
        return stored
    raise StorageFault(f"{place / entry.file} at byte {entry.offset}: no response record")


def _line(entry: Entry, name: str, offset: int, content_type: str) -> str:
    """A line of CDXJ: the address turned round, the time, and where the record lies."""
    said = {
        "url": entry.url,
        "mime": "warc/revisit" if entry.kind == "revisit" else content_type.partition(";")[0].strip(),
        "status": str(entry.status),
        "digest": entry.raw_digest or "",
        "length": str(entry.length),
        "offset": str(offset),
        "filename": name,
    }
    return f"{turned(entry.url)} {entry.fetched_at:{_DIGITS}} {json.dumps(said)}"


def turned(url: str) -> str:
    """Return an address as indexes sort it, `int,iom,www)/project/x`: no scheme, no `www`, all in lower case."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path.lower()}{query.lower()}"


def _pages(shown: Sequence[Shown]) -> Iterator[dict[str, str]]:
    yield {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
    for one in shown:
        yield {
            "id": hashlib.sha256(f"{one.entry.file} {one.entry.offset}".encode()).hexdigest()[:20],
            "url": one.entry.url,
            "ts": f"{one.entry.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "title": one.title,
        }


def _hash(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()
