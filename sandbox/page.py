"""A page as it goes into the sandbox: its bytes, with what is known about how they came."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Page(Protocol):
    """What the sandbox asks of a page, whose body may be fetched when it is asked for; see `SavedPage`."""

    @property
    def body(self) -> bytes:
        """The page after content decoding."""

    @property
    def content_type(self) -> str | None:
        """The `Content-Type` header, or None."""

    @property
    def url(self) -> str | None:
        """Canonical address, or None where it is not known."""

    @property
    def fetched_at(self) -> datetime | None:
        """When it was received (UTC), or None."""

    @property
    def digest(self) -> str:
        """`sha256:` and the hex digest of the body."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The bytes of one page with what is known about how they came.

    Attributes:
        body: the page after content decoding.
        content_type: the `Content-Type` header, or None.
        url: canonical address, or None where it is not known.
        fetched_at: when it was received (UTC), or None.
        place: file and record of the archive that hold it, for `explain`; None for a page from elsewhere.
        known_digest: the digest of the body, where somebody has made it of these very bytes already.
    """

    body: bytes
    content_type: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    place: str | None = None
    known_digest: str | None = None

    @property
    def digest(self) -> str:
        """`sha256:` and the hex digest of the body."""
        return self.known_digest or "sha256:" + hashlib.sha256(self.body).hexdigest()
