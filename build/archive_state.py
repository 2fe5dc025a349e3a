"""From archive and ledger to what the dataset needs to know of every address: the seam between scraper and dataset.

Nothing here asks the network. A bad day removes nothing: where the newest capture of an address shows no project but
an earlier one did, the earlier one stands, and the address counts as unverified.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from build.captures import Captures
from build.evidence import Evidence
from build.hashes import hash_files
from dataset.errors import BuildDeadlineError
from dataset.projects import mixups
from dataset.projects.contents import Contents
from dataset.projects.pages import PageRecord
from dataset.values.observation import PageObservations
from parsers.model import Issue
from scraper.archive import archive
from scraper.archive.entry import Entry
from scraper.clock import Clock
from scraper.errors import StaleIndex
from scraper.imports.provenance import imported_from
from scraper.ledger import ledger
from scraper.ledger.history import read_account
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import ANOTHER_PAGE

Report = Callable[[int, int, str], None]
"""How far a step is: pages done, pages in all as far as known, a short note."""

_log = logging.getLogger(__name__)

EARLIER_RUNS = 50
"""So many crawls back one is looked for that came to its end."""
EARLIER_BODIES = 5
"""How many earlier bodies of an address are looked through for its last good one."""


def in_time(report: Report | None, seconds: float, clock: Clock) -> Report:
    """Return what tells how far the reading of pages is, and end it where it has taken too long."""
    end = clock.monotonic() + seconds

    def tell(done: int, total: int, note: str) -> None:
        if report:
            report(done, total, note)
        if clock.monotonic() > end and done < total:
            raise BuildDeadlineError(
                f"the build has read pages for more than {seconds:,.0f} s (max_build_seconds), {done:,} of {total:,};"
                f" they are kept, and the next build goes on from there"
            )

    return tell


def gather(folder: Path, *, report: Report | None = None, kept: bool = True) -> Evidence:
    """Read a site's ledger and the page of every address in its archive.

    Args:
        folder: the site's folder; the caller holds its lock.
        report: told how many pages have been read.
        kept: whether readings of earlier builds serve (`sandbox.parse_cache`); without, every page is parsed.

    Raises:
        StorageFault: ledger or archive cannot be read.
    """
    try:
        return _gather(folder, report, kept=kept)
    except StaleIndex as fault:
        _log.warning("the archive's index is made anew from its files: %s", fault)
        archive.rebuild_index(folder)
        return _gather(folder, report, kept=kept)


def _gather(folder: Path, report: Report | None, *, kept: bool) -> Evidence:
    addresses = list(ledger.addresses(folder))
    found = archive.survey(folder)
    history, hashes = _by_address(found.pages), hash_files(found.files)
    newest = archive.newest_of_each(found.pages, {address.url: address.digest for address in addresses})
    contents = Contents()
    with Captures.opened(folder, hashes, kept=kept) as captures:
        for page in captures.read(newest):
            contents.put(page.url or "", page)
            if report:
                report(len(contents), len(history), page.outcome)
        for url, page in contents.items():
            if page.outcome != "project":
                contents.put(url, _last_good(captures, history[url], contents.full(url)))
        _unmix(captures, addresses, history, contents)
    notes = _not_followed(folder)
    return Evidence.of(folder, addresses, history, contents, archive=hashes, kept=kept, notes=notes)


def _unmix(
    captures: Captures,
    addresses: Iterable[AddressRecord],
    history: Mapping[str, Sequence[Entry]],
    contents: Contents,
) -> None:
    """Let the last good page stand where the newest is another project's, or none where there never was a good one."""
    for address in addresses:
        reason, page = address.reason or "", contents.get(address.url)
        if page is not None and address.state == "quarantined" and reason.startswith(ANOTHER_PAGE):
            contents.put(address.url, mixups.note(contents.full(address.url), reason))
    earlier = {
        url: partial(_bodies, captures, history[url], page)
        for url, page in contents.items()
        if page.outcome == "project" and history[url][0].digest != page.digest
    }
    for url, page in mixups.find_mixups(contents, earlier).items():
        contents.put(url, page)
    for url, issue in mixups.find_strangers(contents).items():
        page = contents.full(url)
        contents.put(url, replace(page, issues=(*page.issues, issue)))
    for address in addresses:
        if address.url in contents and _answered_otherwise(address):
            contents.put(address.url, mixups.note_later(contents.full(address.url), address.reason or "another"))


def _answered_otherwise(address: AddressRecord) -> bool:
    """Whether the last answer took the place of what the captures show: gone, moved, or another kind of page."""
    is_other = address.state == "quarantined" and not (address.reason or "").startswith(ANOTHER_PAGE)
    return is_other or address.state in {"gone", "redirected"}


def _bodies(captures: Captures, history: Sequence[Entry], newest: PageObservations) -> Iterator[PageObservations]:
    """What the earlier bodies of an address say, in their order: the oldest, and the newest few of the others."""
    bodies = list({entry.digest: entry for entry in history if entry.digest != newest.digest}.values())
    yield from captures.read(bodies[:1])
    yield from captures.read(bodies[1:][-EARLIER_BODIES:])


def _not_followed(folder: Path) -> list[Issue]:
    """What the last crawl that came to its end has seen and not followed, one finding for each kind of address."""
    account = read_account(folder, runs=EARLIER_RUNS)
    summaries = [run.summary for run in account.runs if run.summary] if account else []
    groups = summaries[0].get("unfollowed", ()) if summaries else ()
    return [
        Issue("address_not_followed", None, one["line"], "warning" if one["is_doubt"] else "info") for one in groups
    ]


def gather_as_of(folder: Path, moment: datetime, *, report: Report | None = None) -> list[PageRecord]:
    """Read what the archive held at a moment: for each address the newest capture up to then.

    What the ledger knew then is not kept, so every address counts as live, and none as withdrawn.

    Args:
        folder: the site's folder.
        moment: an aware time.
        report: told how many pages have been read.

    Raises:
        StorageFault: the archive cannot be read.
        ValueError: it held no page yet.
    """
    survey = archive.survey(folder)
    entries = survey.pages
    first = min((entry.fetched_at for entry in entries), default=moment)
    if first > moment:
        begin = first.isoformat(timespec="seconds")
        raise ValueError(f"the archive of {folder} begins at {begin}: it held nothing at {moment.isoformat()}")
    history = _by_address(entry for entry in entries if entry.fetched_at <= moment)
    newest = [entries[-1] for _, entries in sorted(history.items())]
    found: list[PageRecord] = []
    with Captures.opened(folder, hash_files(survey.files), kept=True) as captures:
        for entry, page in zip(newest, captures.read(newest), strict=True):
            first, at = history[entry.url][0].fetched_at, entry.fetched_at
            origin = imported_from(folder, entry)
            found.append(PageRecord(entry.url, "live", entry.status, first, at, at, (), page, origin))
            if report:
                report(len(found), len(newest), page.outcome)
    return found


def _by_address(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    history: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        history[entry.url].append(entry)
    return history


def _last_good(captures: Captures, history: Sequence[Entry], newest: PageObservations) -> PageObservations:
    """The newest earlier body of an address that shows a project; the newest of all where there is none."""
    earlier: dict[str | None, Entry] = {}
    for entry in history:
        if entry.digest != newest.digest:
            earlier.pop(entry.digest, None)  # the last capture of a body counts
            earlier[entry.digest] = entry
    places = islice(reversed(earlier.values()), EARLIER_BODIES)
    for page in captures.read(places):
        if page.outcome == "project":
            message = (
                f"the newest capture is {newest.outcome} ({newest.reason}); these are the values of the last good one"
            )
            issues = (*page.issues, Issue("earlier_capture", None, message), *_drift(newest))
            return replace(page, issues=issues)
    return newest


def _drift(newest: PageObservations) -> tuple[Issue, ...]:
    """What of a refused capture concerns all the site: that its template no longer holds values where it did."""
    drifted = any(issue.kind == "layout_drift" for issue in newest.issues)
    return (Issue("layout_drift", None, newest.reason, "error"),) if drifted else ()
