"""Labels with values that are none of the project's facts: within the running text, or outside the block of the facts.

`Budget Amount: 200,000 were spent by another donor`, a table `Port | Status | Year` among the paragraphs: these are the
description's. What tells them from facts is where they stand: the facts stand together, and no paragraph parts them.

Nor must a label in a banner, a facet or a sidebar fill a gap of the facts. Facts in several places are many or alike.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from parsers.boxes import Box, Signature
from parsers.fields import LABELLED_FIELDS, PARTED_FIELDS, TELLING_FIELDS
from parsers.model import Issue, RawField
from parsers.outline import Marks, Outline
from parsers.sections import APART, CONTENT_TAGS, LEAST_TELLING, count_told, is_plausible, label_signature
from parsers.values import Pair

IN_TEXT = "it stands within the running text"
OUTSIDE = f"{APART}, outside the block of the facts"
_LEAST_FACTS = 3
"""So many labels side by side are a block of facts, however they are written; others are measured by them."""
# `Officials learn to plan.`
_SENTENCE = re.compile(r"[^\W\d_](?:\S*\s+){3,}\S+[^\W\d_]{2}[.!]")
_LEAST_ALIKE = 2
"""So many beside each other within the content are facts where they are written as the facts are."""
_LEAST_WORDS = 3
"""A value of fewer (`N/A`) is no text."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Labels that stand otherwise than the facts.

    Attributes:
        rejected: those that are not believed.
        kept: those that may be facts, though they stand apart from the others; and it must be said.
    """

    rejected: tuple[Pair, ...] = ()
    kept: tuple[Pair, ...] = ()


def find_embedded(outline: Outline, pairs: Sequence[Pair], titles: Sequence[Box]) -> Doubts:
    """Find which labels, of those that may be the project's in reading order, stand within or beside running text."""
    values = [box for pair in pairs if is_plausible(outline, pair) for box in pair.boxes]
    free = Marks(outline, [*titles, *values, *[pair.label for pair in pairs]]).untouched(outline.blocks)
    if len(pairs) >= _LEAST_FACTS and len({pair.cell.parent for pair in pairs}) == 1:
        first, last = pairs[0].cell.start, pairs[-1].cell.end  # as on most pages: one block with no text in it
        if not any(_is_paragraph(outline, box, pairs) for box in free if first <= box.start < last):
            return Doubts()
    paragraphs = [box for box in free if _is_paragraph(outline, box, pairs)]
    groups = _groups(pairs, [box.start for box in paragraphs])
    facts = max(groups, key=lambda group: _tell(outline, group), default=[])
    if len(facts) < _LEAST_FACTS:
        return _find_lone(outline, pairs)
    few = [pair for group in groups if group is not facts and _tell(outline, group) < _LEAST_FACTS for pair in group]
    found = [pair for pair in pairs if _is_embedded(outline, pair, paragraphs, facts, apart=pair in few)]
    return Doubts(tuple(found), tuple(pair for pair in few if is_plausible(outline, pair)))


def _find_lone(outline: Outline, pairs: Sequence[Pair]) -> Doubts:
    """Find sentences behind labels, and facts that words part and that are written otherwise, where there are few."""
    plausible = [pair for pair in pairs if is_plausible(outline, pair)]
    sentences = [pair for pair in pairs if pair not in plausible and any(map(outline.is_prose, pair.boxes))]
    parted = [
        two
        for two in pairwise(plausible)
        if outline.has_words(two[0].own_boxes(outline)[-1].end, two[1].label.start)
        and _writing(outline, two[0]) != _writing(outline, two[1])
    ]
    lone = dict.fromkeys(pair for two in parted for pair in two)
    return Doubts(tuple(sentences) if plausible else (), tuple(lone))


def report_embedded(
    outline: Outline, embedded: Doubts, fields: Mapping[str, RawField], own: Sequence[Pair]
) -> Iterator[Issue]:
    """Name the fields whose label stands within the text and nowhere else, or whose value stands beside it alone.

    `fields` is what was read, `own` are the labels that gave it.
    """
    for name, field in fields.items() if embedded != Doubts() else ():
        missing = field.status in {"not_on_page", "label_empty"}
        giving = [pair for pair in own if name in pair.label.match.fields and pair.boxes]
        pairs = embedded.rejected if missing else [pair for pair in embedded.kept if giving == [pair]]
        pair = next((pair for pair in pairs if name in pair.label.match.fields), None)
        if pair is None:
            continue
        text = outline.text(pair.label.start, pair.boxes[-1].end if pair.boxes else pair.label.end)
        if missing:
            yield Issue("label_in_description", name, f"no value was found, and the description has {text!r}")
        else:
            yield Issue("fact_apart", name, f"{text!r} stands beside the text, apart from the other facts; kept")


_Writing = tuple[str, Signature]
"""How a fact is written: the arrangement of label and value, and how the label looks."""


def _writing(outline: Outline, pair: Pair) -> _Writing:
    return pair.rule, label_signature(outline, pair)


def _is_paragraph(outline: Outline, box: Box, pairs: Sequence[Pair]) -> bool:
    """Whether a block is running text: sentences, or one where no block of facts stands beside it."""
    if outline.is_prose(box) or box.tag != "p" or box.parent is None or not _SENTENCE.fullmatch(outline.text_of(box)):
        return outline.is_prose(box)
    return _tell(outline, [pair for pair in pairs if box.parent.contains(pair.cell)]) < _LEAST_FACTS


def _groups(pairs: Sequence[Pair], starts: Sequence[int]) -> list[list[Pair]]:
    """The labels that no paragraph parts, of which the first leaves are given."""
    groups: list[list[Pair]] = []
    last = -1
    for pair in pairs:
        if not groups or bisect_left(starts, last) < bisect_left(starts, pair.label.start):
            groups.append([])
        groups[-1].append(pair)
        last = pair.label.end
    return groups


def _tell(outline: Outline, group: Sequence[Pair]) -> int:
    """How many fields a group of labels has values of."""
    return len({pair.label.match.fields for pair in group if is_plausible(outline, pair)})


def _is_embedded(
    outline: Outline, pair: Pair, paragraphs: Sequence[Box], facts: Sequence[Pair], *, apart: bool
) -> bool:
    """Whether a pair is a part of the text.

    Outside of all text it is none, nor in one box with most of the facts unless the text parts it from them (`apart`).
    Between two paragraphs it is one then. Else so are several words that no such field can have, and what is written
    otherwise than the facts and says what these say.
    """
    for container in pair.cell.with_ancestors():
        if inside := [box for box in paragraphs if container.start <= box.start < container.end]:
            break
        if container.tag == "aside":
            return False
    else:
        return False
    ends = [box.end for box in inside if box.end <= pair.label.start]
    if apart and ends and inside[-1].start >= pair.label.end:
        return True
    headed = True in [leaf.headed for leaf in outline.leaves[max(ends, default=pair.label.start) : pair.label.end]]
    if _holds(container, facts) and (not apart or headed or any(map(outline.is_linked, pair.boxes))):
        return False
    others = [fact for fact in facts if apart or not container.contains(fact.cell)]
    alike = any(label_signature(outline, pair) == label_signature(outline, fact) for fact in others)
    if not is_plausible(outline, pair):
        words = sum(len(outline.text_of(box).split()) for box in pair.boxes)
        return words >= (_LEAST_WORDS if alike else 2) and (apart or not alike)
    return not alike and any(fact.label.match.fields == pair.label.match.fields for fact in others)


def _holds(container: Box, facts: Sequence[Pair]) -> bool:
    """Whether most of the facts stand in a box."""
    start, end = container.start, container.end
    return 2 * len([fact for fact in facts if start <= fact.cell.start and fact.cell.end <= end]) > len(facts)


def find_outliers(outline: Outline, pairs: Sequence[Pair], titles: Sequence[Box]) -> Doubts:
    """Find the labels with a value that stand outside the place of the facts; before the title none is in its place."""
    top = titles[0].start if titles else 0
    pairs = sorted(pairs, key=attrgetter("label.start"))
    telling = [pair for pair in pairs if not TELLING_FIELDS.isdisjoint(pair.label.match.fields)]
    home = _home(telling) if any(is_plausible(outline, pair) for pair in telling) else None
    if home is None:
        return Doubts()
    own = [pair for pair in pairs if home.contains(pair.cell)]
    facts = _rows_alike(home, [pair for pair in own if pair.label.start >= top] or own)
    if len(facts) == len(pairs):
        return Doubts()
    content = next((box for box in home.with_ancestors() if box.tag in CONTENT_TAGS), outline.root)
    groups: list[list[Pair]] = []
    last: Box | None = None
    for pair in pairs:
        among = pair in facts or facts[0].label.start < pair.label.start < facts[-1].label.start
        if among or not is_plausible(outline, pair):
            continue
        row = _row(pair.cell, home)
        if row is last or (last and not outline.has_words(groups[-1][-1].own_boxes(outline)[-1].end, pair.label.start)):
            groups[-1].append(pair)
        else:
            groups.append([pair])
        last = row
    writings = {_writing(outline, fact) for fact in facts}
    rejected: list[Pair] = []
    kept: list[Pair] = []
    for group in groups:
        inside = content.contains(group[0].cell)
        least = _LEAST_FACTS if writings.isdisjoint([_writing(outline, pair) for pair in group]) else _LEAST_ALIKE
        if count_told(outline, group) >= LEAST_TELLING or (inside and len(group) >= least):
            continue
        below = inside and group[0].label.start >= top
        in_place = below and all(_is_in_place(outline, pair, facts, writings) for pair in group)
        (kept if in_place else rejected).extend(group)
    return Doubts(tuple(rejected), tuple(kept))


def _home(telling: Sequence[Pair]) -> Box | None:
    """The smallest element that holds most of the facts that only projects have, and so the one in their middle."""
    around = telling[len(telling) // 2].cell.around() if telling else ()
    return next((box for box in around if _holds(box, telling)), None)


def _rows_alike(home: Box, pairs: Sequence[Pair]) -> list[Pair]:
    """The labels whose rows look as most rows do, in the place of the facts; all of them where rows differ much."""
    signatures = [(pair.cell if pair.cell.parent is home else _row(pair.cell, home)).signature for pair in pairs]
    if len({one.tag for one in signatures}) == 1 and frozenset.intersection(*[one.words for one in signatures]):
        return list(pairs)
    like = [2 * sum(one.is_like((other,)) for other in signatures) > len(signatures) for one in signatures]
    return [pair for pair, is_like in zip(pairs, like, strict=True) if is_like] or list(pairs)


def _row(box: Box, home: Box) -> Box:
    """The largest box around one that does not hold all of the facts."""
    outer = box.parent
    while outer is not None and not (outer.start <= home.start and home.end <= outer.end):
        box, outer = outer, outer.parent
    return box


def _is_in_place(outline: Outline, pair: Pair, facts: Sequence[Pair], writings: Iterable[_Writing]) -> bool:
    """Whether a label stands before and behind the facts as on every page of the Fund.

    Written otherwise, it must follow the last of them with nothing between; a list of states may precede the first so.
    """
    start, fields = pair.label.start, pair.label.match.fields
    if not PARTED_FIELDS.isdisjoint(fields) and pair.boxes[-1].end <= facts[0].label.start:
        return not outline.has_words(pair.boxes[-1].end, facts[0].label.start)
    rank = LABELLED_FIELDS.index
    if any((start < fact.label.start) != (rank(fields[0]) < rank(fact.label.match.fields[0])) for fact in facts):
        return False
    last = max(box.end for box in (*facts[-1].value_boxes, facts[-1].cell))
    follows = last <= start and not outline.has_words(last, start)
    rule, look = _writing(outline, pair)
    return follows or look.is_like([own for other, own in writings if other == rule])
