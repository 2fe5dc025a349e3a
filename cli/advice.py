"""What to do next, told with what went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from settings.run_plan import RunPlan


@contextmanager
def advising(plan: "RunPlan") -> Iterator[None]:
    """Say with the error that ends a crawl what to do next."""
    from scraper.errors import BlockedError, SourceError

    try:
        yield
    except (BlockedError, SourceError) as error:
        from monitoring.next_steps import step_after

        raise type(error)(f"{error}; next: {step_after(plan, error)}") from error
