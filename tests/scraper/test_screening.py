"""Pages in the place of others: FAULTS 41 to 47."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.archive import archive
from scraper.crawl import crawl
from scraper.errors import BlockedError, SourceUnreachable
from scraper.ledger import ledger
from scraper.ledger.schema import AddressRecord
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]
CLOUDFLARE = b"<html><head><title>Just a moment...</title><script>window._cf_chl_opt={}</script></head></html>"
INCAPSULA = b"<html><body>Request unsuccessful. Incapsula incident ID: 1-2</body></html>"


def answering(reply: Reply, *, later: bool = False) -> Answerer:
    """A site of two pages, which answer so: at once, or from the second time on."""

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a", f"{request.url}/project/b")
        if "/project/" not in request.path:
            return NOT_FOUND
        return Reply(200, page(request.path)) if later and request.count == 1 else reply

    return answer


@pytest.mark.parametrize(
    "reply",
    [
        Reply(403, CLOUDFLARE, {"cf-mitigated": "challenge"}),
        Reply(503, CLOUDFLARE, {"CF-Mitigated": "Challenge"}),
        Reply(429, b"", {"cf-mitigated": "challenge"}),
        Reply(200, b"<html>harmless to look at</html>", {"cf-mitigated": "challenge"}),
        Reply(200, CLOUDFLARE),
        Reply(403, CLOUDFLARE),
        Reply(202, b"", {"x-amzn-waf-action": "challenge"}),
        Reply(405, b"<html></html>", {"x-amzn-waf-action": "captcha"}),
        Reply(403, INCAPSULA),
        Reply(200, INCAPSULA),
    ],
)
def test_case_41_a_challenge_ends_the_run_at_once(
    plain_site: Start, tmp_path: Path, clock: ManualClock, reply: Reply
) -> None:
    site = plain_site(answering(reply, later=True))
    crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    before = list(ledger.addresses(tmp_path))
    with pytest.raises(BlockedError, match="do not go round") as caught:
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert caught.value.exit_code == 5
    assert site.pages_asked == 3
    assert [record.digest for record in ledger.addresses(tmp_path)] == [record.digest for record in before]
    assert [capture.body for capture in archive.latest_captures(tmp_path)] == [page("/project/a"), page("/project/b")]


@pytest.mark.parametrize("reply", [Reply(200, CLOUDFLARE), Reply(403, CLOUDFLARE), Reply(403, b"<html>no</html>")])
def test_what_was_refused_is_asked_for_again_by_the_next_crawl(
    plain_site: Start, tmp_path: Path, clock: ManualClock, reply: Reply
) -> None:
    blocked = True

    def answer(request: Request) -> Reply:
        return answering(reply if blocked else Reply(200, page(request.path)))(request)

    site = plain_site(answer)
    with pytest.raises(BlockedError):
        crawl(site_at(site.url), tmp_path, CrawlSettings(breaker=2), clock=clock)
    blocked = False
    clock.advance(minutes=5)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(breaker=2), clock=clock)
    assert summary.resumed
    assert summary.states["fresh"] == 2


def settled(site: PlainSite, folder: Path, clock: ManualClock) -> AddressRecord:
    """Crawl twice, the first time with good pages; return what the ledger says of the first page."""
    crawl(site_at(site.url), folder, CrawlSettings(), clock=clock)
    with contextlib.suppress(BlockedError, SourceUnreachable):  # where every page answers 5xx
        crawl(site_at(site.url), folder, CrawlSettings(), clock=clock)
    return next(ledger.addresses(folder))


QUARANTINED = {
    "maintenance": Reply(200, b"<html><title>Site under maintenance</title><h1>Site under maintenance</h1></html>"),
    "empty": Reply(200, b""),
    "blank": Reply(200, b" \n\t "),
    "bare": Reply(200, b"<html></html>"),
    "soft 404": Reply(200, page("Page not found")),
    "PDF": Reply(200, b"%PDF-1.7 \xe2\xe3"),
    "JSON": Reply(200, b'{"error": "none"}'),
    "image": Reply(200, b"\x89PNG\r\n\x1a\n\0\0"),
    "labelled PDF": Reply(200, b"%PDF-1.7", content_type="application/pdf"),
    "labelled JSON": Reply(200, b"{}", content_type="application/json"),
}


@pytest.mark.parametrize("reply", QUARANTINED.values(), ids=QUARANTINED)
def test_cases_42_43_47_what_is_no_page_is_quarantined_and_the_page_stays(
    plain_site: Start, tmp_path: Path, clock: ManualClock, reply: Reply
) -> None:
    record = settled(plain_site(answering(reply, later=True)), tmp_path, clock)
    assert record.state == "quarantined"
    assert record.reason
    assert record.digest is not None
    assert [capture.body for capture in archive.latest_captures(tmp_path)] == [page("/project/a"), page("/project/b")]


def test_case_42_maintenance_as_503_is_a_failure(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    record = settled(plain_site(answering(Reply(503, QUARANTINED["maintenance"].body), later=True)), tmp_path, clock)
    assert record.state == "failed"
    assert record.digest is not None


@pytest.mark.parametrize("status", [201, 202, 203, 205, 206, 300, 418, 500])
def test_case_15_an_answer_that_is_not_the_page_is_none(
    plain_site: Start, tmp_path: Path, clock: ManualClock, status: int
) -> None:
    record = settled(plain_site(answering(Reply(status, page("part of a page")), later=True)), tmp_path, clock)
    assert record.state == "failed"
    assert str(status) in (record.reason or "")
    assert [capture.body for capture in archive.latest_captures(tmp_path)] == [page("/project/a"), page("/project/b")]


def named(path: str) -> Reply:
    head = f"<html><head><link rel='canonical' href='{path}'><title>x</title></head>"
    return Reply(200, f"{head}<body><h1>A page</h1></body></html>".encode())


@pytest.mark.parametrize(
    ("canonical", "state"),
    [
        ("/project/a", "fresh"),
        ("/project/A/", "fresh"),
        ("/project/quite-another", "quarantined"),
        ("/", "fresh"),
        ("javascript:x", "fresh"),
    ],
)
def test_case_45_a_page_that_names_itself_another_is_quarantined(
    plain_site: Start, tmp_path: Path, clock: ManualClock, canonical: str, state: str
) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a")
        return named(canonical) if request.path == "/project/a" else NOT_FOUND

    site = plain_site(answer)
    crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert next(ledger.addresses(tmp_path)).state == state


def test_case_46_the_same_bytes_everywhere_are_an_outage(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(f"{request.url}/project/{number:03}" for number in range(100)))
        return Reply(200, page("the same for all")) if "/project/" in request.path else NOT_FOUND

    site = plain_site(answer)
    with pytest.raises(SourceUnreachable, match="gave the same page"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.pages_asked < 20


def test_case_46_an_outage_leaves_the_pages_as_they_were(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    down = False

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(f"{request.url}/project/{number:03}" for number in range(30)))
        is_page = "/project/" in request.path
        return Reply(200, page("the same for all" if down else request.path)) if is_page else NOT_FOUND

    site = plain_site(answer)
    crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    before = [capture.body for capture in archive.latest_captures(tmp_path)]
    down = True
    clock.advance(days=1)
    with pytest.raises(SourceUnreachable, match="gave the same page"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert [capture.body for capture in archive.latest_captures(tmp_path)] == before
    down = False
    clock.advance(days=2)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["unchanged"] == 30


def test_two_addresses_of_one_page_are_duplicates(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(answering(Reply(200, page("one page"))))
    for _ in range(2):
        summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
        assert summary.states["duplicate"] == 1
        assert summary.balanced
    first, second = ledger.addresses(tmp_path)
    assert first.state == "unchanged"
    assert second.reason == f"the same bytes as {first.url}"


def test_language_versions_and_aliases_are_found(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    links = (
        "<link rel='alternate' hreflang='fr' href='/fr/node/7'><link rel='canonical' href='/project/a'>"
        "<a hreflang='es' href='/es/project/a'>Español</a><a href='/project/related'>Related</a>"
        "<a href='//elsewhere.example/project/x'>x</a><a href='/legacy/project/old'>old</a>"
    )

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a")
        if request.path == "/fr/node/7":
            return Reply(200, page("fr", links="<link rel='canonical' href='/fr/project/a-fr'>"))
        is_page = "/project/" in request.path
        return (
            Reply(200, page(request.path, links=links if request.path == "/project/a" else ""))
            if is_page
            else NOT_FOUND
        )

    site = plain_site(answer)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    found = {record.url.removeprefix(site.url): record.found_by for record in ledger.addresses(tmp_path)}
    assert found == {
        "/project/a": ("sitemap",),
        "/fr/node/7": ("link",),
        "/es/project/a": ("link",),
        "/project/related": ("link",),
        "/legacy/project/old": ("link",),
        "/fr/project/a-fr": ("canonical",),
    }
    assert summary.ways["link"] == {"found": 4, "found_by_no_other": 4}
    assert summary.states["fresh"] == 6
