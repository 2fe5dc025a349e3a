"""From archive and ledger to what the dataset needs to know of every address: the seam between scraper and dataset.

Nothing here asks the network. A bad day removes nothing: where the newest capture of an address shows no project but
an earlier one did, the earlier one stands, and the address counts as unverified.
"""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from build.pages import read_pages
from dataset.projects import mixups
from dataset.projects.identity import Identity
from dataset.projects.pages import PageRecord, PageState
from dataset.projects.project_rows import whole_second
from dataset.releases.hashes import sha256
from dataset.values.observation import PageObservations
from parsers.model import Issue
from sandbox.page import SavedPage
from sandbox.parse_cache import Readings
from scraper.archive import archive
from scraper.archive.archive import Capture
from scraper.archive.entry import Entry
from scraper.archive.index import Index
from scraper.errors import StaleIndex
from scraper.http.redirects import PERMANENT
from scraper.imports.provenance import imported_from
from scraper.ledger import ledger
from scraper.ledger.history import read_account
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import ANOTHER_PAGE

Report = Callable[[int, int, str], None]
"""How far a step is: pages done, pages in all as far as known, a short note."""

_log = logging.getLogger(__name__)

WITHDRAWN_AFTER_RUNS = 3
WITHDRAWN_AFTER = timedelta(days=7)
"""A page counts as withdrawn once it answered 404 or 410 in so many runs in a row, over so many days: one bad
deployment of the site, or one bad hour, takes nothing away (FAULTS 65, 66)."""

EARLIER_RUNS = 50
"""So many crawls back one is looked for that came to its end."""
EARLIER_BODIES = 5
"""How many earlier bodies of an address are looked through for its last good one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that archive and ledger of one site know.

    Attributes:
        folder: the site's folder.
        addresses: every known address, sorted.
        history: for each address with captures, their places in time order.
        contents: for each of these, what its page says today; where the newest capture shows no project but an
            earlier one did, what that one says, with an issue `earlier_capture`.
        targets: for each redirected address the one where its redirects end.
        kept: whether readings of earlier builds serve (`sandbox.parse_cache`).
        origins: for each address whose content somebody else captured, where that capture was taken from.
        notes: what the last crawl that came to its end has seen and not followed.
    """

    folder: Path
    addresses: Sequence[AddressRecord]
    history: Mapping[str, Sequence[Entry]]
    contents: Mapping[str, PageObservations]
    targets: Mapping[str, str]
    kept: bool
    origins: Mapping[str, str]
    notes: Sequence[Issue] = ()

    @classmethod
    def of(
        cls,
        folder: Path,
        addresses: Sequence[AddressRecord],
        history: Mapping[str, Sequence[Entry]],
        contents: Mapping[str, PageObservations],
        *,
        kept: bool = False,
        notes: Sequence[Issue] = (),
    ) -> Self:
        """Join what is known, and follow the redirects."""
        found = {url: _origin(folder, history.get(url, ()), content) for url, content in contents.items()}
        origins = {url: origin for url, origin in found.items() if origin is not None}
        return cls(folder, addresses, history, contents, _targets(addresses), kept, origins, notes)

    @property
    def strays(self) -> list[str]:
        """Addresses that the archive knows and the ledger does not: a crawl was killed, or the ledger begun anew."""
        known = {address.url for address in self.addresses}
        return sorted(url for url in self.history if url not in known)

    def records(self) -> list[PageRecord]:
        """One record per address, for `tables.build_tables`; strays stand unverified, none is lost."""
        return [*map(self._record, self.addresses), *map(self._stray, self.strays)]

    def _stray(self, url: str) -> PageRecord:
        captures = self.history[url]
        first, last = captures[0].fetched_at, captures[-1].fetched_at
        content, origin = self.contents.get(url), self.origins.get(url)
        return PageRecord(url, "unverified", captures[-1].status, first, last, last, (), content, origin)

    def _record(self, address: AddressRecord) -> PageRecord:
        captures = self.history.get(address.url)
        content = self.contents.get(address.url)
        state = self._state(address)
        return PageRecord(
            url=address.url,
            state=state,
            http_status=address.status,
            first_fetched=captures[0].fetched_at if captures else None,
            last_fetched=_last_shown(captures, content),
            last_visited=address.fetched_at,
            found_by=address.found_by,
            content=None if state == "redirected" else content,
            imported_from=None if state == "redirected" else self.origins.get(address.url),
            reason=address.reason if content is None else None,
        )

    def follow(self, known: Mapping[str, Identity]) -> dict[str, Identity]:
        """Hand identities on along redirects, so that a project keeps its key when its address is renamed."""
        followed = dict(known)
        for address in self.addresses:
            if address.url in self.targets and address.url in known and self._state(address) == "redirected":
                followed.setdefault(self.targets[address.url], known[address.url])
        return followed

    def _state(self, address: AddressRecord) -> PageState:
        content = self.contents.get(address.url)
        if address.state == "redirected" and self._is_renamed(address, content):
            return "redirected"
        if content is None:
            return "unfetched"
        if address.state == "gone":
            return "withdrawn" if _is_withdrawn(address) else "gone"
        stands_on_earlier = any(issue.kind in {"earlier_capture", "mixed_up"} for issue in content.issues)
        return "live" if address.state in {"fresh", "unchanged"} and not stands_on_earlier else "unverified"

    def _is_renamed(self, address: AddressRecord, content: PageObservations | None) -> bool:
        """Whether a redirect took the place of a page, or there never was one.

        A page that we have is given up for a permanent redirect alone (RFC 9110, 15.4), and for a page that we have as
        well and that speaks of no other project: one odd answer takes nothing away.
        """
        if content is None or address.status not in PERMANENT:
            return content is None
        if content.outcome != "project":
            return True
        target = self.contents.get(self.targets.get(address.url, ""))
        if target is None or target.outcome != "project":
            return False
        ids = [page.observations["project_id"].value for page in (content, target)]
        return None in ids or ids[0] == ids[1]

    def holds(self, pages: pa.Table) -> bool:
        """Whether the archive still has the captures that the pages of an earlier release stand on."""
        rows = zip(*(pages.column(name).to_pylist() for name in ("url", "digest")), strict=True)
        held = {(entry.url, entry.digest) for captures in self.history.values() for entry in captures}
        return all(digest is None or (url, digest) in held for url, digest in rows)

    def contents_at(self, pages: Sequence[Mapping[str, Any]], *, exactly: bool = False) -> dict[str, PageObservations]:
        """What the captures that an earlier release was made of say when they are read today.

        Args:
            pages: `url`, `digest` and `last_fetched` of each row of that release's `pages`.
            exactly: whether a later capture with the same bytes will not do: what a page says depends on its time in
                little, such as whether a status is stale, and to read it again takes its time.
        """
        said: dict[str, PageObservations] = {}
        places: dict[str, Entry] = {}
        for row in pages:
            url, digest = row["url"], row["digest"]
            entry = capture_at(self.history.get(url, ()), digest, row["last_fetched"])
            content = self.contents.get(url)
            if (
                content is not None
                and content.digest == digest
                and (not exactly or entry is None or entry.fetched_at == content.fetched_at)
            ):
                said[url] = content
            elif entry is not None:
                places[url] = entry
        with _readings(self.folder, kept=self.kept) as kept:
            pages_then = _read(archive.read_entries(self.folder, places.values()), kept)
            return said | {page.url: page for page in pages_then if page.url}


def _last_shown(captures: Sequence[Entry] | None, content: PageObservations | None) -> datetime | None:
    """When an address last gave, or confirmed, the bytes that stand for it; a later page of another kind did not."""
    if not captures:
        return None
    same = [entry for entry in captures if content is not None and entry.digest == content.digest]
    return (same or captures)[-1].fetched_at


def capture_at(captures: Sequence[Entry], digest: str | None, moment: datetime | None) -> Entry | None:
    """The newest capture with these bytes of the second of a moment, or up to it; else the newest of all.

    Captures are in the order in which they were made, which is not that of their dates where a clock was set back.
    """
    same = [entry for entry in captures if entry.digest == digest] if digest is not None else []
    if moment is None:
        return same[-1] if same else None
    at = [entry for entry in same if whole_second(entry.fetched_at) == whole_second(moment)]
    before = [entry for entry in same if entry.fetched_at < moment]
    return next((found[-1] for found in (at, before, same) if found), None)


def _origin(folder: Path, captures: Sequence[Entry], content: PageObservations) -> str | None:
    entry = capture_at(captures, content.digest, content.fetched_at)
    return None if entry is None else imported_from(folder, entry)


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
    history = _by_address(archive.page_history(folder))
    contents: dict[str, PageObservations] = {}
    with _readings(folder, kept=kept) as readings:
        for page in _read(archive.latest_captures(folder), readings):
            contents[page.url or ""] = page
            if report:
                report(len(contents), len(history), page.outcome)
        for url, page in contents.items():
            if page.outcome != "project":
                contents[url] = _last_good(folder, history[url], page, readings)
        _unmix(folder, addresses, history, contents, readings)
    return Evidence.of(folder, addresses, history, contents, kept=kept, notes=_not_followed(folder))


def _unmix(
    folder: Path,
    addresses: Iterable[AddressRecord],
    history: Mapping[str, Sequence[Entry]],
    contents: dict[str, PageObservations],
    kept: Readings | None,
) -> None:
    """Let the last good page stand where the newest is another project's, or none where there never was a good one."""
    for address in addresses:
        reason, page = address.reason or "", contents.get(address.url)
        if page is not None and address.state == "quarantined" and reason.startswith(ANOTHER_PAGE):
            contents[address.url] = mixups.note(page, reason)
    earlier = {
        url: partial(_bodies, folder, history[url], page, kept)
        for url, page in contents.items()
        if page.outcome == "project" and history[url][0].digest != page.digest
    }
    contents |= mixups.find_mixups(contents, earlier)
    contents |= mixups.find_strangers(contents)


def _bodies(
    folder: Path, captures: Sequence[Entry], newest: PageObservations, kept: Readings | None
) -> Iterator[PageObservations]:
    """What the earlier bodies of an address say, in their order: the oldest, and the newest few of the others."""
    bodies = list({entry.digest: entry for entry in captures if entry.digest != newest.digest}.values())
    yield from _read(archive.read_entries(folder, bodies[:1]), kept)
    yield from _read(archive.read_entries(folder, bodies[1:][-EARLIER_BODIES:]), kept)


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
    entries = archive.page_history(folder)
    first = min((entry.fetched_at for entry in entries), default=moment)
    if first > moment:
        begin = first.isoformat(timespec="seconds")
        raise ValueError(f"the archive of {folder} begins at {begin}: it held nothing at {moment.isoformat()}")
    history = _by_address(entry for entry in entries if entry.fetched_at <= moment)
    newest = [captures[-1] for _, captures in sorted(history.items())]
    found: list[PageRecord] = []
    with _readings(folder, kept=True) as kept:
        for entry, page in zip(newest, _read(archive.read_entries(folder, newest), kept), strict=True):
            first, at = history[entry.url][0].fetched_at, entry.fetched_at
            origin = imported_from(folder, entry)
            found.append(PageRecord(entry.url, "live", entry.status, first, at, at, (), page, origin))
            if report:
                report(len(found), len(newest), page.outcome)
    return found


def hash_archive(folder: Path) -> dict[str, str]:
    """SHA-256 of every archive file of a site, by name, over its whole records.

    What a crawl that died left behind its last whole record does not count: the next crawl cuts it off.
    """
    place = folder / archive.FOLDER_NAME
    files = sorted(place.glob("*.warc.gz"))
    if not files:
        return {}
    index = Index(place)
    try:
        torn = dict(index.torn())
    finally:
        index.close()
    whole = {path: torn.get(path, path.stat().st_size) for path in files}
    return {path.name: sha256(path, size=size) for path, size in whole.items() if size}


def hash_addresses(addresses: Iterable[AddressRecord]) -> str:
    """SHA-256 over all that the ledger knows of the addresses, whatever the bytes of its file."""
    digest = hashlib.sha256()
    names = [field.name for field in fields(AddressRecord)]
    for address in addresses:
        known = {name: getattr(address, name) for name in names}
        digest.update(json.dumps(known, default=str, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


@contextmanager
def _readings(folder: Path, *, kept: bool) -> Iterator[Readings | None]:
    if not kept:
        yield None
        return
    with closing(Readings(folder)) as readings:
        yield readings


def _read(captures: Iterable[Capture], kept: Readings | None) -> Iterator[PageObservations]:
    return read_pages(map(_page, captures), kept=kept)


def _page(capture: Capture) -> SavedPage:
    return SavedPage(capture.body, capture.content_type, capture.url, capture.fetched_at, known_digest=capture.digest)


def _by_address(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    history: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        history[entry.url].append(entry)
    return history


def _last_good(
    folder: Path, captures: Sequence[Entry], newest: PageObservations, kept: Readings | None
) -> PageObservations:
    """The newest earlier body of an address that shows a project; the newest of all where there is none."""
    earlier: dict[str | None, Entry] = {}
    for entry in captures:
        if entry.digest != newest.digest:
            earlier.pop(entry.digest, None)  # the last capture of a body counts
            earlier[entry.digest] = entry
    places = islice(reversed(earlier.values()), EARLIER_BODIES)
    for page in _read(archive.read_entries(folder, places), kept):
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


def _targets(addresses: Iterable[AddressRecord]) -> dict[str, str]:
    hops = {one.url: one.redirect_to for one in addresses if one.state == "redirected" and one.redirect_to}
    targets = {}
    for url, hop in hops.items():
        target, passed = hop, {url}
        while target in hops and target not in passed:
            passed.add(target)
            target = hops[target]
        if target not in hops:  # else they go round in a circle
            targets[url] = target
    return targets


def _is_withdrawn(address: AddressRecord) -> bool:
    if address.state != "gone" or address.gone_since is None or address.fetched_at is None:
        return False
    return address.gone_runs >= WITHDRAWN_AFTER_RUNS and address.fetched_at - address.gone_since >= WITHDRAWN_AFTER
