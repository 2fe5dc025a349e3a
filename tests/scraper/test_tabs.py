"""Tabs and filters that show projects which the listing does not: issue 11, A3."""

from pathlib import Path

import pytest

from scraper.discovery.tabs import MAX_TABS, tabs_of
from tests.scraper.loopback import NOT_FOUND, ManualClock, Reply, Request, page
from tests.scraper.test_pagers import Start, crawled

ROBOTS = Reply(200, b"User-agent: *\nDisallow: /projects?status=completed\n", content_type="text/plain")
HERE = "https://a.example/projects"


def links(*hrefs: str) -> Reply:
    return Reply(200, page("list", links="".join(f"<a href='{href}'>One</a>" for href in hrefs)))


TABS = ("?status=active", "?status=completed")
SHOWN = {
    "/projects": links("/project/a", "/project/b", *TABS),
    "/projects?status=active": links("/project/a", *TABS),
    "/projects?status=completed": links("/project/c", *TABS, "?status=completed&page=1"),
    "/projects?page=1&status=completed": links("/project/d", *TABS),
}


def test_a_tab_that_shows_others_is_followed_with_its_pager(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    site = plain_site(
        lambda request: (
            SHOWN.get(request.path) or (Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND)
        )
    )
    summary = crawled(site, tmp_path, clock)
    assert (summary.states["fresh"], summary.complete, summary.unfollowed) == (4, True, ())
    assert {path: site.asked[path] for path in SHOWN} == dict.fromkeys(SHOWN, 1)


def test_a_filter_that_shows_a_part_of_the_list_is_read_no_further(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def answer(request: Request) -> Reply:
        if request.path.startswith("/projects"):
            number = 1 if "page=1" in request.path else 0
            own = "?year=2005" if "year" in request.path else "?"
            return Reply(
                200,
                page(
                    "list",
                    links=f"<a href='/project/{number}'>x</a><a href='?year=2005'>2005</a><a href='{own}&page=1'>2</a>",
                ),
            )
        return Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND

    site = plain_site(answer)
    summary = crawled(site, tmp_path, clock)
    assert (summary.states["fresh"], summary.complete, summary.unfollowed) == (2, True, ())
    assert (site.asked["/projects?year=2005"], site.asked["/projects?page=1&year=2005"]) == (1, 0)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"/robots.txt": ROBOTS}, "told"),
        ({"/projects?status=completed": Reply(403, b"no")}, "told"),
        ({"/projects?status=completed": Reply(200, b"a,b\n1,2\n", content_type="text/csv")}, "told"),
        ({"/projects?status=completed": NOT_FOUND}, "none"),
    ],
)
def test_a_tab_that_cannot_be_tried_is_told_and_no_doubt(
    plain_site: Start, tmp_path: Path, clock: ManualClock, answers: dict[str, Reply], state: str
) -> None:
    known = {**SHOWN, **answers}
    site = plain_site(
        lambda request: (
            known.get(request.path) or (Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND)
        )
    )
    summary = crawled(site, tmp_path, clock)
    assert (summary.states["fresh"], summary.complete, summary.doubts) == (2, True, ())
    line = "1 filter of listings that could not be tried (seen by listing, for example "
    assert [one.line for one in summary.unfollowed] == (
        [f"{line}{site.url}/projects?status=completed)"] if state == "told" else []
    )


def test_tabs_have_one_parameter_of_few_values_that_is_no_order() -> None:
    tabs = [f"{HERE}?status={each}" for each in range(MAX_TABS)]
    others = [f"{HERE}?country={each}" for each in range(MAX_TABS + 1)]
    others += [f"{HERE}?a=1&b=2", f"{HERE}?sort=title", f"{HERE}?page=1", f"{HERE}?language=fr", f"{HERE}?x=", HERE]
    others += ["https://a.example/other?status=1", "https://b.example/projects?status=1"]
    assert tabs_of(HERE, [*others, *tabs]) == tabs
    assert tabs_of(f"{HERE}?type=a", [f"{HERE}?type=b", f"{HERE}?status=1&type=a"]) == [f"{HERE}?status=1&type=a"]
