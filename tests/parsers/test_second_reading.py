"""Pages whose labels were missed, so that values stand as bare facts, and short texts printed twice."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, TITLE, URL, VALUES, page

NAMES = list(VALUES)
TEXTS = [", ".join(texts) for texts in VALUES.values()]
MOVED = [*TEXTS[1:], TEXTS[0]]
BODY = "<p>The region takes stock of what the project left in each member state.</p>"


@pytest.mark.parametrize(
    "cell", ["<td data-label='{}'>{}</td>", "<div data-title='{}'>{}</div>", "<span data-preamble='{}'>{}</span>"]
)
def test_labels_in_attributes_with_shifted_values_give_none_of_them(cell: str) -> None:
    cells = "".join(cell.format(LABELS[name], text) for name, text in zip(NAMES, MOVED, strict=True))
    parsed = parse_page(page((f"<table><tr>{cells}</tr></table>" if cell.startswith("<td") else cells) + BODY))
    assert parsed.outcome == "project"
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].texts for name in NAMES} == dict.fromkeys(NAMES, ())
    assert {issue.field for issue in parsed.issues if issue.kind == "values_shifted"} == set(NAMES)


@pytest.mark.parametrize("head", ["{} <a href=/edit>Edit</a>", "{} – total"])
def test_columns_whose_labels_have_more_around_them_are_read(head: str) -> None:
    heads = "".join(f"<th>{head.format(LABELS[name])}</th>" for name in NAMES)
    row = "".join(f"<td>{text}</td>" for text in TEXTS)
    parsed = parse_page(page(f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{row}</tr></tbody></table>{BODY}"))
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].raw for name in NAMES} == dict(zip(NAMES, TEXTS, strict=True))


def test_a_year_among_bare_facts_is_a_finding_for_every_date_that_is_missing() -> None:
    names = ("region", "project_id", "budget_usd", "countries", "project_type", "coverage", "status")
    facts = "".join(f"<div>{', '.join(VALUES[name])}</div>" for name in names)
    parsed = parse_page(page(f"<div>{facts}<div>2005</div></div>{BODY}"))
    assert parsed.layout == "legacy"
    told = {issue.field for issue in parsed.issues if issue.kind == "unknown_label_fits"}
    assert told >= {"start_date", "end_date", "year"}


def test_a_short_text_above_and_below_the_facts_is_in_the_description_once() -> None:
    facts = "<br>".join(f"<b>{LABELS[name]}:</b> {text}" for name, text in zip(NAMES, TEXTS, strict=True))
    short = "<p>Support to passports</p>"
    html = f"<html lang=en><title>{TITLE}</title><link rel=canonical href={URL}><main><h1>{TITLE}</h1>"
    parsed = parse_page(f"{html}<div>{short}</div><p>{facts}</p><div>{short}</div></main>".encode())
    assert parsed.project is not None
    assert parsed.project.fields["description"].raw == "Support to passports"


def test_a_list_that_is_the_whole_description_twice_is_there_once() -> None:
    facts = "".join(f"<p><b>{LABELS[name]}:</b> {text}</p>" for name, text in zip(NAMES, TEXTS, strict=True))
    items = "<ul><li>A manual</li><li>A guide</li></ul>"
    parsed = parse_page(page(f"{facts}<div class=d-none>{items}</div><div class=d-md-none>{items}</div>"))
    assert parsed.project is not None
    assert parsed.project.fields["description"].raw == "A manual\nA guide"


@pytest.mark.parametrize("label", ["Date de début", "Couverture"])
def test_one_fact_at_a_nodes_address_is_a_projects_where_the_template_is(label: str) -> None:
    html = (
        "<html lang=fr><title>{0}</title><link rel=canonical href=https://iom.int/fr/node/194186>"
        "<body class='{1}'><main><h1>{0}</h1><ul><li><span>{2}</span> <div>{3}</div></li></ul>"
        "<div><p>Le projet aide le gouvernement à tenir ses registres à jour.</p></div></main></body></html>"
    )
    fact = label, {"Date de début": "2020", "Couverture": "National"}[label]
    template = parse_page(html.format("Un projet qui aide la Géorgie", "page-node-type-project", *fact).encode())
    assert template.outcome == "project"
    news = parse_page(html.format("Un projet qui aide la Géorgie", "page-node-type-news", *fact).encode())
    assert news.outcome == "not_a_project"
