"""Listings whose cards lead on by a script alone, and what a refusal without one project says: issue 11, A1 and A3."""

import pytest

from tests.cli.played_site import Play, play, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site

__all__ = ["play", "run_site"]

WALL = b"<html><head><title>Consent</title></head><body><h1>We value your privacy</h1></body></html>"


@pytest.mark.parametrize(
    "card",
    [
        "<div class='card' data-href='{}'>A project</div>",
        '<tr data-url="{}"><td>A project</td></tr>',
        "<article onclick=\"window.location.href = '{}'\">A project</article>",
        '<li onclick="window.open(&quot;{}&quot;)">A project</li>',
    ],
)
def test_cards_that_a_script_follows_are_followed(play: Play, run_site: RunSite, card: str) -> None:
    listing = f"<html><body><main><h1>Projects</h1>{''.join(card.format(path) for path in PATHS)}</main></body></html>"
    ran = run_site(play({**PAGES, "/projects": listing.encode()}))
    assert (ran.code, len(ran.ids), ran.lines) == (0, 8, [])


def test_a_refusal_without_a_project_says_what_was_seen(play: Play, run_site: RunSite) -> None:
    site = play({"/projects": WALL})
    assert (
        "0 projects, between 1 and 50,000 expected; no address of a project page was found by any way; "
        f"1 listing that names no project page (seen by listing, for example {site.url}/projects); next:"
    ) in run_site(site).error


def test_a_refusal_without_a_project_names_the_setting_that_takes_them(play: Play, run_site: RunSite) -> None:
    error = run_site(play({"/sitemap.xml": sitemap("/pt/project/a", "/pt/project/b")})).error
    assert "found by any way; 2 addresses like /pt/project/… that no rule takes" in error
    assert 'prefixes = ["/pt"] takes them' in error
