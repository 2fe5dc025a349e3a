"""Labels that no table knows: what stands among the facts and is neither a known label nor its value.

A label that was renamed, or that the site has only now, must not vanish: it is reported with its text, and where a
field is missing that the text could be the value of, the field gets an issue.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from parsers.boxes import Box, Outline
from parsers.labels import strip_label
from parsers.pairs import Pair
from parsers.raw import Issue, RawField
from parsers.shapes import fits_bare
from parsers.values import terminal_boxes

LONGEST_FACT = 160
# `... of the border.`: a sentence
_SENTENCE = re.compile(r"\w{2,}[.;:]\W*$|[.;:]\s")


def find_leftovers(outline: Outline, pairs: Sequence[Pair]) -> list[Box]:
    """Find the boxes among the facts that no pair claims, in reading order; sentences are no facts."""
    labels = [outline.leaves[index].box for pair in pairs for index in range(pair.label.start, pair.label.end)]
    labelled = labels + [box for pair in pairs for box in (pair.cell, *pair.boxes)]
    found = [box for pair in pairs for box in pair.rest if not is_prose(outline, box)]
    parents = dict.fromkeys(pair.cell.parent for pair in pairs)
    for parent in parents:
        children = parent.children if parent else []
        held = [index for index, child in enumerate(children) if any(child.contains(box) for box in labelled)]
        if len(held) > 1:
            found += _between(outline, children, held)
    return sorted(dict.fromkeys(box for box in found if not _overlaps(box, labelled)), key=lambda box: box.start)


def _between(outline: Outline, children: Sequence[Box], held: Sequence[int]) -> Iterator[Box]:
    """The children between those that hold facts, and those that follow at once and look like them."""
    last = held[-1]
    while last + 1 < len(children) and _look(children[last + 1]) == _look(children[held[0]]) != ("", ""):
        last += 1
    for index in range(held[0], last + 1):
        child = children[index]
        if index not in held and not is_prose(outline, child) and _has_words(outline, child):
            yield child


def _look(box: Box) -> tuple[str, str]:
    return box.tag, (box.node.attributes.get("class") or "") if box.kind == "element" else ""


def _has_words(outline: Outline, box: Box) -> bool:
    return any(leaf.has_words for leaf in outline.leaves[box.start : box.end])


def _overlaps(box: Box, others: Sequence[Box]) -> bool:
    return any(box.start < other.end and other.start < box.end for other in others)


def is_prose(outline: Outline, box: Box) -> bool:
    """Whether a box holds sentences rather than a fact."""
    text = outline.text_of(box)
    return len(text) > LONGEST_FACT or (len(text) > LONGEST_FACT / 4 and _SENTENCE.search(text) is not None)


def name_leftovers(outline: Outline, leftovers: Sequence[Box]) -> dict[str, str]:
    """Give each unknown label its text: `Donor: IOM`, a label and a value side by side, or a label alone."""
    named: dict[str, str] = {}
    waiting: str | None = None
    for box in leftovers:
        label, text = _divide(outline, box)
        if waiting is not None and text is None:
            named[waiting], waiting = label, None
        else:
            if waiting is not None:
                named.setdefault(waiting, "")
            waiting = label if text is None else None
            if text is not None:
                named[strip_label(label) or label] = text
    if waiting is not None:
        named.setdefault(waiting, "")
    return named


def _divide(outline: Outline, box: Box) -> tuple[str, str | None]:
    parts = [outline.text_of(part) for part in terminal_boxes(outline, [box])]
    if len(parts) > 1:
        return parts[0], " ".join(parts[1:]).strip(" :")
    label, colon, text = parts[0].partition(":")
    return (label, text.strip()) if colon and text.strip() else (parts[0], None)


def suspect(fields: Mapping[str, RawField], unclaimed: Mapping[str, str]) -> list[Issue]:
    """Name the missing fields whose value may stand under an unknown label."""
    issues = []
    for name, field in fields.items():
        if field.status not in {"not_on_page", "label_empty"}:
            continue
        for label, text in unclaimed.items():
            if fits_bare(name, text or label):
                message = f"no value was found, and {text or label!r} stands under the unknown label {label!r}"
                issues.append(Issue("unknown_label_fits", name, message))
                break
    return issues
