"""The WARC file that a run appends to: opened, written whole or not at all, put on the disk, followed by another."""

import contextlib
import os
from datetime import datetime
from pathlib import Path

from scraper.archive.records import write_warcinfo
from scraper.errors import StorageFault
from scraper.settings import MIB

MAX_FILE_BYTES = 1024 * MIB


class WarcFile:
    """The file at hand of those that one run writes; errors of the disk are the caller's.

    Args:
        folder: of the archive.
        run: the first part of the files' names.
        about: fields of the record that opens every file.

    Attributes:
        name: of the file; `""` before the first record.
        size: how much of it is written, in bytes.
    """

    def __init__(self, folder: Path, run: str, about: dict[str, str]) -> None:
        self._folder = folder
        self._run = run
        self._about = about
        self._file: int | None = None
        self.name = ""
        self.size = 0

    def open_for(self, at: datetime) -> None:
        """Have a file open that takes another record; one that begins now is dated `at`."""
        if self._file is not None and self.size <= MAX_FILE_BYTES:
            return
        self.close()
        there = self._folder.glob(f"{self._run}-*.warc.gz")
        taken = [int(path.name[len(self._run) + 1 :].split(".")[0]) for path in there]
        self.name = f"{self._run}-{max(taken, default=0) + 1:05}.warc.gz"
        self._file = os.open(self._folder / self.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        self.size = 0
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        self.write(write_warcinfo(self.name, at, self._about))

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            StorageFault: no file is open.
        """
        if self._file is None:
            raise StorageFault(f"{self._folder} has no open file")
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        self.size += len(data)

    def undo(self) -> None:
        """Cut off what a failed write left behind."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # the next crawl cuts it off
                os.ftruncate(self._file, self.size)

    def flush(self) -> None:
        """Put on the disk what was written."""
        if self._file is not None:
            os.fsync(self._file)

    def close(self) -> None:
        """Put on the disk what was written, and close the file."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                os.fsync(file)
            finally:
                os.close(file)
