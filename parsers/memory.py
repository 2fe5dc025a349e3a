"""What is kept from page to page: answers about texts that a site prints again and again.

Menus, labels, terms and class names are the same on every page. The memory of each function is bounded by the number of
texts and of all together by the bytes that were read since it was last emptied, so that no page can fill it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

MOST_TEXTS = 2_000
MOST_BYTES = 8_000_000
"""About a hundred pages; empty again, the first of the next hundred costs twice as much."""

P = ParamSpec("P")
T = TypeVar("T")
_FORGETTING: list[Callable[[], None]] = []
_read: dict[str, int] = {"bytes": 0}


def remember(function: Callable[P, T]) -> Callable[P, T]:
    """Let a pure function of texts keep its last answers."""
    kept: Any = lru_cache(maxsize=MOST_TEXTS)(function)
    _FORGETTING.append(kept.cache_clear)
    return cast("Callable[P, T]", kept)


def keep_in(table: dict[Any, Any]) -> None:
    """Let a table of answers be emptied with the memories."""
    _FORGETTING.append(table.clear)


def forget() -> None:
    """Empty all memories."""
    _read["bytes"] = 0
    for empty in _FORGETTING:
        empty()


def note_page(size: int) -> None:
    """Note that a page of so many bytes was read; after `MOST_BYTES` all memories are emptied."""
    _read["bytes"] += size
    if _read["bytes"] > MOST_BYTES:
        forget()
