"""Children that read pages, several at once, in order; one that hangs or crashes costs its page and nothing else.

A child that has nothing to do is kept for whoever wants one next, crawl or build: to start one takes a third of a
second.
"""

import atexit
import gc
import itertools
import signal
import sys
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from typing import Protocol

from parsers.model import Issue, ParsedPage
from sandbox.child import Child, ChildDiedError, serve
from sandbox.page import Page
from sandbox.record import decode, encode

MODULE = "sandbox.pool"
WINDOW_PER_WORKER = 16
"""How many pages a fast child may be ahead of a slow one; bounds the results kept back to restore the order."""
PAGES_BETWEEN_COLLECTIONS = 200
_idle: list[Child] = []


class Kept(Protocol):
    """What was read before, by digest and Content-Type of the pages: `parse_cache`, or that of one shard."""

    def get(self, digest: str, content_type: str | None) -> ParsedPage | None:
        """What was read of a page, or None."""

    def keep(self, digest: str, content_type: str | None, said: bytes) -> None:
        """Keep what was read of a page, by `record.encode`."""


def read_pages(
    pages: Iterable[Page], *, workers: int = 2, kept: Kept | None = None
) -> Iterator[tuple[Page, ParsedPage]]:
    """Read pages in children and yield each with what it says, in the order of the pages.

    Args:
        pages: any number of pages; they are taken lazily, at most a small window ahead.
        workers: how many children read at once.
        kept: what was read before: a page that is there is not parsed again. New ones are added.
    """
    numbered = enumerate(pages)
    busy: list[tuple[Child, int, Page]] = []
    ready: dict[int, tuple[Page, ParsedPage]] = {}
    try:
        for next_out in itertools.count():
            while next_out not in ready:
                room = min(workers - len(busy), workers * WINDOW_PER_WORKER - len(ready))
                for number, page in itertools.islice(numbered, room):
                    known = kept.get(page.digest, page.content_type) if kept else None
                    if known is not None:
                        ready[number] = page, known
                        continue
                    child = borrow()
                    give(child, page)
                    busy.append((child, number, page))
                if next_out in ready:
                    break
                if not busy:
                    return
                answered = wait([child.connection for child, _, _ in busy])
                for job in [job for job in busy if job[0].connection in answered]:
                    child, number, page = job
                    busy.remove(job)
                    ready[number] = page, take(child, page, kept)
            yield ready.pop(next_out)
    finally:
        for child, _, _ in busy:
            child.stop()


def borrow() -> Child:
    """Return a child without work."""
    while True:
        try:
            child = _idle.pop()
        except IndexError:
            return Child(MODULE)
        if not child.has_ended:
            return child
        child.stop()


def give(child: Child, page: Page) -> None:
    """Hand a page to a child."""
    child.give((page.body, page.content_type))


def take(child: Child, page: Page, kept: Kept | None = None) -> ParsedPage:
    """Wait for what a child reads of its page, keep it, and keep the child for the next one."""
    try:
        said = child.take()
        parsed = decode(said)
    except ChildDiedError as death:
        unread = _unread(death.returncode, str(death))
        if kept and death.returncode == -signal.SIGALRM:  # else the same seconds would be spent at every build
            kept.keep(page.digest, page.content_type, encode(unread))
        return unread
    except ValueError as error:
        child.stop()
        return _unread(1, f"the reader of this page gave no answer that can be read: {error}")
    _idle.append(child)
    if kept:
        kept.keep(page.digest, page.content_type, said)
    return parsed


def _unread(returncode: int, message: str) -> ParsedPage:
    """The answer for a page whose reader died."""
    if returncode == -signal.SIGALRM:
        issue = Issue("reader_too_slow", None, message, "error")
    elif returncode < 0:
        issue = Issue("reader_crashed", None, message, "error")
    else:
        issue = Issue("reader_failed", None, message, "error")
    return ParsedPage("soft_error", message, "unknown", issues=(issue,))


@atexit.register
def dismiss() -> None:
    """End the children that wait for work."""
    while _idle:
        _idle.pop().stop()


_read_since = itertools.count(1)


def read(task: tuple[bytes, str | None]) -> bytes:
    """Read one page and write down what it says; runs in a child."""
    from parsers.parse import parse_page  # noqa: PLC0415 - with all rules and tables: for children alone

    body, content_type = task
    said = encode(parse_page(body, content_type=content_type))
    if next(_read_since) % PAGES_BETWEEN_COLLECTIONS == 0:
        gc.collect()
    return said


if __name__ == "__main__":
    import parsers.parse  # noqa: F401 - while the parent gets its first page ready

    gc.disable()  # a page has few cycles, and the collector would walk all rules and tables for them
    gc.freeze()
    serve(int(sys.argv[1]), read)
