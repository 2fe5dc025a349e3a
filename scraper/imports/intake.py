"""From others' captures to ours: each is judged as an answer of the site would be, and what can stand is archived."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from urllib.parse import urljoin

from scraper import lock
from scraper.archive.entry import Entry, body_digest
from scraper.archive.presence import demand_captures
from scraper.archive.records import Imported
from scraper.archive.warc_writer import Recorder
from scraper.clock import Clock
from scraper.discovery.shapes import may_be_project
from scraper.discovery.unfollowed import group
from scraper.errors import AddressRefused, BlockedError
from scraper.http.exchange import Exchange
from scraper.imports.answers import as_exchange
from scraper.imports.foreign import REASONS, USUAL, ForeignCapture, Item, LeftOut, Place, Reason, Repeated
from scraper.imports.replays import Replays, read_replays
from scraper.imports.settlement import FILES, NO_RUN, STANDING, is_imported, last_own_answer, settle
from scraper.imports.sources import Source
from scraper.imports.summary import ImportSummary
from scraper.judgement import judge
from scraper.ledger.ledger import MOST_UNFOLLOWED, Ledger
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import Judgement, Unfollowed
from scraper.reader import PageReader
from scraper.settings import CrawlSettings
from scraper.sites import Site

Report = Callable[[int, int, str], None]
"""How far an import is: files done, files in all, a short note."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What whoever imports pages knows of those that do not say it themselves; None leaves them out.

    Attributes:
        captured_at: when they were captured.
        base: where relative canonical links lead; for a site with one host that is known anyway.
    """

    captured_at: datetime | None = None
    base: str | None = None


NO_HINTS = Hints()


def take_in(
    site: Site,
    folder: Path,
    sources: Iterable[Source],
    *,
    clock: Clock,
    hints: Hints = NO_HINTS,
    replays: Iterable[Replays] = (),
    settings: CrawlSettings | None = None,
    report: Report | None = None,
) -> ImportSummary:
    """Take the captures of a site's project pages from others' files into its archive.

    Each keeps its own date, and the place it came from. What the archive has is not taken twice; nothing that is newer
    than the site's own last answer to us is taken, and nothing from the future.

    Args:
        site: whose pages are wanted.
        folder: its folder; made where it is missing.
        sources: by `sources.find_sources`.
        clock: the time.
        hints: what pages do not say themselves.
        replays: web archives to ask, by `replays.find_replays`.
        settings: how to ask them.
        report: told how far the import is.

    Raises:
        SourceUnreachable, BlockedError: a web archive cannot be asked; what was taken before stays.
        LockedError: a run works in the folder.
        StorageFault: archive or ledger cannot be used, or the archive is gone: what is imported would hide that.
    """
    files, replays = list(sources), list(replays)
    demand_captures(folder)
    with lock.hold(folder), Ledger(folder) as ledger, Recorder(folder, FILES, {"software": "iom-projects"}) as archive:
        ledger.before_commit = archive.flush
        intake = Intake(site, archive, ledger, now=clock.now(), hints=hints)
        streams = [source.read(intake.sieve) for source in files]
        streams += [
            read_replays(one, site, settings or CrawlSettings(), archive.has_second, clock=clock) for one in replays
        ]
        names = [*(source.name for source in files), *(one.index for one in replays)]
        for number, items in enumerate(streams):
            before = intake.summary.captures, intake.summary.left_out.copy()
            for item in items:
                intake.take(item)
                if report:
                    report(number, len(streams), f"{intake.summary.captures:,} captures taken")
            intake.note_skipped(names[number], *before)
        intake.summary.files = sum(source.kind is not None for source in files)
        intake.take_repeated()
        intake.note_strange()
        if report:
            report(len(streams), len(streams), "")
    return intake.summary


class Intake:
    """One import at work.

    Args:
        site: whose pages are wanted.
        archive: where they go.
        ledger: where their addresses stand.
        now: the time of the import.
        hints: what pages do not say themselves.
    """

    def __init__(
        self, site: Site, archive: Recorder, ledger: Ledger, *, now: datetime, hints: Hints = NO_HINTS
    ) -> None:
        self.summary = ImportSummary()
        self._site = site
        self._archive = archive
        self._ledger = ledger
        self._now = now
        self._undated = hints.captured_at
        self._base = hints.base or (site.start if len(site.hosts) == 1 else None)
        self._reader = PageReader(Event())
        self._originals: dict[str, Entry] = {}
        self._waiting: list[ForeignCapture] = []
        self._places: dict[tuple[str, int], Place] = {}
        self._strange: set[Unfollowed] = set()

    def note_skipped(self, name: str, captures: int, left_out: Counter[Reason]) -> None:
        """Name a file of which nothing was taken; what is odd in it is named one by one."""
        left = self.summary.left_out - left_out
        if self.summary.captures == captures and not self._waiting and set(left) <= USUAL - {"known"}:
            what = ", ".join(f"{count:,} {REASONS[reason]}" for reason, count in left.items()) or "no record in it"
            self.summary.skipped.append(f"{name}: nothing was taken of it ({what})")

    def note_strange(self) -> None:
        """Name the addresses that look like project pages and no rule takes, with the setting that would."""
        self.summary.notes += [one.line for one in group(self._site, sorted(self._strange, key=lambda one: one.url))]

    def sieve(self, url: str) -> Reason | None:
        """Say why nothing of an address is wanted, or None."""
        try:
            address, kind = self._site.resolve(self._absolute(url))
        except AddressRefused:
            return "unaddressed"
        if kind == "other" and may_be_project(address) and len(self._strange) < MOST_UNFOLLOWED:
            self._strange.add(Unfollowed("unknown_path", address, "import"))
        return None if kind == "project" else "elsewhere" if kind == "offsite" else "other_page"

    def _absolute(self, url: str) -> str:
        """Give a path a host, where it is known which."""
        return urljoin(self._base, url) if self._base is not None and url.startswith("/") else url

    def take(self, item: Item) -> None:
        """Take a capture, or count why it is not taken; one that repeats another waits for `take_repeated`."""
        if isinstance(item, ForeignCapture):
            item = replace(item, url=self._absolute(item.url))
        if isinstance(item, ForeignCapture) and item.repeats is not None:
            self._waiting.append(item)
        elif isinstance(item, ForeignCapture):
            self._count(item, self._taken(item))
        else:
            self.summary.leave(item)

    def take_repeated(self) -> None:
        """Take the captures that repeat the body of another one, now that all others are here."""
        for one in self._waiting:
            original = self._original(one, one.repeats) if one.repeats else None
            if original is None:
                self.summary.leave(LeftOut(one.place, "without_original", address=one.url))
                continue
            was = self._archive.exchange(original)
            whole = replace(one, status_line=was.status_line, headers=was.headers, raw=was.raw, repeats=None)
            self._count(whole, self._taken(whole))
        self._waiting.clear()

    def _count(self, one: ForeignCapture, outcome: Entry | LeftOut) -> None:
        if isinstance(outcome, LeftOut):
            self.summary.leave(outcome)
        else:
            self.summary.add(outcome.url, outcome.fetched_at)

    def _taken(self, one: ForeignCapture) -> Entry | LeftOut:
        """Archive and settle a capture, or say why it cannot stand."""
        at = one.captured_at or self._undated
        address, _ = self._site.resolve(one.url)
        if at is None:
            return LeftOut(
                one.place, "undated", "nothing tells when it was captured: --date does, or a meta file", address
            )
        at = at.astimezone(UTC)
        if at > self._now:
            return LeftOut(one.place, "future", f"captured at {at:%Y-%m-%d %H:%M:%S} UTC", address)
        exchange = as_exchange(one, at)
        if exchange.fault is not None:
            return LeftOut(one.place, "unreadable_body", str(exchange.fault), address)
        return self._judged(one, exchange, address, at)

    def _judged(self, one: ForeignCapture, exchange: Exchange, address: str, at: datetime) -> Entry | LeftOut:
        entries = self._archive.of(address)
        known = _same(entries, exchange, at)
        if known is not None:
            self._remember(one, known)
            return LeftOut(one.place, "known", address=address)
        own = last_own_answer(self._site, address, entries)
        if own is not None and own > self._now:
            message = f"the site's own last answer is dated {own:%Y-%m-%d}, by a clock that was wrong: crawl it again"
            return LeftOut(one.place, "newer", f"{message}, then import", address)
        if own is not None and at > own:
            message = f"captured on {at:%Y-%m-%d}, and the site itself last answered on {own:%Y-%m-%d}: crawl it again"
            return LeftOut(one.place, "newer", message, address)
        record = self._ledger.get(address) or _unknown(address, self._now)
        judgement = self._judgement(exchange, record)
        if isinstance(judgement, str):
            return LeftOut(one.place, "not_the_page", judgement, address)
        if judgement.state not in STANDING:
            reason: Reason = "not_the_page" if judgement.state == "quarantined" else "no_page"
            return LeftOut(one.place, reason, judgement.reason or "", address)
        self._warn_of_two(entries, exchange, address, at, one.place)
        imported = Imported(one.place.file, one.place.record, one.digest, self._now)
        entry = self._archive.append(exchange, captured=(address, at), imported=imported)
        self._places[entry.file, entry.offset] = one.place
        self._remember(one, entry)
        self._ledger.discover(NO_RUN, "import", [address], self._now)
        if own is None:
            settle(self._ledger, record, judgement, at, self._now)
        return entry

    def _judgement(self, exchange: Exchange, record: AddressRecord) -> Judgement | str:
        try:
            return judge(exchange, record, self._site, self._reader, confirmed=False)
        except BlockedError as error:
            return str(error)

    def _warn_of_two(
        self, entries: Iterable[Entry], exchange: Exchange, address: str, at: datetime, place: Place
    ) -> None:
        same = [entry for entry in entries if is_imported(entry) and _second(entry.fetched_at) == _second(at)]
        first = next((entry for entry in same if entry.status == 200), None)
        if exchange.status == 200 and first is not None:
            earlier = self._places.get((first.file, first.offset)) or Place(first.file, f"at byte {first.offset}")
            said = f"{address} has two captures of {at:%Y-%m-%d %H:%M:%S} UTC with different bytes"
            self.summary.notes.append(f"{said}: {earlier}; and {place}, which is read later and counts")

    def _remember(self, one: ForeignCapture, entry: Entry) -> None:
        if one.digest is not None and entry.status == 200:
            self._originals.setdefault(one.digest.lower(), entry)

    def _original(self, one: ForeignCapture, repeats: Repeated) -> Entry | None:
        """Find the capture whose body a revisit repeats: by address and time, else by its digest."""
        found: Entry | None = None
        if repeats.url is not None and repeats.captured_at is not None and self.sieve(repeats.url) is None:
            address, _ = self._site.resolve(repeats.url)
            second = _second(repeats.captured_at)
            there = (entry for entry in self._archive.of(address) if _second(entry.fetched_at) == second)
            found = next((entry for entry in there if entry.digest is not None and entry.status == 200), None)
        return found or self._originals.get((one.digest or "").lower())


def _unknown(address: str, now: datetime) -> AddressRecord:
    """What is known of an address of which nobody has heard."""
    return AddressRecord(
        url=address,
        found_by=(),
        state=None,
        reason=None,
        status=None,
        first_seen=now,
        last_seen=None,
        fetched_at=None,
        body_at=None,
        etag=None,
        last_modified=None,
        digest=None,
        redirect_to=None,
        gone_since=None,
        gone_runs=0,
    )


def _same(entries: Iterable[Entry], exchange: Exchange, at: datetime) -> Entry | None:
    """The capture of the same second with the same bytes, which is the same capture; or None."""
    digest = body_digest(exchange.body or b"")
    for entry in entries:
        if (entry.digest, entry.status, _second(entry.fetched_at)) == (digest, exchange.status, _second(at)):
            return entry
    return None


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
