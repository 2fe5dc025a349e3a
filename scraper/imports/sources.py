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


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import; `name` is what people know it by, relative to the path that was given."""

    path: Path
    name: str

    def read(self, sieve: Sieve) -> Iterator[Item]:
        """Yield what the file holds; a file that cannot be opened is one thing left out."""
        reader = READERS[_kind(self.path) or ".html"]
        try:
            yield from reader(self.path, self.name, sieve)
        except OSError as error:
            yield LeftOut(Place(self.name), "damaged", f"cannot be read ({error.strerror or error})")


def find_sources(paths: Sequence[Path]) -> list[Source]:
    """Find what can be imported, folders searched to the bottom, in a fixed order; a file that is named twice once.

    Raises:
        ConfigurationError: a path does not exist, is of no kind that is read, or is a folder without such files.
    """
    found = [source for path in paths for source in _sources_of(path)]
    return list({source.path.resolve(): source for source in reversed(found)}.values())[::-1]


def _sources_of(path: Path) -> Iterator[Source]:
    kinds = ", ".join(f"*{kind}" for kind in READERS)
    if path.is_dir():
        files = sorted((file for file in path.rglob("*") if _kind(file) and file.is_file()), key=os.fsencode)
        if not files:
            raise ConfigurationError(f"{shown(path)} holds nothing that can be imported ({kinds})")
        yield from (Source(file, shown(file.relative_to(path.parent))) for file in files)
    elif not path.exists():
        raise ConfigurationError(f"no such file or folder: {shown(path)}")
    elif _kind(path) is None:
        raise ConfigurationError(f"{shown(path)} is of no kind that can be imported ({kinds})")
    else:
        yield Source(path, shown(Path(path.name)))


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    return next((kind for kind in READERS if name.endswith(kind)), None)


def shown(path: Path) -> str:
    r"""Return a path in printable characters, whatever bytes the system has for it: `caf\xe9.html`."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)
