"""What stands beside the text of a description: left out where the text has a container of its own, else said."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import list_of, page

FACTS = list_of()
ONE = "<p>Officials of four ministries meet every quarter to steer it.</p>"
TWO = f"{ONE}<p>Data are broken down by sex and age wherever possible.</p>"
BODY = f"<div class=body>{TWO}</div>"
SOLD = "Farmers sell more of what they grow on the new market."
TEXT_OF_ONE = "Officials of four ministries meet every quarter to steer it."
TEXT = f"{TEXT_OF_ONE}\nData are broken down by sex and age wherever possible."

LINES = [
    "<p class=byline>By IOM Lusaka</p>",
    "<p>Published: 3 May 2014</p>",
    "<p>Reading time: two minutes</p>",
    "<p><a href=/projects>← To the list</a></p>",
    "<p>1,204 views</p>",
    "<p>© IOM 2014</p>",
    "<div><p>Want to support it?</p><a href=/donate>Donate now</a></div>",
    "<div class=source><strong>Address:</strong> https://iom.int/x</div>",
    "<p>In other languages: <a href=/fr/x>Français</a> <a href=/es/x>Español</a></p>",
    "<h3>Attachments</h3><ul><li><a href=a.pdf>Final report</a></li></ul>",
]
LISTS = [
    "<section><h2>Partners</h2><ul><li>Ministry of Labour</li><li>Police</li></ul></section>",
    "<h3>Goals</h3><ul><li>8</li><li>10</li></ul>",
    "<h2>Publications</h2><table><tr><th>Name<th>Pages<tr><td>Report<td>20</table>",
]


def description(reading: ParsedPage) -> tuple[str | None, list[str]]:
    assert reading.project is not None, reading.reason
    raw = reading.project.fields["description"].raw
    return raw, [issue.severity for issue in reading.issues if issue.kind == "beside_description"]


@pytest.mark.parametrize("body", [BODY, f"<article>{BODY}</article>", f"<div class=text>{ONE}</div>"])
@pytest.mark.parametrize("line", LINES)
def test_line_beside_the_text_is_left_out_and_said(body: str, line: str) -> None:
    expected = TEXT if "<p>Data" in body else TEXT_OF_ONE

    assert description(parse_page(page(f"{FACTS}{body}{line}"))) == (expected, ["info"])
    assert description(parse_page(page(f"<article>{FACTS}{line}{body}</article>")))[0] == expected


@pytest.mark.parametrize("part", LISTS)
def test_list_beside_the_text_is_no_enumeration_and_its_loss_is_a_warning(part: str) -> None:
    reading = parse_page(page(f"{FACTS}{BODY}{part}"))

    assert description(reading) == (TEXT, ["warning"])
    assert reading.project is not None
    assert reading.project.items == ()


def test_line_beside_facts_and_text_is_left_out() -> None:
    assert description(parse_page(page(f"<div>{FACTS}{TWO}</div><p>Published: 3 May 2014</p>"))) == (TEXT, ["info"])


@pytest.mark.parametrize("line", ["<p>By IOM Lusaka</p>", "<p>1,204 views</p>", *LISTS[1:]])
def test_line_at_the_edge_of_the_paragraphs_stays_and_is_said(line: str) -> None:
    for content in (f"{FACTS}{TWO}{line}", f"<div>{FACTS}</div><div>{TWO}{line}</div>"):
        text, severities = description(parse_page(page(content)))

        assert text is not None
        assert text.startswith(TEXT + "\n")
        assert severities == ["warning"]


def test_sentences_beside_the_text_stay_and_are_said() -> None:
    note = "The views in this text are those of its authors alone."

    for body, text in ((BODY, TEXT), (f"<div class=text>{ONE}</div>", TEXT_OF_ONE)):
        reading = parse_page(page(f"{FACTS}{body}<p class=note>{note}</p>"))
        assert description(reading) == (f"{text}\n{note}", ["warning"])


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"<h3>Background</h3>{BODY}", f"Background\n{TEXT}"),
        ("<div>It has aims, and a good many of them too:</div><ul><li>a stall</ul>", None),
        (
            f"{BODY[:-6]}<p>It has two aims:</p></div><ul><li>a stall<li>a road</ul>",
            f"{TEXT}\nIt has two aims:\na stall\na road",
        ),
        (f"{TWO}<p>Aims:</p><p>- a stall</p><p>- a road</p>", f"{TEXT}\nAims:\n- a stall\n- a road"),
        (f"<div>{ONE}</div><div><p>A market was built.</p></div>", f"{TEXT_OF_ONE}\nA market was built."),
        (
            f"<section>{TWO}</section><section><h2>Aims</h2><p>{SOLD}</p></section>",
            f"{TEXT}\nAims\n{SOLD}",
        ),
        (f"<div>{ONE}<ul><li>a stall<li>a road</ul></div>", f"{TEXT_OF_ONE}\na stall\na road"),
    ],
)
def test_what_belongs_to_the_text_stays_and_nothing_is_said(markup: str, text: str | None) -> None:
    expected = text or "It has aims, and a good many of them too:\na stall"

    assert description(parse_page(page(f"{FACTS}{markup}"))) == (expected, [])
