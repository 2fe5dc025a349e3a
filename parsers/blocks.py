"""Which labels stand together as the facts of the page's project, where the page prints labels more than once.

A page may print its facts twice (for wide and for narrow screens) and may show the facts of other projects beside
them. Labels are first grouped into *blocks*, none of which repeats a field; then each block is looked at as a whole:
whether it is the project's, which field each of its labels stands for, and whether its values have moved.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parsers.apart import OUTSIDE, Doubts, find_outliers
from parsers.boxes import HEADINGS, Box
from parsers.fields import FIELDS, PARTED_FIELDS, is_valid
from parsers.folding import fold
from parsers.labels import recognise
from parsers.model import Candidate, Issue
from parsers.outline import Marks, Outline
from parsers.page import Page, other_project
from parsers.sections import LEAST_TELLING, Sections, count_told, find_apart, is_plausible
from parsers.structured_data import hinted_field
from parsers.title import TITLE_WORDS, Title
from parsers.values import Edged, Pair, read_edges, read_texts, separator_of, value_key, where
from parsers.vocabulary import is_boilerplate

MOST_BLOCKS = 60

_HEADINGS = HEADINGS - {"h1"}

Block = tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks of the page's project, why the other labels are not among them, and what belongs to those.

    `doubtful` are labels of the blocks that stand apart from all others.
    """

    blocks: tuple[Block, ...]
    rejected: Mapping[Pair, str]
    others: Sequence[Box] = ()
    doubtful: Sequence[Pair] = ()


def choose(page: Page, title: Title, sections: Sections, pairs: Sequence[Pair], related: Container[Box]) -> Choice:
    """Choose the blocks that belong to the page's project.

    A block of few or meaningless facts never stands against a full one; between full ones, those that stand by
    another project's title or link give way to those that do not, unless they say the same; where each stands by
    another one, the page lists projects. More than one block may be left: then the values decide whether they agree.
    Of what is chosen, labels that stand outside the place of the facts are left out.
    """
    choice = _choose(page, title, sections, pairs, related)
    outliers = find_outliers(page.outline, [pair for block in choice.blocks for pair in block], title.boxes)
    if outliers == Doubts():
        return choice
    blocks = (tuple(pair for pair in block if pair not in outliers.rejected) for block in choice.blocks)
    rejected = {**choice.rejected, **dict.fromkeys(outliers.rejected, OUTSIDE)}
    return Choice(tuple(block for block in blocks if block), rejected, choice.others, outliers.kept)


def _choose(page: Page, title: Title, sections: Sections, pairs: Sequence[Pair], related: Container[Box]) -> Choice:
    """Choose among the blocks by what stands apart, how many facts each tells, and what each stands beside."""
    apart, others = find_apart(page.outline, sections, pairs)
    pairs = tuple(pair for pair in pairs if pair not in apart)
    blocks = _partition(page.outline.root, pairs) if pairs else []
    if len(blocks) < 2:
        return Choice(tuple(blocks), apart, others)
    if len(blocks) > MOST_BLOCKS:
        return Choice((), {**apart, **dict.fromkeys(pairs, f"it stands in one of {len(blocks)} blocks of facts")})
    regions = [_region(title, block, blocks) for block in blocks]
    labelled = Marks(page.outline, (pair.cell for pair in pairs))
    doubts = [_doubt(page, title, region, related, labelled) for region in regions]
    full = [index for index, block in enumerate(blocks) if count_told(page.outline, block) >= LEAST_TELLING]
    clear = [index for index in full if doubts[index] is None]
    if not clear and len({doubts[index] for index in full}) < 2:
        clear = full
    chosen: list[Block] = []
    rejected: dict[Pair, str] = dict(apart)
    for index, block in enumerate(blocks):
        if index in clear or not full or any(_agree(page, block, blocks[other]) for other in clear):
            chosen.append(block)
            continue
        reason = doubts[index]
        rest = tuple(pair for pair in block if reason is None and (is_plausible(page.outline, pair) or not pair.boxes))
        rejected.update(
            {pair: reason or "its value is none that the field can have" for pair in block if pair not in rest}
        )
        if rest:
            chosen.append(rest)
    return Choice(tuple(chosen), rejected, others)


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
    printed = [pair.label.match.fields for pair in pairs]
    if len(set(printed)) == len(printed) and not any(further for _, *further in printed):
        return False
    meanings = [frozenset(fields) for fields in printed]
    return any(sum(other <= fields for other in meanings) > len(fields) for fields in frozenset(meanings))


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


def _doubt(page: Page, title: Title, region: Box, related: Container[Box], labelled: Marks) -> str | None:
    """What in a block's region speaks of another project."""
    if any(region.contains(box) for box in title.boxes):
        return None
    if target := other_project(page, region, related):
        return f"a link to another project, {target}, stands beside it"
    headings = [box for box in region.walk() if box.tag in _HEADINGS]
    facts = {box.tag for box in headings if labelled.touch(box)}
    for box in headings:
        text = page.outline.text_of(box) if box.tag not in facts else ""
        if len(text.split()) >= TITLE_WORDS and not recognise(text) and not is_boilerplate("facts", text):
            return f"it stands under {text!r}"
    return None


class Claim(NamedTuple):
    """One label's value, read as the value of one field."""

    name: str
    pair: Pair
    texts: tuple[str, ...]
    printed: str | None = None

    def as_candidate(self, rejected: str) -> Candidate:
        """Give the place as one that was not taken."""
        place = where(self.pair.boxes or (self.pair.cell,))
        return Candidate(self.texts, self.pair.label.text, f"label:{self.pair.rule}", place, rejected)


def claim(outline: Outline, pair: Pair, name: str, edged: Edged | None = None) -> Claim:
    """Read a label's value as a field's; its edges are read anew where they are not given."""
    if not pair.boxes:
        return Claim(name, pair, ())
    edged = edged or _edges(outline, pair)
    texts, printed = read_texts(outline, pair.boxes, name, edged), edged.printed
    if name in PARTED_FIELDS:
        return Claim(name, pair, texts, printed)
    for box in pair.further:
        more = read_edges(outline, box.start, box.end)
        texts += read_texts(outline, (box,), name, more)
        printed += f"\n{more.printed}"
    is_one = len(texts) > 1 and len({fold(text) for text in texts}) == 1
    return Claim(name, pair, texts[:1] if is_one else texts, printed)


def _edges(outline: Outline, pair: Pair, facts: Container[int] = ()) -> Edged:
    start, end = pair.boxes[0].start, pair.boxes[-1].end
    return read_edges(outline, start, end, pair.label.end if pair.label.end <= start else None, pair.cell, facts)


def _edges_of(outline: Outline, block: Block) -> dict[Pair, Edged]:
    """The values of a block with their edges, without what separates every value from its label."""
    starts = {pair.label.start for pair in block} | {pair.boxes[0].start for pair in block if pair.boxes}
    edges = {pair: _edges(outline, pair, starts) for pair in block if pair.boxes}
    separator = separator_of([(pair.label.match.fields, edged) for pair, edged in edges.items()])
    return {pair: edged.without(separator) for pair, edged in edges.items()} if separator else edges


def disambiguate(outline: Outline, block: Block) -> tuple[list[Claim], list[Issue]]:
    """Say which field each label of a block stands for."""
    edges = _edges_of(outline, block)
    claims = [
        claim(outline, pair, pair.label.match.fields[0], edges.get(pair))
        for pair in block
        if len(pair.label.match.fields) == 1
    ]
    doubled = [pair for pair in block if len(pair.label.match.fields) > 1]
    if not doubled:
        return claims, []
    taken = {one.name for one in claims}
    found, issues = _assign_doubled(
        outline, doubled, [name for name in doubled[0].label.match.fields if name not in taken], edges
    )
    return claims + found, issues


def _assign_doubled(
    outline: Outline, pairs: Sequence[Pair], names: Sequence[str], edges: Mapping[Pair, Edged]
) -> tuple[list[Claim], list[Issue]]:
    """Tell the meanings of one label apart: by the values' vocabulary, and by order where that leaves it open.

    Spanish pages print `Tipo de proyecto` twice, first the status, then the type.
    """

    def read(pair: Pair, name: str) -> Claim:
        return claim(outline, pair, name, edges.get(pair))

    meanings = [
        [name for name in names if any(is_valid(name, text) for text in read(pair, name).texts)] for pair in pairs
    ]
    if len(pairs) == len(names):
        in_order = list(zip(pairs, names, strict=True))
        against = [(pair, name) for pair, name in zip(pairs, reversed(names), strict=True)]
        fits_reversed = all(name in own for (_, name), own in zip(against, meanings, strict=True))
        return [read(pair, name) for pair, name in (against if fits_reversed else in_order)], []
    hinted = hinted_field(pairs[0].cell)
    if len(pairs) == 1 and (len(meanings[0]) == 1 or hinted in names):
        return [read(pairs[0], meanings[0][0] if len(meanings[0]) == 1 else str(hinted))], []
    label, text = pairs[0].label.text, " / ".join(" ".join(read(pair, names[0]).texts) for pair in pairs)
    message = f"{label!r} stands {len(pairs)} times with {text!r}, and may mean {' or '.join(names)}"
    return [], [Issue("label_ambiguous", name, message, "error") for name in names]


LEAST_SHIFTED = 2
"""One value that does not fit its label is unreadable; several that fit each other's say that none can be believed."""


def find_shift(block: Sequence[Claim]) -> Mapping[str, str]:
    """Give the fields of a block whose values stand under each other's labels, each with the reason.

    All of the block's fields are given, for where several values have moved, one that fits its label may have too. Two
    that merely changed places say nothing about the others.
    """
    texts = [" ".join(one.texts) for one in block]
    valued = [(one, text) for one, text in zip(block, texts, strict=True) if text]
    misfits = [(one, text) for one, text in valued if not is_valid(one.name, text) or _is_year_as_amount(one, text)]
    if len(misfits) < LEAST_SHIFTED:
        return {}
    places = [one for one, _ in misfits] + [one for one in block if not one.texts]
    moved = [(one, text) for one, text in misfits if any(is_valid(o.name, text) for o in places if o is not one)]
    if len(moved) < LEAST_SHIFTED or _are_exchanged(moved):
        return {}
    shown = ", ".join(f"{text!r} under {one.pair.label.text!r}" for one, text in moved)
    return dict.fromkeys((one.name for one in block), f"values stand under each other's labels: {shown}")


def _is_year_as_amount(one: Claim, text: str) -> bool:
    return FIELDS[one.name].kind == "amount" and is_valid("year", text)


def _are_exchanged(moved: Sequence[tuple[Claim, str]]) -> bool:
    """Whether these are two values, each of which fits the other's label."""
    if len(moved) != LEAST_SHIFTED:
        return False
    (one, text), (other, another) = moved
    return is_valid(other.name, text) and is_valid(one.name, another)
