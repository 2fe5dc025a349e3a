"""A description of a few words is one, wherever it stands under the facts."""

import pytest

from parsers import parse_page
from tests.parsers.pages import VALUES, page, pairs

FACTS = {
    "list": "<ul>{}</ul>",
    "definitions": "<dl>{}</dl>",
    "table": "<table>{}</table>",
    "drupal": "<div class=node__content>{}</div>",
}
FACT = {
    "list": "<li><span>{label}</span> <div>{value}</div></li>",
    "definitions": "<dt>{label}</dt><dd>{value}</dd>",
    "table": "<tr><th>{label}</th><td>{value}</td></tr>",
    "drupal": "<div class='field field--name-x'><div class=field__label>{label}</div><div>{value}</div></div>",
}
BODIES = {
    "<p>Officials of two ministries learn.</p>": "Officials of two ministries learn.",
    "<p>Training of officers at the border</p>": "Training of officers at the border",
    "<p>Formation des agents aux frontières</p>": "Formation des agents aux frontières",
    "<p>Formación de oficiales en la frontera</p>": "Formación de oficiales en la frontera",
    "<p>It supports:</p><ul><li>a census</li><li>a law</li></ul>": "It supports:\na census\na law",
    "<p>Officials learn to plan, and ministries to count</p>": "Officials learn to plan, and ministries to count",
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("markup", ["<div class='field field--name-body'>{}</div>", "<div>{}</div>", "{}"])
@pytest.mark.parametrize("facts", FACTS)
def test_short_body_is_the_description(facts: str, markup: str, body: str) -> None:
    content = pairs(FACT[facts], VALUES)
    for whole in (
        page(FACTS[facts].format(content) + markup.format(body)),
        page(f"<article>{FACTS[facts].format(content)}{markup.format(body)}</article>"),
        *([page(FACTS[facts].format(content + markup.format(body)))] if facts == "drupal" and "body" in markup else []),
    ):
        reading = parse_page(whole)
        assert reading.project is not None, reading.reason
        assert reading.project.fields["description"].raw == BODIES[body]
        assert not reading.project.unclaimed


@pytest.mark.parametrize("body", BODIES)
def test_short_body_under_bare_facts_is_the_description(body: str) -> None:
    facts = "".join(
        f"<div>{text}</div>"
        for text in ("Africa", "CT.0690", "200,000", "Kenya", "Counter Trafficking Projects", "National", "Completed")
    )
    reading = parse_page(page(f"<div>{facts}</div><div class=body>{body}</div>"))

    assert reading.project is not None, reading.reason
    assert reading.layout == "legacy"
    assert reading.project.fields["description"].raw == BODIES[body]


def test_lead_ins_of_lists_in_bare_lines_belong_to_the_body() -> None:
    lists = "The aims are:<br><br><ul><li>to count</li><li>to plan</li></ul>These follow:<ol><li>Visits</li></ol>"
    reading = parse_page(page(f"<div>{pairs(FACT['drupal'], VALUES)}{lists}</div>"))

    assert reading.project is not None
    assert reading.project.fields["description"].raw == "The aims are:\nto count\nto plan\nThese follow:\nVisits"
    assert not reading.project.unclaimed


def test_unknown_label_under_the_facts_is_no_description() -> None:
    reading = parse_page(page(f"<ul>{pairs(FACT['list'], VALUES)}<li><span>Donor</span> <div>Norway</div></li></ul>"))

    assert reading.project is not None
    assert reading.project.fields["description"].status == "not_on_page"
    assert reading.project.unclaimed == {"Donor": "Norway"}
