"""Amounts of US dollars.

Written by hand because general price parsers take the first of two amounts and read `USD 1.2 million` as 1.2.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from dataset.values.typed import Typed, has_odd_figures, lost, quote
from parsers.folding import fold
from parsers.model import Issue

LARGEST = Decimal(10) ** 12
"""US dollars. An amount this large is a fault of the page, and would not fit the column."""

_DOLLARS = r"(?:usd|us dollars|us ?\$|\$)"
_POINT = r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2} \d{3}|[1-9]\d{0,2}(?:'\d{3})+)(?:\.\d{1,2})?"
"""`81500.00`, `200,000`, `50 000`, `300'000.00`"""
_COMMA = r"(?:[1-9]\d{3,}|[1-9]\d{0,2} \d{3}),\d\d"
"""`81500,00`, `300 000,00`; not `200,00`, which may be a group of thousands that lost a figure."""
_AMOUNT = re.compile(
    rf"(?:usd ?)?(?:{_DOLLARS} ?)?(?:(?P<point>{_POINT})|(?P<comma>{_COMMA}))(?: ?{_DOLLARS})?", re.ASCII
)
"""`USD 200,000`, `$50 000`, `81500 USD`; folded."""


def read_budget(field: str, texts: Sequence[str]) -> Typed:
    """Read one amount of US dollars into a Decimal of two decimals.

    Thousands are grouped by a comma, a blank or an apostrophe, and all of them are; by a blank once only, because
    `50 000 100 000` is two amounts. A point is only ever the decimal point, and three figures after it are not read,
    nor is a mixture (`1.234,56`). Other currencies, several amounts, ranges, signs, words (`million`) and powers are
    no amount here.
    """
    printed = " ".join(texts)
    match = None if has_odd_figures(printed) else _AMOUNT.fullmatch(fold(printed))
    if match is None:
        return lost(Issue("unreadable_amount", field, f"{quote(printed)} is not one amount of US dollars", "error"))
    figures = match["point"] or match["comma"].replace(",", ".")
    amount = Decimal(re.sub(r"[ ,']", "", figures))
    if amount >= LARGEST:
        return lost(Issue("unreadable_amount", field, f"{quote(printed)} is too large to be a budget", "error"))
    amount = amount.quantize(Decimal("0.01"))
    steps = () if str(amount) == printed else (f"read {quote(printed)} as {amount} US dollars",)
    return Typed(amount, steps=steps)
