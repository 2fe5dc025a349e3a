"""Facts of which many stand in one line, or whose values look as labels do: none is a sentence or a label."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, VALUES, page

FACTS = {name: " ".join(texts) for name, texts in VALUES.items() if name != "countries"} | {"countries": "Costa Rica"}
BODY = "<p>The region takes stock of what the project left in each member state.</p>"


@pytest.mark.parametrize("name", ["start_date", "end_date", "budget_usd", "status"])
@pytest.mark.parametrize("row", ["<x-label>{}</x-label><x-value>{}</x-value>", "<b>{}</b> <i>{}</i> "])
def test_a_value_in_small_letters_before_other_facts_is_one(row: str, name: str) -> None:
    facts = FACTS | {name: "to be decided in spring"}
    rows = "".join(row.format(LABELS[one], value) for one, value in facts.items())
    parsed = parse_page(page(f"<section>{rows}</section>{BODY}"))
    assert parsed.project is not None
    assert {one: parsed.project.fields[one].raw for one in FACTS} == facts


@pytest.mark.parametrize("value", ["<div><em>{}</em></div>", "<div><b><span>{}</span></b></div>"])
def test_an_unknown_fact_whose_value_looks_as_labels_do_keeps_it(value: str) -> None:
    rows = "".join(f"<li><div>{LABELS[name]}</div>{value.format(text)}</li>" for name, text in FACTS.items())
    unknown = "<li><div>Thematic Area</div><div>Border management</div></li>"
    parsed = parse_page(page(f"<ul>{rows}{unknown}</ul>{BODY}"))
    assert parsed.project is not None
    assert parsed.project.unclaimed == {"Thematic Area": "Border management"}


def test_a_lead_in_right_behind_the_last_fact_belongs_to_the_description() -> None:
    rows = "".join(f"<span class=l>{LABELS[name]}</span><span class=v>{text}</span>" for name, text in FACTS.items())
    lead_in = "The project consists of two key components:"
    parsed = parse_page(page(f"{rows}{lead_in}<br><br><ul><li>A profile of workers.</li><li>A round table.</li></ul>"))
    assert parsed.project is not None
    assert parsed.project.fields["description"].raw == f"{lead_in}\nA profile of workers.\nA round table."
    assert parsed.project.unclaimed == {}


@pytest.mark.parametrize("sign", ["<abbr title='What is this?'>ⓘ</abbr>", "<i>ℹ</i>"])
def test_a_sign_for_information_is_no_part_of_label_or_value(sign: str) -> None:
    rows = "".join(f"<li><span>{LABELS[name]} {sign}</span> <div>{text}</div></li>" for name, text in FACTS.items())
    parsed = parse_page(page(f"<ul>{rows}</ul>{BODY}"))
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in FACTS} == FACTS
    assert "label_qualified" not in {issue.kind for issue in parsed.issues}


def test_a_tooltip_that_is_a_sentence_is_a_note() -> None:
    note = "<span role=tooltip>What this is about, in short.</span>"
    rows = "".join(f"<div><span>{LABELS[name]} {note}</span> <span>{text}</span></div>" for name, text in FACTS.items())
    parsed = parse_page(page(f"{rows}{BODY}"))
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in FACTS} == FACTS
    assert sum("What this is about" in issue.message for issue in parsed.issues) == len(FACTS)
