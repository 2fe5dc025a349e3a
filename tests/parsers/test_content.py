"""The description: all of it, and nothing else."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import DESCRIPTION, DESCRIPTION_TEXT, list_of, page, pairs

FACTS = list_of()
ROWS = pairs("<tr><th>{label}</th><td>{value}</td></tr>")
SHARE = '<div><span>Share this page</span><a href="#">Facebook</a> <a href="#">X</a> <a href="#">Print</a></div>'


def text_of(body: bytes) -> str | None:
    reading = parse_page(body)
    assert reading.project is not None, reading.reason
    return reading.project.fields["description"].raw


PLACES = {
    "after the facts": f"{FACTS}<div>{DESCRIPTION}</div>",
    "before the facts": f"<div>{DESCRIPTION}</div>{FACTS}",
    "beside the facts": f"<div><div>{FACTS}</div><div>{DESCRIPTION}</div></div>",
    "bare paragraphs": f"{FACTS}{DESCRIPTION}",
    "between the facts and a pager": f"{FACTS}{DESCRIPTION}<ul class=pager><li><a href=?page=1>Next</a></li></ul>",
    "under a heading of the facts": f"<h2>Project details</h2>{FACTS}<div>{DESCRIPTION}</div>",
    "in a Drupal body": f'{FACTS}<div class="field--name-body"><div class="field__item">{DESCRIPTION}</div></div>',
    "under a heading of its own": f"{FACTS}<h2>Description</h2><div>{DESCRIPTION}</div>",
    "after its own label": f"{FACTS}{DESCRIPTION.replace('<p>', '<p><b>Description:</b> ', 1)}",
    "with notes of the site": f"{FACTS}<p>Last updated: 3 May 2021</p>{DESCRIPTION}<p>We use cookies here.</p>",
    "in a table of the facts": f"<table>{ROWS}<tr><th>Summary</th><td>{DESCRIPTION}</td></tr></table>",
    "in an article": f"<article>{FACTS}<section>{DESCRIPTION}</section></article>",
    "with share links": f"{FACTS}{SHARE}<div>{DESCRIPTION}</div>{SHARE}",
    "with a link back": f"<p><a href=/projects>Back to projects</a></p>{FACTS}<div>{DESCRIPTION}</div>",
    "with a newsletter": f"{FACTS}<div>{DESCRIPTION}</div><div><h2>Newsletter</h2><p>News.</p></div>",
    "with tags": f"{FACTS}<div>{DESCRIPTION}</div><div class=tags>Tags <a href=/a>x</a> <a href=/b>y</a></div>",
    "with a caption": f"{FACTS}<figure><img src=a><figcaption>By A. Bee, 2019</figcaption></figure>{DESCRIPTION}",
    "with comments": f"{FACTS}<div>{DESCRIPTION}</div><section><h2>2 Comments</h2><p>Good! 1) a; 2) b.</p></section>",
    "with a download": f"{FACTS}<div>{DESCRIPTION}</div><p><a class=btn href=/f.pdf>Download PDF</a></p>",
    "with its source": f"{FACTS}<div>{DESCRIPTION}</div><div><b>Source URL:</b> https://iom.int/project/x</div>",
    "with other languages": f"{FACTS}<div>{DESCRIPTION}</div><p>Also available in: <a href=/fr>Français</a></p>",
    "under a heading of facts": f"{FACTS}<section><h2>About the project</h2>{DESCRIPTION}</section>",
    "in a tab": f"{FACTS}<div role=tabpanel hidden>{DESCRIPTION}</div>",
    "with controls": f"{FACTS}<div>{DESCRIPTION}</div><button>Print</button><form><input> Search it.</form>",
}


@pytest.mark.parametrize("place", PLACES)
def test_description_wherever_it_stands(place: str) -> None:
    assert text_of(page(PLACES[place])) == DESCRIPTION_TEXT


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One sentence here.</p><p>Another.</p>", "One sentence here.\nAnother."),
        ("One sentence here.<br><br>Another one.", "One sentence here.\nAnother one."),
        ("<div>One sentence here.<p>Another one.</p>A third.</div>", "One sentence here.\nAnother one.\nA third."),
        ("<p>It names <a href='/x'>a report</a> and <b>a law</b>.</p>", "It names a report and a law."),
        ("<ul><li>One aim, well told.</li></ul>", "One aim, well told."),
        ("<h3>Background</h3><p>One sentence here.</p>", "Background\nOne sentence here."),
        (
            "<p>See <a href='/project/other-one'>the first phase of the project</a>.</p>",
            "See the first phase of the project.",
        ),
        (
            "<p>Aims:</p><p>- A census of crews</p><p>- A model contract</p>",
            "Aims:\n- A census of crews\n- A model contract",
        ),
        ("<blockquote>A quotation of some length.</blockquote>", "A quotation of some length."),
        ("<p>Costs</p><table><tr><td>Staff.</td><td>Half of it.</td></tr></table>", "Costs\nStaff.\tHalf of it."),
    ],
)
def test_nothing_of_a_description_is_lost(markup: str, text: str) -> None:
    assert text_of(page(f"<div>{FACTS}</div><div>{markup}</div>")) == text


@pytest.mark.parametrize("company", ["", SHARE, "<h2>Newsletter</h2><p>News in your mail.</p>", "<div class=x></div>"])
def test_page_without_description_has_none(company: str) -> None:
    reading = parse_page(page(FACTS + company))

    assert reading.project is not None
    assert reading.project.fields["description"].status == "not_on_page"


def out_of_place(reading: ParsedPage) -> bool:
    return ("description_out_of_place", "description") in {(issue.kind, issue.field) for issue in reading.issues}


def test_description_outside_of_the_main_content_is_found_and_said() -> None:
    body = page(FACTS).replace(b"</main>", f"</main><div>{DESCRIPTION}</div>".encode())

    assert text_of(body) == DESCRIPTION_TEXT
    assert out_of_place(parse_page(body))


@pytest.mark.parametrize("lead", ["<p>{}</p>{}", "{1}<p>{0}</p>", "{1}<div>Note <i>{0}</i></div>"])
@pytest.mark.parametrize("tag", ["header", "div"])
def test_a_description_behind_an_element_with_title_facts_and_a_sentence_is_found_and_said(tag: str, lead: str) -> None:
    sentence = "It began in the spring of that year, when all the ports of the country were open again."
    text = (
        "Officials of two ministries learn to plan fair recruitment abroad, in both ports of the country and beyond it."
    )
    top = f"<{tag}><h1>Training of officers</h1>{lead.format(sentence, FACTS)}</{tag}>"
    body = f"<html lang=en><body><div>{top}<div><p>{text}</p></div></div></body></html>".encode()

    assert (text_of(body) or "").endswith(f"{sentence}\n{text}")
    assert out_of_place(parse_page(body))


@pytest.mark.parametrize("heading", ["Comments", "Newsletter"])
def test_what_is_left_out_beside_a_description_behind_title_and_facts_is_told(heading: str) -> None:
    top = f"<header><h1>Training of officers</h1>{FACTS}</header><div>{DESCRIPTION}</div>"
    more = f"<section><h3>{heading}</h3><p>Officials of Mombasa say that all of it was of use to them.</p></section>"
    parsed = parse_page(f"<html lang=en><body><div>{top}{more}</div></body></html>".encode())

    assert any("Officials of Mombasa say" in issue.message for issue in parsed.issues if issue.field == "description")


def test_list_of_facts_is_no_enumeration() -> None:
    reading = parse_page(page(f"{FACTS}<p>One sentence of a description.</p>"))

    assert reading.project is not None
    assert reading.project.items == ()
