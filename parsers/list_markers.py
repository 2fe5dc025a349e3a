"""Numerals, and the marker that a browser puts before an `<li>`: a bullet, or the next numeral of its `<ol>`."""

import re
from dataclasses import dataclass

from parsers.boxes import Box

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def letters(value: int) -> str:
    """`a` for 1, `z` for 26, `aa` for 27, as `<ol type=a>` counts; value from 1."""
    text = ""
    while value:
        value, digit = divmod(value - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


def roman(value: int) -> str:
    """`iv` for 4; value from 1 to 3999."""
    text = ""
    for size, numeral in _ROMAN:
        count, value = divmod(value, size)
        text += numeral * count
    return text


def read_letter(text: str) -> int:
    """1 for `a`; one small letter in, 1 to 26 out."""
    return ord(text) - ord("a") + 1


def read_roman(text: str) -> int | None:
    """4 for `iv`; None where small letters are no Roman number up to 39, the longest list expected."""
    return _ROMAN_VALUES.get(text)


_ROMAN_VALUES = {roman(value): value for value in range(1, 40)}


def may_follow(before: str, after: str) -> bool:
    """Whether one numeral can come next after another: `10` after `9`, `c` after `b`, `iv` after `iii`."""
    if before.isdecimal() and after.isdecimal():
        return int(after) == int(before) + 1
    if before.islower() != after.islower():
        return False
    following = {value + 1 for value in _values(before.lower())}
    return not following.isdisjoint(_values(after.lower()))


def _values(numeral: str) -> set[int]:
    number = read_roman(numeral)
    values = set() if number is None else {number}
    if len(numeral) == 1 and "a" <= numeral <= "z":
        values.add(read_letter(numeral))
    return values


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
