"""What somebody may have meant: names that are near as a whole, else those that begin so."""

import pytest

from cli.suggestions import suggest

LONG = "capacity-building-and-awareness-raising-of-governments-on-return"
OTHER = "capacities-for-trade-at-the-southern-frontier-of-small-islands"
KNOWN = ("Q36-805", "Q36-806", LONG, OTHER)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("q36805", "; did you mean Q36-805, Q36-806?"),
        ("Capacity-building-and-aw", f"; did you mean {LONG}?"),
        ("capacity-building-and-awareness", f"; did you mean {LONG}?"),
        ("capa", f"; did you mean {LONG}, {OTHER}?"),
        ("cap", ""),
        ("", ""),
    ],
)
def test_names_that_come_near_are_named(name: str, said: str) -> None:
    assert suggest(name, KNOWN) == said
