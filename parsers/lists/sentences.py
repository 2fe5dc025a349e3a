"""Lines and sentences of a description, words of the tables that are looked for in them, and the ends of an item."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from parsers.description import Block
from parsers.folding import fold
from parsers.model import ItemKind
from parsers.vocabulary import read_table

_FOLDED = {chr(code): fold(chr(code)) for code in [*range(ord("A"), 0x250), *map(ord, "‘’‛′´`ʼ‐‑‒–—−")]}
_PLAIN = str.maketrans({character: folded for character, folded in _FOLDED.items() if len(folded) == 1})
QUOTED = 60


def plain(text: str) -> str:
    """Fold Latin letters, apostrophes and dashes as `folding.fold` does, one character for one.

    Spans found in the plain text are therefore spans of the text itself; `œ`, which folds to two, stays.
    """
    return text.translate(_PLAIN)


def quote(text: str) -> str:
    """A text for a message, on one line and not too long."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= QUOTED else flat[: QUOTED - 1] + "…")


@cache
def rows(table: str, **wanted: str) -> Mapping[str, Mapping[str, str]]:
    """Read the rows of a table, each by its phrase in plain text.

    Args:
        table: a file of `parsers/data/`.
        wanted: the values that a column of the rows may have: `place="close|solo"`.
    """
    return {
        plain(row["phrase"] if "phrase" in row else row["word"]): row
        for row in read_table(table)
        if all(row[name] in ours.split("|") for name, ours in wanted.items())
    }


def one_of(table: str, *more: str, **wanted: str) -> str:
    """A regex that matches in plain text any phrase of a table, as `rows` selects them, or of `more`."""
    return alternatives([*rows(table, **wanted), *more])


def alternatives(phrases: Iterable[str]) -> str:
    """A regex that matches any of the phrases in plain text, the longest first, blanks of any width.

    Those with one first letter stand together, and `re` tries them where that letter stands.
    """
    by_letter: dict[str, list[str]] = {}
    for phrase in sorted({plain(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase)):
        by_letter.setdefault(phrase[0], []).append(r"\s".join(map(re.escape, phrase.split())))
    return "(?:" + "|".join(f"(?:{'|'.join(own)})" for own in by_letter.values()) + ")"


Span = tuple[int, int]
"""Where a stretch of text begins and ends, end exclusive."""

# `. `, `?” `, `...) ` where white space follows.
STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)")
# A parenthesis, or one numeral in both, which is a marker: `(1)`, `(iv)`.
PARENTHESIS = re.compile(r"\(\s?(?:[0-9.]{1,5}|[A-Za-z]|[ivxIVX]{1,5})\s?\)|[()]")
PARENTHESIS_WIDTH = 200
"""One that is not closed after so many characters is a slip of the pen and closes nothing."""
# In plain text, a word whose numeral or letter is no initial: `in phase ` before `I.`.
REFERENCE = re.compile(r"(?<![^\W_])" + one_of("references.csv") + r"\s\Z")
# In plain text, letters with points between them: `u.s`, `a`.
SPELT = re.compile(r"[a-z](\.[a-z])*")
LAST_WORD = re.compile(r"[^\W\d_](?:[^\s\d_]*[^\W\d_])?\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """What a reader sees as one line, before the window's width breaks it.

    Attributes:
        start, end: character span in the description's text.
        block: index of the block it stands in.
        heading: whether the page marks it as a heading.
        stops: where its sentences end, ascending; the last one ends at `end`.
    """

    start: int
    end: int
    block: int
    heading: bool
    stops: tuple[int, ...]

    def sentence_start(self, position: int) -> int:
        """Where the sentence begins in which the character before `position` stands."""
        index = bisect_left(self.stops, position)
        return self.stops[index - 1] if index else self.start

    def sentence_end(self, position: int) -> int:
        """Where the sentence ends in which the character at `position` stands."""
        index = bisect_right(self.stops, position)
        return self.stops[index] if index < len(self.stops) else self.end


@dataclass(frozen=True, slots=True)
class Prose:
    """A description made ready for search.

    Attributes:
        text, plain: as printed, and folded one character for one.
        lines, starts: all of it, in order, and where each line begins.
        closing: where a parenthesis ends that was opened on the same line; `(1)` is none.
    """

    text: str
    plain: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    closing: frozenset[int]

    def line_at(self, position: int) -> int:
        """Index of the line in which a character stands."""
        return bisect_right(self.starts, position) - 1


def read_prose(text: str, blocks: Sequence[Block]) -> Prose:
    """Split the blocks of a description into lines and sentences; `text` is all of it."""
    lines: list[Line] = []
    for index, block in enumerate(blocks):
        start = block.start
        for words in block.text.split("\n"):
            end = start + len(words)
            lines.append(Line(start, end, index, block.kind == "heading", _stops(text, start, end)))
            start = end + 1
    text = text[: blocks[-1].end] if blocks else ""
    closing = _closing_parentheses(lines, text)
    return Prose(text, plain(text), tuple(lines), tuple([line.start for line in lines]), closing)


def _closing_parentheses(lines: Sequence[Line], text: str) -> frozenset[int]:
    closing: set[int] = set()
    for line in lines if "(" in text else ():
        opened: list[int] = []
        for match in PARENTHESIS.finditer(text, line.start, line.end):
            if match[0] == "(":
                opened.append(match.start())
            elif match[0] == ")" and opened and match.start() - opened.pop() <= PARENTHESIS_WIDTH:
                closing.add(match.start())
    return frozenset(closing)


def _stops(text: str, start: int, end: int) -> tuple[int, ...]:
    return (*(stop.end() for stop in STOP.finditer(text, start, end) if _ends_sentence(text, start, stop)), end)


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a stop that white space follows ends a sentence: not in `e.g. boats`, `U.S. visas`, `Art. 5`."""
    following = text[stop.end() + 1 : stop.end() + 2]
    if following.islower() or following in ",;:)":
        return False
    return stop[0] != "." or not is_abbreviation(text, start, stop.start())


def is_abbreviation(text: str, start: int, end: int, *, final: bool = False) -> bool:
    """Whether the word that ends at `end`, where a full stop stands, needs it: `e.g`, `U.S`, `Art`, an initial.

    `start` is where the sentence or item begins; where nothing follows (`final`), `etc` counts too.
    """
    word = LAST_WORD.search(text, max(start, end - 12), end)
    if word is None:
        return False
    last = plain(word[0])
    if len(last) == 1 and (final or REFERENCE.search(plain(text[max(start, end - 24) : end - 1]))):
        return False
    known = rows("abbreviations.csv", ends_sentence="yes|no" if final else "no")
    return last in known or SPELT.fullmatch(last) is not None


FaultKind = Literal["enumeration_broken", "numbering_restarts", "enumeration_cut", "item_end_unsure"]


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


Fault = tuple[FaultKind, str]
"""What is wrong or doubtful about a list, in a few words."""


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
WORD = re.compile(r"[^\W_]")


def trim(prose: Prose, entry: Entry) -> Entry:
    """Cut off what belongs to the list and not to the item: blanks, `;`, `,`, "and" and the like at both ends."""
    opening = OPENING.match(prose.text, entry.start, entry.end)
    start = opening.end() if opening else entry.start
    end = entry.end
    while end > start:
        if prose.text[end - 1] in " \n;,:":
            end -= 1
        elif joint := JOINT.search(prose.plain, max(start, end - LONGEST_JOINT), end):
            end = joint.start()
        else:
            break
    return Entry(entry.marker, entry.opens, start, max(start, end), entry.kind)


def is_empty(prose: Prose, entry: Entry) -> bool:
    """Whether an item has neither letter nor digit."""
    return not holds_words(prose, entry.start, entry.end)


def holds_words(prose: Prose, start: int, end: int) -> bool:
    """Whether a stretch has a letter or a digit."""
    return WORD.search(prose.text, start, end) is not None


def says_nothing(prose: Prose, entry: Entry) -> bool:
    """Whether an item is at most a joining word and its full stop: `and.`, `y`."""
    end = entry.start + len(prose.text[entry.start : entry.end].rstrip(TERMINAL))
    return is_empty(prose, trim(prose, entry._replace(end=end)))


def finish(prose: Prose, entries: Sequence[Entry]) -> tuple[list[Entry], list[Fault]]:
    """Trim the items of a list and look at the last one: whether the text was cut there."""
    trimmed = [trim(prose, entry) for entry in entries]
    last = trimmed[-1]
    text = prose.text[last.start : last.end]
    if is_empty(prose, last):
        return trimmed[:-1], [("enumeration_cut", f"nothing stands behind {last.marker!r}")]
    if holds_words(prose, last.end, entries[-1].end):  # a joining word that was cut off
        return trimmed, [("enumeration_cut", "the last item leads on to another")]
    if text.endswith(("…", "...")) or OPEN_END.search(prose.plain, max(last.start, last.end - LONGEST_JOINT), last.end):
        return trimmed, [("enumeration_cut", "the last item breaks off")]
    return trimmed, []


def holds_stop(prose: Prose, entry: Entry) -> bool:
    """Whether a sentence ends within an item and another begins, or a line ends."""
    return prose.lines[prose.line_at(entry.start)].sentence_end(entry.start) < entry.end


def settle_full_stops(prose: Prose, entries: list[Entry]) -> list[Entry]:
    """Take the full stop off an item where it closes the sentence that enumerates.

    It stays where all items are sentences that end with one, and behind an item of several sentences.
    """
    if all(prose.text[entry.end - 1] in TERMINAL for entry in entries):
        return entries
    return [
        trim(prose, entry._replace(end=entry.end - 1)) if _has_borrowed_stop(prose, entry) else entry
        for entry in entries
    ]


def _has_borrowed_stop(prose: Prose, entry: Entry) -> bool:
    before, last = prose.text[entry.end - 2 : entry.end - 1], prose.text[entry.end - 1]
    if last != "." or before in TERMINAL or holds_stop(prose, entry):
        return False
    return not is_abbreviation(prose.text, entry.start, entry.end - 1, final=True)
