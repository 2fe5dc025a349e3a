"""What must hold before a dataset may replace the last good one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from dataset.integrity import integrity_faults

Verdict = Literal["passed", "warned", "refused", "overridden"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer.

    Attributes:
        name: snake_case.
        verdict: `refused` stops the publication; `overridden` would have, but for a written reason.
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
        override: the reason why refusals were set aside, or None.
    """

    checks: tuple[Check, ...]
    override: str | None = None

    @property
    def passed(self) -> bool:
        """True where nothing refuses."""
        return not self.refusals

    @property
    def refusals(self) -> tuple[Check, ...]:
        """The checks that refuse."""
        return tuple(check for check in self.checks if check.verdict == "refused")


@dataclass(frozen=True, slots=True)
class Floors:
    """Bounds that hold whatever was published before.

    Attributes:
        min_projects: fewer rows than this are no dataset.
    """

    min_projects: int = 1


def run_checks(tables: Mapping[str, pa.Table], *, floors: Floors) -> CheckReport:
    """Make every check."""
    faults = list(integrity_faults(tables))
    checks = [Check("integrity", "refused", fault) for fault in faults]
    if not faults:
        checks.append(Check("integrity", "passed", "types, nulls, keys and references are as declared"))
    rows = tables["projects"].num_rows
    found = f"{rows:,} projects, at least {floors.min_projects:,} expected"
    checks.append(Check("min_projects", "passed" if rows >= floors.min_projects else "refused", found))
    return CheckReport(tuple(checks))
