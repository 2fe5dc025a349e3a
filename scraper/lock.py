"""One run at a time in a site's folder."""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import LockedError, StorageFault

FILE_NAME = "lock"


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; made by the kernel, so that it ends with the process, however that ends.

    The descriptor is closed in every child (by `exec` and by `fork`), so that an orphan cannot keep the lock.

    Raises:
        LockedError: another run holds it.
        StorageFault: the folder cannot be written.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageFault(f"{path} cannot be written ({error.strerror})") from error
    _close_in_children(descriptor)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
            raise LockedError(f"another run works in {folder} ({holder or 'process unknown'})") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}, {Path(sys.argv[0]).name}\n".encode(), 0)
        yield
    finally:
        _held.discard(descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing alone would leave it to a child that is just being forked
        os.close(descriptor)


_held: set[int] = set()


def _close_in_children(descriptor: int) -> None:
    _held.add(descriptor)


def _let_go() -> None:
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go)
