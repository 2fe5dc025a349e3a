"""Sockets under the HTTP client: one deadline per request, and connections to checked addresses only.

By hand because the client has per-read time-outs alone, so a peer that drips one byte a second holds it for ever, and
because it resolves names itself, so a name may lead anywhere between a check and the connection. httpcore lets a
network backend be passed in; this one resolves once, checks, connects to that very address, and gives every read and
write only the time that its request has left.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore

from scraper.errors import AddressRefused, NameFault

# As httpcore spells it; its own name for it is missing under newer Pythons.
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_INTERRUPTED = "the run was interrupted"


class Deadlines:
    """The end of the current request, for each thread, on the monotonic clock; and whether it opened a connection."""

    def __init__(self) -> None:
        self._local = threading.local()

    def start(self, seconds: float) -> None:
        """Begin a request that may take so many seconds."""
        self._local.end = time.monotonic() + seconds
        self._local.connected = False

    def left(self) -> float:
        """Return the seconds left, negative where the time is over."""
        end: float = self._local.end
        return end - time.monotonic()

    def within(self, timeout: float | None, kind: type[httpcore.TimeoutException]) -> float:
        """Return the smaller of a time-out and the time left.

        Raises:
            httpcore.TimeoutException: no time is left; of the kind given.
        """
        left = self.left()
        if left <= 0:
            raise kind("the request's deadline is over")
        return left if timeout is None else min(timeout, left)

    def note_connection(self) -> None:
        """Remember that this request opened a connection of its own."""
        self._local.connected = True

    @property
    def connected(self) -> bool:
        """Whether this request opened a connection; if not, it went out on a kept one."""
        return bool(self._local.connected)


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses, within the deadline, and can be torn down from another thread.

    Args:
        deadlines: the clock of each thread's request.
        allow_private: whether loopback and private addresses may be connected to (a site on this machine).
        connect_to: `host:port` to the place to connect to instead, unchecked, since a person said so.
    """

    def __init__(self, deadlines: Deadlines, *, allow_private: bool, connect_to: Mapping[str, tuple[str, int]]) -> None:
        self._deadlines = deadlines
        self._allow_private = allow_private
        self._connect_to = connect_to
        self._inner = httpcore.SyncBackend()
        self._open: set[httpcore.NetworkStream] = set()
        self._lock = threading.Lock()
        self._aborted = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check and connect; every address in turn until one answers."""
        if self._aborted:
            raise httpcore.ConnectError(_INTERRUPTED)
        mapped = self._connect_to.get(f"{host}:{port}")
        place, gate = mapped or (host, port)
        addresses = resolve(place, gate, self._deadlines.within(timeout, httpcore.ConnectTimeout))
        if not (self._allow_private or mapped):
            refuse_private(host, addresses)
        self._deadlines.note_connection()
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                seconds = self._deadlines.within(timeout, httpcore.ConnectTimeout)
                stream = self._inner.connect_tcp(str(address), gate, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return self._watched(stream)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def abort(self) -> None:
        """Break every open connection, so that threads blocked in a read return at once."""
        with self._lock:
            self._aborted = True
            streams = list(self._open)
        for stream in streams:
            sock: socket.socket = stream.get_extra_info("socket")
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed by its own thread in between

    def _watched(self, stream: httpcore.NetworkStream) -> httpcore.NetworkStream:
        watched = _BoundedStream(stream, self._deadlines, self._open)
        with self._lock:
            self._open.add(watched)
            aborted = self._aborted
        if aborted:
            watched.close()
            raise httpcore.ConnectError(_INTERRUPTED)
        return watched


class _BoundedStream(httpcore.NetworkStream):
    """A stream whose every operation ends by the deadline of the request that uses it."""

    def __init__(
        self, inner: httpcore.NetworkStream, deadlines: Deadlines, registry: set[httpcore.NetworkStream]
    ) -> None:
        self._inner = inner
        self._deadlines = deadlines
        self._registry = registry

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadlines.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadlines.within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._registry.discard(self)
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self._deadlines.within(timeout, httpcore.ConnectTimeout)
        self._inner = self._inner.start_tls(ssl_context, server_hostname, seconds)
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def resolve(host: str, port: int, seconds: float) -> tuple[IPAddress, ...]:
    """Return the addresses of a host, in the resolver's order.

    The system's resolver knows no time-out, so it runs in a thread of its own that is left behind when time is over.

    Raises:
        NameFault: no such name, no answer from the resolver, or none in time.
    """
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error)
        else:
            answers.put([str(entry[4][0]) for entry in found])

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise NameFault(f"no answer from the resolver about {host} in time") from None
    if isinstance(answer, OSError | UnicodeError):
        raise NameFault(f"{host} cannot be resolved ({answer})") from answer
    return tuple(dict.fromkeys(ipaddress.ip_address(text.split("%")[0]) for text in answer))


def refuse_private(host: str, addresses: Iterable[IPAddress]) -> None:
    """Refuse a public name that leads into a private network, by whichever notation.

    Raises:
        AddressRefused: one of the addresses is not on the public Internet.
    """
    for address in addresses:
        if not is_public(address):
            raise AddressRefused(f"{host} leads to {address}, which is not on the public Internet")


def is_public(address: IPAddress) -> bool:
    """Say whether an address is on the public Internet, looking inside IPv6 forms that carry an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address inside a mapped, compatible, 6to4, Teredo, NAT64 or ISATAP address."""
    tail = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _NAT64 or int(address) >> 32 == 0:
        return tail
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    is_isatap = (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE  # …:0[2]00:5efe:a.b.c.d, RFC 5214
    return tail if is_isatap else None
