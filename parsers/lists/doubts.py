"""What a reader of the items should know: markers without a list, announcements without items, text between items."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.lists.sentences import Enumeration, Line, Prose
from parsers.lists.sequences import Marker
from parsers.lists.terms import deciding_term
from parsers.lists.unmarked import has_heading, read_clauses
from parsers.model import Issue, Language, Severity

QUOTED = 60


def quote(text: str) -> str:
    """A text for a message, on one line and not too long."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= QUOTED else flat[: QUOTED - 1] + "…")


def stray_markers(prose: Prose, strays: Sequence[Marker]) -> Iterator[Issue]:
    """Markers that look like a list's and are not: `1)` without `2)`, `b)` without `a)`."""
    for marker in strays:
        if _is_remarkable(prose, marker):
            line = prose.lines[marker.line]
            words = quote(prose.text[marker.start : min(line.end, marker.start + QUOTED)])
            yield Issue("enumeration_broken", "components", f"one marker alone makes no list: {words}")


def _is_remarkable(prose: Prose, marker: Marker) -> bool:
    style, value = marker.readings[0].style, marker.readings[0].value
    if marker.weak or style in {"firstly", "the first"}:
        return False
    if value is None:
        after_colon = marker.line > 0 and prose.text[prose.lines[marker.line - 1].end - 1] == ":"
        return (style not in {"-", "inline -", "o", "*"}) or (marker.leads and after_colon)
    if style.endswith(")"):
        return marker.after_stop
    return marker.leads and style.endswith(".") and any(character.isdigit() for character in marker.printed)


def text_between(prose: Prose, enumeration: Enumeration, held: set[int]) -> bool:
    """Whether lines stand between two items of a list that no item holds."""
    for entry, following in pairwise(enumeration.entries):
        first, last = prose.line_at(max(entry.opens, entry.end - 1)) + 1, prose.line_at(following.opens)
        if any(prose.lines[index].start not in held for index in range(first, last)):
            return True
    return False


def unkept_announcements(
    prose: Prose, lists: Sequence[Enumeration], held: set[int], language: Language
) -> Iterator[Issue]:
    """Sentences that announce a list with a colon, where none was found: its items have markers unknown to us."""
    begun = {prose.line_at(enumeration.entries[0].opens) for enumeration in lists}
    for index, line in enumerate(prose.lines):
        if line.start in held or index in begun:
            continue
        at_end = prose.text[line.end - 1] == ":" and index + 1 not in begun
        if at_end and index + 1 < len(prose.lines):
            known = _announced(prose, line, line.end - 1, language, anywhere=True)
            yield _unkept(prose, line, line.end, "warning" if known else "info")
        start = line.start
        for stop in line.stops:
            colon = prose.text.find(": ", start, stop)
            if colon != -1 and _announced(prose, line, colon, language, anywhere=False):
                yield _unkept(prose, line, colon + 1, "warning")
            start = stop


def headed_lines(prose: Prose, held: set[int]) -> Iterator[Issue]:
    """Lines that begin with headings, one behind the other, and that nothing introduces as a list."""
    for line, following in pairwise(prose.lines):
        if not {line.start, following.start} & held and has_heading(prose, line) and has_heading(prose, following):
            words = quote(prose.text[line.start : line.end])
            yield Issue("items_not_found", "components", f"lines with headings may be items, from {words} on", "info")
            return


def unclaimed_clauses(prose: Prose, held: set[int]) -> Iterator[Issue]:
    """Clauses between semicolons behind a colon, where nothing says that they are a list of the project's."""
    for line in prose.lines:
        if line.start not in held:
            for clauses in read_clauses(prose, line, lambda _: True):
                words = quote(prose.text[clauses.entries[0].start : clauses.entries[-1].end])
                yield Issue(
                    "items_not_found", "components", f"clauses between semicolons may be items: {words}", "info"
                )


def _announced(prose: Prose, line: Line, colon: int, language: Language, *, anywhere: bool) -> bool:
    words = prose.plain[max(line.sentence_start(colon), colon - 300) : colon]
    term = deciding_term(words, language)
    return term is not None and (anywhere or (term.near and len(words) - term.end < QUOTED))


def _unkept(prose: Prose, line: Line, end: int, severity: Severity) -> Issue:
    words = quote(prose.text[max(line.sentence_start(end - 1), end - QUOTED) : end])
    return Issue("items_not_found", "components", f"no items were found behind {words}", severity)
