"""Whether a build says anything that the release before does not: times of visits alone are no news."""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa

from dataset.releases.run_record import FORMAT
from dataset.releases.versions import reader_hashes
from dataset.schema.fields import TABLES

VISIT_COLUMNS: Mapping[str, frozenset[str]] = {
    "projects": frozenset({"last_seen"}),
    "pages": frozenset({"last_fetched", "last_visited", "http_status", "found_by"}),
    "observations": frozenset({"fetched_at"}),
}
"""What a visit changes though the site has changed nothing: 304 in place of 200, and every address is known by now. All
else that a status says, `state` says as well."""


def says_the_same(
    run: Mapping[str, Any], earlier: Callable[[str, list[str]], pa.Table], now: Mapping[str, pa.Table]
) -> bool:
    """Say whether a release and a build of today hold the same data, but for the times of visits.

    Args:
        run: the `run.json` of the release. One that other parsers, vocabularies or another form made is never the same.
        earlier: gives some columns of one of its tables.
        now: the tables of today.
    """
    if run.get("readers") != reader_hashes() or run.get("format") != FORMAT:
        return False
    return all(_is_same(now[declared.name], declared.name, earlier) for declared in TABLES)


def _is_same(table: pa.Table, name: str, earlier: Callable[[str, list[str]], pa.Table]) -> bool:
    compared = [column for column in table.column_names if column not in VISIT_COLUMNS.get(name, frozenset())]
    return bool(earlier(name, compared).equals(table.select(compared)))
