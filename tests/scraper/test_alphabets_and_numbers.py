"""Listings by the letters of the alphabet, and pages that only a query tells apart: issue 11, A2 and A3."""

from pathlib import Path

import pytest

from scraper.discovery.shapes import shape_of
from scraper.discovery.unfollowed import sort_links
from scraper.sites import site_at
from tests.scraper.loopback import ManualClock
from tests.scraper.test_pagers import PAGES, PLAIN, Start, crawled, paged

SITE = site_at("http://127.0.0.1:8000/")


@pytest.mark.parametrize("form", ["/projects?letter={}", "/projects/{}"])
def test_an_alphabet_over_a_listing_is_followed(
    plain_site: Start, tmp_path: Path, clock: ManualClock, form: str
) -> None:
    links = "".join(PLAIN.format(href=form.format(letter), number=letter.upper()) for letter in "bcd")
    site = plain_site(paged(lambda number: form.format("abcd"[number]), lambda _: links))
    summary = crawled(site, tmp_path, clock)
    assert (summary.states["fresh"], summary.complete, summary.doubts) == (2 * PAGES, True, ())
    assert set(site.asked.values()) == {1}


def test_a_text_that_loads_more_is_told_and_what_it_stands_in_is_not(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    control = plain_site(paged(lambda n: f"/{n}", lambda _: "<span class='show-more'>Voir plus</span>"))
    summary = crawled(control, tmp_path / "control", clock)
    assert [doubt.partition(" (")[0] for doubt in summary.doubts] == ["1 listing with a pager that was not followed"]
    around = plain_site(paged(lambda n: f"/{n}", lambda _: "<div class='load-more'></div>"))
    assert crawled(around, tmp_path / "around", clock).complete


@pytest.mark.parametrize(
    ("link", "shape"),
    [
        ("/project?id=21", "/project?id=…"),
        ("/project.php?lang=en&project_id=21", "/project.php?project_id=…"),
        ("/index.php?id=23&option=project", "/index.php?id=…"),
        ("/node?nid=12", "/node?nid=…"),
        ("/project-details/a", "/project-details/…"),
        ("/idf-projects/a", "/idf-projects/…"),
    ],
)
def test_what_may_be_a_project_is_told(link: str, shape: str) -> None:
    sorting = sort_links(SITE, [link], SITE.start, "sitemap")
    assert [one.reason for one in sorting.unfollowed] == ["unknown_path"]
    assert shape_of(sorting.unfollowed[0].url) == shape


def test_other_queries_are_no_projects() -> None:
    links = ["/project?page=2", "/search?type=project&region_id=3", "/news?id=3", "/projects?id=3"]
    assert sort_links(SITE, links, SITE.start, "listing").unfollowed == ()


def test_pages_that_only_a_number_tells_apart_are_told() -> None:
    def told(*links: str) -> list[str]:
        return [one.url for one in sort_links(SITE, links, SITE.start, "sitemap").unfollowed]

    views = ["http://127.0.0.1:8000/project/view?id=1", "http://127.0.0.1:8000/project/view?id=2"]
    assert told(*views) == views
    assert told("/project/a?id=1", "/project/b?id=2", "/project/a", "/project/a?utm_id=3&page=2") == []
