"""Bytes left on a kept connection after an answer are never taken for the next one (case 45)."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scraper.http.client import Client
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import ManualClock

LIMIT = 1_000_000
TRUE = b"<html>the page itself</html>"
FALSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 24\r\n\r\n<html>another's</html>\r\n"


def answer(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


@contextmanager
def keeping(*answers: bytes) -> Iterator[str]:
    """A server that keeps connections open, and on each gives these answers one after the other, then the true page."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        left = list(answers)
        with connection:
            while connection.recv(65536):
                connection.sendall(left.pop(0) if left else answer(TRUE))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.mark.parametrize(
    "first",
    [
        answer(TRUE) + FALSE,
        answer(b"", b"404 Not Found") + FALSE,
        b"HTTP/1.1 304 Not Modified\r\n\r\n" + FALSE,
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 24\r\n\r\n<html>another's</html>\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        + FALSE,
        b"HTTP/1.1 301 Moved Permanently\r\nLocation: /project/b\r\nContent-Length: 0\r\n\r\n" + FALSE,
        answer(TRUE) + b"\r\n",
        answer(TRUE) + b"garbage",
    ],
    ids=["200", "404", "304", "304 with a body", "chunks", "301", "a line too many", "garbage"],
)
def test_case_45_what_is_left_over_is_nobodys_answer(first: bytes) -> None:
    with keeping(first) as url, Client(site_at(url), CrawlSettings(), ManualClock()) as client:
        client.get(f"{url}/project/a", limit=LIMIT)
        for name in ("b", "c"):  # on the same connection, or another one, which begins with that answer
            assert client.get(f"{url}/project/{name}", limit=LIMIT).body != FALSE.partition(b"\r\n\r\n")[2]


def test_a_sound_connection_is_kept() -> None:
    with keeping() as url, Client(site_at(url), CrawlSettings(), ManualClock()) as client:
        bodies = [client.get(f"{url}/project/{name}", limit=LIMIT).body for name in "abc"]
        (connection,) = client._pool.connections
    assert bodies == [TRUE] * 3
    assert "Request Count: 3" in repr(connection)
