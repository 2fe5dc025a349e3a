"""Pages that are no project are refused, each by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import parse_page
from parsers.model import Outcome
from tests.parsers.pages import DESCRIPTION, LABELS, TEASER, TITLE, URL, VALUES, list_of, page, pairs, without

CANONICAL = f'<link rel="canonical" href="{URL}">'


def plain(title: str, text: str, head: str = "", lang: str = "en") -> bytes:
    return page(f"<p>{text}</p>", title=title, head=head, lang=lang)


CHALLENGE = b"""<html><head><title>Just a moment...</title></head><body><p>Checking your browser before accessing
</p><script>window._cf_chl_opt={}</script></body></html>"""
DENIAL = b"""<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission
to access "http&#58;&#47;&#47;www&#46;iom&#46;int" on this server.<P>Reference&#32;&#35;18&#46;5</BODY></HTML>"""

CASES: dict[str, tuple[bytes, Outcome]] = {
    "no bytes": (b"", "empty"),
    "blanks": (b" \r\n\t ", "empty"),
    "empty html": (b"<html></html>", "empty"),
    "empty body": (b"<!doctype html><html><head><title></title></head><body> \n </body></html>", "empty"),
    "marks": (b"\xef\xbb\xbf \0", "empty"),
    "marks and a pdf with html in it": (b"\xef\xbb\xbf%PDF-1.7 <html><title>Start Date</title>", "not_html"),
    "marks and json with html in it": (b'\xef\xbb\xbf\xef\xbb\xbf [{"a": "<p>Start Date 2005</p>"}]', "not_html"),
    "json too deep to read": (b'{"a":' * 100_000 + b'"<p>"', "not_html"),
    "braces before html": (b"{x}<p>A forum</p>", "not_a_project"),
    "html without an end": (b"<html><head><title>About us</title><body><p>Migration.</p>", "not_a_project"),
    "not found, said by the first heading": (
        b"<html><head><title>IOM</title></head><body><h1>Page not found.</h1></body></html>",
        "soft_error",
    ),
    "denied, said by the second heading": (
        b"<html><head><title>IOM</title></head><body><h2>Access denied</h2></body></html>",
        "soft_error",
    ),
    "no heading but a paragraph that reads like a sign": (
        b"<html><head><title>IOM</title></head><body><p>Access denied</p><p>The border was closed.</p></body></html>",
        "not_a_project",
    ),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not_html"),
    "png": (b"\x89PNG\r\n\x1a\n\x00", "not_html"),
    "json": (b'{"title": "Start Date"}', "not_html"),
    "cut json": (b'[{"title": "Sta', "not_html"),
    "sitemap": (b'<?xml version="1.0"?><urlset xmlns="x"><url/></urlset>', "not_html"),
    "text": (b"Start Date: 2005", "not_html"),
    "cloudflare": (
        CHALLENGE,
        "blocked",
    ),
    "challenge with the title of the page": (
        plain(TITLE, "Enable JavaScript and cookies to continue", CANONICAL),
        "blocked",
    ),
    "akamai": (DENIAL, "blocked"),
    "aws": (b"<html><head><title></title></head><body><script>AwsWafIntegration.x()</script></body></html>", "blocked"),
    "incapsula": (b"<html><body><iframe src='/_Incapsula_Resource?x'>Request</iframe></body></html>", "blocked"),
    "maintenance": (
        plain("Site under maintenance", "IOM is currently under maintenance. We should be back shortly."),
        "maintenance",
    ),
    "maintenance fr": (plain("Site en maintenance", "Le site est en cours de maintenance.", lang="fr"), "maintenance"),
    "login": (plain("Log in", "Username Password", lang="en"), "login"),
    "login form": (page("<form><input name=n><input type=password></form>", title="Members"), "login"),
    "not found": (plain("Page not found", "The requested page could not be found.", CANONICAL), "soft_error"),
    "not found fr": (plain("Page introuvable", "La page demandée n’a pas pu être trouvée.", lang="fr"), "soft_error"),
    "not found es": (plain("Página no encontrada", "No se ha podido encontrar la página.", lang="es"), "soft_error"),
    "unexpected error": (
        b"<html><body>The website encountered an unexpected error. Please try again later.</body></html>",
        "soft_error",
    ),
    "listing": (page(TEASER * 5, title="Projects"), "not_a_project"),
    "search with one hit": (page(TEASER, title="Search results"), "not_a_project"),
    "table of projects": (
        page(
            "<table><tr>"
            + "".join(f"<th>{LABELS[name]}</th>" for name in VALUES)
            + "</tr>"
            + ("<tr>" + "".join(f"<td>{texts[0]}</td>" for texts in VALUES.values()) + "</tr>") * 3
            + "</table>",
            title="All projects",
        ),
        "not_a_project",
    ),
    "news": (
        page(
            "<p>Geneva – The Project Status is good, said the director. Coverage: broad. In the Start Date debate of "
            "this Year nothing was settled.</p><p><b>Project Status</b> is a word that officials use.</p>",
            title="IOM welcomes a project",
        ),
        "not_a_project",
    ),
    "event": (
        page("<ul><li><b>Start Date</b> 2 May 2024</li><li><b>End Date</b> 3 May 2024</li></ul>", title="A forum"),
        "not_a_project",
    ),
    "labels without values": (page(pairs("<p><b>{label}</b></p>", dict.fromkeys(VALUES, ()))), "soft_error"),
    "address of a project and no facts": (page(DESCRIPTION, head=CANONICAL), "soft_error"),
    "another page": (page(DESCRIPTION, title="About us"), "not_a_project"),
    "frameset": (b"<html><frameset><frame src=x></frameset></html>", "empty"),
}


@pytest.mark.parametrize("case", CASES)
def test_page_is_refused_by_its_name(case: str) -> None:
    body, outcome = CASES[case]

    reading = parse_page(body)

    assert reading.outcome == outcome, reading.reason
    assert reading.project is None
    assert reading.reason


def test_blank_template_names_every_field_that_lost_its_value() -> None:
    body, _ = CASES["labels without values"]

    issues = parse_page(body).issues

    assert {issue.field for issue in issues} == set(VALUES)
    assert {(issue.kind, issue.severity) for issue in issues} == {("layout_drift", "error")}


@pytest.mark.parametrize(
    "company",
    [
        "<p>This site is currently under maintenance on Sundays.</p>",
        "<form><h2>User login</h2><input type=password></form>",
        "<script src=/cdn-cgi/challenge-platform/h/b/scripts/jsd.js></script><script>window._cf_chl_opt={}</script>",
        "<p>Page not found? Tell us.</p>",
    ],
)
def test_page_with_facts_is_a_project_whatever_stands_beside(company: str) -> None:
    assert parse_page(page(list_of(), after=company)).outcome == "project"


def test_page_that_lacks_dates_status_and_id_is_a_project() -> None:
    """Four real pages of projects that are not begun yet."""
    reading = parse_page(page(list_of(without("start_date", "end_date", "status", "project_id"))))

    assert reading.outcome == "project"


@given(st.binary(max_size=400))
def test_any_bytes_give_an_outcome(body: bytes) -> None:
    assert parse_page(body).project is None


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<b>", "<li>", "</ul>", "Start Date", "2005", "Coverage:", "<td>", " "]))
)
def test_any_soup_gives_an_outcome(pieces: list[str]) -> None:
    assert parse_page("".join(pieces).encode()).reason
