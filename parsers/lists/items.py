"""The enumerations of a description: its components, areas of action, outputs and whatever else it lists."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from parsers.description import Block, Description
from parsers.lists.doubts import (
    headed_lines,
    quote,
    stray_markers,
    text_between,
    unclaimed_clauses,
    unkept_announcements,
)
from parsers.lists.leadins import LeadIn, read_lead_in
from parsers.lists.search import find_lists, held_lines
from parsers.lists.sentences import Prose, read_prose
from parsers.lists.spans import Entry, Enumeration, Fault, says_nothing, settle_full_stops
from parsers.model import Issue, ItemKind, Language, RawItem, Severity

LONGEST = 100_000
"""Characters of a description that are searched; real ones have fewer than 10,000."""
MOST_ITEMS = 500
"""No description lists more; what goes beyond is left out and reported."""
MOST_DOUBTS = 50
"""So many findings of one sort are told; who reads on after that?"""


def find_items(description: Description, language: Language) -> tuple[tuple[RawItem, ...], tuple[Issue, ...]]:
    """Find every enumeration of a description.

    Args:
        description: as `read_description` gives it.
        language: of the page; lead-ins in the other two are understood as well.

    Returns:
        The items of all enumerations, list by list in the order of the text, with
        `description.text[item.start:item.end] == item.text`; and what is broken or doubtful about them.
    """
    blocks = [block for block in description.blocks if block.end <= LONGEST]
    prose = read_prose(description.text, blocks)
    lists, strays = find_lists(prose, blocks, language)
    lists, left_out = _bounded(lists)
    bounds = _Bounds(prose, blocks, lists)
    held = held_lines(prose, lists)
    items: list[RawItem] = []
    issues: list[Issue] = []
    if len(blocks) < len(description.blocks):
        words = f"the description is longer than {LONGEST} characters; no items were looked for beyond"
        issues.append(Issue("too_many_items", "components", words, "error"))
    worded = [_worded(prose, enumeration) for enumeration in lists]
    issues += [issue for _, issue in worded if issue]
    lists = [enumeration for enumeration, _ in worded if enumeration.entries]
    for number, enumeration in enumerate(lists, 1):
        lead_in = read_lead_in(prose, enumeration.entries[0].opens, bounds.before(enumeration), language)
        entries = enumeration.entries
        if lead_in.text is None and number > 1 and enumeration.style == lists[number - 2].style is not None:
            enumeration.faults.append(Fault("numbering_restarts", "its numbers begin anew without a word between"))
        items += _items(prose, number, entries, lead_in)
        issues += _issues(prose, number, enumeration, lead_in, held)
    issues += islice(stray_markers(prose, strays), MOST_DOUBTS)
    issues += islice(unkept_announcements(prose, lists, held, language), MOST_DOUBTS)
    issues += headed_lines(prose, held)
    issues += islice(unclaimed_clauses(prose, held), MOST_DOUBTS)
    if left_out:
        issues.append(Issue("too_many_items", "components", f"{left_out} items beyond {MOST_ITEMS} left out", "error"))
    return tuple(items), tuple(issues)


def _worded(prose: Prose, enumeration: Enumeration) -> tuple[Enumeration, Issue | None]:
    """Settle where the items end, and leave out those that are nothing but a joining word: `c) y.`, `<li>and.</li>`."""
    settled = settle_full_stops(prose, enumeration.entries)
    pairs = list(zip(enumeration.entries, settled, strict=True))
    empty = [quote(prose.text[entry.opens : entry.end]) for entry, short in pairs if says_nothing(prose, short)]
    kept = replace(enumeration, entries=[entry for entry in settled if not says_nothing(prose, entry)])
    if not empty:
        return kept, None
    return kept, Issue("enumeration_broken", "components", f"items that say nothing are left out: {', '.join(empty)}")


def _bounded(lists: Sequence[Enumeration]) -> tuple[list[Enumeration], int]:
    kept: list[Enumeration] = []
    total = sum(len(enumeration.entries) for enumeration in lists)
    room = MOST_ITEMS
    for enumeration in lists:
        entries = enumeration.entries[:room]
        if not entries:
            break
        kept.append(replace(enumeration, entries=entries))
        room -= len(entries)
    return kept, total - (MOST_ITEMS - room)


class _Bounds:
    """How far back from a list its lead-in can begin: not into another list's item, unless that leads to it."""

    def __init__(self, prose: Prose, blocks: Sequence[Block], lists: Sequence[Enumeration]) -> None:
        entries = [entry for enumeration in lists for entry in enumeration.entries]
        self._prose = prose
        self._blocks = blocks
        self._starts = sorted(entry.start for entry in entries)
        self._ends = sorted(entry.end for entry in entries)
        self._by_end = {entry.end: entry for entry in entries}

    def before(self, enumeration: Enumeration) -> int:
        opens = enumeration.entries[0].opens
        started = bisect_left(self._starts, opens)
        ended = bisect_right(self._ends, opens)
        inside = self._starts[started - 1] if started else 0
        behind = self._ends[ended - 1] if ended else 0
        if behind > inside and self._leads_on(behind, opens):
            return self._by_end[behind].start
        return max(inside, behind)

    def _leads_on(self, end: int, opens: int) -> bool:
        """Whether the item that ends on the line before is what the list is nested in."""
        index = self._prose.line_at(opens)
        line, before = self._prose.lines[index], self._prose.lines[index - 1]
        if not index or not before.start < end <= before.end:
            return False
        deeper = self._blocks[line.block].depth > self._blocks[before.block].depth > 0
        return deeper or self._prose.text[before.end - 1] == ":"


def _items(prose: Prose, number: int, entries: Sequence[Entry], lead_in: LeadIn) -> Iterator[RawItem]:
    said = [entry.kind for entry in entries if entry.kind]
    fallback: ItemKind = lead_in.kind if lead_in.kind != "other" or not said else said[0]
    for position, entry in enumerate(entries, 1):
        kind = fallback if lead_in.kind == "parent_project" else entry.kind or fallback
        text = prose.text[entry.start : entry.end]
        yield RawItem(number, position, entry.marker, lead_in.text, kind, text, entry.start, entry.end)


def _issues(prose: Prose, number: int, enumeration: Enumeration, lead_in: LeadIn, held: set[int]) -> Iterator[Issue]:
    first = enumeration.entries[0]
    name = f"list {number} ({quote(lead_in.text or prose.text[first.opens : first.end])})"
    for fault in enumeration.faults:
        severity: Severity = "info" if fault.kind == "item_end_unsure" else "warning"
        yield Issue(fault.kind, "components", f"{name}: {fault.words}", severity)
    found = len(enumeration.entries)
    if lead_in.count is not None and lead_in.count != found:
        yield Issue("count_disagrees", "components", f"{name}: {lead_in.count} announced, {found} found")
    if text_between(prose, enumeration, held):
        yield Issue(
            "text_between_items", "components", f"{name}: lines stand between its items that none holds", "info"
        )
