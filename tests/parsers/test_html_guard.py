"""The look over the raw markup: what is refused before it is parsed, and where a page was cut."""

import pytest

from parsers import parse_page
from parsers.html_guard import inspect
from parsers.model import ExcessError
from tests.parsers.pages import DESCRIPTION, list_of, page

PAGE = page(f"{list_of()}<div>{DESCRIPTION}</div>").decode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("".join(f"<p><b class=x{n}>" for n in range(4000)), "never closed"),
        ("".join(f"<p><b class=x{n}></p>" for n in range(4000)), "never closed"),
        ("".join(f"<p>x<b class=x{n}><table><td></b></table></p>" for n in range(1000)), "never closed"),
        ("<div>" * 100_000, "deep"),
        ("<ul><li>" * 1_000, "deep"),
        ("<table><tr><td>" * 1_000, "deep"),
        ("<div " + " ".join(f"a{n}" for n in range(50_000)) + ">", "attributes"),
        ("<br>" * 500_000, "elements"),
        ("x" * 9_000_000, "characters"),
    ],
    ids=["b in p", "b in closed p", "b ended in a cell", "div", "li", "table", "attributes", "br", "text"],
)
def test_markup_that_costs_without_bound_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ExcessError, match=reason):
        inspect(text)
    assert parse_page(text.encode()).outcome in {"soft_error", "not_html"}


@pytest.mark.parametrize(
    "text",
    [
        "<p>one<p>two" * 5_000,
        "<ul>" + "<li>one" * 5_000 + "</ul>",
        "<table>" + "<tr><td>a<td>b" * 3_000 + "</table>",
        "<dl>" + "<dt>a<dd>b" * 4_000 + "</dl>",
        "<p><b>bold</p>" * 200,
        "</div>" * 50_000,
        "<" * 100_000,
        '<a title="' * 10_000,
        "<!--" * 50_000,
        PAGE.replace("</main>", DESCRIPTION * 700 + "</main>"),
    ],
    ids=["p", "li", "tr", "dt", "b", "end tags", "angles", "quotes", "comments", "large"],
)
def test_sloppy_markup_is_not_refused(text: str) -> None:
    inspect(text)


def test_page_with_its_end_is_whole() -> None:
    assert inspect(PAGE)[0] is None


@pytest.mark.parametrize(
    "place", ["Completed", "<strong>Year", "</ul><div>", "Q36", "A common", "</main>", "r of the site"]
)
def test_cut_page_is_truncated(place: str) -> None:
    body = PAGE[: PAGE.index(place) + 4].encode()

    reading = parse_page(body)

    assert reading.outcome == "truncated"
    assert reading.project is None
    assert "ends within" in reading.reason


def test_formatting_that_its_paragraph_ends_is_not_what_a_page_ends_within() -> None:
    assert inspect("<main><p><b>Year</p></main>")[0] is None
    assert inspect("<main><p><b>Year")[0] == "<b>"


@pytest.mark.parametrize("ending", ["</p></footer></body></html>", "</p></footer></html>\n<!-- x -->", "</p></footer>"])
def test_page_that_leaves_out_what_html_lets_it_is_whole(ending: str) -> None:
    body = PAGE.replace("</p></footer></body></html>", ending).encode()

    assert parse_page(body).outcome == "project"


def test_end_tags_that_may_be_left_out_are_not_missed() -> None:
    body = PAGE.replace("</li>", "").replace("</p>", "").replace("</body></html>", "").encode()

    assert parse_page(body).outcome == "project"


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        ("<li><b>Start Date</b> 2005</li>" * 1_900, "not_a_project"),
        (list_of() * 100, "not_a_project"),
        (list_of() + "<h2>Related projects</h2>" * 3_900, "project"),
        (list_of() + "<div class='field--name-field-year'>2005</div>" * 3_900, "project"),
        (list_of() + "<p>" + "<span>word</span> " * 3_900 + "</p>", "project"),
        (list_of() + "<p>" + "line<br>" * 3_900 + "</p>", "project"),
        ("<p>Africa</p><p>TC.0779</p><p>Chad</p><p>National</p>" * 900, "not_a_project"),
    ],
    ids=["labels", "blocks", "headings", "classes", "spans", "lines", "bare blocks"],
)
def test_repetitive_page_ends_as_an_outcome(content: str, outcome: str) -> None:
    """Each would take minutes if anything here were quadratic in it."""
    assert parse_page(page(content)).outcome == outcome
