"""Pages saved on disk: which files are pages, and what `NAME.meta.json` beside `NAME.html` says of them."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cli.exits import WrongUseError
from parsers.model import Issue
from sandbox.page import SavedPage
from scraper.imports.meta_file import read_meta

PAGE_SUFFIXES = {".htm", ".html", ".mht", ".mhtml", ".xhtml"}
"""What counts as a page inside a folder; a file that is named itself may have any name."""

MAX_BYTES = 64 * 1024**2
"""No page is this large; a bigger file is no page but a mistake, and is named as one."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """One saved page: its file, and what the meta file gave.

    Attributes:
        path: the file as given or found.
        url, fetched_at, content_type: from the meta file, else None.
        issues: what could not be read of the meta file.
    """

    path: Path
    url: str | None = None
    fetched_at: datetime | None = None
    content_type: str | None = None
    issues: tuple[Issue, ...] = ()

    def read(self) -> SavedPage:
        """Read the page's bytes.

        Raises:
            WrongUseError: the file cannot be read.
        """
        try:
            body = self.path.read_bytes()
        except OSError as error:
            raise WrongUseError(f"cannot read {self.path}: {error.strerror}") from error
        return SavedPage(body, self.content_type, self.url, self.fetched_at)


def find_pages(paths: Sequence[Path]) -> list[PageFile]:
    """Find every page that the paths name, folders searched to the bottom, in a fixed order.

    Raises:
        WrongUseError: a path does not exist, cannot be read, is too large, or is a folder without pages.
    """
    return [page for path in paths for page in _pages_of(path)]


def _pages_of(path: Path) -> Iterator[PageFile]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in PAGE_SUFFIXES and file.is_file())
        if not found:
            raise WrongUseError(f"no pages (*.html) in the folder {path}")
    elif path.exists():
        found = [path]
    else:
        raise WrongUseError(f"no such file or folder: {path}")
    for file in found:
        if not os.access(file, os.R_OK):
            raise WrongUseError(f"no permission to read {file}")
        if file.stat().st_size > MAX_BYTES:
            raise WrongUseError(f"{file} has over {MAX_BYTES // 1024**2} MB: that is no saved page")
        yield _with_meta(file)


def _with_meta(file: Path) -> PageFile:
    try:
        meta = read_meta(file)
    except ValueError as error:
        return PageFile(file, issues=(Issue("unreadable_meta", None, str(error), "warning"),))
    return PageFile(file, meta.url, meta.fetched_at, meta.content_type)
