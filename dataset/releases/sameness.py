"""Whether a build says anything that the release before does not: times of visits alone are no news."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from dataset.releases.catalogue import find_release, read_run
from dataset.releases.loading import load_table
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


def says_the_same(site: Path, release: str, tables: Mapping[str, pa.Table]) -> bool:
    """Say whether a release and a build of today hold the same data, but for the times of visits.

    Args:
        site: the site's folder.
        release: id. One that other parsers, vocabularies or another form made is never the same.
        tables: of today.

    Raises:
        ReleaseError: the release cannot be read.
    """
    run = read_run(find_release(site, release))
    if run.get("readers") != reader_hashes() or run.get("format") != FORMAT:
        return False
    return all(_is_same(site, release, declared.name, tables[declared.name]) for declared in TABLES)


def _is_same(site: Path, release: str, name: str, table: pa.Table) -> bool:
    """One table after the other is loaded, and none is kept."""
    compared = [column for column in table.column_names if column not in VISIT_COLUMNS.get(name, frozenset())]
    return bool(load_table(site, name, release=release, columns=compared).equals(table.select(compared)))
