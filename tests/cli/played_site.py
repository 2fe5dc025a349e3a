"""A small site that a test plays: project pages of our own words, and whatever else the test wants at an address."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.scraper.loopback import NOT_FOUND, PlainSite, Reply, Request, urlset

Content = Mapping[str, bytes | Reply | Callable[[Request], Reply]]
"""By path, query included: a page's bytes, a whole answer, or what gives one."""
Play = Callable[[Content], PlainSite]

_FACTS = {
    "Start Date": "2010",
    "End Date": "2012",
    "Project Status": "Completed",
    "Project Type": "Community Development",
    "Budget Amount (USD)": "100000.00",
    "Coverage": "National",
    "Year": "2010",
    "IDF Region": "Africa",
    "Benefiting Member States": "Ghana",
}


def project(number: int, *, head: str = "", links: str = "") -> bytes:
    """Return the page of a project; each number is another project."""
    title = f"Invented project {number} on managing migration"
    facts = {"Projects ID": f"CD.{number:04}", **_FACTS}
    rows = "".join(f"<li><span>{label}</span> <div>{value}</div></li>" for label, value in facts.items())
    text = f"This invented project number {number} trains officials of the ministry in managing migration."
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><main>'
        f'<div class="node"><h1>{title}</h1><ul>{rows}</ul><div><p>{text}</p></div></div></main>{links}</body></html>'
    ).encode()


def listing(*hrefs: str, more: str = "") -> bytes:
    """Return a page that links to others, with whatever else stands on it."""
    cards = "".join(f'<div class="card"><a href="{href}">A project</a></div>' for href in hrefs)
    return f"<!DOCTYPE html><html><head><title>Projects</title></head><body>{cards}{more}</body></html>".encode()


@pytest.fixture
def play() -> Iterator[Play]:
    """Start sites that have what a test gives them, and no robots.txt; they end with the test."""
    sites: list[PlainSite] = []

    def start(content: Content) -> PlainSite:
        def answer(request: Request) -> Reply:
            given = content.get(request.path, NOT_FOUND)
            if callable(given):
                return given(request)
            return Reply(200, given) if isinstance(given, bytes) else given

        sites.append(PlainSite(answer))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


def sitemap(*paths: str) -> Callable[[Request], Reply]:
    """Return a sitemap of paths of the site itself, or of whole addresses."""
    return lambda request: urlset(*(path if "://" in path else request.url + path for path in paths))
