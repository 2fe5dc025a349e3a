"""The current layout: facts found by their labels; one value for each field, or none with a reason."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.apart import IN_TEXT, find_embedded, report_embedded
from parsers.blocks import Claim, choose, claim, disambiguate, find_shift
from parsers.boxes import Box
from parsers.fields import (
    FIELDS,
    LABELLED_FIELDS,
    PARTED_FIELDS,
    SIGNED_FIELDS,
    TELLING_FIELDS,
    contains,
    is_valid_for_any,
)
from parsers.labels import find_labels, recognise
from parsers.model import Candidate, Issue, Language, Layout, RawField
from parsers.outline import Marks, Outline
from parsers.page import MOST_LABELS, NODE_PATH, Page, path_of
from parsers.pairs import pair_up
from parsers.sections import APART, LEAST_TELLING, Sections, find_menus, is_plausible, reason_of
from parsers.structured_data import Hint, compare, find_hints, times_of, unlabelled, unprinted
from parsers.surroundings import tell_neighbours, tell_qualifiers, tell_surroundings
from parsers.title import Title
from parsers.unmatched import find_unmatched, name_unmatched
from parsers.values import Pair, value_key, where

LEAST_LABELS = 3
_OWN_FIELDS = TELLING_FIELDS - {"region"}
"""Facts of projects alone; offices and news have regions too, but not on a node of the site without other facts."""
_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a page, whichever layout they came from.

    Attributes:
        fields: the twelve, each with its status.
        labels: boxes of the labels that speak of the page's project, and of what stands around them and is told.
        values: boxes of their values.
        unmatched: boxes among the facts that hold neither a known label nor its value.
        others: boxes of labels, and of what stands with them, that are not about the project.
        unclaimed: labels that belong to no field, with their text.
        issues: findings, each with its field; where these are no project's, what was passed over.
        language: of the labels, where those that one language alone prints agree.
        is_project: whether they are those of a project.
        is_labelled: whether the page prints labels with values at all, outside of menus and of parts of others.
    """

    layout: Layout
    fields: Mapping[str, RawField]
    labels: Sequence[Box] = ()
    values: Sequence[Box] = ()
    unmatched: Sequence[Box] = ()
    others: Sequence[Box] = ()
    unclaimed: Mapping[str, str] = field(default_factory=dict)
    issues: Sequence[Issue] = ()
    language: Language | None = None
    is_project: bool = True
    is_labelled: bool = True


def read_facts(page: Page, title: Title, sections: Sections) -> Facts:
    """Read the labelled facts of the page's project."""
    outline = page.outline
    known = find_labels(outline, MOST_LABELS)
    if len(known) > MOST_LABELS:
        return Facts("current", {name: RawField(name, "not_on_page") for name in LABELLED_FIELDS}, is_project=False)
    pairs = pair_up(outline, known, Marks(outline, title.boxes))
    others = {**sections.related, **find_menus(outline, pairs)}
    reasons = {pair: reason_of(outline.leaves[pair.label.start].box, others) for pair in pairs}
    embedded = find_embedded(outline, [pair for pair in pairs if reasons[pair] is None], title.boxes)
    reasons.update({pair: pair.related for pair in pairs if pair.related})
    reasons.update(dict.fromkeys(embedded.rejected, IN_TEXT))
    choice = choose(page, title, sections, [pair for pair in pairs if reasons[pair] is None], others)
    reasons.update(choice.rejected)
    read = [disambiguate(outline, block) for block in choice.blocks]
    rejected = {pair: reason for pair, reason in reasons.items() if reason}
    fields, found = _resolve_fields(outline, [claims for claims, _ in read], rejected)
    own = [pair for block in choice.blocks for pair in block]
    printed = [pair for pair, reason in reasons.items() if pair.related is not None or reason is None]
    is_labelled = len(printed) >= LEAST_LABELS and any(is_plausible(outline, pair) for pair in printed)
    if not (_is_project(outline, fields, own) or _is_thin_project(page, title, own)):
        passed_over = list(_pass_over(page, own, others))
        return Facts("current", fields, issues=passed_over, is_project=False, is_labelled=is_labelled)
    labels = [box for pair in own for box in pair.label_boxes(outline)]
    values = [box for pair in own for box in pair.value_boxes]
    claimed = Marks(outline, [*labels, *values])
    unmatched = find_unmatched(outline, own, labels, claimed, title.boxes)
    unclaimed = name_unmatched(outline, own, unmatched)
    claims = [one for block, _ in read for one in block]
    valued = [one for one in claims if one.texts]
    hints = [*find_hints(page, title, others), *_hints_of(claims)]
    away = [one for one in valued if one.pair in choice.doubtful and one.pair not in embedded.kept]
    around, notes = _tell_around(outline, claimed.flags, valued)
    issues = [*(issue for _, doubled in read for issue in doubled), *map(_tell_apart, away), *found, *around]
    issues += [*report_embedded(outline, embedded, fields, own), *suspect(fields, unclaimed), *compare(fields, hints)]
    unmatched += [*unlabelled(fields, hints), *(box for pair in own if pair.doubt for box in pair.rest)]
    unbelieved = [
        pair
        for pair in rejected
        if pair not in embedded.rejected and not any(outline.is_prose(box) for box in (*pair.boxes, *pair.rest))
    ]
    apart = (*(box for pair in unbelieved for box in pair.own_boxes(outline)), *choice.others)
    return Facts("current", fields, [*labels, *notes], values, unmatched, apart, unclaimed, issues, _language(own))


def _hints_of(claims: Sequence[Claim]) -> list[Hint]:
    """What the attributes of empty places and of dates say."""
    empty = [hint for one in claims if not one.texts for hint in unprinted(one.name, one.pair.cell)]
    dates = [one for one in claims if FIELDS[one.name].kind == "date"]
    return [*empty, *(hint for one in dates for hint in times_of(one.name, one.pair.boxes))]


def _tell_around(outline: Outline, flags: bytearray, valued: Sequence[Claim]) -> tuple[list[Issue], list[Box]]:
    """Tell what stands around labels and values, and give the boxes of that around labels."""
    told = [issue for one in valued for issue in tell_surroundings(outline, one.name, one.pair.boxes)]
    told += [issue for one in valued for issue in tell_neighbours(outline, one.name, one.pair, flags)]
    noted = [note for one in valued for note in tell_qualifiers(outline, one.name, one.pair, flags)]
    told += [issue for issue, _ in noted]
    return told, [outline.leaves[index].box for _, near in noted for index in near if not flags[index]]


def _language(pairs: Sequence[Pair]) -> Language | None:
    """The language of the labels, where those that one language alone prints agree."""
    telling = {pair.label.match.languages for pair in pairs if len(pair.label.match.languages) == 1}
    return next(iter(telling))[0] if len(telling) == 1 else None


def _is_project(outline: Outline, fields: Mapping[str, RawField], pairs: Sequence[Pair]) -> bool:
    """Whether these are the facts of a project, and not a date and a place beside news, or labels explained."""
    present = {name for name, field in fields.items() if field.status != "not_on_page"}
    if len(present & TELLING_FIELDS) < LEAST_TELLING:
        return False
    return any(is_plausible(outline, pair) for pair in pairs) or not any(field.texts for field in fields.values())


def _is_thin_project(page: Page, title: Title, pairs: Sequence[Pair]) -> bool:
    """Whether they are the little that a project has which was allocated and has not begun: a type or a country.

    One fact that its field can have is enough under a title of the content, where the page's address or template is a
    project's. Where nothing is known of either, its label must be one that no other page prints.
    """
    plausible = [pair for pair in pairs if is_plausible(page.outline, pair)]
    if not title.boxes or page.is_project_page:
        return bool(title.boxes and plausible)
    if title.is_short or not _may_be_project_page(page):
        return False
    own = TELLING_FIELDS if page.url else _OWN_FIELDS
    several = len({pair.label.match.fields for pair in plausible}) >= LEAST_LABELS
    return several or any(" " in pair.label.text and own & set(pair.label.match.fields) for pair in plausible)


def _may_be_project_page(page: Page) -> bool:
    """Whether nothing says what kind of page it is."""
    return not page.url or NODE_PATH.search(path_of(page.url)) is not None


def _pass_over(page: Page, pairs: Sequence[Pair], others: Mapping[Box, str]) -> Iterator[Issue]:
    """Name the facts of a page that is taken for no project's though nothing says what it is."""
    if not _may_be_project_page(page):
        return
    told = set()
    for pair in pairs:
        own = not pair.boxes and " " in pair.label.text and not _OWN_FIELDS.isdisjoint(pair.label.match.fields)
        if own or len(pairs) >= LEAST_LABELS or is_plausible(page.outline, pair):
            text = " ".join(map(page.outline.text_of, pair.own_boxes(page.outline)))
            message = f"{text[:_LONGEST_QUOTE]!r} stands there, too little to take the page for a project's"
            told.add(pair.label.match.fields[0])
            yield Issue("fact_not_taken", pair.label.match.fields[0], message)
    leaves, words = page.outline.leaves, {}
    for at, leaf in enumerate(leaves):
        match = recognise(leaf.text) if reason_of(leaf.box, others) is None else None
        if match and any(is_valid_for_any(match.fields, one.text) for one in leaves[max(at - 1, 0) : at + 2]):
            words[match.fields[0]] = leaf.text
    for name in [name for name in words if name not in told] if len(words) >= LEAST_LABELS else ():
        yield Issue("fact_not_taken", name, f"{words[name]!r} stands there, a label of which no value was made out")


def _resolve_fields(
    outline: Outline, blocks: Sequence[Sequence[Claim]], rejected: Mapping[Pair, str]
) -> tuple[dict[str, RawField], list[Issue]]:
    """Give every field the value of all blocks; labels of others are its candidates, each with the reason."""
    shifted = {name: reason for block in blocks for name, reason in find_shift(block).items()}
    claims: dict[str, list[Claim]] = {name: [] for name in LABELLED_FIELDS}
    candidates: dict[str, list[Candidate]] = {name: [] for name in LABELLED_FIELDS}
    for one in [one for block in blocks for one in block]:
        claims[one.name] += (one,)
    for pair, reason in rejected.items():
        for name in pair.label.match.fields:
            candidates[name] += (claim(outline, pair, name).as_candidate(reason),)
    fields: dict[str, RawField] = {}
    issues: list[Issue] = []
    for name in LABELLED_FIELDS:
        fields[name], found = _resolve_field(name, claims[name], candidates[name], shifted.get(name))
        issues += found
    issues += _conflicts(blocks, [name for name, field in fields.items() if field.status == "ambiguous"])
    return fields, issues


def _tell_apart(claim: Claim) -> Issue:
    return Issue("fact_apart", claim.name, f"{' '.join(claim.texts)!r} stands apart from the other facts; kept")


def _resolve_field(
    name: str, claims: Sequence[Claim], rejected: Sequence[Candidate], shifted: str | None
) -> tuple[RawField, list[Issue]]:
    """Give a field the one value that all its places print; places that disagree, or values that moved, give none."""
    if not claims:
        return RawField(name, "not_on_page", alternatives=tuple(rejected)), []
    valued = [one for one in claims if one.texts]
    best, kind, reason, shown = (valued or claims)[0], "", "", ""
    if shifted:
        best, kind, reason = claims[0], "values_shifted", shifted
    elif len(valued) > 1 and len({_key(one) for one in valued}) > 1:
        kind, reason = "field_ambiguous", "the page says several things"
        shown = ": " + " / ".join(" ".join(one.texts) for one in valued)
    elif name in PARTED_FIELDS and (open_ended := [one for one in valued if one.pair.further]):
        best, kind, names = open_ended[0], "several_values", " ".join(open_ended[0].texts)
        reason = f"names stand behind {names!r} and an empty label, which may be another field's"
    elif not valued and (doubted := [one for one in claims if one.pair.doubt]):
        best, kind, reason, rejected = doubted[0], "grid_uneven", doubted[0].pair.doubt or "", ()
    label, rule = best.pair.label.text, f"label:{best.pair.rule}"
    if kind:
        candidates = (*(one.as_candidate(reason) for one in valued), *rejected)
        issue = Issue(kind, name, reason + shown, "error")
        return RawField(name, "ambiguous", label=label, rule=rule, alternatives=candidates), [issue]
    place, others = where(best.pair.boxes or (best.pair.cell,)), tuple(rejected)
    if not valued:
        return RawField(name, "label_empty", (), label, rule, place, others), []
    return RawField(name, "reported", best.texts, label, rule, place, others, best.printed), []


def _key(one: Claim) -> tuple[str, ...]:
    """What makes two printed values the same: their words and, where signs count, the edges."""
    text = " ".join(one.texts)
    edges = re.split(r"\w.*\w|\w", text, maxsplit=1) if one.name in SIGNED_FIELDS else ()
    return (value_key(one.texts), *("".join(edge.split()) for edge in edges))


def _conflicts(blocks: Sequence[Sequence[Claim]], disagreed: Sequence[str]) -> Iterator[Issue]:
    """Name the fields that only one of several blocks has, where the blocks do not agree on others."""
    if not disagreed or len(blocks) < 2:
        return
    names = [name for block in blocks for name in dict.fromkeys(one.name for one in block if one.texts)]
    for name, count in Counter(names).items():
        if count == 1 and name not in disagreed:
            message = f"one of {len(blocks)} blocks of facts that disagree on {', '.join(disagreed)} has it"
            yield Issue("block_disputed", name, message)


def suspect(fields: Mapping[str, RawField], unclaimed: Mapping[str, str]) -> list[Issue]:
    """Name the missing fields whose value may stand under an unknown label, or in a place that was not believed."""
    issues = []
    for name, one in fields.items():
        if one.status not in {"not_on_page", "label_empty"}:
            continue
        apart = next((place for place in one.alternatives if place.rejected.startswith(APART)), None)
        if apart:
            message = f"no value was found but {' '.join(apart.texts)!r}, and {apart.rejected}"
            issues.append(Issue("place_rejected", name, message, "info"))
        for label, text in unclaimed.items():
            if contains(name, text or label):
                place = f"under the unknown label {label!r}" if text else "without a label"
                message = f"no value was found, and {text or label!r} stands {place}"
                issues.append(Issue("unknown_label_fits", name, message))
                break
    return issues
