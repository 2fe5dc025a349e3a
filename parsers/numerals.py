"""Numerals of enumerations: letters (`a`, `b`, ... `aa`) and Roman numbers, to and from numbers."""

ROMAN = (
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
    for size, numeral in ROMAN:
        count, value = divmod(value, size)
        text += numeral * count
    return text
