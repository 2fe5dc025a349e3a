"""Which labels stand together as the facts of the page's project, where the page prints labels more than once.

A page may print its facts twice (for wide and for narrow screens) and may show the facts of other projects beside
them. Labels are first grouped into *blocks*, none of which repeats a field; then each block is looked at as a whole.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from parsers.boxes import Box, Marks
from parsers.folding import fold
from parsers.labels import recognise
from parsers.page import Page
from parsers.pair import Pair
from parsers.raw import LABELLED_FIELDS
from parsers.scope import is_plausible, is_sign, other_project
from parsers.title import Title

LEAST_TELLING = 2
APART = "it stands apart"
TELLING_FIELDS = frozenset(LABELLED_FIELDS) - {"start_date", "end_date", "year", "coverage"}
"""Facts whose labels other pages of such a site hardly print; events and calls have dates as well."""

MOST_BLOCKS = 60

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TITLE_WORDS = 4

Block = tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks of the page's project, and why the other labels are not among them."""

    blocks: tuple[Block, ...]
    rejected: Mapping[Pair, str]


def choose(page: Page, title: Title, pairs: Sequence[Pair], foreign: Container[Box]) -> Choice:
    """Choose the blocks that belong to the page's project.

    A block of few or meaningless facts never stands against a full one; between full ones, those that stand by
    another project's title or link give way to those that do not, unless they say the same. More than one block may
    be left: then the values decide whether they agree.
    """
    blocks = _partition(page.outline.root, tuple(pairs)) if pairs else []
    if len(blocks) < 2:
        return _without_strays(page, blocks)
    if len(blocks) > MOST_BLOCKS:
        return Choice((), dict.fromkeys(pairs, f"it stands in one of {len(blocks)} blocks of facts"))
    regions = [_region(title, block, blocks) for block in blocks]
    labelled = Marks(page.outline, (pair.cell for pair in pairs))
    doubts = [_doubt(page, title, region, foreign, labelled) for region in regions]
    full = [index for index, block in enumerate(blocks) if _is_full(page, block)]
    clear = [index for index in full if doubts[index] is None] or full
    chosen: list[Block] = []
    rejected: dict[Pair, str] = {}
    for index, block in enumerate(blocks):
        if index in clear or not clear or any(_agree(page, block, blocks[other]) for other in clear):
            chosen.append(block)
            continue
        reason = doubts[index]
        rest = tuple(pair for pair in block if reason is None and (is_plausible(page.outline, pair) or not pair.boxes))
        rejected.update(
            {pair: reason or "its value is none that the field can have" for pair in block if pair not in rest}
        )
        if rest:
            chosen.append(rest)
    kept = _without_strays(page, chosen)
    return Choice(kept.blocks, {**rejected, **kept.rejected})


def _without_strays(page: Page, blocks: Sequence[Block]) -> Choice:
    """Drop labels that stand apart from the rest of their block, in a part with a heading of its own, with nonsense.

    `IOM in Kenya · Status: Member State` in a box of its own is no fact of the project.
    """
    kept: list[Block] = []
    rejected: dict[Pair, str] = {}
    for block in blocks:
        counts = Counter(outer for pair in block for outer in pair.cell.with_ancestors())
        strays = {
            pair: f"{APART}, under {heading!r}, and its value is none that the field can have"
            for pair in block
            if pair.boxes
            and not is_plausible(page.outline, pair)
            and (heading := _own_heading(page, pair, counts, len(block)))
        }
        rejected.update(strays)
        kept.append(tuple(pair for pair in block if pair not in strays))
    return Choice(tuple(block for block in kept if block), rejected)


def _own_heading(page: Page, pair: Pair, counts: Mapping[Box, int], size: int) -> str | None:
    """The heading of the part in which a label stands with at most one other of its block, or None."""
    for outer in pair.cell.with_ancestors():
        if counts[outer] > min(2, size - 1):
            return None
        first = next((child for child in outer.children if not child.is_empty), None)
        if first is not None and first.tag in _HEADINGS and not first.contains(pair.cell):
            text = page.outline.text_of(first)
            return None if recognise(text) or is_sign("facts", text) else text
    return None


def _partition(box: Box, pairs: Block) -> list[Block]:
    """Group the pairs within a box: all together if no field is repeated, else by the parts of the box, in order."""
    if not _repeats(pairs):
        return [pairs]
    parts: dict[Box | None, list[Pair]] = {}
    for pair in pairs:
        part = next((child for child in box.children if child.contains(pair.cell)), None)
        parts.setdefault(part, []).append(pair)
    if len(parts) == 1:
        part = next(iter(parts))
        return [(pair,) for pair in pairs] if part is None else _partition(part, pairs)
    groups = [
        group
        for part, inside in parts.items()
        for group in (_partition(part, tuple(inside)) if part else [(p,) for p in inside])
    ]
    blocks: list[Block] = []
    for group in groups:
        if blocks and not _repeats((*blocks[-1], *group)):
            blocks[-1] = (*blocks[-1], *group)
        else:
            blocks.append(group)
    return blocks


def _repeats(pairs: Sequence[Pair]) -> bool:
    """Whether labels outnumber the fields that they can mean, so that one field is printed twice."""
    meanings = [frozenset(pair.label.match.fields) for pair in pairs]
    return any(sum(other <= fields for other in meanings) > len(fields) for fields in frozenset(meanings))


def _is_full(page: Page, block: Block) -> bool:
    telling = {
        pair.label.match.fields
        for pair in block
        if TELLING_FIELDS & set(pair.label.match.fields) and is_plausible(page.outline, pair)
    }
    return len(telling) >= LEAST_TELLING


def _region(title: Title, block: Block, blocks: Sequence[Block]) -> Box:
    """The largest box around a block that holds neither the title nor another block."""
    others = [pair.cell for other in blocks if other is not block for pair in other]
    region = block[0].cell
    for outer in block[0].cell.ancestors():
        if any(outer.contains(box) for box in (*others, *title.boxes)) and all(
            region.contains(pair.cell) for pair in block
        ):
            break
        region = outer
    return region


def _agree(page: Page, block: Block, other: Block) -> bool:
    """Whether two blocks print the same values wherever both have a label, and have several in common."""
    values = {pair.label.match.fields: _value(page, pair) for pair in other if pair.boxes}
    shared = [pair for pair in block if pair.boxes and pair.label.match.fields in values]
    same = [pair for pair in shared if values[pair.label.match.fields] == _value(page, pair)]
    doubled = sum(len(pair.label.match.fields) > 1 for pair in shared)
    return len(same) > 1 and len(shared) - len(same) <= doubled // 2


def _value(page: Page, pair: Pair) -> str:
    return value_key([page.outline.text(pair.boxes[0].start, pair.boxes[-1].end)])


def _doubt(page: Page, title: Title, region: Box, foreign: Container[Box], labelled: Marks) -> str | None:
    """What in a block's region speaks of another project."""
    if any(region.contains(box) for box in title.boxes):
        return None
    if target := other_project(page, region, foreign):
        return f"a link to another project, {target}, stands beside it"
    for box in region.walk():
        text = page.outline.text_of(box) if box.tag in _HEADINGS and not labelled.touch(box) else ""
        if len(text.split()) >= _TITLE_WORDS and not recognise(text) and not is_sign("facts", text):
            return f"it stands under {text!r}"
    return None


def value_key(texts: Sequence[str]) -> str:
    """What makes two printed values the same: their words, whatever parts and separators."""
    return " ".join("".join(character if character.isalnum() else " " for character in fold(" ".join(texts))).split())
