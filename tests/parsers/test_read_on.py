"""Links, toggles and quotes around the description: no part of it, and nothing of it lost with them."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import list_of, page

LINES = [
    "The project supports two ministries in planning fair recruitment abroad.",
    "Officers learn how agencies are licensed and watched over.",
    "In the end both ministries share one register of agencies.",
]
TEXT = "".join(f"<p>{line}</p>" for line in LINES)


def read(body: str) -> tuple[ParsedPage, str]:
    parsed = parse_page(page(f"{list_of()}<div class=body>{body}</div>"))
    assert parsed.project is not None
    return parsed, parsed.project.fields["description"].raw or ""


@pytest.mark.parametrize("tag", ["a href=/x", "button", "span class=more", "label for=t", "em"])
@pytest.mark.parametrize("words", ["Read more", "Lire la suite", "Leer más", "View full description"])
def test_a_way_on_in_any_element_is_no_text(tag: str, words: str) -> None:
    way = f"<{tag}>{words}</{tag.partition(' ')[0]}>"
    assert read(TEXT.removesuffix("</p>") + f" {way}</p>")[1] == "\n".join(LINES)


def test_what_read_more_opens_is_the_text() -> None:
    details = f"<p>{LINES[0]}</p><details><summary>Read more</summary>{TEXT}</details>"
    assert read(details)[1] == "\n".join(LINES)


def test_a_quote_pulled_out_of_the_text_leaves_it_in_its_order() -> None:
    assert read(f"<blockquote class=pull>{LINES[1]}</blockquote>{TEXT}")[1] == "\n".join(LINES)


def test_a_link_to_an_anchor_behind_a_sentence_is_text() -> None:
    _, text = read(f'<p>{LINES[0].removesuffix(".")} and the <a href="#annex">Ministry of Ports</a></p>{TEXT}')
    assert "and the Ministry of Ports\n" in text


@pytest.mark.parametrize("control", ['<a href="#annex">the annex</a>', "<button>the annex</button>"])
def test_a_control_left_out_of_the_text_is_told(control: str) -> None:
    parsed, text = read(f"<p>{LINES[0]}</p><p>It follows {control}</p>{TEXT}")
    assert "the annex" not in text
    told = [issue.message for issue in parsed.issues if issue.field == "description"]
    assert any("'the annex'" in message for message in told)
