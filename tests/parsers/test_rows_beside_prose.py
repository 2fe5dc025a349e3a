"""What stands between facts beside prose, and what is shaped like a fact, is told as an unknown label."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage

PROSE = "<p>The project trained officers of two ministries for two years, and they went on.</p>"
BODY = (
    "<h2>Description</h2><p>Officials of two ministries learn to plan a fair recruitment abroad, and to follow it.</p>"
)
FACTS = {
    "Start Date": "2019",
    "Project Status": "Completed",
    "Year": "2019",
    "IDF Region": "Africa",
    "Projects ID": "CD.0032",
    "Coverage": "National",
}


def parse(rows: str) -> ParsedPage:
    return parse_page(
        f"<html lang=en><main><h1>Training of officers</h1><div>{rows}</div>{BODY}</main></html>".encode()
    )


def rows_of(between: str, *, row: str = "<div><div>{}</div><div>{}</div></div>") -> str:
    facts = [row.format(label, text) for label, text in FACTS.items()]
    return "".join([*facts[:3], between, *facts[3:]])


@pytest.mark.parametrize(
    "unknown",
    [
        "<div><div>Partners</div><div>Japan</div></div>",
        "<section><b>Partners:</b> Japan</section>",
        "<h4>Partners</h4><p>Japan</p>",
    ],
)
def test_a_fact_beside_prose_between_facts_is_theirs(unknown: str) -> None:
    parsed = parse(rows_of(PROSE + unknown))
    assert parsed.project is not None
    assert parsed.project.unclaimed == {"Partners": "Japan"}


def test_more_than_two_texts_behind_the_facts_are_a_text() -> None:
    text = "<div><h4>Objectives</h4><p>Train officers</p><p>Equip ports</p></div>"
    parsed = parse(rows_of(PROSE) + text)
    assert parsed.project is not None
    assert not parsed.project.unclaimed


@pytest.mark.parametrize("word", ["expected", "(phase two)"])
def test_words_on_a_line_before_a_label_in_its_box_qualify_it(word: str) -> None:
    rows = rows_of("").replace("<div>Start Date</div>", f"<span>{word}</span><br><div>Start Date</div>")
    messages = [issue.message for issue in parse(rows).issues if issue.kind == "label_qualified"]
    assert len(messages) == 1
    assert f"{word} Start Date" in messages[0]


@pytest.mark.parametrize("text", ["Lutte contre la traite approx.", "To be decided in May."])
def test_a_value_that_ends_as_a_sentence_parts_no_facts(text: str) -> None:
    row = "<div class=block><h3>{}</h3><div class=item>{}</div></div>"
    before = {
        "Projects ID": "CT.0940",
        "IDF Region": "Africa",
        "Project Type": text,
        "Benefiting Member States": "Kenya",
    }
    behind = {"Coverage": "Regional", "End Date": "2014", "Project Status": "Completed", "Budget Amount (USD)": "90000"}
    first, second = ("".join(row.format(*fact) for fact in facts.items()) for facts in (before, behind))
    body = "<div class=body><p>Officials of two ministries learn to plan fair recruitment abroad, and go on.</p></div>"
    parsed = parse_page(f"<html lang=en><main><h1>Training</h1>{first}{body}{second}</main></html>".encode())
    assert parsed.project is not None
    fields = ("project_id", "region", "project_type", "countries")
    assert [parsed.project.fields[field].raw for field in fields] == list(before.values())
