"""What is known of one address: the ledger's facts and what its last readable bytes say."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from dataset.values.observation import PageObservations

PageState = Literal["live", "gone", "unverified", "redirected", "withdrawn", "unfetched"]
"""`live`: found at the last visit. `gone`: answered 404 or 410 there, not often or long enough yet to be withdrawn.
`unverified`: the last visit failed, or the archive alone knows of the page. What is known of both stands. `redirected`:
leads to another address, which has a row of its own. `withdrawn`: confirmed gone. `unfetched`: known, never fetched
successfully."""


class InFull(Protocol):
    """What gives all that the page of an address says; see `contents.Contents`."""

    def full(self, url: str) -> PageObservations:
        """All that a page says."""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One address. Whoever crawls fills it; the dataset knows no crawler.

    Attributes:
        url: canonical address, the key of the `pages` table.
        state: see `PageState`.
        http_status: of the last visit, None where no answer came.
        first_fetched, last_fetched: first and last time the address answered with the page; 304 is an answer.
        last_visited: last visit, whatever came.
        found_by: names of the ways by which the address was found.
        content: what the last readable bytes say; for a page that is gone or failing now, the last good ones. Where
            there is `in_full`, in short (`contents.in_short`).
        reason: why the last visit gave no page, in one line; None where it gave one.
        imported_from: the file or replay that these bytes were taken from, where somebody else captured them.
        in_full: gives all that the bytes say, by address.
    """

    url: str
    state: PageState
    http_status: int | None = None
    first_fetched: datetime | None = None
    last_fetched: datetime | None = None
    last_visited: datetime | None = None
    found_by: tuple[str, ...] = ()
    content: PageObservations | None = None
    imported_from: str | None = None
    reason: str | None = None
    in_full: InFull | None = field(default=None, compare=False, repr=False)

    @property
    def said(self) -> PageObservations | None:
        """All that the last readable bytes say, read when it is asked for."""
        return self.content if self.in_full is None or self.content is None else self.in_full.full(self.url)

    def __post_init__(self) -> None:
        """Refuse a naive time: it would mean another instant on another machine.

        Raises:
            ValueError: one of the times has no time zone.
        """
        for name in ("first_fetched", "last_fetched", "last_visited"):
            time: datetime | None = getattr(self, name)
            if time is not None and time.tzinfo is None:
                raise ValueError(f"{name} of {self.url} has no time zone")
