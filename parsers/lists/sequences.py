"""Markers to sequences: what could mark an item, and which of them are one list's, in order."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from parsers.lists.sentences import QUOTED, Line, Prose, one_of, quote
from parsers.model import Issue, ItemKind

Value = tuple[int, ...]
LAST: Value = (0,)
"""The value of `Finally`: whatever comes next."""


@dataclass(frozen=True, slots=True)
class MarkerValue:
    """One way to read a marker. `value` is None for bullets, which do not count."""

    style: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Marker:
    """A possible marker before its item.

    Attributes:
        start, end: character span; the item's text follows at `end`.
        printed: as the page prints it.
        readings: the ways to read it, the likelier first.
        line: index of its line.
        leads: whether it is the first thing on its line.
        after_stop: whether a clause ends before it: it leads its line, or stands behind `: ; , .` or "and".
        weak: whether it can go on with a list on its line, but neither begin nor break one.
        alone: whether one makes a list by itself: `Output 1.1:` does, `1)` does not.
        kind: what its word says (`Output 1.1`), None where it has none.
    """

    start: int
    end: int
    printed: str
    readings: tuple[MarkerValue, ...]
    line: int
    leads: bool
    after_stop: bool
    weak: bool = False
    alone: bool = False
    kind: ItemKind | None = None


_JOINS = one_of("connectives.csv", place="close|solo")
# What ends a clause before a marker: `areas: a)`, `visas; b)`, `visas and c)`.
CLAUSE_END = re.compile(rf"(?:[:;,.?!)”’»\]\"'…-]|(?<![^\W_]){_JOINS})\s*\Z")


def place_marker(
    prose: Prose,
    span: tuple[int, int],
    readings: tuple[MarkerValue, ...],
    *,
    printed_end: int | None = None,
    weak: bool = False,
    alone: bool = False,
    kind: ItemKind | None = None,
) -> Marker:
    """Make a marker of a span of text, which ends where the item begins, and look at what stands before it."""
    start, end = span
    index = prose.line_at(start)
    line = prose.lines[index]
    leads = start == line.start
    before = CLAUSE_END.search(prose.plain, max(line.start, start - 24), start)
    after_stop = leads or (before is not None and _ends_clause(line, before))
    printed = prose.text[start : end if printed_end is None else printed_end].strip()
    return Marker(start, min(end, line.end), printed, readings, index, leads, after_stop, weak, alone, kind)


def _ends_clause(line: Line, before: re.Match[str]) -> bool:
    """A full stop ends one only where it ends a sentence: none stands in `Mr. A. Smith`."""
    end = before.start() + 1
    return before[0][0] != "." or line.sentence_end(end - 1) == end


LARGEST_GAP = 2
"""So many numbers may be missing between two markers of one list; more, and the second is no marker of it."""

PUNCTUATION = "().-–—/º°"

Parted = Callable[[Marker, Marker], bool]
"""Whether the text between two bullets says that the second belongs to another list."""


@dataclass(slots=True)
class MarkerSequence:
    """Markers of one list.

    Attributes:
        style: what they share.
        markers: at least one.
        value: of the last one; None for bullets.
        faults: what is wrong with the numbering, a few words each.
    """

    style: str
    markers: list[Marker]
    value: Value | None
    faults: list[str] = field(default_factory=list)


def find_sequences(markers: Iterable[Marker], parted: Parted) -> tuple[list[MarkerSequence], list[Marker]]:
    """Group markers into lists. A list begins at its first value (1, a, i); lists nest, one style within another.

    A marker goes on with the innermost open list that expects it; else it begins a list, if its value is a first
    one; else it goes on with an open list of its style in spite of a gap or a repetition, which is a fault; else it
    begins a list late, if one such marker makes a list, which is a fault too; else it belongs to no list.

    Returns:
        The lists of two markers or more, or of one that can stand alone, and the markers that belong to none.
    """
    lists: list[MarkerSequence] = []
    opened: list[MarkerSequence] = []
    strays: list[Marker] = []
    for marker in _without_rivals(list(markers)):
        if _continues(opened, marker, parted):
            continue
        begun = _begin(opened, marker)
        if begun is None and _breaks(opened, marker):
            continue
        if begun is None and marker.alone:
            fault = f"nothing comes before {marker.printed!r}"
            begun = MarkerSequence(marker.readings[0].style, [marker], marker.readings[0].value, [fault])
        if begun:
            opened.append(begun)
            lists.append(begun)
        else:
            strays.append(marker)
    for sequence in lists:
        if len(sequence.markers) == 1 and not sequence.markers[0].alone:
            strays += sequence.markers
    lists = [sequence for sequence in lists if len(sequence.markers) > 1 or sequence.markers[0].alone]
    return lists, sorted(strays, key=lambda marker: marker.start)


def _continues(opened: list[MarkerSequence], marker: Marker, parted: Parted) -> bool:
    for index in range(len(opened) - 1, -1, -1):
        sequence = opened[index]
        last = sequence.markers[-1]
        for reading in marker.readings:
            if reading.style != sequence.style or not _follows(sequence.value, reading.value):
                continue
            if (reading.value is None and parted(last, marker)) or (marker.weak and marker.line != last.line):
                continue
            _append(opened, index, marker, reading)
            return True
    return False


def _begin(opened: list[MarkerSequence], marker: Marker) -> MarkerSequence | None:
    """Begin a list with a marker of a first value; an open one of its style ends, and those within it."""
    if marker.weak:
        return None
    for reading in marker.readings:
        if reading.value is None or reading.value[-1] == 1:
            styles = [sequence.style for sequence in opened]
            if reading.style in styles:
                del opened[styles.index(reading.style) :]
            return MarkerSequence(reading.style, [marker], reading.value)
    return None


def _breaks(opened: list[MarkerSequence], marker: Marker) -> bool:
    """Go on with a list that expects another value, where the end of a clause says that this is a marker."""
    if marker.weak or not marker.after_stop:
        return False
    for index in range(len(opened) - 1, -1, -1):
        sequence = opened[index]
        for reading in marker.readings:
            if _nearly_follows(sequence, marker, reading):
                sequence.faults.append(f"{marker.printed!r} comes after {sequence.markers[-1].printed!r}")
                _append(opened, index, marker, reading)
                return True
    return False


def _nearly_follows(sequence: MarkerSequence, marker: Marker, reading: MarkerValue) -> bool:
    """Whether a marker can be meant for a list: a few numbers on or back, or the next one with other brackets."""
    if reading.value is None or sequence.value is None or len(reading.value) != len(sequence.value):
        return False
    if LAST in {reading.value, sequence.value}:
        return False
    if reading.style == sequence.style:
        return reading.value[-1] - sequence.value[-1] - 1 <= LARGEST_GAP
    brackets = reading.style.endswith(")") and sequence.style.endswith(")")
    alike = reading.style.strip(PUNCTUATION) == sequence.style.strip(PUNCTUATION)
    lines = marker.leads and sequence.markers[-1].leads
    return alike and (brackets or lines) and _follows(sequence.value, reading.value)


def _follows(last: Value | None, value: Value | None) -> bool:
    """Whether a value is the next after another: 3 after 2, (1, 3) or (2, 1) after (1, 2), bullet after bullet.

    `Finally` is next after any but the first: "First, ... Finally, ..." is how prose goes on.
    """
    if last is None or value is None:
        return last is value
    if value == LAST:
        return last not in {LAST, (1,)}
    if last == LAST:
        return False
    return value == (*last[:-1], last[-1] + 1) or (len(last) > 1 and value == (*last[:-2], last[-2] + 1, 1))


def _append(opened: list[MarkerSequence], index: int, marker: Marker, reading: MarkerValue) -> None:
    """Add a marker to an open list. Lists nested in the item before it end, but `Output 2.1` may follow `Outcome 2`."""
    opened[index + 1 :] = [nested for nested in opened[index + 1 :] if nested.markers[0].alone]
    opened[index].markers.append(marker)
    opened[index].value = reading.value


def _without_rivals(markers: Sequence[Marker]) -> list[Marker]:
    """Leave out each weak marker whose place in the list a stronger one takes before the list begins anew."""
    kept: list[Marker] = []
    ahead: dict[str, set[Value | None]] = {}
    for marker in reversed(markers):
        reading = marker.readings[0]
        if marker.weak:
            if reading.value is None or reading.value not in ahead.get(reading.style, ()):
                kept.append(marker)
            continue
        if reading.value is not None and reading.value[-1] == 1:
            ahead[reading.style] = set()
        else:
            ahead.setdefault(reading.style, set()).add(reading.value)
        kept.append(marker)
    return kept[::-1]


def stray_markers(prose: Prose, strays: Sequence[Marker]) -> Iterator[Issue]:
    """Markers that look like a list's and are not: `1)` without `2)`, `b)` without `a)`."""
    for marker in strays:
        if _is_remarkable(prose, marker):
            line = prose.lines[marker.line]
            words = quote(prose.text[marker.start : min(line.end, marker.start + QUOTED)])
            yield Issue("enumeration_broken", "components", f"one marker alone makes no list: {words}")


def _is_remarkable(prose: Prose, marker: Marker) -> bool:
    style, value = marker.readings[0].style, marker.readings[0].value
    if value is None:
        after_colon = marker.line > 0 and prose.text[prose.lines[marker.line - 1].end - 1] == ":"
        return (style not in {"-", "inline -", "o", "*"}) or (marker.leads and after_colon)
    if style.endswith(")"):
        return marker.after_stop
    return marker.leads and style.endswith(".") and any(character.isdigit() for character in marker.printed)
