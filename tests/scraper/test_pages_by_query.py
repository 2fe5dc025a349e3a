"""Pages that a query alone tells apart, one link a document: issue 11, A2."""

from pathlib import Path

from tests.scraper.loopback import NOT_FOUND, ManualClock, Reply, Request, page
from tests.scraper.test_pagers import Start, crawled


def test_one_link_a_listing_page_is_counted_over_the_crawl(
    plain_site: Start, tmp_path: Path, clock: ManualClock
) -> None:
    def answer(request: Request) -> Reply:
        if request.path in {"/projects", "/projects?page=1", "/projects?page=2"}:
            number = int(request.path.partition("=")[2] or 0)
            further = f"<a href='?page={number + 1}'>2</a>" if number < 2 else ""
            views = f"<a href='/project/view?id={number}'>x</a><a href='/project/p{number}?id=7'>x</a>"
            return Reply(200, page("list", links=views + further))
        return Reply(200, page(request.path)) if request.path.startswith("/project/") else NOT_FOUND

    site = plain_site(answer)
    summary = crawled(site, tmp_path, clock)
    (doubt,) = summary.doubts
    place = f"{site.url}/project/view?id=0"
    host = site.url.removeprefix("http://")
    assert doubt == (
        f"3 addresses like /project/view?id=… that no rule takes, on {host} (seen by listing, for example {place})"
    )
