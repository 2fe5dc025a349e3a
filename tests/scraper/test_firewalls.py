"""A firewall that lets us in later: the crawl is taken up, says so, and believes nothing that the firewall said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.crawl import crawl
from scraper.errors import FirewallError
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

ROBOTS = Reply(200, b"User-agent: *\nDisallow: /project/b\n", content_type="text/plain")


def test_what_a_firewall_said_is_asked_for_anew(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    is_open = False

    def answer(request: Request) -> Reply:
        if not is_open:
            return Reply(403, b"<html>no</html>")
        site_map = urlset(f"{request.url}/project/a", f"{request.url}/project/b")
        return {"/robots.txt": ROBOTS, "/sitemap.xml": site_map}.get(request.path, Reply(200, page(request.path)))

    site = plain_site(answer)
    for _ in range(2):
        with pytest.raises(FirewallError, match="a firewall keeps us out"):
            crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
        clock.advance(minutes=10)
    is_open = True
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert (summary.resumed, summary.complete, summary.states["fresh"], summary.states["robots_denied"]) == (
        True,
        True,
        1,
        1,
    )
    assert (site.asked["/robots.txt"], site.asked["/sitemap.xml"]) == (3, 3)
    assert "taking up the crawl of 2026-11-24 12:00 UTC, which did not come to its end" in caplog.text
