"""What a crawl did not bring: addresses, sitemaps and pages that were lost on the way, and how many of them may be."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pyarrow as pa

from dataset.checks.comparisons import A_FEW
from dataset.checks.result import Balance, Check, Floors, judge
from dataset.checks.tolerance import SHOWN, are_few, named, outage, rows
from dataset.projects.without_project import GONE_STATUSES, is_other_page

_NOT_ASKED = ("robots_denied", "offsite", "skipped_by_limit")
_NOT_HAD = ("failed", "quarantined")
"""Fates of the ledger."""
_THERE = ("live", "unverified")
"""States of pages that are no more than out of sight."""
_EXPLAINED = GONE_STATUSES | {None}
"""Statuses of pages that are gone, and of those that nobody asked for."""
_OTHER_PLACES = "the settings sitemaps = […] and listings = […] name others that can be read"
_NAMED_BY_THE_SITE = {"sitemap", "listing"}
"""Ways by which the site itself says that a page is there; a list of our own may be old."""


def examine_crawl(balance: Balance, pages: pa.Table, floors: Floors, *, is_first: bool) -> Iterator[Check]:
    """Make the checks of what the ledger tells of the newest crawl, in a fixed order."""
    yield _balance(balance, pages.num_rows)
    yield _missing(balance, floors)
    yield _discovery(balance, is_first=is_first)
    yield _unfollowed(balance, floors)


def examine_pages(pages: pa.Table, floors: Floors) -> Iterator[Check]:
    """Make the checks of the pages that could not be seen, are gone, or show no project, in a fixed order."""
    yield _unverified(pages, floors)
    yield _gone(pages, floors)
    yield _without_project(pages, floors)
    yield _never_there(pages, floors)


def _balance(balance: Balance, pages: int) -> Check:
    accounted = sum(balance.fates.values())
    account = ", ".join(f"{count:,} {fate}" for fate, count in balance.fates.items()) or "none"
    good = balance.discovered == accounted == pages
    message = (
        f"{balance.discovered:,} addresses discovered, {accounted:,} accounted for ({account}), {pages:,} in pages"
    )
    if accounted < balance.discovered:
        message += "; the last crawl has not come to its end, iom-projects crawl takes it up"
    return judge("balance", good=good, message=message)


def _missing(balance: Balance, floors: Floors) -> Check:
    """Pages that were asked for and not had, those never seen before included: nobody else misses them."""
    asked = sum(count for fate, count in balance.fates.items() if fate not in _NOT_ASKED)
    missing = sum(balance.fates.get(fate, 0) for fate in _NOT_HAD)
    most = "; ".join(f"{count:,}: {reason}" for reason, count in islice(balance.failures.items(), SHOWN))
    what = f"addresses that were asked for gave no page that can be used{f' ({most})' if most else ''}"
    return outage("missing", missing, asked, floors, what)


def why_none(balance: Balance) -> str:
    """Say where the pages of a site without one project are, as far as the ledger knows."""
    fates = ", ".join(f"{count:,} {fate.replace('_', ' ')}" for fate, count in balance.fates.items())
    found = f"of {balance.discovered:,} addresses: {fates}"
    none = "no address of a project page was found by any way"
    places = (
        []
        if balance.discovered
        else ["iom-projects doctor tries other places, and names the setting for what is there"]
    )
    reasons = [*balance.unfollowed, *balance.discovery_faults, *balance.failures, *balance.remarks] or places
    return "; ".join((found if balance.discovered else none, *reasons[:SHOWN]))


def _discovery(balance: Balance, *, is_first: bool) -> Check:
    """A place that could not be read hides new pages; before the first release, any number of pages."""
    if not balance.discovery_faults:
        return Check("discovery", "passed", "every sitemap and listing that there is was read to its end")
    first = "; ".join(balance.discovery_faults[:SHOWN])
    count = f"{len(balance.discovery_faults):,} sitemaps or listings not read as they should be"
    message = f"{count}, pages may be missing that no other way found: {first}; {_OTHER_PLACES}"
    return Check("discovery", "refused" if is_first else "warned", message)


def _unfollowed(balance: Balance, floors: Floors) -> Check:
    """Addresses that look like projects' and were not asked for: a few want an eye, many are a part of the site."""
    if not balance.unfollowed:
        return Check("unfollowed", "passed", "no address that may be a project's was passed over")
    count, known = sum(balance.unfollowed.values()), balance.discovered
    is_much = not are_few(count, known + count, floors.max_unverified, floors)
    message = f"seen and not followed beside {known:,} known addresses: {'; '.join(islice(balance.unfollowed, SHOWN))}"
    return Check("unfollowed", "refused" if is_much else "warned", message)


def _unverified(pages: pa.Table, floors: Floors) -> Check:
    """Many failing pages are an outage, which removes nothing and proves nothing."""
    visited = _visited(pages)
    failing = sum(row["state"] == "unverified" for row in visited)
    return outage("unverified", failing, len(visited), floors, "pages could not be verified")


def _gone(pages: pa.Table, floors: Floors) -> Check:
    """A page or two on their way to withdrawal ask nobody to do anything; many are a bad deployment of the site."""
    visited = _visited(pages)
    gone = [row["url"] for row in visited if row["state"] == "gone"]
    what = f"pages answered 404 or 410 and are on their way to withdrawal{named(gone)}"
    return outage("gone", len(gone), len(visited), floors, what)


def _without_project(pages: pa.Table, floors: Floors) -> Check:
    """Addresses of projects that show another page, or never gave one: no earlier capture stands for their projects."""
    there = [row for row in _visited(pages) if row["state"] in _THERE]
    without = [row["url"] for row in there if row["outcome"] != "project"]
    never = [
        row["url"]
        for row in rows(pages, "url", "state", "http_status")
        if row["state"] == "unfetched" and row["http_status"] not in _EXPLAINED
    ]
    lost, total = sorted((*without, *never)), len(there) + len(never)
    if not are_few(len(lost), total, floors.max_unverified, floors):
        what = f"addresses of projects show a page without one{', or gave none' if never else ''}{named(lost)}"
        return Check("no_project", "refused", f"{len(lost):,} of {total:,} {what}")
    message = f"{len(without):,} of {len(there):,} addresses of projects show a page without one{named(without)}"
    return Check("no_project", "warned" if without else "passed", message)


def _never_there(pages: pa.Table, floors: Floors) -> Check:
    """Addresses that the site itself names and that never gave a page: a few dead links are usual, many are a loss."""
    every = rows(pages, "url", "state", "http_status", "found_by")
    known = [row for row in every if _NAMED_BY_THE_SITE & set(row["found_by"] or ())]
    never = [row["url"] for row in known if row["state"] == "unfetched" and row["http_status"] in GONE_STATUSES]
    what = f"addresses in sitemaps and listings answered 404 or 410 and never gave a page{named(never)}"
    if len(never) <= A_FEW and 2 * len(never) < len(known):
        return Check("never_there", "passed", f"{len(never):,} of {len(known):,} {what}")
    return outage("never_there", len(never), len(known), floors, what)


def _visited(pages: pa.Table) -> list[dict[str, Any]]:
    """Address, state and outcome of what ever gave a page, without other pages of the site that have a number."""
    every = rows(pages, "url", "state", "outcome")
    return [row for row in every if row["state"] != "unfetched" and not is_other_page(row["url"], row["outcome"])]
