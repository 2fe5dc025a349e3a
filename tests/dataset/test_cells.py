"""The one text form of values, and the days that a date can mean."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.values.cells import Cell, as_text
from dataset.values.date_bounds import day_bounds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("NA", "NA"),
        (2005, "2005"),
        (True, "true"),
        (False, "false"),
        (Decimal(81500), "81500.00"),
        (Decimal("2E+5"), "200000.00"),
        (Decimal("0.005"), "0.005"),
        (date(2005, 1, 1), "2005-01-01"),
        (datetime(2026, 11, 24, 3, 15, tzinfo=UTC), "2026-11-24T03:15:00Z"),
        (datetime(2026, 11, 24, 3, 15, tzinfo=timezone(timedelta(hours=-5))), "2026-11-24T08:15:00Z"),
        (("BLZ", "CRI"), "BLZ;CRI"),
    ],
)
def test_every_kind_of_value_has_one_text(value: Cell | None, text: str | None) -> None:
    assert as_text(value) == text


def test_a_list_that_could_not_be_taken_apart_again_is_refused() -> None:
    with pytest.raises(ValueError, match="holds the separator ';'"):
        as_text(("a;b", "c"))


def test_a_time_without_zone_has_no_text() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        as_text(datetime(2026, 1, 1))  # noqa: DTZ001 - the naive time is the point


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2005", date(2005, 1, 1), date(2005, 12, 31)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2005-02", date(2005, 2, 1), date(2005, 2, 28)),
        ("2005-03-14", date(2005, 3, 14), date(2005, 3, 14)),
    ],
)
def test_a_date_means_all_its_days(edtf: str, first: date, last: date) -> None:
    assert day_bounds(edtf) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "05", "2005-", "2005-13", "2005-02-30", "2005/2006", "２００５", "2005-3-1", "0000"]
)
def test_what_is_no_date_has_no_days(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no year|must be in|day|year"):
        day_bounds(text)


@given(st.dates())
def test_a_day_lies_within_its_month_and_year(day: date) -> None:
    text = day.isoformat()
    for precision in (4, 7, 10):
        first, last = day_bounds(text[:precision])
        assert first <= day <= last
