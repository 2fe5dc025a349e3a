"""How values are printed: the one text form that CSV files, observations, changes and messages share."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

LIST_SEPARATOR = ";"

Cell = str | int | bool | Decimal | dt.date | dt.datetime | Sequence[str]


def as_text(value: Cell | None) -> str | None:
    """The canonical text of a value: `81500.00`, `true`, `2005-01-01`, `2026-11-24T03:15:00Z`, `BLZ;CRI`.

    Raises:
        ValueError: an element of a list holds the separator, or a time has no zone.
    """
    match value:
        case None | str():
            text = value
        case bool():
            text = "true" if value else "false"
        case int():
            text = str(value)
        case Decimal():
            text = f"{value:.2f}" if value == round(value, 2) else f"{value:f}"
        case dt.datetime():
            text = _utc(value)
        case dt.date():
            text = value.isoformat()
        case _:
            text = _joined(value)
    return text


def plain_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows ready for JSON: numbers, booleans and lists as such, all else as in the CSV file."""
    for row in rows:
        yield {
            column: value if isinstance(value, (bool, int, list)) else as_text(value) for column, value in row.items()
        }


def _joined(elements: Sequence[str]) -> str:
    if any(LIST_SEPARATOR in element for element in elements):
        raise ValueError(f"an element of {list(elements)!r} holds the separator {LIST_SEPARATOR!r}")
    return LIST_SEPARATOR.join(elements)


def _utc(time: dt.datetime) -> str:
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone")
    return time.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
