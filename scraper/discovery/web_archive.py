"""Old captures from a web archive: another way in which addresses are found, and bodies of pages that are gone.

The archive's index is asked before the pages are; the addresses it knows are then asked for like any others. After the
pages, captures that our own archive lacks are taken over, each under its own date, with the replay's address beside it.
The web archive is a site of its own: its robots.txt, its pace. That it fails does not make the crawl incomplete.
"""

import contextlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from scraper.addresses import authority, canonical, origin
from scraper.discovery.cdx import ArchivedCapture, newest, query, read_cdx
from scraper.discovery.links import read_links
from scraper.discovery.unfollowed import sort_links
from scraper.errors import AddressRefused, BlockedError
from scraper.fetching import Answer, Fetcher
from scraper.http.client import Client
from scraper.ledger.schema import Document
from scraper.ledger.states import NO_PROJECT, Unfollowed
from scraper.politeness.permission import Permissions
from scraper.screening import unfit
from scraper.session import Session
from scraper.sites import LIVE_DELAY_SECONDS, Site, is_loopback_host

FOLDERS = ("project/", "fr/project/", "es/project/", "fr/node/", "es/node/")
_log = logging.getLogger(__name__)


def site_of(index: str, replay: str) -> Site:
    """Return a web archive as a site of its own, with its own pace; `index` is canonical."""
    hosts = tuple(dict.fromkeys([authority(index), authority(canonical(replay))]))
    here = all(is_loopback_host(urlsplit(f"//{host}").hostname or "") for host in hosts)
    delay = 0.0 if here else LIVE_DELAY_SECONDS
    return Site(name="web-archive", start=f"{origin(index)}/", hosts=hosts, delay_seconds=delay)


def queries_for(site: Site, index: str) -> list[str]:
    """Return the addresses at which a CDX server lists the captures of a site's project pages."""
    prefixes = [f"{host}{prefix}/{folder}" for host in site.hosts for prefix in site.prefixes for folder in FOLDERS]
    return [query(index, prefix) for prefix in prefixes]


class WebArchive:
    """One run's dealings with a web archive.

    Args:
        session: the run; its settings name the archive.
        index: address of the CDX server.
        replay: what stands before `<time>id_/<address>`.
    """

    def __init__(self, session: Session, index: str, replay: str) -> None:
        self._session = session
        self._index = canonical(index)
        self._replay = replay if replay.endswith("/") else f"{replay}/"
        self._site = site_of(self._index, self._replay)

    def find(self) -> None:
        """Ask the index for project pages, and write down their addresses and the captures to take over."""
        session = self._session
        queries = [Document(address, "archive", 0) for address in queries_for(session.site, self._index)]
        session.ledger.plan_documents(session.run, queries)
        wanted = session.settings.web_archive_limit
        with self._doors() as doors:
            while (document := self._next(depth=0)) is not None:
                answer = self._ask(doors, document)
                listed = self._listed(answer) if isinstance(answer, Answer) else answer
                if isinstance(listed, str):
                    self._settle(document, "failed", listed)
                    continue
                captures, unfollowed = listed
                chosen = self._chosen(captures)[:wanted]
                wanted -= len(chosen)
                further = [Document(self._replay_of(capture), "archive", 1) for capture in chosen]
                self._settle(document, "read", None, found=sorted(captures), further=further, unfollowed=unfollowed)

    def take_over(self) -> None:
        """Fetch the captures that were chosen."""
        with self._doors() as doors:
            while (document := self._next(depth=1)) is not None:
                answer = self._ask(doors, document)
                fault = self._fault(document, answer) if isinstance(answer, Answer) else answer
                self._settle(document, "failed" if fault else "read", fault)

    @contextlib.contextmanager
    def _doors(self) -> Iterator[tuple[Fetcher, Permissions]]:
        session = self._session
        with Client(self._site, session.settings, session.clock) as client:
            for host in self._site.hosts:
                session.pace.slow_down(host, self._site.delay_seconds)
            fetcher = Fetcher(
                client, session.archive, session.pace, session.reader, session.settings, tally=session.fetcher.tally
            )
            yield fetcher, Permissions(self._site, fetcher, session.ledger, session.clock)

    def _next(self, depth: int) -> Document | None:
        document = self._session.ledger.next_document(self._session.run, in_web_archive=True)
        return document if document is not None and document.depth == depth else None

    def _settle(
        self,
        document: Document,
        state: Literal["read", "failed"],
        reason: str | None,
        *,
        found: Iterable[str] = (),
        further: Iterable[Document] = (),
        unfollowed: Iterable[Unfollowed] = (),
    ) -> None:
        if reason:
            _log.warning("web archive, %s: %s", document.url, reason)
        session = self._session
        session.ledger.settle_document(
            session.run,
            document,
            state,
            reason,
            found=dict.fromkeys(found),
            further=further,
            unfollowed=unfollowed,
            now=session.clock.now(),
        )

    def _ask(self, doors: tuple[Fetcher, Permissions], document: Document) -> Answer | str:
        """Return the web archive's answer, or why there is none."""
        fetcher, permissions = doors
        over = self._session.out_of_time(document.url)
        if over is not None:
            return over
        try:
            verdict = permissions.verdict(document.url, may_be_kept=True)
            if not verdict.allows(document.url):
                return f"robots.txt of the web archive: {verdict.reason}"
            captured = self._captured(document) if document.depth else None
            limit = None if document.depth else self._session.settings.max_document_bytes
            answer = fetcher.fetch(document.url, limit=limit, captured=captured)
        except (BlockedError, AddressRefused) as error:
            return str(error)
        if answer.exchange is None or answer.error is not None:
            return str(answer.error)
        return answer if answer.exchange.status == 200 else f"the answer was {answer.exchange.status_line}"

    def _listed(self, answer: Answer) -> tuple[dict[str, list[ArchivedCapture]], tuple[Unfollowed, ...]] | str:
        """Return the captures of every project page that an answer of the index lists, or what is wrong with it.

        Beside them, the addresses that it lists and that no rule takes.
        """
        site = self._session.site
        try:
            listed = read_cdx(answer.body)
        except ValueError as error:
            return f"not an index of captures ({error})"
        captures: dict[str, list[ArchivedCapture]] = {}
        for row in listed.captures:
            pages = sort_links(site, [row.url], site.start, "archive").pages
            if not pages:
                continue
            (address,) = pages
            if row.captured_at > self._session.clock.now():
                _log.warning("web archive: a capture of %s from the future (%s) is left out", address, row.timestamp)
                continue
            captures.setdefault(address, []).append(row)
        strange = sort_links(site, [row.url for row in listed.captures], site.start, "archive").unfollowed
        unread = [Unfollowed("no_address", row, "archive") for row in listed.unread]
        return captures, (*strange, *unread)

    def _chosen(self, captures: Mapping[str, list[ArchivedCapture]]) -> list[ArchivedCapture]:
        count = self._session.settings.web_archive_captures
        return [
            capture
            for address in sorted(captures)
            for capture in newest(captures[address], count)
            if not self._session.archive.has(address, capture.captured_at)
        ]

    def _replay_of(self, capture: ArchivedCapture) -> str:
        return canonical(f"{self._replay}{capture.timestamp}id_/{capture.url}")

    def _captured(self, document: Document) -> tuple[str, datetime]:
        """Return address and time of the page whose replay a document is."""
        timestamp, _, url = document.url.removeprefix(canonical(self._replay)).partition("id_/")
        address, _ = self._session.site.resolve(url)
        return address, ArchivedCapture(url, timestamp, "").captured_at

    def _fault(self, document: Document, answer: Answer) -> str | None:
        """Say why a replay cannot be the page, or None."""
        if answer.exchange is None:
            return str(answer.error)
        address, _ = self._captured(document)
        try:
            links = read_links(answer.body, answer.exchange.header("Content-Type"))
            fault = unfit(answer.exchange, answer.body, links, address, self._session.site, self._session.reader)
        except BlockedError as error:
            return str(error)
        return None if fault is None or fault.startswith(NO_PROJECT) else fault
