"""Labels that stand in attributes alone, from where style sheets print them: `<span data-preamble="Year">2005</span>`.

Where no label stands in the text, such an attribute is read as a label before what its element holds; beside a label
in the text it says the same again and is left alone. Elements that carry the same attribute with a name that no table
knows have unknown labels.
"""

from collections.abc import Callable, Sequence

from parsers.boxes import Attributes, Box
from parsers.fields import is_valid_for_any
from parsers.folding import fold
from parsers.labels import Label, find_labels, recognise
from parsers.outline import Outline

ATTRIBUTES = ("data-label", "data-preamble", "data-title", "data-th", "aria-label")
_LONGEST = 100
_LEAST_NAMED = 3
_MOST_LABELS = 600
_EDGES = " :\u00a0"
NameOf = Callable[[str, Attributes], str | None]
"""Gives the label that an element's tag and attributes print before its text, or None."""


def find_attribute_labels(outline: Outline) -> NameOf | None:
    """Say which elements of a page have their label in an attribute; None where none has."""
    named = [
        (name, box, text)
        for box in outline.root.walk()
        if box.attributes
        for name in ATTRIBUTES
        if name in box.attributes and (text := box.attributes[name]) and recognise(text)
    ]
    if not named:
        return None
    labels = find_labels(outline, _MOST_LABELS)
    places = [(name, box.tag, text) for name, box, text in named if _is_label(outline, box, text, labels)]
    return _namer(places, {fold(leaf.text.strip(_EDGES)) for leaf in outline.leaves}) if places else None


def _is_label(outline: Outline, box: Box, text: str, labels: Sequence[Label]) -> bool:
    """Whether a text is a label that stands nowhere beside the value, of a value that its field can have."""
    match = recognise(text)
    if match is None or not is_valid_for_any(match.fields, outline.text_of(box)):
        return False
    same = [label for label in labels if label.match.fields == match.fields]
    if box.tag == "td":
        table = next((outer for outer in box.ancestors() if outer.tag == "table"), box)
        return not any(table.start <= label.start < table.end for label in same)  # none at the head of the column
    return not any(label.end <= box.start and not outline.has_words(label.end, box.start) for label in same)


def _namer(places: Sequence[tuple[str, str, str]], texts: set[str]) -> NameOf:
    """Name the elements that were found, and those with the same tag and attribute whose names no text prints."""
    known = set(places)
    kinds = {(name, tag) for name, tag, _ in places}

    def name(tag: str, attributes: Attributes) -> str | None:
        for key in ATTRIBUTES:
            text = attributes.get(key)
            if not text or (key, tag) not in kinds or len(text) > _LONGEST:
                continue
            return text if fold(text) not in texts or (key, tag, text) in known else None
        return None

    return name


def are_named(boxes: Sequence[Box]) -> bool:
    """Whether texts carry names in attributes, in any language, or labels as pictures: they are no bare blocks."""
    around = {outer: None for box in boxes for outer in (box, box.parent) if outer}
    named = {text for outer in around for key in ATTRIBUTES if (text := outer.attributes.get(key))}
    drawn = [
        attributes.get("alt")
        for row in {outer.parent or outer: None for outer in around}
        for tag, attributes in row.elements()
        if tag == "img"
    ]
    named |= {text for text in drawn if text and recognise(text)}
    return len(named) >= _LEAST_NAMED
