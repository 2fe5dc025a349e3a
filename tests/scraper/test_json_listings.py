"""Listings in JSON: their further pages are followed, or told: issue 11, A3."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from scraper.crawl import crawl
from scraper.discovery.json_addresses import JsonPage, read_json_page
from scraper.discovery.paging import UNKNOWN_END
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from scraper.summary import CrawlSummary
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page

Start = Callable[[Answerer], PlainSite]
PAGES = 3


def rows(number: int) -> list[dict[str, str]]:
    return [{"title": "A project", "path": f"/project/{2 * number + each}"} for each in (0, 1)] * (0 <= number < PAGES)


def next_of(number: int, address: str) -> str | None:
    return address if number + 1 < PAGES else None


FORMS: dict[str, Callable[[int], Any]] = {
    "next": lambda n: {"next": next_of(n, f"/projects?page={n + 1}"), "results": rows(n)},
    "another parameter": lambda n: {"next": next_of(n, f"?cursor={n + 1}"), "results": rows(n)},
    "JSON:API": lambda n: {
        "data": [{"attributes": {"path": {"alias": row["path"]}}, "links": {"self": "/x"}} for row in rows(n)],
        "links": {"self": {"href": "/projects"}}
        | ({"next": {"href": f"/projects?page%5Boffset%5D={n + 1}"}} if n + 1 < PAGES else {}),
    },
    "pages of Drupal, from 0": lambda n: {"rows": rows(n), "pager": {"current_page": n, "total_pages": PAGES}},
    "pages from 1": lambda n: {"data": rows(n), "meta": {"current_page": n + 1, "last_page": PAGES}},
    "a number": lambda n: {"items": rows(n), "next_page": n + 1 if n + 1 < PAGES else None},
    "rows alone, the end empty": rows,
    "whether there is more": lambda n: {"items": rows(n), "has_more": n + 1 < PAGES},
}


def played(form: Callable[[int], Any], first: int = 0, missing: Reply | None = None) -> Answerer:
    def answer(request: Request) -> Reply:
        parts = urlsplit(request.path)
        if parts.path != "/projects":
            return Reply(200, page(request.path)) if request.path.startswith("/project/") else NOT_FOUND
        number = int(next((value for _, value in parse_qsl(parts.query)), first)) - first
        if missing is not None and parts.query:
            return missing
        return Reply(200, json.dumps(form(number)).encode(), content_type="application/json")

    return answer


def crawled(site: PlainSite, folder: Path, clock: ManualClock) -> CrawlSummary:
    return crawl(site_at(site.url), folder, CrawlSettings(), clock=clock)


@pytest.mark.parametrize("name", FORMS)
def test_a_listing_in_json_is_followed_to_its_end(
    plain_site: Start, tmp_path: Path, clock: ManualClock, name: str
) -> None:
    site = plain_site(played(FORMS[name], first=int(name == "pages from 1")))
    summary = crawled(site, tmp_path, clock)
    assert summary.states["fresh"] == 2 * PAGES
    assert (summary.complete, summary.doubts, summary.broken_places) == (True, (), ())
    assert max(site.asked.values()) == 1


UNTOLD: dict[str, tuple[Callable[[int], Any], Reply | None]] = {
    "rows that no page= changes": (lambda _: rows(0), None),
    "rows of one page": (lambda _: rows(0), NOT_FOUND),
    "a token": (lambda _: {"next": "eyJpZCI6MTAwfQ", "rows": rows(0)}, None),
}


@pytest.mark.parametrize("name", UNTOLD)
def test_json_that_does_not_tell_its_end_is_told(
    plain_site: Start, tmp_path: Path, clock: ManualClock, name: str
) -> None:
    form, missing = UNTOLD[name]
    site = plain_site(played(form, missing=missing))
    summary = crawled(site, tmp_path, clock)
    assert (summary.states["fresh"], summary.complete) == (2, False)
    assert summary.broken_places == ((f"{site.url}/projects?page=1", UNKNOWN_END),)


def test_of_several_counts_the_first_known_one_tells_the_next_page() -> None:
    counts = {"number": 20, "numpages": 1, "page": 1, "pages": 5, "rows": rows(0)}
    assert read_json_page(json.dumps(counts).encode(), None) == JsonPage(("/project/0", "/project/1"), 2)
    both = {"hydra:next": "/c", "nextPage": "/b", "next": "/a"}
    assert read_json_page(json.dumps(both).encode(), None) == JsonPage(("/c", "/b", "/a"), "/a")


def test_a_next_page_elsewhere_or_in_a_circle_is_told(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    for number, target in enumerate(("https://api.example/projects?page=1", "/projects")):
        site = plain_site(played(lambda _, target=target: {"next": target, "rows": rows(0)}))  # type: ignore[misc]
        summary = crawled(site, tmp_path / str(number), clock)
        assert not summary.complete
        ((_, reason),) = summary.broken_places
        assert reason == f"it goes on at {target}, which was read already or is not this site's"


@pytest.mark.parametrize("body", [b"[", b"[" * 100_000, b'{"next": {"href": [1]}}', b'{"next": true}', b"[1, null]"])
def test_no_json_is_too_odd(body: bytes) -> None:
    read_json_page(body, 1)
