"""Markers that stand behind their items: `... a plan of stalls (Output 1.2)`."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parsers.lists.leadins import introduces
from parsers.lists.markers import CLAUSE_END
from parsers.lists.sentences import Prose
from parsers.lists.spans import TERMINAL, Entry, Enumeration, Fault, is_empty, trim
from parsers.lists.wording import alternatives, read_rows
from parsers.lists.words import TAG, word_kind
from parsers.model import ItemKind, Language

_ENDS = [row["phrase"] for row in read_rows("lead_ins.csv") if row["place"] in {"end", "verb"}]
_JOINS = [row["phrase"] for row in read_rows("connectives.csv") if row["place"] == "close"]
_PROJECTS = [row["phrase"] for row in read_rows("subjects.csv") if row["role"] == "project"]
# In plain text, what comes before the first item of a sentence: `to this end, the project will `.
FRAME = re.compile(
    rf"[^:;()]{{0,120}}?(?<![^\W_]){alternatives([*_PROJECTS, 'it'])}\s(?:[^\W_]+\s){{0,2}}?{alternatives(_ENDS)}\s"
)
# The same without the project: `this will be achieved through `, `cela se fera par `.
MEANS_FRAME = re.compile(
    r"(?:this|these|it|they|the\s(?:objective|outcome|aim|goal)s?|cela|ceci|ces|esto|estos|se)\s[^:;,()]{0,80}?(?<![^\W_])"
    + alternatives(row["phrase"] for row in read_rows("lead_ins.csv") if row["place"] == "end")
    + r"\s"
)
# In plain text, what joins an item to the one before: ` and `, `, as well as through `, `. `.
JOINED = re.compile(rf"[\s,;.]*(?:{alternatives([*_JOINS, *_ENDS])},?\s)*")
WORD_BEHIND = re.compile(r"\s?[^\W_]")
# `by developing rules (Output 1.1)`: the means are the items, not the end.
MEANS = re.compile(r"[^\W_]\s(?:by|through)\s(?=[a-z]+ing\s)")


@dataclass(frozen=True, slots=True)
class Tag:
    """A marker in parentheses; `before` where its item follows it."""

    start: int
    end: int
    printed: str
    word: str
    numeral: str
    line: int
    kind: ItemKind | None
    before: bool


def find_tags(prose: Prose) -> list[Tag]:
    """Find all tags. Whether they stand before or behind their items is decided for each line as a whole."""
    by_line: dict[int, list[re.Match[str]]] = {}
    for match in TAG.finditer(prose.plain):
        by_line.setdefault(prose.line_at(match.start()), []).append(match)
    tags: list[Tag] = []
    for index, matches in by_line.items():
        before = _stand_before(prose, index, matches)
        for match in matches:
            word = " ".join(match["word"].split())
            printed = prose.text[match.start() : match.end()]
            tags.append(
                Tag(*match.span(), printed, word, re.sub(r"\s", "", match["numeral"]), index, word_kind(word), before)
            )
    return tags


def _stand_before(prose: Prose, index: int, matches: Sequence[re.Match[str]]) -> bool:
    line = prose.lines[index]
    before_first = prose.text[line.start : matches[0].start()].rstrip()
    if not before_first or before_first.endswith(":"):
        return True
    followed = all(WORD_BEHIND.match(prose.text, match.end(), line.end) for match in matches)
    return followed and all(
        CLAUSE_END.search(prose.plain, max(line.start, match.start() - 24), match.start()) for match in matches[1:]
    )


def absorb(prose: Prose, enumerations: Iterable[Enumeration], tags: Sequence[Tag]) -> list[Tag]:
    """Give each item that ends with a tag what the tag says; return the tags that end no item."""
    starts = [tag.start for tag in tags]
    absorbed: set[int] = set()
    for enumeration in enumerations:
        for position, entry in enumerate(enumeration.entries):
            index = bisect_left(starts, entry.end) - 1
            if index < 0 or starts[index] <= entry.start or prose.text[tags[index].end : entry.end].strip(" .;,"):
                continue
            tag = tags[index]
            marker = tag.printed if entry.marker in {None, "-"} else entry.marker
            shorter = trim(prose, entry._replace(marker=marker, end=tag.start, kind=tag.kind or entry.kind))[0]
            if not is_empty(prose, shorter):
                enumeration.entries[position] = shorter
                absorbed.add(index)
    return [tag for index, tag in enumerate(tags) if index not in absorbed]


def read_tags(prose: Prose, tags: Sequence[Tag], language: Language) -> list[Enumeration]:
    """Find the items before tags that stand behind them; in the order printed, one list for each word.

    Another begins where the first number of a word stands again on another line.
    """
    lists: list[Enumeration] = []
    opened: dict[str, Enumeration] = {}
    numerals: dict[str, set[str]] = {}
    for position, tag in enumerate(tags):
        previous = tags[position - 1] if position and tags[position - 1].line == tag.line else None
        entry = _item_before(prose, tag, previous, language)
        if is_empty(prose, entry):
            continue
        seen = numerals.setdefault(tag.word, set())
        anew = tag.numeral in seen and tag.numeral.endswith("1") and previous is None
        if anew or not seen:
            opened[tag.word] = Enumeration([])
            lists.append(opened[tag.word])
            seen.clear()
        opened[tag.word].entries.append(entry)
        if tag.numeral in seen:
            opened[tag.word].faults.append(Fault("enumeration_broken", f"{tag.printed!r} stands twice"))
        seen.add(tag.numeral)
    return lists


def _item_before(prose: Prose, tag: Tag, previous: Tag | None, language: Language) -> Entry:
    """The clause before a tag: from the tag or the sentence's beginning before it, or from what introduces it."""
    line = prose.lines[tag.line]
    end = tag.start - 1 if prose.text[tag.start - 1 : tag.start] == " " else tag.start
    sentence = line.sentence_start(end - 1 if prose.text[end - 1] in TERMINAL else end)
    start = max(sentence, previous.end if previous else line.start)
    colon = prose.text.find(": ", start, end) if start == sentence else -1
    if colon != -1 and introduces(prose, (start, colon + 1), language):
        start = colon + 1
    elif start == sentence:
        opening = start + (prose.text[start : start + 1] == " ")
        frame = MEANS_FRAME.match(prose.plain, opening, end) or FRAME.match(prose.plain, opening, end)
        start = frame.end() if frame else start
    joined = JOINED.match(prose.plain, start, end)
    start = joined.end() if joined else start
    means = MEANS.search(prose.plain, start, end)
    start = means.end() if means else start
    return trim(prose, Entry(tag.printed, start, start, end, tag.kind))[0]
