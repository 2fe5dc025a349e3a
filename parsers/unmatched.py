"""Labels that no table knows: what stands among the facts and is neither a known label nor its value.

A label that was renamed, or that the site has only now, must not vanish: it is reported with its text, and where a
field is missing that the text could be the value of, the field gets an issue. Where a page has no description, a text
at the edge of its facts may be a short one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from parsers.boxes import Box
from parsers.cells import Pair
from parsers.fields import contains, is_valid
from parsers.folding import fold
from parsers.labels import strip_label
from parsers.model import Issue, RawField
from parsers.outline import LONGEST_FACT, SENTENCE, Marks, Outline
from parsers.sections import APART
from parsers.siblings import Roles, Siblings, divide, opening_of
from parsers.vocabulary import is_boilerplate

_COLLECTIONS = frozenset({"dl", "ol", "p", "table", "tbody", "tr", "ul"})
"""Elements of which all is facts where two are; `<p>` where its lines are facts."""

_FACTS_OF_BOX = 3
"""A box of so many facts and no prose holds nothing but facts."""
_WORDS_OF_LEAD_IN = 4
# A label has a word in it; `10.` numbers one.
_NAME = re.compile(r"[^\W\d_]{2}|\d{4}")


def find_unmatched(outline: Outline, pairs: Sequence[Pair], limits: Sequence[Box]) -> list[Box]:
    """Find the boxes among the facts that no pair claims, in reading order; sentences are no facts.

    Args:
        outline: the page.
        pairs: the labels of the page's project with their values.
        limits: boxes that are no facts: the title.
    """
    labels = [box for pair in pairs for box in pair.label_boxes(outline)]
    claimed = Marks(outline, [*labels, *(box for pair in pairs for box in pair.value_boxes)])
    starts = Marks(outline, (outline.leaves[pair.label.start].box for pair in pairs))
    limited = Marks(outline, limits)
    openings = [box.signature for box in (opening_of(outline, pair.cell) for pair in pairs) if box is not None]
    bare = [pair.cell.signature for pair in pairs if pair.cell.end <= pair.label.end]
    facts = list(dict.fromkeys(box.signature for pair in pairs for box in _around(outline, pair)))
    rest = [box for pair in pairs if not (pair.rule.startswith("beside") or pair.doubt) for box in pair.rest]
    found: list[Box] = []
    for parent in dict.fromkeys(outer for box in labels for outer in box.ancestors()):
        if len(parent.children) < 2:
            continue
        held = [claimed.touch(child) for child in parent.children]
        if any(held):
            own = [child.signature for child, holds in zip(parent.children, held, strict=True) if holds] + facts
            siblings = Siblings(outline, parent.children, held, own, openings, bare)
            holding = [child for child, holds in zip(parent.children, held, strict=True) if holds]
            single = len([child for child in holding if starts.count(child.start, child.end) < 2])
            whole = parent.tag in _COLLECTIONS or (
                single >= _FACTS_OF_BOX and not any(outline.is_prose(child) for child in parent.children)
            )
            if single > 1 or (whole and (sum(held) > 1 or parent.tag == "table")):
                found += siblings.unheld(whole=whole)
            else:
                found += siblings.stray(alone=single == sum(held))
    inline = [box for box in _in_line(outline, claimed) if not any(other.contains(box) for other in found)]
    found += [*rest, *inline]
    last = max((box.end for pair in pairs for box in pair.value_boxes), default=0)
    behind = (
        box for box in found if box.start >= last and outline.is_worded(box) and box.signature not in (*bare, *openings)
    )
    text = min((box.start for box in behind if _leads_in(outline.text_of(box))), default=len(outline.leaves))
    free = [
        box
        for box in dict.fromkeys(found)
        if outline.is_worded(box)
        and box.start < text
        and not claimed.touch(box)
        and not limited.touch(box)
        and (not outline.is_prose(box) or _lists_countries(outline, box))
    ]
    outer: list[Box] = []
    for box in sorted(free, key=lambda box: (box.start, -box.end)):
        if not (outer and outer[-1].contains(box)):
            outer.append(box)
    return outer


def _lists_countries(outline: Outline, box: Box) -> bool:
    """Whether a long text is an unknown label with a long list of countries."""
    text = divide(outline, box)[1]
    return text is not None and is_valid("countries", text)


def _around(outline: Outline, pair: Pair) -> Iterator[Box]:
    """The boxes that hold a label, its value and no other label."""
    for outer in outline.leaves[pair.label.start].box.ancestors() if pair.boxes else ():
        if not pair.cell.contains(outer):
            break
        if outer.end >= pair.boxes[-1].end:
            yield outer


def _in_line(outline: Outline, claimed: Marks) -> Iterator[Box]:
    """What stands in one line with a fact and is short."""
    for start, end in outline.lines():
        if 0 < claimed.count(start, end) < end - start:
            free = [
                leaf
                for index, leaf in enumerate(outline.leaves[start:end], start)
                if not claimed.count(index, index + 1)
            ]
            if _leads_in(free[-1].text):
                free.pop()
            if sum(len(leaf.text) for leaf in free) <= LONGEST_FACT and not any(
                SENTENCE.search(leaf.text) for leaf in free
            ):
                yield from (leaf.box for leaf in free)


def _leads_in(text: str) -> bool:
    """Whether a text announces what follows: `The project has two components:`."""
    return text.endswith(":") and len(text.split()) >= _WORDS_OF_LEAD_IN


def name_unmatched(outline: Outline, pairs: Sequence[Pair], unmatched: Sequence[Box]) -> dict[str, str]:
    """Give each unknown label its text: both in one box (`Donor: IOM`), in boxes on end, or a label alone."""
    roles = Roles.of(outline, pairs)
    named: dict[str, str] = {}
    for run in _runs(outline, pairs, unmatched, roles):
        for label, texts in roles.group(outline, run):
            if _NAME.search(label):
                named.setdefault(strip_label(label) or label, " ".join(texts))
    return named


def _runs(outline: Outline, pairs: Sequence[Pair], boxes: Sequence[Box], roles: Roles) -> Iterator[list[Box]]:
    """The boxes between which nothing stands, no empty label either; in a grid, a head and the value in its column."""
    columns = [box for pair in pairs if pair.rule.startswith(("grid", "run")) and not pair.doubt for box in pair.rest]
    for column in zip(columns[::2], columns[1::2], strict=True):
        yield [box for box in column if outline.is_worded(box)]
    run: list[Box] = []
    for box in sorted((box for box in boxes if box not in columns), key=lambda box: box.start):
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
    return any(one.is_empty and one.signature in roles.labels for one in between)


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
