"""Paged listings in Drupal's manner: `/projects`, `/projects?page=1` and so on.

The end of a listing is proven by a page that was read and links to no later page. A page that failed proves nothing.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

MAX_PAGES = 2_000


def listing_of(address: str) -> str:
    """Return the address of a listing without the number of its page: what its pages have in common."""
    parts = urlsplit(address)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return parts._replace(query=urlencode(sorted(query))).geturl()


def page_number(address: str) -> int:
    """Return which page of a listing an address is; the one without a number is page 0."""
    value = dict(parse_qsl(urlsplit(address).query)).get("page", "0")
    return int(value) if re.fullmatch(r"[0-9]{1,6}", value) else 0


def at_page(address: str, number: int) -> str:
    """Return the address of another page of the same listing."""
    parts = urlsplit(address)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return parts._replace(query=urlencode(sorted([*query, ("page", str(number))]))).geturl()


def last_page(address: str, links: Iterable[str]) -> int:
    """Return the highest page number of a listing that a page of it links to, its own number included.

    Args:
        address: the page's canonical address.
        links: canonical addresses on the page.
    """
    listing = listing_of(address)
    return max([page_number(address), *(page_number(link) for link in links if listing_of(link) == listing)])
