"""Sitemaps and listings: FAULTS 56 to 59."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.crawl import crawl
from scraper.discovery.listings import at_page, last_page, page_number
from scraper.discovery.sitemaps import MAX_ADDRESSES, read_sitemap
from scraper.errors import BlockedError
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[[Answerer], PlainSite]
NAMESPACE = b"http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(*addresses: bytes, root: bytes = b"urlset", element: bytes = b"url") -> bytes:
    entries = b"".join(b"<%s><loc>%s</loc></%s>" % (element, address, element) for address in addresses)
    return b'<?xml version="1.0"?><%s xmlns="%s">%s</%s>' % (root, NAMESPACE, entries, root)


def test_addresses_come_in_order() -> None:
    read = read_sitemap(sitemap(b"https://a.example/2", b" https://a.example/1?x=1&amp;y=2\n"))
    assert read.kind == "urlset"
    assert read.addresses == ("https://a.example/2", "https://a.example/1?x=1&y=2")
    assert read.fault is None


def test_an_index_is_told_from_pages() -> None:
    read = read_sitemap(sitemap(b"https://a.example/1.xml", root=b"sitemapindex", element=b"sitemap"))
    assert (read.kind, read.addresses, read.fault) == ("index", ("https://a.example/1.xml",), None)


def test_only_the_addresses_of_pages_count() -> None:
    body = (
        b"<urlset xmlns='%s' xmlns:image='http://i.example' xmlns:xhtml='http://www.w3.org/1999/xhtml'>"
        b"<url><loc>https://a.example/1</loc><lastmod>2099-01-01</lastmod>"
        b"<image:image><image:loc>https://a.example/i.png</image:loc></image:image></url></urlset>" % NAMESPACE
    )
    assert read_sitemap(body).addresses == ("https://a.example/1",)


def test_days_of_the_last_change() -> None:
    days = ["2025-09-01", "2025-09-02T08:00:00+02:00", "2025-02-31", "soon", "2025-09", ""]
    entries = [f"<url><lastmod>{day}</lastmod><loc>https://a.example/{day}</loc></url>" for day in days]
    read = read_sitemap(f"<urlset>{''.join(entries)}<url><loc>https://a.example/none</loc></url></urlset>".encode())
    assert len(read.addresses) == 7
    assert read.lastmods == {
        "https://a.example/2025-09-01": "2025-09-01",
        "https://a.example/2025-09-02T08:00:00+02:00": "2025-09-02",
    }


def test_a_prefix_for_the_namespace_is_no_matter() -> None:
    body = b"<s:urlset xmlns:s='%s'><s:url><s:loc>https://a.example/1</s:loc></s:url></s:urlset>" % NAMESPACE
    assert read_sitemap(body).addresses == ("https://a.example/1",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_of_xml(encoding: str) -> None:
    label = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{label}"?><urlset><url><loc>https://a.example/é</loc></url></urlset>'
    assert read_sitemap(text.encode(encoding)).addresses == ("https://a.example/é",)


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_case_57_gzipped_once_twice_or_not(layers: int) -> None:
    body = sitemap(b"https://a.example/1")
    for _ in range(layers):
        body = gzip.compress(body)
    assert read_sitemap(body).addresses == ("https://a.example/1",)


def test_case_57_gzipped_three_times_is_a_fault() -> None:
    body = gzip.compress(gzip.compress(gzip.compress(sitemap(b"https://a.example/1"))))
    assert read_sitemap(body).fault is not None


def test_case_57_a_bomb_is_a_fault() -> None:
    read = read_sitemap(gzip.compress(bytes(100_000_000)))
    assert read.addresses == ()
    assert read.fault is not None
    assert "grows beyond" in read.fault


def test_case_57_more_addresses_than_the_protocol_allows() -> None:
    read = read_sitemap(sitemap(*[b"https://a.example/%d" % number for number in range(MAX_ADDRESSES + 5)]))
    assert len(read.addresses) == MAX_ADDRESSES + 1
    assert read.fault is not None


@pytest.mark.parametrize("cut", [b"<loc>https://a.exam", b"<lo", b"</urlset", b""])
def test_case_57_cut_xml_gives_what_stands_before_the_cut_and_is_incomplete(cut: bytes) -> None:
    body = b"<urlset><url><loc>https://a.example/1</loc></url><url>" + cut
    read = read_sitemap(body)
    assert read.addresses == ("https://a.example/1",)
    assert read.fault is not None


HOSTILE = {
    "doctype": b"<!DOCTYPE urlset><urlset><url><loc>https://a.example/1</loc></url></urlset>",
    "laughs": b'<!DOCTYPE u [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
    "file": b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>&x;</loc></url></urlset>',
    "network": b'<!DOCTYPE u SYSTEM "http://127.0.0.1:1/x.dtd"><urlset><url><loc>&x;</loc></url></urlset>',
    "parameter": b'<!DOCTYPE u [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]><urlset></urlset>',
    "utf-16": '<!DOCTYPE u [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>'.encode("utf-16"),
    "undeclared": b"<urlset><url><loc>&x;</loc></url></urlset>",
    "endless": b"<urlset><url><loc>" + b"x" * 100_000 + b"</loc></url></urlset>",
    "deep": b"<urlset>" + b"<a>" * 100_000,
    "not XML": b"<html><p>Page not found",
    "another root": b"<sites><url><loc>https://a.example/1</loc></url></sites>",
    "empty": b"",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_case_58_what_no_sitemap_needs_is_refused(body: bytes) -> None:
    read = read_sitemap(body)
    assert read.addresses == ()
    assert read.fault is not None


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    read_sitemap(body)
    read_sitemap(b"\x1f\x8b" + body)
    read_sitemap(zlib.compress(body))


def tree(answers: Callable[[Request], Reply | None]) -> Answerer:
    def answer(request: Request) -> Reply:
        reply = answers(request)
        if reply is not None:
            return reply
        return Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND

    return answer


def index_of(request: Request, *paths: str) -> Reply:
    addresses = [(request.url + path).encode() for path in paths]
    body = sitemap(*addresses, root=b"sitemapindex", element=b"sitemap")
    return Reply(200, body, content_type="text/xml")


def test_case_56_an_index_that_includes_itself(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answers(request: Request) -> Reply | None:
        if request.path == "/sitemap.xml":
            return index_of(request, "/sitemap.xml", "/a.xml", "/b.xml")
        if request.path == "/a.xml":
            return index_of(request, "/b.xml", "/c.xml")
        if request.path == "/b.xml":
            return index_of(request, "/a.xml")
        return urlset(f"{request.url}/project/a") if request.path == "/c.xml" else None

    site = plain_site(tree(answers))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 1
    assert summary.complete
    assert [site.asked[path] for path in ("/sitemap.xml", "/a.xml", "/b.xml", "/c.xml")] == [1, 1, 1, 1]


def test_case_56_a_chain_of_ever_new_indexes_ends(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answers(request: Request) -> Reply | None:
        if request.path.endswith(".xml"):
            return index_of(request, request.path.replace(".xml", "-x.xml"))
        return Reply(200, page("list", links="<a href='/project/a'>a</a>")) if request.path == "/projects" else None

    site = plain_site(tree(answers))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert sum(count for path, count in site.asked.items() if path.endswith(".xml")) == 6
    assert not summary.complete
    assert summary.states["fresh"] == 1


def test_case_56_a_sitemap_that_redirects_to_its_parent(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answers(request: Request) -> Reply | None:
        if request.path == "/sitemap.xml":
            return index_of(request, "/a.xml")
        return Reply(301, b"", {"Location": "/sitemap.xml"}) if request.path == "/a.xml" else None

    site = plain_site(tree(answers))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.asked["/sitemap.xml"] == 1
    assert summary.discovered == 0


def test_sitemaps_of_other_hosts_and_hostile_addresses_are_passed_over(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    other = plain_site(tree(lambda _: None))

    def answers(request: Request) -> Reply | None:
        if request.path == "/sitemap.xml":
            here = request.url
            return urlset(
                f"{here}/project/a", f"{other.url}/project/b", "javascript:alert(1)", f"{here}/project/..%2fx", "//x"
            )
        return None

    site = plain_site(tree(answers))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == summary.discovered == 1
    assert other.requests == []


def test_case_57_an_incomplete_sitemap_takes_no_page_away(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def answers(request: Request) -> Reply | None:
        if request.path != "/sitemap.xml":
            return None
        whole = urlset(f"{request.url}/project/a", f"{request.url}/project/b")
        return whole if request.count == 1 else Reply(200, whole.body[:-60], content_type="text/xml")

    site = plain_site(tree(answers))
    crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["unchanged"] == 2
    assert not summary.complete
    assert summary.ways["known"] == {"found": 2, "found_by_no_other": 1}


def test_case_59_a_sitemap_that_shrinks_takes_no_page_away(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def answers(request: Request) -> Reply | None:
        if request.path != "/sitemap.xml":
            return None
        count = 20 if request.count == 1 else 0
        return urlset(*(f"{request.url}/project/{number}" for number in range(count)))

    site = plain_site(tree(answers))
    first = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    second = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert first.states["fresh"] == second.states["unchanged"] == 20
    assert first.doubts == ()
    assert second.doubts == ("sitemap: 0 addresses, after 20 in the run before: new pages may be missed",)


@pytest.mark.parametrize("lastmod", ["2099-01-01", "1999-01-01", "soon", ""])
def test_case_59_no_lastmod_keeps_a_page_from_being_asked_for(
    plain_site: Start, tmp_path: Path, clock: ManualClock, lastmod: str
) -> None:
    def answers(request: Request) -> Reply | None:
        if request.path != "/sitemap.xml":
            return None
        entry = f"<url><loc>{request.url}/project/a</loc><lastmod>{lastmod}</lastmod></url>"
        return Reply(200, f"<urlset>{entry}</urlset>".encode(), content_type="text/xml")

    site = plain_site(tree(answers))
    for _ in range(3):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.asked["/project/a"] == 3


def listing(pages: int, *, broken: int | None = None) -> Callable[[Request], Reply | None]:
    """A listing of so many pages with two projects each, newest first; one page may answer 500."""

    def answers(request: Request) -> Reply | None:
        if not request.path.startswith("/projects"):
            return None
        number = page_number(request.url + request.path)
        if number == broken:
            return Reply(500, b"<html>oops</html>")
        links = f"<a href='/project/{number}-a'>a</a><a href='/project/{number}-b'>b</a><a href='/news'>n</a>"
        if number + 1 < pages:
            links += f"<a href='?page={number + 1}'>Next</a><a href='?page={pages - 1}'>Last</a>"
        return Reply(200, page("list", links=links))

    return answers


def test_a_listing_is_read_to_its_proven_end(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(tree(listing(4)))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 8
    assert summary.complete
    assert [path for path in site.asked if path.startswith("/projects")] == [
        "/projects",
        "/projects?page=1",
        "/projects?page=2",
        "/projects?page=3",
    ]


def test_a_page_that_fails_proves_no_end(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(tree(listing(5, broken=2)))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(attempts=2), clock=clock)
    assert not summary.complete
    assert summary.places["listing failed"] == 1
    assert summary.states["fresh"] == 8, "the pages after it are read all the same"


def test_a_listing_without_end_is_left(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answers(request: Request) -> Reply | None:
        if not request.path.startswith("/projects"):
            return None
        number = page_number(request.url + request.path)
        links = f"<a href='/project/{min(number, 3)}'>a</a><a href='?page={number + 1}'>Next</a>"
        return Reply(200, page("list", links=links))

    site = plain_site(tree(answers))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 4
    assert not summary.complete
    assert sum(path.startswith("/projects") for path in site.asked) == 7


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://a.example/projects", 0),
        ("https://a.example/projects?page=0", 0),
        ("https://a.example/projects?page=12&sort=x", 12),
        ("https://a.example/projects?page=-1", 0),
        ("https://a.example/projects?page=x", 0),
        ("https://a.example/projects?page=99999999", 0),
    ],
)
def test_page_numbers(address: str, number: int) -> None:
    assert page_number(address) == number


def test_only_later_pages_of_the_same_listing_count() -> None:
    here = "https://a.example/projects?page=2"
    assert last_page(here, ["https://a.example/projects?page=9", "https://a.example/projects"]) == 9
    assert last_page(here, ["https://a.example/projects?page=1", "https://a.example/news?page=7"]) == 2
    assert at_page("https://a.example/projects?sort=x&page=2", 3) == "https://a.example/projects?page=3&sort=x"


SOFT_404 = b"<html><body><h1>Page not found</h1><p>The requested page could not be found.</p></body></html>"
MAINTENANCE = b"<html><body><h1>Site under maintenance</h1></body></html>"
CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b"<script>window._cf_chl_opt={cvId:'3'};</script>"
    b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>"
)


def with_next_links_alone(pages: int, other: dict[int, bytes]) -> Callable[[Request], Reply | None]:
    """A listing whose pages link to the next one only; some pages are replaced by others."""

    def answers(request: Request) -> Reply | None:
        if not request.path.startswith("/projects"):
            return None
        number = page_number(request.url + request.path)
        if number >= pages:
            return Reply(200, page("list", links="<a href='/news'>n</a>"))
        following = f"<a href='?page={number + 1}'>Next</a>" if number + 1 < pages else ""
        return Reply(200, other.get(number, page("list", links=f"<a href='/project/{number}'>a</a>{following}")))

    return answers


@pytest.mark.parametrize("body", [SOFT_404, MAINTENANCE, page("list", links="<a href='/news'>n</a>"), b""])
def test_case_43_what_stands_in_the_place_of_a_listing_proves_no_end(
    plain_site: Start, tmp_path: Path, clock: ManualClock, body: bytes
) -> None:
    site = plain_site(tree(with_next_links_alone(6, {2: body})))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(attempts=1), clock=clock)
    assert summary.states["fresh"] == 5, "the pages behind it are looked for"
    assert not summary.complete
    ((place, _),) = summary.broken_places
    assert place == f"{site.url}/projects?page=2"


def test_case_43_a_listing_that_ends_in_rubbish_is_left(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(tree(with_next_links_alone(40, dict.fromkeys(range(2, 40), SOFT_404))))
    summary = crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert not summary.complete
    assert [path[-6:] for path in site.asked if path.startswith("/projects?")] == [f"page={n}" for n in range(1, 5)]


@pytest.mark.parametrize("place", ["/projects", "/sitemap.xml"])
def test_case_41_a_challenge_in_the_place_of_a_listing_or_sitemap_ends_the_run(
    plain_site: Start, tmp_path: Path, clock: ManualClock, place: str
) -> None:
    site = plain_site(lambda request: Reply(200, CHALLENGE) if request.path == place else tree(listing(2))(request))
    with pytest.raises(BlockedError, match=f"{place}: a challenge stands in the way"):
        crawl(site_at(site.url), tmp_path, CrawlSettings(), clock=clock)
    assert site.pages_asked == 0
