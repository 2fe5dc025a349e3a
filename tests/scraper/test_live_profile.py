"""The live profile as in life: https, three hosts, redirects between them; on this machine, by `connect_to`."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from scraper.archive import archive
from scraper.crawl import crawl
from scraper.errors import ConfigurationError, SourceUnreachable
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from scraper.sites import live_site
from tests.scraper.loopback import NOT_FOUND, ManualClock, PlainSite, Reply, Request, page, urlset

Start = Callable[..., PlainSite]
LIVE = live_site()
SOME = replace(LIVE, seeds=LIVE.seeds[::12])


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def context(leaf: trustme.LeafCert) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(tls)
    return tls


def settings(site: PlainSite, folder: Path, authority: trustme.CA) -> CrawlSettings:
    pem = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(pem))
    return CrawlSettings(
        contact="team@example.org",
        ca_file=pem,
        connect_to={f"{host}:443": ("127.0.0.1", site.port) for host in LIVE.hosts},
        attempts=1,
    )


def answer(request: Request) -> Reply:
    """As the real hosts might: `iom.int` leads to `www.iom.int`, each host has robots.txt, one has a sitemap."""
    if request.path == "/robots.txt":
        return Reply(200, b"User-agent: *\nDisallow: /admin\n", content_type="text/plain")
    if request.host == "iom.int":
        return Reply(301, b"", {"Location": f"https://www.iom.int{request.path}"})
    if request.path == "/sitemap.xml" and request.host == "www.iom.int":
        return urlset(
            "https://www.iom.int/project/only-in-the-sitemap",
            "http://www.iom.int/project/only-in-the-sitemap",
            "https://www.iom.int/news/no-project",
        )
    if "/project/" in request.path or "/node/" in request.path:
        return Reply(200, page(request.host + request.path), {"ETag": '"1"'})
    return NOT_FOUND


def test_the_live_profile_over_tls(
    plain_site: Start, tmp_path: Path, clock: ManualClock, authority: trustme.CA
) -> None:
    site = plain_site(answer, context(authority.issue_cert(*LIVE.hosts)))
    summary = crawl(SOME, tmp_path, settings(site, tmp_path, authority), clock=clock)
    redirected = sum(seed.startswith("https://iom.int/") for seed in SOME.seeds)
    pages = len(SOME.seeds) + 1
    assert summary.states["redirected"] == redirected > 10
    assert summary.states["fresh"] == pages
    assert summary.discovered == pages + redirected
    assert summary.balanced
    assert summary.ways["seed"] == {"found": pages - 1, "found_by_no_other": pages - 1}
    assert summary.ways["sitemap"] == {"found": 1, "found_by_no_other": 1}
    assert summary.ways["redirect"] == {"found": redirected, "found_by_no_other": redirected}
    assert set(summary.robots) == set(LIVE.hosts)
    assert summary.smallest_gaps.keys() == set(LIVE.hosts)
    assert min(summary.smallest_gaps.values()) >= 2.0
    assert {request.host for request in site.requests} == set(LIVE.hosts)
    assert all("(contact: team@example.org)" in request.headers["User-Agent"] for request in site.requests)
    captured = {capture.url for capture in archive.latest_captures(tmp_path)}
    assert captured == {record.url for record in ledger.addresses(tmp_path) if record.state == "fresh"}
    assert all(url.startswith(("https://www.iom.int/", "https://developmentfund.iom.int/")) for url in captured)


@pytest.mark.parametrize("fault", ["expired", "wrong host", "unknown authority"])
def test_case_4_a_bad_certificate_is_never_accepted(
    plain_site: Start, tmp_path: Path, clock: ManualClock, authority: trustme.CA, fault: str
) -> None:
    issuer = trustme.CA() if fault == "unknown authority" else authority
    hosts = ["elsewhere.example"] if fault == "wrong host" else LIVE.hosts
    end = datetime(2020 if fault == "expired" else 2040, 2, 1, tzinfo=UTC)
    leaf = issuer.issue_cert(*hosts, not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=end)
    site = plain_site(answer, context(leaf))
    with pytest.raises(SourceUnreachable, match="certificate") as caught:
        crawl(SOME, tmp_path, settings(site, tmp_path, authority), clock=clock)
    assert caught.value.exit_code == 4
    assert site.requests == []
    assert list(ledger.addresses(tmp_path)) == []


def test_case_4_a_plain_server_on_the_tls_port(
    plain_site: Start, tmp_path: Path, clock: ManualClock, authority: trustme.CA
) -> None:
    site = plain_site(answer)
    with pytest.raises(SourceUnreachable):
        crawl(SOME, tmp_path, settings(site, tmp_path, authority), clock=clock)
    assert site.requests == []


def test_through_a_proxy_that_is_named(
    plain_site: Start, tunnel: Callable[[int], str], tmp_path: Path, clock: ManualClock, authority: trustme.CA
) -> None:
    """TLS goes through the proxy whole; the proxy resolves the names, so nothing here leads to this machine."""
    site = plain_site(answer, context(authority.issue_cert(*LIVE.hosts)))
    proxied = replace(settings(site, tmp_path, authority), connect_to={}, proxy=tunnel(site.port))
    summary = crawl(replace(SOME, seeds=SOME.seeds[:3]), tmp_path, proxied, clock=clock)
    assert summary.states["fresh"] >= 3
    assert {request.host for request in site.requests} == set(LIVE.hosts)


def test_a_proxy_that_refuses(
    plain_site: Start, tunnel: Callable[[int], str], tmp_path: Path, clock: ManualClock, authority: trustme.CA
) -> None:
    site = plain_site(answer, context(authority.issue_cert(*LIVE.hosts)))
    proxied = replace(settings(site, tmp_path, authority), connect_to={}, proxy=tunnel(0))
    with pytest.raises(SourceUnreachable, match="403 Forbidden"):
        crawl(SOME, tmp_path, proxied, clock=clock)
    assert site.requests == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"delay_seconds": 0.0}, "delay_seconds must be 0.5 or more for https://www.iom.int/, not 0.0"),
        ({"delay_seconds": -1.0}, "delay_seconds must be 0 or more, not -1.0"),
        ({"delay_seconds": float("nan")}, "delay_seconds must be 0 or more, not nan"),
        ({"limit": 0}, "limit must be 1 or more, not 0"),
        ({"workers": 0}, "workers must be 1 or more, not 0"),
        ({"request_deadline": 0.0}, "request_deadline must be 0.1 or more, not 0.0"),
        ({"contact": "two\nlines"}, "contact must be one line of plain ASCII without brackets, not 'two\\nlines'"),
        ({"contact": "a (b)"}, "contact must be one line of plain ASCII without brackets, not 'a (b)'"),
        ({"ca_file": Path(__file__)}, f"ca_file holds no certificates in PEM: {__file__}"),
        ({"proxy": "socks5://127.0.0.1:1"}, "proxy is not an http address: 'socks5://127.0.0.1:1'"),
        ({"proxy": "https://127.0.0.1:1"}, "proxy must be http://host:port, not https://127.0.0.1:1"),
        ({"proxy": "http://u:secret@127.0.0.1:1"}, "proxy is an address with a user name, not shown, at '127.0.0.1'"),
        ({"ca_file": Path("/missing.pem")}, "ca_file is no file: /missing.pem"),
    ],
)
def test_case_88_impossible_settings_are_errors_before_any_request(
    tmp_path: Path, clock: ManualClock, change: dict[str, object], message: str
) -> None:
    bad = replace(CrawlSettings(), **change)  # type: ignore[arg-type]  # each value has its setting's type, or is the fault
    with pytest.raises(ConfigurationError) as caught:
        crawl(LIVE, tmp_path / "live", bad, clock=clock)
    assert str(caught.value) == message
    assert caught.value.exit_code == 2
    assert not (tmp_path / "live").exists()
