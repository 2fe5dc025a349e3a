"""All lists of a description, however they are marked."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from parsers.description import Block
from parsers.lists.leadins import announces, announces_count, introduces, names_items
from parsers.lists.marked_up import read_lists, take_markers
from parsers.lists.markers import Marker, MarkerValue, place_marker
from parsers.lists.sentences import Prose
from parsers.lists.sequences import MarkerSequence, find_sequences
from parsers.lists.spans import Enumeration
from parsers.lists.symbols import bullets, decimals, numerals
from parsers.lists.tags import Tag, absorb, find_tags, read_tags
from parsers.lists.typed import read_sequence
from parsers.lists.unmarked import read_unmarked
from parsers.lists.words import numbered_words, ordinals
from parsers.model import Language

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
