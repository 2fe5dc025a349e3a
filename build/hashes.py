"""Hashes of what a build was made of: the archive's files, and what the ledger knows."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from dataset.releases.hashes import sha256
from scraper.archive import archive
from scraper.archive.index import Index
from scraper.ledger.schema import AddressRecord


def hash_archive(folder: Path) -> dict[str, str]:
    """SHA-256 of every archive file of a site, by name, over its whole records.

    What a crawl that died left behind its last whole record does not count: the next crawl cuts it off.
    """
    place = folder / archive.FOLDER_NAME
    files = sorted(place.glob("*.warc.gz"))
    if not files:
        return {}
    index = Index(place)
    try:
        torn = dict(index.torn())
    finally:
        index.close()
    whole = {path: torn.get(path, path.stat().st_size) for path in files}
    return {path.name: sha256(path, size=size) for path, size in whole.items() if size}


def hash_addresses(addresses: Iterable[AddressRecord]) -> str:
    """SHA-256 over all that the ledger knows of the addresses, whatever the bytes of its file."""
    digest = hashlib.sha256()
    names = [field.name for field in fields(AddressRecord)]
    for address in addresses:
        known = {name: getattr(address, name) for name in names}
        digest.update(json.dumps(known, default=str, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()
