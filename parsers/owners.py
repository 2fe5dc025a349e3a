"""Who each piece of a page's text belongs to, and the account of all words: none is passed over in silence.

The passes claim leaves one after another: the title, labels and values, what belongs to others, the site's chrome, the
description. Every page goes through the account last: whatever has no owner, was left out, or belongs to a value that
was not taken after all, is quoted whole.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, chain
from typing import Literal, NamedTuple

from parsers.boxes import Box
from parsers.folding import fold, remember
from parsers.model import Issue, RawField, Severity
from parsers.outline import SENTENCE, TYPED_ITEM, Omission, Outline, is_item
from parsers.vocabulary import is_boilerplate, leads_on


class LeftOut(NamedTuple):
    """What is neither a fact nor the site's, and no description either; the finding that gives the reason is owed."""

    reason: str


Owner = Literal["title", "label", "value", "unmatched", "related", "chrome", "description", "repeated"] | LeftOut
"""What the text of a leaf is.

`title`, `label`, `value`: of the page's project. `unmatched`: among its facts, under no label that is known.
`related`: about another project. `chrome`: of the site, known by its element, its name or its words. `description`, and
`repeated`: printed there too.
"""

_SITES_OWN = frozenset({"nav", "footer", "aside", "form", "dialog"})


class Owners:
    """The owner of each leaf, in reading order.

    Attributes:
        outline: the page.
        of: who has the leaf; None where nobody claimed it.
    """

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.of: list[Owner | None] = [None] * len(outline.leaves)

    def copy(self) -> "Owners":
        """Give a copy to try claims on."""
        twin = Owners(self.outline)
        twin.of[:] = self.of
        return twin

    def claim(self, boxes: Iterable[Box], owner: Owner) -> None:
        """Give the leaves of boxes to an owner, but for those that have one."""
        for box in boxes:
            self.claim_leaves(range(box.start, box.end), owner)

    def claim_leaves(self, leaves: Iterable[int], owner: Owner) -> None:
        """Give leaves to an owner, but for those that have one."""
        for index in leaves:
            if self.of[index] is None:
                self.of[index] = owner

    def give_back(self, box: Box) -> None:
        """Take a box's leaves that were left out from their owner."""
        for index in range(box.start, box.end):
            if isinstance(self.of[index], LeftOut):
                self.of[index] = None

    def free(self, boxes: Iterable[Box]) -> list[Box]:
        """The boxes of which no leaf has an owner."""
        owned = [0, *accumulate(map(bool, self.of))]
        return [box for box in boxes if owned[box.start] == owned[box.end]]

    def most_lies_outside(self, scope: Box) -> bool:
        """Whether most of the running text that nobody has, but for the site's own, stands outside of a box."""
        outline = self.outline
        prose = [box for box in self.free(outline.blocks) if outline.is_prose(box) and not box.stands_in(_SITES_OWN)]
        inside = sum([len(outline.text_of(box)) for box in prose if scope.contains(box)])
        return 2 * inside < sum([len(outline.text_of(box)) for box in prose])

    def runs(self, box: Box) -> list[tuple[Owner | None, int, int]]:
        """The stretches of leaves on one line that have one owner; a word may go through several leaves."""
        of, leaves, start = self.of, self.outline.leaves, box.start
        runs: list[tuple[Owner | None, int, int]] = []
        for index in range(box.start + 1, box.end + 1):
            if index == box.end or of[index] != of[start] or leaves[index].gap == "\n":
                runs += ((of[start], start, index),)
                start = index
        return runs


MOST_CHARACTERS = 20_000
"""So much of a page is quoted in one finding; the real pages hold less text in all."""
BESIDE = LeftOut("it stands beside the text and is no sentence")
_UNOWNED = LeftOut("it is neither a fact nor a part of the description")
_UNSAID = LeftOut("it is no value of any field after all")
_WORD = re.compile(r"\w+")
_QUOTED = frozenset({"value", "unmatched"})
"""Owners whose text has to be found in what was read; of others that have a name nothing is owed."""


def account(
    owners: Owners,
    places: Iterable[Box],
    fields: Iterable[RawField],
    unclaimed: Mapping[str, str],
    issues: Iterable[Issue],
) -> Iterator[Issue]:
    """Say which words of the main content are in nothing else that is said about the page.

    Args:
        owners: who has which leaf, the description's included.
        places: the main content, and what else has to be accounted for.
        fields: what was read.
        unclaimed: the labels that belong to no field, with their text.
        issues: what is said already.
    """
    outline = owners.outline
    texts = [*chain.from_iterable(unclaimed.items()), *(issue.message for issue in issues)]
    for field in fields:
        texts += (*field.texts, field.label or "")
    said = set().union(*map(_words_of, texts))
    left_out: dict[LeftOut, list[range]] = {}
    for owner, start, end in chain.from_iterable(map(owners.runs, places)):
        if owner is None:
            reason = _UNOWNED
        elif owner in _QUOTED and not _is_said(outline, start, end, said):
            reason = _UNSAID
        elif isinstance(owner, LeftOut):
            reason = owner
        else:
            continue
        if outline.has_words(start, end):
            left_out.setdefault(reason, []).append(range(start, end))
    for reason, runs in left_out.items():
        texts = [outline.text(run.start, run.stop) for run in runs]
        message = f"left out, since {reason.reason}: {_quote(texts)}"
        sentences = any(map(SENTENCE.search, texts))
        if reason == BESIDE:
            severity: Severity = "warning" if sentences or _lists(outline, runs, texts) else "info"
            yield Issue("beside_description", "description", message, severity)
        else:
            severity = "warning" if sentences or reason == _UNOWNED else "info"
            yield Issue("text_left_out", "description", message, severity)


def _is_said(outline: Outline, start: int, end: int, said: AbstractSet[str]) -> bool:
    """Whether all words of a run are among others, as it reads (`20<i>05</i>`) or each leaf by itself."""
    return _words_of(outline.text(start, end)) <= said or all(
        _words_of(leaf.text) <= said for leaf in outline.leaves[start:end]
    )


@remember
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


def _quote(texts: list[str]) -> str:
    shown, room = [], MOST_CHARACTERS
    for text in texts:
        if room <= 0:
            break
        shown.append(f"'{text[:room]}'")
        room -= len(text)
    more = len(texts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _lists(outline: Outline, runs: Iterable[range], texts: Iterable[str]) -> bool:
    """Whether an item of a list or table that is no link is among the texts: description may be lost."""
    leaves = (outline.leaves[index] for run in runs for index in run)
    return any(map(TYPED_ITEM.match, texts)) or any(is_item(leaf.box, "") for leaf in leaves if not leaf.linked)


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
    return (
        omission.sight in {"control", "menu"}
        and main.index <= omission.parent.index < main.stop
        and SENTENCE.search(omission.text) is not None
        and not any(omission.text in message for message in messages)
    )


def _is_within(omission: Omission, chosen: Sequence[int]) -> bool:
    """Whether something stands among these leaves: the smallest box around it that has leaves has some of them."""
    around = next((box for box in omission.parent.with_ancestors() if not box.is_empty), None)
    if around is None or not chosen or not chosen[0] <= omission.at <= chosen[-1] + 1:
        return False
    first = bisect_left(chosen, around.start)
    return first < len(chosen) and chosen[first] < around.end
