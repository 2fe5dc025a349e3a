"""What kind of page a body is, asked of `parsers` in the sandbox; what was read there is kept for the build."""

import threading
from dataclasses import dataclass

from sandbox import pool
from sandbox.child import Child
from sandbox.page import SavedPage
from sandbox.parse_cache import Readings
from scraper.errors import Interrupted

_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class PageKind:
    """`outcome` is that of `parsers.parse_page`, `soft_error` where the reader died; `reason` is one line."""

    outcome: str
    reason: str


class PageReader:
    """Asks children; usable from several threads.

    Args:
        stop: set when the run is to end; who reads at that moment is not waited for.
        kept: where what is read is kept, and looked up before; None keeps nothing.
    """

    def __init__(self, stop: threading.Event, kept: Readings | None = None) -> None:
        self._stop = stop
        self._kept = kept

    def kind(self, body: bytes, content_type: str | None) -> PageKind:
        """Say what kind of page a body is.

        Args:
            body: content-decoded.
            content_type: the header, or None.

        Raises:
            Interrupted: the run is to end.
        """
        page = SavedPage(body, content_type)
        parsed = self._kept.get(page.digest, content_type) if self._kept else None
        if parsed is None:
            child = pool.borrow()
            pool.give(child, page)
            try:
                self._wait_for(child)
            except BaseException:
                child.stop()
                raise
            parsed = pool.take(child, page, self._kept)
        return PageKind(parsed.outcome, parsed.reason)

    def _wait_for(self, child: Child) -> None:
        while not child.connection.poll(_LOOK_SECONDS):
            if self._stop.is_set():
                raise Interrupted("the run was asked to stop")
