"""What stands next to known facts and looks like them: facts whose labels no table knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from parsers.boxes import Box, Outline
from parsers.fields import valid_unlabelled
from parsers.layout import HEADING_TAGS
from parsers.naming import divide, opening_of, worded_parts
from parsers.prose import is_prose
from parsers.signature import Signature

_PARTS_OF_FACT = 2


@dataclass(frozen=True, slots=True)
class Siblings:
    """The children of a box that holds facts.

    Attributes:
        held: which of the children hold a fact or a part of one.
        signatures: how those look.
        openings: how the elements look with which known facts begin: labels within facts.
        label_signatures: how known labels look that are children themselves.
    """

    outline: Outline
    children: Sequence[Box]
    held: Sequence[bool]
    signatures: Sequence[Signature]
    openings: Sequence[Signature]
    label_signatures: Sequence[Signature]

    def unheld(self, *, whole: bool) -> Iterator[Box]:
        """The children that stand among those with facts.

        What stands between two facts belongs to them where none of it is prose; beside prose, and before the first
        fact and behind the last, each child must look like a fact and be shaped like one, as long as no other
        intervenes. In a list or table of facts (`whole`) all do, but for headings.
        """
        first, last = self.held.index(True), len(self.held) - 1 - self.held[::-1].index(True)

        def is_near(index: int) -> bool:
            if whole and self.children[index].tag not in HEADING_TAGS:
                return True
            return self.is_alike(index) and self.is_part(index)

        for held, run in groupby(range(first, last), key=self.held.__getitem__):
            between = [] if held else list(run)
            described = any(is_prose(self.outline, self.children[index]) for index in between)
            yield from (self.children[i] for i in between if not described or self.is_alike(i) or self.is_part(i))
        yield from (self.children[index] for index in takewhile(is_near, range(first - 1, -1, -1)))
        yield from (self.children[index] for index in takewhile(is_near, range(last + 1, len(self.children))))

    def stray(self, *, alone: bool) -> Iterator[Box]:
        """The children next to blocks of facts that look like these and open with what looks like a known label.

        Next to one fact (`alone`) what is shaped like a fact is enough.
        """
        first, last = self.held.index(True), len(self.held) - 1 - self.held[::-1].index(True)

        def is_stray(index: int) -> bool:
            prose = is_prose(self.outline, self.children[index])
            opens = self._is_fact(index) if alone else self._opens_alike(index, named=True)
            return self.held[index] or (not prose and self.is_alike(index) and opens)

        near = (*takewhile(is_stray, range(first, -1, -1)), *takewhile(is_stray, range(last, len(self.children))))
        yield from (self.children[i] for i in (*near, *filter(is_stray, range(first, last))) if not self.held[i])

    def is_alike(self, index: int) -> bool:
        """Whether a child looks like one with a fact, or like a label."""
        return self.children[index].signature.is_like([*self.signatures, *self.label_signatures, *self.openings])

    def is_part(self, index: int) -> bool:
        """Whether a child is a fact, the label of one or its value."""
        return self._is_fact(index) or self._opens(index) or self._opens(index - 1)

    def _is_fact(self, index: int) -> bool:
        """Whether a child is shaped like a fact: a label and a value, or a value that some field could have."""
        child = self.children[index]
        if is_prose(self.outline, child) or not self.outline.is_worded(child):
            return False
        if self._opens_alike(index):
            return True
        label, text = divide(self.outline, child)
        few = len(worded_parts(self.outline, child)) <= _PARTS_OF_FACT
        return (few and text is not None) or bool(valid_unlabelled(label))

    def _opens_alike(self, index: int, *, named: bool = False) -> bool:
        """Whether a child begins with an element that looks like a label; `named`: and is told by class or role."""
        opening = opening_of(self.outline, self.children[index])
        signature = opening.signature if opening is not None else None
        return signature is not None and signature.is_like(self.openings) and (bool(signature.words) or not named)

    def _opens(self, index: int) -> bool:
        """Whether a label and its value, each a child of its own, stand here."""
        if not 0 <= index < len(self.children) - 1 or self.held[index] or self.held[index + 1]:
            return False
        label, value = self.children[index], self.children[index + 1]
        if is_prose(self.outline, label) or is_prose(self.outline, value):
            return False
        signatures = [*self.label_signatures, *self.openings]
        if label.signature.is_like(signatures) and not value.signature.is_like(signatures):
            return True
        if label.signature in signatures and value.signature not in signatures:
            return True
        return bool(valid_unlabelled(self.outline.text_of(value)))
