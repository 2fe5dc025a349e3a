"""Whether a build says anything that the release before does not: times of visits alone are no news."""

from collections.abc import Mapping
from pathlib import Path

from dataset.releases.catalogue import find_release, read_run
from dataset.releases.loading import open_tables
from dataset.releases.run_record import FORMAT
from dataset.releases.stored_tables import Tables, are_equal
from dataset.releases.versions import reader_hashes
from dataset.schema.fields import table as declared_table

VISIT_COLUMNS: Mapping[str, frozenset[str]] = {
    "projects": frozenset({"last_seen"}),
    "pages": frozenset({"last_fetched", "last_visited", "http_status", "found_by"}),
    "observations": frozenset({"fetched_at"}),
}
"""What a visit changes though the site has changed nothing: 304 in place of 200, and every address is known by now. All
else that a status says, `state` says as well."""


def says_the_same(site: Path, release: str, tables: Tables) -> bool:
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
    earlier = open_tables(site, release=release)
    return all(are_equal(earlier, tables, name, *_compared(name)) for name in tables)


def _compared(table: str) -> list[str]:
    """The columns of a table that a visit alone does not change."""
    passed_over = VISIT_COLUMNS.get(table, frozenset())
    return [column.name for column in declared_table(table).columns if column.name not in passed_over]
