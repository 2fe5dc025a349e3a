"""Pages that are no project page, as servers, firewalls and content systems answer in a project's place."""

import json
import zlib
from dataclasses import dataclass

from tests.markups import chrome
from tests.markups.look import LOOKS
from tests.markups.projects import Project, label, real_projects
from tests.markups.structures_plain import PLAIN
from tests.markups.structures_site import SITE
from tests.markups.tree import Child, Ink, Node, el, write


@dataclass(frozen=True)
class NonProject:
    """The bytes of a page and the outcomes that are right for it."""

    body: bytes
    outcomes: tuple[str, ...]


def _page(title: str, *children: Child | list[Child], language: str = "en") -> bytes:
    """A whole page of the site around some content."""
    head = el("head", el("meta", charset="utf-8"), el("title", f"{title} | IOM"))
    main = el("main", el("h1", title), *children)
    body = el("body", chrome.mega_menu(), chrome.search(), chrome.filters(), main, chrome.news(), chrome.footer())
    return write(el("html", head, body, lang=language), Ink()).encode()


def _bare(title: str, body: str, language: str = "en") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{title}</title></head><body>{body}</body></html>'.encode()
    )


def _projects() -> list[Project]:
    return [one for one in real_projects() if one.language == "en" and len(one.printed) >= 11]


STATISTICS = {"Coverage": "Regional", "IDF Region": "Asia and Oceania", "Year": "2024", "Staff": "310"}
"""Some labels of a project, on a page that is about an office."""


def soft_errors() -> dict[str, NonProject]:
    texts = {
        "en": ("Page not found", "The requested page could not be found."),
        "fr": ("Page non trouvée", "La page demandée n'a pas pu être trouvée."),
        "es": ("Página no encontrada", "No se pudo encontrar la página solicitada."),
    }
    found = {
        f"soft 404 {language}": NonProject(_page(title, el("p", text), language=language), ("soft_error",))
        for language, (title, text) in texts.items()
    }
    others = chrome.teasers(_projects()[:3], SITE["drupal_inline"], LOOKS["plain"], "en")
    with_related = _page("404 - Page not found", el("p", "Sorry, this page does not exist. You may like:"), others)
    denied = _page("Access denied", el("p", "You are not authorized to access this page."))
    crash = _bare("Error", "<p>The website encountered an unexpected error. Please try again later.</p>")
    found["soft 404 with related projects"] = NonProject(with_related, ("soft_error",))
    found["access denied"] = NonProject(denied, ("soft_error", "login", "blocked"))
    found["unexpected error"] = NonProject(crash, ("soft_error", "maintenance"))
    return found


def challenges() -> dict[str, NonProject]:
    cloudflare = _bare(
        "Just a moment...",
        "<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={cType:'managed'}"
        "</script><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>",
    )
    old = _bare(
        "Attention Required! | Cloudflare",
        "<h1>Sorry, you have been blocked</h1><p>You are unable to access iom.int</p><p>Cloudflare Ray ID: 7d1</p>",
    )
    akamai = (
        b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n You don't have "
        b'permission to access "http://www.iom.int/project/x" on this server.<P>\nReference #18.2d3e1202.17.1a2b\n'
        b"<P>https://errors.edgesuite.net/18.2d3e1202\n</BODY>\n</HTML>\n"
    )
    aws = _bare(
        "Human Verification",
        '<script src="https://a1.token.awswaf.com/a1/b2/challenge.js"></script><div id="captcha-container"></div>'
        "<script>AwsWafIntegration.getToken()</script>",
    )
    aws_silent = (
        b'<!DOCTYPE html><html lang="en"><head><title></title><script>window.gokuProps={"key":"x","iv":"y"};</script>'
        b'<script src="https://x.edge.sdk.awswaf.com/challenge.js"></script></head><body><div id="challenge-container">'
        b"</div><noscript>JavaScript is disabled</noscript></body></html>"
    )
    incapsula = (
        b'<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body><iframe '
        b'id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=1-2">Request unsuccessful. Incapsula incident '
        b"ID: 1234-5678</iframe></body></html>"
    )
    title = _projects()[0].title
    titled = _bare(
        f"{title} | Just a moment...",
        f"<h1>{title}</h1><p>Checking your browser before accessing iom.int.</p>"
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>Ray ID: 7d1</p>",
    )
    bodies = {
        "cloudflare": cloudflare,
        "cloudflare block": old,
        "akamai": akamai,
        "aws waf": aws,
        "aws waf without words": aws_silent,
        "incapsula": incapsula,
        "cloudflare with a project's title": titled,
    }
    return {f"challenge {name}": NonProject(body, ("blocked",)) for name, body in bodies.items()}


def site_pages() -> dict[str, NonProject]:
    projects = _projects()
    maintenance = _bare(
        "Site under maintenance",
        "<h1>Site under maintenance</h1><p>International Organization for Migration is currently under maintenance. We "
        "should be back shortly. Thank you for your patience.</p>",
    )
    login = _page(
        "Log in",
        el(
            "form",
            el("label", "Username"),
            el("input", name_="name", type="text"),
            el("label", "Password"),
            el("input", name_="pass", type="password"),
            el("input", type="submit", value="Log in"),
            id="user-login-form",
        ),
    )
    links: list[Child] = [el("li", el("a", one.title, href=one.url)) for one in projects[:12]]
    listing = _page("Projects", el("ul", links), el("nav", el("a", "Next page", href="?page=1")))
    cards = chrome.teasers(projects[:8], PLAIN["list_two_spans"], LOOKS["plain"], "en", tag="div", facts=11)
    rich_listing = _page("Projects", cards, el("nav", el("a", "Last page", href="?page=40")))
    rows: list[Child] = [
        el("tr", [el("td", " ".join(fact.parts)) for fact in one.facts]) for one in projects if len(one.facts) == 11
    ]
    head = el("tr", [el("th", fact.label) for fact in projects[0].facts])
    table = _page("Projects by year", el("table", el("thead", head), el("tbody", rows[:9])))
    news = _page(
        "New border register opens in Chad",
        el(
            "p",
            "N'Djamena – The project status was reviewed on Monday. With a budget amount of USD 300,000, coverage is",
        ),
        el("p", "national; the start date was moved to the year 2024, said the Africa region's director."),
        el("p", "Project type: labour migration. Beneficiaries come from Chad, Niger and Nigeria."),
    )
    country = _page(
        "Kenya",
        el("p", "IOM has worked in Kenya since 1984."),
        el("dl", el("dt", "Capital"), el("dd", "Nairobi"), el("dt", "Region"), el("dd", "Africa")),
        chrome.teasers(projects[:3], SITE["views_rows"], LOOKS["plain"], "en", facts=11),
    )
    one_card = chrome.teasers(projects[4:5], SITE["drupal_inline"], LOOKS["plain"], "en", tag="div")
    one_card.children = one_card.children[1:]
    one_result = _page("Search results", el("p", "1 result for “register”"), one_card)
    publication = _page(
        "World Migration Report 2024",
        el("dl", el("dt", "Year"), el("dd", "2024"), el("dt", "Language"), el("dd", "English")),
        el("p", "The report looks at remittances, displacement and labour migration in all regions."),
    )
    untranslated = _page(
        "Contenu non disponible", el("p", "Cette page n'est pas disponible en français."), language="fr"
    )
    refresh = _bare(
        "Redirecting", '<meta http-equiv="refresh" content="0;url=/projects"><p>Redirecting to /projects</p>'
    )
    profile = _page(
        "Regional Office for Asia",
        el("ul", [el("li", el("b", key), f" {text}") for key, text in STATISTICS.items()]),
        el("p", "The office supports 40 country missions and works with governments, partners and migrants."),
    )
    return {
        "maintenance": NonProject(maintenance, ("maintenance",)),
        "login": NonProject(login, ("login",)),
        "listing of links": NonProject(listing, ("not_a_project",)),
        "listing with facts": NonProject(rich_listing, ("not_a_project",)),
        "listing as a table": NonProject(table, ("not_a_project",)),
        "news": NonProject(news, ("not_a_project",)),
        "country page": NonProject(country, ("not_a_project",)),
        "search with one result": NonProject(one_result, ("not_a_project",)),
        "publication": NonProject(publication, ("not_a_project",)),
        "untranslated": NonProject(untranslated, ("soft_error", "not_a_project")),
        "refresh": NonProject(refresh, ("not_a_project", "soft_error", "empty")),
        "profile with statistics": NonProject(profile, ("not_a_project",)),
    }


def other_bytes() -> dict[str, NonProject]:
    pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nStart Date 2005\n%%EOF\n"
    facts = {fact.label: " ".join(fact.parts) for fact in _projects()[0].facts}
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + zlib.compress(b"\x00" * 900)
    xml = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>'
    text = ("\n".join(f"{name}\t{value}" for name, value in facts.items())).encode()
    return {
        "pdf": NonProject(pdf, ("not_html",)),
        "json": NonProject(json.dumps(facts).encode(), ("not_html",)),
        "json list": NonProject(json.dumps([facts, facts]).encode(), ("not_html",)),
        "png": NonProject(png, ("not_html",)),
        "sitemap": NonProject(xml, ("not_html",)),
        "zip": NonProject(b"PK\x03\x04\x14\x00" + bytes(range(256)) * 9, ("not_html",)),
        "gzip": NonProject(b"\x1f\x8b\x08\x00" + bytes(range(255, 0, -1)) * 9, ("not_html",)),
        "text": NonProject(text, ("not_html", "not_a_project")),
        "nothing": NonProject(b"", ("empty",)),
        "blanks": NonProject(b" \r\n\t\n", ("empty",)),
        "byte order mark": NonProject(b"\xef\xbb\xbf", ("empty",)),
        "empty html": NonProject(b"<html></html>", ("empty",)),
        "empty body": NonProject(b"<!DOCTYPE html><html><head><title></title></head><body></body></html>", ("empty",)),
        "empty body with scripts": NonProject(
            _bare("", "<script>var a=1</script><div id=root></div>"), ("empty", "not_a_project")
        ),
    }


def blank_project() -> bytes:
    """A project page whose every value is blank, as after a change of the template."""
    project = _projects()[0]
    rows: list[Child] = [
        el("li", el("span", label(fact.name, "en"), cls="label"), el("span", cls="value")) for fact in project.facts
    ]
    prose: Node = el("p", "Border posts keep their records on paper. The project replaces them with a register.")
    return _page(project.title, el("ul", rows), prose)


ALL: dict[str, NonProject] = {
    name: page for group in (soft_errors, challenges, site_pages, other_bytes) for name, page in group().items()
}
"""Every non-project by name."""
