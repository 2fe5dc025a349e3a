"""Captures that a web archive replays, found by its CDX server: pywb's, or the Wayback Machine's.

The web archive is asked as politely as any site: its robots.txt, its pace, its `Retry-After`. What it answers is kept
in a folder of its own until the captures are taken from it.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from scraper.addresses import canonical, origin
from scraper.archive.warc_writer import Recorder
from scraper.clock import Clock
from scraper.discovery.cdx import ArchivedCapture, CaptureList, newest, read_cdx
from scraper.discovery.web_archive import queries_for, site_of
from scraper.errors import AddressRefused, ConfigurationError, FetchError, SourceUnreachable
from scraper.fetching import Fetcher
from scraper.http.client import Client
from scraper.http.exchange import Exchange
from scraper.imports.foreign import ForeignCapture, Item, LeftOut, Place
from scraper.ledger.ledger import Ledger
from scraper.politeness.pace import Pace
from scraper.politeness.permission import Permissions
from scraper.reader import PageReader
from scraper.settings import CrawlSettings
from scraper.sites import Site

Has = Callable[[str, datetime], bool]
"""Whether our archive has a capture of an address from a second."""


@dataclass(frozen=True, slots=True)
class Replays:
    """A web archive.

    Attributes:
        index: address of its CDX server.
        replay: what stands before `<time>id_/<address>` where it replays a capture.
    """

    index: str
    replay: str


def find_replays(index: str, replay: str | None) -> Replays:
    """Return the web archive whose CDX server is at an address.

    Args:
        index: `https://web.archive.org/cdx/search/cdx`, or a pywb collection's `http://host/collection/cdx`.
        replay: what stands before `<time>id_/`; None takes what these two have.

    Raises:
        ConfigurationError: an address is none, or nothing tells where captures are replayed.
    """
    try:
        address = canonical(index)
        if replay is not None:
            return Replays(address, canonical(replay.rstrip("/") + "/"))
    except AddressRefused as error:
        raise ConfigurationError(str(error)) from error
    path = urlsplit(address).path.rstrip("/")
    if path.endswith("/cdx/search/cdx"):
        return Replays(address, f"{origin(address)}/web/")
    if path.endswith("/cdx"):
        return Replays(address, f"{origin(address)}{path.removesuffix('cdx')}")
    raise ConfigurationError(f"{address}: --replay must say where this CDX server's captures are replayed")


def read_replays(replays: Replays, site: Site, settings: CrawlSettings, has: Has, *, clock: Clock) -> Iterator[Item]:
    """Yield the captures of a site's project pages that a web archive has and our archive has not.

    Args:
        replays: the web archive.
        site: whose pages are wanted.
        settings: how to ask; `web_archive_captures` and `web_archive_limit` say how many to take.
        has: says what our archive has.
        clock: time and sleep.

    Raises:
        SourceUnreachable: the index answered nothing that can be read.
        BlockedError: the web archive told us to stay away.
        StorageFault: there is no room for temporary files.
    """
    there = site_of(replays.index, replays.replay)
    with contextlib.ExitStack() as stack:
        aside = Path(stack.enter_context(TemporaryDirectory(prefix="iom-projects-")))
        ledger = stack.enter_context(Ledger(aside))
        kept = stack.enter_context(Recorder(aside, "replays", {}))
        client = stack.enter_context(Client(there, settings, clock))
        stop = threading.Event()
        pace = Pace(clock, max(settings.delay(there), there.delay_seconds), stop)
        fetcher = Fetcher(client, kept, pace, PageReader(stop), settings)
        door = _Door(fetcher, Permissions(there, fetcher, ledger, clock), settings)
        wanted, troubles = _wanted(door, replays, site, settings)
        yield from troubles
        left = settings.web_archive_limit
        for address, capture in wanted:
            url = canonical(f"{replays.replay}{capture.timestamp}id_/{capture.url}")
            if capture.captured_at > clock.now():
                yield LeftOut(Place(url), "future", f"captured at {capture.captured_at:%Y-%m-%d %H:%M:%S} UTC", address)
            elif has(address, capture.captured_at):
                yield LeftOut(Place(url), "known", address=address)
            elif left <= 0:
                yield LeftOut(Place(url), "for_later", address=address)
            else:
                left -= 1
                yield _replayed(door, url, capture)


@dataclass(frozen=True, slots=True)
class _Door:
    """The way into the web archive."""

    fetcher: Fetcher
    permissions: Permissions
    settings: CrawlSettings

    def ask(self, url: str, limit: int | None = None) -> Exchange | str:
        """Return the answer, a page of 200, or why there is none."""
        try:
            verdict = self.permissions.verdict(url)
            if not verdict.allows(url):
                return f"robots.txt of the web archive: {verdict.reason}"
            answer = self.fetcher.fetch(url, limit=limit)
        except FetchError as error:
            return str(error)
        if answer.exchange is None or answer.error is not None:
            return str(answer.error)
        return answer.exchange if answer.exchange.status == 200 else f"the answer was {answer.exchange.status_line}"


def _wanted(
    door: _Door, replays: Replays, site: Site, settings: CrawlSettings
) -> tuple[list[tuple[str, ArchivedCapture]], list[LeftOut]]:
    """The captures to take, by address, and what went wrong with the index.

    Raises:
        SourceUnreachable: not one query had an answer.
    """
    captures: dict[str, list[ArchivedCapture]] = {}
    troubles: list[LeftOut] = []
    rows: list[LeftOut] = []
    queries = queries_for(site, replays.index)
    for url in queries:
        listed = _listed(door, url, settings)
        if isinstance(listed, str):
            troubles.append(LeftOut(Place(url), "not_given", listed))
            continue
        rows += [
            LeftOut(Place(url), "unaddressed", f"a row that names no capture: {row[:100]}") for row in listed.unread
        ]
        for row in listed.captures:
            with contextlib.suppress(AddressRefused):
                address, kind = site.resolve(row.url)
                if kind == "project":
                    captures.setdefault(address, []).append(row)
    if len(troubles) == len(queries):
        raise SourceUnreachable(f"the index {replays.index} cannot be read: {troubles[0].message}")
    count = settings.web_archive_captures
    return [(one, capture) for one in sorted(captures) for capture in newest(captures[one], count)], troubles + rows


def _listed(door: _Door, url: str, settings: CrawlSettings) -> CaptureList | str:
    exchange = door.ask(url, limit=settings.max_document_bytes)
    if isinstance(exchange, str):
        return exchange
    try:
        return read_cdx(exchange.body or b"")
    except ValueError as error:
        return f"not an index of captures ({error})"


def _replayed(door: _Door, url: str, capture: ArchivedCapture) -> Item:
    place = Place(url)
    exchange = door.ask(url)
    if isinstance(exchange, str):
        return LeftOut(place, "not_given", exchange, capture.url)
    at, line = capture.captured_at, exchange.status_line
    return ForeignCapture(place, capture.url, at, line, exchange.headers, exchange.raw, capture.digest or None)
