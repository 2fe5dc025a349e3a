"""Everything on a big site's page that is not the project: menus, filters, teasers, banners, scripts, footers."""

import json
from collections.abc import Callable, Sequence
from random import Random

from tests.markups.look import Look
from tests.markups.projects import Project
from tests.markups.structures_plain import Structure
from tests.markups.tree import Child, Node, el
from tests.markups.truth import iso3

REGIONS = ("Africa", "Asia and Oceania", "Europe", "Latin America and the Caribbean", "Middle East", "Global")
RELATED = {"en": "Related projects", "fr": "Projets connexes", "es": "Proyectos relacionados"}


def noise(node: Node) -> Node:
    """Mark a node as no part of the project."""
    node.role = "noise"
    return node


def head(project: Project, *, data: bool) -> Node:
    """The document's head, with the canonical link, Open Graph and, if wanted, JSON-LD."""
    children: list[Child] = [
        el("meta", charset="utf-8"),
        el("title", f"{project.title} | International Organization for Migration"),
        el("link", rel="canonical", href=project.url),
        el("meta", property="og:site_name", content="International Organization for Migration"),
        el("meta", property="og:title", content=project.title),
        el("meta", name_="description", content="IOM works to help ensure orderly and humane management of migration."),
        el("script", "window.dataLayer=[{'Project Status':'Active','Year':'1999'}];"),
        el("style", ".label::after{content:': '} .year{color:#0033a0}"),
    ]
    if data:
        graph = {"@context": "https://schema.org", "@type": "WebPage", "name": project.title, "url": project.url}
        children.append(el("script", json.dumps(graph), type="application/ld+json"))
    return el("head", children)


def mega_menu() -> Node:
    """A menu whose words are those of the facts."""
    columns = {
        "Who we are": ["About IOM", "Global Office", "Member States", "Structure"],
        "Our Work": [
            "Projects",
            "Labour Migration",
            "Immigration and Borders",
            "Counter Trafficking",
            "Migration Data",
        ],
        "Where we work": [*REGIONS, "Belize", "Kenya", "Nepal", "Niger", "Nigeria"],
        "Data and Research": ["Year in review", "Project Type", "Budget", "Coverage of surveys"],
    }
    items: list[Child] = [
        el("li", el("a", title, href="#"), el("ul", [el("li", el("a", one, href="/x")) for one in links]))
        for title, links in columns.items()
    ]
    return noise(el("nav", el("ul", items, cls="menu"), aria_label="Main navigation"))


def country_select() -> Node:
    """The form that jumps to a country's own site."""
    names = sorted(iso3())[:60]
    options: list[Child] = [el("option", name, value=iso3()[name]) for name in names]
    return noise(el("form", el("label", "Countries", for_="c"), el("select", options, id="c"), action="/go"))


def filters() -> Node:
    """An exposed filter: the very labels of the facts, beside choices."""
    rows: list[Child] = []
    for title, choices in {
        "Year": ["- Any -", "2019", "2020", "2021"],
        "Coverage": ["- Any -", "National", "Regional", "Global"],
        "IDF Region": ["- Any -", *REGIONS],
        "Project Status": ["- Any -", "Active", "Completed"],
    }.items():
        options: list[Child] = [el("option", one) for one in choices]
        rows.append(el("div", el("label", title), el("select", options), cls="form-item"))
    button = el("input", type="submit", value="Apply")
    return noise(el("form", rows, button, cls="views-exposed-form"))


def breadcrumbs(project: Project) -> Node:
    crumbs: list[Child] = [el("li", el("a", one, href="/")) for one in ("Home", "IOM Development Fund", "Projects")]
    return noise(el("nav", el("ol", crumbs, el("li", project.title)), aria_label="Breadcrumb"))


def languages(current: str) -> Node:
    names = {"en": "English", "fr": "Français", "es": "Español"}
    links: list[Child] = [el("li", el("a", name, href=f"/{code}", hreflang=code)) for code, name in names.items()]
    return noise(el("div", el("ul", links), cls=f"language-switcher current-{current}"))


def cookies() -> Node:
    text = "We use cookies to improve your experience. Status: not yet accepted."
    return noise(el("div", el("p", text), el("button", "Accept"), id="cookie-banner"))


def search() -> Node:
    field = el("input", type="search", placeholder="Search")
    return noise(el("form", el("label", "Search"), field, el("button", "Go"), role_="search"))


def share() -> Node:
    links: list[Child] = [el("a", one, href="#") for one in ("Facebook", "X", "LinkedIn", "Email", "Print")]
    return noise(el("div", el("span", "Share this page"), links, cls="social"))


def footer() -> Node:
    offices: list[Child] = [el("li", el("a", one, href="/o")) for one in REGIONS]
    address = "17, Route des Morillons, CH-1211 Geneva 19, Switzerland"
    return noise(
        el("footer", el("h2", "Regional offices"), el("ul", offices), el("p", address), el("p", "© IOM 2025. Global."))
    )


def news() -> Node:
    """Two teasers that speak of budgets and years in prose."""
    cards: list[Child] = [
        el("article", el("h3", el("a", title, href="/news/1")), el("p", text))
        for title, text in (
            ("IOM opens a centre in Chad", "12 March 2024 - The budget amount of USD 1 million covers three years."),
            ("Regional forum ends", "Start date for the next round: May 2025. Coverage: all of West Africa."),
        )
    ]
    return noise(el("section", el("h2", "Latest news"), cards))


def country_box() -> Node:
    """A sidebar on one country, whose terms look like facts."""
    pairs = {"Region": "Africa", "Status": "Member State", "Member since": "1985", "Type of office": "National"}
    rows: list[Child] = [node for key, text in pairs.items() for node in (el("dt", key), el("dd", text))]
    return noise(el("aside", el("h2", "IOM in Kenya"), el("dl", rows)))


def hidden_data(other: Project) -> Node:
    """Scripts and templates that hold another project's facts."""
    pairs = {one.label: ", ".join(one.parts) for one in other.facts}
    rows: list[Child] = [el("li", el("span", one.label), el("span", one.parts[0])) for one in other.facts]
    settings = el("script", json.dumps({"project": pairs}), type="application/json", data_drupal_selector="settings")
    return noise(el("div", settings, el("template", el("ul", rows)), el("!", "Project Status: Active")))


def teasers(
    others: Sequence[Project], structure: Structure, look: Look, language: str, *, tag: str = "section", facts: int = 12
) -> Node:
    """Cards of other projects, with the same labels and their own values."""
    cards: list[Child] = []
    for other in others:
        block = structure(other.facts[-facts:], look)
        for node in block.walk():
            node.role = node.name = ""
        link = el("a", other.title, href=other.url)
        cards.append(el("article", el("h3", link), block, cls="teaser"))
    return noise(el(tag, el("h2", RELATED[language]), cards, cls="related"))


Piece = Callable[[], Node]


def some_noise(rng: Random) -> list[Node]:
    """A random handful of pieces that may stand even among the content."""
    pieces: list[Piece] = [search, share, news, country_select, filters]
    return [piece() for piece in rng.sample(pieces, rng.randint(2, 4))]
