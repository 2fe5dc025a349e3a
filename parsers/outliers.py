"""Labels that stand outside the block of the facts: a banner, an event box, a facet, a sidebar.

Such a label must not fill a gap of the project's facts. The facts may stand in several places; then there are many in
each, or they are written alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from parsers.boxes import Box, Outline
from parsers.cells import Pair
from parsers.elements import Signature
from parsers.fields import LABELLED_FIELDS, TELLING_FIELDS
from parsers.sections import APART, LEAST_TELLING, is_plausible

_CONTENT_TAGS = frozenset({"main", "article"})
_LEAST_FACTS = 3
"""So many labels side by side are a block of facts, however they are written."""
_LEAST_ALIKE = 2

OUTSIDE = f"{APART}, outside the block of the facts"

_Writing = tuple[str, Signature]


@dataclass(frozen=True, slots=True)
class Outliers:
    """Labels with a value that stand outside the place of the facts.

    Attributes:
        rejected: those that are not believed.
        doubtful: those that are, for they stand where such a fact stands on every page; and it must be said.
    """

    rejected: frozenset[Pair] = frozenset()
    doubtful: frozenset[Pair] = frozenset()


def find_outliers(outline: Outline, pairs: Sequence[Pair]) -> Outliers:
    """Find the labels with a value that stand outside the place of the facts."""
    pairs = sorted(pairs, key=attrgetter("label.start"))
    home = _home([pair for pair in pairs if TELLING_FIELDS & set(pair.label.match.fields)])
    if home is None:
        return Outliers()
    facts = _rows_alike(home, [pair for pair in pairs if home.contains(pair.cell)])
    if len(facts) == len(pairs):
        return Outliers()
    content = next((box for box in home.with_ancestors() if box.tag in _CONTENT_TAGS), None)
    groups: dict[Box, list[Pair]] = {}
    for pair in pairs:
        among = pair in facts or facts[0].label.start < pair.label.start < facts[-1].label.start
        if not among and is_plausible(outline, pair):
            groups.setdefault(_container(pair.cell, home), []).append(pair)
    rejected: list[Pair] = []
    doubtful: list[Pair] = []
    for container, group in groups.items():
        outside = content is not None and not content.contains(container)
        if _are_facts(outline, group, facts, outside=outside):
            continue
        in_place = len(group) == 1 and not outside and _is_in_place(outline, group[0], facts)
        (doubtful if in_place else rejected).extend(group)
    return Outliers(frozenset(rejected), frozenset(doubtful))


def _rows_alike(home: Box, pairs: Sequence[Pair]) -> list[Pair]:
    """The labels whose rows look as most rows do, in the place of the facts; all of them where rows differ much."""
    signatures = [_container(pair.cell, home).signature for pair in pairs]
    if len(set(signatures)) == 1:
        return list(pairs)
    like = [2 * sum([one.is_like((other,)) for other in signatures]) > len(signatures) for one in signatures]
    alike = [pair for pair, is_like in zip(pairs, like, strict=True) if is_like]
    return alike or list(pairs)


def _is_telling(outline: Outline, pair: Pair) -> bool:
    return bool(TELLING_FIELDS & set(pair.label.match.fields)) and is_plausible(outline, pair)


def _home(telling: Sequence[Pair]) -> Box | None:
    """The smallest element that holds most of the facts that only projects have, and so the one in their middle."""
    if not telling:
        return None
    cells = [pair.cell for pair in telling]
    box: Box | None = cells[len(cells) // 2]
    while box is not None:
        held = [cell for cell in cells if box.start <= cell.start and cell.end <= box.end]
        if box.kind == "element" and 2 * len(held) > len(cells):
            return box
        box = box.parent
    return None


def _container(box: Box, home: Box) -> Box:
    """The largest box around one that does not hold all of the facts."""
    outer = box.parent
    while outer is not None and not (outer.start <= home.start and home.end <= outer.end):
        box, outer = outer, outer.parent
    return box


def _writing(outline: Outline, pair: Pair) -> _Writing:
    return pair.rule, outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end)


def _are_facts(outline: Outline, group: Sequence[Pair], facts: Sequence[Pair], *, outside: bool) -> bool:
    """Whether labels outside the place of the facts are facts too: many, or several written as the facts are."""
    if sum(_is_telling(outline, pair) for pair in group) >= LEAST_TELLING:
        return True
    alike = bool({_writing(outline, pair) for pair in facts} & {_writing(outline, pair) for pair in group})
    return not outside and len(group) >= (_LEAST_ALIKE if alike else _LEAST_FACTS)


def _is_in_place(outline: Outline, pair: Pair, facts: Sequence[Pair]) -> bool:
    """Whether a label stands before and behind the facts as on every page of the Fund.

    Written otherwise, it must follow the last of them with nothing between.
    """

    def rank(one: Pair) -> int:
        return LABELLED_FIELDS.index(one.label.match.fields[0])

    if any((pair.label.start < other.label.start) != (rank(pair) < rank(other)) for other in facts):
        return False
    last = max(box.end for box in (*facts[-1].value_boxes, facts[-1].cell))
    follows = last <= pair.label.start and not outline.has_words(last, pair.label.start)
    return follows or _writing(outline, pair) in {_writing(outline, other) for other in facts}
