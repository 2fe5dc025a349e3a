"""A label and its value."""

from dataclasses import dataclass

from parsers.boxes import Box, Outline
from parsers.labels import Label


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A label with the boxes of its value.

    Attributes:
        cell: the largest box that holds this label and no other.
        boxes: the value, in reading order; empty where nothing stands beside the label.
        further: more values behind it, where the field has one value.
        rest: boxes that stand with it and belong to neither: unknown labels and their text.
        rule: the arrangement and the element that holds the pair, e.g. `within:li`.
        related: why the structure itself says that the label is not about one project, or None.
        doubt: why the label may have a value though none is given, or None.
    """

    label: Label
    cell: Box
    boxes: tuple[Box, ...]
    rest: tuple[Box, ...]
    rule: str
    related: str | None = None
    doubt: str | None = None
    further: tuple[Box, ...] = ()

    @property
    def value_boxes(self) -> tuple[Box, ...]:
        """All boxes that hold values of the label."""
        return (*self.boxes, *self.further)

    def label_boxes(self, outline: Outline) -> tuple[Box, ...]:
        """The boxes of the label."""
        return tuple(leaf.box for leaf in outline.leaves[self.label.start : self.label.end])

    def own_boxes(self, outline: Outline) -> tuple[Box, ...]:
        """The boxes of label and value."""
        return (*self.label_boxes(outline), *self.value_boxes)
