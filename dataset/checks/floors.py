"""Bounds that a build must keep whatever was published before."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dataset.checks.comparisons import A_FEW
from dataset.checks.losses import examine_crawl, examine_pages, why_none
from dataset.checks.profile import Profile
from dataset.checks.result import Balance, Check, Floors, judge, listed
from dataset.checks.tolerance import SHOWN, are_few, named, share
from dataset.projects.same_bytes import count_strangers, unseen_translations
from dataset.releases.stored_tables import Tables, columns, row_groups
from parsers.vocabulary import read_table

_READER_FAULTS = ("reader_crashed", "reader_failed")
_SET_ASIDE = ("page_set_aside", "reader_too_slow")
"""Kinds of issues of pages that were left out: because of our own reader, and because of what they are."""

_FACTS = ("title", "countries", "start_date", "budget_usd")
"""Columns in which no two projects are alike."""
_OF_PAGES = ("url", "state", "outcome", "http_status", "found_by", "digest", "n_unclaimed_labels", "unclaimed_labels")
"""Columns of `pages` that are looked at."""

_READ = ("reported", "label_empty", "not_on_page")


def examine(
    tables: Tables, profile: Profile, floors: Floors, *, balance: Balance | None, is_first: bool
) -> Iterator[Check]:
    """Make every check that needs no earlier release, in a fixed order."""
    pages = columns(tables, "pages", *_OF_PAGES)
    if balance is not None:
        yield from examine_crawl(balance, pages, floors, is_first=is_first)
    least = floors.first_min_projects if is_first else floors.min_projects
    good = least <= profile.projects <= floors.max_projects
    message = f"{profile.projects:,} projects, between {least:,} and {floors.max_projects:,} expected"
    if balance is not None and not profile.projects:
        message += f"; {why_none(balance)}"
    yield judge("floor", good=good, message=message)
    yield _filled(profile, floors)
    yield from examine_pages(pages, floors)
    findings = columns(tables, "issues", "kind", "url")
    yield _crashed(findings, pages.num_rows, floors)
    yield _set_aside(findings, pages.num_rows, floors)
    yield _same_bytes(pages, floors)
    yield _translations(pages)
    yield _duplicates(columns(tables, "projects", *_FACTS), floors)
    yield _unread(columns(tables, "observations", "field_status"), floors)
    yield _spans(tables, floors)
    yield _unclaimed(pages)
    if floors.compares_with_fund:
        yield _totals(tables)


def _filled(profile: Profile, floors: Floors) -> Check:
    empty = [
        f"{name} {profile.filled[name]:.0%}, at least {least:.0%} expected"
        for name, least in floors.min_filled.items()
        if profile.filled[name] < least and profile.projects >= floors.large_enough
    ]
    return judge("min_filled", good=not empty, message=listed(empty, "; ") or "every main field is filled")


def _crashed(findings: pa.Table, total: int, floors: Floors) -> Check:
    """Pages that our own reader failed on say nothing about the site, and are no ground to publish on."""
    crashed = _pages_with(_READER_FAULTS, findings)
    what = f"pages could not be read by the parsers{named(crashed)}"
    return share("crashed", len(crashed), total, floors.max_crashed, floors, what)


def _set_aside(findings: pa.Table, total: int, floors: Floors) -> Check:
    """No single page ends a build, whatever it is made to be; many would be a dataset with holes."""
    aside = _pages_with(_SET_ASIDE, findings)
    message = f"{len(aside):,} of {total:,} pages were set aside{named(aside)}"
    if not aside:
        return Check("set_aside", "passed", message)
    few = are_few(len(aside), total, floors.max_unread, floors)
    few |= len(aside) <= A_FEW and total >= floors.large_enough
    return Check("set_aside", "warned" if few else "refused", message)


def _pages_with(kinds: Collection[str], findings: pa.Table) -> list[str]:
    """The addresses of the pages that have an issue of one of these kinds, in order."""
    found = findings.filter(pc.is_in(findings.column("kind"), pa.array(kinds)))
    return sorted(url for url in found.column("url").unique().to_pylist() if url)


def _same_bytes(pages: pa.Table, floors: Floors) -> Check:
    """One answer for many addresses is a mixed-up cache or an error page that looks like a project."""
    shown = _shown(pages)
    strangers = count_strangers(shown)
    return share("same_bytes", strangers, len(shown), floors.max_same_bytes, floors, "pages have another's bytes")


def _translations(pages: pa.Table) -> Check:
    """A translation that is the page in another language, byte for byte, was never there, or is kept from us."""
    unseen = unseen_translations(_shown(pages))
    message = f"{len(unseen):,} addresses show, byte for byte, the page in another language{named(unseen)}"
    return Check("translations", "warned" if unseen else "passed", message)


def _shown(pages: pa.Table) -> list[tuple[str, str]]:
    """Address and digest of each page that shows a project."""
    shown = pages.filter(pc.equal(pages.column("outcome"), "project"))
    return list(zip(shown.column("url").to_pylist(), shown.column("digest").to_pylist(), strict=True))


def _duplicates(projects: pa.Table, floors: Floors) -> Check:
    """Projects that should have been joined: the sign of lost identifiers."""
    facts = zip(*(column.to_pylist() for column in projects.columns), strict=True)
    repeats = _repeats((title, *map(str, rest)) for title, *rest in facts if title is not None)
    return share(
        "duplicates", repeats, projects.num_rows, floors.max_duplicates, floors, "projects repeat another's facts"
    )


def _unread(observations: pa.Table, floors: Floors) -> Check:
    statuses = observations.column("field_status")
    unread = len(statuses) - (pc.sum(pc.is_in(statuses, pa.array(_READ))).as_py() or 0)
    return _values("unread", unread, len(statuses), floors, "printed values could not be read")


def _spans(tables: Tables, floors: Floors) -> Check:
    """An item's span must give the item again, or nobody finds it in the description."""
    described = _by_key(tables, "projects", "project_key", "description")
    key, description, wrong, total = "", "", 0, 0
    for of, start, end, text in _by_key(tables, "project_components", "project_key", "char_start", "char_end", "text"):
        while key < of:
            key, printed = next(described)
            description = printed or ""
        wrong, total = wrong + (description[start:end] != text), total + 1
    return _values("spans", wrong, total, floors, "components are not where their span says")


def _by_key(tables: Tables, name: str, *names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, which are in the order of the projects' keys."""
    for rows in row_groups(tables, name, *names):
        yield from zip(*(column.to_pylist() for column in rows.columns), strict=True)


def _unclaimed(pages: pa.Table) -> Check:
    """A new label loses nothing that was there, but somebody should teach the parsers what it means."""
    labels = pages.column("n_unclaimed_labels").drop_null().to_pylist()
    count = sum(number > 0 for number in labels)
    message = f"{count:,} of {len(labels):,} project pages have labels that belong to no field"
    if not count:
        return Check("unclaimed_labels", "passed", message)
    texts = pages.column("unclaimed_labels").drop_null().to_pylist()
    frequent = Counter(label for text in texts for label in text.split("\n")).most_common(SHOWN)
    names = ", ".join(f"{label!r} on {number:,}" for label, number in frequent)
    return Check("unclaimed_labels", "warned", f"{message}; most frequent: {names}")


def _totals(tables: Tables) -> Check:
    """The totals beside the Fund's own statements: fewer is what pages not seen explain, more wants a person's eye."""
    budgets = columns(tables, "projects", "budget_usd").column(0)
    found = {
        "projects": len(budgets),
        "countries": pc.count_distinct(columns(tables, "project_countries", "iso3").column(0)).as_py(),
        "budget_usd": pc.sum(budgets).as_py() or 0,
    }
    stated = {row["measure"]: row for row in read_table("fund_totals.csv", "dataset")}
    parts = [f"{found[name]:,.0f} of {int(row['stated']):,} {row['unit']}" for name, row in stated.items()]
    more = any(found[name] > int(row["stated"]) for name, row in stated.items() if name != "projects")
    return Check("fund_totals", "warned" if more else "passed", f"found and stated by the Fund: {', '.join(parts)}")


def _repeats(values: Iterable[Hashable]) -> int:
    return sum(count - 1 for count in Counter(values).values())


def _values(name: str, count: int, total: int, floors: Floors, what: str) -> Check:
    """As `share`, for single values: a handful of them says nothing, whatever its share."""
    check = share(name, count, total, floors.max_unread, floors, what)
    return Check(name, "warned", check.message) if count and total < floors.large_enough else check
