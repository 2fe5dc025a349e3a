"""One pace for every host: FAULTS 24."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from scraper.crawl import crawl
from scraper.errors import Interrupted
from scraper.politeness.pace import Pace
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import Answerer, ManualClock, PlainSite, Reply, Request, page, urlset


def test_no_two_turns_are_closer_than_the_delay(clock: ManualClock) -> None:
    pace = Pace(clock, 2.0, threading.Event())
    turns = []
    for _ in range(5):
        pace.wait("a")
        turns.append(clock.monotonic())
    assert all(later - earlier >= 2.0 for earlier, later in pairwise(turns))
    assert pace.smallest_gaps()["a"] >= 2.0


def test_hosts_do_not_wait_for_each_other(clock: ManualClock) -> None:
    pace = Pace(clock, 60.0, threading.Event())
    for host in ("a", "b", "c"):
        pace.wait(host)
    assert clock.monotonic() == 0


def test_threads_share_the_pace_of_a_host(clock: ManualClock) -> None:
    pace = Pace(clock, 1.0, threading.Event())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: pace.wait("a"), range(40)))
    assert pace.smallest_gaps()["a"] >= 1.0
    assert clock.monotonic() >= 39.0


def test_a_crawl_delay_lengthens_and_never_shortens(clock: ManualClock) -> None:
    pace = Pace(clock, 5.0, threading.Event())
    pace.slow_down("a", 10.0)
    pace.slow_down("a", 1.0)
    pace.slow_down("b", 1.0)
    for _ in range(2):
        pace.wait("a")
        pace.wait("b")
    assert pace.smallest_gaps()["a"] >= 10.0
    assert pace.smallest_gaps()["b"] >= 5.0


def test_a_hold_counts_for_those_who_wait_already(clock: ManualClock) -> None:
    pace = Pace(clock, 1.0, threading.Event())
    pace.wait("a")
    pace.hold("a", 100.0)
    pace.hold("a", 5.0)
    pace.wait("a")
    assert clock.monotonic() >= 100.0


def test_a_wait_ends_when_the_run_is_to_stop(clock: ManualClock) -> None:
    stop = threading.Event()
    pace = Pace(clock, 1000.0, stop)
    pace.wait("a")
    stop.set()
    with pytest.raises(Interrupted):
        pace.wait("a")
    assert clock.monotonic() < 1.0


def busy_site(request: Request) -> Reply:
    """Six pages; the second is busy twice, the third redirects to the first, robots.txt redirects too."""
    if request.path == "/robots.txt":
        return Reply(301, b"", {"Location": "/rules.txt"})
    if request.path == "/rules.txt":
        return Reply(200, b"User-agent: *\nCrawl-delay: 3\n", content_type="text/plain")
    if request.path == "/sitemap.xml":
        return urlset(*(f"{request.url}/project/p{number}" for number in range(6)))
    if request.path == "/project/p1" and request.count < 3:
        return Reply(503, b"")
    if request.path == "/project/p2":
        return Reply(302, b"", {"Location": "/project/p0"})
    return Reply(200, page(request.path)) if "/project/" in request.path else Reply(404)


def test_case_24_the_delay_holds_under_retries_and_redirects(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    moments: list[float] = []

    def answer(request: Request) -> Reply:
        moments.append(clock.monotonic())
        return busy_site(request)

    site = plain_site(answer)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(delay_seconds=1.0), clock=clock)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert len(moments) == 2 + 2 + 6 + 2
    assert gaps[0] >= 1.0
    assert min(gaps[1:]) >= 3.0
    assert min(summary.smallest_gaps.values()) >= 1.0
    assert summary.states["redirected"] == 1
    assert summary.states["fresh"] == 5


def test_case_24_the_delay_holds_under_workers(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(busy_site)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(delay_seconds=5.0, workers=4), clock=clock)
    assert min(summary.smallest_gaps.values()) >= 5.0
    assert clock.monotonic() >= 5.0 * (sum(site.asked.values()) - 1)
    assert summary.balanced
    assert summary.states["fresh"] == 5


def test_case_24_the_delay_holds_over_a_restart(
    plain_site: Callable[[Answerer], PlainSite], tmp_path: Path, clock: ManualClock
) -> None:
    moments: list[float] = []
    stop = threading.Event()

    def answer(request: Request) -> Reply:
        moments.append(clock.monotonic())
        if request.path == "/project/p0":
            stop.set()
        return busy_site(request)

    site = plain_site(answer)
    settings = CrawlSettings(delay_seconds=50.0)
    first = crawl(site_at(site.url), tmp_path, settings, clock=clock, stop=stop)
    assert first.stopped_early == "interrupted"
    second = crawl(site_at(site.url), tmp_path, settings, clock=clock)
    assert second.resumed
    assert second.balanced
    assert site.asked["/project/p0"] == 1
    assert min(later - earlier for earlier, later in pairwise(moments)) >= 50.0
