"""Pages that kill whoever reads them: FAULTS 51 and 52."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from build.pages import read_pages
from sandbox import pool
from sandbox.page import SavedPage
from scraper import reader
from scraper.crawl import crawl
from scraper.errors import Interrupted
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Readers that die of some pages."""
    monkeypatch.setattr(pool, "MODULE", "tests.scraper.crashing_reader")
    monkeypatch.setattr(pool, "_idle", [])
    yield
    for child in pool._idle:
        child.stop()


@pytest.mark.usefixtures("mortal")
def test_case_52_a_page_that_crashes_its_reader_costs_itself_and_no_other(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    bodies = {
        "/project/a": page("good"),
        "/project/b": page("crash"),
        "/project/c": page("for ever"),
        "/project/d": page("bug"),
        "/project/e": page("good as well"),
    }

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(request.url + path for path in bodies))
        return Reply(200, bodies[request.path]) if request.path in bodies else NOT_FOUND

    summary = crawl(site_at(plain_site(answer).url), tmp_path, CrawlSettings(), clock=clock)
    assert (summary.states["fresh"], summary.states["quarantined"], summary.balanced) == (2, 3, True)
    assert [(url[-1], reason) for url, _, reason in summary.failures] == [
        ("b", "soft_error: the reader of this page was ended by SIGSEGV"),
        ("c", "soft_error: reading this page took longer than 20 s and was stopped"),
        ("d", "soft_error: the reader of this page failed with exit code 3; its traceback stands on stderr"),
    ]


@pytest.mark.usefixtures("mortal")
def test_case_52_an_error_page_that_crashes_its_reader_is_an_error_page(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a")
        return Reply(403, page("crash")) if request.path == "/project/a" else NOT_FOUND

    summary = crawl(site_at(plain_site(answer).url), tmp_path, CrawlSettings(), clock=clock)
    assert [reason for _, _, reason in summary.failures] == ["the answer was HTTP/1.1 403 Forbidden"]


@pytest.mark.usefixtures("mortal")
def test_case_74_a_run_that_is_to_end_waits_for_no_reader() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        reader.PageReader(stop).kind(page("for ever"), None)
    assert pool._idle == []


@pytest.mark.usefixtures("mortal")
def test_a_reader_that_lives_reads_the_next_page_too() -> None:
    ask = reader.PageReader(threading.Event())
    assert [ask.kind(page(title), None).outcome for title in ("one", "two")] == ["not_a_project"] * 2
    assert len(pool._idle) == 1


@pytest.mark.usefixtures("mortal")
def test_a_signal_to_all_processes_of_a_run_ends_no_reader() -> None:
    """As systemd sends it: the run ends in order, and no page is taken for one that killed its reader."""
    ask = reader.PageReader(threading.Event())
    assert ask.kind(page("one"), None).outcome == "not_a_project"
    (child,) = pool._idle
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(child._process.pid, number)
    assert ask.kind(page("two"), None).outcome == "not_a_project"
    assert pool._idle == [child]
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.wait()
    assert ask.kind(page("three"), None).outcome == "not_a_project", "another takes the place of one found dead"


@pytest.mark.usefixtures("mortal")
def test_case_52_a_build_goes_on_without_the_pages_that_killed_their_readers() -> None:
    pages = [SavedPage(page(title)) for title in ("one", "crash", "for ever", "bug", "nonsense", "two")]
    read = list(read_pages(pages))
    assert [seen.outcome for seen in read] == ["not_a_project", *["soft_error"] * 4, "not_a_project"]
    kinds = [issue.kind for seen in read[1:5] for issue in seen.issues]
    assert kinds == ["reader_crashed", "reader_too_slow", "reader_failed", "reader_failed"]
