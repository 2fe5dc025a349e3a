"""Pages read in the sandbox and given their types: where what a page says becomes what it means."""

import logging
from collections.abc import Iterable, Iterator

from dataset.values.normalisation import normalise
from dataset.values.observation import PageObservations
from parsers.model import Issue, ParsedPage
from sandbox import pool
from sandbox.page import Page

BUGS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a fault of ours raises: it costs the page that it came of, and no other."""
_log = logging.getLogger(__name__)


def read_page(page: Page) -> PageObservations:
    """Parse and normalise one page in this process."""
    from parsers.parse import parse_page  # noqa: PLC0415 - with all rules and tables, which elsewhere children have

    return normalised(page, parse_page(page.body, content_type=page.content_type))


def read_pages(pages: Iterable[Page], *, workers: int = 2, kept: pool.Kept | None = None) -> Iterator[PageObservations]:
    """Read pages in children and yield the answers in the order of the pages; see `sandbox.pool.read_pages`."""
    for page, parsed in pool.read_pages(pages, workers=workers, kept=kept):
        try:
            answer = normalised(page, parsed)
        except BUGS as error:
            _log.exception("a bug: %s cannot be given types", page.url or "a page")
            message = f"what the page says could not be given types: {type(error).__name__}: {error}"
            issue = Issue("reader_failed", None, message, "error")
            answer = normalised(page, ParsedPage("soft_error", message, parsed.encoding, issues=(issue,)))
        yield answer


def normalised(page: Page, parsed: ParsedPage) -> PageObservations:
    """Give types to what a page says."""
    return normalise(parsed, url=page.url or parsed.url, fetched_at=page.fetched_at, digest=page.digest)
