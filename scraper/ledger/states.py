"""The states an address can end in, and the ways in which one is found."""

from dataclasses import dataclass, field
from typing import Literal, get_args

State = Literal[
    "fresh",
    "unchanged",
    "gone",
    "redirected",
    "robots_denied",
    "offsite",
    "failed",
    "quarantined",
    "duplicate",
    "skipped_by_limit",
]
STATES: tuple[State, ...] = get_args(State)
ASKED_STATES: frozenset[State] = frozenset(STATES) - {"robots_denied", "offsite", "skipped_by_limit"}
"""States of addresses that were asked for."""
Way = Literal["seed", "known", "sitemap", "listing", "link", "redirect", "canonical", "archive", "import"]
WAYS: tuple[Way, ...] = get_args(Way)
Reason = Literal["other_host", "unknown_path", "no_address", "pager", "filter", "empty_listing", "number", "version"]
"""Why an address that was seen is not followed; of a listing, what is not followed there."""
ANOTHER_PAGE = "another page"
"""How the reason of a `quarantined` page begins that names itself another's address."""
NO_PROJECT = "not_a_project"
"""How the reason of a good page begins that shows no project."""
NOT_WORTH = "not worth asking for:"
"""How the reason begins why an address by number was not asked for."""
SAME_BYTES = "the same bytes as"
"""How the reason begins of an address that gave another one's bytes."""
LIMITED = "the limit of"
"""How the reason begins why a crawl with `limit` left pages out."""
NOT_ASKED = "not asked: sitemap says unchanged"
"""The reason of an `unchanged` page that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """One address that was seen and is not followed (`scraper.discovery.unfollowed`).

    Attributes:
        url: canonical, or as written where it is no address.
        way: how it was seen.
    """

    reason: Reason
    url: str
    way: Way


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state of an address after an answer, or without one.

    Attributes:
        state: one of `STATES`.
        reason: one line, or None where the state says all.
        changes: columns of the ledger to set beside it.
        found: addresses that the answer leads to, by way.
        unfollowed: addresses in the answer that are not followed.
    """

    state: State
    reason: str | None = None
    changes: dict[str, object] = field(default_factory=dict)
    found: dict[Way, list[str]] = field(default_factory=dict)
    unfollowed: tuple[Unfollowed, ...] = ()
