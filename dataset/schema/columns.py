"""What a column, a key and a table are. The tables themselves are declared in `dataset.schema.fields`."""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "integer", "decimal", "date", "timestamp", "boolean", "text_list"]
"""The seven types of the dataset.

`text`: Unicode, never empty. `integer`: 64 bit. `decimal`: exact, 18 digits, 2 of them after the point. `date`: a
calendar day. `timestamp`: UTC, whole seconds. `boolean`. `text_list`: a list of texts without nulls; in CSV joined
by `;`.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, declared once.

    Attributes:
        name: snake_case, unit as suffix.
        type: one of the seven types.
        description: what the value is, for people; whole sentences.
        example: a value as CSV prints it.
        null: what null means here; None where the column is never null.
        unit: of a number.
        codelist: name of the list in `dataset.schema.codelists` that the values come from.
        formerly: its name in earlier versions, so that their releases are understood.
        of_page: of `projects`: holds what a page says, unchanged; its changes are kept, `parse` prints it, and the
            report shows its gaps.
        derived: of these: follows from another one, so that nothing of its own is printed and no gap is its own.
        watched: of `projects`: how many rows have a value is compared from build to build, and can be demanded; None
            stands for yes where a page says it itself.
    """

    name: str
    type: ColumnType
    description: str
    example: str
    null: str | None = None
    unit: str | None = None
    codelist: str | None = None
    formerly: str | None = None
    of_page: bool = False
    derived: bool = False
    watched: bool | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Every non-null value of `column` stands in `table` under `target`."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: file name without ending.
        description: what it holds.
        row: what one row is, after "one row per".
        columns: in the order of the files.
        key: the columns that name a row; also the sort order of the rows.
        foreign_keys: references to other tables.
    """

    name: str
    row: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")
