"""Lists whose markers are typed into the text, before their items."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from parsers.lists.markers import Marker
from parsers.lists.sentences import Prose
from parsers.lists.sequences import MarkerSequence
from parsers.lists.spans import TERMINAL, Entry, Enumeration, Fault, finish, holds_stop, is_empty, trim, unquote
from parsers.lists.wording import alternatives, read_rows

# In plain text, a sentence that opens with a subordinate clause: `faced with `, `compte tenu de `.
SUBORDINATE = re.compile(
    alternatives(row["phrase"] for row in read_rows("connectives.csv") if row["place"] == "clause") + r"(?![^\W_])"
)
LONGEST = 2000
"""A parenthesis is not looked for behind so many characters of an item."""
# A bracket, or a marker with its own: `(1)`, `iv)`.
BRACKET = re.compile(r"\(?(?<![^\W_])(?:[0-9]{1,2}|[A-Za-z]|[ivxIVX]{1,5})\s?\)|[()]")


def read_sequence(prose: Prose, sequence: MarkerSequence, numbered: Sequence[int], limit: int) -> Enumeration | None:
    """Find the items behind the markers of a list.

    An item goes on to the next marker on its line, else to the end of its line; the last one within a line to the
    end of its sentence. An item behind a numbered word ends before the next such word, of whichever list.

    Args:
        prose: the description.
        sequence: the list's markers.
        numbered: where all numbered words begin, ascending.
        limit: the last item cannot reach beyond.

    Returns:
        None where nothing stands between two markers: "under a) and b)" refers to a list and is none.
    """
    markers = sequence.markers
    ends = [_end(prose, marker, following) for marker, following in pairwise(markers)]
    ends.append(min(limit, _own_line_end(prose, markers[-1], len(prose.lines))))
    entries = [
        Entry(marker.printed, marker.start, marker.end, min(end, _rival(marker, numbered, end)), marker.kind)
        for marker, end in zip(markers, ends, strict=True)
    ]
    faults = [Fault("enumeration_broken", words) for words in sequence.faults]
    entries[-1], doubt = _last(prose, markers, entries)
    faults += doubt
    if entries[-1].end == limit and prose.text[limit : limit + 1] == ",":
        faults.append(Fault("item_end_unsure", "another list begins in the sentence of the last item"))
    finished, cuts = finish(prose, entries)
    if not finished or any(is_empty(prose, entry) for entry in finished):
        return None
    if sequence.value is None:
        return Enumeration([unquote(prose, entry) for entry in finished], faults + cuts)
    return Enumeration(finished, faults + cuts, sequence.style)


def _end(prose: Prose, marker: Marker, following: Marker) -> int:
    if following.line == marker.line:
        return following.start
    return _own_line_end(prose, marker, following.line)


def _rival(marker: Marker, numbered: Sequence[int], otherwise: int) -> int:
    index = bisect_right(numbered, marker.start) if marker.alone else len(numbered)
    return numbered[index] if index < len(numbered) else otherwise


def _own_line_end(prose: Prose, marker: Marker, limit: int) -> int:
    """Where an item ends that goes to the end of its line, or of the lines that a break within a sentence makes."""
    index = _text_line(prose, marker, limit)
    while index + 1 < limit and _runs_on(prose, index):
        index += 1
    return prose.lines[index].end


def _text_line(prose: Prose, marker: Marker, limit: int) -> int:
    """Index of the line on which the item's text begins: the next where the marker has a line, or a cell, alone."""
    alone = marker.end == prose.lines[marker.line].end
    return marker.line + 1 if alone and marker.line + 1 < limit else marker.line


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
    line = prose.lines[_text_line(prose, marker, len(prose.lines))]
    sentence_end = line.sentence_end(max(entry.start, line.start))
    on_own_line = marker.leads and (len(markers) == 1 or markers[-2].line != marker.line)
    end = min(sentence_end, entry.end, _parenthesis_end(prose, entry))
    clause = None if on_own_line else _clause_end(prose, markers, entries[:-1], entry._replace(end=end))
    if clause is not None and (end < entry.end or not clause[1]):
        return clause
    if end == entry.end:
        unfinished = not on_own_line and end == line.end and prose.text[end - 1].isalnum()
        return entry, [Fault("item_end_unsure", "the sentence of the last item has no end")] if unfinished else []
    cut = entry._replace(end=end)
    others = [trim(prose, other)[0] for other in entries[:-1]]
    sentences = any(holds_stop(prose, other) for other in others)
    if not on_own_line:
        doubt = f"{entry.marker!r} may go on behind its first sentence, as items before it do"
        return cut, [Fault("item_end_unsure", doubt)] if sentences else []
    fragments = others and not sentences and all(prose.text[other.end - 1] not in TERMINAL for other in others)
    if not fragments:
        return entry, []
    separated = all(prose.text[other.end : other.end + 1] in {";", ","} for other in others)
    doubt = f"{entry.marker!r} may go on behind its first sentence"
    return cut, [] if separated else [Fault("item_end_unsure", doubt)]


def _clause_end(
    prose: Prose, markers: Sequence[Marker], others: Sequence[Entry], last: Entry
) -> tuple[Entry, list[Fault]] | None:
    """Where a list ends that stands in a clause without a colon: at the comma, if the clause is a subordinate one.

    `Faced with (i) raids and (ii) floods, the state asked for help.` Other sentences leave it in doubt.
    """
    start = prose.lines[markers[0].line].sentence_start(markers[0].start)
    comma = prose.text.find(",", last.start, last.end)
    parted = any("," in prose.text[other.start : trim(prose, other)[0].end] for other in others)
    if comma == -1 or parted or prose.text[start : markers[0].start].rstrip().endswith(":"):
        return None
    if SUBORDINATE.match(prose.plain, start) and prose.text.count(",", last.start, last.end) == 1:
        return last._replace(end=comma), []
    return last, [Fault("item_end_unsure", "the sentence may go on behind the list, after a comma")]


def _parenthesis_end(prose: Prose, entry: Entry) -> int:
    """Where a parenthesis ends in which the whole list stands: `(among them 1) maps and 2) lists)`; else the end."""
    depth = 0
    for match in BRACKET.finditer(prose.text, entry.start, min(entry.end, entry.start + LONGEST)):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth < 0:
            return match.start()
    return entry.end
