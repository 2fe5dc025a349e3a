"""Which numeral may come next."""

import pytest

from parsers.description import may_follow


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("9", "10", True),
        ("9", "11", False),
        ("9", "b", False),
        ("b", "c", True),
        ("y", "z", True),
        ("B", "C", True),
        ("B", "c", False),
        ("c", "b", False),
        ("ii", "iii", True),
        ("iii", "v", False),
        ("h", "i", True),
        ("i", "ii", True),
        ("i", "j", True),
    ],
)
def test_numeral_that_may_follow(before: str, after: str, may: bool) -> None:
    assert may_follow(before, after) is may
