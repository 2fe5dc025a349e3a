"""Labels that no table knows: what stands among the facts and is neither a known label nor its value.

A label that was renamed, or that the site has only now, must not vanish: it is reported with its text, and where a
field is missing that the text could be the value of, the field gets an issue. It is written like the known ones: with a
colon, or in an element of the same look. Where nothing tells them apart, labels and texts take turns. Where a page has
no description, a text at the edge of its facts may be a short one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Literal

from parsers.boxes import Box, Signature
from parsers.cells import Pair
from parsers.fields import contains, is_valid, valid_unlabelled
from parsers.folding import fold
from parsers.labels import strip_label
from parsers.model import Issue, RawField
from parsers.outline import LONGEST_FACT, SENTENCE, Marks, Outline
from parsers.sections import APART
from parsers.siblings import EDGES, Row, divide
from parsers.vocabulary import is_boilerplate

_COLLECTIONS = frozenset({"dl", "ol", "p", "table", "tbody", "tr", "ul"})
"""Elements of which all is facts where two are; `<p>` where its lines are facts."""
_FACTS_OF_BOX = 3
"""A box of so many facts and no prose holds nothing but facts."""
_PARTS_OF_FACT = 2
_WORDS_OF_LEAD_IN = 4
_COLON = re.compile(r"[:：﹕∶]\s*$")
# A label has a word in it; `10.` numbers one.
_NAME = re.compile(r"[^\W\d_]{2}|\d{4}")


def find_unmatched(outline: Outline, pairs: Sequence[Pair], claimed: Marks, limits: Sequence[Box]) -> list[Box]:
    """Find the boxes among the facts that no pair claims, in reading order; sentences are no facts.

    Args:
        outline: the page.
        pairs: the labels of the page's project with their values.
        claimed: the leaves of these.
        limits: boxes that are no facts: the title.
    """
    openings = [outline.opening_of(pair.cell) for pair in pairs if pair.cell.end > pair.label.end]
    within = list(dict.fromkeys([box.signature for box in openings if box is not None]))
    beside = list(dict.fromkeys([pair.cell.signature for pair in pairs if pair.cell.end <= pair.label.end]))
    with_rest = [pair for pair in pairs if pair.rest and not pair.doubt and not pair.rule.startswith("beside")]
    rest = [box for pair in with_rest for box in pair.rest]
    found = [*_among(outline, pairs, claimed, within, beside), *rest, *_in_line(outline, claimed)]
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
    for start, end in claimed.marked_in_part(outline.lines()):
        free = [leaf for index, leaf in enumerate(outline.leaves[start:end], start) if not claimed.flags[index]]
        if _leads_in(free[-1].text):
            free.pop()
        texts = [leaf.text for leaf in free]
        if sum(map(len, texts)) <= LONGEST_FACT and not any(map(SENTENCE.search, texts)):
            yield from (leaf.box for leaf in free)


def _among(
    outline: Outline, pairs: Sequence[Pair], claimed: Marks, within: Sequence[Signature], beside: Sequence[Signature]
) -> Iterator[Box]:
    """The boxes side by side with facts or blocks of facts that look like these."""
    starts = Marks(outline, [outline.leaves[pair.label.start].box for pair in pairs])
    parents: dict[Box, None] = {}
    for pair in pairs:
        for box in pair.label_boxes(outline):
            outer = box.parent
            while outer is not None and outer not in parents:
                parents[outer] = None
                outer = outer.parent
    for parent in parents:
        children = parent.children
        held = [index for index, count in enumerate(claimed.counts(children)) if count]
        if len(held) == len(children):
            continue
        holding = [children[index] for index in held]
        single = len([count for count in starts.counts(holding) if count < 2])
        is_whole = (parent.tag in _COLLECTIONS and (len(held) > 1 or parent.tag == "table")) or (
            single >= _FACTS_OF_BOX and not any(outline.is_prose(child) for child in children)
        )
        looks = [*(child.signature for child in holding), *beside, *within]
        row = Row(outline, children, held, looks, within, beside)
        if is_whole or single > 1 or single == len(held):
            yield from row.beside_facts(is_whole=is_whole)
        else:
            yield from row.beside_blocks()


Roles = Mapping[Signature, Literal["label", "text"]]
"""How the known labels of a page look, and how their values do."""


def name_unmatched(outline: Outline, pairs: Sequence[Pair], unmatched: Sequence[Box]) -> dict[str, str]:
    """Give each unknown label its text: both in one box (`Donor: IOM`), in boxes on end, or a label alone."""
    columns = [
        box
        for pair in pairs
        if pair.rest and not pair.doubt and pair.rule.startswith(("grid", "run"))
        for box in pair.rest
    ]
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
    if box.parent is None or box.parent is not last.parent:
        return False
    between = takewhile(lambda one: one.start <= box.start and one is not box, box.parent.children_from(last.end))
    return any(one.is_empty and roles.get(one.signature) == "label" for one in between)


def _group(outline: Outline, run: Sequence[Box], roles: Roles) -> Iterator[tuple[str, list[str]]]:
    """Give each label with the texts that follow it; a text with no label before it stands as a label alone."""
    boxes = [part for box in run for part in _parts(outline, box, roles)]
    signs = [_sign(outline, box, roles) for box in boxes]
    others = "text" if "label" in signs else "label" if "text" in signs else None
    label, texts, is_whole = None, list[str](), False
    for box, sign in zip(boxes, signs, strict=True):
        role, (own, text) = sign or others, divide(outline, box)
        # a field's value behind one that is none: the field's own label may be empty
        if texts and valid_unlabelled(outline.text_of(box)) and not valid_unlabelled(texts[-1]):
            role = "label"
        if label is not None and not is_whole and (role == "text" or (role is None and text is None and not texts)):
            texts.append(outline.text_of(box).strip(EDGES))
            continue
        if label is not None:
            yield label, texts
        label, texts, is_whole = own, [] if text is None else [text], text is not None
    if label is not None:
        yield label, texts


def _parts(outline: Outline, box: Box, roles: Roles) -> list[Box]:
    """The parts of a line in which several labels stand, else the box itself; two parts are label and value."""
    parts = outline.worded(box.children)
    several = len(parts) > _PARTS_OF_FACT and sum(roles.get(part.signature) == "label" for part in parts) > 1
    return parts if several else [box]


def _sign(outline: Outline, box: Box, roles: Roles) -> str | None:
    """What a colon or the look says; a box that opens with a label holds a whole fact."""
    opening = outline.opening_of(box)
    if any(part and _COLON.search(outline.text_of(part)) for part in (box, opening)):
        return "label"
    if opening is not None and roles.get(opening.signature) == "label":
        return "label"
    return roles.get(outline.signature_of(box, box.end))


def suspect(fields: Mapping[str, RawField], unclaimed: Mapping[str, str]) -> list[Issue]:
    """Name the missing fields whose value may stand under an unknown label, or in a place that was not believed."""
    issues = []
    for name, field in fields.items():
        if field.status not in {"not_on_page", "label_empty"}:
            continue
        if apart := next((one for one in field.alternatives if one.rejected.startswith(APART)), None):
            message = f"no value was found but {' '.join(apart.texts)!r}, and {apart.rejected}"
            issues.append(Issue("place_rejected", name, message, "info"))
        for label, text in unclaimed.items():
            if contains(name, text or label):
                where = f"under the unknown label {label!r}" if text else "without a label"
                message = f"no value was found, and {text or label!r} stands {where}"
                issues.append(Issue("unknown_label_fits", name, message))
                break
    return issues


def find_rival(title: str, unclaimed: Mapping[str, str]) -> str | None:
    """Find the other project's name that stands among the facts under a label such as `Title`."""
    names = (text for label, text in unclaimed.items() if text and is_boilerplate("title", label))
    return next((name for name in names if fold(name) not in fold(title) and fold(title) not in fold(name)), None)


_LEAST_WORDS = 3
_NAMED = frozenset({"body", "description", "summary", "formatted"})
"""Words in classes by which site builders name a text: `field--name-body`, `text-formatted`."""
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")


def find_short_body(outline: Outline, facts: Sequence[Box], loose: Sequence[Box]) -> list[Box]:
    """Find the boxes of a short description.

    Args:
        outline: the page.
        facts: the boxes of labels and values.
        loose: the boxes among the facts under no label that is known.
    """
    if not facts:
        return []
    first, last = min(box.start for box in facts), max(box.end for box in facts)
    edge = sorted((box for box in loose if box.end <= first or box.start >= last), key=lambda box: box.start)
    body: list[Box] = []
    for box in reversed(edge):
        leads_in = outline.text_of(box).endswith(":") and bool(body) and not outline.has_words(box.end, body[-1].start)
        if leads_in or _is_body(outline, box):
            body.append(box)
    return body[::-1]


def without_body(outline: Outline, unclaimed: Mapping[str, str], body: Sequence[Box]) -> dict[str, str]:
    """Give the labels that belong to no field without those that are the description's text."""
    words = {word for box in body for word in _WORD.findall(outline.text_of(box))}
    return {label: text for label, text in unclaimed.items() if not words.issuperset(_WORD.findall(f"{label} {text}"))}


def _is_body(outline: Outline, box: Box) -> bool:
    text = outline.text_of(box)
    if text.endswith(":"):
        return False
    names = {part for outer in box.walk() for part in _NAME_PARTS.split((outer.attributes.get("class") or "").lower())}
    if names & _NAMED:
        return True
    items = any(inner.tag == "li" for inner in box.walk()) and box.tag != "li"
    parts = sum(leaf.gap == "\n" for leaf in outline.leaves[box.start + 1 : box.end])
    return items or (not parts and len(text.split()) >= _LEAST_WORDS and ":" not in text)
