"""Checks and their answers, and the bounds they go by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dataset.checks.profile import Profile

Verdict = Literal["passed", "warned", "refused", "overridden"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer.

    Attributes:
        name: snake_case.
        verdict: `refused` stops the publication; `overridden` would have, but for a written reason; `warned` wants a
            person's eye.
        message: one line with what was found and what was expected.
    """

    name: str
    verdict: Verdict
    message: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All checks of one build.

    Attributes:
        checks: in the order in which they were made.
        profile: the build in numbers; None where its form is broken.
        highest: the highest counts up to and including this build, for the next to be compared with.
        compared_with: ids of the releases it was compared with.
        override: the reason why refusals were set aside, or None.
    """

    checks: tuple[Check, ...]
    profile: "Profile | None" = None
    highest: "Profile | None" = None
    compared_with: tuple[str, ...] = ()
    override: str | None = None

    @property
    def passed(self) -> bool:
        """True where nothing refuses."""
        return not self.refusals

    @property
    def refusals(self) -> tuple[Check, ...]:
        """The checks that refuse."""
        return self.of("refused")

    def of(self, verdict: Verdict) -> tuple[Check, ...]:
        """The checks with that verdict."""
        return tuple(check for check in self.checks if check.verdict == verdict)


@dataclass(frozen=True, slots=True)
class Balance:
    """The ledger's account: every address that was discovered has exactly one fate.

    Attributes:
        discovered: addresses known.
        fates: addresses per fate.
        failures: why addresses that were asked for gave no page, with their number, the most frequent first.
        discovery_faults: sitemaps and listing pages that could not be read to their end, or named far fewer pages than
            the run before, with the reason.
        unfollowed: what was seen and not followed though it may be, or lead to, a project page: lines for people, and
            how many addresses each is about.
        remarks: what was seen and is no doubt, such as a listing that names no project page.
    """

    discovered: int
    fates: Mapping[str, int]
    failures: Mapping[str, int] = field(default_factory=dict)
    discovery_faults: Sequence[str] = ()
    unfollowed: Mapping[str, int] = field(default_factory=dict)
    remarks: Sequence[str] = ()


MOST_IN_WORDS = 10
"""So many things a message lists; the rest is counted."""


def listed(things: Sequence[str], separator: str = ", ") -> str:
    """Write things as a list that people can read: ten at most, and how many more there are."""
    more = len(things) - MOST_IN_WORDS
    return separator.join(things[:MOST_IN_WORDS]) + (f"{separator}and {more:,} more" if more > 0 else "")


_MIN_FILLED = {
    "title": 0.99,
    "project_type": 0.8,
    "coverage": 0.8,
    "region": 0.8,
    "budget_usd": 0.8,
    "countries": 0.8,
    "description": 0.8,
}


_SHARES = (
    "max_loss",
    "max_slice_loss",
    "max_fill_loss",
    "max_new_values",
    "max_unverified",
    "max_same_bytes",
    "max_duplicates",
    "max_crashed",
    "max_unread",
)


@dataclass(frozen=True, slots=True)
class Floors:
    """The bounds of a site. The defaults fit any site; shares are 0 to 1.

    Attributes:
        min_projects: fewer projects that are not withdrawn are no dataset.
        first_min_projects: the same for a site's first release, which has nothing to be compared with.
        max_projects: more are a crawl gone astray.
        max_loss: share of the most projects ever published that may be missing.
        max_growth: share of them that may be new at once; infinity for a site whose size is set by hand.
        max_slice_loss: share of a region's, language's or layout's rows that may be missing.
        max_fill_loss: by how much the filled share of a field may fall.
        max_new_values: share of projects that may have a value which no earlier release has.
        min_filled: least filled share per field, from `large_enough` projects on.
        max_unverified: share of pages whose last visit failed, and of those asked for that gave none.
        max_same_bytes: share of project pages that may have the bytes of another one.
        max_duplicates: share of projects that may have title, countries and start of another one.
        max_crashed: share of pages on which our own reader failed.
        max_unread: share of fields on project pages that print something no rule reads.
        max_build_seconds: a build that has read pages for longer ends; the next one goes on from what it has read.
        large_enough: below this many rows smaller shares than a fifth say nothing: one, or a fifth, may fail.
        compares_with_fund: whether the totals stand beside the Fund's own statements in the report.
    """

    min_projects: int = 1
    first_min_projects: int = 1
    max_projects: int = 50_000
    max_loss: float = 0.10
    max_growth: float = 0.50
    max_slice_loss: float = 0.20
    max_fill_loss: float = 0.10
    max_new_values: float = 0.05
    min_filled: Mapping[str, float] = field(default_factory=lambda: dict(_MIN_FILLED))
    max_unverified: float = 0.20
    max_same_bytes: float = 0.05
    max_duplicates: float = 0.05
    max_crashed: float = 0.005
    max_unread: float = 0.05
    max_build_seconds: float = 6 * 3600.0
    large_enough: int = 20
    compares_with_fund: bool = False

    def check(self) -> None:
        """Refuse bounds that cannot be.

        Raises:
            ValueError: one line that begins with the name of the bound.
        """
        for name in ("min_projects", "first_min_projects", "large_enough"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")
        if self.max_projects < self.min_projects:
            raise ValueError(f"max_projects must be min_projects or more, not {self.max_projects}")
        if not self.max_build_seconds > 0:
            raise ValueError(f"max_build_seconds must be more than 0, not {self.max_build_seconds}")
        if not self.max_growth >= 0:
            raise ValueError(f"max_growth must be 0 or more, not {self.max_growth}")
        shares = {name: getattr(self, name) for name in _SHARES}
        for name, share in {
            **shares,
            **{f"min_filled {name}": least for name, least in self.min_filled.items()},
        }.items():
            if not 0 <= share <= 1:
                raise ValueError(f"{name} must be between 0 and 1, not {share}")


LIVE_FLOORS = Floors(min_projects=150, first_min_projects=100, compares_with_fund=True)
"""iom.int: 217 projects are known by address, and the Fund speaks of over 1,000."""

PRACTICE_FLOORS = Floors(max_growth=float("inf"), max_new_values=0.5)
"""The practice site is as large as it is asked to be, and ten new projects may be a large share of a small one."""


def judge(name: str, *, good: bool, message: str) -> Check:
    """A check that passes or refuses."""
    return Check(name, "passed" if good else "refused", message)
