"""What a place where addresses are looked for gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scraper.errors import BlockedError, SourceUnreachable
from scraper.ledger.schema import Document
from scraper.ledger.states import Unfollowed


@dataclass(frozen=True, slots=True)
class Find:
    """What one place gave: project pages, and further places to look at; or the kind of error to end with.

    `found` has the day of the last change of every page, `2025-09-01`, where a sitemap tells it.
    """

    state: Literal["read", "absent", "failed"]
    reason: str | None = None
    found: Mapping[str, str | None] = field(default_factory=dict)
    further: tuple[Document, ...] = ()
    unfollowed: tuple[Unfollowed, ...] = ()
    trouble: type[BlockedError | SourceUnreachable] | None = None
