"""The practice site over HTTP/1.1 on loopback, for tests, for `make demo` and for people who want to look."""

import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from practice.faults import FAULTS, Exchange, Fault
from practice.negotiation import CONDITIONS, Answer, negotiate
from practice.site import Site

LOOPBACK: Final = "127.0.0.1"
IDLE_SECONDS: Final = 20  # after which a silent connection is closed
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")  # `127.0.0.1:8000`


@dataclass(frozen=True, slots=True)
class Request:
    """One request that the server answered.

    Attributes:
        method: `GET`, `HEAD` or what else was asked.
        path: the target as it came, with its query.
        status: what was answered; 0 where the server hung up.
        conditional: whether the request carried a validator.
        sent: bytes of body that were sent.
        user_agent: as the client gave it, None where it gave none.
    """

    method: str
    path: str
    status: int
    conditional: bool
    sent: int
    user_agent: str | None


class PracticeServer(ThreadingHTTPServer):
    """A running practice site.

    Attributes:
        url: where it is, e.g. `http://127.0.0.1:40123`, without a slash at the end.
        site: what it serves.
        requests: all requests so far, in the order of their answers.
    """

    daemon_threads = False  # so that closing waits for them
    request_queue_size = 128

    def __init__(self, site: Site, *, faults: Sequence[Fault], port: int, latency: float) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.site = site
        self.faults = tuple(faults)
        self.latency = latency
        self.url = f"http://{LOOPBACK}:{self.server_address[1]}"
        self.requests: list[Request] = []
        self._asked: dict[str, int] = {}
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def count(self, target: str) -> int:
        """Counts a request; how often this target has been asked for, this time included."""
        with self._lock:
            self._asked[target] = self._asked.get(target, 0) + 1
            return self._asked[target]

    def wait(self, seconds: float) -> None:
        """Sleeps, but not beyond the end of the server."""
        self._closing.wait(seconds)

    def record(self, request: Request) -> None:
        """Adds to `requests`."""
        with self._lock:
            self.requests.append(request)

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]  # this server has TCP sockets alone
        """Remembers the connection, so that the end of the server need not wait for idle clients."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # as above
        """Forgets the connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Closes all connections, then waits for their threads."""
        self._closing.set()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "practice"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True  # else a body waits for the acknowledgement of its headers
    server: PracticeServer

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the client has gone

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's signature
        """Silence: `PracticeServer.requests` is the log."""

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        site, origin = self.server.site, self._origin()
        response = site.get(self.path, origin=origin)
        answer = negotiate(response, method=self.command, headers=headers)
        unconditional = {name: value for name, value in headers.items() if name not in CONDITIONS}
        exchange = Exchange(
            target=self.path,
            headers=headers,
            times=self.server.count(self.path),
            origin=origin,
            page=site.pages.get(self.path.partition("?")[0]),
            read=lambda target: site.get(target, origin=origin).body,
            in_full=lambda: negotiate(response, method=self.command, headers=unconditional),
        )
        for fault in self.server.faults:
            answer = fault.apply(exchange, answer)
        if self.command == "HEAD":
            answer = replace(answer, body=b"")
        self.server.wait(self.server.latency + answer.silence)
        self._send(answer, conditional=headers != unconditional)

    def _origin(self) -> str:
        """Scheme and host that the client used, or our own where it named none that could be one."""
        host = self.headers.get("Host", "")
        return f"http://{host}" if _HOST.fullmatch(host) else self.server.url

    def _send(self, answer: Answer, *, conditional: bool) -> None:
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        status, agent = 0 if answer.hang_up else answer.status, self.headers.get("User-Agent")
        self.server.record(Request(self.command, self.path, status, conditional, len(body), agent))
        if answer.hang_up:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304 and not any(name == "Content-Length" for name, _ in answer.headers):
            self.send_header("Content-Length", str(answer.length))
        if answer.cut is not None:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if not answer.drip:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.server.wait(answer.drip)


@contextmanager
def serve(
    *, size: int = 1200, season: int = 1, faults: Sequence[str] = (), port: int = 0, latency: float = 0
) -> Iterator[PracticeServer]:
    """Runs a practice site on loopback while the context lasts.

    Args:
        size: how many projects season 1 has.
        season: which season is shown; see `data/seasons.json`.
        faults: names from `practice.faults.FAULTS`, applied to every answer in this order.
        port: 0 for any free one.
        latency: seconds before every answer.

    Yields:
        the running server, with `url`, `site` and `requests`.

    Raises:
        ValueError: for an unknown fault or season, or a size that cannot be.
        OSError: where the port is taken.
    """
    unknown = [name for name in faults if name not in FAULTS]
    if unknown:
        raise ValueError(f"unknown fault {unknown[0]!r}; there are {', '.join(FAULTS)}")
    site = Site(size=size, season=season)
    with PracticeServer(site, faults=[FAULTS[name] for name in faults], port=port, latency=latency) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="practice-site")
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
