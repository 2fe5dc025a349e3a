"""Every project that the practice site serves is read as one: what is served is published."""

from parsers import parse_page
from practice import truth
from practice.project import FIELDS, ProjectPage
from practice.site import Site

SIZE = 1200
"""That of `make demo`."""
MOST_READ = 60


def count_facts(page: ProjectPage) -> int:
    return sum(bool(page.values(name)) for name in FIELDS)


def test_every_page_prints_a_fact() -> None:
    assert [path for path, page in truth(size=SIZE).items() if not count_facts(page)] == []


def test_the_pages_with_the_fewest_facts_are_projects() -> None:
    site = Site(size=SIZE)
    thin = sorted(site.pages.values(), key=lambda page: (count_facts(page), page.path))[: MOST_READ // 2]
    unnamed = [page for page in site.pages.values() if page.family == "legacy" and not page.project_id]
    pages = [*thin, *unnamed[: MOST_READ // 2]]
    outcomes = {page.path: parse_page(site.get(page.path, origin="http://localhost").body).outcome for page in pages}
    assert [path for path, outcome in outcomes.items() if outcome != "project"] == []
    assert unnamed
