"""All that archive and ledger know of every address of a site, as records for the dataset.

A bad day removes nothing: where the newest capture of an address shows no project but an earlier one did, the earlier
one stands, and the address counts as unverified.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from build.captures import Captures
from dataset.projects.contents import Contents
from dataset.projects.identity import Identity
from dataset.projects.pages import PageRecord, PageState
from dataset.projects.project_rows import whole_second
from dataset.values.observation import PageObservations
from parsers.model import Issue
from scraper.archive.entry import Entry
from scraper.http.redirects import PERMANENT
from scraper.imports.provenance import imported_from
from scraper.ledger.schema import AddressRecord

WITHDRAWN_AFTER_RUNS = 3
WITHDRAWN_AFTER = timedelta(days=7)
"""A page counts as withdrawn once it answered 404 or 410 in so many runs in a row, over so many days: one bad
deployment of the site, or one bad hour, takes nothing away (FAULTS 65, 66)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that archive and ledger of one site know.

    Attributes:
        folder: the site's folder.
        addresses: every known address, sorted.
        history: for each address with captures, their places in time order.
        contents: for each of these, what its page says today, in short where they are `Contents`; where the newest
            capture shows no project but an earlier one did, what that one says, with an issue `earlier_capture`.
        targets: for each redirected address the one where its redirects end.
        archive: SHA-256 of every file of the archive, by name.
        kept: whether readings of earlier builds serve (`sandbox.parse_cache`).
        origins: for each address whose content somebody else captured, where that capture was taken from.
        notes: what the last crawl that came to its end has seen and not followed.
    """

    folder: Path
    addresses: Sequence[AddressRecord]
    history: Mapping[str, Sequence[Entry]]
    contents: Mapping[str, PageObservations]
    targets: Mapping[str, str]
    archive: Mapping[str, str]
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
        archive: Mapping[str, str] | None = None,
        kept: bool = False,
        notes: Sequence[Issue] = (),
    ) -> Self:
        """Join what is known, and follow the redirects."""
        found = {url: _origin(folder, history.get(url, ()), content) for url, content in contents.items()}
        origins = {url: origin for url, origin in found.items() if origin is not None}
        return cls(folder, addresses, history, contents, _targets(addresses), archive or {}, kept, origins, notes)

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
        content, origin, full = self.contents.get(url), self.origins.get(url), self._in_full
        return PageRecord(url, "unverified", captures[-1].status, first, last, last, (), content, origin, in_full=full)

    @property
    def _in_full(self) -> Contents | None:
        return self.contents if isinstance(self.contents, Contents) else None

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
            reason=_newer_reason(address, content),
            in_full=self._in_full,
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

    def contents_at(self, pages: Sequence[Mapping[str, Any]], *, exactly: bool = False) -> Contents:
        """What the captures that an earlier release was made of say when they are read today.

        Args:
            pages: `url`, `digest` and `last_fetched` of each row of that release's `pages`.
            exactly: whether a later capture with the same bytes will not do: what a page says depends on its time in
                little, such as whether a status is stale, and to read it again takes its time.
        """
        said = Contents()
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
                said.put(url, self._in_full.full(url) if self._in_full else content)
            elif entry is not None:
                places[url] = entry
        with Captures.opened(self.folder, self.archive, kept=self.kept) as captures:
            for page in captures.read(places.values()):
                if page.url:
                    said.put(page.url, page)
        return said


def _last_shown(captures: Sequence[Entry] | None, content: PageObservations | None) -> datetime | None:
    """When an address last gave, or confirmed, the bytes that stand for it; a later page of another kind did not."""
    if not captures:
        return None
    same = [entry for entry in captures if content is not None and entry.digest == content.digest]
    return (same or captures)[-1].fetched_at


def _newer_reason(address: AddressRecord, content: PageObservations | None) -> str | None:
    """Why the last visit gave no project, where the captures do not say it."""
    if content is None:
        return address.reason
    is_newer = content.outcome != "project" and address.state in {"failed", "quarantined"}
    is_same = (address.reason or "").startswith(content.outcome)
    return address.reason if is_newer and not is_same else None


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
