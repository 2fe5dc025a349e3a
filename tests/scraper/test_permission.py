"""Whether we may ask: FAULTS 25 to 29 and 32."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.crawl import crawl
from scraper.errors import BlockedError, RobotsForbids, SourceUnreachable
from scraper.settings import CrawlSettings
from scraper.sites import Site, site_at
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]
OPEN = Reply(200, b"User-agent: *\nDisallow: /private\n", content_type="text/plain")
CLOSED = Reply(200, b"User-agent: *\nDisallow: /\n", content_type="text/plain")


def with_robots(robots: Callable[[Request], Reply]) -> Answerer:
    def answer(request: Request) -> Reply:
        if request.path == "/robots.txt":
            return robots(request)
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a", f"{request.url}/project/b")
        return Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND

    return answer


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_case_25_a_client_error_allows_all(plain_site: Start, tmp_path: Path, clock: ManualClock, status: int) -> None:
    site = plain_site(with_robots(lambda _: Reply(status, b"<html>no</html>")))
    assert crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock).states["fresh"] == 2


@pytest.mark.parametrize(
    ("robots", "why"),
    [
        (Reply(500), "500"),
        (Reply(503), "503"),
        (Reply(200, b"<!DOCTYPE html><html>soft 404</html>"), "has a page in its place"),
        (Reply(200, b"\n\n <html>", content_type="text/plain"), "has a page in its place"),
        (Reply(200, b"\n\nError: no such application. <br> Support ID: 18273645"), "has a page in its place"),
        (Reply(200, b"x" * (6 << 20), content_type="text/plain"), "more than"),
        (Reply(200, b"\x1f\x8b", {"Content-Encoding": "gzip"}, "text/plain"), "cut short"),
        (Reply(304), "304"),
        (CLOSED, "forbids project pages"),
        (Reply(200, b"User-agent: *\nDisallow: /project\nDisallow: */project/\n"), "forbids project pages"),
    ],
)
def test_cases_26_29_32_no_page_is_asked_for(
    plain_site: Start, tmp_path: Path, clock: ManualClock, robots: Reply, why: str
) -> None:
    site = plain_site(with_robots(lambda _: robots))
    with pytest.raises(RobotsForbids, match=why) as caught:
        crawl(site_at(site.url), tmp_path, CrawlSettings(attempts=2), clock=clock)
    assert caught.value.exit_code == 4
    assert set(site.asked) == {"/robots.txt"}


def test_case_26_a_refusal_of_robots_txt_is_no_outage(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(with_robots(lambda _: Reply(429)))
    with pytest.raises(BlockedError, match=r"429 .*\): we are asked to keep away, and nothing is fetched"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(attempts=2), clock=clock)
    assert set(site.asked) == {"/robots.txt"}


def test_case_26_nobody_answers(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(with_robots(lambda _: Reply(0)))
    with pytest.raises(SourceUnreachable, match="does not answer"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(attempts=2), clock=clock)
    assert set(site.asked) == {"/robots.txt"}


def test_a_challenge_in_the_place_of_robots_is_a_block(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(with_robots(lambda _: Reply(403, b"<html></html>", {"cf-mitigated": "challenge"})))
    with pytest.raises(BlockedError, match="Cloudflare stands in the way"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert set(site.asked) == {"/robots.txt"}


@pytest.mark.parametrize(("hours", "serves"), [(23, True), (25, False)])
def test_case_27_a_kept_copy_serves_for_a_day(
    plain_site: Start, tmp_path: Path, clock: ManualClock, hours: int, serves: bool
) -> None:
    site = plain_site(with_robots(lambda request: OPEN if request.count == 1 else Reply(500)))
    settings = CrawlSettings(attempts=1)
    crawl(site_at(site.url), tmp_path, settings, clock=clock)
    clock.advance(hours=hours)
    if serves:
        summary = crawl(site_at(site.url), tmp_path, settings, clock=clock)
        assert summary.states["unchanged"] == 2
        assert "kept copy of 2026-11-24 12:00 UTC" in summary.robots.values()
    else:
        with pytest.raises(RobotsForbids, match="500"):
            crawl(site_at(site.url), tmp_path, settings, clock=clock)


def test_case_27_a_kept_copy_that_forbids_still_forbids(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(with_robots(lambda request: CLOSED if request.count == 1 else Reply(500)))
    for _ in range(2):
        with pytest.raises(RobotsForbids, match="forbids project pages"):
            crawl(site_at(site.url), tmp_path, CrawlSettings(attempts=1), clock=clock)


def test_case_28_five_redirects_are_followed_and_bind_the_first_host(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def other(request: Request) -> Reply:
        hop = int(request.path.removeprefix("/hop"))
        return CLOSED if hop == 5 else Reply(301, b"", {"Location": f"/hop{hop + 1}"})

    second = plain_site(other)
    first = plain_site(with_robots(lambda _: Reply(302, b"", {"Location": f"{second.url}/hop2"})))
    hosts = (first.url.removeprefix("http://"), second.url.removeprefix("http://"))
    with pytest.raises(RobotsForbids, match="forbids project pages"):
        crawl(Site("two", f"{first.url}/", hosts), tmp_path, CrawlSettings(), clock=clock)
    assert second.asked["/hop5"] == 1


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("/robots.txt", "more than 5 redirects"),
        ("http://elsewhere.example/robots.txt", "leaves the site"),
        ("file:///etc/passwd", "leads nowhere"),
        ("", "leads nowhere"),
    ],
)
def test_case_28_a_redirect_without_good_end_forbids(
    plain_site: Start, tmp_path: Path, clock: ManualClock, target: str, why: str
) -> None:
    site = plain_site(with_robots(lambda _: Reply(301, b"", {"Location": target})))
    with pytest.raises(RobotsForbids, match=why):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert set(site.asked) == {"/robots.txt"}


def test_case_32_a_path_newly_forbidden_is_not_asked_for(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def robots(request: Request) -> Reply:
        return OPEN if request.count == 1 else Reply(200, b"User-agent: *\nDisallow: /project/b\n")

    site = plain_site(with_robots(robots))
    crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["robots_denied"] == 1
    assert summary.states["unchanged"] == 1
    assert summary.balanced
    assert site.asked["/project/b"] == 1


def test_case_32_every_page_that_is_found_is_forbidden(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    """Though another path where pages might be is open."""
    site = plain_site(with_robots(lambda _: Reply(200, b"User-agent: *\nDisallow: /project/\n")))
    for _ in range(2):
        with pytest.raises(RobotsForbids, match="forbids every project page that is known, 2 in all"):
            crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.pages_asked == 0
    assert site.asked["/robots.txt"] == 2, "each time anew"


def test_a_crawl_delay_longer_than_the_run_ends_it_at_once(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(with_robots(lambda _: Reply(200, b"User-agent: *\nCrawl-delay: 86400\n")))
    with pytest.raises(SourceUnreachable, match=r"the run's 43200 s are over before .* may be asked again, in 86400 s"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert set(site.asked) == {"/robots.txt"}
    assert clock.slept == []


def test_a_second_host_that_cannot_be_read_is_left_alone(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    second = plain_site(with_robots(lambda _: Reply(500)))
    first = plain_site(
        lambda request: (
            urlset(f"{request.url}/project/a", f"{second.url}/project/b")
            if request.path == "/sitemap.xml"
            else with_robots(lambda _: OPEN)(request)
        )
    )
    hosts = (first.url.removeprefix("http://"), second.url.removeprefix("http://"))
    site = Site("two", f"{first.url}/", hosts, sitemaps=(f"{first.url}/sitemap.xml",))
    summary = crawl(site, tmp_path, CrawlSettings(attempts=1), clock=clock)
    assert summary.states["fresh"] == 1
    assert summary.states["robots_denied"] == 1
    assert set(second.asked) == {"/robots.txt"}


def test_sitemaps_that_robots_names_are_read_and_forbidden_places_are_not(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/robots.txt":
            body = f"Sitemap: {request.url}/named.xml\nUser-agent: *\nDisallow: /projects\n"
            return Reply(200, body.encode(), content_type="text/plain")
        if request.path == "/named.xml":
            return urlset(f"{request.url}/project/named")
        return Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND

    site = plain_site(answer)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 1
    assert summary.places == {"listing failed": 1, "sitemap absent": 1, "sitemap read": 1}
    assert "/projects" not in site.asked


def test_case_3_a_first_crawl_without_a_name_ends_soon_and_says_what_it_waits_for(
    tmp_path: Path, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SourceUnreachable, match=r"does not answer: robots\.txt could not be read .*cannot be resolved"):
        crawl(site_at("http://no-such-host.invalid"), tmp_path, CrawlSettings(), clock=clock)
    assert [line.rpartition("; ")[2] for line in caplog.messages if "cannot" in line][:2] == ["trying again"]
    assert sum(clock.slept) == pytest.approx(2.0), "the pace; four tries would wait longer, and each for the resolver"
