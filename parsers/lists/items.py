"""The enumerations of a description: its components, areas of action, outputs and whatever else it lists."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from parsers.description import Block, Description
from parsers.fields import is_valid
from parsers.lists.leadins import (
    LeadIn,
    announces,
    find_terms,
    read_lead_in,
)
from parsers.lists.marks import bullets, decimals, numbered_words, numerals, ordinals
from parsers.lists.sentences import Entry, Enumeration, Prose, quote, read_prose, says_nothing, settle_full_stops
from parsers.lists.sequences import Marker, MarkerSequence, find_sequences, stray_markers
from parsers.lists.typed import absorb, find_tags, read_sequence, read_tags
from parsers.lists.unmarked import (
    headed_lines,
    read_lists,
    read_unmarked,
    take_markers,
    unclaimed_clauses,
    unkept_announcements,
)
from parsers.model import Issue, ItemKind, RawItem, Severity

WIDEST_BREAK = 6
"""More lines between two bullets, and they are not of one list."""


def find_lists(prose: Prose, blocks: Sequence[Block]) -> tuple[list[Enumeration], list[Marker], set[int]]:
    """Find all lists, in the order in which they begin, the markers of none, and where the lines with items begin."""
    before, behind = find_tags(prose)
    markers = _markers(prose, before)
    sequences, strays = find_sequences(markers, lambda one, other: _parted(prose, one, other))
    lists = read_lists(prose, blocks)
    beginnings = {entry.opens for enumeration in lists for entry in enumeration.entries}
    typed = [marker for marker in strays if marker.readings[0].value is None]
    apart: list[MarkerSequence] = []
    for sequence in sequences:
        if all(marker.start in beginnings for marker in sequence.markers):
            typed += sequence.markers
        else:
            apart.append(sequence)
    taken = take_markers(prose, lists, typed)
    numbered = sorted(marker.start for sequence in sequences for marker in sequence.markers if marker.alone)
    for sequence, limit in zip(apart, _limits(prose, apart), strict=True):
        enumeration = read_sequence(prose, sequence, numbered, limit)
        if enumeration:
            lists.append(enumeration)
        elif sequence.markers[0].leads:
            strays.append(sequence.markers[0])
    lists += read_tags(prose, absorb(prose, lists, behind))
    held = _held_lines(prose, lists)
    unmarked = read_unmarked(prose, held)
    lists = sorted([*lists, *unmarked], key=lambda enumeration: enumeration.entries[0].opens)
    return lists, [marker for marker in strays if marker not in taken], held | _held_lines(prose, unmarked)


def _markers(prose: Prose, tags: Iterable[Marker]) -> list[Marker]:
    """All possible markers in the order of the text; where two overlap the one that begins first, then the longer."""
    found = [*numbered_words(prose), *ordinals(prose), *decimals(prose), *numerals(prose), *bullets(prose), *tags]
    found.sort(key=lambda marker: (marker.start, -marker.end))
    markers: list[Marker] = []
    for marker in found:
        if not markers or marker.start >= markers[-1].end:
            markers.append(marker)
    return markers


def _limits(prose: Prose, sequences: Sequence[MarkerSequence]) -> list[int]:
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
        if following and _is_apart(prose, sequence, following):
            end = following.markers[0].start
            stop = max(prose.text.rfind(sign, starts[-1], end) for sign in ";,.")
            nexts.append(end if stop == -1 else stop)
        limits.append(min(nexts, default=len(prose.text)))
        around.append(starts)
    return limits


def _is_apart(prose: Prose, sequence: MarkerSequence, following: MarkerSequence) -> bool:
    last, first = sequence.markers[-1], following.markers[0]
    if first.start < last.end or first.line != last.line:
        return False
    between = prose.plain[last.end : first.start]
    counted = between.rstrip().endswith(":") and any(term.near for term in find_terms(between))
    return sequence.style == following.style or counted


def _parted(prose: Prose, one: Marker, other: Marker) -> bool:
    """Whether what stands between two bullets parts them: a colon, too many lines, or words that introduce a list."""
    between = other.line - one.line - 1
    if not other.leads:
        return prose.text.endswith(": ", 0, other.start)
    if between < 1:
        return False
    line = prose.lines[other.line - 1]
    ending = (line.sentence_start(line.end - 1), line.end)
    colon = prose.text[line.end - 1] == ":"
    counted = prose.text[line.end - 1] in ".!?" and announces(prose, line, ending)
    return between > WIDEST_BREAK or colon or counted or line.heading


def _held_lines(prose: Prose, lists: Iterable[Enumeration]) -> set[int]:
    """Where the lines begin on which an item stands."""
    held: set[int] = set()
    for enumeration in lists:
        for entry in enumeration.entries:
            first, last = prose.line_at(entry.opens), prose.line_at(max(entry.opens, entry.end - 1))
            held.update(prose.lines[index].start for index in range(first, last + 1))
    return held


MOST_CHARACTERS = 100_000
"""Characters of a description that are searched; real ones have fewer than 10,000."""
MOST_ITEMS = 500
"""No description lists more; what goes beyond is left out and reported."""
MOST_DOUBTS = 50
"""So many findings of one sort are told; who reads on after that?"""


def find_items(description: Description) -> tuple[tuple[RawItem, ...], tuple[Issue, ...]]:
    """Find every enumeration of a description.

    Args:
        description: as `read_description` gives it.

    Returns:
        The items of all enumerations, list by list in the order of the text, with
        `description.text[item.start:item.end] == item.text`; and what is broken or doubtful about them.
    """
    blocks = [block for block in description.blocks if block.end <= MOST_CHARACTERS]
    prose = read_prose(description.text, blocks)
    lists, strays, held = find_lists(prose, blocks)
    items: list[RawItem] = []
    issues: list[Issue] = []
    if len(blocks) < len(description.blocks):
        words = f"the description is longer than {MOST_CHARACTERS} characters; no items were looked for beyond"
        issues.append(Issue("too_many_items", "components", words, "error"))
    left_out = _leave_out(lists)
    entries = [entry for enumeration in lists for entry in enumeration.entries]
    starts = [-1, *sorted(entry.start for entry in entries)]
    spans = [(-1, -1), *sorted((entry.end, entry.start) for entry in entries)]
    issues += [issue for one in lists if (issue := _leave_out_empty(prose, one))]
    lists = [one for one in lists if one.entries]
    begun = {prose.line_at(one.entries[0].opens) for one in lists}
    issues += [issue for one in lists if (issue := _leave_out_countries(prose, one))]
    style = None
    for number, one in enumerate((one for one in lists if one.entries), 1):
        opens = one.entries[0].opens
        lead_in = read_lead_in(prose, opens, _bound(prose, blocks, starts, spans, opens))
        if lead_in.text is None and one.style == style is not None:
            one.faults.append(("numbering_restarts", "its numbers begin anew without a word between"))
        style = one.style
        items += _items(prose, number, one.entries, lead_in)
        issues += _issues(prose, number, one, lead_in, held)
    issues += islice(stray_markers(prose, strays), MOST_DOUBTS)
    issues += islice(unkept_announcements(prose, begun, held), MOST_DOUBTS)
    issues += headed_lines(prose, held)
    issues += islice(unclaimed_clauses(prose, held), MOST_DOUBTS)
    if left_out:
        issues.append(Issue("too_many_items", "components", f"{left_out} items beyond {MOST_ITEMS} left out", "error"))
    return tuple(items), tuple(issues)


def _leave_out(lists: Iterable[Enumeration]) -> int:
    """Leave out the items beyond `MOST_ITEMS`, and say how many."""
    room, left_out = MOST_ITEMS, 0
    for enumeration in lists:
        left_out += len(enumeration.entries[room:])
        enumeration.entries = enumeration.entries[:room]
        room -= len(enumeration.entries)
    return left_out


def _leave_out_empty(prose: Prose, enumeration: Enumeration) -> Issue | None:
    """Settle where the items end, and leave out those that are nothing but a joining word: `c) y.`, `<li>and.</li>`."""
    settled = settle_full_stops(prose, enumeration.entries)
    empty = [entry.opens for entry in settled if says_nothing(prose, entry)]
    words = ", ".join(
        quote(prose.text[entry.opens : entry.end]) for entry in enumeration.entries if entry.opens in empty
    )
    enumeration.entries = [entry for entry in settled if entry.opens not in empty]
    if not empty:
        return None
    return Issue("enumeration_broken", "components", f"items that say nothing are left out: {words}")


def _leave_out_countries(prose: Prose, enumeration: Enumeration) -> Issue | None:
    """Leave out what is nothing but the name of a country, or several: where a project works is no part of it."""
    texts = {entry.start: prose.text[entry.start : entry.end] for entry in enumeration.entries}
    named = {start: quote(text) for start, text in texts.items() if is_valid("countries", text)}
    if not named:
        return None
    enumeration.entries = [entry for entry in enumeration.entries if entry.start not in named]
    words = f"countries are listed in the text, and are no items: {', '.join(named.values())}"
    return Issue("countries_listed", "components", words, "warning" if enumeration.entries else "info")


def _bound(
    prose: Prose, blocks: Sequence[Block], starts: Sequence[int], spans: Sequence[tuple[int, int]], opens: int
) -> int:
    """How far back from a list its lead-in can begin: not into another list's item, unless that leads to it.

    All items begin at `starts`, and end and begin at `spans`, both ascending; the list begins at `opens`.
    """
    inside = starts[bisect_left(starts, opens) - 1]
    behind, start = spans[bisect_right(spans, (opens, opens)) - 1]
    index = prose.line_at(opens)
    line, before = prose.lines[index], prose.lines[index - 1]
    if index and inside < behind and before.start < behind <= before.end:
        deeper = blocks[line.block].depth > blocks[before.block].depth > 0
        if deeper or prose.text[before.end - 1] == ":":
            return start
    return max(inside, behind, 0)


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
    for kind, words in enumeration.faults:
        severity: Severity = "info" if kind == "item_end_unsure" else "warning"
        yield Issue(kind, "components", f"{name}: {words}", severity)
    found = len(enumeration.entries)
    if lead_in.number is not None and lead_in.number != found:
        yield Issue("count_disagrees", "components", f"{name}: {lead_in.number} announced, {found} found")
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
