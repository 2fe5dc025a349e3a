"""What could be an item's marker in a text; `sequences` decides which of them are.

A marker's style is what the markers of one list share (`1)`, `(a)`, `•`, `component 1`); its value is the place in
the list that it claims. Some can be read in two ways: `i)` is the ninth letter and the first Roman number.
"""

import re
from dataclasses import dataclass

from parsers.lists.sentences import Line, Prose
from parsers.lists.wording import alternatives, read_rows
from parsers.model import ItemKind

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


_JOINS = alternatives(row["phrase"] for row in read_rows("connectives.csv") if row["place"] in {"close", "solo"})
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
