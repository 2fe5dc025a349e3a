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


def test_a_dash_in_the_element_of_a_value_belongs_to_it_whatever_follows_in_the_line() -> None:
    facts = FACTS | {"start_date": "2005 –"}
    rows = "".join(f"<x-l>{LABELS[name]}</x-l><x-v>{text}</x-v>\n" for name, text in facts.items())
    parsed = parse_page(page(f"{rows}{BODY}"))
    assert parsed.project is not None
    assert parsed.project.fields["start_date"].raw == "2005 –"


@pytest.mark.parametrize("note", ["<a href=/edit>Edit</a>", "<small>help</small>"])
def test_an_element_between_a_label_and_its_colon_is_a_note(note: str) -> None:
    rows = "<br>".join(f"{LABELS[name]} {note}: {text}" for name, text in FACTS.items())
    parsed = parse_page(page(f"<div>{rows}</div>{BODY}"))
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in FACTS} == FACTS


def test_two_amounts_glued_in_elements_that_look_alike_are_two() -> None:
    facts = FACTS | {"budget_usd": "<i>120000</i><i>125000.00</i>"}
    rows = "".join(f"<li><b>{LABELS[name]}</b> {text}</li>" for name, text in facts.items())
    parsed = parse_page(page(f"<ul>{rows}</ul>{BODY}"))
    assert parsed.project is not None
    assert parsed.project.fields["budget_usd"].texts == ("120000", "125000.00")


def test_a_year_under_the_budget_is_a_shifted_value() -> None:
    facts = FACTS | {"end_date": "TCMMCB", "project_type": "81500.00", "budget_usd": "2011"}
    rows = "".join(f"<dt>{LABELS[name]}</dt><dd>{facts[name]}</dd>" for name in FACTS if name != "status")
    parsed = parse_page(page(f"<dl>{rows}</dl>{BODY}"))
    assert parsed.project is not None
    assert {parsed.project.fields[name].status for name in ("end_date", "project_type", "budget_usd")} == {"ambiguous"}


def test_a_figure_glued_to_the_bracket_that_ends_a_title_is_told() -> None:
    html = page(f"<dl>{''.join(f'<dt>{LABELS[name]}</dt><dd>{text}</dd>' for name, text in FACTS.items())}</dl>{BODY}")
    title = "Outward Migration (BECOME)<span>8</span>"
    parsed = parse_page(html.decode().replace("Strengthening of the Migration Components of the ", title).encode())
    assert "texts_joined" in {issue.kind for issue in parsed.issues if issue.field == "title"}


def test_an_unknown_fact_in_elements_with_names_of_their_own_is_found_behind_a_list() -> None:
    row = "<x-fact><x-label>{}</x-label><x-value>{}</x-value></x-fact>"
    rows = "".join(row.format(LABELS[name], text) for name, text in FACTS.items() if name != "countries")
    states = row.format(LABELS["countries"], "<div>Niger</div><div>Republic of Moldova</div>")
    unknown = row.format("Thematic Area", "Border management")
    parsed = parse_page(page(f"<x-facts>{rows}{states}{unknown}</x-facts>{BODY}"))
    assert parsed.project is not None
    assert parsed.project.unclaimed == {"Thematic Area": "Border management"}


@pytest.mark.parametrize(("amount", "read"), [("$81,500.00", "$81,500.00"), ("-81,500", "– -81,500")])
def test_what_parts_label_and_value_everywhere_is_no_sign_before_dollars_either(amount: str, read: str) -> None:
    facts = FACTS | {"budget_usd": amount}
    rows = "".join(f"<li>{LABELS[name]} – {text}</li>" for name, text in facts.items())
    parsed = parse_page(page(f"<ul>{rows}</ul>{BODY}"))
    assert parsed.project is not None
    assert parsed.project.fields["budget_usd"].raw == read


@pytest.mark.parametrize("bar", [" | ", " · "])
@pytest.mark.parametrize("name", FACTS)
def test_an_empty_value_before_a_bar_takes_none_from_the_next_label(name: str, bar: str) -> None:
    facts = FACTS | {name: ""}
    parsed = parse_page(page(f"<p>{bar.join(f'{LABELS[one]}: {text}' for one, text in facts.items())}</p>{BODY}"))
    assert parsed.project is not None
    assert {one: parsed.project.fields[one].raw for one in FACTS} == FACTS | {name: None}
