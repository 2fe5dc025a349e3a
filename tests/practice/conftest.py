from collections.abc import Iterator

import httpx
import pytest

from practice.server import PracticeServer, serve


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    """The whole site, as `make demo` has it."""
    with serve() as running:
        yield running


@pytest.fixture
def client(server: PracticeServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as opened:
        yield opened
