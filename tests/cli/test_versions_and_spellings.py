"""Languages that a query alone tells, blanks and capitals in addresses: issue 11, A2 and A4."""

import json
from pathlib import Path

import pandas as pd
import pytest

from cli import execute
from tests.cli.played_site import Content, Play, listing, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site

__all__ = ["play", "run_site"]
FRENCH = "/project/p1?language=fr"


def in_french(number: int) -> bytes:
    return project(number).replace(b'lang="en"', b'lang="fr"').replace(b"Invented project", b"Projet invent\xc3\xa9")


@pytest.mark.parametrize("way", ["sitemap", "hreflang", "link"])
def test_a_language_that_the_query_alone_tells_is_a_page_of_its_own(play: Play, run_site: RunSite, way: str) -> None:
    marks = {"sitemap": "", "hreflang": "hreflang=fr", "link": "class=language-link"}
    links = f"<a {marks[way]} href='{FRENCH}'>Fran\xe7ais</a>" if way != "sitemap" else ""
    content: Content = {**PAGES, PATHS[0]: project(1, links=links), FRENCH: in_french(1)}
    ran = run_site(play({**content, "/sitemap.xml": sitemap(*PATHS, *([FRENCH] if way == "sitemap" else []))}))
    assert (ran.code, ran.crawl["doubts"], ran.crawl["complete"], len(ran.ids)) == (0, [], True, 8)
    assert ran.release is not None
    pages = pd.read_parquet(ran.release / "pages.parquet").set_index("url")
    (french,) = (url for url in pages.index if url.endswith(FRENCH))
    assert pages.loc[french, ["state", "outcome"]].tolist() == ["live", "project"]
    assert pages.loc[french, "project_key"] == pages.loc[french.partition("?")[0], "project_key"]


def test_a_language_that_nobody_reads_is_told_and_its_page_asked_for(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*(f"{path}?language=ar" for path in PATHS))})
    ran = run_site(site)
    assert (ran.code, ran.crawl["doubts"], ran.crawl["complete"], len(ran.ids)) == (0, [], True, 8)
    line = (
        f"8 addresses like /project/…?language=ar on 127.0.0.1:{site.port} for pages in languages that no rule reads "
        f"(seen by sitemap, for example {site.url}/project/p1?language=ar)"
    )
    assert ran.lines == [line]


def test_a_site_that_does_not_heed_the_query_tells_of_a_translation_not_seen(play: Play, run_site: RunSite) -> None:
    ran = run_site(play({**PAGES, FRENCH: PAGES[PATHS[0]], "/sitemap.xml": sitemap(*PATHS, FRENCH)}))
    assert (ran.code, len(ran.ids)) == (0, 8)
    assert ran.release is not None
    told = pd.read_parquet(ran.release / "issues.parquet")
    (message,) = told[told.kind == "same_bytes"].message
    assert message.endswith("/project/p1: the page in this language was never seen")


def test_blanks_and_capitals_are_asked_for_as_links_write_them(play: Play, run_site: RunSite) -> None:
    content: Content = {**PAGES, "/project/a%20b": project(31), "/Project/P-32": project(32)}
    links = listing("/project/a b", "/Project/P-32")
    site = play({**content, "/sitemap.xml": sitemap(*PATHS), "/projects": links})
    ran = run_site(site)
    assert (ran.code, ran.lines, ran.ids[8:]) == (0, [], ["CD.0031", "CD.0032"])


def test_a_listing_in_a_language_that_the_query_tells_is_read(play: Play, run_site: RunSite) -> None:
    french = {f"/project/p{number}?language=fr": in_french(number) for number in (31, 32)}
    links = "<link rel=alternate hreflang=fr href='/projects?language=fr'><link hreflang=ar href='?language=ar'>"
    listings = {"/projects": listing(*PATHS, more=links), "/projects?language=fr": listing(*french)}
    site = play({**PAGES, **french, **listings})
    ran = run_site(site)
    assert (ran.code, ran.crawl["complete"], ran.ids[8:]) == (0, True, ["CD.0031", "CD.0032"])
    assert site.asked["/projects?language=ar"] == 0


def test_doctor_asks_as_links_write_it(play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [f"/Project/P-{number}" for number in (41, 42, 43)]
    content = {path: project(number) for number, path in enumerate(paths, 41)}
    site = play({**content, "/sitemap.xml": sitemap(*paths)})
    assert execute(["doctor", site.url, "--output", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "ready"


def test_a_page_with_capitals_is_no_less_there_when_nothing_links_to_it_any_more(play: Play, run_site: RunSite) -> None:
    content = {**PAGES, "/Project/P-32": project(32), "/sitemap.xml": sitemap(*PATHS, "/Project/P-32")}
    site = play(content)
    assert run_site(site).ids[8:] == ["CD.0032"]
    content["/sitemap.xml"] = sitemap(*PATHS)
    ran = run_site(site)
    assert (ran.code, ran.crawl["states"]["gone"], ran.crawl["states"]["unchanged"]) == (0, 0, 9)
