"""Addresses in JSON: what some sites put in the place of a sitemap or a listing, in shapes of their own making."""

import json
from collections.abc import Iterator

MAX_TEXTS = 200_000
"""So many texts of one answer are looked at."""


def is_json(body: bytes) -> bool:
    """Say whether a body begins as a JSON object or list does."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def read_addresses(body: bytes) -> tuple[str, ...] | None:
    """Return every text that is written as an address, `https://…` or `/project/…`, in order; None for other bytes."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return tuple(dict.fromkeys(text for text in _texts(content) if text.startswith(("/", "http://", "https://"))))


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
