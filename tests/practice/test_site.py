import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from practice import site as practice_site
from practice.facts import SEED_PATH, load_facts
from practice.generation import draw_project, lay_out_pages
from practice.project import FIELDS, ProjectPage
from practice.site import Site
from practice.vocabulary import countries, labels, read_data, terms

ORIGIN = "http://practice.example"
FACTS = [json.loads(line) for line in read_data("facts.jsonl").splitlines()]


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


def html(site: Site, target: str) -> LexborHTMLParser:
    return LexborHTMLParser(site.get(target, origin=ORIGIN).body.decode())


def words(text: str) -> str:
    return " ".join(text.split())


def links(site: Site, target: str, selector: str) -> list[str]:
    return [node.attributes["href"] or "" for node in html(site, target).css(selector)]


def locations(body: bytes) -> list[str]:
    """The paths that a sitemap file names."""
    tree = ElementTree.fromstring(body)  # noqa: S314 - our own file
    found = [node.text or "" for node in tree.iter() if node.tag.endswith("}loc")]
    assert all(address.startswith(f"{ORIGIN}/") for address in found)
    return [address.removeprefix(ORIGIN) for address in found]


def walk_sitemaps(site: Site) -> Iterator[tuple[int, str]]:
    """Every address with the number of indexes above it."""
    queue = [(0, "/sitemap.xml")]
    while queue:
        depth, path = queue.pop()
        response = site.get(path, origin=ORIGIN)
        assert response.status == 200, path
        body = gzip.decompress(response.body) if path.endswith(".gz") else response.body
        for found in locations(body):
            if b"<sitemapindex" in body:
                queue.append((depth + 1, found))
            else:
                yield depth, found


def test_every_real_fact_stands_in_its_page(site: Site) -> None:
    """Of each row: title, and every value beside its label, or as a block of its own in the legacy family."""
    assert len(FACTS) == 142
    for row in FACTS:
        path = ("/legacy" if row["family"] == "legacy" else "") + urlsplit(row["url"]).path
        article = html(site, path).css_first("main > article" if row["family"] == "current" else "main")
        assert article is not None
        text = words(article.text(separator=" "))
        titles = [words(node.text()) for node in article.css("h1, h2.node-title")]
        assert titles == [row["title"]] * (2 if row["family"] == "legacy" else 1), path
        named = labels(row["language"])
        shown = [node.text() for node in article.css(".field__label")]
        for name in FIELDS:
            printed = " ".join(row["countries"]) if name == "countries" else row.get(name)
            if row["family"] == "legacy":
                assert not printed or printed in text, (path, name)
            elif printed:
                assert f"{named[name]} {printed} " in text, (path, name)
            else:
                assert named[name] not in shown, (path, name)


def test_facts_of_related_projects_follow_the_article(site: Site) -> None:
    page = html(site, SEED_PATH)
    related = page.css("main > section.related article")
    assert len(related) == 3
    assert page.css("main article article") == []
    teaser = words(related[0].text(separator=" "))
    assert "Project Type Migration Research and Publication" in teaser


def test_the_seed_page_prints_what_was_asked_for(site: Site) -> None:
    page, *translated = load_facts()[0]
    assert [other.path for other in translated] == ["/fr/node/176156"]
    assert page.path == SEED_PATH
    text = words(html(site, SEED_PATH).css_first("article").text(separator=" "))  # type: ignore[union-attr]  # it has one
    for expected in (
        "Start Date 2005 End Date 2011 Project Status Completed Project Type TCMMCB",
        "Budget Amount (USD) 81500.00 Coverage Regional Year 2005 IDF Region Latin America and the Caribbean",
        "Projects ID Q36-805 Benefiting Member States Belize Costa Rica Dominican Republic El Salvador Guatemala",
        "Honduras Mexico Nicaragua Panama The aim of this project is to articulate the progress",
        "Central American passport; Central American Visa; Border integration; and Common technological platform",
    ):
        assert expected in text
    assert [len([i for i in page.description.items if i.list == n]) for n in (1, 2)] == [4, 3]


def test_spanish_pages_print_one_label_twice(site: Site) -> None:
    main = words(html(site, "/es/node/172061").css_first("main").text(separator=" "))  # type: ignore[union-attr]  # it has one
    assert "Tipo de proyecto Finalizado Tipo de proyecto Protección y asistencia a migrantes vulnerables" in main


def test_pages_are_as_heavy_as_those_of_a_large_site(site: Site) -> None:
    sizes = [len(site.get(path, origin=ORIGIN).body) for path in site.pages]
    assert min(sizes) >= 60_000
    assert max(sizes) <= 90_000


def test_the_country_select_names_every_country(site: Site) -> None:
    options = [node.text() for node in html(site, SEED_PATH).css("select[name=country] option")]
    assert len(countries()) == 192
    assert options[1:] == sorted(country.names["en"] for country in countries())


def test_invented_projects_cannot_be_taken_for_real_ones(site: Site) -> None:
    invented = [page for page in site.pages.values() if page.invented]
    assert len({page.ordinal for page in site.pages.values()}) == 1200
    real_ids = [row[key] for row in FACTS for key in ("project_id", "prima_id") if row[key]]
    assert not [value for value in real_ids if value.startswith("ZZ")]
    real_paths = {urlsplit(row["url"]).path for row in FACTS}
    for page in invented:
        assert page.title.startswith(("Practice project ", "Projet d’exercice ", "Proyecto de práctica ")), page.path
        assert page.path.removeprefix("/legacy") not in real_paths
        assert page.project_id is None or re.fullmatch(r"ZZ\.\d{4}", page.project_id)
        assert page.prima_id is None or re.fullmatch(r"ZZ(10|20|99)P\d{4}", page.prima_id)


def test_invented_projects_are_varied(site: Site) -> None:
    invented = [page for page in site.pages.values() if page.invented]
    english = [page for page in invented if page.language == "en" and page.family == "current"]
    assert Counter(page.language for page in invented).keys() == {"en", "fr", "es"}
    assert {page.coverage for page in english} == {"National", "Regional", "Multi-Regional", "Global"}
    assert {page.region for page in english} == {
        row["region"] for row in FACTS if row["region"] and row["language"] == "en"
    }
    assert {page.project_type for page in english} == set(terms("project_type"))
    assert {len(page.countries) for page in english} >= {0, *range(1, 15)}
    for name in FIELDS:
        assert [page for page in english if page.values(name)], name
        if name not in ("project_type", "budget_usd", "coverage", "year", "region"):
            assert [page for page in english if not page.values(name)], name


def test_a_number_alone_decides_about_a_project() -> None:
    assert lay_out_pages(draw_project(77), 5) == lay_out_pages(draw_project(77), 5)
    small, large = Site(size=300).pages, Site(size=900).pages
    assert {path: page for path, page in large.items() if path in small} == dict(small)


def test_enumerations_stand_in_the_text_with_their_markers(site: Site) -> None:
    pages = list(site.pages.values())
    enumerating = [page for page in pages if page.description.items]
    assert 0.5 < len(enumerating) / len(pages) < 0.7
    markers = {item.marker for page in enumerating for item in page.description.items}
    assert markers >= {
        "1)",
        "1.",
        "(1)",
        "a)",
        "(a)",
        "i)",
        "(ii)",
        "•",
        "-",
        "1.1)",
        "(Output 1.1)",
        "Outcome 1)",
    }
    assert markers >= {"(Outcome 2)", "Firstly", "Premièrement", "En primer lugar"}
    kinds = {item.kind for page in enumerating for item in page.description.items}
    assert kinds == {
        "component", "area_of_action", "objective", "outcome", "output", "activity", "challenge", "parent_project",
    }  # fmt: skip
    for page in enumerating:
        text = " ".join(text for block in page.description.blocks for text in block.texts)
        for item in page.description.items:
            assert item.text in text, page.path
            assert item.marker == "-" or item.marker in text, page.path


@pytest.mark.parametrize("size", [1, 2, 40, 400])
def test_each_way_of_discovery_finds_what_it_should(size: int) -> None:
    site = Site(size=size)
    expected = {
        way: {path for path, page in site.pages.items() if way in page.found_by}
        for way in ("sitemap", "listing", "language_link")
    }
    assert set().union(*expected.values()) == set(site.pages)
    in_sitemaps = [path for _, path in walk_sitemaps(site)]
    assert len(in_sitemaps) == len(set(in_sitemaps))
    assert set(in_sitemaps) & set(site.pages) == expected["sitemap"]
    assert set(walk_listing(site)) == expected["listing"]
    linked = {
        link
        for path, page in site.pages.items()
        if page.family == "current"
        for link in links(site, path, "head link[rel=alternate]")
        if link != path
    }
    assert linked == expected["language_link"]


def test_each_way_alone_would_miss_some(site: Site) -> None:
    alone = Counter(page.found_by for page in site.pages.values() if len(page.found_by) == 1)
    assert min(alone["listing",], alone["sitemap",], alone["language_link",]) > 20


def walk_listing(site: Site) -> list[str]:
    """The project links of all listing pages, found by following the next link until there is none."""
    target, found = "/projects", []
    while True:
        found += links(site, target, ".views-row h2 a")
        following = links(site, target, "a[rel=next]")
        if not following:
            return found
        target = f"/projects{following[0]}"


def test_the_end_of_the_listing_is_plain(site: Site) -> None:
    last = links(site, "/projects", ".pager__item--last a")[0]
    assert links(site, f"/projects{last}", ".views-row h2 a")
    assert not links(site, f"/projects{last}", "a[rel=next]")
    number = int(last.rpartition("=")[2])
    beyond = html(site, f"/projects?page={number + 1}")
    assert beyond.css(".views-row") == []
    assert beyond.css("a[rel=next]") == []
    assert site.get(f"/projects?page={number + 1}", origin=ORIGIN).status == 200


def test_sitemaps_have_two_levels_of_indexes_and_a_gzipped_part(site: Site) -> None:
    assert {depth for depth, _ in walk_sitemaps(site)} == {1, 2}
    parts = locations(site.get("/sitemaps/projects.xml", origin=ORIGIN).body)
    assert parts[0] == "/sitemaps/projects-1.xml.gz"
    assert parts[1] == "/sitemaps/projects-2.xml"


def test_lastmod_is_the_day_the_page_says(site: Site) -> None:
    body = gzip.decompress(site.get("/sitemaps/projects-1.xml.gz", origin=ORIGIN).body).decode()
    entries = re.findall(r"<loc>http://practice\.example([^<]+)</loc><lastmod>([0-9-]+)</lastmod>", body)
    assert len(entries) == 400
    assert all(site.pages[path].modified.isoformat() == day for path, day in entries)


def test_robots_allow_all_pages_and_name_the_sitemap(site: Site) -> None:
    text = site.get("/robots.txt", origin=ORIGIN).body.decode()
    assert f"Sitemap: {ORIGIN}/sitemap.xml\n" in text
    assert "Crawl-delay" not in text
    forbidden = re.findall(r"^Disallow: (.*)$", text, re.MULTILINE)
    assert forbidden
    assert not [path for path in (*site.pages, "/projects") if path.startswith(tuple(forbidden))]


def test_addresses_that_are_no_project_pages(site: Site) -> None:
    def status(target: str) -> int:
        return site.get(target, origin=ORIGIN).status

    in_sitemaps = {path for _, path in walk_sitemaps(site)}
    others = {"/", "/countries/kenya", practice_site.SOFT_404, practice_site.HARD_404, practice_site.MOVED}
    assert others < in_sitemaps
    assert [status(path) for path in sorted(others)] == [200, 200, 301, 404, 200]
    soft = html(site, practice_site.SOFT_404)
    assert soft.css_first("h1").text() == "Page not found"  # type: ignore[union-attr]  # it has one
    assert site.get(practice_site.MOVED, origin=ORIGIN).location == SEED_PATH
    assert site.get("/projects/", origin=ORIGIN).location == "/projects"
    assert status("/sitemaps/nothing.xml") == 404
    assert status("/legacy") == 404


def test_a_page_names_itself_and_its_versions(site: Site) -> None:
    page = next(p for p in site.pages.values() if p.language == "es" and p.invented)
    assert links(site, page.path, "link[rel=canonical]") == [page.path]
    versions = [p for p in site.pages.values() if p.ordinal == page.ordinal and p.family == "current"]
    assert links(site, page.path, "link[rel=alternate]") == [p.path for p in versions]
    assert links(site, page.path, ".language-switcher a") == [p.path for p in versions]
    assert html(site, page.path).css_first("html").attributes["lang"] == "es"  # type: ignore[union-attr]  # it has one


def test_unknown_fields_of_real_projects_stay_unknown() -> None:
    lost = [row for row in FACTS if row["values_lost"]]
    pages: dict[str, ProjectPage] = {page.path: page for project in load_facts() for page in project}
    assert len(lost) == 26
    for row in lost:
        page = pages[urlsplit(row["url"]).path]
        silent = {name for name in FIELDS if not page.values(name)}
        assert silent == {name for name in FIELDS if not row.get(name)}
