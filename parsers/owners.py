"""Who each piece of a page's text belongs to, and the account of all words: none is passed over in silence.

The passes claim leaves one after another: the title, labels and values, what belongs to others, the site's chrome, the
description. Every page goes through the account last: whatever has no owner, was left out, or belongs to a value that
was not taken after all, is quoted whole.

"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Literal

from parsers.boxes import Box
from parsers.folding import fold, remember
from parsers.model import Issue, RawField, Severity
from parsers.outline import SENTENCE, TYPED_ITEM, Omission, Outline, is_item
from parsers.vocabulary import is_boilerplate, leads_on

BESIDE = "it stands beside the text and is no sentence"
Owner = Literal["title", "label", "value", "unmatched", "related", "chrome", "description", "repeated", "left_out"]
"""What the text of a leaf is.

`title`, `label`, `value`: of the page's project. `unmatched`: among its facts, under no label that is known.
`related`: about another project. `chrome`: of the site, known by its element, its name or its words. `description`, and
`repeated`: printed there too.
`left_out`: none of these and no description either; the finding that says so is owed.
"""


class Owners:
    """The owner of each leaf, in reading order.

    Attributes:
        of: who has the leaf; None where nobody claimed it.
        reasons: why a leaf was left out, `""` for all others.
    """

    def __init__(self, outline: Outline) -> None:
        self.of: list[Owner | None] = [None] * len(outline.leaves)
        self.reasons = [""] * len(outline.leaves)

    def copy(self) -> "Owners":
        """Give a copy to try claims on."""
        twin = object.__new__(Owners)
        twin.of, twin.reasons = self.of.copy(), self.reasons.copy()
        return twin

    def claim(self, box: Box, owner: Owner, reason: str = "") -> None:
        """Give a box's leaves to an owner, but for those that have one."""
        self.claim_leaves(range(box.start, box.end), owner, reason)

    def claim_all(self, boxes: Iterable[Box], owner: Owner, reason: str = "") -> None:
        """Give the leaves of several boxes to an owner."""
        for box in boxes:
            self.claim(box, owner, reason)

    def claim_leaves(self, leaves: Iterable[int], owner: Owner, reason: str = "") -> None:
        """Give leaves to an owner, but for those that have one."""
        for index in leaves:
            if self.of[index] is None:
                self.of[index], self.reasons[index] = owner, reason

    def give_back(self, box: Box) -> None:
        """Take a box's leaves that were left out from their owner."""
        for index in range(box.start, box.end):
            if self.of[index] == "left_out":
                self.of[index], self.reasons[index] = None, ""

    def touch(self, box: Box) -> bool:
        """Whether any leaf of a box has an owner."""
        return any(self.of[box.start : box.end])

    def free(self, boxes: Iterable[Box]) -> list[Box]:
        """The boxes of which no leaf has an owner."""
        return [box for box in boxes if not any(self.of[box.start : box.end])]

    def differ(self, one: int, other: int) -> bool:
        """Whether two leaves have different owners, or one for different reasons."""
        return (self.of[one], self.reasons[one]) != (self.of[other], self.reasons[other])


MOST_CHARACTERS = 20_000
"""So much of a page is quoted in one finding; the real pages hold less text in all."""
_UNOWNED = "it is neither a fact nor a part of the description"
_UNSAID = "it is no value of any field after all"
_WORD = re.compile(r"\w+")
_QUOTED = frozenset({"value", "unmatched"})
"""Owners whose text has to be found in what was read."""
_Run = tuple[int, int]


def account(
    outline: Outline,
    places: Iterable[Box],
    owners: Owners,
    fields: Iterable[RawField],
    unclaimed: Mapping[str, str],
    issues: Iterable[Issue],
) -> Iterator[Issue]:
    """Say which words of the main content are in nothing else that is said about the page.

    Args:
        outline: the page.
        places: the main content, and what else has to be accounted for.
        owners: who has which leaf, the description's included.
        fields: what was read.
        unclaimed: the labels that belong to no field, with their text.
        issues: what is said already.
    """
    said = _words_of(
        [text for field in fields for text in (*field.texts, field.label or "")],
        [text for pair in unclaimed.items() for text in pair],
        [issue.message for issue in issues],
    )
    reasons: dict[str, list[_Run]] = {}
    for run in (run for place in places for run in _runs(outline, place, owners)):
        reason = _reason(outline, owners, run, said) if outline.has_words(*run) else None
        if reason is not None:
            reasons.setdefault(reason, []).append(run)
    for reason, runs in reasons.items():
        texts = [outline.text(*run) for run in runs]
        message = f"left out, since {reason}: {_quote(texts)}"
        sentences = any(SENTENCE.search(text) for text in texts)
        if reason == BESIDE:
            severity: Severity = "warning" if sentences or _lists(outline, runs) else "info"
            yield Issue("beside_description", "description", message, severity)
        else:
            severity = "warning" if sentences or reason == _UNOWNED else "info"
            yield Issue("text_left_out", "description", message, severity)


def _reason(outline: Outline, owners: Owners, run: _Run, said: AbstractSet[str]) -> str | None:
    """Why a text is in nothing that was said, or None where it is."""
    owner = owners.of[run[0]]
    if owner is None:
        return _UNOWNED
    if owner == "left_out":
        return owners.reasons[run[0]]
    if owner not in _QUOTED or _words_of_text(outline.text(*run)) <= said:  # `20<i>05</i>`
        return None
    apart = _words_of([leaf.text for leaf in outline.leaves[slice(*run)]])  # `<b>Chile</b><b>Uruguay</b>`
    return None if apart <= said else _UNSAID


def _words_of(*groups: Iterable[str]) -> set[str]:
    return set().union(*map(_words_of_text, chain.from_iterable(groups)))


@remember
def _words_of_text(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


def _runs(outline: Outline, place: Box, owners: Owners) -> Iterator[_Run]:
    """The stretches of leaves on one line that have one owner for one reason; a word may go through several leaves."""
    start = place.start
    for index in range(place.start + 1, place.end + 1):
        if index == place.end or outline.leaves[index].gap == "\n" or owners.differ(index - 1, index):
            yield start, index
            start = index


def _quote(texts: list[str]) -> str:
    shown, room = [], MOST_CHARACTERS
    for text in texts:
        if room <= 0:
            break
        shown.append(f"'{text[:room]}'")
        room -= len(text)
    more = len(texts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _lists(outline: Outline, runs: list[_Run]) -> bool:
    """Whether an item of a list or table that is no link is among the texts: description may be lost."""
    if any(TYPED_ITEM.match(outline.text(*run)) for run in runs):
        return True
    leaves = (leaf for start, end in runs for leaf in outline.leaves[start:end] if not leaf.linked)
    return any(is_item(leaf.box, "") for leaf in leaves)


_LONGEST_QUOTE = 1_000
_LONGEST_TERM = 100
_LEFT_OUT_OF_TEXT = {
    "mark": ("footnote_mark", "they are marks of footnotes"),
    "struck": ("struck_out", "it is struck out"),
    "hidden": ("hidden_text", "it is hidden"),
    "control": ("text_left_out", "it is a button, or a link to another place of the page"),
    "menu": ("text_left_out", "it stands in a menu or a dialog"),
}


def tell_of_text(outline: Outline, main: Box, chosen: Sequence[int], said: Iterable[Issue]) -> Iterator[Issue]:
    """Give one finding for all texts that were left out of a description for one reason.

    Args:
        outline: the page.
        main: its main content; of this all sentences in controls, menus and dialogs are told.
        chosen: the leaves of the description, ascending.
        said: issues of the facts, which tell the notes on labels.
    """
    messages = [issue.message for issue in said]
    left_out = [
        omission
        for omission in outline.omissions
        if _WORD.search(omission.text)
        and (_is_sentence_in(main, omission, messages) or (omission.sight != "menu" and _is_within(omission, chosen)))
        and not _is_known(omission)
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


def _is_sentence_in(main: Box, omission: Omission, messages: Sequence[str]) -> bool:
    if omission.sight not in {"control", "menu"} or any(omission.text in message for message in messages):
        return False
    return SENTENCE.search(omission.text) is not None and any(box is main for box in omission.parent.with_ancestors())


def _is_within(omission: Omission, chosen: Sequence[int]) -> bool:
    """Whether something stands among these leaves: the smallest box around it that has leaves has some of them."""
    around = next((box for box in omission.parent.with_ancestors() if not box.is_empty), None)
    if around is None or not chosen or not chosen[0] <= omission.at <= chosen[-1] + 1:
        return False
    first = bisect_left(chosen, around.start)
    return first < len(chosen) and chosen[first] < around.end
