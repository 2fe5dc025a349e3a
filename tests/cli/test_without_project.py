"""Addresses that gave no project are named and counted from the first release on: real sites, the real command."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cli import execute
from tests.cli.played_site import Play, listing, play, project, sitemap
from tests.cli.test_unfollowed import Ran, RunSite, run_site
from tests.scraper.loopback import Reply

__all__ = ["play", "run_site"]

PATHS = [f"/project/p{number}" for number in range(1, 25)]
PAGES: dict[str, Any] = {path: project(number) for number, path in enumerate(PATHS, 1)}
WALL = (
    b"<html><head><title>Consent</title></head><body><h1>We value your privacy</h1><p>Do you agree?</p></body></html>"
)
LANDING = listing("/project/p1", "/project/p2", more="<h1>Our projects</h1><p>All that the Fund has done.</p>")
NEWS = (
    b"<html><head><title>News</title></head><body><main><h1>An opening</h1><p>Today it opens.</p></main></body></html>"
)


def issues(ran: Ran, *kinds: str) -> dict[str, tuple[str, str]]:
    """Severity and message of the findings of these kinds, by path."""
    assert ran.release is not None, ran.error
    rows = pd.read_parquet(ran.release / "issues.parquet")
    rows = rows[rows.kind.isin(kinds)]
    paths = ["/" + url.split("/", 3)[3] for url in rows.url]
    assert len(set(paths)) == len(paths), "more than one of an address"
    return dict(zip(paths, zip(rows.severity, rows.message, strict=True), strict=True))


def said(ran: Ran, check: str) -> list[str]:
    return [one["message"] for one in ran.said["warnings"] if one["check"] == check]


def states(ran: Ran) -> dict[str, int]:
    assert ran.release is not None
    return dict(pd.read_parquet(ran.release / "pages.parquet").state.value_counts())


@pytest.mark.parametrize("instead", [WALL, LANDING], ids=["consent wall", "landing page"])
def test_what_stands_in_a_projects_place_is_named_from_the_first_release_on(
    play: Play, run_site: RunSite, instead: bytes
) -> None:
    site = play({**PAGES, "/project/p3": instead, "/sitemap.xml": sitemap(*PATHS)})
    ran = run_site(site)
    assert (ran.code, len(ran.ids)) == (0, 23)
    ((path, (severity, message)),) = issues(ran, "no_project", "earlier_capture").items()
    assert (path, severity) == ("/project/p3", "warning")
    assert message.startswith("a project's address that shows none: not_a_project (")
    assert said(ran, "no_project") == [f"1 of 24 addresses of projects show a page without one: {site.url}/project/p3"]


def test_addresses_that_never_gave_a_page_are_named(play: Play, run_site: RunSite) -> None:
    gone = {"/project/p1": Reply(404), "/project/p2": Reply(410), "/project/p3": Reply(401)}
    ran = run_site(play({**PAGES, **gone, "/sitemap.xml": sitemap(*PATHS)}))
    assert ran.code == 0
    assert issues(ran, "no_project") == {
        "/project/p1": ("info", "a project's address that shows none: it answers 404, and never gave a page"),
        "/project/p2": ("info", "a project's address that shows none: it answers 410, and never gave a page"),
        "/project/p3": (
            "warning",
            "a project's address that shows none: it never gave a page (the answer was HTTP/1.1 401 Unauthorized)",
        ),
    }


def test_a_sitemap_of_dead_addresses_is_refused(play: Play, run_site: RunSite) -> None:
    ran = run_site(play({"/project/p1": PAGES["/project/p1"], "/sitemap.xml": sitemap(*PATHS)}))
    assert ran.code == 3
    assert "23 of 24 addresses in sitemaps and listings answered 404 or 410 and never gave a page: " in ran.error


def test_a_site_of_walls_is_refused(play: Play, run_site: RunSite) -> None:
    walls = {path: WALL.replace(b"agree", path.encode()) for path in PATHS[:6]}
    ran = run_site(play({**PAGES, **walls, "/sitemap.xml": sitemap(*PATHS)}))
    assert ran.code == 3
    assert "6 of 24 addresses of projects show a page without one" in ran.error


@pytest.mark.parametrize("instead", [WALL, Reply(403, b"no"), Reply(500, b"")], ids=["one wall", "403", "500"])
def test_three_pages_lost_of_four_are_refused(play: Play, run_site: RunSite, instead: bytes | Reply) -> None:
    ran = run_site(play({**PAGES, **dict.fromkeys(PATHS[1:4], instead), "/sitemap.xml": sitemap(*PATHS[:4])}))
    assert (ran.code, ran.release) == (3, None)
    assert "3 of 4 addresses of projects show a page without one" in ran.error


def test_a_page_that_is_gone_is_on_its_way_to_withdrawal(play: Play, run_site: RunSite) -> None:
    content = {**PAGES, "/sitemap.xml": sitemap(*PATHS)}
    site = play(content)
    assert run_site(site).code == 0
    content["/project/p3"] = Reply(410)
    ran = run_site(site)
    assert (ran.code, len(ran.ids)) == (0, 24)
    assert states(ran) == {"live": 23, "gone": 1}
    assert [said(ran, name) for name in ("gone", "unverified")] == [
        [f"1 of 24 pages answered 404 or 410 and are on their way to withdrawal: {site.url}/project/p3"],
        [],
    ]
    content |= dict.fromkeys(PATHS[:9], Reply(404))
    refused = run_site(site)
    assert refused.code == 3
    assert "9 of 24 pages answered 404 or 410" in refused.error


def test_a_translation_that_is_the_english_page_is_told(play: Play, run_site: RunSite) -> None:
    twins = {f"/fr{path}": PAGES[path] for path in PATHS[:12]} | {"/node/7": PAGES[PATHS[0]]}
    site = play({**PAGES, **twins, "/sitemap.xml": sitemap(*PATHS, *twins)})
    ran = run_site(site)
    assert (ran.code, len(ran.ids), ran.crawl["states"]["duplicate"]) == (0, 24, 0)
    assert states(ran) == {"live": 37}
    found = issues(ran, "same_bytes")
    assert found.pop("/node/7") == ("info", f"the very bytes of {site.url}/project/p1: two addresses of one page")
    assert found == {
        f"/fr{path}": ("warning", f"the very bytes of {site.url}{path}: the page in this language was never seen")
        for path in PATHS[:12]
    }
    (line,) = said(ran, "translations")
    assert line.startswith("12 addresses show, byte for byte, the page in another language: ")


def test_anothers_bytes_are_still_refused(play: Play, run_site: RunSite) -> None:
    other = {f"/project/other-{number}": PAGES[PATHS[number]] for number in range(4)}
    ran = run_site(play({**PAGES, **other, "/sitemap.xml": sitemap(*PATHS, *other)}))
    assert ran.code == 3
    assert "4 of 28 pages have another's bytes" in ran.error


def test_numbers_without_projects_are_tried_twenty_times_and_told(play: Play, run_site: RunSite) -> None:
    numbers = [f"/node/{number}" for number in range(100, 160)]
    news = {path: NEWS.replace(b"Today", path.encode()) for path in numbers}
    content = {**PAGES, **news, "/sitemap.xml": sitemap(*PATHS, *numbers)}
    site = play(content)
    ran = run_site(site)
    assert (ran.code, len(ran.ids), ran.crawl["states"]["skipped_by_limit"]) == (0, 24, 40)
    assert sum(site.asked[path] for path in numbers) == 20
    (line,) = said(ran, "numbers")
    assert line.startswith(
        f"40 addresses like /node/… on {site.url[7:]} not asked for, as hardly any such shows a project"
    )
    assert {severity for severity, _ in issues(ran, "no_project").values()} == {"info"}
    assert said(ran, "no_project") == []
    again = run_site(site)  # later runs try others, those that were never asked for first
    assert (again.code, sum(site.asked[path] > 0 for path in numbers)) == (0, 40)
    assert again.crawl["complete"]


def test_numbers_with_projects_are_followed(play: Play, run_site: RunSite) -> None:
    numbers = [f"/node/{number}" for number in range(100, 160)]
    mixed = {
        path: project(200 + n) if n % 10 == 0 else NEWS.replace(b"Today", path.encode())
        for n, path in enumerate(numbers)
    }
    ran = run_site(play({**PAGES, **mixed, "/sitemap.xml": sitemap(*PATHS, *numbers)}))
    assert len(ran.ids) == 30
    assert ran.crawl["states"]["skipped_by_limit"] == 0


def test_a_crawl_alone_tells_too(play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = play(
        {
            "/project/p1": PAGES["/project/p1"],
            "/fr/project/p1": PAGES["/project/p1"],
            "/sitemap.xml": sitemap("/project/p1", "/fr/project/p1"),
        }
    )
    assert execute(["crawl", site.url, "--output", str(tmp_path)]) == 0
    assert (
        f"Warning: same_bytes: 1 addresses gave the very bytes of another: {site.url}/project/p1 the same bytes as"
        f" {site.url}/fr/project/p1"
    ) in capsys.readouterr().out
