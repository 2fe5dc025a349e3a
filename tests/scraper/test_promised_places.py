"""Sitemaps and pages of listings that are not there, though the site or the settings name them: issue 11, A1 and A3."""

import os
from pathlib import Path

import pytest

from dataset.checks.losses import why_none
from dataset.checks.result import Balance
from scraper.crawl import crawl
from scraper.errors import ConfigurationError
from scraper.imports.sources import find_sources
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import NOT_FOUND, ManualClock, Reply, Request, page
from tests.scraper.test_pagers import Start, crawled

FAULT = "it is linked to, or set, and the answer was HTTP/1.1 404 Not Found"


def index(place: str) -> Reply:
    head = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return Reply(200, f"{head}<sitemap><loc>{place}</loc></sitemap></sitemapindex>".encode())


def listing(*links: str) -> Reply:
    return Reply(200, page("list", links="".join(f"<a href='{link}'>2</a>" for link in links)))


def moved(place: str) -> Reply:
    return Reply(301, headers={"Location": place})


PROMISED: dict[str, tuple[dict[str, Reply], dict[str, tuple[str, ...]], str]] = {
    "a sitemap of an index": ({"/sitemap.xml": index("/parts/2.xml")}, {}, "/parts/2.xml"),
    "a moved sitemap of an index": ({"/sitemap.xml": index("/old.xml"), "/old.xml": moved("/2.xml")}, {}, "/2.xml"),
    "a numbered page": ({"/projects": listing("/project/a", "?page=1")}, {}, "/projects?page=1"),
    "another pager's page": ({"/projects": listing("/project/a", "/projects/2")}, {}, "/projects/2"),
    "a sitemap of the settings": ({}, {"sitemaps": ("/mine.xml",)}, "/mine.xml"),
    "a listing of the settings": ({}, {"listings": ("/search?type=project",)}, "/search?type=project"),
}


@pytest.mark.parametrize("name", PROMISED)
def test_what_is_named_and_not_there_is_told(plain_site: Start, tmp_path: Path, clock: ManualClock, name: str) -> None:
    replies, settings, missing = PROMISED[name]
    known = {"/projects": listing("/project/a"), "/project/a": Reply(200, page("a")), **replies}
    site = plain_site(lambda request: known.get(request.path, NOT_FOUND))
    chosen = CrawlSettings(**settings)  # type: ignore[arg-type]  # by name
    summary = crawl(chosen.widen(site_at(site.url)), tmp_path, chosen, clock=clock)
    assert summary.broken_places == ((f"{site.url}{missing}", FAULT),)
    assert not summary.complete


def test_a_guess_that_is_not_there_is_no_fault_and_a_stale_line_of_robots_txt_is_told(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/robots.txt":
            return Reply(200, b"Sitemap: /stale.xml\nUser-agent: *\n", content_type="text/plain")
        known = {"/sitemap.xml": moved("/en/sitemap.xml"), "/projects": listing("/project/a")}
        return {**known, "/project/a": Reply(200, page("a"))}.get(request.path, NOT_FOUND)

    site = plain_site(answer)
    summary = crawled(site, tmp_path, clock)
    assert (summary.complete, summary.broken_places) == (True, ())
    assert [one.example for one in summary.unfollowed] == [f"{site.url}/stale.xml"]


def test_a_crawl_that_finds_no_place_at_all_sends_to_doctor() -> None:
    assert why_none(Balance(0, {})) == (
        "no address of a project page was found by any way; iom-projects doctor tries other places, and names the "
        "setting for what is there"
    )
    assert why_none(Balance(2, {"gone": 2})) == "of 2 addresses: 2 gone"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file_to_import(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.warc"
    os.mkfifo(pipe)
    with pytest.raises(ConfigurationError, match=r"pipe\.warc is neither a file nor a folder"):
        find_sources([pipe])
