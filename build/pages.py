"""Children that read pages, several at once, in order; one that hangs or crashes costs its page and nothing else."""

import itertools
import signal
import sys
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from typing import Protocol

from dataset.values.normalisation import normalise
from dataset.values.observation import PageObservations
from parsers import parse_page
from parsers.model import Issue, ParsedPage
from sandbox.child import Child, ChildDiedError, serve
from sandbox.page import SavedPage

MODULE = "build.pages"
WINDOW_PER_WORKER = 16
"""How many pages a fast child may be ahead of a slow one; bounds the results kept back to restore the order."""


class Kept(Protocol):
    """Readings by digest and Content-Type of their pages: `sandbox.parse_cache`, or those of one shard."""

    def get(self, digest: str, content_type: str | None) -> ParsedPage | None:
        """What was read of a page, or None."""

    def keep(self, digest: str, content_type: str | None, reading: ParsedPage) -> None:
        """Keep what was read of a page."""


def read_page(page: SavedPage) -> PageObservations:
    """Parse and normalise one page in this process."""
    return read_both(page)[1]


def read_both(page: SavedPage) -> tuple[ParsedPage, PageObservations]:
    """Parse and normalise one page in this process, and give both answers."""
    reading = parse_page(page.body, content_type=page.content_type)
    return reading, _normalised(reading, page)


def _normalised(reading: ParsedPage, page: SavedPage) -> PageObservations:
    return normalise(reading, url=page.url or reading.url, fetched_at=page.fetched_at, digest=page.digest)


def read_pages(pages: Iterable[SavedPage], *, workers: int = 2, kept: Kept | None = None) -> Iterator[PageObservations]:
    """Read pages in children and yield the answers in the order of the pages.

    Args:
        pages: any number of pages; they are taken lazily, at most a small window ahead.
        workers: how many children read at once.
        kept: readings of earlier builds: a page that has one is not parsed again. New ones are added.
    """
    numbered = enumerate(pages)
    idle: list[Child] = []
    busy: list[tuple[Child, int, SavedPage]] = []
    ready: dict[int, PageObservations] = {}
    try:
        for next_out in itertools.count():
            while next_out not in ready:
                room = min(workers - len(busy), workers * WINDOW_PER_WORKER - len(ready))
                for number, page in itertools.islice(numbered, room):
                    answer = _kept(page, kept) if kept else None
                    if answer is not None:
                        ready[number] = answer
                        continue
                    child = idle.pop() if idle else Child(MODULE)
                    child.give(page)
                    busy.append((child, number, page))
                if next_out in ready:
                    break
                if not busy:
                    return
                answered = wait([child.connection for child, _, _ in busy])
                for job in [job for job in busy if job[0].connection in answered]:
                    child, number, page = job
                    ready[number] = _answer(child, page, kept)
                    busy.remove(job)
                    if child.is_alive:
                        idle.append(child)
            yield ready.pop(next_out)
    finally:
        for child in (*idle, *(child for child, _, _ in busy)):
            child.stop()


def _kept(page: SavedPage, kept: Kept) -> PageObservations | None:
    """What an earlier build read of a page; None where it is to be read in a child, whose death harms nobody."""
    reading = kept.get(page.digest, page.content_type)
    try:
        return None if reading is None else _normalised(reading, page)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _answer(child: Child, page: SavedPage, kept: Kept | None) -> PageObservations:
    reading: ParsedPage
    answer: PageObservations
    try:
        reading, answer = child.take()
    except ChildDiedError as death:
        reading = _unread(death)
        if kept and death.returncode == -signal.SIGALRM:  # else the same seconds would be spent at every build
            kept.keep(page.digest, page.content_type, reading)
        return _normalised(reading, page)
    if kept:
        kept.keep(page.digest, page.content_type, reading)
    return answer


def _unread(death: ChildDiedError) -> ParsedPage:
    """The answer for a page whose reader died."""
    message = str(death)
    if death.returncode == -signal.SIGALRM:
        issue = Issue("reader_too_slow", None, message, "error")
    elif death.returncode < 0:
        issue = Issue("reader_crashed", None, message, "error")
    else:
        issue = Issue("reader_failed", None, message, "error")
    return ParsedPage("soft_error", message, "unknown", issues=(issue,))


if __name__ == "__main__":
    serve(int(sys.argv[1]), read_both)
