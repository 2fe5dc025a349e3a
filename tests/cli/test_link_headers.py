"""Ways on that stand in the head of an answer alone: issue 11, A2, A3 and A5, by real sites and the real command."""

import time

import pytest

from scraper.discovery.link_header import MAX_LINKS, as_markup
from tests.cli.played_site import Play, listing, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site
from tests.scraper.loopback import Reply

__all__ = ["play", "run_site"]


def test_a_language_version_in_the_head_is_followed(play: Play, run_site: RunSite) -> None:
    link = '</project/p1>; rel="canonical", </fr/project/x>; rel=alternate; hreflang="fr", </pt/a/b>; rel="alternate"; '
    head = {"Link": f'{link}hreflang="pt", </rss.xml>; rel="alternate"; type="application/rss+xml"'}
    page = Reply(200, project(1), headers=head)
    ran = run_site(play({**PAGES, "/project/p1": page, "/fr/project/x": project(31), "/sitemap.xml": sitemap(*PATHS)}))
    assert "CD.0031" in ran.ids
    assert [(one["shape"], one["addresses"]) for one in ran.crawl["unfollowed"]] == [("/pt/a/…", 1)]


def test_the_next_page_of_a_listing_in_the_head_is_followed(play: Play, run_site: RunSite) -> None:
    first = Reply(200, listing(*PATHS[:4]), headers={"Link": '</projects/more>; title="a, b"; rel="last next"'})
    ran = run_site(play({**PAGES, "/projects": first, "/projects/more": listing(*PATHS[4:])}))
    assert (len(ran.ids), ran.crawl["complete"]) == (8, True)


def test_a_page_that_moves_by_its_head_leads_on(play: Play, run_site: RunSite) -> None:
    moved = Reply(
        200, b"<html><body><p>This page has moved.</p></body></html>", headers={"Refresh": "0; url=/project/n"}
    )
    site = play({**PAGES, "/project/p1": moved, "/project/n": project(81), "/sitemap.xml": sitemap(*PATHS)})
    ran = run_site(site)
    assert "CD.0081" in ran.ids
    assert ran.crawl["failures"][0]["reason"] == f"the page says that it has moved to {site.url}/project/n"


@pytest.mark.parametrize(
    "text", ["<" * 60_000, "<a>" + "; x" * 20_000, "<a>;" + " " * 60_000, '<a>; rel="next' * 5_000]
)
def test_a_head_that_is_made_to_be_slow_is_not(text: str) -> None:
    began = time.process_time()
    assert as_markup((("Link", text), ("Link", "<b>; rel=next"))).count("<link") <= MAX_LINKS
    assert time.process_time() - began < 1


def test_what_a_head_says_cannot_be_more_than_an_address() -> None:
    said = as_markup((("Link", '</a"onload=x>; rel="next"; hreflang="\'&"'), ("Refresh", '0; url="><b>')))
    assert said == (
        '<link rel="next" href="/a&quot;onload=x" hreflang="&#x27;&amp;">'
        '<meta http-equiv="refresh" content="0; url=&quot;&gt;&lt;b&gt;">'
    )
