"""A crawl that dies is taken up again: nothing twice, nothing lost."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.archive import archive
from scraper.clock import SystemClock
from scraper.crawl import crawl
from scraper.errors import LockedError, SourceUnreachable
from scraper.ledger import ledger
from scraper.lock import hold
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from scraper.summary import Progress
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, RawSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]
CRAWL = """
import json, sys
from pathlib import Path
from scraper.clock import SystemClock
from scraper.crawl import crawl
from scraper.settings import CrawlSettings
from scraper.sites import site_at
summary = crawl(site_at(sys.argv[1]), Path(sys.argv[2]), CrawlSettings(workers=int(sys.argv[3])), clock=SystemClock())
print(json.dumps(summary.to_json()))
"""


def pages(count: int, *, seconds: float = 0.0) -> Answerer:
    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(f"{request.url}/project/{number:03}" for number in range(0, count, 2)))
        if "/project/" in request.path:
            time.sleep(seconds)
            number = int(request.path.removeprefix("/project/"))
            links = f"<a href='/project/{number + 1:03}'>next</a>" if number % 2 == 0 and number + 1 < count else ""
            return Reply(200, page(request.path, links=links), {"ETag": '"1"'})
        return NOT_FOUND

    return answer


def contents(folder: Path, site: PlainSite) -> list[tuple[str, bytes]]:
    return [(capture.url.removeprefix(site.url), capture.body) for capture in archive.latest_captures(folder)]


@pytest.mark.parametrize("workers", [2])
def test_killed_again_and_again_the_crawl_ends_as_if_nothing_had_been(
    plain_site: Start, tmp_path: Path, workers: int
) -> None:
    count = 60
    site = plain_site(pages(count, seconds=0.005))
    command = [sys.executable, "-c", CRAWL, site.url, str(tmp_path / "killed"), str(workers)]
    kills = 0
    for goal in range(9, count, 15):  # die when so many pages have been asked for
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            while site.pages_asked < goal and process.poll() is None:
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    summary = json.loads(done.stdout)
    assert kills >= 3
    assert summary["resumed"]
    assert summary["balanced"]
    assert summary["states"]["fresh"] == count
    # What a kill can cost is what was on its way at that moment.
    assert site.pages_asked <= count + kills * workers
    assert site.asked["/robots.txt"] + site.asked["/sitemap.xml"] + site.asked["/projects"] <= 3 + kills
    expected = [(f"/project/{number:03}", number) for number in range(count)]
    assert [path for path, _ in contents(tmp_path / "killed", site)] == [path for path, _ in expected]
    crawl(site_at(site.url), tmp_path / "whole", CrawlSettings(), clock=SystemClock())
    assert contents(tmp_path / "killed", site) == contents(tmp_path / "whole", site)


def test_what_is_archived_and_not_yet_settled_is_not_asked_for_again(
    plain_site: Start, tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between the archive and the ledger."""
    site = plain_site(pages(8))
    with monkeypatch.context() as patch:

        def die(*_: object, **__: object) -> None:
            raise MemoryError

        patch.setattr("scraper.page_loop.judge", die)
        with pytest.raises(MemoryError):
            crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 8
    assert site.pages_asked == 8


def test_a_stop_is_taken_up_again(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(pages(20))
    stop = threading.Event()
    seen: list[Progress] = []

    def progress(step: Progress) -> None:
        seen.append(step)
        if step.done == 7:
            stop.set()

    first = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock, progress=progress, stop=stop)
    assert first.stopped_early == "interrupted"
    assert not first.balanced
    second = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock, progress=seen.append)
    assert second.run == first.run
    assert (second.resumed, second.balanced, second.stopped_early) == (True, True, None)
    assert second.requests == 23
    assert site.pages_asked == 20
    assert [step.done for step in seen] == list(range(1, 21))
    third = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert third.run != first.run
    assert not third.resumed


def test_case_74_a_stop_breaks_a_request_under_way(raw_site: Callable[..., RawSite], tmp_path: Path) -> None:
    stop = threading.Event()

    def script(head: bytes, _number: int) -> Iterator[bytes | float]:
        if head.startswith(b"GET /sitemap.xml"):
            body = (
                b"<urlset><url><loc>http://%s/project/a</loc></url></urlset>" % head.split(b"Host: ")[1].split(b"\r")[0]
            )
            yield b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        elif head.startswith(b"GET /project/"):
            yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n"
            stop.set()
            yield 3600.0  # longer than any test may take
        else:
            yield b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    site = raw_site(script=script)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=SystemClock(), stop=stop)
    assert stop.is_set()
    assert summary.stopped_early == "interrupted"
    with hold(tmp_path):
        pass


def test_pages_lost_in_an_outage_are_taken_up_by_the_next_crawl(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    down = True

    def answer(request: Request) -> Reply:
        if down and request.path > "/project/004" and request.path.startswith("/project/"):
            return Reply(0)
        return pages(30)(request)

    site = plain_site(answer)
    settings = CrawlSettings(breaker=3, attempts=1)
    with pytest.raises(SourceUnreachable):
        crawl(site_at(site.url), tmp_path, settings, clock=clock)
    before = {record.url: record.state for record in ledger.addresses(tmp_path)}
    assert [state for state in before.values() if state == "failed"] == []
    down = False
    summary = crawl(site_at(site.url), tmp_path, settings, clock=clock)
    assert summary.resumed
    assert summary.states["fresh"] == 30


def test_a_limit_asks_for_so_many_and_the_next_run_for_others(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(pages(10))
    settings = CrawlSettings(limit=4)
    first = crawl(site_at(site.url), tmp_path, settings, clock=clock)
    assert site.pages_asked == 4
    assert first.stopped_early == "the limit of 4 pages is reached"
    assert first.states["fresh"] == 4
    assert first.states["skipped_by_limit"] == first.discovered - 4
    assert first.balanced
    clock.advance(hours=1)
    crawl(site_at(site.url), tmp_path, settings, clock=clock)
    assert max(count for path, count in site.asked.items() if "/project/" in path) == 1


def test_two_crawls_do_not_share_a_folder(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(pages(1))
    with hold(tmp_path), pytest.raises(LockedError) as caught:
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert caught.value.exit_code == 6
    assert site.requests == []
