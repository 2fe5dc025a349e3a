"""The practice site without sockets: a target (path and query) goes in, a response comes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from practice import rendering, sitemaps
from practice.edition import publish
from practice.project import ProjectPage
from practice.vocabulary import read_json

TEASERS_EACH = 24
SOFT_404 = "/project/practice-page-that-vanished"
HARD_404 = "/project/practice-page-that-never-was"
MOVED = "/project/practice-old-address"
_OTHERS_DAY = date(2024, 3, 1)


@dataclass(frozen=True, slots=True)
class Response:
    """What the site answers, before HTTP matters such as compression and conditions.

    Attributes:
        status: HTTP status.
        body: as the site would send it uncompressed.
        content_type: with its charset where it is text.
        modified: the day of the last change, where the site knows it.
        location: the target of a redirect.
    """

    status: int
    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    modified: date | None = None
    location: str | None = None


class Site:
    """All addresses of one season. Pages are made when first asked for and kept.

    Attributes:
        pages: every project page by path.
    """

    def __init__(self, *, size: int = 1200, season: int = 1) -> None:
        self._edition = publish(size=size, season=season)
        self.pages: Mapping[str, ProjectPage] = self._edition.pages
        self._plain = {page["path"]: page for page in read_json("plain_pages.json")}
        listed = [page for page in self.pages.values() if "listing" in page.found_by]
        self._listed = listed[::-1]  # the newest first
        self._alternates = _group_alternates(self.pages)
        self._order = _group_peers(self.pages)
        self._rendered: dict[str, bytes] = {}
        self._moved = {MOVED: next(iter(self.pages)), **self._edition.moved}
        self._sitemaps = lru_cache(maxsize=4)(self._write_sitemaps)

    def get(self, target: str, *, origin: str) -> Response:
        """Answers one target.

        Args:
            target: path and query as a request line has them.
            origin: scheme and host for the absolute addresses in robots.txt and sitemaps.
        """
        try:
            parts = urlsplit(target)
        except ValueError:  # `//[` is no address
            return Response(400, b"Bad request\n", "text/plain; charset=UTF-8")
        path = parts.path
        if path == "/robots.txt":
            return Response(200, sitemaps.write_robots(origin), "text/plain; charset=UTF-8")
        if path == "/projects":
            return self._listing(parts.query)
        if path.startswith("/sitemap"):
            return self._sitemap(path, origin)
        return self._page(path)

    def _page(self, path: str) -> Response:
        if path in self.pages:
            return Response(200, self._project(path), modified=self.pages[path].modified)
        if path in self._plain:
            page = self._plain[path]
            body = rendering.render_plain(page["title"], page["text"], path=path, kind=page["kind"])
            return Response(200, body, modified=_OTHERS_DAY)
        if path in self._moved:
            return Response(301, b"", location=self._moved[path])
        if path != "/" and path.endswith("/"):
            return Response(301, b"", location=f"/{path.strip('/')}")
        if path in self._edition.withdrawn:
            return Response(410, rendering.render_missing("gone"))
        return Response(200 if path == SOFT_404 else 404, rendering.render_missing("not_found"))

    def _project(self, path: str) -> bytes:
        if path not in self._rendered:
            page = self.pages[path]
            peers = self._order[page.family, page.language]
            place = peers.index(page)
            # Earlier neighbours first: a project that is added changes no page but the first few.
            related = [*peers[max(0, place - 3) : place][::-1], *peers[place + 1 : place + 4]][:3]
            alternates = self._alternates[page.family, page.ordinal]
            self._rendered[path] = rendering.render_project(
                page, alternates=alternates if len(alternates) > 1 else (), related=related
            )
        return self._rendered[path]

    def _listing(self, query: str) -> Response:
        asked = parse_qs(query).get("page", ["0"])[0]
        number = int(asked) if re.fullmatch("[0-9]{1,9}", asked) else 0  # as Drupal does with what is no number
        last = max(0, (len(self._listed) - 1) // TEASERS_EACH)
        pages = self._listed[number * TEASERS_EACH : (number + 1) * TEASERS_EACH]
        return Response(200, rendering.render_listing(pages, number=number, last=last))

    def _sitemap(self, path: str, origin: str) -> Response:
        files = self._sitemaps(origin)
        if path not in files:
            return Response(404, rendering.render_missing("not_found"))
        body, day = files[path]
        kind = "application/gzip" if path.endswith(".gz") else "application/xml; charset=UTF-8"
        return Response(200, body, kind, modified=day)

    def _write_sitemaps(self, origin: str) -> dict[str, tuple[bytes, date]]:
        others = [(path, _OTHERS_DAY) for path in (*self._plain, *self._moved, SOFT_404, HARD_404)]
        return sitemaps.write_sitemaps(origin, self.pages.values(), others)


def _group_alternates(pages: Mapping[str, ProjectPage]) -> dict[tuple[str, int], tuple[tuple[str, str], ...]]:
    groups: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}
    for page in pages.values():
        key = page.family, page.ordinal
        groups[key] = (*groups.get(key, ()), (page.language, page.path))
    return groups


def _group_peers(pages: Mapping[str, ProjectPage]) -> dict[tuple[str, str], list[ProjectPage]]:
    groups: dict[tuple[str, str], list[ProjectPage]] = {}
    for page in pages.values():
        groups.setdefault((page.family, page.language), []).append(page)
    return groups
