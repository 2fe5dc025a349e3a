"""Bounds that a build must keep whatever was published before."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataset.checks.comparisons import A_FEW
from dataset.checks.profile import Profile
from dataset.checks.result import Balance, Check, Floors, judge, listed
from dataset.projects.same_bytes import count_strangers, unseen_translations
from dataset.projects.without_project import GONE_STATUSES, is_other_page
from parsers.vocabulary import read_table

_SHOWN = 5

_READER_FAULTS = ("reader_crashed", "reader_failed")
_SET_ASIDE = ("page_set_aside", "reader_too_slow")
"""Kinds of issues of pages that were left out: because of our own reader, and because of what they are."""

_NOT_ASKED = ("robots_denied", "offsite", "skipped_by_limit")
_NOT_HAD = ("failed", "quarantined")
"""Fates of the ledger."""
_NAMED_BY_THE_SITE = {"sitemap", "listing"}
"""Ways by which the site itself says that a page is there; a list of our own may be old."""

_READ = ("reported", "label_empty", "not_on_page")


def examine(
    tables: Mapping[str, pa.Table], profile: Profile, floors: Floors, *, balance: Balance | None, is_first: bool
) -> Iterator[Check]:
    """Make every check that needs no earlier release, in a fixed order."""
    if balance is not None:
        yield _balance(balance, tables["pages"].num_rows)
        yield _missing(balance, floors)
        yield _discovery(balance, is_first=is_first)
        yield _unfollowed(balance, floors)
    least = floors.first_min_projects if is_first else floors.min_projects
    good = least <= profile.projects <= floors.max_projects
    message = f"{profile.projects:,} projects, between {least:,} and {floors.max_projects:,} expected"
    if balance is not None and not profile.projects:
        message += f"; {_why_none(balance)}"
    yield judge("floor", good=good, message=message)
    yield _filled(profile, floors)
    yield _unverified(tables["pages"], floors)
    yield _gone(tables["pages"], floors)
    yield _without_project(tables["pages"], floors)
    yield _never_there(tables["pages"], floors)
    yield _crashed(tables, floors)
    yield _set_aside(tables, floors)
    yield _same_bytes(tables["pages"], floors)
    yield _translations(tables["pages"])
    yield _duplicates(tables["projects"], floors)
    yield _unread(tables["observations"], floors)
    yield _spans(tables, floors)
    yield _unclaimed(tables["pages"])
    if floors.compares_with_fund:
        yield _totals(tables)


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
    most = "; ".join(f"{count:,}: {reason}" for reason, count in islice(balance.failures.items(), _SHOWN))
    what = f"addresses that were asked for gave no page that can be used{f' ({most})' if most else ''}"
    return _failures("missing", missing, asked, floors, what)


def _why_none(balance: Balance) -> str:
    """Say where the pages of a site without one project are, as far as the ledger knows."""
    fates = ", ".join(f"{count:,} {fate.replace('_', ' ')}" for fate, count in balance.fates.items())
    found = f"of {balance.discovered:,} addresses: {fates}"
    none = "no address of a project page was found by any way"
    reasons = [*balance.unfollowed, *balance.discovery_faults, *balance.failures, *balance.remarks]
    return "; ".join((found if balance.discovered else none, *reasons[:_SHOWN]))


def _discovery(balance: Balance, *, is_first: bool) -> Check:
    """A place that could not be read hides new pages; before the first release, any number of pages."""
    if not balance.discovery_faults:
        return Check("discovery", "passed", "every sitemap and listing that there is was read to its end")
    first = "; ".join(balance.discovery_faults[:_SHOWN])
    count = f"{len(balance.discovery_faults):,} sitemaps or listings not read as they should be"
    message = f"{count}, pages may be missing that no other way found: {first}"
    return Check("discovery", "refused" if is_first else "warned", message)


def _unfollowed(balance: Balance, floors: Floors) -> Check:
    """Addresses that look like projects' and were not asked for: a few want an eye, many are a part of the site."""
    if not balance.unfollowed:
        return Check("unfollowed", "passed", "no address that may be a project's was passed over")
    count, known = sum(balance.unfollowed.values()), balance.discovered
    is_much = count > max(A_FEW, floors.max_unverified * (known + count))
    message = f"seen and not followed beside {known:,} known addresses: {'; '.join(islice(balance.unfollowed, _SHOWN))}"
    return Check("unfollowed", "refused" if is_much else "warned", message)


def _filled(profile: Profile, floors: Floors) -> Check:
    empty = [
        f"{name} {profile.filled[name]:.0%}, at least {least:.0%} expected"
        for name, least in floors.min_filled.items()
        if profile.filled[name] < least and profile.projects >= floors.large_enough
    ]
    return judge("min_filled", good=not empty, message=listed(empty, "; ") or "every main field is filled")


def _unverified(pages: pa.Table, floors: Floors) -> Check:
    """Many failing pages are an outage, which removes nothing and proves nothing."""
    visited = _visited(pages)
    failing = sum(row["state"] == "unverified" for row in visited)
    return _failures("unverified", failing, len(visited), floors, "pages could not be verified")


def _gone(pages: pa.Table, floors: Floors) -> Check:
    """A page or two on their way to withdrawal ask nobody to do anything; many are a bad deployment of the site."""
    visited = _visited(pages)
    gone = [row["url"] for row in visited if row["state"] == "gone"]
    what = f"pages answered 404 or 410 and are on their way to withdrawal{_named(gone)}"
    return _failures("gone", len(gone), len(visited), floors, what)


def _without_project(pages: pa.Table, floors: Floors) -> Check:
    """Addresses of projects that answered with another page, which the crawl took for theirs."""
    live = [row for row in _visited(pages) if row["state"] == "live"]
    without = [row["url"] for row in live if row["outcome"] != "project"]
    what = f"addresses of projects show a page without one{_named(without)}"
    return _failures("no_project", len(without), len(live), floors, what)


def _never_there(pages: pa.Table, floors: Floors) -> Check:
    """Addresses that the site itself names and that never gave a page: a few dead links are usual, many are a loss."""
    rows = pages.select(["url", "state", "http_status", "found_by"]).to_pylist()
    named = [row for row in rows if _NAMED_BY_THE_SITE & set(row["found_by"] or ())]
    never = [row["url"] for row in named if row["state"] == "unfetched" and row["http_status"] in GONE_STATUSES]
    what = f"addresses in sitemaps and listings answered 404 or 410 and never gave a page{_named(never)}"
    if len(never) <= A_FEW and 2 * len(never) < len(named):
        return Check("never_there", "passed", f"{len(never):,} of {len(named):,} {what}")
    return _failures("never_there", len(never), len(named), floors, what)


def _visited(pages: pa.Table) -> list[dict[str, Any]]:
    """Address, state and outcome of what ever gave a page, without other pages of the site that have a number."""
    rows = pages.select(["url", "state", "outcome"]).to_pylist()
    return [row for row in rows if row["state"] != "unfetched" and not is_other_page(row["url"], row["outcome"])]


def _crashed(tables: Mapping[str, pa.Table], floors: Floors) -> Check:
    """Pages that our own reader failed on say nothing about the site, and are no ground to publish on."""
    crashed = _pages_with(_READER_FAULTS, tables)
    what = f"pages could not be read by the parsers{_named(crashed)}"
    return _share("crashed", len(crashed), tables["pages"].num_rows, floors.max_crashed, floors, what)


def _set_aside(tables: Mapping[str, pa.Table], floors: Floors) -> Check:
    """No single page ends a build, whatever it is made to be; many would be a dataset with holes."""
    aside, total = _pages_with(_SET_ASIDE, tables), tables["pages"].num_rows
    message = f"{len(aside):,} of {total:,} pages were set aside{_named(aside)}"
    if not aside:
        return Check("set_aside", "passed", message)
    few = len(aside) <= max(A_FEW, total * floors.max_unread)
    return Check("set_aside", "warned" if few else "refused", message)


def _pages_with(kinds: Collection[str], tables: Mapping[str, pa.Table]) -> list[str]:
    """The addresses of the pages that have an issue of one of these kinds, in order."""
    rows = tables["issues"].select(["kind", "url"]).to_pylist()
    return sorted({row["url"] for row in rows if row["kind"] in kinds and row["url"]})


def _named(pages: Sequence[str]) -> str:
    return f": {', '.join(pages[:_SHOWN])}{' …' if len(pages) > _SHOWN else ''}" if pages else ""


def _same_bytes(pages: pa.Table, floors: Floors) -> Check:
    """One answer for many addresses is a mixed-up cache or an error page that looks like a project."""
    shown = _shown(pages)
    strangers = count_strangers(shown)
    return _share("same_bytes", strangers, len(shown), floors.max_same_bytes, floors, "pages have another's bytes")


def _translations(pages: pa.Table) -> Check:
    """A translation that is the page in another language, byte for byte, was never there, or is kept from us."""
    unseen = unseen_translations(_shown(pages))
    message = f"{len(unseen):,} addresses show, byte for byte, the page in another language{_named(unseen)}"
    return Check("translations", "warned" if unseen else "passed", message)


def _shown(pages: pa.Table) -> list[tuple[str, str]]:
    """Address and digest of each page that shows a project."""
    shown = pages.filter(pc.equal(pages.column("outcome"), "project"))
    return list(zip(shown.column("url").to_pylist(), shown.column("digest").to_pylist(), strict=True))


def _duplicates(projects: pa.Table, floors: Floors) -> Check:
    """Projects that should have been joined: the sign of lost identifiers."""
    names = ("title", "countries", "start_date", "budget_usd")
    facts = zip(*(projects.column(name).to_pylist() for name in names), strict=True)
    repeats = _repeats((title, *map(str, rest)) for title, *rest in facts if title is not None)
    return _share(
        "duplicates", repeats, projects.num_rows, floors.max_duplicates, floors, "projects repeat another's facts"
    )


def _unread(observations: pa.Table, floors: Floors) -> Check:
    statuses = observations.column("field_status").to_pylist()
    unread = sum(status not in _READ for status in statuses)
    return _share("unread", unread, len(statuses), floors.max_unread, floors, "printed values could not be read")


def _spans(tables: Mapping[str, pa.Table], floors: Floors) -> Check:
    """An item's span must give the item again, or nobody finds it in the description."""
    projects = tables["projects"].select(["project_key", "description"]).to_pylist()
    descriptions = {row["project_key"]: row["description"] or "" for row in projects}
    items = tables["project_components"].to_pylist()
    wrong = sum(descriptions[row["project_key"]][row["char_start"] : row["char_end"]] != row["text"] for row in items)
    return _share("spans", wrong, len(items), floors.max_unread, floors, "components are not where their span says")


def _unclaimed(pages: pa.Table) -> Check:
    """A new label loses nothing that was there, but somebody should teach the parsers what it means."""
    labels = pages.column("n_unclaimed_labels").drop_null().to_pylist()
    count = sum(number > 0 for number in labels)
    message = f"{count:,} of {len(labels):,} project pages have labels that belong to no field"
    if not count:
        return Check("unclaimed_labels", "passed", message)
    texts = pages.column("unclaimed_labels").drop_null().to_pylist()
    frequent = Counter(label for text in texts for label in text.split("\n")).most_common(_SHOWN)
    names = ", ".join(f"{label!r} on {number:,}" for label, number in frequent)
    return Check("unclaimed_labels", "warned", f"{message}; most frequent: {names}")


def _totals(tables: Mapping[str, pa.Table]) -> Check:
    """The totals beside the Fund's own statements: fewer is what pages not seen explain, more wants a person's eye."""
    projects, countries = tables["projects"], tables["project_countries"]
    found = {
        "projects": projects.num_rows,
        "countries": pc.count_distinct(countries.column("iso3")).as_py(),
        "budget_usd": pc.sum(projects.column("budget_usd")).as_py() or 0,
    }
    stated = {row["measure"]: row for row in read_table("fund_totals.csv", "dataset")}
    parts = [f"{found[name]:,.0f} of {int(row['stated']):,} {row['unit']}" for name, row in stated.items()]
    more = any(found[name] > int(row["stated"]) for name, row in stated.items() if name != "projects")
    return Check("fund_totals", "warned" if more else "passed", f"found and stated by the Fund: {', '.join(parts)}")


def _repeats(values: Iterable[Hashable]) -> int:
    return sum(count - 1 for count in Counter(values).values())


def _share(name: str, count: int, total: int, most: float, floors: Floors, what: str) -> Check:
    message = f"{count:,} of {total:,} {what}"
    if not count:
        return Check(name, "passed", message)
    good = total < floors.large_enough or count <= total * most
    return Check(name, "warned" if good else "refused", message)


def _failures(name: str, count: int, total: int, floors: Floors, what: str) -> Check:
    """As `_share`; and of a small site, more than a few failures, or nothing else, are an outage too."""
    check = _share(name, count, total, floors.max_unverified, floors, what)
    outage = total < floors.large_enough and (count > A_FEW or count == total > 0)
    return Check(name, "refused", check.message) if outage else check
