"""Finding labels in any structure: a label is a stretch of leaves whose text is a known label and that opens a line.

Labels are recognised by their words alone (`parsers/data/labels.csv`). To keep a sentence that mentions "coverage"
from being taken for one, a label must open its line, or follow another label's value in the same line, and must end
where its element or line ends, at a colon, or before a value that its field can have.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile
from operator import attrgetter

from parsers.fields import LABELLED_FIELDS, PARTED_FIELDS, is_valid_for_any
from parsers.folding import fold, remember
from parsers.outline import Outline, runs_on
from parsers.vocabulary import LabelMatch, is_boilerplate, match_label, read_table

LONGEST_LINE = 600
"""Characters of running text within which labels without any element of their own are looked for."""
LONGEST_LABEL = 300
"""Characters of a text that may be a label, dots up to its value counted."""
LEAVES_OF_VALUE = 8
LEAVES_AHEAD = 100
"""So many pieces of text after a label are searched for the next one."""
WORDS_BEFORE = 3
"""So many words of no known value may stand before a label that ends its line."""

_PUNCTUATION = re.compile(r"^[^\w(]+|[^\w)]+$")
_COLON = re.compile(r"^\s*[:：﹕∶=]|[:：﹕∶=]\s*$")
# `Start Date – 2005`
_COLON_OR_DASH = re.compile(rf"{_COLON.pattern}|^[-–—](?:\s|$)|\s[-–—]$")
_TOKEN = re.compile(r"[:：﹕∶|•·;]|[^\s:：﹕∶|•·;]+")
_SEPARATORS = frozenset("|•·")
# `Benefiting Member States (3)`
_COUNT = re.compile(r"\s*\(\d{1,3}\)$")
# `Start Date (actual)`, `Budget Amount (USD) (planned):`
_QUALIFIER = re.compile(r"\s*[(\[]([^()\[\]]{1,40})[)\]][\s:]*$")
# `1. Start Date`, `(2) End Date`, `a) Year`, `3 - Coverage`
_NUMBER = re.compile(r"\(?(?:\d{1,2}\s*[.)]\s*|[a-z]\s*[.)]\s+|\d{1,2}\s*[-–—]\s+)(?=[^\W\d])", re.IGNORECASE)
# `1.`, `(2)`, `a)`: in an element of its own
_NUMBER_ALONE = re.compile(r"\(?(?:\d{1,2}|[a-z])\s*[.)]", re.IGNORECASE)
# `Start Date / Date de début`, `Start Date (Date de début)`
_BETWEEN_LANGUAGES = re.compile(r"\s*[/|]\s*|\s[-–—]\s|\s\(|\)$")


@dataclass(frozen=True, slots=True)
class Label:
    """A known label on the page: the leaves `start:end`, and what it may stand for."""

    start: int
    end: int
    text: str
    match: LabelMatch

    @property
    def is_list(self) -> bool:
        """Whether its value may be a list of names."""
        return not PARTED_FIELDS.isdisjoint(self.match.fields)


@remember
def recognise(text: str) -> LabelMatch | None:
    """Look a label up; bullets before it and colons, dashes or dots after it do not count.

    A label may be printed in two languages: `Start Date / Date de début`. Then it means what both can mean.
    """
    if len(text) > LONGEST_LABEL:
        return None
    label = _COUNT.sub("", strip_label(text))
    if not fold(label.partition(" ")[0]).startswith(_first_words()):  # most texts
        return None
    if match := match_label(label):
        return match
    qualifier = _QUALIFIER.search(label)
    if qualifier and is_boilerplate("qualifier", qualifier[1]):
        return match_label(label[: qualifier.start()])
    parts = [match_label(strip_label(part)) for part in _BETWEEN_LANGUAGES.split(label) if part]
    known = [match for match in parts if match is not None]
    return _both(known[0], known[1]) if len(parts) == len(known) == 2 else None


def _both(one: LabelMatch, other: LabelMatch) -> LabelMatch | None:
    """What two labels of one value mean together."""
    fields = tuple(name for name in one.fields if name in other.fields)
    languages = tuple(language for language in one.languages if language in other.languages)
    return LabelMatch(fields, languages or one.languages + other.languages) if fields else None


@remember
def strip_label(text: str) -> str:
    """Give a label without its number and the punctuation around it: `• 1. Start Date :` is `Start Date`."""
    text = _PUNCTUATION.sub("", text)
    number = _NUMBER.match(text)
    return text[number.end() :] if number else text


@remember
def cut_at_labels(text: str) -> tuple[str, ...]:
    """Cut the text of one node before and behind everything in it that could be a label, and at `|` and bullets.

    The pieces joined are the text. Which pieces are labels is decided later, from the whole line; a cut too many
    does no harm.
    """
    is_long = len(text) > LONGEST_LINE and ":" not in text[:LONGEST_LINE]
    if is_long or (_SEPARATORS.isdisjoint(text) and not any(map(fold(text).__contains__, _keys()))):
        return (text,)  # most texts
    tokens, cuts, index = list(_TOKEN.finditer(text)), {0, len(text)}, 0
    while index < len(tokens):
        last = index if tokens[index][0] in _SEPARATORS else _label_end(text, tokens, index)
        if last is not None:
            cuts.update((tokens[index].start(), tokens[last].end()))
        index = (index if last is None else last) + 1
    return tuple(text[start:end] for start, end in pairwise(sorted(cuts)))


def _label_end(text: str, tokens: list[re.Match[str]], first: int) -> int | None:
    """The index of the last token of the longest label that begins at token `first`, perhaps with a number."""
    number = _NUMBER.match(text, tokens[first].start())
    while number and first + 1 < len(tokens) and tokens[first].start() < number.end():
        first += 1
    if not _opens_label(tokens[first][0]):
        return None
    start, most = tokens[first].start(), min(first + _most_words(), len(tokens))
    return next((last for last in range(most - 1, first - 1, -1) if recognise(text[start : tokens[last].end()])), None)


@cache
def _keys() -> tuple[str, ...]:
    return tuple(fold(row["label"]) for row in read_table("labels.csv"))


@cache
def _first_words() -> tuple[str, ...]:
    return tuple({key.partition(" ")[0] for key in _keys()})


@cache
def _beginnings() -> frozenset[str]:
    """All that a label and a blank may begin with."""
    return frozenset(f"{key} "[:end] for key in _keys() for end in range(len(key) + 2))


@remember
def _opens_label(text: str) -> bool:
    """Whether a label may begin with a text, or with its number: `1.`, `(2)`, `a)`."""
    return _NUMBER_ALONE.fullmatch(text) is not None or fold(strip_label(text).partition(" ")[0]) + " " in _beginnings()


@cache
def _most_words() -> int:
    return max(len(key.split()) for key in _keys())


def find_labels(outline: Outline, most: int) -> list[Label]:
    """Find the known labels of the page, wherever they stand, in reading order; none overlap.

    Where there are more than `most`, the search stops soon after.
    """
    glued = {index - 1 for index, leaf in enumerate(outline.leaves) if leaf.gap == ""}
    worded = [(index, leaf.text) for index, leaf in enumerate(outline.leaves) if leaf.has_words]
    openings = {index for index, text in worded if index in glued or _opens_label(text)}
    found: list[Label] = []
    lines = outline.lines()
    for number in sorted({outline.line_of[index] for index in openings}):
        found += _labels_of_line(outline, *lines[number], openings)
        if len(found) > most:
            break
    if broken := _broken_labels(outline):
        found = [label for label in found if not any(b.start < label.end and label.start < b.end for b in broken)]
    return _without_echoes(sorted(found + broken, key=attrgetter("start")))


def _labels_of_line(outline: Outline, start: int, end: int, openings: Container[int]) -> list[Label]:
    """The labels of one line: those with which it opens, those that follow another's value, and those set apart."""
    found: list[Label] = []
    position, first = start, outline.next_words(start)
    while position < end:
        label = _label_at(outline, position, end) if position in openings else None
        if label and _stands_as_label(outline, label, start, end, opens=position == first, opened=bool(found)):
            found.append(label)
            position = label.end
        else:
            position += 1
    return found


def _label_at(outline: Outline, start: int, end: int) -> Label | None:
    """The longest label that begins at a leaf."""
    best, leaves = None, outline.leaves
    last = min(end, start + 3 * _most_words())  # every word of the longest one in two, with a blank's between
    for stop in range(start + 1, last + 1):
        text = outline.text(start, stop)
        if len(text) > LONGEST_LABEL:
            break
        if (match := recognise(text)) and (leaves[stop - 1].has_words or not _opens_value(outline, start, stop)):
            best = Label(start, stop, strip_label(text), match)
        if not _may_be_label(text):
            break
    return best


@remember
def _may_be_label(text: str) -> bool:
    """Whether a text is a label, or may be with more behind it: none goes on in plain words as `Year of action`."""
    begun, keys = fold(strip_label(text)), _keys()
    behind = [begun[len(key) :].lstrip()[:1] for key in keys if begun.startswith(key)] if begun.startswith(keys) else ()
    return begun in _beginnings() or not all(map(str.isalnum, behind))


def _opens_value(outline: Outline, start: int, stop: int) -> bool:
    """Whether a value begins with the sign in the last leaf before `stop`: `Coverage <span>🌍 National</span>`."""
    around = takewhile(lambda box: box.start > start, outline.leaves[stop - 1].box.ancestors())
    return any(outline.has_words(stop, box.end) for box in around)


def _stands_as_label(outline: Outline, label: Label, start: int, end: int, *, opens: bool, opened: bool) -> bool:
    """Whether the words are used as a label, and not in a sentence."""
    leaves = outline.leaves
    own_start = label.start == 0 or leaves[label.start - 1].box.run != leaves[label.start].box.run
    own_end = label.end == end or leaves[label.end].box.run != leaves[label.end - 1].box.run
    separator = _COLON if opened else _COLON_OR_DASH
    after = leaves[label.end].text if label.end < end else ""
    colon = separator.search(leaves[label.end - 1].text) or separator.search(after)
    if opens:
        apart = not outline.has_words(label.end, end) or (own_end and not _begins_sentence(outline, label, end))
        return bool(colon or apart or _value_follows(outline, label, end))
    if opened:
        return bool(colon or (own_start and own_end) or _value_follows(outline, label, end))
    apart = own_end and (_value_begins(outline, label, end) or _is_set_apart(outline, label, start, end))
    return own_start and bool(colon or apart)


def _is_set_apart(outline: Outline, label: Label, start: int, end: int) -> bool:
    """Whether a label in the middle of a line ends it or has another one behind it, and a value before it.

    `<i>2005</i><b>End Date</b>` and, where the first label is lost, `<b></b> 2005 <b>End Date</b> 2011 <b>Year</b>`.
    """
    before = outline.text(start, label.start)
    if len(before) > LONGEST_LINE:
        return False
    is_value = is_valid_for_any(LABELLED_FIELDS, before)
    if label.end == end:
        return is_value or len(before.split()) <= WORDS_BEFORE
    return is_value and _next_label(outline, label, end) is not None


def _begins_sentence(outline: Outline, label: Label, end: int) -> bool:
    """Whether a label's words begin a sentence, which goes on in the line with no further label."""
    if not runs_on(outline.text(label.end, end)):
        return False
    following = _next_label(outline, label, end)
    return following is None or runs_on(outline.text(label.end, following))


def _next_label(outline: Outline, label: Label, end: int) -> int | None:
    """The leaf at which the next label stands that begins an element of its own."""
    leaves, places = outline.leaves, range(label.end + 1, min(end, label.end + LEAVES_AHEAD))
    own = (at for at in places if leaves[at].box.run != leaves[at - 1].box.run)
    return next((at for at in own if _label_at(outline, at, end)), None)


def _value_follows(outline: Outline, label: Label, end: int) -> bool:
    """Whether the rest of the line, up to a next label, is a value that the field can have: `Start Date 2005`."""
    for stop in range(label.end + 1, end + 1):
        text = outline.text(label.end, stop)
        if len(text) > LONGEST_LINE:
            break
        if is_valid_for_any(label.match.fields, text):
            return stop == end or _label_at(outline, stop, end) is not None or not outline.leaves[stop].has_words
    return False


def _value_begins(outline: Outline, label: Label, end: int) -> bool:
    """Whether the elements after a label begin with a value that the field can have: `… <b>Year</b> <i>2005</i> …`."""
    leaves, stops = outline.leaves, range(label.end + 1, min(end, label.end + LEAVES_OF_VALUE) + 1)
    whole = (stop for stop in stops if stop == end or leaves[stop].box.run != leaves[stop - 1].box.run)
    return any(is_valid_for_any(label.match.fields, outline.text(label.end, stop)) for stop in whole)


def _broken_labels(outline: Outline) -> list[Label]:
    """Labels that an element holds whole, though lines break within: `Benefiting<br>Member States`."""
    longest = 1 + _most_words()
    short = [box for box in outline.root.row if 1 < box.end - box.start <= longest]
    broken = [box for box in short if outline.line_of[box.start] != outline.line_of[box.end - 1]]
    texts = [(box, outline.text_of(box)) for box in broken]
    return [Label(box.start, box.end, strip_label(text), match) for box, text in texts if (match := recognise(text))]


def _without_echoes(labels: list[Label]) -> list[Label]:
    """Join a label that is printed twice on end, for screen readers or in a second language, into one."""
    kept: list[Label] = []
    for label in labels:
        last = kept[-1] if kept else None
        both = _both(last.match, label.match) if last and last.end == label.start else None
        is_echo = both is not None and len(both.fields) == 1
        kept.append(Label(kept.pop().start, label.end, label.text, both) if both and is_echo else label)
    return kept
