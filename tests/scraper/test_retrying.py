"""When to ask again: FAULTS 17 to 23."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.crawl import crawl
from scraper.errors import BlockedError, SourceUnreachable
from scraper.http.exchange import Exchange
from scraper.politeness.retrying import http_date, retry_after
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import NOT_FOUND, START, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

BUSY = Reply(503, b"<html>busy</html>")


def answered(*headers: tuple[str, str]) -> Exchange:
    return Exchange("http://a.example/", START, "", (), "HTTP/1.1 429 Too Many Requests", headers, b"", b"")


def pages(count: int, answer: Callable[[Request], Reply]) -> Answerer:
    """A site of so many project pages, all in the sitemap, each answered by a function."""

    def site(request: Request) -> Reply:
        if request.path == "/robots.txt":
            return NOT_FOUND
        if request.path == "/sitemap.xml":
            return urlset(*(f"{request.url}/project/p{number:03}" for number in range(count)))
        return answer(request) if "/project/" in request.path else NOT_FOUND

    return site


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30.0),
        ("Tuesday, 24-Nov-26 12:00:30 GMT", 30.0),
        ("Tue Nov 24 12:00:30 2026", 30.0),
        ("Sun Nov  8 08:49:37 2026", 0.0),
        ("Fri, 01 Jan 1999 00:00:00 GMT", 0.0),
    ],
)
def test_case_19_both_forms_and_all_three_dates(value: str, seconds: float) -> None:
    assert retry_after(answered(("Retry-After", value))) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "+1",
        "1e9",
        "1_000",
        "１２",
        "1.5",
        "",
        "soon",
        "10 ",
        "10, 20",
        "9" * 13,
        "Tue, 24 Nov 2026 12:00:30 CET",
        "tue, 24 nov 2026 12:00:30 gmt",
        "Tue, 31 Feb 2026 12:00:30 GMT",
        "Tue, 24 Nov 2026 25:00:30 GMT",
        "2026-11-24T12:00:30Z",
    ],
)
def test_case_20_anything_else_is_ignored(value: str) -> None:
    assert retry_after(answered(("Retry-After", value))) is None


def test_case_20_two_values_are_ignored() -> None:
    assert retry_after(answered(("Retry-After", "10"), ("Retry-After", "20"))) is None


def test_case_21_a_date_is_compared_with_the_servers_own_clock() -> None:
    """The server's clock is a day ahead of ours: the wait is ten seconds all the same."""
    headers = ("Date", "Wed, 25 Nov 2026 12:00:00 GMT"), ("Retry-After", "Wed, 25 Nov 2026 12:00:10 GMT")
    assert retry_after(answered(*headers)) == 10.0


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert http_date(text, START) is None or text.isascii()


def test_a_two_digit_year_is_not_more_than_fifty_years_ahead() -> None:
    assert http_date("Tuesday, 24-Nov-76 12:00:00 GMT", START) == datetime(2076, 11, 24, 12, tzinfo=UTC)
    assert http_date("Tuesday, 24-Nov-77 12:00:00 GMT", START) == datetime(1977, 11, 24, 12, tzinfo=UTC)


def test_case_17_busy_twice_then_a_page_makes_three_requests(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(pages(1, lambda request: BUSY if request.count < 3 else Reply(200, page("one"))))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.asked["/project/p000"] == 3
    assert summary.states["fresh"] == 1
    assert summary.retries == 2


def test_case_18_a_storm_of_429_opens_the_circuit(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(pages(200, lambda _: Reply(429, b"<html>slow down</html>")))
    settings = CrawlSettings(breaker=5, attempts=3)
    with pytest.raises(BlockedError, match="5 pages in a row"):
        crawl(site_at(site.url), tmp_path, settings, clock=clock)
    assert site.pages_asked == 3 * 3 + 2, "from the third on there are no second tries"


def test_case_18_a_storm_is_broken_by_any_good_answer(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(pages(40, lambda request: Reply(200, page(request.path)) if request.path[-1] == "0" else BUSY))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(breaker=10, attempts=1), clock=clock)
    assert summary.states["fresh"] == 4
    assert summary.states["failed"] == 36
    assert summary.balanced


def test_case_19_the_wait_is_as_long_as_asked(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    later = Reply(429, b"<html><title>Too Many Requests</title></html>", {"Retry-After": "77"})
    site = plain_site(pages(1, lambda request: later if request.count == 1 else Reply(200, page("one"))))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.retry_after_obeyed == 1
    assert 77 <= clock.monotonic() < 79


@pytest.mark.parametrize("value", ["2592000", "Thu, 31 Dec 2099 00:00:00 GMT"])
def test_case_20_a_wait_beyond_the_cap_ends_the_run(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock, value: str
) -> None:
    site = plain_site(pages(20, lambda _: Reply(503, b"", {"Retry-After": value})))
    with pytest.raises(BlockedError, match="stay away for"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.pages_asked == 1
    assert clock.monotonic() < 10


@pytest.mark.parametrize(("status", "state"), [(404, "gone"), (410, "gone"), (403, "failed"), (400, "failed")])
def test_case_22_answers_that_will_not_heal_are_not_asked_for_again(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock, status: int, state: str
) -> None:
    site = plain_site(pages(2, lambda _: Reply(status, b"<html>no</html>")))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.pages_asked == 2
    assert summary.states[state] == 2


def test_case_23_the_run_ends_at_its_deadline(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(pages(100, lambda request: Reply(200, page(request.path))))
    settings = CrawlSettings(delay_seconds=10.0, run_deadline=200.0)
    summary = crawl(site_at(site.url), tmp_path, settings, clock=clock)
    assert site.pages_asked < 25
    assert summary.states["fresh"] == site.pages_asked
    assert summary.states["skipped_by_limit"] == 100 - site.pages_asked
    host = site.url.removeprefix("http://")
    assert summary.stopped_early == f"the run's 200 s are over before {host} may be asked again, in 10 s"
    assert summary.balanced


def test_case_23_the_retries_of_a_run_are_bounded(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(pages(40, lambda request: Reply(200, page(request.path)) if request.path[-1] == "0" else BUSY))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(breaker=10, max_retries=7), clock=clock)
    assert site.pages_asked == 40 + 9, "the address that was being asked for had its tries"
    assert summary.retries == 9
    assert summary.balanced


def test_case_1_a_host_that_dies_in_the_middle_ends_the_run(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(
        pages(50, lambda request: Reply(0 if request.path > "/project/p004" else 200, page(request.path)))
    )
    with pytest.raises(SourceUnreachable, match="3 pages in a row"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(breaker=3, attempts=2), clock=clock)
    # The first of them went out on a kept connection, and so once more at once.
    assert site.pages_asked == 5 + 3 * 2 + 1


def test_a_small_site_that_answers_nobody_is_an_outage_too(tmp_path: Path) -> None:
    site, clock = PlainSite(pages(3, lambda request: Reply(200, page(request.path)))), ManualClock()
    here = CrawlSettings(attempts=1)
    try:
        crawl(site_at(site.url), tmp_path, here, clock=clock)
    finally:
        site.close()
    clock.advance(hours=1)  # the copy of robots.txt serves for a day
    with pytest.raises(SourceUnreachable, match="does not answer: 6 requests, and no answer"):
        crawl(site_at(site.url), tmp_path, here, clock=clock)
