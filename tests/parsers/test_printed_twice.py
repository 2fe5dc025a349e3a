"""Links to read on, teasers before the whole, copies for phone and desk: the description has its text once."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import list_of, page

FACTS = list_of()
FIRST = "Officials of four ministries meet every quarter to steer the work."
SECOND = "Data are broken down by sex and age wherever that is possible."
ITEMS = "<p>It has two components:</p><ul><li>A census of all crews</li><li>A model contract</li></ul>"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"
TEXT = f"{FIRST}\n{SECOND}"
TEXT_OF_ITEMS = "It has two components:\nA census of all crews\nA model contract"


def text_of(content: str, **more: str) -> tuple[str, ParsedPage]:
    reading = parse_page(page(content, **more))
    assert reading.project is not None, reading.reason
    return reading.project.fields["description"].raw or "", reading


LINKS = [
    "Read more",
    "Read more »",
    "[Read more]",
    "Read more about this project",
    "Continue reading…",
    "Show less",
    "Lire la suite",
    "Lire la suite sur le projet",
    "En savoir plus",
    "Leer más",
    "Leer más sobre el proyecto",
    "Ver menos",
]
PLACES = {
    "in the last sentence": "<p>{first}</p><p>{second} {link}</p>",
    "on a line of its own": "<p>{first}</p><p>{second}</p><p>{link}</p>",
    "between the paragraphs": "<p>{first}</p>{link}<p>{second}</p>",
    "behind a line break": "<p>{first}</p><p>{second}<br>{link}</p>",
    "in a container of its own": "<div class=body><p>{first}</p><p>{second}</p></div><div class=more>{link}</div>",
}


@pytest.mark.parametrize("element", ['<a href="/x">{}</a>', '<a href="#rest">{}</a>', "<button>{}</button>"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", LINKS)
def test_link_on_is_no_part_of_the_text(words: str, place: str, element: str) -> None:
    content = PLACES[place].format(first=FIRST, second=SECOND, link=element.format(words))

    assert text_of(FACTS + content)[0] == TEXT


def test_link_on_behind_the_last_item_is_no_part_of_it() -> None:
    text, reading = text_of(f"{FACTS}<p>It has two components:</p><p>a) A census;</p><p>b) A law. <a>Read more</a></p>")

    assert text == "It has two components:\na) A census;\nb) A law."
    assert reading.project is not None
    assert [item.text for item in reading.project.items] == ["A census", "A law"]


@pytest.mark.parametrize(
    "sentence",
    [
        'Those who want to <a href="/x">read more</a> find the report in every library.',
        'The report invites them to <a href="/x">learn more about the law</a> and the rights that it gives.',
    ],
)
def test_link_within_a_sentence_stays(sentence: str) -> None:
    assert text_of(f"{FACTS}<div>{BODY}<p>{sentence}</p></div>")[0] == f"{TEXT}\n" + sentence.replace(
        '<a href="/x">', ""
    ).replace("</a>", "")


TEASERS = {
    "cut, with a link": f'<div class=teaser><p>{FIRST[:40]}… <a href="#all">Read more</a></p></div><div>{BODY}</div>',
    "cut in a word": f"<p>{FIRST[:44]}...</p><div>{BODY}</div>",
    "the first sentence": f"<div class=lead><p>{FIRST}</p></div><div>{BODY}</div>",
    "the first of one paragraph": f"<p class=lead>{FIRST}</p><div><p>{FIRST} {SECOND}</p></div>",
    "cut behind one paragraph": f"<div class=short><p>{FIRST}</p><p>{SECOND[:30]} […]</p></div><div>{BODY}</div>",
    "copies": f"<div class=d-md-none>{BODY}</div><div class=d-none>{BODY}</div>",
    "copies in other markup": f"<div class=phone>{FIRST}<br>{SECOND}</div><div class=desk>{BODY}</div>",
    "copies around the facts": None,
}


@pytest.mark.parametrize("name", TEASERS)
def test_text_that_is_printed_twice_is_there_once(name: str) -> None:
    markup = TEASERS[name]
    content = f"<div>{BODY}</div>{FACTS}<div>{BODY}</div>" if markup is None else FACTS + markup
    text, reading = text_of(content)

    assert text.replace(f"{FIRST} {SECOND}", TEXT) == TEXT
    assert not [issue for issue in reading.issues if issue.kind == "text_left_out"]


def test_copies_of_a_list_give_its_items_once() -> None:
    body = f"<p>{FIRST}</p>{ITEMS}"
    text, reading = text_of(f"{FACTS}<div class=phone>{body}</div><div class=desk>{body}</div>")

    assert text == f"{FIRST}\n{TEXT_OF_ITEMS}"
    assert reading.project is not None
    assert [item.text for item in reading.project.items] == ["A census of all crews", "A model contract"]


def test_same_item_may_stand_in_two_lists() -> None:
    item = "<li>Training of the officers who work at the border</li>"
    body = f"<p>{FIRST}</p><p>In Kenya:</p><ul>{item}<li>A census</li></ul><p>In Mali:</p><ul>{item}<li>A law</li></ul>"

    text, _ = text_of(FACTS + body)

    assert text.count("Training of the officers who work at the border") == 2


def test_a_cut_text_that_stands_twice_and_nowhere_whole_is_kept_once() -> None:
    cut = "Three towns of the coast were chosen for a census of…"

    assert text_of(f"{FACTS}<div>{BODY}<p>{cut}</p><p>{cut}</p></div>")[0] == f"{TEXT}\n{cut}"
