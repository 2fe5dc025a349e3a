"""Index and ledger made anew from the archive: FAULTS 77."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cli import execute
from scraper.archive import archive
from scraper.archive.rebuild import restore
from scraper.crawl import crawl
from scraper.errors import StorageFault
from scraper.ledger import ledger
from scraper.ledger.schema import AddressRecord
from scraper.settings import CrawlSettings
from scraper.sites import Site, site_at
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]


@pytest.fixture
def crawled(plain_site: Start, tmp_path: Path, clock: ManualClock) -> tuple[Site, PlainSite, Path]:
    """The folder of three crawls of pages that change, stay, move, go away, fail, or give another's bytes."""

    def answer(request: Request) -> Reply:
        name, seen = request.path.rpartition("/")[2], request.count
        if request.path == "/sitemap.xml":
            return urlset(*(f"{request.url}/project/{name}" for name in "abcdef"))
        if name == "d":
            return Reply(301, b"", {"Location": "/project/new-d"})
        if (name == "c" and seen > 1) or (name == "e" and seen == 2):
            return NOT_FOUND if name == "c" else Reply(500, b"<html>oops</html>")
        if name == "b" and "If-None-Match" in request.headers:
            return Reply(304)
        title = {"a": f"a, version {seen}", "f": "b"}.get(name, name)
        return Reply(200, page(title), {"ETag": f'"{name}{seen}"'}) if "/project/" in request.path else NOT_FOUND

    site = plain_site(answer)
    for _ in range(3):
        crawl(site_at(site.url), tmp_path, CrawlSettings(attempts=1), clock=clock)
        clock.advance(days=1)
    return site_at(site.url), site, tmp_path


def known(folder: Path) -> list[AddressRecord]:
    """What the ledger knows, without what no archive can tell."""
    return [
        replace(record, found_by=(), reason=None, first_seen=record.fetched_at or record.first_seen)
        for record in ledger.addresses(folder)
    ]


def test_case_77_a_ledger_made_anew_says_what_the_old_one_said(crawled: tuple[Site, PlainSite, Path]) -> None:
    site, _, folder = crawled
    before, captures = known(folder), list(archive.captures(folder))
    assert {record.state for record in before} == {"fresh", "unchanged", "duplicate", "gone", "redirected"}
    (folder / "ledger.sqlite").write_bytes(b"damaged" * 1000)
    (folder / "archive" / "index.sqlite").write_bytes(b"damaged" * 1000)
    with pytest.raises(StorageFault, match="'iom-projects repair SITE --ledger' makes one from the archive"):
        known(folder)
    restored = restore(site, folder, with_ledger=True)
    assert known(folder) == before
    assert list(archive.captures(folder)) == captures
    assert restored.captures > len(captures), "answers without a page count as well"
    assert (restored.addresses, restored.set_aside) == (7, folder / "ledger.sqlite.aside-1")
    assert (folder / "ledger.sqlite.aside-1").read_bytes() == b"damaged" * 1000
    left = sorted(path.name for path in folder.iterdir())
    assert left == ["archive", "ledger.sqlite", "ledger.sqlite.aside-1", "lock", "readings.sqlite"]


def test_the_command_says_what_it_made(
    crawled: tuple[Site, PlainSite, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, _, folder = crawled
    output = tmp_path / "output"
    place = output / site.name
    output.mkdir()
    (folder / "lock").unlink()
    place.mkdir()
    for name in ("archive", "ledger.sqlite"):
        (folder / name).rename(place / name)
    assert execute(["repair", site.start, "--output", str(output), "--ledger"]) == 0
    said = capsys.readouterr().out
    assert f"{place}: the ledger holds 7 addresses" in said
    assert f"the ledger of before lies in {place}/ledger.sqlite.aside-1" in said
    assert execute(["repair", "practice", "--output", str(output)]) == 7
    missing = (
        f"{output}/practice/archive holds no archive; 'iom-projects crawl' or 'iom-projects import PATH' makes one"
    )
    assert capsys.readouterr().err == f"iom-projects: {missing}\n"
    assert not (output / "practice").exists()


def test_the_next_crawl_goes_on_from_a_ledger_made_anew(
    crawled: tuple[Site, PlainSite, Path], clock: ManualClock
) -> None:
    site, pages, folder = crawled
    restore(site, folder, with_ledger=True)
    pages.requests.clear()
    summary = crawl(site, folder, CrawlSettings(attempts=1), clock=clock)
    assert not summary.resumed
    assert summary.run.endswith("-000004")
    assert summary.not_modified == 1
    assert "If-None-Match" in next(each.headers for each in pages.requests if each.path == "/project/b")


def test_a_damaged_archive_leaves_the_ledger_as_it_is(crawled: tuple[Site, PlainSite, Path]) -> None:
    site, _, folder = crawled
    before = (folder / "ledger.sqlite").read_bytes()
    victim = min((folder / "archive").glob("*.warc.gz"))
    spoilt = bytearray(victim.read_bytes())
    spoilt[len(spoilt) // 2] ^= 0xFF
    victim.write_bytes(spoilt)
    with pytest.raises(StorageFault, match=victim.name):
        restore(site, folder, with_ledger=True)
    assert (folder / "ledger.sqlite").read_bytes() == before
