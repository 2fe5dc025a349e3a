"""How many of so many may fail: shares of a large site, one or a few of a small one."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from dataset.checks.comparisons import A_FEW
from dataset.checks.result import Check, Floors

SHOWN = 5
"""So many examples a message names."""
_OF_A_SMALL_SITE = 1 / 5
"""Of fewer pages than are large enough for finer shares, so many, and one in any case, may fail."""


def share(name: str, count: int, total: int, most: float, floors: Floors, what: str) -> Check:
    """Make the check that so many of all are no larger a share than may be."""
    message = f"{count:,} of {total:,} {what}"
    if not count:
        return Check(name, "passed", message)
    return Check(name, "warned" if are_few(count, total, most, floors) else "refused", message)


def outage(name: str, count: int, total: int, floors: Floors, what: str) -> Check:
    """As `share`, for pages that something stands for, or that are gone: of a small site a few, and half of it."""
    check = share(name, count, total, floors.max_unverified, floors, what)
    is_little = total < floors.large_enough and 0 < count <= min(A_FEW, total / 2)
    return Check(name, "warned", check.message) if is_little else check


def are_few(count: int, total: int, most: float, floors: Floors) -> bool:
    """Whether so many are no more than may be; of a small site one, and a fifth, but never all."""
    if total >= floors.large_enough:
        return count <= total * most
    return not count or (count < total and count <= max(1, total * max(most, _OF_A_SMALL_SITE)))


def named(pages: Sequence[str]) -> str:
    """Write the first few addresses behind what is said of them all."""
    return f": {', '.join(pages[:SHOWN])}{' …' if len(pages) > SHOWN else ''}" if pages else ""


def rows(table: pa.Table, *columns: str) -> list[dict[str, Any]]:
    """The rows of some columns of a table."""
    found: list[dict[str, Any]] = table.select(columns).to_pylist()
    return found
