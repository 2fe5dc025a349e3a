"""Addresses by number, `/node/4711`: any page of the site may stand there, so most are not worth asking for.

A site may link to thousands. For each project that stands at one, `TRIES` more are asked for; the rest is told in one
line and tried by later runs, those never asked for first.
"""

from collections.abc import Iterable

from scraper.addresses import is_number
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import NO_PROJECT, NOT_WORTH, Judgement, State, Unfollowed

TRIES = 20
_TRIED: frozenset[State | None] = frozenset({"fresh", "unchanged", "duplicate", "redirected", "quarantined", "gone"})
"""States that tell what stands at an address; a failure tells nothing."""
_SHOWN: frozenset[State | None] = frozenset({"fresh", "unchanged", "duplicate", "redirected"})


class Numbers:
    """Counts for one run what stood at addresses by number.

    Args:
        settled: the addresses that an earlier part of the run has settled.
    """

    def __init__(self, settled: Iterable[AddressRecord]) -> None:
        self._tries = self._projects = 0
        for record in settled:
            self.note(record.url, record.state, record.reason)

    def note(self, url: str, state: State | None, reason: str | None) -> None:
        """Count an address that is settled."""
        if is_number(url) and state in _TRIED:
            self._tries += 1
            self._projects += state in _SHOWN and not (reason or "").startswith(NO_PROJECT)

    def without_asking(self, record: AddressRecord) -> Judgement | None:
        """Return the state of an address that is not worth asking for, or None."""
        is_known = record.digest is not None and not (record.reason or "").startswith((NO_PROJECT, NOT_WORTH))
        if not is_number(record.url) or is_known or self._tries < TRIES * (self._projects + 1):
            return None
        reason = f"{NOT_WORTH} {self._projects:,} of {self._tries:,} addresses by number show a project"
        return Judgement("skipped_by_limit", reason, unfollowed=(Unfollowed("number", record.url, "known"),))
