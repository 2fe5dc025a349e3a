"""Lists without typed markers: in true markup (`<ul>`, `<ol>`), clauses between semicolons, lines under headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from parsers.description import Block
from parsers.lists.leadins import LONGEST_LEAD_IN, announces, deciding_term, find_terms, introduces
from parsers.lists.sentences import (
    JOINT,
    LEADING_JOINT,
    LONGEST_JOINT,
    QUOTED,
    Entry,
    Enumeration,
    Line,
    Prose,
    Span,
    finish,
    is_empty,
    plain,
    quote,
    rows,
    trim,
)
from parsers.lists.sequences import Marker
from parsers.model import Issue, Severity


@dataclass(slots=True)
class _Open:
    """A list whose items are still coming in.

    Attributes:
        last: the block of its last item.
        block: index of the last block that belongs to it.
    """

    enumeration: Enumeration
    depth: int
    last: Block
    block: int


def read_lists(prose: Prose, blocks: Sequence[Block]) -> list[Enumeration]:
    """Make a list of each `<ul>` and `<ol>`, and one of those that go on with each other.

    An item is the text of its `<li>` up to a list nested in it, which is a list of its own.
    """
    lists: list[_Open] = []
    by_id: dict[int | None, _Open] = {}
    by_depth: dict[int, _Open] = {}
    for index, block in enumerate(blocks):
        one = by_id.get(block.list_id)
        if block.kind == "item":
            if one is None:
                one = _earlier_part(by_depth, blocks, index)
            if one is None:
                one = _Open(Enumeration([]), block.depth, block, index)
                lists.append(one)
            by_id[block.list_id] = by_depth[block.depth] = one
            one.last = block
            one.enumeration.entries.append(Entry(block.marker, block.start, block.start, block.end))
        elif one is not None and one.block == index - 1:
            one.enumeration.entries[-1] = one.enumeration.entries[-1]._replace(end=block.end)
        else:
            continue
        one.block = index
    return [finished for one in lists if (finished := _finish(prose, one.enumeration)).entries]


def _earlier_part(by_depth: dict[int, _Open], blocks: Sequence[Block], index: int) -> _Open | None:
    """The list that a new list element goes on with: right before it, or its numbers count on (`start`)."""
    block = blocks[index]
    one = by_depth.get(block.depth)
    if one is None or block.numeral is None or one.last.numeral is None:
        return None
    (style, number), (last_style, last_number) = block.numeral, one.last.numeral
    if (style == "") != (last_style == ""):
        return None
    counts_on = bool(style) and (style, number) == (last_style, last_number + 1)
    adjacent = all(between.depth > block.depth for between in blocks[one.block + 1 : index])
    if not counts_on and not adjacent:
        return None
    if not counts_on and style:
        words = f"{block.marker!r} comes after {one.last.marker!r}"
        one.enumeration.faults.append(("numbering_restarts", words))
    return one


def _finish(prose: Prose, enumeration: Enumeration) -> Enumeration:
    entries, faults = finish(prose, enumeration.entries)
    return Enumeration([entry for entry in entries if not is_empty(prose, entry)], enumeration.faults + faults)


def take_markers(prose: Prose, lists: Sequence[Enumeration], markers: Sequence[Marker]) -> set[Marker]:
    """Give each `<li>` the marker that is typed at its beginning: `<li>a) a survey</li>`.

    Returns:
        The markers that were taken.
    """
    typed = {marker.start: marker for marker in markers}
    taken: set[Marker] = set()
    for enumeration in lists:
        for position, entry in enumerate(enumeration.entries):
            marker = typed.get(entry.opens)
            if marker is None:
                continue
            shorter = Entry(marker.printed, entry.opens, min(marker.end, entry.end), entry.end, marker.kind)
            trimmed = trim(prose, shorter)
            if not is_empty(prose, trimmed):
                enumeration.entries[position] = trimmed
                taken.add(marker)
    return taken


# A heading on the left of a line, up to six words: `Livelihoods and markets: ...`.
HEADING = re.compile(r"(?P<heading>[A-ZÀ-Þ«“\"][^\s:.;]*(?:\s[^\s:.;]+){0,5})\s?:\s(?=\S)")


def read_unmarked(prose: Prose, held: set[int]) -> list[Enumeration]:
    """Find the lists that have no markers, among the lines that hold no other list."""
    lists: list[Enumeration] = []
    index = 0
    while index < len(prose.lines):
        line = prose.lines[index]
        index += 1
        if line.start in held:
            continue
        clauses = [found for span, found in _read_clauses(prose, line) if introduces(prose, span)]
        lists += clauses
        first = next(_run(prose, index, held), None)
        if clauses or not first or not (_has_heading(prose, first) or _goes_on(prose, first)):
            continue
        if _names_items(prose, line):
            found = _headed_lines(prose, _run(prose, index, held)) or _closed_lines(prose, _run(prose, index, held))
            lists += [found] if found else []
            index += len(found.entries) if found else 0
    return lists


def _names_items(prose: Prose, line: Line) -> bool:
    """Whether a line's last sentence introduces a list by words, for lists that have no markers to be known by."""
    span = (line.sentence_start(line.end - 1), line.end)
    words = prose.plain[max(span[0], span[1] - LONGEST_LEAD_IN) : span[1]]
    return announces(prose, line, span) and (words.endswith(":") or bool(find_terms(words)))


def _run(prose: Prose, index: int, held: set[int]) -> Iterator[Line]:
    while index < len(prose.lines) and prose.lines[index].start not in held:
        yield prose.lines[index]
        index += 1


def _has_heading(prose: Prose, line: Line) -> bool:
    """Whether a line begins with a heading that is not one of a page's sections."""
    if prose.text.find(":", line.start, line.end) == -1:
        return False
    heading = HEADING.match(prose.text, line.start, line.end)
    return heading is not None and plain(heading["heading"]) not in rows("sections.csv")


def _headed_lines(prose: Prose, run: Iterable[Line]) -> Enumeration | None:
    """`Livelihoods: trades are tried out ...` on two lines or more; the heading is part of the item."""
    headed = takewhile(lambda line: _has_heading(prose, line), run)
    return _enumeration(prose, [Entry(None, line.start, line.start, line.end) for line in headed])


def _closed_lines(prose: Prose, run: Iterable[Line]) -> Enumeration | None:
    """Lines that end with `;`, `,` or "and", and the one behind them, which ends the list."""
    entries: list[Entry] = []
    for line in run:
        entries.append(Entry(None, line.start, line.start, line.end))
        if not _goes_on(prose, line):
            break
    return _enumeration(prose, entries)


def _goes_on(prose: Prose, line: Line) -> bool:
    start = max(line.start, line.end - LONGEST_JOINT)
    return prose.text[line.end - 1] in ";," or JOINT.search(prose.plain, start, line.end) is not None


def _read_clauses(prose: Prose, line: Line) -> Iterator[tuple[Span, Enumeration]]:
    """Clauses between semicolons behind a colon, in one sentence, and where the words before the colon stand.

    `It will: map; train; and report.`
    """
    start = line.start
    for end in line.stops:
        first = prose.text.find(";", start, end)
        colon = prose.text.rfind(": ", start, first) if first != -1 else -1
        if colon != -1:
            parts = list(_split(prose, colon + 1, end))
            two_joined = len(parts) == 2 and LEADING_JOINT.match(prose.plain, *parts[1]) is not None
            found = _enumeration(prose, [Entry(None, part[0], *part) for part in parts])
            if found and (len(parts) > 2 or two_joined):
                yield (start, colon + 1), found
        start = end


def _split(prose: Prose, start: int, end: int) -> Iterator[Span]:
    """The parts between semicolons that stand in no parenthesis."""
    depth, offset = 0, start
    for match in re.finditer(r"[();]", prose.text[start:end]):
        position = offset + match.start()
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield start, position
            start = position + 1
    yield start, end


def _enumeration(prose: Prose, entries: Sequence[Entry]) -> Enumeration | None:
    """A list of two items or more, or none."""
    if len(entries) < 2:
        return None
    opened = []
    for entry in entries:
        joint = LEADING_JOINT.match(prose.plain, entry.start, entry.end)
        opened.append(entry._replace(start=joint.end()) if joint else entry)
    finished, faults = finish(prose, opened)
    kept = [entry._replace(opens=entry.start) for entry in finished if not is_empty(prose, entry)]
    return Enumeration(kept, faults) if len(kept) > 1 else None


def headed_lines(prose: Prose, held: set[int]) -> Iterator[Issue]:
    """Lines that begin with headings, one behind the other, and that nothing introduces as a list."""
    for line, following in pairwise(prose.lines):
        if not {line.start, following.start} & held and _has_heading(prose, line) and _has_heading(prose, following):
            words = quote(prose.text[line.start : line.end])
            yield Issue("items_not_found", "components", f"lines with headings may be items, from {words} on", "info")
            return


def unclaimed_clauses(prose: Prose, held: set[int]) -> Iterator[Issue]:
    """Clauses between semicolons behind a colon, where nothing says that they are a list of the project's."""
    for line in prose.lines:
        if line.start not in held:
            for _, clauses in _read_clauses(prose, line):
                words = quote(prose.text[clauses.entries[0].start : clauses.entries[-1].end])
                yield Issue(
                    "items_not_found", "components", f"clauses between semicolons may be items: {words}", "info"
                )


def unkept_announcements(prose: Prose, begun: set[int], held: set[int]) -> Iterator[Issue]:
    """Sentences that announce a list with a colon, where none was found: its items have markers unknown to us.

    Lists begin on the lines `begun`; items stand on those that begin at `held`.
    """
    for index, line in enumerate(prose.lines):
        if line.start in held or index in begun:
            continue
        at_end = prose.text[line.end - 1] == ":" and index + 1 not in begun
        if at_end and index + 1 < len(prose.lines):
            known = _announced(prose, line, line.end - 1, anywhere=True)
            yield _unkept(prose, line, line.end, "warning" if known else "info")
        start = line.start
        for stop in line.stops:
            colon = prose.text.find(": ", start, stop)
            if colon != -1 and _announced(prose, line, colon, anywhere=False):
                yield _unkept(prose, line, colon + 1, "warning")
            start = stop


def _announced(prose: Prose, line: Line, colon: int, *, anywhere: bool) -> bool:
    words = prose.plain[max(line.sentence_start(colon), colon - 300) : colon]
    term = deciding_term(words)
    return term is not None and (anywhere or (term.near and len(words) - term.end < QUOTED))


def _unkept(prose: Prose, line: Line, end: int, severity: Severity) -> Issue:
    words = quote(prose.text[max(line.sentence_start(end - 1), end - QUOTED) : end])
    return Issue("items_not_found", "components", f"no items were found behind {words}", severity)
