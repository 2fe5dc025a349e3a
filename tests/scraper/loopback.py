"""Sites on loopback for the scraper's tests: real sockets, answers as each test says."""

import http.server
import socket
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class ManualClock:
    """A clock that stands still until somebody sleeps or `advance`s it; several threads may use it."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed = 0.0
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self._passed += seconds

    def advance(self, **units: float) -> None:
        with self._lock:
            self._passed += timedelta(**units).total_seconds()


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    url: str
    """Scheme, host and port of the site, without a slash."""
    count: int
    """How often this path was asked for, this time included."""
    host: str
    """As the client named it."""


@dataclass
class Reply:
    status: int = 200
    """0 hangs up."""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str | None = "text/html; charset=utf-8"


Answerer = Callable[[Request], Reply]


class PlainSite:
    """A site that answers as a function says; `asked` counts requests by path. With a TLS context it speaks https."""

    def __init__(self, answer: Answerer, tls: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.asked: Counter[str] = Counter()
        self.requests: list[Request] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every body waits for the acknowledgement of its head

            def do_GET(self) -> None:
                site.asked[self.path] += 1
                request = Request(
                    self.path, dict(self.headers.items()), site.url, site.asked[self.path], self.headers["Host"]
                )
                site.requests.append(request)
                reply = site.answer(request)
                if reply.status == 0:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                if reply.content_type is not None and reply.status != 304:
                    self.send_header("Content-Type", reply.content_type)
                if reply.status not in {204, 304}:
                    self.send_header("Content-Length", str(len(reply.body)))
                for name, value in reply.headers.items():
                    # Header values of the tests are text in UTF-8, as browsers send and servers copy them.
                    self.send_header(name, value.encode().decode("latin-1"))
                self.end_headers()
                if reply.status not in {204, 304}:
                    self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                return

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up, or likes no certificate, is none of this site's business."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def pages_asked(self) -> int:
        return sum(count for path, count in self.asked.items() if "/project/" in path or "/node/" in path)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def page(title: str, *, links: str = "") -> bytes:
    """Return a small page of our own making."""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{links}</body></html>".encode()
    )


def urlset(*addresses: str, lastmods: Mapping[str, str] | None = None) -> Reply:
    """Return a sitemap; `lastmods` are by path."""
    days = {address: (lastmods or {}).get(urlsplit(address).path) for address in addresses}
    written = {address: f"<lastmod>{day}</lastmod>" if day else "" for address, day in days.items()}
    entries = "".join(f"<url><loc>{address}</loc>{written[address]}</url>" for address in addresses)
    body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>".encode()
    return Reply(200, body, content_type="application/xml")


NOT_FOUND = Reply(404, b"<html>nothing here</html>")


class RawSite:
    """A server that sends exactly the bytes it is told to, chunk by chunk, and then closes.

    `script` gets the request head and the number of the connection, and yields bytes; a float is a pause in seconds.
    """

    def __init__(self, script: Callable[[bytes, int], Iterable[bytes | float]]) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.heads: list[bytes] = []
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            head = b""
            try:
                while b"\r\n\r\n" not in head and (received := connection.recv(65536)):
                    head += received
                self.heads.append(head)
                for part in self._script(head, len(self.heads)):
                    if isinstance(part, float):
                        if self._closing.wait(part):
                            return
                    else:
                        connection.sendall(part)
            except OSError:
                return  # the client has gone

    def close(self) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        for thread in self._threads:
            thread.join()


class Tunnel:
    """An HTTP proxy that leads every CONNECT to one port of this machine, or refuses where the port is 0."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._port = port
        self._threads: list[threading.Thread] = []
        self._begin(self._accept)

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads.append(threading.Thread(target=work, args=arguments))
        self._threads[-1].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._begin(self._connect, client)

    def _connect(self, client: socket.socket) -> None:
        with client:
            while b"\r\n\r\n" not in client.recv(65536):
                continue
            if self._port == 0:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self._port)) as server:
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                back = threading.Thread(target=self._pass_on, args=(server, client))
                back.start()
                self._pass_on(client, server)
                back.join()

    @staticmethod
    def _pass_on(source: socket.socket, target: socket.socket) -> None:
        try:
            while part := source.recv(65536):
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return  # the other side has gone

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()
