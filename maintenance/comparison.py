"""What today's parsers make of the captures behind the latest release."""

from dataclasses import dataclass
from pathlib import Path

from build.archive_state import Report, gather
from build.tables import reread
from dataset.releases.catalogue import find_release
from dataset.releases.loading import load_tables
from maintenance.edit_effects import EditEffects, compare_readings
from scraper import lock


@dataclass(frozen=True, slots=True)
class Comparison:
    """What today's parsers make of the captures behind a release."""

    release: str
    effects: EditEffects


def compare(site: Path, *, report: Report | None = None) -> Comparison:
    """Read the captures behind the latest release with today's parsers; publishes nothing.

    Args:
        site: the site's folder.
        report: told how many pages have been read.

    Raises:
        ReleaseError: there is no release, or it cannot be read.
        StorageFault: archive or ledger cannot be read.
    """
    folder = find_release(site)
    with lock.hold_to_read(site):
        evidence = gather(site, report=report)
        published = load_tables(site, release=folder.name)
        return Comparison(folder.name, compare_readings(published, reread(evidence, published)))
