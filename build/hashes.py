"""Hashes of what a build was made of: the archive's files, and what the ledger knows."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path

from dataset.releases.hashes import sha256
from scraper.archive import archive
from scraper.ledger.schema import AddressRecord


def hash_files(files: Mapping[Path, int]) -> dict[str, str]:
    """SHA-256 of files by name, each over its first so many bytes; none of one that has not one whole record."""
    return {path.name: sha256(path, size=size) for path, size in files.items() if size}


def hash_archive(folder: Path) -> dict[str, str]:
    """SHA-256 of every archive file of a site, by name, over its whole records."""
    return hash_files(archive.survey(folder).files) if any((folder / archive.FOLDER_NAME).glob("*.warc.gz")) else {}


def hash_addresses(addresses: Iterable[AddressRecord]) -> str:
    """SHA-256 over all that the ledger knows of the addresses, whatever the bytes of its file."""
    digest = hashlib.sha256()
    names = [field.name for field in fields(AddressRecord)]
    for address in addresses:
        known = {name: getattr(address, name) for name in names}
        digest.update(json.dumps(known, default=str, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()
