"""An import after a crawl whose clock was years ahead takes nothing for older that may be newer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from scraper.crawl import crawl
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.imported_site import Answer, write_warc
from tests.scraper.loopback import NOT_FOUND, START, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset
from tests.scraper.taking import HTML, taken, told


def reply(request: Request) -> Reply:
    if request.path == "/sitemap.xml":
        return urlset(f"{request.url}/project/a")
    return Reply(200, page("ours")) if request.path == "/project/a" else NOT_FOUND


def test_a_clock_that_was_ahead(plain_site: Callable[[Answerer], PlainSite], tmp_path: Path) -> None:
    server = plain_site(reply)
    site = site_at(server.url)
    days = (-9, 1)
    pages = [
        Answer(f"{server.url}/project/a", START + timedelta(days=day), "HTTP/1.1 200 OK", HTML, page(f"then {day}"))
        for day in days
    ]
    file = write_warc(tmp_path / "a.warc.gz", pages)
    crawl(site, tmp_path / "site", CrawlSettings(), clock=ManualClock(START + timedelta(days=2000)))
    summary = taken(tmp_path, file, site=site)
    assert (summary.captures, summary.left_out) == (0, {"newer": 2})
    message = "the site's own last answer is dated 2032-05-16, by a clock that was wrong: crawl it again, then import"
    assert {one[2] for one in told(summary)} == {message}
    crawl(site, tmp_path / "site", CrawlSettings(), clock=ManualClock(START))
    summary = taken(tmp_path, file, site=site)
    assert (summary.captures, summary.left_out) == (1, {"newer": 1})
