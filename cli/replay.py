"""`export wacz`: the captures behind a release, for people to look at."""

from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.terminal import track

if TYPE_CHECKING:
    from dataset.exports.source import Source
    from scraper.archive.entry import Entry
    from scraper.archive.wacz import Shown

FILE_NAME = "iom-projects.wacz"


def write_captures(site: Path, source: "Source", folder: Path) -> tuple[str, ...]:
    """Write the captures that a release was made of as `iom-projects.wacz`.

    Args:
        site: the site's folder, with the archive.
        source: the release, its hashes checked.
        folder: where to write.

    Returns:
        A line where the archive does not hold captures of the release any more.

    Raises:
        StorageFault: the archive cannot be read.
        OSError: the file cannot be written.
    """
    from dataset.releases.run_record import PRACTICE_NOTE
    from dataset.schema.datapackage import TITLE
    from scraper.archive.wacz import write_wacz

    pages = [row for row in source.tables["pages"].to_pylist() if row["digest"]]
    titles = {row["url"]: row["value"] for row in source.tables["observations"].to_pylist() if row["field"] == "title"}
    shown = list(_shown(site, pages, titles))
    practice = f"{PRACTICE_NOTE} " if source.is_practice else ""
    about = {
        "title": f"PRACTICE DATA, NOT REAL: {TITLE}" if source.is_practice else TITLE,
        "description": f"{practice}The captures behind release {source.id}.",
        "software": f"iom-projects {version('iom-projects')}",
    }
    at = datetime.fromisoformat(source.run["published_at"])
    write_wacz(site, shown, folder / FILE_NAME, about=about, at=at)
    lost = len(pages) - len(shown)
    return (f"{lost:,} pages are left out: the archive does not hold their captures any more",) if lost else ()


def _shown(site: Path, pages: list[dict[str, Any]], titles: dict[str, str | None]) -> "Iterator[Shown]":
    from build.evidence import capture_at
    from scraper.archive import archive
    from scraper.archive.wacz import Shown

    captures: dict[str, list[Entry]] = {}
    for entry in archive.page_history(site):
        captures.setdefault(entry.url, []).append(entry)
    for row in track(pages, "Looking captures up", len(pages)):
        here = captures.get(row["url"], [])
        found = capture_at(here, row["digest"], row["last_fetched"])
        if found is None:
            continue
        bodies = (one for one in here if (one.file, one.offset) == (found.body_file, found.body_offset))
        yield Shown(found, next(bodies, found), titles.get(row["url"]) or row["url"])
