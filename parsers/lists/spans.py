"""Where an item's text begins and ends, as a reader would quote it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from parsers.lists.sentences import Prose, is_abbreviation, one_of
from parsers.model import ItemKind

FaultKind = Literal["enumeration_broken", "numbering_restarts", "enumeration_cut", "count_disagrees", "item_end_unsure"]


class Entry(NamedTuple):
    """An item of a list in the making.

    Attributes:
        marker: as printed; None where it has none.
        opens: where the item begins, its marker included.
        start, end: span of its text.
        kind: what its marker says, None where it does not.
    """

    marker: str | None
    opens: int
    start: int
    end: int
    kind: ItemKind | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong or doubtful about a list, in a few words."""

    kind: FaultKind
    words: str


@dataclass(slots=True)
class Enumeration:
    """A list in the making: its items in order, what is wrong with it, the style of its markers if they are typed."""

    entries: list[Entry]
    faults: list[Fault] = field(default_factory=list)
    style: str | None = None


_CLOSE, _SOLO = one_of("connectives.csv", place="close"), one_of("connectives.csv", place="solo")
# In plain text, the word that joins an item to the next: `...; and`, `..., y`.
JOINT = re.compile(rf"(?:(?<![^\W_]){_CLOSE}|(?<=[;,]\s){_SOLO})\Z")
# The same at an item's beginning, where semicolons alone part the items: `; and a report`.
LEADING_JOINT = re.compile(rf"\s*(?:{_CLOSE}|{_SOLO})\s")
# In plain text, a word that ends no sentence: `a list of the`.
OPEN_END = re.compile(rf"(?<![^\W_]){one_of('connectives.csv', place='open')}\Z")
LONGEST_JOINT = 16
# Blanks and punctuation between a marker and its text: `Component 1: - Training`.
OPENING = re.compile(r"[\s:;,.–—-]*")
TERMINAL = ".!?…"
QUOTES = {"“": "”", '"': '"', "«": "»"}


def trim(prose: Prose, entry: Entry) -> tuple[Entry, bool]:
    """Cut off what belongs to the list and not to the item: blanks, `;`, `,`, "and" and the like at both ends.

    Returns:
        The entry, and whether a joining word stood at its end, so that another item should follow.
    """
    opening = OPENING.match(prose.text, entry.start, entry.end)
    start = opening.end() if opening else entry.start
    end, joined = entry.end, False
    while end > start:
        if prose.text[end - 1] in " \n;,:":
            end -= 1
        elif joint := JOINT.search(prose.plain, max(start, end - LONGEST_JOINT), end):
            end, joined = joint.start(), True
        else:
            break
    return Entry(entry.marker, entry.opens, start, max(start, end), entry.kind), joined


def is_empty(prose: Prose, entry: Entry) -> bool:
    """Whether an item has neither letter nor digit."""
    return not any(map(str.isalnum, prose.text[entry.start : entry.end]))


def says_nothing(prose: Prose, entry: Entry) -> bool:
    """Whether an item is at most a joining word and its full stop: `and.`, `y`."""
    end = entry.start + len(prose.text[entry.start : entry.end].rstrip(TERMINAL))
    return is_empty(prose, trim(prose, entry._replace(end=end))[0])


def finish(prose: Prose, entries: Sequence[Entry]) -> tuple[list[Entry], list[Fault]]:
    """Trim the items of a list and look at the last one: whether the text was cut there."""
    results = [trim(prose, entry) for entry in entries]
    trimmed = [entry for entry, _ in results]
    last, joined = results[-1]
    text = prose.text[last.start : last.end]
    if is_empty(prose, last):
        return trimmed[:-1], [Fault("enumeration_cut", f"nothing stands behind {last.marker!r}")]
    if joined:
        return trimmed, [Fault("enumeration_cut", "the last item leads on to another")]
    if text.endswith(("…", "...")) or OPEN_END.search(prose.plain, max(last.start, last.end - LONGEST_JOINT), last.end):
        return trimmed, [Fault("enumeration_cut", "the last item breaks off")]
    return trimmed, []


def holds_stop(prose: Prose, entry: Entry) -> bool:
    """Whether a sentence ends within an item and another begins, or a line ends."""
    line = prose.lines[prose.line_at(entry.start)]
    return line.sentence_end(entry.start) < entry.end or line.end < entry.end


def settle_full_stops(prose: Prose, entries: list[Entry]) -> list[Entry]:
    """Take the full stop off an item where it closes the sentence that enumerates.

    It stays where all items are sentences that end with one, and behind an item of several sentences.
    """
    if all(prose.text[entry.end - 1] in TERMINAL for entry in entries if entry.end > entry.start):
        return entries
    return [
        trim(prose, entry._replace(end=entry.end - 1))[0]
        if entry.end > entry.start and _has_borrowed_stop(prose, entry)
        else entry
        for entry in entries
    ]


def _has_borrowed_stop(prose: Prose, entry: Entry) -> bool:
    before, last = prose.text[entry.end - 2 : entry.end - 1], prose.text[entry.end - 1]
    if last != "." or before in TERMINAL or holds_stop(prose, entry):
        return False
    return not is_abbreviation(prose.text, entry.start, entry.end - 1, final=True)


def unquote(prose: Prose, entry: Entry) -> Entry:
    """Take off quotation marks that enclose an item as a whole, or open it and never close: `• “Training”;`."""
    text = prose.text[entry.start : entry.end]
    closing = QUOTES.get(text[:1])
    if closing is None:
        return entry
    position = text.find(closing, 1)
    if position != -1 and text[position + 1 :] not in {"", "."}:
        return entry
    end = entry.end if position == -1 else entry.start + position
    bare = trim(prose, entry._replace(start=entry.start + 1, end=end))[0]
    return entry if is_empty(prose, bare) else bare
