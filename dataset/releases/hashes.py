"""SHA-256 of files, and the list of them that `sha256sum --check SHA256SUMS` reads."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

SUMS_NAME = "SHA256SUMS"
_CHUNK = 1 << 20


def sha256(path: Path, *, size: int | None = None) -> str:
    """The hash of one file, or of its first `size` bytes, as lower-case hex."""
    digest = hashlib.sha256()
    left = path.stat().st_size if size is None else size
    with path.open("rb") as file:
        while chunk := file.read(min(_CHUNK, left)):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def file_hashes(folder: Path) -> dict[str, str]:
    """The hash of every file in a folder but `SHA256SUMS`, by its path within the folder, sorted."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SUMS_NAME)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in paths}


def sums_text(hashes: Mapping[str, str]) -> str:
    """The text of `SHA256SUMS`."""
    return "".join(f"{value}  {name}\n" for name, value in hashes.items())
