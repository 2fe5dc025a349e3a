"""Which files can be imported, and what reads each of them."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scraper.errors import ConfigurationError
from scraper.imports.foreign import Item, LeftOut, Place, Sieve
from scraper.imports.saved_pages import read_saved_page
from scraper.imports.warc_files import read_wacz, read_warc

Reader = Callable[[Path, str, Sieve], Iterator[Item]]
READERS: dict[str, Reader] = {
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".wacz": read_wacz,
    ".html": read_saved_page,
    ".htm": read_saved_page,
    ".xhtml": read_saved_page,
    ".mhtml": read_saved_page,
    ".mht": read_saved_page,
}
"""By the end of a file's name."""


META = ".meta.json"
_TOP = 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import.

    Attributes:
        path: of the file.
        name: what people know it by, relative to the path that was given.
        kind: a key of `READERS`; None for a file of another kind that lay in a folder.
    """

    path: Path
    name: str
    kind: str | None

    def read(self, sieve: Sieve) -> Iterator[Item]:
        """Yield what the file holds; a file that cannot be opened is one thing left out."""
        if self.kind is None:
            yield LeftOut(Place(self.name), "other_file", address=self.name)
            return
        try:
            yield from READERS[self.kind](self.path, self.name, sieve)
        except OSError as error:
            yield LeftOut(Place(self.name), "damaged", f"cannot be read ({error.strerror or error})")


def find_sources(paths: Sequence[Path]) -> list[Source]:
    """Find what can be imported, folders searched to the bottom, in a fixed order; a file that is named twice once.

    A file's kind is told by its name; by how it begins where the name ends in none, as in mirrors of a site.

    Raises:
        ConfigurationError: a path does not exist, is of no kind that is read, or is a folder without such files.
    """
    found = [source for path in paths for source in _sources_of(path)]
    return list({source.path.resolve(): source for source in reversed(found)}.values())[::-1]


def _sources_of(path: Path) -> Iterator[Source]:
    kinds = ", ".join(f"*{kind}" for kind in READERS)
    if path.is_dir():
        files = (file for file in path.rglob("*") if file.is_file() and not file.name.endswith(META))
        found = [
            Source(file, shown(file.relative_to(path.parent)), _kind(file)) for file in sorted(files, key=os.fsencode)
        ]
        if not any(source.kind for source in found):
            raise ConfigurationError(f"{shown(path)} holds nothing that can be imported ({kinds})")
        yield from found
    elif not path.exists():
        raise ConfigurationError(f"no such file or folder: {shown(path)}")
    elif not path.is_file():
        raise ConfigurationError(f"{shown(path)} is neither a file nor a folder: captures are read from such alone")
    else:
        kind = _kind(path) or _kind_of_content(path)
        if kind is None:
            raise ConfigurationError(f"{shown(path)} is of no kind that can be imported ({kinds})")
        yield Source(path, shown(Path(path.name)), kind)


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    known = next((kind for kind in READERS if name.endswith(kind)), None)
    return known or (None if path.suffix else _kind_of_content(path))


def _kind_of_content(path: Path) -> str | None:
    """The kind of a file by how it begins; None where that says nothing, or it cannot be read."""
    try:
        with path.open("rb") as file:
            top = file.read(_TOP)
    except OSError:
        return None
    if top.startswith((b"WARC/", b"\x1f\x8b")):
        return ".warc"
    if top.startswith(b"PK\x03\x04"):
        return ".wacz"
    start = top.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<!--")):
        return ".html"
    return ".mhtml" if b"\nmime-version:" in top.lower() else None


def shown(path: Path) -> str:
    r"""Return a path in printable characters, whatever bytes the system has for it: `caf\xe9.html`."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)
