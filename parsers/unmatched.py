"""Labels that no table knows: what stands among the facts and is neither a known label nor its value.

A label that was renamed, or that the site has only now, must not vanish: it is reported with its text. It is written
like the known ones: with a colon, or in an element of the same look. Where nothing tells labels and texts apart, they
take turns.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, groupby, pairwise, takewhile
from typing import Literal

from parsers.boxes import Box, Signature
from parsers.fields import is_valid, valid_unlabelled
from parsers.labels import strip_label
from parsers.layout import HEADING_TAGS
from parsers.outline import LONGEST_FACT, SENTENCE, Marks, Outline, worded_texts
from parsers.values import EDGES, Pair, divide, opening_of

_COLLECTIONS = frozenset({"dl", "ol", "p", "table", "tbody", "tr", "ul"})
"""Elements of which all is facts where two are; `<p>` where its lines are facts."""
_FACTS_OF_BOX = 3
"""A box of so many facts and no prose holds nothing but facts."""
_PARTS_OF_FACT = 2
_WORDS_OF_LEAD_IN = 4
_COLON = re.compile(r"[:：﹕∶]\s*$")
# A label has a word in it; `10.` numbers one.
_NAME = re.compile(r"[^\W\d_]{2}|\d{4}")


def find_unmatched(
    outline: Outline, pairs: Sequence[Pair], labels: Sequence[Box], claimed: Marks, limits: Sequence[Box]
) -> list[Box]:
    """Find the boxes among the facts that no pair claims, in reading order; sentences are no facts.

    Args:
        outline: the page.
        pairs: the labels of the page's project with their values.
        labels: the boxes of the labels.
        claimed: the leaves of labels and values.
        limits: boxes that are no facts: the title.
    """
    starts = Marks(outline, [outline.leaves[pair.label.start].box for pair in pairs])
    openings = [opening_of(outline, pair.cell) for pair in pairs if pair.cell.end > pair.label.end]
    within = list(dict.fromkeys([box.signature for box in openings if box is not None]))
    beside = list(dict.fromkeys([pair.cell.signature for pair in pairs if pair.cell.end <= pair.label.end]))
    with_rest = [pair for pair in pairs if pair.rest and not pair.doubt and not pair.rule.startswith("beside")]
    rest = [box for pair in with_rest for box in pair.rest]
    found = [*_among(outline, labels, starts, claimed, within, beside), *rest, *_in_line(outline, claimed)]
    if not found:
        return []
    last = max((box.end for pair in pairs for box in pair.value_boxes), default=0)
    behind = [box for box in outline.worded(found) if box.start >= last and box.signature not in (*within, *beside)]
    text = min([box.start for box in behind if _leads_in(outline.text_of(box))], default=len(outline.leaves))
    limited = Marks(outline, limits)
    outer: list[Box] = []
    for box in sorted(outline.worded(found), key=lambda box: (box.start, -box.end)):
        is_taken = box.start >= text or limited.touch(box) or (outer and outer[-1].contains(box))
        if not is_taken and (not outline.is_prose(box) or _lists_countries(outline, box)):
            outer.append(box)
    return outer


def _lists_countries(outline: Outline, box: Box) -> bool:
    """Whether a long text is an unknown label with a long list of countries."""
    text = divide(outline, box)[1]
    return text is not None and is_valid("countries", text)


def _leads_in(text: str) -> bool:
    """Whether a text announces what follows: `The project has two components:`."""
    return text.endswith(":") and len(text.split()) >= _WORDS_OF_LEAD_IN


def _in_line(outline: Outline, claimed: Marks) -> Iterator[Box]:
    """What stands in one line with a fact and is short."""
    lines = set(compress(outline.line_of, claimed.flags))
    free = [at for at, line in enumerate(outline.line_of) if line in lines and not claimed.flags[at]]
    for _, run in groupby(free, key=outline.line_of.__getitem__):
        leaves = [outline.leaves[at] for at in run]
        if _leads_in(leaves[-1].text):
            leaves.pop()
        texts = [leaf.text for leaf in leaves]
        if sum(map(len, texts)) <= LONGEST_FACT and not any(map(SENTENCE.search, texts)):
            yield from (leaf.box for leaf in leaves)


def _among(
    outline: Outline,
    labels: Sequence[Box],
    starts: Marks,
    claimed: Marks,
    within: Sequence[Signature],
    beside: Sequence[Signature],
) -> Iterator[Box]:
    """The boxes side by side with facts, or with blocks of facts.

    What stands between two facts belongs to them where none of it is prose; beside prose, before the first fact and
    behind the last, and everywhere beside blocks of facts, each box must itself look like these.
    """
    parents: dict[Box, None] = {}
    for label in labels:
        outer = label.parent
        while outer is not None and outer not in parents:
            parents[outer] = None
            outer = outer.parent
    for parent in [parent for parent in parents if len(parent.children) > 1]:
        children = parent.children
        held = [index for index, count in enumerate(claimed.counts(children)) if count]
        if len(held) == len(children):
            continue
        holding = [children[index] for index in held]
        single = len([count for count in starts.counts(holding) if count < 2])
        is_whole = (parent.tag in _COLLECTIONS and (len(held) > 1 or parent.tag == "table")) or (
            single >= _FACTS_OF_BOX and not any(outline.is_prose(child) for child in children)
        )
        kind: _Kind = "whole" if is_whole else "facts" if single > 1 or single == len(held) else "blocks"
        looks = [*(child.signature for child in holding), *beside, *within]
        row = _Row(outline, children, frozenset(held), kind, looks, within, beside)
        for before, behind in pairwise(held):
            gap = range(before + 1, behind)
            all_of_it = kind != "blocks" and not any(outline.is_prose(children[index]) for index in gap)
            yield from (children[index] for index in gap if all_of_it or row.is_near(index, amid=True))
        for way in range(held[0] - 1, -1, -1), range(held[-1] + 1, len(children)):
            yield from (children[index] for index in takewhile(row.is_near, way))


_Kind = Literal["whole", "facts", "blocks"]


@dataclass(frozen=True, slots=True)
class _Row:
    """The children of a box that holds facts.

    Attributes:
        held: which of the children hold a fact or a part of one.
        kind: whether all of it is facts, some are, or blocks of facts.
        looks: how those look that hold facts, and labels.
        within: how the elements look with which known facts begin: labels within facts.
        beside: how known labels look that are children themselves.
    """

    outline: Outline
    children: Sequence[Box]
    held: frozenset[int]
    kind: _Kind
    looks: Sequence[Signature]
    within: Sequence[Signature]
    beside: Sequence[Signature]

    def is_near(self, index: int, *, amid: bool = False) -> bool:
        """Whether a child that stands next to facts looks like them and is one, or the label of one or its value.

        Amid facts either is enough; in a list or table of facts all are near, but for headings. Next to blocks of facts
        those are that open with what is named like a known label: by class, role or name.
        """
        child = self.children[index]
        is_alike = child.signature.is_like(self.looks)
        if self.kind == "blocks":
            opening = self._opening(child) if is_alike and not self.outline.is_prose(child) else None
            return opening is not None and (bool(opening.signature.words) or "-" in opening.tag)
        if amid:
            return is_alike or self._is_part(index)
        if self.kind == "whole" and child.tag not in HEADING_TAGS:
            return True
        return is_alike and self._is_part(index)

    def _is_part(self, index: int) -> bool:
        return self._is_fact(self.children[index]) or self._opens(index) or self._opens(index - 1)

    def _opening(self, child: Box) -> Box | None:
        """What looks like a label where a child begins with that."""
        opening = opening_of(self.outline, child)
        return opening if opening is not None and opening.signature.is_like(self.within) else None

    def _is_fact(self, child: Box) -> bool:
        """Whether a child is shaped like a fact: a label and a value, or a value that some field could have."""
        if self.outline.is_prose(child) or not self.outline.is_worded(child):
            return False
        if self._opening(child) or self._lacks_value(child):
            return True
        label, text = divide(self.outline, child)
        is_pair = text is not None and len(worded_texts(self.outline, child)) <= _PARTS_OF_FACT
        return is_pair or bool(valid_unlabelled(label))

    def _lacks_value(self, child: Box) -> bool:
        """Whether a child holds nothing but what looks like a label within facts, and an empty place for its value."""
        while len(worded := self.outline.worded(child.children)) == 1:
            empty = any(box.is_empty and box.start >= worded[0].end for box in child.children)
            if empty and worded[0].signature.is_like(self.within):
                return True
            child = worded[0]
        return False

    def _opens(self, index: int) -> bool:
        """Whether a label and its value, each a child of its own, stand here."""
        if not 0 <= index < len(self.children) - 1 or not self.held.isdisjoint((index, index + 1)):
            return False
        label, value = self.children[index], self.children[index + 1]
        looks = [*self.beside, *self.within]
        as_pair = label.signature.is_like(looks) and not value.signature.is_like(looks)
        as_pair = as_pair or (label.signature in looks and value.signature not in looks)
        is_value = as_pair or bool(valid_unlabelled(self.outline.text_of(value)))
        return is_value and not self.outline.is_prose(label) and not self.outline.is_prose(value)


Roles = Mapping[Signature, Literal["label", "text"]]
"""How the known labels of a page look, and how their values do."""


def name_unmatched(outline: Outline, pairs: Sequence[Pair], unmatched: Sequence[Box]) -> dict[str, str]:
    """Give each unknown label its text: both in one box (`Donor: IOM`), in boxes on end, or a label alone."""
    grids = [pair for pair in pairs if pair.rest and not pair.doubt and pair.rule.startswith(("grid", "run"))]
    columns = [box for pair in grids for box in pair.rest]
    if not unmatched and not columns:
        return {}
    labels = {outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end) for pair in pairs}
    values = {outline.signature_of(pair.boxes[0], pair.boxes[-1].end) for pair in pairs if pair.boxes}
    roles: Roles = {**dict.fromkeys(labels - values, "label"), **dict.fromkeys(values - labels, "text")}
    named: dict[str, str] = {}
    for run in _runs(outline, columns, unmatched, roles):
        for label, texts in _group(outline, run, roles):
            if _NAME.search(label):
                named.setdefault(strip_label(label) or label, " ".join(texts))
    return named


def _runs(outline: Outline, columns: Sequence[Box], boxes: Sequence[Box], roles: Roles) -> Iterator[list[Box]]:
    """The boxes between which nothing stands, no empty label either; in a grid, a head and the value in its column."""
    yield from (outline.worded(column) for column in zip(columns[::2], columns[1::2], strict=True))
    run: list[Box] = []
    for box in boxes:
        if box in columns:
            continue
        if run and (outline.has_words(run[-1].end, box.start) or _lost_label(run[-1], box, roles)):
            yield run
            run = []
        run.append(box)
    if run:
        yield run


def _lost_label(last: Box, box: Box, roles: Roles) -> bool:
    """Whether an empty element that looks as labels do stands between two boxes side by side."""
    row = box.parent.children_from(last.end) if box.parent is not None and box.parent is last.parent else ()
    between = takewhile(lambda one: one.start <= box.start and one is not box, row)
    return any(one.is_empty and roles.get(one.signature) == "label" for one in between)


def _group(outline: Outline, run: Sequence[Box], roles: Roles) -> list[tuple[str, list[str]]]:
    """Give each label with the texts that follow it; a text with no label before it stands as a label alone."""
    boxes = [part for box in run for part in _parts(outline, box, roles)]
    signs = [_sign(outline, box, roles) for box in boxes]
    others = "text" if "label" in signs else "label" if "text" in signs else None
    found: list[tuple[str, list[str]]] = []
    texts: list[str] = []
    is_open = False
    for box, sign in zip(boxes, signs, strict=True):
        role, printed, (label, text) = sign or others, outline.text_of(box), divide(outline, box)
        if texts and valid_unlabelled(printed) and not valid_unlabelled(texts[-1]):
            role = "label"  # a field's value behind one that is none: the field's own label may be empty
        if is_open and (role == "text" or (role is None and text is None and not texts)):
            texts.append(printed.strip(EDGES))
        else:
            texts = [] if text is None else [text]
            is_open = text is None
            found.append((label, texts))
    return found


def _parts(outline: Outline, box: Box, roles: Roles) -> list[Box]:
    """The parts of a line in which several labels stand, else the box itself; two parts are label and value."""
    parts = outline.worded(box.children)
    several = len(parts) > _PARTS_OF_FACT and sum(roles.get(part.signature) == "label" for part in parts) > 1
    return parts if several else [box]


def _sign(outline: Outline, box: Box, roles: Roles) -> str | None:
    """What a colon or the look says; a box that opens with a label holds a whole fact."""
    opening = opening_of(outline, box)
    if any(part and _COLON.search(outline.text_of(part)) for part in (box, opening)):
        return "label"
    if opening is not None and roles.get(opening.signature) == "label":
        return "label"
    return roles.get(outline.signature_of(box, box.end))
