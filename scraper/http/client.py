"""One GET over the wire: the only module that knows httpx.

httpx's addresses and responses on a connection pool of ours, without `httpx.Client`: that one reads the environment,
keeps cookies, and looks into `Location` even where it does not follow it, so that a hostile one loses the response.
Nothing happens here behind our back: no cookies, no redirects, no decoding, no retries.
"""

import contextlib
import logging
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpcore
import httpx

from scraper.addresses import is_plain
from scraper.clock import Clock
from scraper.errors import (
    AddressRefused,
    BodyFault,
    ConnectFault,
    DeadlineExceeded,
    FetchError,
    MalformedAnswer,
    ProtocolFault,
)
from scraper.http.decoding import ACCEPT_ENCODING, decode
from scraper.http.exchange import Exchange, Headers
from scraper.http.network import Deadlines, PinnedBackend
from scraper.settings import CrawlSettings
from scraper.sites import Site

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
TIMEOUT = httpx.Timeout(connect=15.0, read=30.0, write=30.0, pool=60.0)
_EXTENSIONS = {"timeout": TIMEOUT.as_dict()}
NO_BODY = frozenset({101, 204, 205, 304})
_log = logging.getLogger(__name__)
_END_OF_HTML = 4096
# httpcore's words for a head that h11 refuses: "illegal header line: …", "conflicting Content-Length headers"
_MALFORMED = re.compile(r"illegal (?:header|status) line|(?:bad|multiple|conflicting) |Unsupported |too many ")


class Client:
    """A polite client's hands; pace, robots and retries stand above it. Usable from several threads.

    Args:
        site: decides which hosts may be asked and whether this machine's own addresses may be connected to.
        settings: deadlines, sizes, name, certificates.
        clock: the wall clock for `Exchange.fetched_at`.
    """

    def __init__(self, site: Site, settings: CrawlSettings, clock: Clock) -> None:
        self._site = site
        self._settings = settings
        self._clock = clock
        self._deadlines = Deadlines()
        self._backend = PinnedBackend(
            self._deadlines, allow_private=site.is_loopback, connect_to={**settings.connect_to, **_proxy_door(settings)}
        )
        self._pool = _pool(site, settings, self._backend)
        self._fields = _fields(
            {"User-Agent": settings.user_agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def abort(self) -> None:
        """Break all requests under way, from another thread; the client cannot be used again."""
        self._backend.abort()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, limit: int) -> Exchange:
        """Ask for one address, once.

        Args:
            url: a canonical address on one of the site's hosts.
            headers: validators for a conditional request.
            limit: the most bytes of body, both as received and decoded.

        Returns:
            The exchange. Where the body is broken or too large, its `fault` says so and its `body` is None.

        Raises:
            FetchError: there is no response at all.
        """
        _, kind = self._site.resolve(url)
        if kind == "offsite":
            raise AddressRefused(f"{url} is outside of {', '.join(self._site.hosts)}")
        self._deadlines.start(self._settings.request_deadline)
        # A kept connection that the server has closed meanwhile says nothing about the server: once per connection
        # that may be kept, ask again at once.
        for _ in range(self._settings.workers):
            try:
                return self._ask(url, headers or {}, limit)
            except ProtocolFault as fault:
                if self._deadlines.connected or not fault.healing:
                    raise
        return self._ask(url, headers or {}, limit)

    def _ask(self, url: str, headers: Mapping[str, str], limit: int) -> Exchange:
        fetched_at, started = self._clock.now(), time.monotonic()
        try:
            place, host = _place(url)
            fields = [(b"Host", host), *self._fields, *_fields(headers)]
            with contextlib.closing(self._send(place, fields)) as response:
                raw, fault, truncated = _read(response, limit)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise AddressRefused(f"{url}: not an address ({error})") from error
        except httpcore.TimeoutException as error:
            raise self._lateness(url, error) from error
        except (httpcore.ConnectError, httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
            raise ConnectFault(f"{url}: no connection ({error})") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            if _MALFORMED.match(str(error)):
                words = re.sub(r"bytearray\(b(.*)\)$", r"\1", str(error))
                raise MalformedAnswer(f"{url}: the answer is no HTTP: {words}") from error
            raise ProtocolFault(f"{url}: {error}") from error
        body = None
        if fault is None:
            try:
                body = _decoded(response, raw, limit)
            except BodyFault as error:
                fault = error
        if body is not None and _may_be_cut(response, body):
            body, truncated = None, "unspecified"
            fault = BodyFault("no </html> and no length: the page may have been cut", healing=True)
        return Exchange(
            url=url,
            fetched_at=fetched_at,
            request_line=f"GET {place.target.decode('ascii')} HTTP/1.1",
            request_headers=_text(fields),
            status_line=_status_line(response),
            headers=_text(response.headers.raw),
            raw=raw,
            body=body,
            fault=fault,
            truncated=truncated,
            seconds=time.monotonic() - started,
        )

    def _send(self, place: httpcore.URL, fields: list[tuple[bytes, bytes]]) -> httpx.Response:
        # Without content: an empty one is sent as an event of its own.
        request = httpcore.Request(b"GET", place, headers=fields, content=(), extensions=_EXTENSIONS)
        response = self._pool.handle_request(request)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def _lateness(self, url: str, error: httpcore.TimeoutException) -> FetchError:
        if isinstance(error, httpcore.ConnectTimeout) and self._deadlines.left() > 0:
            return ConnectFault(f"{url}: no connection in time")
        return DeadlineExceeded(f"{url}: no whole answer in time ({type(error).__name__})")


def _pool(site: Site, settings: CrawlSettings, backend: PinnedBackend) -> httpcore.ConnectionPool:
    options: dict[str, Any] = {
        "ssl_context": _authorities(settings.ca_file) if site.start.startswith("https:") else None,
        "max_connections": settings.workers + 1,
        "max_keepalive_connections": settings.workers,
        "keepalive_expiry": 5.0,
        "network_backend": backend,
    }
    if settings.proxy is None:
        return httpcore.ConnectionPool(**options)
    return httpcore.HTTPProxy(settings.proxy, **options)


def _proxy_door(settings: CrawlSettings) -> dict[str, tuple[str, int]]:
    """Return leave to connect to the proxy, wherever it is: a person named it. Where the site is, is its business."""
    if settings.proxy is None:
        return {}
    parts = urlsplit(settings.proxy)
    host, port = parts.hostname or "", parts.port or 80
    return {f"{host}:{port}": (host, port)}


def _authorities(ca_file: Path | None) -> ssl.SSLContext:
    """Return a context that checks certificates, by the usual authorities and those of a file."""
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def _place(url: str) -> tuple[httpcore.URL, bytes]:
    """Return where a request goes, and its Host header.

    What is spelt as our own addresses are is taken apart by its slashes: httpx looks at every letter of an address.
    """
    if is_plain(url):
        scheme, _, host = url.partition("://")
        host, _, path = host.partition("/")
        name, _, port = host.partition(":")
        target = f"/{path}".encode("ascii")
        place = httpcore.URL(
            scheme=scheme.encode(), host=name.encode(), port=int(port) if port else None, target=target
        )
        return place, host.encode()
    parsed = httpx.URL(url)
    place = httpcore.URL(scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path)
    return place, parsed.netloc


def _fields(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        """Give the connection back, closed where bytes lie in it that would be taken for the next answer (FAULTS 45).

        What comes later makes an idle connection readable, which the pool takes for its end; what came in one piece
        with this answer lies in the parser already, and nobody would ask where it came from. httpcore shows its parser
        to nobody else (`tests/scraper/test_transport.py` fails where that changes).
        """
        stream: Any = self._response.stream
        left, _ = stream._stream._connection._h11_state.trailing_data  # noqa: SLF001 - see above
        if left:
            _log.warning("%d bytes came behind an answer; the connection is closed", len(left))
            self._response.extensions["network_stream"].close()
        self._response.close()


def _read(response: httpx.Response, limit: int) -> tuple[bytes, FetchError | None, str | None]:
    """Return the body as received, what is wrong with it, and the WARC word for how it was cut."""
    too_large = BodyFault(f"body of more than {limit} bytes", healing=False)
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and len(announced.lstrip("0")) > 15:
        return b"", too_large, "length"
    if announced.isascii() and announced.isdigit() and int(announced) > limit:
        return b"", too_large, "length"
    raw = bytearray()
    try:
        for part in response.iter_raw():
            raw += part
            if len(raw) > limit:
                return bytes(raw[:limit]), too_large, "length"
    except httpcore.TimeoutException:
        return bytes(raw), DeadlineExceeded("the body did not come to its end in time"), "time"
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        return bytes(raw), ProtocolFault(f"the body broke off ({error})"), "disconnect"
    return bytes(raw), None, None


def _decoded(response: httpx.Response, raw: bytes, limit: int) -> bytes:
    if response.status_code in NO_BODY or (not raw and response.status_code != 200):
        return b""
    return decode(raw, response.headers.get("Content-Encoding"), limit=limit)


def _may_be_cut(response: httpx.Response, body: bytes) -> bool:
    """Whether a page's end is marked by nothing but the end of the connection."""
    delimited = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers
    html = response.headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml"))
    empty = response.status_code in NO_BODY or not body
    return html and not delimited and not empty and b"</html" not in body[-_END_OF_HTML:].lower()


def _status_line(response: httpx.Response) -> str:
    version: bytes = response.extensions["http_version"]
    reason: bytes = response.extensions["reason_phrase"]
    return f"{version.decode('latin-1')} {response.status_code} {reason.decode('latin-1')}"


def _text(headers: list[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
