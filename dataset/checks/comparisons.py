"""A build against the best of the last releases: what is missing, what is new."""

from collections.abc import Iterator

from dataset.checks.baseline import Baseline
from dataset.checks.profile import Profile
from dataset.checks.result import Check, Floors, judge, listed

A_FEW = 3
"""A loss of so few rows is no sign of anything, however large its share of a small group."""


def compare(profile: Profile, baseline: Baseline, floors: Floors) -> Iterator[Check]:
    """Make every comparison, in a fixed order."""
    highest = baseline.highest
    yield _number_of_projects(profile.projects, highest.projects, floors)
    yield _slices(profile, highest, floors)
    yield _filled(profile, highest, floors)
    yield _new_values(profile, highest, floors)


def _number_of_projects(now: int, most: int, floors: Floors) -> Check:
    least, largest = most * (1 - floors.max_loss), most * (1 + floors.max_growth)
    is_little = most - now <= A_FEW and 2 * now > most
    good = (now >= least or is_little) and (now <= largest or now - most <= floors.large_enough)
    message = f"{now:,} projects; the last releases had up to {most:,}"
    return judge("number_of_projects", good=good, message=message)


def _slices(now: Profile, highest: Profile, floors: Floors) -> Check:
    """A region or language can vanish while the total looks fine."""
    lost = [
        f"{name} {value}: {rows.get(value, 0):,} of {most:,}"
        for name, rows in now.slices.items()
        for value, most in highest.slices.get(name, {}).items()
        if most - rows.get(value, 0) > max(A_FEW, most * floors.max_slice_loss)
    ]
    return judge("slices", good=not lost, message=listed(lost, "; ") or "no region, language or layout has shrunk")


def _filled(now: Profile, highest: Profile, floors: Floors) -> Check:
    fallen = [
        f"{name} {share:.0%}, was {highest.filled[name]:.0%}"
        for name, share in now.filled.items()
        if name in highest.filled  # else it was not watched yet
        if highest.filled[name] - share > floors.max_fill_loss and _rows(highest, name) - _rows(now, name) > A_FEW
    ]
    return judge("filled", good=not fallen, message=listed(fallen, "; ") or "every field is filled as before")


def _rows(profile: Profile, field: str) -> float:
    return profile.filled[field] * profile.projects


def _new_values(now: Profile, highest: Profile, floors: Floors) -> Check:
    new = {
        name: {value: rows for value, rows in values.items() if value not in highest.values[name]}
        for name, values in now.values.items()
        if name in highest.values
    }
    found = "; ".join(f"{name}: {listed(list(values))}" for name, values in new.items() if values)
    largest = max((sum(values.values()) for values in new.values()), default=0)
    if not found:
        return Check("new_values", "passed", "no value that no earlier release has")
    good = largest <= max(A_FEW, now.projects * floors.max_new_values)
    said = f"values that no earlier release has: {found}"
    if good:
        return Check("new_values", "warned", said)
    hint = "many new projects may well bring such: max_new_values in [checks] says how large a share is let pass"
    return Check("new_values", "refused", f"{said}; {hint}")
