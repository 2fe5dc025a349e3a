"""Labels within the running text: lines that begin like a fact, tables with a column named like a field.

`Budget Amount: 200,000 were spent by another donor`, a table `Port | Status | Year` among the paragraphs: these are the
description's. What tells them from facts is where they stand: the facts stand together, and no paragraph parts them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.boxes import Box, Outline
from parsers.cells import Pair
from parsers.elements import Signature
from parsers.labels import Label
from parsers.model import Issue, RawField
from parsers.prose import is_prose
from parsers.sections import is_plausible

IN_TEXT = "it stands within the running text"
_LEAST_FACTS = 3
"""So many labels stand together before others are measured by them."""
_LEAST_WORDS = 3
"""A value of fewer (`N/A`) is no text."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a pair stands.

    Attributes:
        container: the smallest box with the pair and a paragraph beside it; None where no paragraph is around.
        headed: whether a heading stands between the last paragraph and the value.
        enclosed: whether a part of the page of its own (`<aside>`) lies between.
        before, after: whether a paragraph stands there before and behind the pair.
    """

    container: Box | None
    enclosed: bool = False
    headed: bool = False
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Embedded:
    """The labels that the running text parts from the facts.

    Attributes:
        in_text: those that are a part of the text.
        beside_text: those that may be facts, though they stand apart from the others.
    """

    in_text: tuple[Pair, ...] = ()
    beside_text: tuple[Pair, ...] = ()


def find_embedded(outline: Outline, pairs: Sequence[Pair], titles: Sequence[Box]) -> Embedded:
    """Find the labels that stand within or beside the running text of the page.

    Args:
        outline: the page.
        pairs: the labels that may be the page's project's, with their values, in reading order.
        titles: where the title stands; it is no text.
    """
    paragraphs = list(_paragraphs(outline, pairs, titles))
    groups = _groups(pairs, paragraphs)
    facts = max(groups, key=lambda group: _tell(outline, group), default=[])
    if not paragraphs or len(facts) < _LEAST_FACTS:
        return Embedded()
    few = [pair for group in groups if group is not facts and _tell(outline, group) < _LEAST_FACTS for pair in group]
    places = {pair: _place(outline, pair, paragraphs) for pair in pairs}
    found = [pair for pair in pairs if _is_embedded(outline, pair, places[pair], facts, apart=pair in few)]
    beside = [pair for pair in few if pair not in found and _is_beside(outline, pair, places[pair])]
    return Embedded(tuple(found), tuple(beside))


def report_embedded(
    outline: Outline, embedded: Embedded, fields: Mapping[str, RawField], own: Sequence[Pair]
) -> Iterator[Issue]:
    """Name the fields whose label stands within the text and nowhere else, or whose value stands beside it alone.

    Args:
        outline: the page.
        embedded: the labels within and beside the text.
        fields: what was read.
        own: the labels that gave it.
    """
    for name, field in fields.items():
        missing = field.status in {"not_on_page", "label_empty"}
        giving = [pair for pair in own if name in pair.label.match.fields and pair.boxes]
        pairs = embedded.in_text if missing else [pair for pair in embedded.beside_text if giving == [pair]]
        pair = next((pair for pair in pairs if name in pair.label.match.fields), None)
        if pair is None:
            continue
        text = outline.text(pair.label.start, pair.boxes[-1].end if pair.boxes else pair.label.end)
        if missing:
            yield Issue("label_in_description", name, f"no value was found, and the description has {text!r}")
        else:
            yield Issue("fact_apart", name, f"{text!r} stands beside the text, apart from the other facts; kept")


def _paragraphs(outline: Outline, pairs: Sequence[Pair], titles: Sequence[Box]) -> Iterator[Box]:
    """The boxes of running text: sentences in one block, of which no part is a label or a value that its field has."""
    claimed = bytearray(len(outline.leaves))
    for title in titles:
        claimed[title.start : title.end] = b"\1" * (title.end - title.start)
    for pair in pairs:
        boxes = pair.boxes if is_plausible(outline, pair) else ()
        for start, end in ((pair.label.start, pair.label.end), *((box.start, box.end) for box in boxes)):
            claimed[start:end] = b"\1" * (end - start)
    for box in outline.blocks:
        if not any(claimed[box.start : box.end]) and is_prose(outline, box) and not outline.is_linked(box):
            yield box


def _groups(pairs: Sequence[Pair], paragraphs: Sequence[Box]) -> list[list[Pair]]:
    """The labels that no paragraph parts."""
    groups: list[list[Pair]] = []
    starts = [box.start for box in paragraphs]
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


def _place(outline: Outline, pair: Pair, paragraphs: Sequence[Box]) -> _Place:
    enclosed = False
    for outer in pair.cell.with_ancestors():
        inside = [box for box in paragraphs if outer.start <= box.start and box.end <= outer.end]
        if inside:
            ends = [box.end for box in inside if box.end <= pair.label.start]
            last = max(ends, default=pair.label.start)
            headed = True in [leaf.headed for leaf in outline.leaves[last : pair.label.end]]
            return _Place(outer, enclosed, headed, bool(ends), inside[-1].start >= pair.label.end)
        enclosed = enclosed or outer.tag in {"aside", "section"}
    return _Place(None)


def _is_embedded(outline: Outline, pair: Pair, place: _Place, facts: Sequence[Pair], *, apart: bool) -> bool:
    """Whether a pair is a part of the text.

    Outside of all text it is none, nor in one box with most of the facts unless the text parts it from them (`apart`).
    Between two paragraphs it is one then. Else so is a sentence, and what is written otherwise than the facts and says
    what these say or what no such field can have.
    """
    if place.container is None:
        return False
    if apart and place.before and place.after:
        return True
    shared = _holds(place.container, facts)
    if place.enclosed or (shared and (not apart or place.headed or any(map(outline.is_linked, pair.boxes)))):
        return False
    if pair.related is not None:
        return True
    others = [fact for fact in facts if fact is not pair and (apart or not place.container.contains(fact.cell))]
    alike = any(_signature(outline, pair.label) == _signature(outline, fact.label) for fact in others)
    if not is_plausible(outline, pair):
        words = sum(len(outline.text_of(box).split()) for box in pair.boxes)
        told = any(is_prose(outline, box) for box in pair.boxes)
        return told or (words >= (_LEAST_WORDS if alike else 2) and (apart or not alike))
    return not alike and any(fact.label.match.fields == pair.label.match.fields for fact in others)


def _is_beside(outline: Outline, pair: Pair, place: _Place) -> bool:
    return place.container is not None and not place.enclosed and is_plausible(outline, pair)


def _holds(container: Box, facts: Sequence[Pair]) -> bool:
    """Whether most of the facts stand in a box."""
    start, end = container.start, container.end
    return 2 * len([fact for fact in facts if start <= fact.cell.start and fact.cell.end <= end]) > len(facts)


def _signature(outline: Outline, label: Label) -> Signature:
    return outline.signature_of(outline.leaves[label.start].box, label.end)
