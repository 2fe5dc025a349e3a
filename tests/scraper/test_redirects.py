"""Redirects of project pages: FAULTS 33, 34, 36, 37 and 38."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.archive import archive
from scraper.crawl import crawl
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from scraper.sites import Site, site_at
from scraper.summary import CrawlSummary
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]


def redirecting(targets: dict[str, str], status: int = 301) -> Answerer:
    """A site whose sitemap names `/project/a`; paths named in `targets` redirect, other project pages are pages."""

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a")
        if request.path in targets:
            target = targets[request.path].replace("{url}", request.url)
            return Reply(status, b"<html>moved</html>", {"Location": target, "Set-Cookie": "secret=1"})
        return Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND

    return answer


def run(site: PlainSite, folder: Path, clock: ManualClock) -> CrawlSummary:
    return crawl(site_at(site.url), folder, CrawlSettings(), clock=clock)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_target_gets_a_record_of_its_own(
    plain_site: Start, tmp_path: Path, clock: ManualClock, status: int
) -> None:
    site = plain_site(redirecting({"/project/a": "/project/b"}, status))
    summary = run(site, tmp_path, clock)
    old, new = ledger.addresses(tmp_path)
    assert (old.state, old.reason, old.redirect_to) == ("redirected", f"to {new.url}", new.url)
    assert (new.state, new.found_by) == ("fresh", ("redirect",))
    assert summary.balanced
    assert summary.discovered == 2


@pytest.mark.parametrize(("status", "asked"), [(301, 2), (308, 2), (302, 5), (307, 5)])
def test_a_permanent_redirect_is_taken_at_its_word_for_a_while(
    plain_site: Start, tmp_path: Path, clock: ManualClock, status: int, asked: int
) -> None:
    site = plain_site(redirecting({"/project/a": "/project/b"}, status))
    for days in (0, 1, 1, 1, 30):
        clock.advance(days=days)
        summary = run(site, tmp_path, clock)
        assert summary.states["redirected"] == 1
        assert summary.balanced
        assert summary.ways["redirect"] == {"found": 1, "found_by_no_other": int(days == 0)}
    assert site.asked["/project/a"] == asked
    assert site.asked["/project/b"] == 5


NOWHERE = [
    "file:///etc/passwd",
    "data:text/html,hello",
    "javascript:alert(1)",
    "ftp://127.0.0.1/project/a",
    "gopher://127.0.0.1:70/1",
    "",
    "http://",
    "http:\\\\host\\project",
    "http://xn--/project/a",
    "http://" + "a" * 300 + "/project/a",
    "http://[::1/project/a",
    "//user:secret@127.0.0.1/project/a",
    "/project/..%2f..%2fetc",
    "/project/\x7f",
]


@pytest.mark.parametrize("target", NOWHERE, ids=range(len(NOWHERE)))
def test_cases_33_and_37_targets_that_are_no_addresses(
    plain_site: Start, tmp_path: Path, clock: ManualClock, target: str
) -> None:
    site = plain_site(redirecting({"/project/a": target}))
    run(site, tmp_path, clock)
    (record,) = ledger.addresses(tmp_path)
    assert record.state == "failed"
    assert record.reason is not None
    assert "leads nowhere" in record.reason
    assert site.pages_asked == 1


def test_case_37_a_redirect_without_target(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(lambda request: Reply(302, b"") if request.path == "/project/a" else redirecting({})(request))
    run(site, tmp_path, clock)
    (record,) = ledger.addresses(tmp_path)
    assert record.state == "failed"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/project/a",
        "http://127。0。0。1/project/a",
        "http://2130706433/project/a",
        "http://0x7f.1/project/a",
        "http://127.1/project/a",
        "http://0/project/a",
        "http://[::ffff:127.0.0.1]/project/a",
        "http://elsewhere.example/project/a",
        "https://127.0.0.1/project/a",
    ],
)
def test_cases_34_and_36_targets_outside_are_recorded_and_not_asked(
    plain_site: Start, tmp_path: Path, clock: ManualClock, target: str
) -> None:
    site = plain_site(redirecting({"/project/a": target}))
    summary = run(site, tmp_path, clock)
    assert summary.states["redirected"] == 1
    assert summary.states["offsite"] == 1
    assert summary.balanced
    assert site.pages_asked == 1


def test_case_36_another_port_of_this_machine_is_outside(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    other = plain_site(lambda _: Reply(200, page("other")))
    site = plain_site(redirecting({"/project/a": f"{other.url}/project/a"}))
    summary = run(site, tmp_path, clock)
    assert summary.states["offsite"] == 1
    assert other.requests == []


def test_case_36_no_cookie_goes_to_another_host_of_the_site(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    second = plain_site(redirecting({}))
    first = plain_site(redirecting({"/project/a": f"{second.url}/project/b"}))
    hosts = tuple(each.url.removeprefix("http://") for each in (first, second))
    site = Site("two", f"{first.url}/", hosts, sitemaps=(f"{first.url}/sitemap.xml",))
    summary = crawl(site, tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 1
    assert second.pages_asked == 1
    assert all("Cookie" not in request.headers for request in [*first.requests, *second.requests])


def test_case_37_a_loop_ends(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    loop = {"/project/a": "/project/b", "/project/b": "/project/c", "/project/c": "/project/a"}
    site = plain_site(redirecting(loop))
    summary = run(site, tmp_path, clock)
    assert summary.states["failed"] == 1
    assert summary.states["redirected"] == 2
    assert site.pages_asked == 3
    assert summary.failures[0][2] == "a redirect that leads back to itself"


def test_case_37_an_endless_chain_ends(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answer(request: Request) -> Reply:
        if "/project/" in request.path:
            number = int(request.path.removeprefix("/project/").removeprefix("a") or 0)
            return Reply(302, b"", {"Location": f"/project/{number + 1}"})
        return redirecting({})(request)

    site = plain_site(answer)
    summary = run(site, tmp_path, clock)
    assert site.pages_asked <= 7
    assert summary.states["failed"] == 1
    assert summary.balanced


@pytest.mark.parametrize("target", ["/user/login?destination=/project/a", "/", "/search?keys=a", "/projects"])
def test_case_38_a_redirect_to_no_project_page_is_a_soft_404(
    plain_site: Start, tmp_path: Path, clock: ManualClock, target: str
) -> None:
    site = plain_site(redirecting({"/project/a": target}, 302))
    summary = run(site, tmp_path, clock)
    assert summary.states["quarantined"] == 1
    assert site.asked[target] <= (1 if target == "/projects" else 0)


@pytest.mark.parametrize("ending", ["/", "?lang=en", "/#top"])
def test_a_site_that_insists_on_another_spelling_gets_it(
    plain_site: Start, tmp_path: Path, clock: ManualClock, ending: str
) -> None:
    wanted = ending.partition("#")[0]

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a", f"{request.url}/project/b")
        if request.path in {"/project/a", "/project/b"}:
            return Reply(301, b"", {"Location": request.path + ending})
        if "If-None-Match" in request.headers:
            return Reply(304)
        return Reply(200, page(request.path), {"ETag": '"1"'}) if request.path.startswith("/project/") else NOT_FOUND

    site = plain_site(answer)
    first = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert (first.states["fresh"], first.discovered) == (2, 2)
    assert [capture.url for capture in archive.latest_captures(tmp_path)] == [
        f"{site.url}/project/a",
        f"{site.url}/project/b",
    ]
    assert next(archive.latest_captures(tmp_path)).requested_url == f"{site.url}/project/a{wanted}"
    clock.advance(days=1)
    second = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert (second.states["unchanged"], second.not_modified) == (2, 2)


@pytest.mark.parametrize("target", ["/project/a", "/project/a#x", "/Project/A/"])
def test_case_37_a_redirect_to_itself_is_an_error_of_this_address(
    plain_site: Start, tmp_path: Path, clock: ManualClock, target: str
) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(f"{request.url}/project/a")
        return Reply(301, b"", {"Location": target}) if "project" in request.path.lower() else NOT_FOUND

    site = plain_site(answer)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["failed"] == 1
    assert summary.failures[0][2].startswith("a redirect to itself in another spelling")
    assert site.pages_asked <= 2
