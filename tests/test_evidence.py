"""What archive and ledger say of an address after its site has changed its mind."""

from pathlib import Path

import pytest

from build.archive_state import gather
from scraper.crawl import crawl
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import NOT_FOUND, ManualClock, PlainSite, Reply, Request, page, urlset


@pytest.mark.parametrize(
    ("status", "state", "stays"),
    [(301, "redirected", False), (308, "redirected", False), (302, "unverified", True), (307, "unverified", True)],
)
def test_only_a_redirect_for_good_takes_a_page_away(tmp_path: Path, status: int, state: str, stays: bool) -> None:
    away = False

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a", f"{request.url}/project/b")
        if away and request.path == "/project/a":
            return Reply(status, b"", {"Location": "/project/b"})
        return Reply(200, page(request.path)) if request.path.startswith("/project/") else NOT_FOUND

    site, clock = PlainSite(answer), ManualClock()
    try:
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
        away = True
        clock.advance(days=1)
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    finally:
        site.close()
    found = gather(tmp_path)
    record = found.records()[0]
    assert (record.state, record.content is not None) == (state, stays)
    known: dict[str, str] = {record.url: "its identity"}
    assert (f"{site.url}/project/b" in found.follow(known)) is not stays  # type: ignore[arg-type]  # any identity will do
