"""Web archives: their indexes, their replays, and our own files in pywb."""

import dataclasses
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.archive import archive
from scraper.crawl import crawl
from scraper.discovery import cdx
from scraper.discovery.cdx import ArchivedCapture, CaptureList, newest, query, read_cdx
from scraper.errors import ConfigurationError
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from scraper.sites import Site, site_at
from tests.scraper.loopback import NOT_FOUND, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[..., PlainSite]
PYWB = "pywb==2.10.0"
ROW = {"urlkey": "k", "timestamp": "20200102030405", "url": "http://a.example/project/x", "mime": "text/html"}


def rows(*changes: dict[str, object]) -> bytes:
    return b"\n".join(json.dumps({**ROW, "status": "200", "digest": "d", **change}).encode() for change in changes)


def test_the_dialect_of_pywb() -> None:
    (capture,) = read_cdx(rows({})).captures
    assert capture == ArchivedCapture("http://a.example/project/x", "20200102030405", "d")
    assert capture.captured_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_the_dialect_of_the_wayback_machine() -> None:
    table = [
        ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["k", "20200102030405", "http://a.example:80/project/x", "text/html", "200", "D", "1"],
        ["k", "20210102030405", "http://a.example/project/x", "warc/revisit", "-", "D", "1"],
    ]
    assert read_cdx(json.dumps(table).encode()).captures == (
        ArchivedCapture("http://a.example:80/project/x", "20200102030405", "D"),
        ArchivedCapture("http://a.example/project/x", "20210102030405", "D"),
    )
    assert read_cdx(b"[]") == read_cdx(b"") == CaptureList((), ())


LINES = [
    'x 20200102030405 {"url": "http://a.example/project/x", "mime": "text/html", "status": "200", "digest": "d"}',
    "int,iom)/x 20200102030405 http://a.example/project/x text/html 200 d 1234",
    "int,iom)/x 20200102030405 http://a.example/project/x warc/revisit - d - - 99 0 x.warc.gz",
    " CDX A b a m s k\nx 20200102030405 http://a.example/project/x text/html 200 d",
    " CDX a b k\nhttp://a.example/project/x 20200102030405 d",
    '[["original", "timestamp", "digest"], ["http://a.example/project/x", "20200102030405", "d"]]',
]
CAPTURE = ArchivedCapture("http://a.example/project/x", "20200102030405", "d")


@pytest.mark.parametrize("line", LINES)
def test_dialects_of_servers_that_know_no_output(line: str) -> None:
    assert read_cdx(line.encode()).captures == (CAPTURE,)


@pytest.mark.parametrize(
    "change",
    [
        {"status": 200},
        {"mime": "text/html; charset=UTF-8"},
        {"mime": "TEXT/HTML"},
        {"mime": "application/xhtml+xml"},
        {"mime": "unk"},
        {"mime": "warc/revisit", "status": "-"},
        {"mime": "warc/revisit", "status": None},
        {"mime": "warc/revisit"},
        {"timestamp": 20200102030405},
    ],
)
def test_rows_of_pages_in_other_words(change: dict[str, object]) -> None:
    assert read_cdx(rows(change)).captures == (CAPTURE,)


def test_a_capture_without_a_digest_is_known_by_its_time() -> None:
    assert read_cdx(rows({"digest": "-"})).captures == (dataclasses.replace(CAPTURE, digest="20200102030405"),)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "404"},
        {"status": "301"},
        {"mime": "application/pdf"},
        {"mime": "warc/revisit", "status": "404"},
        {"status": "-"},
    ],
)
def test_rows_that_are_no_pages_are_passed_over(change: dict[str, object]) -> None:
    assert read_cdx(rows(change, {})) == read_cdx(rows({}))


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "2020"},
        {"timestamp": "20200231000000"},
        {"timestamp": "２０２００１０２０３０４０５"},
        {"url": None},
    ],
)
def test_rows_without_address_or_moment_are_told(change: dict[str, object]) -> None:
    read = read_cdx(rows(change, {}))
    assert read.captures == (CAPTURE,)
    assert read.unread == (json.dumps({**ROW, "status": "200", "digest": "d", **change}),)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"[1, 2]", b"5", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_index_is_an_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_cdx(body)


@pytest.mark.parametrize("bad", ["<br>", "{", "5", "int,iom)/x 2020 http://a.example/project/x text/html 200 d"])
def test_a_line_that_is_no_row_is_told_and_the_others_are_read(bad: str) -> None:
    read = read_cdx("\n".join((LINES[0], bad, "", LINES[1])).encode())
    assert (read.captures, read.unread) == ((CAPTURE, CAPTURE), (bad,))


def test_rows_beyond_the_most_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdx, "MAX_ROWS", 2)
    for body in ("\n".join([LINES[1]] * 5), json.dumps([["url", "timestamp"], *[["http://a.example/", "2020"]] * 5])):
        assert read_cdx(body.encode()).unread[-1] == "3 rows after the first 2"


ANY_JSON = st.recursive(
    st.none() | st.text(max_size=5),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
)


@settings(deadline=None)
@given(ANY_JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        read_cdx(json.dumps(value).encode())
    except ValueError:
        return


def test_the_newest_of_each_body_are_taken() -> None:
    captures = [
        ArchivedCapture("u", stamp, digest) for stamp, digest in [("1", "a"), ("3", "a"), ("2", "b"), ("0", "c")]
    ]
    assert [(each.timestamp, each.digest) for each in newest(captures, 2)] == [("3", "a"), ("2", "b")]


def test_queries_name_prefixes() -> None:
    asked = query("https://web.example/cdx", "iom.int/fr/node/")
    assert asked == "https://web.example/cdx?url=iom.int%2Ffr%2Fnode%2F*&output=json"


def test_half_a_setting_is_an_error() -> None:
    site = site_at("http://127.0.0.1:9")
    with pytest.raises(ConfigurationError, match="are set together"):
        CrawlSettings(web_archive_index="http://127.0.0.1/cdx").check(site)
    with pytest.raises(ConfigurationError, match="not an http address"):
        CrawlSettings(web_archive_index="ftp://a.example/", web_archive_replay="http://a.example/").check(site)


def archive_of(site: str, *, robots: Reply = NOT_FOUND, index: Reply | None = None) -> Callable[[Request], Reply]:
    """A web archive in the Wayback Machine's manner: two captures of a page, one of times to come, one of elsewhere."""
    header = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    captured = [
        ["k", "20190101000000", f"{site}/project/old", "text/html", "200", "A", "1"],
        ["k", "20200101000000", f"{site}/project/old", "text/html", "200", "B", "1"],
        ["k", "20990101000000", f"{site}/project/old", "text/html", "200", "D", "1"],
        ["k", "20200101000000", "http://elsewhere.example/project/x", "text/html", "200", "C", "1"],
    ]

    def answer(request: Request) -> Reply:
        if request.path == "/robots.txt":
            return robots
        if request.path.startswith("/cdx"):
            wanted = "%2Fproject%2F*" in request.path and "fr%2F" not in request.path and "es%2F" not in request.path
            table = [header, *captured] if wanted and "legacy" not in request.path else []
            return index or Reply(200, json.dumps(table).encode(), content_type="application/json")
        return Reply(200, page(f"as of {request.path[5:9]}")) if request.path.startswith("/web/") else NOT_FOUND

    return answer


def crawled(start: Start, folder: Path, clock: ManualClock, **more: Reply) -> tuple[PlainSite, dict[str, int], str]:
    """Crawl a site that has lost a page, with a web archive beside it."""
    site = start(lambda request: urlset(f"{request.url}/project/new") if request.path == "/sitemap.xml" else (
        Reply(200, page("new")) if request.path == "/project/new" else NOT_FOUND
    ))  # fmt: skip
    web = start(archive_of(site.url, **more))
    chosen = CrawlSettings(web_archive_index=f"{web.url}/cdx", web_archive_replay=f"{web.url}/web/", attempts=1)
    summary = crawl(site_at(site.url), folder, chosen, clock=clock)
    assert summary.balanced
    assert summary.complete
    return web, dict(summary.places), site.url


def test_a_page_that_is_gone_is_taken_over_under_its_own_date(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    web, places, url = crawled(plain_site, tmp_path, clock)
    new, old = archive.latest_captures(tmp_path)
    assert (old.url, old.fetched_at) == (f"{url}/project/old", datetime(2020, 1, 1, tzinfo=UTC))
    assert old.requested_url == f"{web.url}/web/20200101000000id_/{url}/project/old"
    assert old.body == page("as of 2020")
    assert new.url == f"{url}/project/new"
    records = {record.url: record for record in ledger.addresses(tmp_path)}
    assert records[old.url].found_by == ("archive",)
    assert records[old.url].state == "gone"
    assert len(records) == 2, "other sites' captures are passed over"
    assert places["archive read"] == 11
    assert archive.rebuild_index(tmp_path) > 0
    assert [capture.fetched_at for capture in archive.latest_captures(tmp_path)] == [new.fetched_at, old.fetched_at]


def test_a_capture_is_taken_over_once(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(lambda _: NOT_FOUND)
    web = plain_site(archive_of(site.url))
    chosen = CrawlSettings(web_archive_index=f"{web.url}/cdx", web_archive_replay=f"{web.url}/web/")
    for _ in range(2):
        crawl(site_at(site.url), tmp_path, chosen, clock=clock)
    assert sum(count for path, count in web.asked.items() if path.startswith("/web/")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"robots": Reply(500)},
        {"robots": Reply(200, b"User-agent: *\nDisallow: /\n", content_type="text/plain")},
        {"index": Reply(503)},
        {"index": Reply(429, b"", {"Retry-After": "86400"})},
        {"index": Reply(200, b"<html>not today</html>")},
        {"index": Reply(403, b"<html></html>", {"cf-mitigated": "challenge"})},
    ],
    ids=["robots 500", "forbidden", "503", "429", "no index", "challenge"],
)
def test_a_web_archive_that_fails_takes_nothing_from_the_crawl(
    plain_site: Start, tmp_path: Path, clock: ManualClock, fault: dict[str, Reply]
) -> None:
    _, places, url = crawled(plain_site, tmp_path, clock, **fault)
    assert places["archive failed"] == 10
    assert [capture.url for capture in archive.latest_captures(tmp_path)] == [f"{url}/project/new"]


@pytest.fixture(scope="module")
def wayback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Start the real pywb on a folder's WARC and WACZ files, in an environment of its own, since it is GPL."""
    uv = Path(sys.executable).with_name("uv")
    home = tmp_path_factory.mktemp("pywb")
    tool = [str(uv), "tool", "run", "--quiet", "--from", PYWB]
    probe = subprocess.run([*tool, "wayback", "--version"], capture_output=True, text=True, check=False, timeout=180)
    if probe.returncode != 0:
        pytest.skip(f"pywb cannot be installed here: {probe.stderr.strip()[-200:]}")
    servers: list[subprocess.Popen[bytes]] = []

    def start(files: Path) -> str:
        found = map(str, sorted([*files.glob("*.warc.gz"), *files.glob("*.wacz")]))
        for arguments in (["init", "iom"], ["add", "--unpack-wacz", "iom", *found]):
            subprocess.run([*tool, "wb-manager", *arguments], cwd=home, check=True, capture_output=True, timeout=120)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        command = [*tool, "wayback", "--bind", "127.0.0.1", "--port", str(port)]
        servers.append(subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for _ in range(750):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/iom/cdx?url=none.example"):
                    return f"http://127.0.0.1:{port}/iom"
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("pywb does not answer")

    yield start
    for server in servers:
        server.terminate()
        server.wait()
    shutil.rmtree(home)


def test_our_archive_in_pywb_and_back(
    plain_site: Start, tmp_path: Path, clock: ManualClock, wayback: Callable[[Path], str]
) -> None:
    """pywb replays every capture of ours, revisits too, and a site that lost all its pages gets them back from it."""
    names = [f"/project/p{number}" for number in range(4)] + ["/fr/node/12"]

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(f"http://site.example{name}" for name in names))
        if request.path not in names:
            return NOT_FOUND
        status = 304 if request.headers.get("If-None-Match") == '"1"' else 200
        return Reply(status, page(request.path), {"ETag": '"1"'})

    site = plain_site(answer)
    lost = plain_site(lambda _: NOT_FOUND)
    profile = Site("x", "http://site.example/", ("site.example",), sitemaps=("http://site.example/sitemap.xml",))
    connect = {"site.example:80": ("127.0.0.1", site.port)}
    for _ in range(2):
        crawl(profile, tmp_path / "ours", CrawlSettings(delay_seconds=0, connect_to=connect), clock=clock)
        clock.advance(days=1)
    url = wayback(tmp_path / "ours" / "archive")
    for stamp in ("20261124120000", "20261125120000"):
        for name in names:
            with urllib.request.urlopen(f"{url}/{stamp}id_/http://site.example{name}") as replay:  # noqa: S310
                assert replay.read() == page(name)
    chosen = CrawlSettings(
        delay_seconds=0,
        connect_to={"site.example:80": ("127.0.0.1", lost.port)},
        web_archive_index=f"{url}/cdx",
        web_archive_replay=url,
    )
    summary = crawl(profile, tmp_path / "back", chosen, clock=clock)
    assert summary.states["gone"] == len(names)
    assert summary.ways == {"archive": {"found": 5, "found_by_no_other": 5}}
    back = list(archive.latest_captures(tmp_path / "back"))
    assert [(capture.url, capture.body) for capture in back] == [
        (f"http://site.example{name}", page(name)) for name in sorted(names)
    ]
    seen_again = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert {capture.fetched_at for capture in back} == {seen_again}
