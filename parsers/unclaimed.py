"""Labels that no table knows: what stands among the facts and is neither a known label nor its value.

A label that was renamed, or that the site has only now, must not vanish: it is reported with its text, and where a
field is missing that the text could be the value of, the field gets an issue.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from parsers.blocks import APART
from parsers.boxes import Box, Marks, Outline
from parsers.labels import strip_label
from parsers.pairs import Pair
from parsers.raw import LABELLED_FIELDS, Issue, RawField
from parsers.shapes import fits_bare
from parsers.values import terminal_boxes

LONGEST_FACT = 160
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_COLLECTIONS = frozenset({"dl", "ol", "table", "tbody", "tr", "ul"})
# `... of the border.`, `a stall; a road`, `• a stall • a road`, `1) a stall 2) a road`
_SENTENCE = re.compile(r"\w{2,}[.;]\W*$|[.;]\s|(?:(?:^|\s)(?:[-–*•▪]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s*\w.*){2}")
_PARTS_OF_FACT = 2
_LEAVES_OF_FACT = 80


def find_leftovers(outline: Outline, pairs: Sequence[Pair], limits: Sequence[Box]) -> list[Box]:
    """Find the boxes among the facts that no pair claims, in reading order; sentences are no facts.

    Args:
        outline: the page.
        pairs: the labels of the page's project with their values.
        limits: boxes that are no facts: the title.
    """
    labels = [outline.leaves[index].box for pair in pairs for index in range(pair.label.start, pair.label.end)]
    claimed = Marks(outline, (*labels, *(box for pair in pairs for box in pair.boxes)))
    starts = Marks(outline, (outline.leaves[pair.label.start].box for pair in pairs))
    limited = Marks(outline, limits)
    openings = [_Look.of(box) for box in (_opening(outline, pair.cell) for pair in pairs) if box is not None]
    bare = [_Look.of(pair.cell) for pair in pairs if pair.cell.end <= pair.label.end]
    rest = [box for pair in pairs if not pair.rule.startswith("beside") for box in pair.rest]
    found: list[Box] = []
    for parent in dict.fromkeys(outer for box in labels for outer in box.ancestors()):
        held = [claimed.touch(child) for child in parent.children]
        if any(held):
            own = [_Look.of(child) for child, holds in zip(parent.children, held, strict=True) if holds]
            siblings = _Siblings(outline, parent.children, held, own, openings, bare)
            single = sum(
                holds and starts.count(child.start, child.end) < 2
                for child, holds in zip(parent.children, held, strict=True)
            )
            whole = parent.tag in _COLLECTIONS
            found += siblings.unheld(whole=whole) if single > 1 else siblings.stray(alone=single == sum(held))
    found += _in_line(outline, claimed)
    found = [*rest, *sorted(found, key=lambda box: box.start)]
    return [
        box
        for box in dict.fromkeys(found)
        if outline.is_worded(box) and not claimed.touch(box) and not limited.touch(box) and not is_prose(outline, box)
    ]


def _in_line(outline: Outline, claimed: Marks) -> Iterator[Box]:
    """What stands in one line with a fact and is short."""
    for start, end in outline.lines():
        if 0 < claimed.count(start, end) < end - start:
            free = [
                leaf
                for index, leaf in enumerate(outline.leaves[start:end], start)
                if not claimed.count(index, index + 1)
            ]
            if sum(len(leaf.text) for leaf in free) <= LONGEST_FACT and not any(
                _SENTENCE.search(leaf.text) for leaf in free
            ):
                yield from (leaf.box for leaf in free)


@dataclass(frozen=True, slots=True)
class _Look:
    """What makes boxes look alike: the element's name, and a word in common in class or role if they have any."""

    tag: str
    words: frozenset[str]

    @classmethod
    def of(cls, box: Box) -> "_Look":
        """The look of a box; `<p><strong>…</strong></p>` looks otherwise than `<p>…</p>`."""
        attributes = box.node.attributes if box.kind == "element" else {}
        names = " ".join(attributes.get(name) or "" for name in ("class", "role")).lower()
        inner = box.children[0].tag if len(box.children) == 1 else ""
        return cls(f"{box.tag}/{inner}", frozenset(word for word in _NAME_PARTS.split(names) if word))

    def is_like(self, others: Iterable["_Look"]) -> bool:
        return any(
            self.tag == other.tag and (self.words & other.words or not (self.words or other.words)) for other in others
        )


def _opening(outline: Outline, box: Box) -> Box | None:
    """The element with which the text of a box begins, smaller than all of it; None where there is none."""
    while box.children:
        worded = [child for child in box.children if outline.is_worded(child)]
        if len(worded) != 1:
            return worded[0] if worded and worded[0].kind == "element" else None
        box = worded[0]
    return None


@dataclass(frozen=True, slots=True)
class _Siblings:
    """The children of a box that holds facts.

    Attributes:
        held: which of the children hold a fact or a part of one.
        looks: how those look.
        openings: how the elements look with which known facts begin: labels within facts.
        label_looks: how known labels look that are children themselves.
    """

    outline: Outline
    children: Sequence[Box]
    held: Sequence[bool]
    looks: Sequence[_Look]
    openings: Sequence[_Look]
    label_looks: Sequence[_Look]

    def unheld(self, *, whole: bool) -> Iterator[Box]:
        """The children that stand among those with facts.

        Between two facts a child belongs to them where it is shaped like a fact or looks like its neighbours; before
        the first and behind the last it must do both, as long as no other child intervenes. In a list or table of
        facts (`whole`) all items do.
        """
        first, last = self.held.index(True), len(self.held) - 1 - self.held[::-1].index(True)

        def is_near(index: int) -> bool:
            return whole or (self.is_alike(index) and self.is_part(index))

        for index in range(first, last):
            if not self.held[index] and (self.is_alike(index) or self.is_part(index)):
                yield self.children[index]
        yield from (self.children[index] for index in takewhile(is_near, range(first - 1, -1, -1)))
        yield from (self.children[index] for index in takewhile(is_near, range(last + 1, len(self.children))))

    def stray(self, *, alone: bool) -> Iterator[Box]:
        """The children next to blocks of facts that look like these and open with what looks like a known label.

        Next to one fact (`alone`) what is shaped like a fact is enough.
        """
        first, last = self.held.index(True), len(self.held) - 1 - self.held[::-1].index(True)

        def is_stray(index: int) -> bool:
            prose = is_prose(self.outline, self.children[index])
            opens = self._opens_alike(index) or (alone and self._is_fact(index))
            return self.held[index] or (not prose and self.is_alike(index) and opens)

        near = (*takewhile(is_stray, range(first, -1, -1)), *takewhile(is_stray, range(last, len(self.children))))
        yield from (self.children[i] for i in (*near, *filter(is_stray, range(first, last))) if not self.held[i])

    def is_alike(self, index: int) -> bool:
        """Whether a child looks like one with a fact, or like a label."""
        return _Look.of(self.children[index]).is_like([*self.looks, *self.label_looks, *self.openings])

    def is_part(self, index: int) -> bool:
        """Whether a child is a fact, the label of one or its value."""
        return self._is_fact(index) or self._opens(index) or self._opens(index - 1)

    def _is_fact(self, index: int) -> bool:
        """Whether a child is shaped like a fact: a label and a value, or a value that some field could have."""
        child = self.children[index]
        if is_prose(self.outline, child) or not self.outline.is_worded(child):
            return False
        if self._opens_alike(index):
            return True
        label, text = _divide(self.outline, child)
        few = len(list(terminal_boxes(self.outline, [child]))) <= _PARTS_OF_FACT
        return (few and text is not None) or any(fits_bare(field, label) for field in LABELLED_FIELDS)

    def _opens_alike(self, index: int) -> bool:
        """Whether a child begins with an element that looks like a label."""
        opening = _opening(self.outline, self.children[index])
        return opening is not None and _Look.of(opening).is_like(self.openings)

    def _opens(self, index: int) -> bool:
        """Whether a label and its value, each a child of its own, stand here."""
        if not 0 <= index < len(self.children) - 1 or self.held[index] or self.held[index + 1]:
            return False
        label, value = self.children[index], self.children[index + 1]
        if is_prose(self.outline, label) or is_prose(self.outline, value):
            return False
        looks = [*self.label_looks, *self.openings]
        if _Look.of(label).is_like(looks) and not _Look.of(value).is_like(looks):
            return True
        return any(fits_bare(field, self.outline.text_of(value)) for field in LABELLED_FIELDS)


def is_prose(outline: Outline, box: Box) -> bool:
    """Whether a box holds sentences rather than a fact."""
    if box.end - box.start > _LEAVES_OF_FACT:
        return True
    text = outline.text_of(box)
    return len(text) > LONGEST_FACT or (len(text) > LONGEST_FACT / 4 and _SENTENCE.search(text) is not None)


def name_leftovers(outline: Outline, leftovers: Sequence[Box]) -> dict[str, str]:
    """Give each unknown label its text: `Donor: IOM`, a label and a value side by side, or a label alone."""
    named: dict[str, str] = {}
    waiting: str | None = None
    for box in leftovers:
        label, text = _divide(outline, box)
        if waiting is not None and text is None:
            named[waiting], waiting = label, None
        else:
            if waiting is not None:
                named.setdefault(waiting, "")
            waiting = label if text is None else None
            if text is not None:
                named[strip_label(label) or label] = text
    if waiting is not None:
        named.setdefault(waiting, "")
    return named


def _divide(outline: Outline, box: Box) -> tuple[str, str | None]:
    parts = [outline.text_of(part) for part in terminal_boxes(outline, [box])]
    if len(parts) > 1:
        return parts[0], " ".join(parts[1:]).strip(" :")
    label, colon, text = parts[0].partition(":")
    return (label, text.strip()) if colon and text.strip() else (parts[0], None)


def suspect(fields: Mapping[str, RawField], unclaimed: Mapping[str, str]) -> list[Issue]:
    """Name the missing fields whose value may stand under an unknown label, or in a place that was not believed."""
    issues = []
    for name, field in fields.items():
        if field.status not in {"not_on_page", "label_empty"}:
            continue
        if apart := next((one for one in field.alternatives if one.rejected.startswith(APART)), None):
            message = f"no value was found but {' '.join(apart.texts)!r}, and {apart.rejected}"
            issues.append(Issue("place_rejected", name, message, "info"))
        for label, text in unclaimed.items():
            if fits_bare(name, text or label):
                message = f"no value was found, and {text or label!r} stands under the unknown label {label!r}"
                issues.append(Issue("unknown_label_fits", name, message))
                break
    return issues
