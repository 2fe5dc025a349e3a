"""What must hold before a dataset may replace the last good one.

Form holds always. Floors hold whatever was published before, so that the first release and a slow decay have a bound
too. Comparisons hold against the best of the last releases. A refusal can be overridden with a written reason, which is
published with the data; broken form cannot.
"""

from collections.abc import Sequence
from dataclasses import replace

from dataset.checks.baseline import Baseline
from dataset.checks.comparisons import compare
from dataset.checks.drift import find_drift
from dataset.checks.floors import examine
from dataset.checks.integrity import integrity_faults
from dataset.checks.profile import high_water, measure
from dataset.checks.result import LIVE_FLOORS, PRACTICE_FLOORS, Balance, Check, CheckReport, Floors, listed
from dataset.releases.stored_tables import Tables

__all__ = ["LIVE_FLOORS", "PRACTICE_FLOORS", "Balance", "Check", "CheckReport", "Floors", "run_checks"]


def run_checks(
    tables: Tables,
    *,
    floors: Floors,
    baseline: Baseline | None = None,
    other_columns: Sequence[str] = (),
    before: Tables | None = None,
    balance: Balance | None = None,
    override: str | None = None,
) -> CheckReport:
    """Make every check.

    Args:
        tables: by `tables.build_tables`.
        floors: the site's bounds.
        baseline: by `baseline.read_baseline`; None for a site's first release.
        other_columns: by `loading.find_other_columns`, in what the last release differs.
        before: what the captures of the last release say when they are read today, to tell drift of the site.
        balance: the ledger's account, where there is one.
        override: why refusals should be set aside this once, or None.

    Raises:
        ValueError: the override is blank.
    """
    if override is not None and not override.strip():
        raise ValueError("an override needs a written reason")
    faults = tuple(Check("integrity", "refused", fault) for fault in integrity_faults(tables))
    if faults:
        return CheckReport(faults)
    profile = measure(tables)
    checks = [Check("integrity", "passed", "types, nulls, keys and references are as declared")]
    checks += examine(tables, profile, floors, balance=balance, is_first=baseline is None)
    if other_columns:
        message = f"another version wrote the last release, {listed(other_columns, '; ')}: these are not compared"
        checks.append(Check("columns", "warned", message))
    checks += [Check("baseline", "warned", line) for line in baseline.unread] if baseline else []
    checks += compare(profile, baseline, floors) if baseline else ()
    checks += find_drift(before, tables) if before else ()
    refused = any(check.verdict == "refused" for check in checks)
    is_overridden = refused and override is not None
    if is_overridden:
        checks = [replace(one, verdict="overridden") if one.verdict == "refused" else one for one in checks]
    earlier = [] if baseline is None or is_overridden else [baseline.highest]
    return CheckReport(
        checks=tuple(checks),
        profile=profile,
        highest=high_water([profile, *earlier]),
        compared_with=baseline.releases if baseline else (),
        override=override if is_overridden else None,
    )
