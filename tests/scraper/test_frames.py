"""Frames of a listing that itself names projects: issue 11, A3."""

from pathlib import Path

from tests.scraper.loopback import NOT_FOUND, ManualClock, Reply, Request, page
from tests.scraper.test_pagers import Start, crawled


def test_a_frame_with_a_listing_is_read_or_told(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    frames = ("/embed/projects?all=1", "http://data.example/projects", "/map", "https://video.example/embed/1")
    shown = "".join(f"<iframe src='{one}'></iframe>" for one in frames)

    def answer(request: Request) -> Reply:
        if request.path == "/projects":
            return Reply(200, page("list", links=f"<a href='/project/a'>x</a>{shown}"))
        if request.path == "/embed/projects?all=1":
            return Reply(200, page("list", links="<a target=_top href='/project/b'>x</a>"))
        return Reply(200, page(request.path)) if request.path.startswith("/project/") else NOT_FOUND

    site = plain_site(answer)
    summary = crawled(site, tmp_path, clock)
    assert (summary.states["fresh"], site.asked["/map"]) == (2, 0)
    (doubt,) = summary.doubts
    assert doubt == (
        "1 address leads to data.example, which is not one of this site's (seen by listing, for example "
        'http://data.example/projects): more_hosts = ["data.example"] asks there, too'
    )
