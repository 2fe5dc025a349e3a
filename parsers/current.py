"""The current layout: facts found by their labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.boxes import Box
from parsers.labels import Label, find_labels
from parsers.page import Page
from parsers.pairs import Pair, pair_up
from parsers.raw import LABELLED_FIELDS, Candidate, Issue, RawField
from parsers.scope import other_project, reason_of
from parsers.shapes import fits
from parsers.title import Title
from parsers.unclaimed import find_leftovers, name_leftovers, suspect
from parsers.values import read_texts, where

LEAST_LABELS = 2
LEAST_TELLING = 2
TELLING_FIELDS = frozenset(LABELLED_FIELDS) - {"start_date", "end_date", "year", "coverage"}
"""Facts whose labels other pages of such a site hardly print; events and calls have dates as well."""
PARTED_FIELDS = frozenset({"countries", "other_countries"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The labelled facts of a page.

    Attributes:
        fields: the twelve, each with its status.
        pairs: the labels that speak of the page's project, with their values.
        leftovers: boxes among the facts that hold neither a known label nor its value.
        unclaimed: labels that belong to no field, with their text.
        issues: findings, each with its field.
    """

    fields: Mapping[str, RawField]
    pairs: tuple[Pair, ...]
    leftovers: tuple[Box, ...]
    unclaimed: Mapping[str, str]
    issues: tuple[Issue, ...]

    @property
    def are_a_projects(self) -> bool:
        """Whether these are the facts of a project, and not a date and a place beside a piece of news."""
        present = {name for name, field in self.fields.items() if field.status != "not_on_page"}
        return len(present) >= LEAST_LABELS and len(present & TELLING_FIELDS) >= LEAST_TELLING


@dataclass(frozen=True, slots=True)
class _Reading:
    """One label's value read as one field's."""

    pair: Pair
    texts: tuple[str, ...]

    def as_candidate(self, rejected: str) -> Candidate:
        place = where(self.pair.boxes or (self.pair.cell,))
        return Candidate(self.texts, self.pair.label.text, f"label:{self.pair.rule}", place, rejected)


def read_facts(page: Page, title: Title, foreign: Mapping[Box, str]) -> Facts:
    """Read the labelled facts of the page's project."""
    outline = page.outline
    pairs = pair_up(outline, find_labels(outline), title.boxes)
    reasons = {pair: reason_of(outline.leaves[pair.label.start].box, dict(foreign)) for pair in pairs}
    own = [pair for pair in pairs if reasons[pair] is None]
    claims, issues = _assign(page, own)
    fields: dict[str, RawField] = {}
    for name in LABELLED_FIELDS:
        rejected = [
            _Reading(pair, _texts(page, pair, name)).as_candidate(str(reasons[pair]))
            for pair in pairs
            if reasons[pair] and name in pair.label.match.fields
        ]
        readings = [_Reading(pair, _texts(page, pair, name)) for pair in claims.get(name, ())]
        fields[name], found = _resolve(page, name, readings, rejected)
        issues.extend(found)
    leftovers = find_leftovers(outline, own)
    unclaimed = name_leftovers(outline, leftovers)
    issues.extend(suspect(fields, unclaimed))
    return Facts(fields, tuple(own), tuple(leftovers), unclaimed, tuple(issues))


def _texts(page: Page, pair: Pair, name: str) -> tuple[str, ...]:
    return read_texts(page.outline, pair.boxes, parted=name in PARTED_FIELDS)


def _assign(page: Page, pairs: Sequence[Pair]) -> tuple[dict[str, list[Pair]], list[Issue]]:
    """Say which field each label stands for."""
    claims: dict[str, list[Pair]] = {}
    doubled = [pair for pair in pairs if len(pair.label.match.fields) > 1]
    for pair in pairs:
        if pair not in doubled:
            claims.setdefault(pair.label.match.fields[0], []).append(pair)
    issues = [issue for group in _grouped(doubled) for issue in _assign_doubled(page, group, claims)]
    return claims, issues


def _grouped(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    """The doubled labels of one block: two on end."""
    for index in range(0, len(pairs), 2):
        yield pairs[index : index + 2]


def _assign_doubled(page: Page, pairs: Sequence[Pair], claims: dict[str, list[Pair]]) -> Iterator[Issue]:
    """Tell the two meanings of one label apart: by the values' vocabulary, and by order where that leaves it open."""
    first, second = pairs[0].label.match.fields[:2]
    kinds = [
        [name for name in (first, second) if any(fits(name, text) for text in _texts(page, pair, name))]
        for pair in pairs
    ]
    if len(pairs) == 2:
        swapped = kinds == [[second], [first]]
        for name, pair in zip((second, first) if swapped else (first, second), pairs, strict=True):
            claims.setdefault(name, []).append(pair)
    elif len(kinds[0]) == 1:
        claims.setdefault(kinds[0][0], []).append(pairs[0])
    else:
        for name in (first, second):
            message = (
                f"{pairs[0].label.text!r} stands once and its value does not say whether it is {first} or {second}"
            )
            yield Issue("label_ambiguous", name, message, "error")


def _resolve(
    page: Page, name: str, readings: Sequence[_Reading], rejected: list[Candidate]
) -> tuple[RawField, list[Issue]]:
    """Choose among the places that could give a field; two that say different things give none."""
    valued = [reading for reading in readings if reading.texts]
    if len({reading.texts for reading in valued}) > 1:
        clear = [reading for reading in valued if not _stands_by_other_project(page, reading)]
        if clear and len({reading.texts for reading in clear}) == 1:
            rejected += [
                reading.as_candidate("a link to another project stands beside it")
                for reading in valued
                if reading not in clear
            ]
            valued = clear
        else:
            printed = " / ".join(" ".join(reading.texts) for reading in valued)
            candidates = tuple(reading.as_candidate("the page says two things") for reading in valued)
            field = RawField(name, "ambiguous", label=valued[0].pair.label.text, alternatives=(*candidates, *rejected))
            return field, [Issue("field_ambiguous", name, f"the page says several things: {printed}", "error")]
    if valued:
        best = valued[0]
        return (
            RawField(
                name,
                "reported",
                best.texts,
                best.pair.label.text,
                f"label:{best.pair.rule}",
                where(best.pair.boxes),
                tuple(rejected),
            ),
            [],
        )
    if readings:
        pair = readings[0].pair
        return (
            RawField(
                name,
                "label_empty",
                label=pair.label.text,
                rule=f"label:{pair.rule}",
                where=where((pair.cell,)),
                alternatives=tuple(rejected),
            ),
            [],
        )
    return RawField(name, "not_on_page", alternatives=tuple(rejected)), []


def _stands_by_other_project(page: Page, reading: _Reading) -> bool:
    return any(other_project(page, box) for box in list(reading.pair.cell.ancestors())[:2])


def labels_of(facts: Facts) -> tuple[Label, ...]:
    """The labels that speak of the page's project."""
    return tuple(pair.label for pair in facts.pairs)
