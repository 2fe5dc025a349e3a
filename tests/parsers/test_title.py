"""Which of a page's headings is its title."""

import pytest

from parsers import parse_page
from parsers.model import Issue, RawField
from tests.parsers.pages import DESCRIPTION, list_of

T = "Mapping Jamaica’s Diaspora"
FACTS = f"<main>{list_of()}<div>{DESCRIPTION}</div></main>"


def find(body: str, title: str = f"{T} | IOM Development Fund", og: str = "") -> tuple[RawField, list[Issue]]:
    meta = f'<meta property="og:title" content="{og}">' if og else ""
    reading = parse_page(f"<html><head><title>{title}</title>{meta}</head><body>{body}</body></html>".encode())
    assert reading.project is not None, reading.reason
    return reading.project.fields["title"], [issue for issue in reading.issues if issue.field == "title"]


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{T}</h1>{FACTS}",
        f"<h1> Mapping <span>Jamaica’s</span>\n Diaspora </h1>{FACTS}",
        f"<header><h1><a href='/'>IOM</a></h1></header><h1>{T}</h1>{FACTS}",
        f"<header><h1><a href='/'>IOM</a></h1></header><h2>{T}</h2>{FACTS}",
        f"<h1>{T}</h1><h1>{T}</h1>{FACTS}",
        f"<h1>Projects</h1><h1>{T}</h1>{FACTS}",
        f"<h1>IOM Development Fund</h1><main><h2>{T}</h2></main>{FACTS}",
        f"<nav><ol><li>Home</li><li>{T}</li></ol></nav><h1>{T}</h1><h2>{T}</h2>{FACTS}",
        f"<div class=hero><h1>{T}</h1></div>{FACTS}",
        f"<header><h1><a href='/'>IOM</a></h1><h1><a href='/'>{T}</a></h1></header>{FACTS}",
        f"<footer><h1>Contact</h1><h1>{T}</h1></footer>{FACTS}",
    ],
)
def test_title_is_the_heading_that_the_head_confirms(body: str) -> None:
    field, issues = find(body)

    assert (field.texts, field.rule) == ((T,), "heading:confirmed")
    assert issues == []


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1>{T}</h1>",
        f"<nav><h1>Menu</h1></nav><h1>{T}</h1>",
        f"<h1><a href='/'>IOM</a></h1><h1>{T}</h1>",
        f"<a href='https://www.iom.int/'><h1>IOM</h1></a><h1>{T}</h1>",
        f"<h1><a href='#facts'>{T}</a></h1>",
        f"<h1><a href='/project/x'>{T}</a></h1>",
        f"<h1><a name='top'>{T}</a></h1>",
    ],
)
def test_only_main_heading_is_the_title_though_the_head_says_something_else(heading: str) -> None:
    field, issues = find(heading + FACTS, title="Something else entirely")

    assert (field.texts, field.rule) == ((T,), "heading:h1")
    assert [issue.kind for issue in issues] == ["title_disagrees"]


@pytest.mark.parametrize("title", ["", f"{T} and Beyond", "Mapping Jamaica’s"])
def test_head_that_says_more_or_less_than_the_heading_does_not_disagree(title: str) -> None:
    field, issues = find(f"<h1>{T}</h1>{FACTS}", title=title)

    assert field.texts == (T,)
    assert issues == []


def test_two_main_headings_and_no_head_are_ambiguous() -> None:
    field, issues = find(f"<h1>{T}</h1><h1>Another title</h1>{FACTS}", title="")

    assert (field.name, field.status, field.texts, field.rule) == ("title", "ambiguous", (), "heading:h1")
    assert [(one.texts, one.rule) for one in field.alternatives] == [
        ((T,), "heading:h1"),
        (("Another title",), "heading:h1"),
    ]
    assert [(issue.kind, issue.severity) for issue in issues] == [("title_ambiguous", "error")]


def test_title_that_no_heading_prints_comes_from_the_head_with_an_issue() -> None:
    field, issues = find(f"<p class=title>{T}</p>{FACTS}", og=T)

    assert (field.texts, field.where) == ((T,), "body > p")
    assert [issue.kind for issue in issues] == ["title_without_heading"]


@pytest.mark.parametrize(
    ("title", "og"), [(f"{T} | IOM Development Fund", T), (f"{T} – a project", T), (T, f"A page about {T}"), (T, "")]
)
def test_title_of_the_head_is_the_shorter_of_what_its_elements_say(title: str, og: str) -> None:
    field, _ = find(FACTS, title=title, og=og)

    assert (field.texts, field.where) == ((T,), "head > title")


def test_no_title_at_all_is_an_error() -> None:
    field, issues = find(FACTS, title="")

    assert field.status == "not_on_page"
    assert [(issue.kind, issue.severity) for issue in issues] == [("title_missing", "error")]


@pytest.mark.parametrize("links", ["<a href=/edit>Edit</a>", "<a href=/a>Share</a> | <a href=/b>Print</a>"])
def test_links_in_the_heading_are_left_out_and_said(links: str) -> None:
    field, issues = find(f"<h1>{T} {links}</h1>{FACTS}")

    assert (field.texts, field.rule) == ((T,), "heading:confirmed")
    assert [(issue.kind, issue.severity) for issue in issues] == [("title_goes_on", "info")]


def test_a_heading_that_is_one_link_stays_whole() -> None:
    field, issues = find(f"<h1><a href=/project/mapping>{T}</a></h1>{FACTS}")

    assert (field.texts, issues) == ((T,), [])
