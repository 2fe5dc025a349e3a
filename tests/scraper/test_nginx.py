"""Behind nginx, as many sites are: weak tags of its compression, connections it closes, its limits and its errors."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from practice.server import PracticeServer, serve
from scraper.archive import archive
from scraper.clock import Clock, SystemClock
from scraper.crawl import crawl
from scraper.errors import BlockedError, SourceUnreachable
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from scraper.sites import practice_site
from scraper.summary import CrawlSummary
from tests.scraper.loopback import ManualClock, RawSite

pytestmark = pytest.mark.needs("nginx")
SIZE = 12
CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  limit_req_zone $binary_remote_addr zone=few:1m rate=1r/m;
  map $upstream_http_etag $suffixed {{ "~^(W/)?\\"(?<tag>[^\\"]*)\\"$" "\\"$tag-proxied\\""; }}
  proxy_http_version 1.1; proxy_set_header Host $host; proxy_set_header Connection ""; proxy_next_upstream off;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{upstream}; {everywhere} }}
    {besides}
  }}
}}
"""


class Proxy:
    """nginx in front of the practice site; `begin` starts it, again with other settings where that is asked for."""

    def __init__(self, folder: Path, server: PracticeServer) -> None:
        self._folder = folder
        self._upstream = server.url.rpartition(":")[2]
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]

    def begin(self, everywhere: str = "", besides: str = "") -> None:
        self.end()
        text = CONFIGURATION.format(
            folder=self._folder, port=self.port, upstream=self._upstream, everywhere=everywhere, besides=besides
        )
        path = self._folder / "nginx.conf"
        path.write_text(text, encoding="utf-8")
        command = ["nginx", "-p", str(self._folder), "-e", str(self._folder / "error.log"), "-c", str(path)]
        self._process = subprocess.Popen(command)
        while self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                time.sleep(0.01)
            else:
                return
        pytest.fail((self._folder / "error.log").read_text(encoding="utf-8"))

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def crawl(self, folder: Path, clock: Clock | None = None, *, attempts: int = 2, breaker: int = 10) -> CrawlSummary:
        leads = {"practice.example:80": ("127.0.0.1", self.port)}
        settings = CrawlSettings(delay_seconds=0, attempts=attempts, breaker=breaker, connect_to=leads)
        return crawl(practice_site("http://practice.example/"), folder, settings, clock=clock or SystemClock())


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    with serve(size=SIZE) as server:
        yield server


@pytest.fixture
def nginx(tmp_path: Path, practice: PracticeServer) -> Iterator[Proxy]:
    folder = tmp_path / "nginx"
    folder.mkdir()
    proxy = Proxy(folder, practice)
    yield proxy
    proxy.end()


COMPRESSED = "gzip on; gzip_min_length 0; gzip_proxied any; gzip_types application/xml text/xml; keepalive_requests 3;"
PLAIN = 'proxy_set_header Accept-Encoding "";'


def test_case_61_weak_tags_and_closed_connections_of_nginx(nginx: Proxy, tmp_path: Path) -> None:
    """nginx compresses and makes the tags weak; every third request finds its connection closed (case 2)."""
    nginx.begin(everywhere=COMPRESSED + PLAIN)
    first = nginx.crawl(tmp_path)
    record = next(each for each in ledger.addresses(tmp_path) if each.state == "fresh")
    assert record.etag is not None
    assert record.etag.startswith('W/"')
    encodings = {dict(capture.headers).get("Content-Encoding") for capture in archive.latest_captures(tmp_path)}
    assert encodings == {"gzip"}
    second = nginx.crawl(tmp_path)
    assert (first.retries, second.retries) == (0, 0)
    assert (second.states["fresh"], second.states["unchanged"]) == (0, first.states["fresh"])
    assert second.not_modified == first.states["fresh"], "a weak tag is compared weakly (RFC 9110, 13.1.2)"


def test_case_61_tags_that_never_match_again(nginx: Proxy, tmp_path: Path) -> None:
    """As Apache's `-gzip` tags under some versions: every page comes whole, and is unchanged by its bytes."""
    hidden = "proxy_hide_header ETag; proxy_hide_header Last-Modified;"
    nginx.begin(everywhere=f"{PLAIN} {hidden} add_header ETag $suffixed;")
    first = nginx.crawl(tmp_path)
    second = nginx.crawl(tmp_path)
    record = next(each for each in ledger.addresses(tmp_path) if each.state == "unchanged")
    assert record.etag is not None
    assert record.etag.endswith('-proxied"')
    assert (second.not_modified, second.states["fresh"]) == (0, 0)
    assert second.states["unchanged"] == first.states["fresh"]
    kinds = [entry.kind for entry in archive.page_history(tmp_path)]
    assert kinds.count("revisit") == first.states["fresh"]


@pytest.mark.parametrize("status", [429, 503])
def test_case_18_nginx_limits_requests_and_the_next_crawl_goes_on(
    nginx: Proxy, tmp_path: Path, clock: ManualClock, status: int
) -> None:
    limit = f"limit_req zone=few burst=9 nodelay; limit_req_status {status};"
    nginx.begin(everywhere=limit)
    with pytest.raises((BlockedError, SourceUnreachable)) as caught:
        nginx.crawl(tmp_path, clock, breaker=5)
    assert caught.value.exit_code == 5
    assert f"{status}" in str(caught.value)
    settled = {record.url for record in ledger.addresses(tmp_path) if record.state is not None}
    nginx.begin()
    summary = nginx.crawl(tmp_path, clock)
    assert summary.resumed
    assert summary.balanced
    assert summary.states["failed"] == 0
    assert len(settled) < summary.discovered


def test_nothing_behind_nginx_is_an_outage_and_takes_no_page_away(
    nginx: Proxy, practice: PracticeServer, tmp_path: Path, clock: ManualClock
) -> None:
    nginx.begin()
    first = nginx.crawl(tmp_path, clock)
    nginx.begin(besides="location ~ /(project|node)/ { proxy_pass http://127.0.0.1:1; }")
    clock.advance(days=1)
    with pytest.raises(SourceUnreachable, match="502 Bad Gateway"):
        nginx.crawl(tmp_path, clock)
    kept = [record for record in ledger.addresses(tmp_path) if record.digest is not None]
    assert len(kept) >= first.states["fresh"]
    assert not any(record.gone_runs > 1 for record in ledger.addresses(tmp_path))


def test_slow_pages_and_endless_headers_behind_nginx_cost_themselves_alone(
    nginx: Proxy, raw_site: Callable[..., RawSite], tmp_path: Path, clock: ManualClock
) -> None:
    silent = raw_site(b"", 30.0)
    heavy = raw_site(b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n")
    nginx.begin()
    nginx.crawl(tmp_path, clock)
    pages = [record.url for record in ledger.addresses(tmp_path) if record.state == "fresh"]
    paths = [url.removeprefix("http://practice.example") for url in pages[:2]]
    nginx.begin(
        besides=f"location = {paths[0]} {{ proxy_pass {silent.url}; proxy_read_timeout 300ms; }}"
        f"location = {paths[1]} {{ proxy_pass {heavy.url}; }}"
    )
    clock.advance(days=1)
    summary = nginx.crawl(tmp_path, clock)
    reasons = {url: reason for url, _, reason in summary.failures}
    assert [reasons[url] for url in pages[:2]] == [
        "the answer was HTTP/1.1 504 Gateway Time-out",
        "the answer was HTTP/1.1 502 Bad Gateway",
    ]
    assert summary.states["unchanged"] == len(pages) - 2
    assert summary.balanced
