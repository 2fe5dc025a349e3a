"""Sitemaps and listings in odd forms, by real sites and the real command: issue 11, A3 and A4."""

import json
from pathlib import Path

import pytest

from cli import execute
from scraper.discovery.paging import UNKNOWN_END
from scraper.discovery.sitemaps import read_sitemap
from tests.cli.played_site import Content, Play, listing, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site
from tests.scraper.loopback import Reply, Request

__all__ = ["play", "run_site"]

FORMS = {
    "a blank line": b"\n  \n<?xml version='1.0' encoding='utf-8'?>{urlset}",
    "a byte order mark": "\ufeff\n<?xml version='1.0'?>{urlset}".encode(),
    "two byte order marks": "\ufeff\ufeff<?xml version='1.0'?>{urlset}".encode(),
    "utf-16": "<?xml version='1.0' encoding='utf-16'?>{urlset}".encode("utf-16"),
    "utf-16 called utf-8": "\n<?xml version='1.0' encoding='utf-8'?>{urlset}".encode("utf-16"),
    "undeclared latin-1": "<!-- été --><?x?>{urlset}".encode("latin-1"),
    "latin-1 called utf-8": "<?xml version='1.0' encoding='UTF-8'?><!-- é -->{urlset}".encode("latin-1"),
    "rss": b"<rss version='2.0'><channel><link>https://a.example/</link><item><link>{address}</link></item></channel></rss>",
    "atom": b"<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/><entry><link href='{address}'/></entry></feed>",
    "text": b"{address}\n\n",
    "text after a mark": "\ufeff{address}".encode(),
}
URLSET = "<urlset><url><loc>{address}</loc></url></urlset>"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_forms_of_a_sitemap(form: bytes) -> None:
    encoding = "utf-16" if form[:2] in {b"\xff\xfe", b"\xfe\xff"} else "latin-1"
    text = form.decode(encoding).replace("{urlset}", URLSET).replace("{address}", "https://a.example/project/x")
    read = read_sitemap(text.encode(encoding))
    assert (read.addresses, read.fault) == (("https://a.example/project/x",), None)


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><p>Hi", b"\n<html lang=en>", b"<?xml version='1.0'?><!-- x --><HTML>"]
)
def test_a_page_in_the_place_of_a_sitemap_is_named_as_such(body: bytes) -> None:
    assert read_sitemap(body).fault == "an HTML page stands in its place"


def test_what_is_no_sitemap_is_named_by_its_root() -> None:
    fault = "neither <urlset> nor <sitemapindex> nor a feed, but <error>"
    assert read_sitemap(b"<error><code>1</code></error>").fault == fault


def test_a_site_with_odd_forms_is_read_whole(play: Play, run_site: RunSite) -> None:
    """A sitemap after a blank line, a listing in Latin-1, a page of it in UTF-16, a pager with another parameter."""

    def answer(request: Request) -> Reply:
        text = f"\r\n<?xml version='1.0'?><urlset><url><loc>{request.url}/project/p1</loc></url></urlset>"
        return Reply(200, text.encode(), content_type="application/xml")

    accented = {"/project/%C3%A9t%C3%A9": project(71), "/project/a%C3%B1o": project(72)}
    first = listing("/project/été", more="<a href='?mot=été&amp;seite=2'>2</a>").decode().encode("latin-1")
    second = listing("/project/año").decode()
    pages = {
        "/projects": Reply(200, first, content_type="text/html; charset=iso-8859-1"),
        "/projects?mot=%E9t%E9&seite=2": Reply(200, second.encode("utf-16")),
    }
    ran = run_site(play({**PAGES, **accented, **pages, "/sitemap.xml": answer}))
    assert (ran.code, ran.crawl["doubts"], ran.crawl["complete"]) == (0, [], True)
    assert ran.ids == ["CD.0001", "CD.0071", "CD.0072"]


def test_a_page_in_place_of_the_sitemap_refuses_a_first_release(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/projects": listing(*PATHS[:4]), "/sitemap.xml": listing("/about")})
    ran = run_site(site)
    assert (ran.code, ran.crawl["complete"]) == (3, False)
    assert ran.crawl["broken_places"] == [
        {"url": f"{site.url}/sitemap.xml", "reason": "an HTML page stands in its place"}
    ]


def test_a_button_that_loads_more_is_a_doubt_from_the_first_release_on(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/projects": listing(*PATHS[:4], more="<button class='load-more'>More projects</button>")})
    ran = run_site(site)
    assert (ran.code, ran.crawl["complete"], ran.crawl["states"]["fresh"]) == (3, False, 4)
    (doubt,) = ran.crawl["doubts"]
    assert doubt.startswith("1 listing with a pager that was not followed")
    assert (
        f"1 sitemaps or listings not read as they should be, pages may be missing that no other way found: {doubt}"
        in (ran.error)
    )


def test_doctor_tries_the_usual_places(play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = b"<rss><channel><item><link>/project/p1</link></item></channel></rss>"
    search = listing("/project/p2", "/project/p3", "/news/x")
    site = play({**PAGES, "/rss.xml": Reply(200, feed, content_type="application/rss+xml"), "/search": search})
    execute(["doctor", site.url, "--output", str(tmp_path), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert [(one["url"].removeprefix(site.url), one["answer"]) for one in said["tried"]] == [
        ("/sitemap.xml", "HTTP/1.1 404 Not Found"),
        ("/sitemap.xml?page=1", "HTTP/1.1 404 Not Found"),
        ("/rss.xml", "a list of 1 addresses, 1 of project pages"),
        ("/search", "a page (text/html) that links to 2 project pages"),
        ("/projects", "HTTP/1.1 404 Not Found"),
    ]
    assert (
        f'{site.url}/search names project pages, and no crawl looks there: [crawl] listings = ["{site.url}/search"]'
        in (said["advice"])
    )
    assert max(site.asked.values()) == 1


JSON = json.dumps({"data": [{"url": path, "title": "A project"} for path in PATHS]}).encode()
MOVED = "<html><head>{}</head><body><p>One moment.</p></body></html>"


@pytest.mark.parametrize("place", ["/sitemap.xml", "/projects"])
@pytest.mark.parametrize(("instead", "name"), [(JSON, "JSON"), (listing(*PATHS), "an HTML page")])
def test_what_stands_in_the_place_of_a_list_gives_its_addresses_and_a_doubt(
    play: Play, run_site: RunSite, place: str, instead: bytes, name: str
) -> None:
    ran = run_site(site := play({**PAGES, place: instead}))
    assert ran.crawl["states"]["fresh"] == 8
    if (place, name) == ("/projects", "an HTML page"):
        assert (ran.code, ran.crawl["complete"]) == (0, True)
        return
    assert ran.code == 3
    if (place, name) == ("/projects", "JSON"):
        assert f"{site.url}/projects?page=1: {UNKNOWN_END}; the" in ran.error
        return
    assert f"{site.url}{place}: {name} stands in its place; the settings sitemaps = […] and listings" in ran.error


def test_a_listing_in_a_frame_and_places_that_lead_on_are_followed(play: Play, run_site: RunSite) -> None:
    frame = b"<html><body><h1>Projects</h1><iframe title='All' src='/embed?show=all'></iframe></body></html>"
    content: Content = {
        "/sitemap.xml": MOVED.format("<meta http-equiv='refresh' content='0; url=/list.xml'>").encode(),
        "/projects": MOVED.format("<script>window.location.href = '/our-projects';</script>").encode(),
        "/our-projects": frame,
        "/embed?show=all": listing(*PATHS[:4], more="<a rel='next' href='?show=all&amp;page=1'>next</a>"),
        "/embed?page=1&show=all": listing(*PATHS[4:7]),
        "/list.xml": sitemap("/project/p8", "/project/old"),
        "/project/old": MOVED.format('<script>location.replace("/project/new")</script>').encode(),
        "/project/new": project(9),
    }
    ran = run_site(play({**PAGES, **content}))
    assert (ran.code, ran.crawl["complete"], len(ran.ids)) == (0, True, 9)
    assert [one["reason"].partition(" to ")[0] for one in ran.crawl["failures"]] == ["the page says that it has moved"]


def test_a_listing_in_a_frame_of_a_related_host_is_a_doubt(play: Play, run_site: RunSite) -> None:
    frame = b"<html><body><h1>Projects</h1><iframe src='http://127.0.0.1:9/all'></iframe></body></html>"
    ran = run_site(play({**PAGES, "/projects": frame, "/sitemap.xml": sitemap(*PATHS)}))
    assert [one["host"] for one in ran.crawl["unfollowed"] if one["is_doubt"]] == ["127.0.0.1:9"]
