"""Is a release still what was published, and what its archive gives?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build.archive_state import Report
from build.hashes import hash_addresses
from build.tables import OF_CAPTURES, Sources, derive, reread
from dataset.credit import Credit
from dataset.errors import NewerReleaseError
from dataset.releases.catalogue import find_release, read_run, release_ids
from dataset.releases.loading import load_tables
from dataset.releases.verification import compare_files, find_lost_sources, why_not_derived
from dataset.releases.verification import verify as verify_files
from dataset.releases.versions import reader_hashes
from scraper import lock
from scraper.archive.archive import FOLDER_NAME
from scraper.archive.presence import is_missing
from scraper.errors import LockedError


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a release is what was published, and what its archive gives.

    Attributes:
        release: its id.
        faults: one line for every way in which a file is not what was published.
        lost_sources: one line per file of the archive that is changed or missing.
        differences: one line per file that the archive does not give again.
        not_derived: why no table was derived again and hashes alone were checked; None where some were.
        partly: why only the tables of `build.tables.OF_CAPTURES` were derived again; None where all were.
    """

    release: str
    faults: tuple[str, ...] = ()
    lost_sources: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    not_derived: str | None = None
    partly: str | None = None


def verify_releases(site: Path, releases: Sequence[str | None], *, report: Report | None = None) -> list[Verification]:
    """Compare releases with their hashes and with the archive, which is read once for all.

    A release whose archive and ledger are as they were is derived anew, every file of it. Where a crawl has gone on
    since, the captures behind the release are read again, which gives its projects, countries, components and
    observations.

    Args:
        site: the site's folder.
        releases: their ids; None for the latest.
        report: told how many pages have been read.

    Raises:
        ReleaseError: there is no such release, or the one it went on from cannot be read.
        StorageFault: archive or ledger cannot be read.
    """
    folders = [find_release(site, release) for release in releases]
    if is_missing(site):
        lost = (f"{site / FOLDER_NAME}: is missing or empty, though the ledger tells of pages",)
        answers = [_verify(folder, "its archive is missing") for folder in folders]
        return [replace(one, lost_sources=lost) for one in answers]
    if not (site / FOLDER_NAME).is_dir():
        return [_verify(folder, "there is no archive here") for folder in folders]
    try:
        with lock.hold_to_read(site):
            sources = Sources(site, report)
            answers = [_verify(folder, sources) for folder in folders]
            return [replace(one, lost_sources=(*one.lost_sources, *sources.readings_faults)) for one in answers]
    except LockedError:
        return [_verify(folder, "another run is at work in the archive") for folder in folders]


def _verify(folder: Path, sources: Sources | str) -> Verification:
    """Verify one release by its sources, or by its hashes alone for the reason given."""
    faults = verify_files(folder)
    if faults:
        return Verification(folder.name, faults, not_derived="its files are damaged")
    try:
        run = read_run(folder)
    except NewerReleaseError as error:
        return Verification(folder.name, not_derived=str(error))
    if isinstance(sources, str):
        return Verification(folder.name, not_derived=sources)
    lost = tuple(f"{sources.place}/{line}" for line in find_lost_sources(run, sources.archive))
    if lost or sources.index_faults:
        return Verification(
            folder.name, lost_sources=lost or sources.index_faults, not_derived="its archive is damaged"
        )
    if run["readers"] != reader_hashes():
        return Verification(folder.name, not_derived="parsers or vocabularies have changed since")
    kept = release_ids(sources.folder)
    since = why_not_derived(run, sources.archive, hash_addresses(sources.evidence.addresses), kept)
    if since is None:
        tables = derive(sources.evidence, run["lineage"]["parent"]).tables
    else:
        again = reread(sources.evidence, load_tables(sources.folder, release=folder.name), exactly=True)
        tables = {name: again[name] for name in OF_CAPTURES}
    credit = Credit(**run["citation"]) if run.get("citation") else None  # earlier versions wrote no citation
    differences = compare_files(folder, tables, source=run["source"], practice=bool(run.get("practice")), credit=credit)
    return Verification(folder.name, differences=differences, partly=since)
