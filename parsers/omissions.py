"""What was left out beside a value, and what may have been glued to it: said, for either may change what it means."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from parsers.boxes import Box
from parsers.cells import Pair
from parsers.fields import SIGNED_FIELDS
from parsers.model import Issue, Severity
from parsers.outline import Leaf, Omission, Outline
from parsers.prose import is_prose
from parsers.vocabulary import is_boilerplate, leads_on

_FIGURE = re.compile(r"\d$")
# `–`, `±`, `≈`, `<`: what may qualify a figure
_SIGN = re.compile(r"[-–—−+±~≈<>≤≥←→]")
_LABEL_TAGS = frozenset({"b", "dt", "em", "i", "label", "span", "strong", "th"})
# What nothing is glued to but a mark: a word, a bracket or quote that closes, the end of a sentence
_GLUED = re.compile(r"[^\W_]$|[\])”»]$|[^\W\d_]\.$")
_RAISED_TAGS = frozenset({"sup", "sub", "small"})
# `er`, `st`, `ème`, `TM`: what a raised text may add to a word
_ENDING = re.compile(r"[^\W\d_]{1,4}\.?|[®™]")

_WORD = re.compile(r"\w")
_LONGEST_QUOTE = 1_000
_LONGEST_TERM = 100
_LEFT_OUT_OF_TEXT = {
    "mark": ("footnote_mark", "they are marks of footnotes"),
    "struck": ("struck_out", "it is struck out"),
    "hidden": ("hidden_text", "it is hidden"),
    "control": ("text_left_out", "it is a button, or a link to another place of the page"),
}


def tell_surroundings(outline: Outline, field: str, boxes: Sequence[Box]) -> Iterator[Issue]:
    """Give a finding for each text that was left out of a value, and each that may not belong to it."""
    start, end = boxes[0].start, boxes[-1].end
    near = [omission for omission in outline.omissions if start <= omission.at <= end]
    omissions = [
        omission
        for omission in near
        if any(box.start <= omission.at <= box.end and _holds(box, omission) for box in boxes)
    ]
    yield from _tell_omissions(field, omissions)
    yield from _tell_joints(outline, field, start, end)


def tell_neighbours(outline: Outline, field: str, pair: Pair, facts: bytearray) -> Iterator[Issue]:
    """Give a finding for each text that stands beside a value and is no fact: `2014 <i>expected</i>`, `2014<br>–`.

    In one line with a value these are words beside a figure; in the lines next to it within one block, words and signs.

    Args:
        outline: the page.
        field: the value's field.
        pair: the value with its label.
        facts: for each leaf, whether it is a part of a label or value.
    """
    leaves, first, behind = outline.leaves, pair.boxes[0].start, pair.boxes[-1].end
    beside: list[Leaf] = []
    while first > 0 and leaves[first].gap != "\n" and not facts[first - 1]:
        first -= 1
        beside.append(leaves[first])
    while behind < len(facts) and leaves[behind].gap != "\n" and not facts[behind]:
        beside.append(leaves[behind])
        behind += 1
    if field in SIGNED_FIELDS:
        for leaf in beside:
            if leaf.has_words and not leaf.linked:
                yield Issue("text_beside", field, f"{leaf.text[:80]!r} stands beside the value, and is no part of it")
    for line in (*_lines_before(leaves, first, facts), *_lines_behind(outline, behind, facts, pair)):
        text = " ".join(leaf.text for leaf in line)
        if any(leaf.has_words for leaf in line) or (field in SIGNED_FIELDS and _SIGN.search(text)):
            yield Issue("text_beside", field, f"the line {text[:80]!r} stands next to the value, and is no part of it")


def _lines_before(leaves: Sequence[Leaf], first: int, facts: bytearray) -> list[Sequence[Leaf]]:
    """What stands between a value and its label in the same block, where each has lines of its own."""
    start = first
    while start and not facts[start - 1] and leaves[start - 1].block == leaves[first].block:
        start -= 1
    is_between = start and start < first and leaves[start - 1].block == leaves[first].block
    return [leaves[start:first]] if is_between else []


def _lines_behind(outline: Outline, behind: int, facts: bytearray, pair: Pair) -> list[Sequence[Leaf]]:
    """The lines behind a value in its block, up to a fact or an unknown label; behind the last fact, text may begin."""
    lines: list[Sequence[Leaf]] = []
    leaves = outline.leaves
    start, label = behind, leaves[pair.label.start].box.parent
    while start < len(facts) and leaves[start].block == leaves[behind - 1].block:
        end = start + 1
        while end < len(facts) and leaves[end].gap != "\n":
            end += 1
        if any(facts[start:end]):
            return lines
        holder = leaves[start].box.parent
        as_label = holder is not None and label is not None and holder.tag == label.tag in _LABEL_TAGS
        if as_label or any(":" in leaf.text or leaf.linked for leaf in leaves[start:end]):
            return lines
        lines.append(leaves[start:end])
        start = end
    worded = [line for line in lines if any(leaf.has_words for leaf in line)]
    if len(worded) == 1 and not any(is_prose(outline, leaf.box) for leaf in worded[0]):
        return lines
    return [line for line in lines if line not in worded]


def flag_facts(outline: Outline, pairs: Iterable[Pair]) -> bytearray:
    """Say for each leaf whether it is a part of a label or value."""
    flags = bytearray(len(outline.leaves))
    for pair in pairs:
        flags[pair.label.start : pair.label.end] = b"\1" * (pair.label.end - pair.label.start)
        for box in pair.value_boxes:
            flags[box.start : box.end] = b"\1" * (box.end - box.start)
    return flags


def tell_of_text(outline: Outline, chosen: Sequence[int]) -> Iterator[Issue]:
    """Give one finding for all texts that were left out of a description for one reason.

    Args:
        outline: the page.
        chosen: the leaves of the description, ascending.
    """
    if not outline.omissions or not chosen:
        return
    left_out = [
        omission
        for omission in outline.omissions
        if _WORD.search(omission.text) and _is_within(omission, chosen) and not _is_known(omission)
    ]
    for sight, (kind, what) in _LEFT_OUT_OF_TEXT.items():
        texts = [repr(omission.text[:_LONGEST_QUOTE]) for omission in left_out if omission.sight == sight]
        if texts:
            yield Issue(kind, "description", f"left out, since {what}: {', '.join(texts)}", "info")


def tell_terms(outline: Outline, main: Box, chosen: Sequence[int]) -> Iterator[Issue]:
    """Say that a list of terms stands in the description (`<dl>`), for its terms may be labels that no table knows."""
    own = set(chosen)
    terms = [
        outline.text_of(term)
        for box in main.walk()
        if box.tag == "dl" and box.start in own
        for term in box.walk()
        if term.tag == "dt" and outline.is_worded(term)
    ]
    if terms:
        shown = ", ".join(repr(term[:_LONGEST_TERM]) for term in terms)
        yield Issue("terms_in_description", "description", f"kept with what they explain, as text: {shown}", "info")


def _is_known(omission: Omission) -> bool:
    """Whether it is one of the site's own controls: `Read more`, `Copy`."""
    text = omission.text
    return omission.sight == "control" and (leads_on(text) or is_boilerplate("qualifier", text))


def _is_within(omission: Omission, chosen: Sequence[int]) -> bool:
    """Whether something stands among these leaves: the smallest box around it that has leaves has some of them."""
    around = next((box for box in omission.parent.with_ancestors() if not box.is_empty), None)
    if around is None or not chosen[0] <= omission.at <= chosen[-1] + 1:
        return False
    first = bisect_left(chosen, around.start)
    return first < len(chosen) and chosen[first] < around.end


def _tell_omissions(field: str, omissions: Sequence[Omission]) -> Iterator[Issue]:
    """Tell marks of footnotes and texts struck out, and hidden texts that are glued to a figure."""
    for omission in omissions:
        text = repr(omission.text[:80])
        severity: Severity = "warning" if _FIGURE.search(omission.glued_to) else "info"
        match omission.sight:
            case "mark":
                yield Issue("footnote_mark", field, f"the mark {text} of a footnote was left out", severity)
            case "struck":
                yield Issue("struck_out", field, f"{text} beside the value is struck out and was left out", severity)
            case "note" | "hidden" if severity == "warning" or field in SIGNED_FIELDS:
                yield Issue("hidden_text", field, f"{text}, which is hidden, stands within the value", severity)


def _tell_joints(outline: Outline, field: str, start: int, end: int) -> Iterator[Issue]:
    """Tell each figure that an element of its own adds to a word or figure: `25000<span>1</span>`."""
    for index in range(start + 1, end):
        before, leaf = outline.leaves[index - 1], outline.leaves[index]
        if leaf.gap or before.box.parent is leaf.box.parent or not _GLUED.search(before.text):
            continue
        raised = leaf.box.parent is not None and leaf.box.parent.tag in _RAISED_TAGS
        if leaf.text[0].isdigit() or (raised and leaf.text[0].isalnum() and not _ENDING.fullmatch(leaf.text)):
            message = f"{leaf.text[:80]!r} stands in an element of its own, glued to {before.text[-80:]!r}"
            yield Issue("texts_joined", field, message)


def _holds(box: Box, omission: Omission) -> bool:
    around = next((outer for outer in box.ancestors() if outer.kind == "element"), None)
    return omission.parent is around or any(outer is box for outer in omission.parent.with_ancestors())
