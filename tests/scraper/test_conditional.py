"""Asking again: FAULTS 60 to 63."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.archive import archive, stored_records
from scraper.crawl import crawl
from scraper.errors import SourceUnreachable
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from scraper.summary import CrawlSummary
from tests.scraper.loopback import NOT_FOUND, START, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]
TAG = 'W/"abc-gzip"'
STAMP = "Tue, 24 Nov 2026 08:00:00 GMT"


class Versions:
    """A site of some pages whose content a test may change; answers 304 by ETag as a server should."""

    def __init__(self, count: int = 1) -> None:
        self.bodies = {f"/project/p{number:02}": page(f"page {number}") for number in range(count)}
        self.tags = dict.fromkeys(self.bodies, TAG)
        self.lastmods: dict[str, str] = {}
        self.sent: list[tuple[str, int]] = []

    def __call__(self, request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(request.url + path for path in self.bodies), lastmods=self.lastmods)
        if request.path not in self.bodies:
            return NOT_FOUND
        tag = self.tags[request.path]
        status = 304 if request.headers.get("If-None-Match") == tag else 200
        self.sent.append((request.path, status))
        return Reply(status, self.bodies[request.path], {"ETag": tag, "Last-Modified": STAMP})


def run(site: PlainSite, folder: Path, clock: ManualClock, **settings: int) -> CrawlSummary:
    return crawl(site_at(site.url), folder, CrawlSettings(**settings), clock=clock)  # type: ignore[arg-type]  # whole numbers and yes or no alone are set here


def sitemap_request(site: PlainSite) -> Request:
    return next(request for request in site.requests if request.path == "/sitemap.xml")


def ledger_states(folder: Path) -> list[str | None]:
    return [record.state for record in ledger.addresses(folder)]


def test_validators_are_sent_back_verbatim(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(Versions())
    run(site, tmp_path, clock)
    run(site, tmp_path, clock)
    headers = [request.headers for request in site.requests if request.path == "/project/p00"]
    assert "If-None-Match" not in headers[0]
    assert headers[1]["If-None-Match"] == TAG
    assert headers[1]["If-Modified-Since"] == STAMP


def test_a_second_crawl_downloads_what_has_changed_and_nothing_else(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    """One page in a hundred has changed, and one asks us to wait."""
    versions = Versions(100)
    busy = Reply(503, b"<html>busy</html>", {"Retry-After": "7"})
    told: list[str] = []

    def answer(request: Request) -> Reply:
        if request.path == "/project/p07" and versions.sent and versions.sent[-1][1] == 304 and not told:
            told.append(request.path)
            return busy
        return versions(request)

    site = plain_site(answer)
    first = run(site, tmp_path, clock, delay_seconds=2)
    assert (first.requests, first.not_modified, first.bytes_saved) == (103, 0, 0)
    versions.sent.clear()
    changed = page("page 42, changed")
    versions.bodies["/project/p42"], versions.tags["/project/p42"] = changed, '"new"'
    clock.advance(hours=1)
    summary = run(site, tmp_path, clock, delay_seconds=2)
    assert [path for path, status in versions.sent if status == 200] == ["/project/p42"]
    assert len(versions.sent) == 100
    assert (summary.states["fresh"], summary.states["unchanged"]) == (1, 99)
    assert (summary.requests, summary.retries, summary.not_modified) == (104, 1, 99)
    others = len(NOT_FOUND.body) * 2 + len(versions(sitemap_request(site)).body) + len(busy.body)
    assert summary.bytes_received == len(changed) + others
    kept = [entry.length for entry in archive.page_history(tmp_path) if entry.kind == "response"]
    assert summary.bytes_saved == sum(kept) - kept[42] - kept[-1], "what the archive holds of the other 99"
    assert summary.smallest_gaps == {site.url.removeprefix("http://"): 2.0}
    assert summary.retry_after_obeyed == 1
    assert summary.balanced
    bodies = {capture.url[-3:]: capture.body for capture in archive.latest_captures(tmp_path)}
    assert bodies["p42"] == changed
    assert bodies["p41"] == page("page 41")


def _lose_first_file(folder: Path) -> None:
    """Take away the file that holds the bodies, and the index; a later crawl's file is left."""
    first, *others = sorted((folder / "archive").glob("*.warc.gz"))
    assert others
    first.unlink()
    for path in (folder / "archive").glob("index.sqlite*"):
        path.unlink()


def test_case_60_without_the_stored_body_the_whole_page_is_asked_for(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    versions = Versions()
    site = plain_site(versions)
    run(site, tmp_path, clock)
    run(site, tmp_path, clock)
    _lose_first_file(tmp_path)
    summary = run(site, tmp_path, clock)
    assert versions.sent[-1] == ("/project/p00", 200)
    assert summary.states["unchanged"] == 1
    assert [capture.body for capture in archive.latest_captures(tmp_path)] == [page("page 0")]


def test_case_60_a_stored_body_that_is_damaged_is_asked_for_again(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    versions = Versions()
    site = plain_site(versions)
    run(site, tmp_path, clock)
    (path,) = (tmp_path / "archive").glob("*.warc.gz")
    page_record = b"WARC-Target-URI: " + f"{site.url}/project/p00".encode()
    offset = next(start for start, _, content in stored_records.members(path) if page_record in content)
    spoilt = bytearray(path.read_bytes())
    spoilt[offset + 100] ^= 0xFF
    path.write_bytes(spoilt)
    run(site, tmp_path, clock)
    assert versions.sent[-1] == ("/project/p00", 200)
    assert ledger_states(tmp_path) == ["unchanged"]


@pytest.mark.parametrize("always", [False, True])
def test_case_60_a_304_that_nobody_asked_for(
    plain_site: Start, tmp_path: Path, clock: ManualClock, always: bool
) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/project/p00" and (always or "Cache-Control" not in request.headers):
            return Reply(304)
        return Versions()(request)

    site = plain_site(answer)
    summary = run(site, tmp_path, clock)
    assert site.asked["/project/p00"] == 2
    assert summary.states["failed" if always else "fresh"] == 1
    assert summary.states["unchanged"] == 0


def test_case_61_the_same_bytes_under_a_new_tag_are_unchanged(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    versions = Versions()
    site = plain_site(versions)
    run(site, tmp_path, clock)
    versions.tags["/project/p00"] = '"another"'
    summary = run(site, tmp_path, clock)
    assert versions.sent[-1] == ("/project/p00", 200)
    assert summary.states["unchanged"] == 1
    (record,) = ledger.addresses(tmp_path)
    assert record.etag == '"another"'


def test_case_63_a_page_is_downloaded_in_full_now_and_then(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    """A cache that says 304 for ever, whatever has changed."""
    versions = Versions()
    site = plain_site(versions)
    run(site, tmp_path, clock, refetch_days=7)
    versions.bodies["/project/p00"] = page("changed behind the cache")
    states = []
    for _ in range(8):
        clock.advance(days=1)
        states.append([name for name, count in run(site, tmp_path, clock, refetch_days=7).states.items() if count])
    assert states == [["unchanged"]] * 6 + [["fresh"], ["unchanged"]]


def test_a_sitemap_is_taken_at_its_word_where_the_settings_say_so(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    versions = Versions(5)
    old, today = "2026-11-20", "2026-11-24"
    days = {"p00": old, "p01": today, "p02": "2099-01-01", "p03": "soon", "p04": old}
    versions.lastmods = {f"/project/{name}": day for name, day in days.items()}
    site = plain_site(versions)
    settings = {"trust_lastmod": True, "refetch_days": 7}
    assert run(site, tmp_path, clock, **settings).not_asked == 0, "nothing is known yet"
    versions.sent.clear()
    clock.advance(days=1)
    summary = run(site, tmp_path, clock, **settings)
    assert {path for path, _ in versions.sent} == {"/project/p01", "/project/p02", "/project/p03"}
    assert (summary.states["unchanged"], summary.not_asked, summary.not_modified) == (5, 2, 3)
    assert summary.balanced
    record = next(ledger.addresses(tmp_path))
    assert (record.state, record.reason) == ("unchanged", "not asked: sitemap says unchanged")
    assert record.fetched_at == START, "it says when the page was asked for, not when it was not"
    versions.lastmods["/project/p00"] = "2026-11-25"
    versions.lastmods.pop("/project/p04")
    assert run(site, tmp_path, clock, **settings).not_asked == 0, "what no sitemap of today says does not count"


def test_case_59_a_lastmod_that_never_changes_hides_a_page_for_some_days_only(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    versions = Versions()
    versions.lastmods = {"/project/p00": "1999-01-01"}
    site = plain_site(versions)
    settings = {"trust_lastmod": True, "refetch_days": 7}
    run(site, tmp_path, clock, **settings)
    versions.bodies["/project/p00"] = page("changed, and the sitemap does not know")
    days = []
    for _ in range(14):
        clock.advance(days=1)
        days.append(run(site, tmp_path, clock, **settings).states["fresh"])
        versions.bodies["/project/p00"] += b"<!-- again -->"
    assert days == [0] * 6 + [1] + [0] * 6 + [1]


@pytest.mark.parametrize("trouble", ["gone", "down", "lost"])
def test_no_sitemap_speaks_for_a_page_whose_last_answer_was_not_good(
    plain_site: Start, tmp_path: Path, clock: ManualClock, trouble: str
) -> None:
    versions = Versions(2)
    versions.lastmods = {"/project/p00": "2026-01-01"}
    bad = {"gone": NOT_FOUND, "down": Reply(500, b"<html>oops</html>"), "lost": Reply(304)}[trouble]
    broken = False
    site = plain_site(lambda request: bad if broken and request.path == "/project/p00" else versions(request))
    run(site, tmp_path, clock)
    broken = True
    if trouble == "lost":
        run(site, tmp_path, clock)
        _lose_first_file(tmp_path)
    else:
        run(site, tmp_path, clock, attempts=1)
    asked = site.asked["/project/p00"]
    summary = run(site, tmp_path, clock, attempts=1, trust_lastmod=True)
    assert site.asked["/project/p00"] > asked
    assert summary.not_asked == 0


def test_a_page_that_is_gone_is_counted_over_runs_and_days(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    gone = False
    site = plain_site(lambda request: NOT_FOUND if gone and "/project/" in request.path else Versions()(request))
    run(site, tmp_path, clock)
    gone = True
    for _ in range(3):
        clock.advance(days=1)
        run(site, tmp_path, clock)
    (record,) = ledger.addresses(tmp_path)
    assert (record.state, record.gone_runs) == ("gone", 3)
    assert record.gone_since is not None
    assert record.last_seen is not None
    assert (record.gone_since - record.last_seen).days == 1
    assert [capture.body for capture in archive.latest_captures(tmp_path)] == [page("page 0")], "the page stays"
    gone = False
    clock.advance(days=1)
    run(site, tmp_path, clock)
    (record,) = ledger.addresses(tmp_path)
    assert (record.state, record.gone_runs, record.gone_since) == ("unchanged", 0, None)


def test_an_outage_takes_no_page_away(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    down = False
    site = plain_site(
        lambda request: (
            Reply(500, b"<html>oops</html>") if down and "/project/" in request.path else Versions(3)(request)
        )
    )
    run(site, tmp_path, clock)
    down = True
    with pytest.raises(SourceUnreachable, match="not one of 3 pages could be had"):
        run(site, tmp_path, clock, attempts=1)
    assert [record.state for record in ledger.addresses(tmp_path)] == ["failed"] * 3
    assert [record.digest is not None for record in ledger.addresses(tmp_path)] == [True] * 3
    assert len(list(archive.latest_captures(tmp_path))) == 3
