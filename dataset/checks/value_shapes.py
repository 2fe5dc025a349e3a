"""The shape of a printed value: what is left of it when digits, letters and lengths no longer tell values apart.

Two values of one shape are written alike, so that a field whose values change shape has changed its notation, even
where every value is still read: `2005` has the shape `9999`, `01/2005` has `99/9999`.
"""

import re
import unicodedata

LONGEST = 40
LOOKED_AT = 2000
"""Characters of a value that are looked at; none that has a notation of its own is so long."""

# `2005`, `36`: the number of digits tells a year from a day, up to four of them
_DIGITS = re.compile(r"9{5,}")
# `999,999`, `99 999.99`: digits in groups of three
_GROUPED = re.compile(r"(?<!9)9{1,3}([,.' ])999(?:\1(?:999))*(?!9)")
# `Aa a Aa`, `Aa (a)`, `Aa-a-Aa`, `a'Aa`: words in a row, as names and terms have them
_WORDS = re.compile(r"\(?[Aa][Aa'’()-]*(?: \(?[Aa][Aa'’()-]*)*")
# `Aa, Aa, Aa`: a list
_REPEATED = re.compile(r"(\W{1,3}(?:Aa|A|a))\1+")


def value_shape(text: str) -> str:
    """Give the shape of a value.

    A digit becomes `9`, a capital `A`, any other letter `a`. Five digits and more, and digits in groups of three, are
    amounts, whose length says nothing; words in a row are one `Aa`, `A` or `a`; a list repeats only once.

    Example:
        `2005` is `9999`, `81500.00` is `9.99`, `81,500` is `9,999`, `Q36-805` is `A99-999`, `CT.0690` is `A.9999`,
        `Benin, Togo, Côte d'Ivoire` is `Aa, Aa`.
    """
    plain = "".join(map(_kind, " ".join(unicodedata.normalize("NFC", text[:LOOKED_AT]).split())))
    amounts = _DIGITS.sub("9", _GROUPED.sub(r"9\g<1>999", plain))
    shape = _REPEATED.sub(r"\1", _WORDS.sub(_word, amounts))
    return shape if len(shape) <= LONGEST else shape[: LONGEST - 1] + "…"


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return "9"
    if category in ("Lu", "Lt"):
        return "A"
    return "a" if category[0] in "LM" else character


def _word(words: re.Match[str]) -> str:
    """One word for many: `Aa a Aa` is `Aa`; letters alone that stand before a digit (`A99`) stay what they are."""
    text = words.group()
    kept = text.rstrip("-")
    case = "Aa" if "A" in kept and "a" in kept else "A" if "A" in kept else "a"
    return case + text[len(kept) :]
