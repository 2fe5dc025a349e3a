"""Lists whose markers are typed into the text, before their items."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from parsers.enumeration.markers import Marker
from parsers.enumeration.sentences import Prose
from parsers.enumeration.sequences import MarkerSequence
from parsers.enumeration.spans import TERMINAL, Entry, Enumeration, Fault, holds_stop, trim, unquote


def read_sequence(prose: Prose, sequence: MarkerSequence, numbered: Sequence[int]) -> Enumeration | None:
    """Find the items behind the markers of a list.

    An item goes on to the next marker on its line, else to the end of its line; the last one within a line to the
    end of its sentence. An item behind a numbered word ends before the next such word, of whichever list.

    Args:
        prose: the description.
        sequence: the list's markers.
        numbered: where all numbered words begin, ascending.

    Returns:
        None where nothing stands between two markers: "under a) and b)" refers to a list and is none.
    """
    markers = sequence.markers
    ends = [_end(prose, marker, following) for marker, following in pairwise(markers)]
    ends.append(_own_line_end(prose, markers[-1], len(prose.lines)))
    entries = [
        Entry(marker.printed, marker.start, marker.end, min(end, _rival(marker, numbered, end)), marker.kind)
        for marker, end in zip(markers, ends, strict=True)
    ]
    faults = [Fault("enumeration_broken", words) for words in sequence.faults]
    entries[-1], doubt = _last(prose, markers, entries)
    faults += doubt
    trimmed: list[Entry] = []
    for entry in entries:
        short, joined = trim(prose, entry)
        trimmed.append(unquote(prose, short) if sequence.markers[0].readings[0].value is None else short)
    if joined:
        faults.append(Fault("enumeration_cut", f"the last item, {entry.marker!r}, leads on to another"))
    if trimmed[-1].start == trimmed[-1].end and len(trimmed) > 1:
        faults.append(Fault("enumeration_cut", f"nothing stands behind {trimmed[-1].marker!r}"))
        trimmed.pop()
    if any(entry.start == entry.end for entry in trimmed):
        return None
    return Enumeration(trimmed, faults)


def _end(prose: Prose, marker: Marker, following: Marker) -> int:
    if following.line == marker.line:
        return following.start
    return _own_line_end(prose, marker, following.line)


def _rival(marker: Marker, numbered: Sequence[int], otherwise: int) -> int:
    index = bisect_right(numbered, marker.start) if marker.alone else len(numbered)
    return numbered[index] if index < len(numbered) else otherwise


def _own_line_end(prose: Prose, marker: Marker, limit: int) -> int:
    """Where an item ends that goes to the end of its line, or of the lines that a break within a sentence makes."""
    index = marker.line
    while index + 1 < limit and _runs_on(prose, index):
        index += 1
    return prose.lines[index].end


def _runs_on(prose: Prose, index: int) -> bool:
    """Whether the next line goes on with the sentence of this one: a `<br>` only breaks it."""
    line, following = prose.lines[index], prose.lines[index + 1]
    return (
        following.block == line.block
        and prose.text[following.start].islower()
        and prose.text[line.end - 1] not in TERMINAL + ";:"
    )


def _last(prose: Prose, markers: list[Marker], entries: list[Entry]) -> tuple[Entry, list[Fault]]:
    """Where the last item ends, and whether that is in doubt."""
    marker, entry = markers[-1], entries[-1]
    sentence_end = prose.lines[marker.line].sentence_end(entry.start)
    cut = Entry(entry.marker, entry.opens, entry.start, min(sentence_end, entry.end), entry.kind)
    if cut.end == entry.end:
        return entry, []
    others = [trim(prose, other)[0] for other in entries[:-1]]
    sentences = any(holds_stop(prose, other) for other in others)
    on_own_line = marker.leads and (len(markers) == 1 or markers[-2].line != marker.line)
    if not on_own_line:
        doubt = f"{entry.marker!r} may go on behind its first sentence, as items before it do"
        return cut, [Fault("item_end_unsure", doubt)] if sentences else []
    fragments = others and not sentences and all(prose.text[other.end - 1] not in TERMINAL for other in others)
    if not fragments:
        return entry, []
    separated = all(prose.text[other.end : other.end + 1] in {";", ","} for other in others)
    doubt = f"{entry.marker!r} may go on behind its first sentence"
    return cut, [] if separated else [Fault("item_end_unsure", doubt)]
