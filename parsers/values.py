"""A label's value: how many boxes make one, and its text as printed, in parts, with what stands around it.

`-200,000`, `2014 –`, `→ 2014`, `~ 2014` and `(200,000)` are neither an amount nor a year. A colon, a bullet, an icon
or a flag beside a value is none of it. A dash is a sign where it may be one, unless the page puts it between label and
value everywhere: `Start Date – 2005`, `Project Status – Completed`.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parsers.boxes import Box
from parsers.countries import read_codes
from parsers.fields import FIELDS, PARTED_FIELDS, SIGNED_FIELDS, is_valid, is_valid_for_any, strip_edges
from parsers.folding import fold, remember
from parsers.labels import Label
from parsers.outline import Outline, terminal_boxes, worded_texts

_EVIDENCE = frozenset(name for name, field in FIELDS.items() if field.kind in {"term", "identifier"})
"""Fields whose values have no sign: what stands before them all separates."""

_NEUTRAL = (
    "\\s:：﹕∶=|•·;,\u2600-\u26d3\u26d5-\u2714\u2719-\u274b\u274d\u274f-\u2793\u27b0\u27bf"
    "\U0001f000-\U0001f539\U0001f53e-\U0001f6aa\U0001f6ac-\U0001faff\ue000-\uf8ff\ufe0f"
)
# Separators; letters of flags, emoji and dingbats, but for arrows and crosses; the private characters of icon fonts
_NEUTRAL_LEAD = re.compile(f"[{_NEUTRAL}]*")
_NEUTRAL_TRAIL = re.compile(f"[{_NEUTRAL}]*$")
_DASHES = "\\-‐‑‒–—―−"
_ARROWS = "\u2190-\u21ff\u2794-\u27af\u27b1-\u27be"
# ` –`, `->`, `»`, `→`: what may part label and value, or one fact and the next
_SEPARATOR = re.compile(f"[\\s{_DASHES}>»›~_/\\\\{_ARROWS}]+")
# What ends a label or fills the space behind it: `Start Date*`, `Budget (USD)`, `End Date .....`, `Year #`
_FILL = ".…*†‡§_\"'`´”’»)\\]?!#/"
# Between a label and a value in an element of its own, all else is a part of the value; behind it, what fills is too
_SIGN = re.compile(f"[^\\w{_NEUTRAL}{_FILL}]")
_SIGN_BEHIND = re.compile(f"[^\\w{_NEUTRAL}.…\"'”’»)\\]]")
_NO_WORD = re.compile(r"[\W_]+")
_WORDS = re.compile(r"\w(?:.*\w)?", re.DOTALL)


EDGES = " :：|•·–—"
"""What stands around the text of an unknown label."""
# `Donor: IOM`, `Donor – IOM`
_LABEL_END = re.compile(r"\s*[:：]\s*|\s[-–—]\s")


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A label with the boxes of its value.

    Attributes:
        cell: the largest box that holds this label and no other.
        boxes: the value, in reading order; empty where nothing stands beside the label.
        further: more values behind it, where the field has one value.
        rest: boxes that stand with it and belong to neither: unknown labels and their text.
        rule: the arrangement and the element that holds the pair, e.g. `within:li`.
        related: why the structure itself says that the label is not about one project, or None.
        doubt: why the label may have a value though none is given, or None.
    """

    label: Label
    cell: Box
    boxes: tuple[Box, ...]
    rest: tuple[Box, ...]
    rule: str
    related: str | None = None
    doubt: str | None = None
    further: tuple[Box, ...] = ()

    @property
    def value_boxes(self) -> tuple[Box, ...]:
        """All boxes that hold values of the label."""
        return (*self.boxes, *self.further)

    def label_boxes(self, outline: Outline) -> list[Box]:
        """The boxes of the label."""
        return [leaf.box for leaf in outline.leaves[self.label.start : self.label.end]]

    def own_boxes(self, outline: Outline) -> list[Box]:
        """The boxes of label and value."""
        return [*self.label_boxes(outline), *self.value_boxes]


class Edged(NamedTuple):
    """A value with its edges.

    Attributes:
        lead: before the value, but for what says nothing.
        core: the value from its first letter or figure to its last, on one line.
        trail: behind the value, but for what says nothing and what parts it from the next fact.
        printed: the value as the page shows it, with its edges and line ends.
    """

    lead: str
    core: str
    trail: str
    printed: str

    def without(self, separator: str) -> "Edged":
        """Give it without what separates label and value everywhere."""
        rest = self.lead.strip().removeprefix(separator).lstrip()
        if self.lead.strip() == rest or rest not in {"", "$"}:
            return self
        return Edged(rest, self.core, self.trail, rest + self.printed.removeprefix(self.lead))

    @property
    def text(self) -> str:
        """The value with its signs, on one line."""
        return f"{self.lead}{self.core}{self.trail}"


def read_edges(
    outline: Outline,
    start: int,
    end: int,
    after: int | None = None,
    cell: Box | None = None,
    facts: Container[int] = (),
) -> Edged:
    """Read the edges of the value in a range of leaves.

    Args:
        outline: the page.
        start: the first leaf; one of the range has words.
        end: the leaf behind the last.
        after: the leaf at which the value's label ends, where it stands before; else edges stand in the value's line.
        cell: a box with nothing in it but label and value: its further lines without words are edges too.
        facts: the leaves with which labels and other values begin; a dash before one of them parts two facts.
    """
    leaves = outline.leaves
    worded = [index for index in range(start, end) if leaves[index].has_words]
    begin, close = worded[0], worded[-1] + 1
    first, last = (cell.start, cell.end) if cell and cell.start <= start and end <= cell.end else (start, end)
    first = first if after is None else after
    while begin > (after or 0) and not leaves[begin - 1].has_words and (begin > first or leaves[begin].gap != "\n"):
        begin -= 1
    while close < len(leaves) and not leaves[close].has_words and (close < last or leaves[close].gap != "\n"):
        close += 1
    own = max(begin, start)
    lead = _end_of_label(leaves[after - 1].text) if after else ""
    lead = _from(_SIGN, f"{lead} {outline.text(begin, own)}" if begin < own else lead)
    lead += " " if lead and leaves[own].gap else ""
    inside = outline.printed(own, end)
    before, core, behind = _divide(inside)
    lead += _without_neutral(before)
    line = " ".join(core.split())
    if not behind and close <= end:
        return Edged(lead, line, "", f"{lead}{core}")
    trail = _NEUTRAL_TRAIL.sub("", behind, count=1)
    beyond = _from(_SIGN_BEHIND, outline.text(end, close)) if close > end else ""
    tail = f"{trail} {beyond}" if beyond and leaves[end].gap else trail + beyond
    apart = behind[:1].isspace() or (close > end and leaves[end].gap != "")
    if apart and close in facts and leaves[close].gap != "\n" and _SEPARATOR.fullmatch(tail):
        holder = leaves[close - 1].box.parent
        if holder is None or holder.end > close:  # `2005 – End Date 2011`, `2005 – <b>End Date</b>`
            tail = beyond = behind = ""
    printed = f"{lead}{core}{behind.rstrip()}{beyond}"
    return Edged(lead, line, " ".join(tail.split("\n")).rstrip(), printed)


def separator_of(edges: Iterable[tuple[Sequence[str], Edged]]) -> str:
    """Give what stands between label and value everywhere in a block, or `""`.

    Args:
        edges: the fields that each label may stand for, and its value.
    """
    found = [(not _EVIDENCE.isdisjoint(names), edged.lead.strip()) for names, edged in edges]
    telling = [lead for is_telling, lead in found if is_telling]
    leads = telling or [lead for _, lead in found]
    if len(leads) < (2 if telling else 3) or len(set(leads)) != 1 or not _SEPARATOR.fullmatch(leads[0]):
        return ""
    return leads[0]


@remember
def _from(sign: re.Pattern[str], text: str) -> str:
    """Give a text from its first sign on; `""` where it has none."""
    found = sign.search(text)
    return _NEUTRAL_TRAIL.sub("", text[found.start() :], count=1) if found else ""


@remember
def _without_neutral(lead: str) -> str:
    """Leave out what says nothing; a comma glued to a figure says that something is lost: `,200`."""
    return _NEUTRAL_LEAD.sub("", lead, count=1) or ("," if lead.endswith(",") else "")


@remember
def _end_of_label(text: str) -> str:
    """What stands behind the last word of a label, and behind its bracket: `:` of `Budget (USD):`."""
    return _divide(text)[2].rpartition(")")[2]


@remember
def _divide(text: str) -> tuple[str, str, str]:
    """Divide a text into what stands before its first word, its words, and what stands behind the last."""
    words = _WORDS.search(text)
    return (text[: words.start()], words[0], text[words.end() :]) if words else ("", "", text)


_LONGEST_VALUE = 3_000
_MOST_PARTS = 60
_MOST_PIECES = 8
"""A value of one text may be broken into a few lines or elements; a list of countries has one for each."""


def longest_fit(outline: Outline, label: Label, boxes: Sequence[Box]) -> int:
    """How many boxes from the first make a value that the field can have; 0 where none do."""
    fields = label.match.fields
    for count in range(len(boxes[: _MOST_PARTS if label.is_list else _MOST_PIECES]), 0, -1):
        text = outline.text(boxes[0].start, boxes[count - 1].end)
        if len(text) <= _LONGEST_VALUE and is_valid_for_any(fields, text):
            return count
    return 0


# `2014, 2016`, `National / Regional`, `PR.0216; PR.0217`
_BETWEEN_VALUES = re.compile(r",\s+|\s*[;/|•·]\s*")


def read_texts(outline: Outline, boxes: Sequence[Box], name: str, edged: Edged) -> tuple[str, ...]:
    """Give a value's text, or its texts, without what says nothing.

    Args:
        outline: the page.
        boxes: the value's boxes.
        name: the field. Where it holds several names each child element is a part, unless the names are understood
            only when read across elements (`Bolivia <i>(Plurinational State of)</i>`); where it holds one, there is
            one text, unless what is printed is several values side by side.
        edged: the value with its edges; signs are part of amounts, dates and identifiers.
    """
    whole = edged.text if name in SIGNED_FIELDS else strip_edges(edged.text)
    if name not in PARTED_FIELDS:
        return values_of(outline, boxes, name, whole)
    parts = tuple(
        text for text in (strip_edges(part) for part in map(outline.text_of, terminal_boxes(outline, boxes))) if text
    )
    return (whole,) if not read_codes(parts) and read_codes((whole,)) else parts


def values_of(outline: Outline, boxes: Sequence[Box], name: str, whole: str) -> tuple[str, ...]:
    """Give the values of a field of one value: one, unless what is printed is several of them side by side."""
    if is_valid(name, whole) and not _are_twins(outline, boxes, name):
        return (whole,)
    parts = [outline.text_of(box) for box in terminal_boxes(outline, boxes)]
    pieces = [leaf.text for leaf in outline.leaves[boxes[0].start : boxes[-1].end]]
    for texts in (parts, pieces, _BETWEEN_VALUES.split(whole)):
        values = tuple(value for value in map(strip_edges, texts) if value)
        if len(values) > 1 and all(is_valid(name, value) for value in values):
            return values
    return (whole,)


def _are_twins(outline: Outline, boxes: Sequence[Box], name: str) -> bool:
    """Whether elements that look alike hold a value each: glued, `120000` and `125000.00` are one amount, too."""
    if boxes[-1].end - boxes[0].start == 1:
        return False
    texts = list(terminal_boxes(outline, boxes))
    holders = {box.parent if box.kind == "text" else box for box in texts}
    alike = 1 < len(holders) == len(texts) and len({box.signature for box in holders if box is not None}) == 1
    return alike and all(is_valid(name, outline.text_of(box)) for box in texts)


def opening_of(outline: Outline, box: Box) -> Box | None:
    """The element with which the text of a box begins, smaller than all of it; None where there is none."""
    while worded := outline.worded(box.children):
        box = worded[0]
        if len(worded) > 1 and box.kind != "line":
            return box if box.kind == "element" else None
    return None


def divide(outline: Outline, box: Box) -> tuple[str, str | None]:
    """Give the label and the text of a box; the text is None where there is only one of them."""
    opening = opening_of(outline, box)
    if opening is not None and outline.has_words(opening.end, box.end):
        return outline.text_of(opening), outline.text(opening.end, box.end).strip(EDGES)
    parts = [outline.text_of(part) for part in worded_texts(outline, box)]
    if len(parts) > 1:
        return parts[0], " ".join(parts[1:]).strip(EDGES)
    label, *rest = _LABEL_END.split(parts[0].strip(EDGES), maxsplit=1)
    return label, rest[0] if rest else None


def where(boxes: Sequence[Box]) -> str:
    """The CSS path to the value: a selector list with the path of each of its boxes."""
    return ", ".join(dict.fromkeys([box.path for box in boxes]))


def value_key(texts: Sequence[str]) -> str:
    """What makes two printed values the same: their words, whatever parts and separators."""
    return _words_of(" ".join(texts))


@remember
def _words_of(text: str) -> str:
    return _NO_WORD.sub(" ", fold(text)).strip()
