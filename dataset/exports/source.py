"""What every export is made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from dataset.projects.tables import Tables
from dataset.values.cells import plain_rows


class ExportError(Exception):
    """A format cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A release as it was published.

    Attributes:
        id: of the release.
        folder: of the release.
        tables: as published.
        run: its `run.json`.
    """

    id: str
    folder: Path
    tables: Tables
    run: dict[str, Any]

    @property
    def is_practice(self) -> bool:
        """Whether the data is made up."""
        return bool(self.run.get("practice"))

    @property
    def retrieved(self) -> datetime | None:
        """When the newest page was fetched, None where the archive does not say."""
        newest: datetime | None = pc.max(self.tables["pages"].column("last_fetched")).as_py()
        return newest

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, ready for JSON: numbers, booleans and lists as such, all else as in the CSV file."""
        yield from plain_rows(self.tables[name].to_pylist())
