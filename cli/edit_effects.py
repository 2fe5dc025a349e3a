"""`build --compare`: what today's parsers would change in the latest release."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cli.excerpts import excerpts
from cli.exits import DONE
from cli.lines import print_lines
from cli.terminal import print_json, reporting
from maintenance.edit_patterns import P

if TYPE_CHECKING:
    from maintenance.comparison import Comparison
    from maintenance.edit_patterns import CellPattern, ComponentPattern, Group, IssuePattern
    from settings.run_plan import RunPlan

MOST_PATTERNS = 30
"""What the report for people lists of each kind; the JSON has all."""


def show_effects(job: "RunPlan", *, json: bool) -> int:
    """Read the captures behind the latest release again, and print what differs; publishes nothing."""
    from maintenance.comparison import compare
    from maintenance.edit_effects import describe_effects

    with reporting("Reading pages") as report:
        comparison = compare(job.folder, report=report)
    if json:
        print_json(
            {"site": job.site.start, "release": comparison.release, **describe_effects(comparison.effects)}, indent=2
        )
    else:
        print_lines(_lines(comparison))
    return DONE


def _lines(comparison: "Comparison") -> Iterator[str]:
    effects = comparison.effects
    yield (
        f"release {comparison.release}: its {effects.pages_compared:,} pages read again, {effects.cells_compared:,}"
        " cells compared"
    )
    if effects.is_empty:
        yield "today's parsers read the same: nothing would change"
        return
    yield (
        f"cells: {effects.total('gained'):,} gained, {effects.total('lost'):,} lost, {effects.total('changed'):,}"
        f" changed, {effects.total('other_reason'):,} null for another reason"
    )
    yield from _group_lines(effects.cells, _name_cell)
    if effects.pages:
        yield (
            f"pages: {sum(group.count for group in effects.pages):,} changed, {effects.cells_of_pages_gained:,} values"
            f" gained and {effects.cells_of_pages_lost:,} lost with them"
        )
    yield from _group_lines(effects.pages, lambda one: f"{one.page_before or 'none'} -> {one.page_after or 'none'}")
    yield from _key_lines("gained", effects.projects_gained)
    yield from _key_lines("lost", effects.projects_lost)
    if effects.components:
        yield "items of descriptions"
    yield from _group_lines(effects.components, _name_item)
    if effects.issues:
        yield "issues"
    yield from _group_lines(effects.issues, _name_issue)
    yield "nothing was published"


def _name_cell(pattern: "CellPattern") -> str:
    """`gained  year: not_on_page -> reported, label:beside:dl, 9999`."""
    sides = [
        [pattern.status_before, pattern.rule_before, pattern.shape_before],
        [pattern.status_after, pattern.rule_after, pattern.shape_after],
    ]
    before, after = (", ".join(part for part in side if part is not None) for side in sides)
    return f"{pattern.effect.replace('_', ' ')}  {pattern.field}: {before} -> {after}"


def _name_item(pattern: "ComponentPattern") -> str:
    return f"{pattern.effect}  {pattern.kind_before or 'none'} -> {pattern.kind_after or 'none'}"


def _name_issue(pattern: "IssuePattern") -> str:
    field = f" ({pattern.field})" if pattern.field else ""
    return f"{'more' if pattern.effect == 'gained' else 'fewer'}  {pattern.severity} {pattern.kind}{field}"


def _group_lines(groups: "Sequence[Group[P]]", name: Callable[[P], str]) -> Iterator[str]:
    for group in groups[:MOST_PATTERNS]:
        yield f"  {group.count:,} {name(group.pattern)}"
        for sample in group.samples:
            before, after = excerpts(sample.before, sample.after)
            yield f"      {sample.url}: {before} -> {after}"
    if len(groups) > MOST_PATTERNS:
        yield f"  and {len(groups) - MOST_PATTERNS:,} more patterns: --json lists all"


def _key_lines(what: str, keys: Sequence[str]) -> Iterator[str]:
    if keys:
        more = f" and {len(keys) - MOST_PATTERNS:,} more" if len(keys) > MOST_PATTERNS else ""
        yield f"projects {what}: {len(keys):,}: {', '.join(keys[:MOST_PATTERNS])}{more}"
