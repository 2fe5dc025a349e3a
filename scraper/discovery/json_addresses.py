"""Addresses in JSON: what some sites put in the place of a sitemap or a listing, in shapes of their own making."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TEXTS = 200_000
"""So many texts of one answer are looked at."""
_DEEPEST = 4
"""So deep in objects within objects a word about further pages is looked for."""
# What keys say, without case and signs: "next_page_url", "@odata.nextLink", "hydra:next"; the first counts
_NEXT = ("next", "nextpage", "nexturl", "nextlink", "nextpageurl", "odatanextlink", "hydranext")
_MORE = frozenset({"hasmore", "hasnext", "hasnextpage", "more"})
_CURRENT = ("currentpage", "page", "pagenumber", "number")
_TOTAL = ("totalpages", "pages", "lastpage", "pagecount", "numpages")


@dataclass(frozen=True, slots=True)
class JsonPage:
    """A page of a listing in JSON.

    Attributes:
        addresses: every text that is written as an address, `https://…` or `/project/…`, in order.
        next: the address of the next page as written, or its number, or None.
        is_last: whether it says that there is no further page.
    """

    addresses: tuple[str, ...]
    next: str | int | None = None
    is_last: bool = False


def is_json(body: bytes) -> bool:
    """Say whether a body begins as a JSON object or list does."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def read_addresses(body: bytes) -> tuple[str, ...] | None:
    """Return every text that is written as an address, `https://…` or `/project/…`, in order; None for other bytes."""
    content = _read(body)
    return None if content is None else _addresses(content)


def read_json_page(body: bytes, number: int | None) -> JsonPage | None:
    """Return what a page of a listing names and says of further pages; None for other bytes.

    Args:
        body: content-decoded.
        number: of the page, as its address has it; None where it has none.
    """
    content = _read(body)
    if content is None:
        return None
    further, is_last = _further(content, number)
    return JsonPage(_addresses(content), further, is_last)


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _addresses(content: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in _texts(content) if text.startswith(("/", "http://", "https://"))))


def _further(content: object, number: int | None) -> tuple[str | int | None, bool]:
    """Return the address or number of the next page, or None, and whether there is said to be none."""
    is_last = False
    for one in _objects(content, _DEEPEST):
        said = {re.sub("[^a-z]", "", key.lower()): value for key, value in one.items()}
        for given in (_address(said[key]) for key in _NEXT if key in said):
            if type(given) is int or (isinstance(given, str) and re.match("https?://|[/?]", given)):
                return given, False
            is_last = is_last or not given
        numbers = {key: value for key, value in said.items() if isinstance(value, int) and not isinstance(value, bool)}
        current, total = (next((numbers[key] for key in keys if key in numbers), None) for keys in (_CURRENT, _TOTAL))
        if current is not None and total is not None:
            if current >= total or total <= 1:
                return None, True
            return (current if number is None else number) + 1, False
        is_last = is_last or any(said[key] is False for key in _MORE & said.keys())
        is_last = is_last or ("self" in said and said.keys().isdisjoint(_NEXT))  # as JSON:API writes its last page
    return None, is_last


def _address(given: object) -> object:
    """Return what an object that holds an address holds: `{"href": "/api?page=2"}`."""
    if not isinstance(given, dict):
        return given
    return next((given[name] for name in ("href", "url", "@id") if name in given), "unknown")


def _objects(content: object, depth: int) -> Iterator[dict[str, object]]:
    """Yield an object and those within it, but not those in lists, which are what is listed."""
    if isinstance(content, dict):
        yield content
        for value in content.values() if depth else ():
            yield from _objects(value, depth - 1)


def _texts(content: object) -> Iterator[str]:
    left, count = [content], 0
    while left and count < MAX_TEXTS:
        one = left.pop()
        count += 1
        if isinstance(one, str):
            yield one.strip()
        elif isinstance(one, dict):
            left += reversed(one.values())
        elif isinstance(one, list):
            left += reversed(one)
