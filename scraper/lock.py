"""One run at a time in a site's folder."""

import contextlib
import fcntl
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import MEND, LockedError, StorageFault

FILE_NAME = "lock"
LOOK_SECONDS = 0.05


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
        if not _taken(descriptor):
            raise LockedError(f"another run works in {folder} ({_name(descriptor)})")
        _sign(descriptor, path)
        yield
    finally:
        _held.discard(descriptor)
        with contextlib.suppress(OSError):  # the kernel lets go of it with the process, whatever the disk says
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing alone would leave it to a child that is just being forked
            os.close(descriptor)


@contextlib.contextmanager
def hold_to_read(folder: Path) -> Iterator[None]:
    """Keep runs out of a folder while it is read; in one that cannot be written there are none.

    Raises:
        LockedError: a run holds the lock.
    """
    with hold(folder) if os.access(folder, os.W_OK) else contextlib.nullcontext():
        yield


def holder(folder: Path) -> str | None:
    """Return who works in the folder, or None; no file is made or changed.

    Raises:
        StorageFault: the lock's file cannot be read.
    """
    try:
        descriptor = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageFault(f"{folder / FILE_NAME} cannot be read ({error.strerror})") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _name(descriptor)
    else:
        return None
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    """Take the lock, with a second try: who only looks (`holder`) has it for a moment too."""
    for pause in (LOOK_SECONDS, 0.0):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(pause)
        else:
            return True
    return False


def _sign(descriptor: int, path: Path) -> None:
    """Write down who holds the lock."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}, {Path(sys.argv[0]).name}\n".encode(), 0)
    except OSError as error:
        raise StorageFault(f"{path} cannot be written ({error.strerror}); {MEND}") from error


def _name(descriptor: int) -> str:
    return os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip() or "process unknown"


_held: set[int] = set()


def _close_in_children(descriptor: int) -> None:
    _held.add(descriptor)


def _let_go() -> None:
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go)
