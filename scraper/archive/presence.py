"""Whether a site has an archive at all: nothing goes on beside one that is gone."""

from pathlib import Path

from scraper.errors import StorageFault
from scraper.ledger import file as ledger_file
from scraper.ledger import ledger

FOLDER_NAME = "archive"


def is_missing(folder: Path) -> bool:
    """Whether a site's archive is gone, though its ledger tells of pages that were had."""
    if any((folder / FOLDER_NAME).glob("*.warc.gz")) or not (folder / ledger_file.FILE_NAME).is_file():
        return False
    return any(record.last_seen is not None for record in ledger.addresses(folder))


def demand_captures(folder: Path) -> None:
    """Refuse a site's folder whose archive is gone: pages fetched anew would hide that all earlier ones are lost.

    Raises:
        StorageFault: the ledger tells of pages, and there is no archive.
    """
    if is_missing(folder):
        raise StorageFault(
            f"{folder / FOLDER_NAME} is missing or empty, though the ledger tells of pages; restore it from a copy, no"
            f" other file holds what it held; where it is lost for good, move {folder} away to begin anew"
        )


def demand_pages(folder: Path) -> None:
    """Refuse a site's folder in which nothing has ever been crawled or imported.

    Raises:
        StorageFault: it has neither an archive nor a ledger.
    """
    if not any((folder / name).exists() for name in (FOLDER_NAME, ledger_file.FILE_NAME)):
        steps = "'iom-projects crawl' fetches pages, 'iom-projects import PATH' takes in captures that you have"
        raise StorageFault(f"there is nothing to build in {folder}: {steps}")
