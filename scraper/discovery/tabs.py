"""Tabs and filters of a listing: links to its own address with one more parameter, `/projects?status=completed`.

Most show a part of what the listing shows; some show projects that it does not, so that a few are tried.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from scraper.addresses import names_language, unread_version
from scraper.discovery.listings import page_number

MAX_TABS = 12
"""A parameter with more values than this is a facet, as countries are, and no row of tabs."""
# "sort", "sort_by", "order": the same list in another order
_ORDERS = re.compile(r"sort|order", re.IGNORECASE)


def tabs_of(listing: str, addresses: Iterable[str]) -> list[str]:
    """Return the addresses that ask for a listing with one more parameter, which has few values, in their order.

    Args:
        listing: canonical address of its first page.
        addresses: canonical addresses of links on it.
    """
    here = urlsplit(listing)
    asked = set(parse_qsl(here.query, keep_blank_values=True))
    tabs: dict[str, dict[str, None]] = {}
    for address in addresses:
        there = urlsplit(address)
        if there[:3] != here[:3] or unread_version(address) or page_number(address) > 0:
            continue
        differing = set(parse_qsl(there.query, keep_blank_values=True)) ^ asked
        if len(differing) != 1 or differing <= asked:
            continue
        ((name, value),) = differing
        if value and not _ORDERS.search(name) and not names_language(name, value):
            tabs.setdefault(name, {})[address] = None
    return [address for some in tabs.values() if len(some) <= MAX_TABS for address in some]
