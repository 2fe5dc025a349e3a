"""Which captures are somebody else's, and where they came from."""

from pathlib import Path

from scraper.addresses import authority
from scraper.archive.archive import FOLDER_NAME, record_at
from scraper.archive.entry import Entry
from scraper.imports.settlement import is_imported


def imported_from(folder: Path, entry: Entry) -> str | None:
    """Return the file, or the address of the replay, that a capture was taken from; None for one that we made.

    Args:
        folder: the site's folder.
        entry: the capture.

    Raises:
        StorageFault: its record is damaged.
    """
    if is_imported(entry):
        return record_at(folder / FOLDER_NAME, entry.file, entry.offset).imported_from or entry.requested_url
    is_replay = authority(entry.requested_url) != authority(entry.url)
    return entry.requested_url if is_replay else None
