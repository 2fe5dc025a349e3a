"""Which code and which vocabularies read a page: hashes over the files of packages."""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable


def hash_files(*packages: str, suffix: str) -> str:
    """SHA-256 over the names and contents of all files of packages whose names end in a suffix.

    Args:
        packages: by name, e.g. `parsers`.
        suffix: e.g. `.py`.
    """
    digest = hashlib.sha256()
    for package in packages:
        for name, file in _files(files(package), package):
            if name.endswith(suffix):
                content = file.read_bytes()
                digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> Iterable[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, name)
        else:
            yield name, entry
