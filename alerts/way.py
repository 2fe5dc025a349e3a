"""How alerts reach the network: as the crawl does."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass(frozen=True, slots=True)
class Way:
    """How to reach the network.

    Attributes:
        seconds: for each step of a request; the whole is bounded by `delivery.deliver`.
        proxy: address of a proxy for HTTP, or None.
        ca_file: authorities to trust besides the usual ones, or None.
    """

    seconds: float
    proxy: str | None = None
    ca_file: Path | None = None

    def trusted(self) -> ssl.SSLContext:
        """A context that checks certificates."""
        context = httpx.create_ssl_context(trust_env=False)
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        return context
