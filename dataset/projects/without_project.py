"""Addresses of project pages that show no project: each has one finding, whatever stands in its place.

An address such as `/node/4711` names any page of the site: one that shows another page is worth knowing and no more.
"""

import re
from collections.abc import Iterable, Iterator

from dataset.projects.pages import PageRecord
from parsers.model import Issue, Severity

GONE_STATUSES = frozenset({404, 410})
# "/node/4711", "/fr/node/4711" at the end of an address
_NODE = re.compile(r"/node/[0-9]+/?$")


def find_without_project(records: Iterable[PageRecord]) -> Iterator[tuple[str, Issue]]:
    """Yield address and finding `no_project` of each one that shows no project, those that lead elsewhere apart."""
    for record in records:
        content = record.content
        if record.state == "redirected" or (content is not None and content.outcome == "project"):
            continue
        message = f"a project's address that shows none: {_what_stands_there(record)}"
        yield record.url, Issue("no_project", None, message, _severity(record))


def is_other_page(url: str, outcome: str | None) -> bool:
    """Whether an address shows a page of the site that nobody said was a project's."""
    return outcome == "not_a_project" and _NODE.search(url) is not None


def _what_stands_there(record: PageRecord) -> str:
    content = record.content
    if content is not None:
        gone = f", and answers {record.http_status} now" if record.state in {"gone", "withdrawn"} else ""
        later = f"; the last visit: {record.reason}" if record.reason else ""
        return f"{content.outcome} ({content.reason}){gone}{later}"
    if record.http_status in GONE_STATUSES:
        return f"it answers {record.http_status}, and never gave a page"
    return f"it never gave a page ({record.reason or 'it was not asked for yet'})"


def _severity(record: PageRecord) -> Severity:
    """A page that is gone misleads nobody; one of many numbers need not be a project's."""
    outcome = record.content.outcome if record.content is not None else None
    is_known = record.http_status in GONE_STATUSES or is_other_page(record.url, outcome)
    is_unasked_number = outcome is None and _NODE.search(record.url) is not None
    return "info" if is_known or is_unasked_number else "warning"
