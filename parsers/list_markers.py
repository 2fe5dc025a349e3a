"""The marker that a browser puts before an `<li>`: a bullet, or the next numeral of its `<ol>`."""

import re
from dataclasses import dataclass

from parsers.boxes import Box
from parsers.numerals import letters, roman

LIST_STYLES: dict[str, str | None] = {
    "disc": None,
    "circle": None,
    "square": None,
    "none": None,
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
"""CSS `list-style-type` to the HTML `type` with the same numerals; None for bullets."""


@dataclass(slots=True)
class OpenList:
    """A list whose end tag has not come yet. `style` is the HTML `type` of its numerals, None for bullets."""

    style: str | None
    value: int
    step: int


def start_list(top: Box) -> OpenList:
    """Begin the list of an element: numerals by `type`, `list-style-type`, `start` and `reversed`, or bullets."""
    attributes = top.attributes
    style = (attributes.get("type") or "1") if top.tag == "ol" else None
    css = re.search(r"list-style(?:-type)?\s*:\s*([a-z-]+)", attributes.get("style") or "")
    if css:
        style = LIST_STYLES.get(css[1], style)
    if "reversed" in attributes:
        return OpenList(style, _integer(attributes.get("start"), _count_items(top)), -1)
    return OpenList(style, _integer(attributes.get("start"), 1), 1)


def _count_items(top: Box) -> int:
    return next((box.peers["li"] for box in top.children if box.tag == "li"), 0)


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*[+-]?[0-9]{1,6}\s*", text) else otherwise


def _numeral(value: int, style: str) -> str:
    if style in {"a", "A"} and value > 0:
        return letters(value) if style == "a" else letters(value).upper()
    if style in {"i", "I"} and 0 < value < 4000:
        return roman(value) if style == "i" else roman(value).upper()
    return str(value)


def next_marker(item: Box, one: OpenList) -> str:
    """The marker of the item that begins."""
    if one.style is None:
        return "-"
    one.value = _integer(item.attributes.get("value"), one.value)
    marker = f"{_numeral(one.value, one.style)}."
    one.value += one.step
    return marker
