"""Bytes of a page in, its printed values out. Pure: no network, no clock, no disk but our own data files."""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parsers.parse import parse_page

__all__ = ["hash_files", "parse_page"]


def __getattr__(name: str) -> Any:
    """Import `parse_page`, with all rules and tables behind it, once somebody asks for it (PEP 562)."""
    if name == "parse_page":
        from parsers.parse import parse_page  # noqa: PLC0415 - who needs a type or the decoding alone need not wait

        return parse_page
    raise AttributeError(f"module 'parsers' has no attribute {name!r}")


def hash_files(*packages: str, suffix: str) -> str:
    """SHA-256 over the names and contents of all files of packages whose names end in a suffix: what reads a page.

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
