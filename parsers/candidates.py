"""From labels with values to fields: which field a label stands for, and which of several places counts."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from parsers.blocks import Block, value_key
from parsers.cells import Pair
from parsers.fields import FIELDS, PARTED_FIELDS, SIGNED_FIELDS, is_valid
from parsers.folding import fold
from parsers.model import Candidate, Issue, RawField
from parsers.outline import Outline
from parsers.structured_data import hinted_field
from parsers.values import Edged, read_edges, read_texts, separator_of, where


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
    texts = read_texts(outline, pair.boxes, name, edged)
    if name in PARTED_FIELDS:
        return Claim(name, pair, texts, edged.printed)
    further = [(box, read_edges(outline, box.start, box.end)) for box in pair.further]
    texts += tuple(text for box, more in further for text in read_texts(outline, (box,), name, more))
    printed = "\n".join(one.printed for one in (edged, *(more for _, more in further)))
    return Claim(name, pair, texts if len({fold(text) for text in texts}) > 1 else texts[:1], printed)


def _edges(outline: Outline, pair: Pair, facts: Container[int] = ()) -> Edged:
    start, end = pair.boxes[0].start, pair.boxes[-1].end
    return read_edges(outline, start, end, pair.label.end if pair.label.end <= start else None, pair.cell, facts)


def _edges_of(outline: Outline, block: Block) -> dict[Pair, Edged]:
    """The values of a block with their edges, without what separates every value from its label."""
    starts = {pair.label.start for pair in block} | {pair.boxes[0].start for pair in block if pair.boxes}
    edges = {pair: _edges(outline, pair, starts) for pair in block if pair.boxes}
    separator = separator_of((pair.label.match.fields, edged) for pair, edged in edges.items())
    return {pair: edged.without(separator) for pair, edged in edges.items()}


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


def resolve(
    name: str, claims: Sequence[Claim], rejected: Sequence[Candidate], shifted: str | None
) -> tuple[RawField, Issue | None]:
    """Give a field the one value that all its places print; places that disagree, or values that moved, give none."""
    valued = [one for one in claims if one.texts]

    def candidates(reason: str) -> tuple[Candidate, ...]:
        return (*(one.as_candidate(reason) for one in valued), *rejected)

    if shifted and claims:
        return _ambiguous(claims[0], Issue("values_shifted", name, shifted, "error"), candidates(shifted))
    if len({_key(one) for one in valued}) > 1:
        printed, reason = " / ".join(" ".join(one.texts) for one in valued), "the page says several things"
        return _ambiguous(
            valued[0], Issue("field_ambiguous", name, f"{reason}: {printed}", "error"), candidates(reason)
        )
    if open_ended := [one for one in valued if name in PARTED_FIELDS and one.pair.further]:
        names = " ".join(open_ended[0].texts)
        message = f"names stand behind {names!r} and an empty label, which may be another field's"
        return _ambiguous(open_ended[0], Issue("several_values", name, message, "error"), candidates(message))
    doubt = next((one for one in claims if one.pair.doubt), None)
    if doubt is not None and not valued:
        return _ambiguous(doubt, Issue("grid_uneven", name, doubt.pair.doubt or "", "error"), ())
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
        best.printed,
    )
    return field, None


def _ambiguous(one: Claim, issue: Issue, candidates: tuple[Candidate, ...]) -> tuple[RawField, Issue]:
    label, rule = one.pair.label.text, f"label:{one.pair.rule}"
    return RawField(one.name, "ambiguous", label=label, rule=rule, alternatives=candidates), issue


def _key(one: Claim) -> tuple[str, ...]:
    """What makes two printed values the same: their words and, where signs count, the edges."""
    text = " ".join(one.texts)
    edges = re.split(r"\w.*\w|\w", text, maxsplit=1) if one.name in SIGNED_FIELDS else ()
    return (value_key(one.texts), *("".join(edge.split()) for edge in edges))


def conflicts(blocks: Sequence[Sequence[Claim]], disagreed: Sequence[str]) -> Iterator[Issue]:
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
