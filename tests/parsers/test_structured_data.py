"""What a page says of itself beside its text: agreement makes no noise, disagreement is an issue of the field."""

import json
from typing import Any

import pytest

from parsers import parse_page
from tests.parsers.pages import DESCRIPTION, TITLE, URL, list_of, page, without

CANONICAL = f'<link rel="canonical" href="{URL}">'


def flagged(head: str, content: str = "") -> list[tuple[str, str | None]]:
    reading = parse_page(page(f"{content or list_of()}<div>{DESCRIPTION}</div>", head=CANONICAL + head))
    assert reading.outcome == "project"
    return [(issue.kind, issue.field) for issue in reading.issues]


def about(*objects: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in objects)


@pytest.mark.parametrize(
    "subject",
    [
        {"name": TITLE},
        {"headline": TITLE},
        {"name": TITLE.replace(" ", "&amp;#32;")},
        {"url": URL},
        {"@id": URL},
        {"mainEntityOfPage": URL},
        {"name": "Another name", "url": URL},
    ],
)
def test_object_about_the_page_is_heard(subject: dict[str, str]) -> None:
    assert flagged(about(subject | {"endDate": "1999"})) == [("hint_disagrees", "end_date")]


@pytest.mark.parametrize(
    "subject", [{"name": "Another"}, {"url": f"{URL}-more"}, {"@type": "Project"}, {"mainEntityOfPage": {"@id": URL}}]
)
def test_object_about_something_else_is_not_heard(subject: dict[str, Any]) -> None:
    assert flagged(about(subject | {"endDate": "1999"})) == []


def test_object_behind_a_broken_one_is_heard() -> None:
    broken = '<script type="application/ld+json">{</script>'

    assert flagged(broken + about([{"@graph": [{"url": URL, "endDate": "1999"}]}])) == [("hint_disagrees", "end_date")]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"endDate": 2011}, None),
        ({"end_date": "2011-06-30"}, None),
        ({"endDate": "2010-12-31T23:00:00Z"}, None),
        ({"endDate": "2011-12-31"}, None),
        ({"endDate": "2010-12-31"}, "end_date"),
        ({"endDate": "soon"}, None),
        ({"endDate": True}, None),
        ({"Budget Amount (USD)": "81,500"}, None),
        ({"Budget Amount (USD)": "USD 81 500.00"}, None),
        ({"Budget Amount (USD)": 81500}, None),
        ({"Budget Amount (USD)": "815.00"}, "budget_usd"),
        ({"projectStatus": "Terminado"}, None),
        ({"projectStatus": "Active"}, "status"),
        ({"projectStatus": "On ice"}, "status"),
        ({"Benefiting Member States": ["Belize", {"name": "Costa Rica"}]}, None),
        ({"Benefiting Member States": [{"value": "Belize"}, {"name": "Chad"}]}, "countries"),
        ({"Benefiting Member States": "Chad"}, "countries"),
        ({"identifier": "Q36-805"}, None),
        ({"identifier": "CT.0690"}, "project_id"),
        ({"identifier": {"@type": "PropertyValue", "value": "CT.0690"}}, "project_id"),
        ({"identifier": "node/174461"}, None),
        ({"additionalProperty": [{"name": "Coverage", "value": "Regional"}]}, None),
        ({"additionalProperty": [3, {"value": "National"}, {"name": "Coverage", "value": "National"}]}, "coverage"),
        ({"additionalProperty": {"name": "Coverage", "value": "National"}}, None),
    ],
)
def test_data_about_the_page(said: dict[str, Any], field: str | None) -> None:
    assert flagged(about({"url": URL} | said)) == ([("hint_disagrees", field)] if field else [])


def test_identifier_that_no_label_prints_is_told_by_its_shape() -> None:
    assert flagged(about({"url": URL, "identifier": "ZM10P0004"})) == [("hint_without_label", "prima_id")]


@pytest.mark.parametrize("attribute", ["name", "property", "itemprop"])
@pytest.mark.parametrize(("content", "kinds"), [("2011", []), ("1999", [("hint_disagrees", "end_date")]), ("", [])])
def test_meta(attribute: str, content: str, kinds: list[tuple[str, str]]) -> None:
    assert flagged(f'<meta {attribute}="field_end_date" content="{content}">') == kinds


@pytest.mark.parametrize(
    "around",
    [
        '<div class="field--name-field-project-status">{}</div>',
        '<div class="views-field-field-project-status">{}</div>',
        '<div class="field-name-project-status">{}</div>',
        '<div data-label="Project Status">{}</div>',
        '<div itemprop="projectStatus">{}</div>',
    ],
)
def test_field_that_only_markup_names(around: str) -> None:
    assert ("hint_without_label", "status") in flagged("", list_of(without("status")) + around.format("Completed"))
