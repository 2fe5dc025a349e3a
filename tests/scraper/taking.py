"""Imports into a folder of a test's own: small pages of one site, and what came of them."""

from datetime import UTC, datetime
from pathlib import Path

from scraper.archive import archive
from scraper.archive.archive import Capture
from scraper.imports.intake import Hints, take_in
from scraper.imports.sources import find_sources
from scraper.imports.summary import ImportSummary
from scraper.sites import Site
from tests.imported_site import Answer
from tests.scraper.loopback import ManualClock, page

SITE = Site("x", "http://site.example/", ("site.example",))
NOW = datetime(2026, 11, 27, tzinfo=UTC)
THEN = datetime(2024, 5, 31, 10, 0, 7, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def answer(name: str, *, at: datetime = THEN, body: bytes | None = None, status: str = "HTTP/1.1 200 OK") -> Answer:
    return Answer(f"http://site.example/project/{name}", at, status, HTML, page(name) if body is None else body)


def taken(
    folder: Path, *paths: Path, site: Site = SITE, undated: datetime | None = None, base: str | None = None
) -> ImportSummary:
    return take_in(site, folder / "site", find_sources(paths), clock=ManualClock(NOW), hints=Hints(undated, base))


def captures(folder: Path) -> list[Capture]:
    return list(archive.captures(folder / "site"))


def told(summary: ImportSummary) -> list[tuple[str, str, str]]:
    return [(str(one.place), one.reason, one.message) for one in summary.told]


def written(path: Path, *parts: bytes) -> Path:
    path.write_bytes(b"".join(parts))
    return path
