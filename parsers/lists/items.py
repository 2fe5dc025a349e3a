"""The enumerations of a description: its components, areas of action, outputs and whatever else it lists."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from parsers.description import Block, Description
from parsers.fields import is_valid
from parsers.lists.leadins import (
    LeadIn,
    announces,
    announces_count,
    introduces,
    names_items,
    read_lead_in,
    unkept_announcements,
)
from parsers.lists.marks import bullets, decimals, numbered_words, numerals, ordinals
from parsers.lists.sentences import Entry, Enumeration, Fault, Prose, quote, read_prose, says_nothing, settle_full_stops
from parsers.lists.sequences import Marker, MarkerSequence, MarkerValue, find_sequences, place_marker, stray_markers
from parsers.lists.typed import Tag, absorb, find_tags, read_sequence, read_tags
from parsers.lists.unmarked import headed_lines, read_lists, read_unmarked, take_markers, unclaimed_clauses
from parsers.model import Issue, ItemKind, Language, RawItem, Severity

WIDEST_BREAK = 6
"""More lines between two bullets, and they are not of one list."""


def find_lists(prose: Prose, blocks: Sequence[Block], language: Language) -> tuple[list[Enumeration], list[Marker]]:
    """Find all lists, in the order in which they begin, and the markers that belong to none."""
    tags = find_tags(prose)
    markers = _markers(prose, [tag for tag in tags if tag.before])
    marked_up = read_lists(prose, blocks)
    sequences, strays = find_sequences(markers, lambda one, other: _parted(prose, one, other, language))
    beginnings = {entry.opens for enumeration in marked_up for entry in enumeration.entries}
    within: list[MarkerSequence] = []
    apart: list[MarkerSequence] = []
    for sequence in sequences:
        (within if all(marker.start in beginnings for marker in sequence.markers) else apart).append(sequence)
    bullets_within = [marker for marker in strays if marker.readings[0].value is None]
    taken = take_markers(
        prose, marked_up, [*bullets_within, *(marker for sequence in within for marker in sequence.markers)]
    )
    numbered = sorted(marker.start for sequence in sequences for marker in sequence.markers if marker.alone)
    lists = [*marked_up]
    for sequence, limit in zip(apart, _limits(prose, apart, language), strict=True):
        enumeration = read_sequence(prose, sequence, numbered, limit)
        if enumeration:
            lists.append(enumeration)
        elif sequence.markers[0].leads:
            strays.append(sequence.markers[0])
    lists += read_tags(prose, absorb(prose, lists, [tag for tag in tags if not tag.before]), language)
    held = held_lines(prose, lists)
    lists += read_unmarked(
        prose,
        free=lambda line: line.start not in held,
        announces=lambda line: names_items(prose, line, language),
        introduces=lambda span: introduces(prose, span, language),
    )
    lists.sort(key=lambda enumeration: enumeration.entries[0].opens)
    return lists, [marker for marker in strays if marker not in taken]


def _markers(prose: Prose, tags: Iterable[Tag]) -> list[Marker]:
    """All possible markers in the order of the text; where two overlap the one that begins first, then the longer."""
    found = [*numbered_words(prose), *ordinals(prose), *decimals(prose), *numerals(prose), *bullets(prose)]
    for tag in tags:
        reading = MarkerValue(f"({tag.word})", tuple(int(part) for part in tag.numeral.split(".")))
        found.append(place_marker(prose, (tag.start, tag.end), (reading,), alone=True, kind=tag.kind))
    found.sort(key=lambda marker: (marker.start, -marker.end))
    markers: list[Marker] = []
    for marker in found:
        if not markers or marker.start >= markers[-1].end:
            markers.append(marker)
    return markers


def _limits(prose: Prose, sequences: Sequence[MarkerSequence], language: Language) -> list[int]:
    """For each list, in order, what its last item cannot reach beyond; the end of the text where nothing is known.

    That is where a list goes on that it is nested in, and where another begins that is not nested in it: of the same
    style, or introduced by words of its own; then a comma or semicolon parts the two ("b) ..., and three outputs: 1)").
    """
    limits: list[int] = []
    around: list[list[int]] = []
    for sequence, following in zip(sequences, [*sequences[1:], None], strict=False):
        starts = [marker.start for marker in sequence.markers]
        around = [outer for outer in around if outer[-1] > starts[0]]
        nexts = [outer[bisect_right(outer, starts[-1])] for outer in around if outer[-1] > starts[-1]]
        if following and _is_apart(prose, sequence, following, language):
            end = following.markers[0].start
            stop = max(prose.text.rfind(sign, starts[-1], end) for sign in ";,.")
            nexts.append(end if stop == -1 else stop)
        limits.append(min(nexts, default=len(prose.text)))
        around.append(starts)
    return limits


def _is_apart(prose: Prose, sequence: MarkerSequence, following: MarkerSequence, language: Language) -> bool:
    last, first = sequence.markers[-1], following.markers[0]
    if first.start < last.end or first.line != last.line:
        return False
    return sequence.style == following.style or announces_count(prose, (last.end, first.start), language)


def _parted(prose: Prose, one: Marker, other: Marker, language: Language) -> bool:
    """Whether what stands between two bullets parts them: a colon, too many lines, or words that introduce a list."""
    between = other.line - one.line - 1
    if not other.leads:
        return prose.text.endswith(": ", 0, other.start)
    if between < 1:
        return False
    line = prose.lines[other.line - 1]
    ending = (line.sentence_start(line.end - 1), line.end)
    colon = prose.text[line.end - 1] == ":"
    counted = prose.text[line.end - 1] in ".!?" and announces(prose, line, ending, language)
    return between > WIDEST_BREAK or colon or counted or line.heading


def held_lines(prose: Prose, lists: Iterable[Enumeration]) -> set[int]:
    """Where the lines begin on which an item stands."""
    held: set[int] = set()
    for enumeration in lists:
        for entry in enumeration.entries:
            first, last = prose.line_at(entry.opens), prose.line_at(max(entry.opens, entry.end - 1))
            held.update(prose.lines[index].start for index in range(first, last + 1))
    return held


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
    found = [enumeration for enumeration, _ in worded if enumeration.entries]
    parted = [_without_countries(prose, enumeration) for enumeration in found]
    issues += [issue for _, issue in parted if issue]
    lists = [enumeration for enumeration, _ in parted if enumeration.entries]
    for number, enumeration in enumerate(lists, 1):
        lead_in = read_lead_in(prose, enumeration.entries[0].opens, bounds.before(enumeration), language)
        entries = enumeration.entries
        if lead_in.text is None and number > 1 and enumeration.style == lists[number - 2].style is not None:
            enumeration.faults.append(Fault("numbering_restarts", "its numbers begin anew without a word between"))
        items += _items(prose, number, entries, lead_in)
        issues += _issues(prose, number, enumeration, lead_in, held)
    issues += islice(stray_markers(prose, strays), MOST_DOUBTS)
    issues += islice(unkept_announcements(prose, found, held, language), MOST_DOUBTS)
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


def _without_countries(prose: Prose, enumeration: Enumeration) -> tuple[Enumeration, Issue | None]:
    """Leave out what is nothing but the name of a country, or several: where a project works is no part of it."""
    texts = [prose.text[entry.start : entry.end] for entry in enumeration.entries]
    named = [is_valid("countries", text) for text in texts]
    if not any(named):
        return enumeration, None
    kept = [entry for entry, is_name in zip(enumeration.entries, named, strict=True) if not is_name]
    names = ", ".join(quote(text) for text, is_name in zip(texts, named, strict=True) if is_name)
    words = f"countries are listed in the text, and are no items: {names}"
    severity: Severity = "warning" if kept else "info"
    return replace(enumeration, entries=kept), Issue("countries_listed", "components", words, severity)


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
    if _text_between(prose, enumeration, held):
        yield Issue(
            "text_between_items", "components", f"{name}: lines stand between its items that none holds", "info"
        )


def _text_between(prose: Prose, enumeration: Enumeration, held: set[int]) -> bool:
    """Whether lines stand between two items of a list that no item holds."""
    for entry, following in pairwise(enumeration.entries):
        first, last = prose.line_at(max(entry.opens, entry.end - 1)) + 1, prose.line_at(following.opens)
        if any(prose.lines[index].start not in held for index in range(first, last)):
            return True
    return False
