"""Pagers of listings, in every markup: issue 11, A3."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.crawl import crawl
from scraper.discovery.pagers import MAX_LINKS, is_further_page, read_markup
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from scraper.summary import CrawlSummary
from tests.scraper.loopback import NOT_FOUND, Answerer, ManualClock, PlainSite, Reply, Request, page
from tests.scraper.test_links import HOSTILE

Start = Callable[[Answerer], PlainSite]
PAGES = 4


def paged(address: Callable[[int], str], pager: Callable[[int], str], *, first: str = "/projects") -> Answerer:
    """A site whose listing has four pages of two projects each; its pager is as a function says."""
    places = {address(number): number for number in range(1, PAGES)} | {first: 0}

    def answer(request: Request) -> Reply:
        if request.path in places:
            number = places[request.path]
            links = "".join(f"<a href='/project/{2 * number + each}'>A project</a>" for each in (0, 1))
            filters = "<a href='?country=2'>Ghana</a><a href='?year=2005'>2005</a><a href='?sort=title'>Title</a>"
            return Reply(200, page("Projects", links=links + filters + pager(number)))
        return Reply(200, page(request.path)) if request.path.startswith("/project/") else NOT_FOUND

    return answer


def query(name: str, *, start: int = 0, step: int = 1, before: str = "") -> Callable[[int], str]:
    return lambda number: f"/projects?{name}={before}{start + number * step}"


def links_to(address: Callable[[int], str], form: str, *, first: str = "/projects") -> Callable[[int], str]:
    """A pager with a link to every page; `form` has `{href}` and `{number}`, from 1."""
    places = [first, *(address(number) for number in range(1, PAGES))]
    return lambda _: "".join(form.format(href=place, number=number) for number, place in enumerate(places, 1))


def to_next(address: Callable[[int], str], form: str) -> Callable[[int], str]:
    """A pager with a link to the next page alone."""
    return lambda number: form.format(href=address(number + 1)) if number + 1 < PAGES else ""


def path(form: str) -> Callable[[int], str]:
    return lambda number: form.format(number + 1)


PLAIN = "<a href='{href}'>{number}</a>"
FOLLOWED = {
    "the second pager of Drupal": paged(query("page", before="0%2C"), links_to(query("page", before="0,"), PLAIN)),
    "another parameter": paged(query("p", start=1), links_to(query("p", start=1), "<a href='{href}'>Seite</a>")),
    "rows": paged(query("offset", step=2), links_to(query("offset", step=2), "<a href='{href}'>»</a>")),
    "an unknown parameter with numbers": paged(query("x", start=1), links_to(query("x", start=1), PLAIN)),
    "an unknown parameter that counts rows": paged(query("from", step=20), links_to(query("from", step=20), PLAIN)),
    "a class": paged(query("batch"), links_to(query("batch"), "<a class='pager__link' href='{href}'>more</a>")),
    "rel in a link": paged(query("b"), to_next(query("b"), "<a rel='next' href='{href}'>×</a>")),
    "rel in the head": paged(query("b"), to_next(query("b"), "<link rel=next href='{href}'>")),
    "rel in the head, numbered": paged(query("page"), to_next(query("page"), "<link rel=next href='{href}'>")),
    "a place that is loaded": paged(query("page"), to_next(query("page"), "<div hx-get='{href}'></div>")),
    "a frame that is loaded": paged(query("page"), to_next(query("page"), "<turbo-frame src='{href}'></turbo-frame>")),
    "a path": paged(path("/projects/page/{}"), links_to(path("/projects/page/{}"), PLAIN)),
    "a short path": paged(path("/projects/{}"), to_next(path("/projects/{}"), "<a href='{href}'>Suivant ›</a>")),
    "a path by rel": paged(path("/list-{}.html"), to_next(path("/list-{}.html"), "<a rel=next href='{href}'>›</a>")),
    "a button": paged(query("b"), to_next(query("b"), "<button class='load-more' data-url='{href}'>More</button>")),
    "load more": paged(query("b"), to_next(query("b"), "<a href='{href}'><span>Load more</span></a>")),
    "infinite scroll of Drupal": paged(
        query("page"),
        lambda number: (
            "<div data-drupal-views-infinite-scroll-content-wrapper class='infinite-scroll'></div>"
            + to_next(query("page"), "<ul class='js-pager__items pager'><li><a href='{href}'>Load More</a></ul>")(
                number
            )
        ),
    ),
    "options": paged(
        query("b"), links_to(query("b"), "<select class=pager><option class=pager value='{href}'>{number}</select>")
    ),
    "without scripts": paged(
        query("b"), lambda n: f"<noscript>{to_next(query('b'), '<a href={href}>2</a>')(n)}</noscript>"
    ),
    "ordinary": paged(query("page"), links_to(query("page"), PLAIN)),
}


def crawled(site: PlainSite, folder: Path, clock: ManualClock, **settings: object) -> CrawlSummary:
    return crawl(site_at(site.url), folder, CrawlSettings(**settings), clock=clock)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("name", FOLLOWED)
def test_a_pager_is_followed(plain_site: Start, tmp_path: Path, clock: ManualClock, name: str) -> None:
    site = plain_site(FOLLOWED[name])
    summary = crawled(site, tmp_path, clock)
    assert summary.states["fresh"] == 2 * PAGES
    assert (summary.complete, summary.doubts) == (True, ())
    assert len(site.asked) == 2 * PAGES + PAGES + 2 + 2, "of the listing's filters, two are tried, and no order"
    assert set(site.asked.values()) == {1}


NOT_FOLLOWED = {
    "a button": "<button class='btn'>Load more</button>",
    "a link to nowhere": "<a href='#' class='pager__link'>2</a>",
    "a link of script": "<ul class='pagination'><li><a class='page-link' href='javascript:go(2)'>2</a></ul>",
    "a link of script in a bare list": "<ul class=pagination><li><a href='javascript:void(0)'>2</a></ul>",
    "a script that gets the number": "<td><a href=\"javascript:__doPostBack('List','Page$2')\">2</a>",
    "a form that is sent": "<form method=post><input type=submit value='Next page'></form>",
    "a picture that sends": "<form method=post><input type=image alt='Suivant' src=next.png></form>",
    "a form that chooses": "<form><select name=page><option value=0>1<option value=1>2</select></form>",
    "a symbol with a label": "<nav class=pager><a href='#' aria-label='Next'><svg></svg></a></nav>",
    "a picture": "<nav class=pager><a href='javascript:next()'><img src=n.png alt='Siguiente'></a></nav>",
    "an item that is clicked": "<ul class=pagination><li onclick='go(2)'>2</li></ul>",
    "a number with data": "<div class=pagination><span data-page=2>2</span></div>",
    "an input that is clicked": "<form><input type=button value='Next &raquo;' onclick='go()'></form>",
    "a button with a number": "<form method=post><button name=page value=2>2</button></form>",
    "a choice without a form": "<select id=pg onchange='go(this.value)'><option>1<option>2</select>",
    "a page of several": "<p>Page 1 of 5</p>",
    "a page of several in Spanish": "<p>Página 1 de 5</p>",
    "how many it found": "<p>95 projects found</p>",
    "a link to itself": "<ul class=pagination><li><a href='/projects#2' data-page=2>2</a></ul>",
    "a link elsewhere": "<ul class=pagination><li><a href='/views/ajax?page=1'>2</a></ul>",
    "a form beside languages": "<a hreflang=fr href=/fr/projects>fr</a><input type=submit value=Next>",
    "French": "<button>Afficher plus de projets</button>",
    "Spanish": "<a href='#'>Ver más</a>",
    "scrolling": "<div class='js-infinite-scroll'></div>",
    "a script": "<script>window.addEventListener('scroll', () => fetch('/api/projects?page=' + ++n))</script>",
    "what it says": "<p>Displaying 1 - 2 of 1,205</p>",
    "a control that is no button": "<span class='btn' role='button'>Voir plus</span>",
    "a form": "<form><input type=hidden name=page value=1><button type=submit>Next</button></form>",
    "how many it shows": "<p>Showing 2 of 95 projects</p>",
    "how many it shows in Spanish": "<p>2 de 95 resultados</p>",
    "what it says in French": "<p>Affichage de 1–2 sur 95 projets</p>",
}


@pytest.mark.parametrize("more", NOT_FOLLOWED.values(), ids=NOT_FOLLOWED)
def test_a_pager_that_cannot_be_followed_is_told(
    plain_site: Start, tmp_path: Path, clock: ManualClock, more: str
) -> None:
    site = plain_site(paged(query("page"), lambda _: more))
    summary = crawled(site, tmp_path, clock)
    assert not summary.complete
    (doubt,) = summary.doubts
    place = f"{site.url}/projects"
    assert doubt.startswith(f"1 listing with a pager that was not followed (seen by listing, for example {place}): its")


@pytest.mark.parametrize(
    "more",
    [
        "<button>Read more</button>",
        "<a href='#' class='facets-soft-limit-link'>Show more</a>",
        "<div class='carousel'><a href='#' class='carousel-next'>Next</a></div>",
        "<ul class='slick-dots'><li><button type='button'>2</button></ul>",
        "<form><select name=year><option>2<option>3</select><select name=start><option>2005</select></form>",
        "<form><input type=submit value='Next page' disabled></form><a href='#note2'>2</a>",
        "<ul class=pagination><li class=disabled><a href='#'>Next</a></ul>",
        "<p>2 projects found</p><p>Page 1 / 1</p><p>20 results found</p>",
        "<ul class=carousel-indicators><li data-page=2>2</li></ul>",
        "<nav class=pager><span class='disabled' data-page=2>2</span></nav>",
        "<p>Displaying 1 - 2 of 2</p>",
        "<p>Page 1 of 1</p>",
        "<p>2 of 2 projects</p><p>1 of 95 projects ended early</p>",
        "<form action='/search'><button type=submit>Search</button></form>",
        "<nav class='pager'><a href='#' class='pager__item is-active' aria-current='page'>1</a></nav>",
        "<script>new IntersectionObserver(lazyImages)</script>",
    ],
)
def test_what_is_no_pager_is_no_doubt(plain_site: Start, tmp_path: Path, clock: ManualClock, more: str) -> None:
    site = plain_site(paged(query("page"), lambda _: more))
    summary = crawled(site, tmp_path, clock)
    assert (summary.complete, summary.states["fresh"]) == (True, 2)


def test_a_search_is_a_listing_by_setting(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    search = "/search?created=All&keywords=&sort_bef_combine=created_DESC&type%5B0%5D=project"
    address = lambda number: search.replace("&sort", f"&page={number}&sort")  # noqa: E731 - as the others
    form = f"<a href='{search.replace('&created', '')}&page={{href}}'>x</a>"
    site = plain_site(paged(address, lambda n: form.format(href=n + 1) if n + 1 < PAGES else "", first=search))
    chosen = (f"{site.url}/search?keywords=&type[0]=project&created=All&sort_bef_combine=created_DESC",)
    profile = CrawlSettings(listings=chosen).widen(site_at(site.url))
    summary = crawl(profile, tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 2 * PAGES
    assert site.asked[search] == 1
    assert summary.complete


def test_two_searches_are_two_listings(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answer(request: Request) -> Reply:
        if request.path.startswith("/search?"):
            kind, number = request.path[-1], 1 if "page=1" in request.path else 0
            further = f"<a href='?page=1&type={kind}'>2</a>" if number == 0 else ""
            return Reply(200, page("s", links=f"<a href='/project/{kind}{number}'>x</a>{further}"))
        return Reply(200, page(request.path)) if request.path.startswith("/project/") else NOT_FOUND

    site = plain_site(answer)
    profile = CrawlSettings(listings=("/search?type=a", "/search?type=b")).widen(site_at(site.url))
    summary = crawl(profile, tmp_path, CrawlSettings(), clock=clock)
    assert summary.states["fresh"] == 4


def test_a_listing_in_other_languages_is_read(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answer(request: Request) -> Reply:
        if request.path in {"/projects", "/fr/projects"}:
            prefix = request.path.removesuffix("/projects")
            languages = "".join(f"<link rel=alternate hreflang={code} href=/{code}/projects>" for code in ("fr", "ar"))
            return Reply(200, page("list", links=f"{languages}<a href='{prefix}/project/x'>x</a>"))
        return Reply(200, page(request.path)) if "/project/" in request.path else NOT_FOUND

    summary = crawled(site := plain_site(answer), tmp_path, clock)
    assert summary.states["fresh"] == 2
    assert site.asked["/ar/projects"] == 0


def test_a_pager_without_end_is_left(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    def answer(request: Request) -> Reply:
        if request.path.startswith("/projects"):
            number = int(request.path.partition("=")[2] or 0)
            links = f"<a href='/project/{min(number, 3)}'>a</a><a rel=next href='?p={number + 1}'>Next</a>"
            return Reply(200, page("list", links=links))
        return Reply(200, page(request.path)) if request.path.startswith("/project/") else NOT_FOUND

    site = plain_site(answer)
    summary = crawled(site, tmp_path, clock)
    assert summary.states["fresh"] == 4
    assert not summary.complete
    assert sum(path.startswith("/projects") for path in site.asked) == 7


def test_a_listing_that_names_nothing_is_worth_knowing(plain_site: Start, tmp_path: Path, clock: ManualClock) -> None:
    site = plain_site(lambda request: Reply(200, page("p")) if request.path == "/projects" else NOT_FOUND)
    summary = crawled(site, tmp_path, clock)
    assert [(group.reason, group.is_doubt) for group in summary.unfollowed] == [("empty_listing", False)]


def test_only_pages_of_the_same_listing_are_further_ones() -> None:
    here = "https://a.example/projects?p=2"
    assert is_further_page(here, "https://a.example/projects?p=3", is_marked=False)
    assert is_further_page(here, "https://a.example/projects?p=3&x=1", is_marked=True)
    assert not is_further_page(here, "https://a.example/projects?p=3&x=1", is_marked=False)
    assert not is_further_page(here, "https://a.example/projects?p=all", is_marked=False)
    assert not is_further_page(here, "https://a.example/news?p=3", is_marked=True)
    assert not is_further_page(here, "https://b.example/projects?p=3", is_marked=True)
    assert not is_further_page(here, here, is_marked=True)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_read_in_linear_time(body: bytes) -> None:
    markup = read_markup(body, None)
    assert len(markup.nexts) + len(markup.links) + len(markup.hrefs) <= MAX_LINKS


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    read_markup(b"<a href='" + body, None)
    read_markup(b"<button class='load-more'>" + body, "text/html; charset=utf-16")
