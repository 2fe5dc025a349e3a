"""All lists of a description, however they are marked."""

from collections.abc import Iterable, Sequence

from parsers.description import Block
from parsers.enumeration.leadins import announces, introduces
from parsers.enumeration.marked_up import read_lists, take_markers
from parsers.enumeration.markers import Marker, Reading, place_marker
from parsers.enumeration.sentences import Prose
from parsers.enumeration.sequences import MarkerSequence, find_sequences
from parsers.enumeration.signs import bullets, decimals, numerals
from parsers.enumeration.spans import Enumeration
from parsers.enumeration.tags import Tag, absorb, find_tags, read_tags
from parsers.enumeration.typed import read_sequence
from parsers.enumeration.unmarked import read_unmarked
from parsers.enumeration.words import numbered_words, ordinals
from parsers.raw import Language

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
    for sequence in apart:
        enumeration = read_sequence(prose, sequence, numbered)
        if enumeration:
            lists.append(enumeration)
        elif sequence.markers[0].leads:
            strays.append(sequence.markers[0])
    lists += read_tags(prose, absorb(prose, lists, [tag for tag in tags if not tag.before]))
    held = held_lines(prose, lists)
    lists += read_unmarked(
        prose,
        free=lambda line: line.start not in held,
        announces=lambda line: announces(prose, line, (line.sentence_start(line.end - 1), line.end), language),
        introduces=lambda span: introduces(prose, span, language),
    )
    lists.sort(key=lambda enumeration: enumeration.entries[0].opens)
    return lists, [marker for marker in strays if marker not in taken]


def _markers(prose: Prose, tags: Iterable[Tag]) -> list[Marker]:
    """All possible markers in the order of the text; where two overlap the one that begins first, then the longer."""
    found = [*numbered_words(prose), *ordinals(prose), *decimals(prose), *numerals(prose), *bullets(prose)]
    for tag in tags:
        reading = Reading(f"({tag.word})", tuple(int(part) for part in tag.numeral.split(".")))
        found.append(place_marker(prose, (tag.start, tag.end), (reading,), alone=True, kind=tag.kind))
    found.sort(key=lambda marker: (marker.start, -marker.end))
    markers: list[Marker] = []
    for marker in found:
        if not markers or marker.start >= markers[-1].end:
            markers.append(marker)
    return markers


def _parted(prose: Prose, one: Marker, other: Marker, language: Language) -> bool:
    """Whether the lines between two bullets part them: too many, or the last introduces another list."""
    between = other.line - one.line - 1
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
