"""One request over a real socket: FAULTS 1 to 8 and 13 to 15."""

import gzip
import resource
import socket
import threading
from collections.abc import Callable, Iterable

import pytest

from scraper.errors import (
    AddressRefused,
    BodyFault,
    ConnectFault,
    DeadlineExceeded,
    FetchError,
    Interrupted,
    ProtocolFault,
)
from scraper.http.client import Client
from scraper.http.exchange import Exchange
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import Answerer, ManualClock, PlainSite, RawSite, Reply

LIMIT = 1_000_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def get(url: str, path: str = "/project/a", *, deadline: float = 5.0, limit: int = LIMIT) -> Exchange:
    with Client(site_at(url), CrawlSettings(request_deadline=deadline), ManualClock()) as client:
        return client.get(url + path, limit=limit)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_case_1_refused() -> None:
    with pytest.raises(ConnectFault, match="Connection refused"):
        get(f"http://127.0.0.1:{free_port()}")


def test_case_1_empty_reply(raw_site: Callable[..., RawSite]) -> None:
    with pytest.raises(ProtocolFault, match="disconnected without sending a response"):
        get(raw_site().url)


def test_case_1_reset_within_the_head(raw_site: Callable[..., RawSite]) -> None:
    with pytest.raises(ProtocolFault):
        get(raw_site(b"HTTP/1.1 200 OK\r\nContent-").url)


def test_case_2_a_kept_connection_that_was_closed_is_opened_again_at_once(raw_site: Callable[..., RawSite]) -> None:
    site = raw_site(HEAD + b"Content-Length: 2\r\n\r\nok")
    with Client(site_at(site.url), CrawlSettings(), ManualClock()) as client:
        bodies = [client.get(f"{site.url}/project/{n}", limit=LIMIT).body for n in range(5)]
    assert bodies == [b"ok"] * 5
    assert len(site.heads) == 5


def test_case_2_a_connection_closed_while_the_request_is_on_its_way(raw_site: Callable[..., RawSite]) -> None:
    """The server keeps the connection open for an instant, then drops the second request unread."""

    def script(_head: bytes, number: int) -> Iterable[bytes | float]:
        yield HEAD + b"Content-Length: 2\r\n\r\nok"
        yield 0.3 if number == 1 else 0.0

    site = raw_site(script=script)
    with Client(site_at(site.url), CrawlSettings(), ManualClock()) as client:
        client.get(f"{site.url}/project/1", limit=LIMIT)
        assert client.get(f"{site.url}/project/2", limit=LIMIT).body == b"ok"


def test_case_3_a_name_that_nobody_knows() -> None:
    with pytest.raises(ConnectFault, match=r"no-such-host\.invalid cannot be resolved"):
        get("http://no-such-host.invalid")


def test_case_5_a_body_that_drips_ends_at_the_deadline(raw_site: Callable[..., RawSite]) -> None:
    drip: list[bytes | float] = [HEAD + b"Content-Length: 1000\r\n\r\n"]
    drip += [part for _ in range(200) for part in (b"x", 0.05)]
    exchange = get(raw_site(*drip).url, deadline=0.5)
    assert isinstance(exchange.fault, DeadlineExceeded)
    assert exchange.truncated == "time"
    assert exchange.body is None
    assert 0 < len(exchange.raw) < 100


def test_case_6_a_head_that_drips_ends_at_the_deadline(raw_site: Callable[..., RawSite]) -> None:
    drip: list[bytes | float] = [b"HTTP/1.1 200 OK\r\n"]
    drip += [part for n in range(200) for part in (f"X-{n}: y\r\n".encode(), 0.05)]
    with pytest.raises(DeadlineExceeded):
        get(raw_site(*drip).url, deadline=0.5)


def test_case_6_endless_early_hints_end_at_the_deadline(raw_site: Callable[..., RawSite]) -> None:
    def script(_head: bytes, _number: int) -> Iterable[bytes | float]:
        for _ in range(2000):
            yield b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 10
            yield 0.01

    with pytest.raises(DeadlineExceeded):
        get(raw_site(script=script).url, deadline=0.5)


def test_case_6_400_000_headers_are_refused_in_flat_memory(raw_site: Callable[..., RawSite]) -> None:
    def script(_head: bytes, _number: int) -> Iterable[bytes | float]:
        yield b"HTTP/1.1 200 OK\r\n"
        for start in range(0, 400_000, 10_000):
            yield b"".join(b"X-%d: y\r\n" % number for number in range(start, start + 10_000))

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchError):
        get(raw_site(script=script).url)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


BROKEN_FRAMING = {
    "length longer than the body": HEAD + b"Content-Length: 100\r\n\r\n<html>half",
    "chunked and cut": HEAD + b"Transfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n",
    "chunk size that is none": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<html>\r\n0\r\n\r\n",
    "chunk longer than its size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<html>\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("answer", BROKEN_FRAMING.values(), ids=BROKEN_FRAMING)
def test_case_7_broken_framing_is_a_fault(raw_site: Callable[..., RawSite], answer: bytes) -> None:
    exchange = get(raw_site(answer).url)
    assert isinstance(exchange.fault, ProtocolFault)
    assert exchange.fault.healing
    assert exchange.body is None
    assert exchange.truncated == "disconnect"


def test_case_8_without_length_or_end_tag_a_page_may_be_cut(raw_site: Callable[..., RawSite]) -> None:
    exchange = get(raw_site(HEAD + b"\r\n<html><body><p>half a pa").url)
    assert isinstance(exchange.fault, BodyFault)
    assert exchange.fault.healing
    assert exchange.truncated == "unspecified"
    assert exchange.body is None


def test_case_8_without_length_but_with_end_tag_it_is_whole(raw_site: Callable[..., RawSite]) -> None:
    assert get(raw_site(HEAD + b"\r\n<html><body>all</body></HTML>\n").url).body == b"<html><body>all</body></HTML>\n"


def test_case_9_half_a_gzip_stream_in_correct_framing(raw_site: Callable[..., RawSite]) -> None:
    half = gzip.compress(b"<html>" + b"text " * 1000 + b"</html>")[:40]
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: 40\r\n\r\n"
    exchange = get(raw_site(head + half).url)
    assert isinstance(exchange.fault, BodyFault)
    assert exchange.raw == half
    assert exchange.body is None


def test_case_13_a_length_beyond_the_limit_is_not_read(raw_site: Callable[..., RawSite]) -> None:
    exchange = get(raw_site(HEAD + b"Content-Length: 1000000000000000000\r\n\r\n<html>").url)
    assert isinstance(exchange.fault, BodyFault)
    assert not exchange.fault.healing
    assert exchange.truncated == "length"


def test_case_13_a_body_beyond_the_limit_stops_there(raw_site: Callable[..., RawSite]) -> None:
    def script(_head: bytes, _number: int) -> Iterable[bytes | float]:
        yield HEAD + b"\r\n"
        for _ in range(1000):
            yield b"x" * 10_000

    exchange = get(raw_site(script=script).url, limit=100_000)
    assert isinstance(exchange.fault, BodyFault)
    assert not exchange.fault.healing
    assert len(exchange.raw) == 100_000


SENSELESS = {
    "two lengths": HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "negative length": HEAD + b"Content-Length: -5\r\n\r\nabcde",
    "length in words": HEAD + b"Content-Length: five\r\n\r\nabcde",
    "HTTP/0.9": b"<html>hello</html>",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "status of four digits": b"HTTP/1.1 2000 OK\r\n\r\n",
    "status 99": b"HTTP/1.1 099 Odd\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "NUL in a header": b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
}


@pytest.mark.parametrize("answer", SENSELESS.values(), ids=SENSELESS)
def test_case_14_senseless_answers_are_errors(raw_site: Callable[..., RawSite], answer: bytes) -> None:
    with pytest.raises(ProtocolFault):
        get(raw_site(answer).url)


@pytest.mark.parametrize("status", [b"204 No Content", b"205 Reset Content", b"304 Not Modified"])
def test_case_15_answers_without_content_have_none(raw_site: Callable[..., RawSite], status: bytes) -> None:
    exchange = get(raw_site(b"HTTP/1.1 " + status + b"\r\nETag: x\r\n\r\n").url)
    assert exchange.body == b""
    assert exchange.fault is None


def test_the_exchange_is_what_went_over_the_wire(raw_site: Callable[..., RawSite]) -> None:
    body = gzip.compress(b"<html>caf\xc3\xa9</html>", mtime=0)
    head = b"HTTP/1.1 200 Tr\xe8s bien\r\nContent-TYPE: text/html\r\nX-Odd: \xe9\r\nX-Odd: 2\r\n"
    framing = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    site = raw_site(head + framing + body)
    exchange = get(site.url, "/project/a?b=%20")
    assert exchange.status_line == "HTTP/1.1 200 Très bien"
    assert exchange.status == 200
    assert exchange.headers[:3] == (("Content-TYPE", "text/html"), ("X-Odd", "é"), ("X-Odd", "2"))
    assert exchange.header("x-odd") == "é, 2"
    assert exchange.raw == body
    assert exchange.body == "<html>café</html>".encode()
    sent = dict(exchange.request_headers)
    assert exchange.request_line == "GET /project/a?b=%20 HTTP/1.1"
    assert sent["Accept-Encoding"] == "gzip, deflate"
    assert sent["User-Agent"].startswith("iom-projects/")
    assert site.heads[0].startswith(exchange.request_line.encode() + b"\r\n")


def test_no_cookie_is_ever_sent(plain_site: Callable[[Answerer], PlainSite]) -> None:
    site = plain_site(lambda _: Reply(200, b"<html></html>", {"Set-Cookie": "a=b; Path=/"}))
    with Client(site_at(site.url), CrawlSettings(), ManualClock()) as client:
        for _ in range(3):
            client.get(f"{site.url}/project/a", limit=LIMIT)
    assert [request.headers.get("Cookie") for request in site.requests] == [None] * 3


def test_case_39_a_hostile_environment_changes_nothing(
    plain_site: Callable[[Answerer], PlainSite], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = plain_site(lambda _: Reply(200, b"<html></html>"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:1")
    monkeypatch.setenv("SSL_CERT_FILE", "/missing")
    monkeypatch.setenv("SSL_CERT_DIR", "/missing")
    assert get(site.url).status == 200


def test_hosts_that_are_not_the_sites_are_refused_before_anything_is_sent(
    plain_site: Callable[[Answerer], PlainSite],
) -> None:
    other = plain_site(lambda _: Reply(200, b"<html></html>"))
    with (
        Client(site_at("http://127.0.0.1:9"), CrawlSettings(), ManualClock()) as client,
        pytest.raises(AddressRefused, match="outside of"),
    ):
        client.get(f"{other.url}/project/a", limit=LIMIT)
    assert other.requests == []


def test_abort_breaks_a_request_under_way(raw_site: Callable[..., RawSite]) -> None:
    site = raw_site(HEAD + b"Content-Length: 10\r\n\r\n", 30.0)
    with Client(site_at(site.url), CrawlSettings(request_deadline=30), ManualClock()) as client:
        timer = threading.Timer(0.2, client.abort)
        timer.start()
        exchange = client.get(f"{site.url}/project/a", limit=LIMIT)
        timer.join()
        assert isinstance(exchange.fault, ProtocolFault)
        with pytest.raises((ConnectFault, Interrupted)):
            client.get(f"{site.url}/project/b", limit=LIMIT)
