"""Facts of one page that are written in two ways, or under labels that nobody knows, and rows without a value."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, URL, VALUES, page

FACTS = {name: " ".join(texts) for name, texts in VALUES.items() if name != "countries"} | {"countries": "Costa Rica"}
BODY = "The region takes stock of what the project left in each member state."
WAYS = {
    "fields": "{}|<div class=field><div class=field__label>{label}</div><div class=field__item>{value}</div></div>",
    "list": "<ul>{}</ul>|<li>{label}: {value}</li>",
    "dl": "<dl>{}</dl>|<dt>{label}</dt><dd>{value}</dd>",
    "headings": "{}|<h3>{label}</h3><p>{value}</p>",
    "sections": "{}|<section><header>{label}</header><p>{value}</p></section>",
    "table": "<table>{}</table>|<tr><td><strong>{label}:</strong></td><td>{value}</td></tr>",
}


def block(way: str, names: list[str], labels: dict[str, str] = LABELS) -> str:
    whole, _, row = WAYS[way].partition("|")
    return whole.format("".join(row.format(label=labels[name], value=FACTS[name]) for name in names))


@pytest.mark.parametrize("cut", [3, 6, 8])
@pytest.mark.parametrize(
    ("first", "second"), [("fields", "list"), ("list", "fields"), ("headings", "list"), ("dl", "sections")]
)
def test_facts_in_two_blocks_are_all_read(first: str, second: str, cut: int) -> None:
    names = list(FACTS)
    parsed = parse_page(page(f"{block(first, names[:cut])}{block(second, names[cut:])}<p>{BODY}</p>"))
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in FACTS} == FACTS


@pytest.mark.parametrize(
    "states",
    [
        "<p><strong>{}:</strong></p><ul><li>Belize</li><li>Costa Rica</li></ul>",
        "<h3>{}</h3><ul><li>Belize</li><li>Costa Rica</li></ul>",
        "<p><strong>{}:</strong></p><p>Belize, Costa Rica</p>",
        "<div><b>{}</b></div><div>Belize<br>Costa Rica</div>",
    ],
)
@pytest.mark.parametrize("way", ["fields", "list", "dl", "table"])
def test_a_list_of_states_below_the_facts_is_read(way: str, states: str) -> None:
    names = [name for name in FACTS if name != "countries"]
    html = block(way, names) + states.format(LABELS["countries"])
    parsed = parse_page(page(f"{html}<div class=body><p>{BODY}</p></div>"))
    assert parsed.project is not None
    printed = (parsed.project.fields["countries"].raw or "").replace("\n", ", ")
    assert printed == "Belize, Costa Rica"


@pytest.mark.parametrize("way", WAYS)
def test_facts_under_labels_that_nobody_knows_are_no_legacy_page(way: str) -> None:
    labels = {name: f"Attribute {number}" for number, name in enumerate(FACTS)}
    head = f'<link rel="canonical" href="{URL}">'
    parsed = parse_page(page(f"{block(way, list(FACTS), labels)}<p>{BODY}</p>", head=head))
    assert (parsed.outcome, parsed.project) == ("soft_error", None)
    assert (parsed.unclaimed or {}).get("Attribute 0") == FACTS[next(iter(FACTS))]


@pytest.mark.parametrize("way", ["fields", "list", "dl", "table"])
def test_an_unknown_label_without_a_value_before_the_text_is_told(way: str) -> None:
    row = WAYS[way].partition("|")[2].format(label="Donor:", value="")
    html = block(way, list(FACTS)).replace("</ul>", f"{row}</ul>").replace("</dl>", f"{row}</dl>")
    html = html.replace("</table>", f"{row}</table>") + (row if way == "fields" else "")
    parsed = parse_page(page(f"{html}<p>{BODY}</p>"))
    assert parsed.project is not None
    told = [issue.message for issue in parsed.issues if issue.field == "description"]
    assert "Donor" in (parsed.project.unclaimed or {}) or any("Donor" in message for message in told)


def test_a_line_that_begins_with_a_label_stays_in_a_body_of_short_sentences() -> None:
    lines = ["Officials learn to plan.", "Budget Amount (USD): 350,000 were spent by another donor.", "They go on."]
    body = "".join(f"<p>{line}</p>" for line in [*lines, "The work goes on until the end."])
    parsed = parse_page(page(f"{block('dl', list(FACTS))}<div class=body>{body}</div>"))
    assert parsed.project is not None
    assert lines[1] in (parsed.project.fields["description"].raw or "")
    assert parsed.project.fields["budget_usd"].raw == FACTS["budget_usd"]


def test_a_note_beside_facts_outside_of_the_main_content_is_told() -> None:
    facts = block("dl", list(FACTS))
    html = f"<main><h1>Fair Recruitment</h1><p>{BODY}</p></main><aside>{facts}<p>Visited 1,204 times</p></aside>"
    parsed = parse_page(f"<html lang=en><head><title>Fair Recruitment</title></head><body>{html}".encode())
    assert parsed.project is not None
    assert any("Visited 1,204 times" in issue.message for issue in parsed.issues)


def test_rows_beside_other_rows_are_read_by_what_most_of_them_are() -> None:
    names = list(FACTS)
    parsed = parse_page(page(f"{block('fields', names[:6])}{block('headings', names[6:])}<p>{BODY}</p>"))
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in FACTS} == FACTS


def test_a_list_of_states_right_before_the_facts_is_read_and_told() -> None:
    names = [name for name in FACTS if name != "countries"]
    states = f"<h3>{LABELS['countries']}</h3><ul><li>Belize</li></ul>"
    parsed = parse_page(page(f"{states}{block('dl', names)}<p>{BODY}</p>"))
    assert parsed.project is not None
    assert parsed.project.fields["countries"].raw == "Belize"
    assert ("fact_apart", "countries") in {(issue.kind, issue.field) for issue in parsed.issues}


@pytest.mark.parametrize("way", ["fields", "list", "sections"])
def test_a_fact_before_the_title_fills_no_gap(way: str) -> None:
    names = [name for name in FACTS if name != "start_date"]
    html = page(f"{block(way, names)}<p>{BODY}</p>", before=block(way, ["start_date"]))
    parsed = parse_page(html)
    assert parsed.project is not None
    assert parsed.project.fields["start_date"].raw is None
    assert "start_date" in {issue.field for issue in parsed.issues}


def test_words_before_the_next_label_in_its_box_are_no_further_value() -> None:
    rows = block("list", list(FACTS)).replace("<li>Project Status", "<li><em>As of 2012</em> Project Status")
    parsed = parse_page(page(f"{rows}<p>{BODY}</p>"))
    assert parsed.project is not None
    assert parsed.project.fields["end_date"].raw == FACTS["end_date"]
    assert ("label_qualified", "status") in {(issue.kind, issue.field) for issue in parsed.issues}


def test_a_field_without_a_value_is_an_unknown_label() -> None:
    row = "<div class=field><div class=field__label>Donor</div><div class=field__item></div></div>"
    parsed = parse_page(page(f"{block('fields', list(FACTS))}{row}<p>{BODY}</p>"))
    assert parsed.project is not None
    assert parsed.project.unclaimed == {"Donor": ""}
    assert parsed.project.fields["description"].raw == BODY
