import ssl
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.scraper.loopback import Answerer, ManualClock, PlainSite, RawSite, Tunnel


@pytest.fixture
def plain_site() -> Iterator[Callable[..., PlainSite]]:
    """Start sites that answer as a function says; they end with the test."""
    sites: list[PlainSite] = []

    def start(answer: Answerer, tls: ssl.SSLContext | None = None) -> PlainSite:
        sites.append(PlainSite(answer, tls))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture
def raw_site() -> Iterator[Callable[..., RawSite]]:
    """Start servers that send bytes as scripted; they end with the test."""
    sites: list[RawSite] = []

    def start(*parts: bytes | float, script: Callable[[bytes, int], Iterable[bytes | float]] | None = None) -> RawSite:
        sites.append(RawSite(script or (lambda _head, _number: parts)))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture
def tunnel() -> Iterator[Callable[[int], str]]:
    """Start proxies that lead to a port of this machine; they end with the test."""
    tunnels: list[Tunnel] = []

    def start(port: int) -> str:
        tunnels.append(Tunnel(port))
        return tunnels[-1].url

    yield start
    for each in tunnels:
        each.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()
