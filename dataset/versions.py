"""Which code and which vocabularies made a release: hashes, so that a later build knows what has changed since."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_PACKAGES = ("dataset", "parsers")


@cache
def reader_hashes() -> dict[str, str]:
    """SHA-256 over all code (`parser`) and over all data files (`vocabulary`) that turn pages into tables."""
    found = [(name, file) for package in _PACKAGES for name, file in _files(files(package), package)]
    return {
        "parser": _hash((name, file) for name, file in found if name.endswith(".py")),
        "vocabulary": _hash((name, file) for name, file in found if name.endswith(".csv")),
    }


def _files(folder: Traversable, prefix: str) -> Iterable[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, name)
        else:
            yield name, entry


def _hash(found: Iterable[tuple[str, Traversable]]) -> str:
    digest = hashlib.sha256()
    for name, file in found:
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
