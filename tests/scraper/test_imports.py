"""What an import takes, what it leaves out and why."""

import gzip
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from scraper.archive import archive
from scraper.archive.rebuild import restore
from scraper.crawl import crawl
from scraper.imports.sources import find_sources
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.imported_site import Answer, write_wacz, write_warc
from tests.scraper.loopback import NOT_FOUND, ManualClock, PlainSite, Reply, Request, page, urlset
from tests.scraper.taking import HTML, NOW, SITE, THEN, answer, captures, taken, told

Start = Callable[..., PlainSite]


def test_a_capture_keeps_its_date_and_where_it_came_from(tmp_path: Path) -> None:
    at = THEN.replace(microsecond=250_000)
    summary = taken(tmp_path, write_warc(tmp_path / "crawl.warc.gz", [answer("a", at=at)]))
    assert (summary.captures, summary.addresses, summary.left_out) == (1, {"http://site.example/project/a"}, {})
    (capture,) = captures(tmp_path)
    assert (capture.url, capture.fetched_at, capture.body) == ("http://site.example/project/a", at, page("a"))
    place = tmp_path / "site" / "archive"
    (entry,) = archive.page_history(tmp_path / "site")
    record = archive.record_at(place, entry.file, entry.offset)
    assert (entry.file, record.imported_from) == ("import-00001.warc.gz", "crawl.warc.gz")
    stored = gzip.decompress((place / entry.file).read_bytes())
    assert b"WARC-Imported-Digest: sha1:" in stored
    assert b"WARC-Creation-Date: 2026-11-27T00:00:00.000000Z" in stored
    (record_of_address,) = ledger.addresses(tmp_path / "site")
    assert (record_of_address.state, record_of_address.found_by) == ("fresh", ("import",))
    assert record_of_address.last_seen == at
    assert record_of_address.body_at is None, "no crawl takes its validators at their word"


def test_nothing_is_taken_twice_from_whatever_file(tmp_path: Path) -> None:
    first = write_warc(tmp_path / "a.warc.gz", [answer("a"), answer("b")])
    whole_seconds = write_warc(
        tmp_path / "b.warc", [answer("a")], gzip=False, edit=lambda _: {"WARC-Date": "2024-05-31T10:00:07Z"}
    )
    assert taken(tmp_path, first).captures == 2
    again = taken(tmp_path, first, write_wacz(tmp_path / "c.wacz", [first]), whole_seconds)
    assert (again.captures, again.left_out) == (0, {"known": 5})
    assert len(captures(tmp_path)) == 2


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    file = write_warc(tmp_path / "a.warc.gz", [answer("a")])
    assert [source.name for source in find_sources([file, tmp_path, file])] == ["a.warc.gz"]


def test_other_sites_other_pages_and_errors_are_counted(tmp_path: Path) -> None:
    elsewhere = [
        Answer(f"http://elsewhere.example/project/{name}", THEN, "HTTP/1.1 200 OK", HTML, b"x") for name in "ab"
    ]
    news = Answer("http://site.example/news/a", THEN, "HTTP/1.1 200 OK", HTML, page("news"))
    errors = [
        answer("c", status="HTTP/1.1 404 Not Found"),
        answer("d", status="HTTP/1.1 503 Busy"),
        answer("e", body=b""),
    ]
    summary = taken(tmp_path, write_warc(tmp_path / "a.warc.gz", [*elsewhere, news, *errors, answer("f")]))
    assert summary.left_out == {"elsewhere": 2, "other_page": 1, "no_page": 2, "not_the_page": 1}
    assert summary.addresses == {"http://site.example/project/f"}
    assert [record.url for record in ledger.addresses(tmp_path / "site")] == ["http://site.example/project/f"]


def test_files_of_which_nothing_is_taken_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    write_warc(folder / "a.warc.gz", [answer("a")])
    write_warc(folder / "b.warc.gz", [replace(answer("b"), url="https://other.example/project/b")])
    (folder / "notes.txt").write_text("ours")
    summary = taken(tmp_path, folder)
    assert summary.skipped == [
        "captures/b.warc.gz: nothing was taken of it (1 of other sites)",
        "captures/notes.txt: nothing was taken of it (1 files of no kind that is imported)",
    ]
    assert summary.others == {"https://other.example": 1}


def test_the_future_is_left_out_and_dates_that_are_none(tmp_path: Path) -> None:
    file = write_warc(tmp_path / "a.warc.gz", [answer("a", at=NOW + timedelta(seconds=1))])
    undated = write_warc(tmp_path / "b.warc.gz", [answer("b")], edit=lambda _: {"WARC-Date": "2024-02-31T00:00:00Z"})
    summary = taken(tmp_path, file, undated)
    assert [(reason, message) for _, reason, message in told(summary)] == [
        ("future", "captured at 2026-11-27 00:00:01 UTC"),
        ("undated", "nothing tells when it was captured: --date does, or a meta file"),
    ]
    assert taken(tmp_path, undated, undated=THEN).captures == 1


def test_two_captures_of_one_second_are_both_kept_and_told(tmp_path: Path) -> None:
    file = write_warc(tmp_path / "a.warc.gz", [answer("a"), answer("a", body=page("another"))])
    summary = taken(tmp_path, file)
    assert summary.captures == 2
    (note,) = summary.notes
    said = "http://site.example/project/a has two captures of 2024-05-31 10:00:07 UTC with different bytes"
    assert re.fullmatch(f"{said}: a.warc.gz, record urn:.+; and a.warc.gz, record urn:.+, which is read .+", note)
    (newest,) = archive.latest_captures(tmp_path / "site")
    assert newest.body == page("another")


def test_the_newest_capture_counts_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    new = write_warc(tmp_path / "a.warc.gz", [answer("a", body=page("new"))])
    old = write_warc(tmp_path / "b.warc.gz", [answer("a", body=page("old"), at=THEN - timedelta(days=400))])
    assert taken(tmp_path, new, old).captures == 2
    (newest,) = archive.latest_captures(tmp_path / "site")
    assert newest.body == page("new")


def test_what_the_site_itself_answered_is_never_outdone(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def reply(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(f"{request.url}/project/{name}" for name in "ab"))
        return Reply(200, page("ours")) if request.path == "/project/a" else NOT_FOUND

    server = plain_site(reply)
    site = site_at(server.url)
    crawl(site, tmp_path / "site", CrawlSettings(), clock=clock)
    ours = clock.now()
    answers = [
        Answer(
            f"{server.url}/project/{name}", ours + timedelta(days=days), "HTTP/1.1 200 OK", HTML, page(f"{name} {days}")
        )
        for name in "abc"
        for days in (-9, 1)
    ]
    before = list(ledger.addresses(tmp_path / "site"))
    summary = taken(tmp_path, write_warc(tmp_path / "a.warc.gz", answers), site=site)
    assert (summary.captures, summary.left_out) == (4, {"newer": 2})
    message = "captured on 2026-11-25, and the site itself last answered on 2026-11-24: crawl it again"
    assert {one[2] for one in told(summary)} == {message}
    latest = {capture.url[-1]: capture.body for capture in archive.latest_captures(tmp_path / "site")}
    assert latest == {"a": page("ours"), "b": page("b -9"), "c": page("c 1")}
    states = {record.url[-1]: record.state for record in ledger.addresses(tmp_path / "site")}
    assert states == {"a": "fresh", "b": "gone", "c": "fresh"}
    assert before[0].last_seen == next(iter(ledger.addresses(tmp_path / "site"))).last_seen


def test_a_crawl_asks_for_every_imported_page_in_full(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    server = plain_site(lambda request: Reply(200, page("now")) if request.path == "/project/a" else NOT_FOUND)
    site = site_at(server.url)
    headers = (*HTML, ("ETag", '"1"'), ("Last-Modified", "Fri, 31 May 2024 10:00:00 GMT"))
    file = write_warc(
        tmp_path / "a.warc.gz", [Answer(f"{server.url}/project/a", THEN, "HTTP/1.1 200 OK", headers, page("then"))]
    )
    taken(tmp_path, file, site=site)
    summary = crawl(site, tmp_path / "site", CrawlSettings(trust_lastmod=True), clock=clock)
    assert summary.states["fresh"] == 1
    (asked,) = (request for request in server.requests if request.path == "/project/a")
    assert not {"If-None-Match", "If-Modified-Since"} & asked.headers.keys()
    (newest,) = archive.latest_captures(tmp_path / "site")
    assert newest.body == page("now")


def test_redirects_are_taken_and_lead_on(tmp_path: Path) -> None:
    moved = Answer("http://site.example/project/old", THEN, "HTTP/1.1 301 Moved", (("Location", "/project/new"),), b"")
    itself = Answer(
        "http://site.example/project/new/", THEN, "HTTP/1.1 301 Moved", (("Location", "/project/new"),), b""
    )
    summary = taken(tmp_path, write_warc(tmp_path / "a.warc.gz", [moved, itself, answer("new")]))
    assert (summary.captures, summary.left_out) == (2, {"no_page": 1})
    new, old = ledger.addresses(tmp_path / "site")
    assert (old.state, old.redirect_to, new.state) == ("redirected", new.url, "fresh")


def test_index_and_ledger_can_be_made_anew(tmp_path: Path) -> None:
    moved = Answer("http://site.example/project/old", THEN, "HTTP/1.1 301 Moved", (("Location", "/project/new"),), b"")
    answers = [moved, answer("new"), answer("b"), answer("b", at=THEN - timedelta(days=3), body=page("old b"))]
    taken(tmp_path, write_warc(tmp_path / "a.warc.gz", answers))
    before, held = list(ledger.addresses(tmp_path / "site")), captures(tmp_path)
    restore(SITE, tmp_path / "site", with_ledger=True)
    after = list(ledger.addresses(tmp_path / "site"))
    forget = ("first_seen",)
    assert [_without(one, forget) for one in after] == [_without(one, forget) for one in before]
    assert captures(tmp_path) == held


def _without(record: object, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__ if name not in names}  # type: ignore[attr-defined]
