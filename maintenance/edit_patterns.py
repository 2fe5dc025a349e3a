"""How cells, pages, items and findings change when our reading does, and the cases of one such pattern."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Generic, Literal, NamedTuple, TypeVar

Effect = Literal["gained", "lost", "changed", "other_reason"]
"""A value where there was none, none where there was one, another one; or none as before, for another reason."""

MOST_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One case: the page (or the project's page), and the texts before and after; None for null."""

    url: str
    before: str | None
    after: str | None


class CellPattern(NamedTuple):
    """How cells change: field, effect, and `status, rule, shape of the value` before and after."""

    field: str
    effect: Effect
    status_before: str
    status_after: str
    rule_before: str | None
    rule_after: str | None
    shape_before: str | None
    shape_after: str | None


class PagePattern(NamedTuple):
    """How pages change: outcome, and of a project layout and language; None where its capture is gone."""

    page_before: str | None
    page_after: str | None


class ComponentPattern(NamedTuple):
    """How items of descriptions change: effect, and their kinds before and after; None where there is no item."""

    effect: Effect
    kind_before: str | None
    kind_after: str | None


class IssuePattern(NamedTuple):
    """Findings of one kind on one field that come or go."""

    effect: Effect
    kind: str
    severity: str
    field: str | None


P = TypeVar("P", CellPattern, PagePattern, ComponentPattern, IssuePattern)


@dataclass(frozen=True, slots=True)
class Group(Generic[P]):
    """All cases of one pattern: how many, and the first few."""

    pattern: P
    count: int
    samples: tuple[Sample, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready object; the parts of the pattern stand beside count and samples."""
        return {**self.pattern._asdict(), "count": self.count, "samples": [asdict(one) for one in self.samples]}


def group_cases(cases: Iterable[tuple[P, Sample]]) -> tuple[Group[P], ...]:
    """Gather cases by pattern, the most frequent first, equals in alphabetical order."""
    groups: dict[P, list[Sample]] = defaultdict(list)
    for pattern, sample in cases:
        groups[pattern].append(sample)
    in_order = sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0])))
    return tuple(Group(pattern, len(samples), tuple(samples[:MOST_SAMPLES])) for pattern, samples in in_order)
