"""Lists whose markers are typed into the text, before their items or behind them (`... a plan (Output 1.2)`)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from parsers.lists.leadins import introduces
from parsers.lists.marks import TAG, word_kind
from parsers.lists.sentences import (
    TERMINAL,
    Entry,
    Enumeration,
    Fault,
    Prose,
    finish,
    holds_stop,
    is_empty,
    one_of,
    rows,
    trim,
)
from parsers.lists.sequences import CLAUSE_END, Marker, MarkerSequence, MarkerValue, Value, place_marker

# In plain text, a sentence that opens with a subordinate clause: `faced with `, `compte tenu de `.
SUBORDINATE = re.compile(rf"{one_of('connectives.csv', place='clause')}(?![^\W_])")
_QUOTES = {"“": "”", '"': '"', "«": "»"}
_REACH = 2000
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
    faults: list[Fault] = [("enumeration_broken", words) for words in sequence.faults]
    entries[-1], doubt = _last(prose, markers, entries)
    faults += doubt
    if entries[-1].end == limit and prose.text[limit : limit + 1] == ",":
        faults.append(("item_end_unsure", "another list begins in the sentence of the last item"))
    finished, cuts = finish(prose, entries)
    if not finished or any(is_empty(prose, entry) for entry in finished):
        return None
    if sequence.value is None:
        return Enumeration([_unquote(prose, entry) for entry in finished], faults + cuts)
    return Enumeration(finished, faults + cuts, sequence.style)


def _unquote(prose: Prose, entry: Entry) -> Entry:
    """Take off quotation marks that enclose an item as a whole, or open it and never close: `• “Training”;`."""
    text = prose.text[entry.start : entry.end]
    closing = _QUOTES.get(text[:1])
    if closing is None:
        return entry
    position = text.find(closing, 1)
    if position != -1 and text[position + 1 :] not in {"", "."}:
        return entry
    end = entry.end if position == -1 else entry.start + position
    bare = trim(prose, entry._replace(start=entry.start + 1, end=end))
    return entry if is_empty(prose, bare) else bare


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
    end = min(sentence_end, entry.end, _parenthesis_end(prose, entry))
    clause = None if marker.leads else _clause_end(prose, markers, entries[:-1], entry._replace(end=end))
    if clause is not None and (end < entry.end or not clause[1]):
        return clause
    if end == entry.end:
        unfinished = not marker.leads and end == line.end and prose.text[end - 1].isalnum()
        return entry, [("item_end_unsure", "the sentence of the last item has no end")] if unfinished else []
    cut = entry._replace(end=end)
    others = [trim(prose, other) for other in entries[:-1]]
    sentences = any(holds_stop(prose, other) for other in others)
    if not marker.leads:
        doubt = f"{entry.marker!r} may go on behind its first sentence, as items before it do"
        return cut, [("item_end_unsure", doubt)] if sentences else []
    fragments = others and not sentences and all(prose.text[other.end - 1] not in TERMINAL for other in others)
    if not fragments:
        return entry, []
    separated = all(prose.text[other.end : other.end + 1] in {";", ","} for other in others)
    doubt = f"{entry.marker!r} may go on behind its first sentence"
    return cut, [] if separated else [("item_end_unsure", doubt)]


def _clause_end(
    prose: Prose, markers: Sequence[Marker], others: Sequence[Entry], last: Entry
) -> tuple[Entry, list[Fault]] | None:
    """Where a list ends that stands in a clause without a colon: at the comma, if the clause is a subordinate one.

    `Faced with (i) raids and (ii) floods, the state asked for help.` Other sentences leave it in doubt.
    """
    start = prose.lines[markers[0].line].sentence_start(markers[0].start)
    comma = prose.text.find(",", last.start, last.end)
    parted = any("," in prose.text[other.start : trim(prose, other).end] for other in others)
    if comma == -1 or parted or prose.text[start : markers[0].start].rstrip().endswith(":"):
        return None
    if SUBORDINATE.match(prose.plain, start) and prose.text.count(",", last.start, last.end) == 1:
        return last._replace(end=comma), []
    return last, [("item_end_unsure", "the sentence may go on behind the list, after a comma")]


def _parenthesis_end(prose: Prose, entry: Entry) -> int:
    """Where a parenthesis ends in which the whole list stands: `(among them 1) maps and 2) lists)`; else the end."""
    depth, end = 0, min(entry.end, entry.start + _REACH)
    for match in BRACKET.finditer(prose.text, entry.start, end) if prose.text.find(")", entry.start, end) != -1 else ():
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth < 0:
            return match.start()
    return entry.end


_ENDS = one_of("lead_ins.csv", place="end|verb")
# In plain text, what comes before the first item of a sentence: `to this end, the project will `.
FRAME = re.compile(
    rf"[^:;()]{{0,120}}?(?<![^\W_]){one_of('subjects.csv', 'it', role='project')}\s(?:[^\W_]+\s){{0,2}}?{_ENDS}\s"
)
# The same without the project: `this will be achieved through `, `cela se fera par `.
MEANS_FRAME = re.compile(
    r"(?:this|these|it|they|the\s(?:objective|outcome|aim|goal)s?|cela|ceci|ces|esto|estos|se)\s[^:;,()]{0,80}?(?<![^\W_])"
    + one_of("lead_ins.csv", place="end")
    + r"\s"
)
# In plain text, what joins an item to the one before: ` and `, `, as well as through `, `. `.
JOINED = re.compile(
    rf"[\s,;.]*(?:{one_of('connectives.csv', *rows('lead_ins.csv', place='end|verb'), place='close')},?\s)*"
)
WORD_BEHIND = re.compile(r"\s?[^\W_]")
# `by developing rules (Output 1.1)`: the means are the items, not the end.
MEANS = re.compile(r"[^\W_]\s(?:by|through)\s(?=[a-z]+ing\s)")


def find_tags(prose: Prose) -> tuple[list[Marker], list[Marker]]:
    """Find the markers in parentheses before their items and those behind, which each line as a whole decides."""
    by_line: dict[int, list[re.Match[str]]] = {}
    for match in TAG.finditer(prose.plain):
        by_line.setdefault(prose.line_at(match.start()), []).append(match)
    before: list[Marker] = []
    behind: list[Marker] = []
    for index, matches in by_line.items():
        (before if _stand_before(prose, index, matches) else behind).extend(_tag(prose, match) for match in matches)
    return before, behind


def _tag(prose: Prose, match: re.Match[str]) -> Marker:
    word = " ".join(match["word"].split())
    reading = MarkerValue(f"({word})", tuple(map(int, match["numeral"].split("."))))
    return place_marker(prose, match.span(), (reading,), alone=True, kind=word_kind(word))


def _stand_before(prose: Prose, index: int, matches: Sequence[re.Match[str]]) -> bool:
    line = prose.lines[index]
    before_first = prose.text[line.start : matches[0].start()].rstrip()
    if not before_first or before_first.endswith(":"):
        return True
    followed = all(WORD_BEHIND.match(prose.text, match.end(), line.end) for match in matches)
    return followed and all(
        CLAUSE_END.search(prose.plain, max(line.start, match.start() - 24), match.start()) for match in matches[1:]
    )


def absorb(prose: Prose, enumerations: Iterable[Enumeration], tags: Sequence[Marker]) -> list[Marker]:
    """Give each item that ends with a tag what the tag says; return the tags that end no item."""
    starts = [tag.start for tag in tags]
    absorbed: set[int] = set()
    for enumeration in enumerations:
        for position, entry in enumerate(enumeration.entries):
            index = bisect_left(starts, entry.end) - 1
            if index < 0 or prose.text[tags[index].end : entry.end].strip(" .;,"):
                continue
            tag = tags[index]
            marker = tag.printed if entry.marker in {None, "-"} else entry.marker
            shorter = trim(prose, entry._replace(marker=marker, end=tag.start, kind=tag.kind or entry.kind))
            if not is_empty(prose, shorter):
                enumeration.entries[position] = shorter
                absorbed.add(index)
    return [tag for index, tag in enumerate(tags) if index not in absorbed]


def read_tags(prose: Prose, tags: Sequence[Marker]) -> list[Enumeration]:
    """Find the items before tags that stand behind them; in the order printed, one list for each word.

    Another begins where the first number of a word stands again on another line.
    """
    lists: list[Enumeration] = []
    opened: dict[str, tuple[Enumeration, set[Value | None]]] = {}
    previous = 0
    for tag in tags:
        entry = _item_before(prose, tag, previous)
        anew, previous = previous < prose.lines[tag.line].start, tag.end
        if is_empty(prose, entry):
            continue
        style, value = tag.readings[0].style, tag.readings[0].value
        enumeration, seen = opened.get(style, (None, set()))
        if enumeration is None or (anew and value in seen and value and value[-1] == 1):
            enumeration, seen = opened[style] = Enumeration([]), set()
            lists.append(enumeration)
        enumeration.entries.append(entry)
        if value in seen:
            enumeration.faults.append(("enumeration_broken", f"{tag.printed!r} stands twice"))
        seen.add(value)
    return lists


def _item_before(prose: Prose, tag: Marker, previous: int) -> Entry:
    """The clause before a tag: from the tag or the sentence's beginning before it, or from what introduces it."""
    line = prose.lines[tag.line]
    end = tag.start - 1 if prose.text[tag.start - 1 : tag.start] == " " else tag.start
    sentence = line.sentence_start(end - 1)
    start = max(sentence, previous)
    colon = prose.text.find(": ", start, end) if start == sentence else -1
    if colon != -1 and introduces(prose, (start, colon + 1)):
        start = colon + 1
    elif start == sentence:
        opening = start + (prose.text[start : start + 1] == " ")
        frame = MEANS_FRAME.match(prose.plain, opening, end) or FRAME.match(prose.plain, opening, end)
        start = frame.end() if frame else start
    joined = JOINED.match(prose.plain, start, end)
    start = joined.end() if joined else start
    means = MEANS.search(prose.plain, start, end)
    start = means.end() if means else start
    return trim(prose, Entry(tag.printed, start, start, end, tag.kind))
