"""Where the facts, the description and the noise stand on a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.markups import chrome
from tests.markups.look import Look
from tests.markups.projects import Fact, Project
from tests.markups.structures_plain import Structure
from tests.markups.tree import Child, Node, bag, el


@dataclass(frozen=True)
class Parts:
    """What a frame puts together."""

    project: Project
    others: Sequence[Project]
    structure: Structure
    look: Look
    facts: Node
    description: Node
    rng: Random

    def related(self, tag: str = "section", facts: int = 12) -> Node:
        return chrome.teasers(self.others, self.structure, self.look, self.project.language, tag=tag, facts=facts)

    def title(self, tag: str = "h1", cls: str = "page-title") -> Node:
        return el(tag, el("span", self.project.title), cls=cls, role="title")

    def some(self, facts: Sequence[Fact]) -> Node:
        return self.structure(facts, self.look)


Frame = Callable[[Parts], list[Child]]
"""Gives the children of `<body>`."""


def _top(parts: Parts) -> list[Child]:
    header = el("header", chrome.mega_menu(), chrome.languages(parts.project.language), chrome.search())
    return [chrome.cookies(), header, chrome.breadcrumbs(parts.project)]


def facts_then_description(parts: Parts) -> list[Child]:
    main = el("main", parts.title(), parts.facts, parts.description, chrome.share(), role="main", id="main-content")
    return [*_top(parts), main, parts.related("aside"), chrome.footer()]


def description_then_facts(parts: Parts) -> list[Child]:
    main = el("main", parts.title(), parts.description, parts.facts, parts.related(), role="main")
    return [*_top(parts), main, chrome.news(), chrome.footer()]


def facts_in_aside_first(parts: Parts) -> list[Child]:
    aside = el("aside", parts.facts, chrome.share(), cls="sidebar-first")
    main = el("main", parts.title(), parts.description, role="main")
    return [*_top(parts), el("div", aside, main, cls="row"), parts.related(facts=4), chrome.footer()]


def facts_in_aside_last(parts: Parts) -> list[Child]:
    main = el("main", parts.title(), chrome.share(), parts.description, role="main")
    aside = el("aside", parts.facts, chrome.news(), parts.related("div", facts=5))
    return [*_top(parts), el("div", main, aside, cls="layout"), chrome.footer(), chrome.hidden_data(parts.others[0])]


def description_in_aside(parts: Parts) -> list[Child]:
    main = el("main", parts.title(), parts.facts, role="main")
    aside = el("aside", parts.description)
    return [*_top(parts), el("div", main, aside), chrome.country_select(), chrome.footer()]


def title_in_hero(parts: Parts) -> list[Child]:
    hero = el("section", parts.title(), el("img", src="/hero.jpg", alt=""), cls="hero")
    main = el("main", el("div", parts.facts, cls="facts"), parts.description, parts.related(), role="main")
    return [chrome.mega_menu(), chrome.filters(), hero, main, chrome.footer()]


def featured_before(parts: Parts) -> list[Child]:
    featured = parts.related("section", facts=12)
    main = el("main", el("article", parts.title(), parts.facts, parts.description), role="main")
    return [*_top(parts), featured, main, chrome.news(), chrome.footer()]


def two_blocks(parts: Parts) -> list[Child]:
    """Half of the facts above the description, half in a sidebar."""
    facts, half = parts.project.facts, len(parts.project.facts) // 2
    main = el("main", parts.title(), parts.some(facts[:half]), parts.description, role="main")
    aside = el("aside", parts.some(facts[half:]))
    return [*_top(parts), el("div", main, aside), parts.related(), chrome.footer()]


def desktop_and_mobile(parts: Parts) -> list[Child]:
    """The same facts twice, for wide and narrow screens."""
    wide = el("div", parts.facts, cls="d-none d-md-block")
    narrow = el("div", parts.facts.copy(), cls="d-md-none")
    main = el("main", parts.title(), narrow, parts.description, role="main")
    return [*_top(parts), el("div", main, el("aside", wide)), chrome.footer()]


def divs_only(parts: Parts) -> list[Child]:
    inner = el("div", parts.title(cls="css-1x"), parts.facts, parts.description, cls="css-9q", role="main")
    related = parts.related("div", facts=6)
    return [el("div", *_top(parts), el("div", el("div", inner), related), chrome.footer(), id="__next")]


def site_name_is_h1(parts: Parts) -> list[Child]:
    """The logo is the only `<h1>`; the project's title is an `<h2>`."""
    logo = el("h1", el("a", "IOM Development Fund", href="/"))
    main = el("main", parts.title("h2"), parts.facts, parts.description, role="main")
    return [chrome.noise(el("header", logo)), chrome.mega_menu(), main, parts.related("aside"), chrome.footer()]


def layout_table(parts: Parts) -> list[Child]:
    """A page laid out by a table, as twenty years ago."""
    left = el("td", chrome.mega_menu(), chrome.country_select())
    middle = el("td", parts.title(), parts.facts, parts.description, role="main")
    return [el("table", el("tr", left, middle, el("td", chrome.news()))), chrome.footer()]


def noisy(parts: Parts) -> list[Child]:
    """Teasers before and after the facts, filters above, data below."""
    main = el(
        "main",
        chrome.filters(),
        parts.title(),
        parts.facts,
        parts.related("div", facts=8),
        parts.description,
        *chrome.some_noise(parts.rng),
        role="main",
    )
    return [*_top(parts), main, parts.related("aside", facts=12), chrome.hidden_data(parts.others[-1]), chrome.footer()]


def bare(parts: Parts) -> list[Child]:
    """Nothing but the project, as printed or saved from a reader view."""
    return [bag(parts.title(), parts.facts, parts.description, role="main")]


def facts_in_header(parts: Parts) -> list[Child]:
    """Title and facts in the `<header>` of the article."""
    article = el("article", el("header", parts.title(), parts.facts), parts.description, role="main")
    return [*_top(parts), el("main", article), parts.related(), chrome.footer()]


def facts_in_article_footer(parts: Parts) -> list[Child]:
    """Facts in the `<footer>` of the article, as bylines are."""
    article = el("article", el("header", parts.title()), parts.description, el("footer", parts.facts), role="main")
    return [*_top(parts), el("main", article), parts.related("aside"), chrome.footer()]


def flat_related(parts: Parts) -> list[Child]:
    """Related projects without a box of their own: headings and facts as siblings of the description."""
    cards = parts.related().children
    flat = [
        part
        for card in cards
        if isinstance(card, Node)
        for part in (card.children if card.tag == "article" else [card])
    ]
    main = el("main", parts.title(), parts.facts, parts.description, *flat, role="main")
    return [*_top(parts), main, chrome.footer()]


def with_headings(parts: Parts) -> list[Child]:
    """A heading above the facts, and neighbours to turn to."""
    heading = {"en": "Project information", "fr": "Informations sur le projet", "es": "Información del proyecto"}
    links: list[Child] = [el("a", one.title, href=one.url) for one in parts.others[:2]]
    pager = chrome.noise(el("nav", "Previous / next: ", links, cls="pager"))
    facts = el("section", el("h2", heading[parts.project.language]), parts.facts)
    main = el("main", parts.title(), facts, parts.description, pager, role="main")
    return [*_top(parts), main, chrome.country_box(), chrome.footer()]


def heading_above_description(parts: Parts) -> list[Child]:
    heading = {"en": "Description", "fr": "Description", "es": "Descripción"}[parts.project.language]
    described = el("section", el("h2", heading), parts.description)
    main = el("main", parts.title(), el("section", parts.facts), described, role="main")
    return [*_top(parts), main, parts.related("aside"), chrome.footer()]


FRAMES: dict[str, Frame] = {
    one.__name__: one
    for one in (
        facts_then_description,
        description_then_facts,
        facts_in_aside_first,
        facts_in_aside_last,
        description_in_aside,
        title_in_hero,
        featured_before,
        two_blocks,
        desktop_and_mobile,
        divs_only,
        site_name_is_h1,
        layout_table,
        noisy,
        bare,
        facts_in_header,
        facts_in_article_footer,
        flat_related,
        with_headings,
        heading_above_description,
    )
}
