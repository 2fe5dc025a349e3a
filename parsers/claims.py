"""From labels with values to fields: which field a label stands for, and which of several places counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.blocks import Block, value_key
from parsers.boxes import Outline
from parsers.folding import fold
from parsers.hints import hinted_field
from parsers.pair import Pair
from parsers.raw import Candidate, Issue, RawField
from parsers.shapes import fits
from parsers.values import read_texts, values_of, where

PARTED_FIELDS = frozenset({"countries", "other_countries"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One label's value, read as the value of one field."""

    name: str
    pair: Pair
    texts: tuple[str, ...]

    def as_candidate(self, rejected: str) -> Candidate:
        """Give the place as one that was not taken."""
        place = where(self.pair.boxes or (self.pair.cell,))
        return Candidate(self.texts, self.pair.label.text, f"label:{self.pair.rule}", place, rejected)


def claim(outline: Outline, pair: Pair, name: str) -> Claim:
    """Read a label's value as a field's."""
    if name in PARTED_FIELDS:
        return Claim(name, pair, read_texts(outline, pair.boxes, parted=True))
    texts = [
        text for boxes in (pair.boxes, *((box,) for box in pair.further)) for text in values_of(outline, boxes, name)
    ]
    return Claim(name, pair, tuple(texts if len({fold(text) for text in texts}) > 1 else texts[:1]))


def assign(outline: Outline, block: Block) -> tuple[list[Claim], list[Issue]]:
    """Say which field each label of a block stands for."""
    claims = [claim(outline, pair, pair.label.match.fields[0]) for pair in block if len(pair.label.match.fields) == 1]
    doubled = [pair for pair in block if len(pair.label.match.fields) > 1]
    if not doubled:
        return claims, []
    taken = {one.name for one in claims}
    found, issues = _assign_doubled(
        outline, doubled, [name for name in doubled[0].label.match.fields if name not in taken]
    )
    return claims + found, issues


def _assign_doubled(outline: Outline, pairs: Sequence[Pair], names: Sequence[str]) -> tuple[list[Claim], list[Issue]]:
    """Tell the meanings of one label apart: by the values' vocabulary, and by order where that leaves it open.

    Spanish pages print `Tipo de proyecto` twice, first the status, then the type.
    """
    meanings = [
        [name for name in names if any(fits(name, text) for text in claim(outline, pair, name).texts)] for pair in pairs
    ]
    if len(pairs) == len(names):
        in_order = list(zip(pairs, names, strict=True))
        against = [(pair, name) for pair, name in zip(pairs, reversed(names), strict=True)]
        fits_reversed = all(name in own for (_, name), own in zip(against, meanings, strict=True))
        return [claim(outline, pair, name) for pair, name in (against if fits_reversed else in_order)], []
    hinted = hinted_field(pairs[0].cell)
    if len(pairs) == 1 and (len(meanings[0]) == 1 or hinted in names):
        return [claim(outline, pairs[0], meanings[0][0] if len(meanings[0]) == 1 else str(hinted))], []
    label, text = pairs[0].label.text, " / ".join(" ".join(claim(outline, pair, names[0]).texts) for pair in pairs)
    message = f"{label!r} stands {len(pairs)} times with {text!r}, and may mean {' or '.join(names)}"
    return [], [Issue("label_ambiguous", name, message, "error") for name in names]


def resolve(name: str, claims: Sequence[Claim], rejected: Sequence[Candidate]) -> tuple[RawField, Issue | None]:
    """Give a field the one value that all its places print; places that disagree give none."""
    valued = [one for one in claims if one.texts]
    if len({value_key(one.texts) for one in valued}) > 1:
        printed = " / ".join(" ".join(one.texts) for one in valued)
        candidates = tuple(one.as_candidate("the page says several things") for one in valued)
        field = RawField(
            name,
            "ambiguous",
            label=valued[0].pair.label.text,
            rule=f"label:{valued[0].pair.rule}",
            alternatives=(*candidates, *rejected),
        )
        return field, Issue("field_ambiguous", name, f"the page says several things: {printed}", "error")
    doubt = next((one for one in claims if one.pair.doubt), None)
    if doubt is not None and not valued:
        field = RawField(name, "ambiguous", label=doubt.pair.label.text, rule=f"label:{doubt.pair.rule}")
        return field, Issue("grid_uneven", name, doubt.pair.doubt or "", "error")
    if not claims:
        return RawField(name, "not_on_page", alternatives=tuple(rejected)), None
    best = valued[0] if valued else claims[0]
    field = RawField(
        name,
        "reported" if valued else "label_empty",
        best.texts,
        best.pair.label.text,
        f"label:{best.pair.rule}",
        where(best.pair.boxes or (best.pair.cell,)),
        tuple(rejected),
    )
    return field, None


def dispute(blocks: Sequence[Sequence[Claim]], disagreed: Sequence[str]) -> Iterator[Issue]:
    """Name the fields that only one of several blocks has, where the blocks do not agree on others."""
    if not disagreed or len(blocks) < 2:
        return
    counts: dict[str, int] = {}
    for block in blocks:
        for name in dict.fromkeys(one.name for one in block if one.texts):
            counts[name] = counts.get(name, 0) + 1
    for name, count in counts.items():
        if count == 1 and name not in disagreed:
            message = f"one of {len(blocks)} blocks of facts that disagree on {', '.join(disagreed)} has it"
            yield Issue("block_disputed", name, message)
