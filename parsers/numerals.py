"""Numerals of enumerations: letters (`a`, `b`, ... `aa`) and Roman numbers, to and from numbers."""

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
