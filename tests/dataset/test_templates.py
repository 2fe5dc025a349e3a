"""The second witness: where nearly all pages of a template hold a field, and one does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from build.pages import read_page
from dataset.checks.templates import Template, find_disagreements, find_templates
from dataset.projects.pages import PageRecord
from dataset.projects.tables import build_tables
from sandbox.page import SavedPage

FETCHED = datetime(2026, 11, 24, tzinfo=UTC)
FACTS = {
    "Start Date": "2005",
    "End Date": "2011",
    "Project Status": "Completed",
    "Project Type": "TCMMCB",
    "Budget Amount (USD)": "81500.00",
    "Coverage": "Regional",
    "Year": "2005",
    "IDF Region": "Africa",
    "Projects ID": "Q36-805",
    "Benefiting Member States": "Kenya",
}


def row(label: str, value: str) -> str:
    return f"<li><span>{label}</span> <div>{value}</div></li>"


def page(number: int, facts: Mapping[str, str] = FACTS, *, beside: str = "", wrap: str = "<ul>{}</ul>") -> PageRecord:
    url = f"https://www.iom.int/project/p{number:03}"
    facts = {**facts, "Projects ID": f"CT.{number:04}"} if "Projects ID" in facts else facts
    rows = wrap.format("".join(row(*one) for one in facts.items()))
    text = "<p>This project helps people to move in safety, and to settle where they arrive.</p>"
    article = f"<article><h1>Project {number}</h1>{rows}<div>{text}</div></article>"
    body = f"<html><body><main>{article}{beside}</main></body></html>"
    content = read_page(SavedPage(body.encode(), "text/html; charset=utf-8", url, FETCHED))
    assert content.outcome == "project"
    return PageRecord(url, "live", 200, FETCHED, FETCHED, FETCHED, (), content)


def without(name: str) -> dict[str, str]:
    return {label: value for label, value in FACTS.items() if label != name}


def moved(name: str, to: int) -> dict[str, str]:
    labels = [label for label in FACTS if label != name]
    labels.insert(to, name)
    return {label: FACTS[label] for label in labels}


def elsewhere(record: PageRecord, field: str, where: str) -> PageRecord:
    """The same page, as if the value of a field had been found at another place."""
    content = record.content
    assert content is not None
    seen = {**content.observations, field: replace(content.observations[field], where=where)}
    return replace(record, content=replace(content, observations=seen))


@pytest.fixture(scope="module")
def alike() -> list[PageRecord]:
    return [page(number) for number in range(38)]


def told(records: list[PageRecord]) -> list[tuple[str, str | None, str]]:
    return [(url[-4:], issue.field, issue.message) for url, issue in find_disagreements(records)]


def test_pages_that_are_alike_have_one_template_and_nothing_to_tell(alike: list[PageRecord]) -> None:
    some = page(90, {**without("Project Status"), "Benefiting Member States": "<a>Kenya</a> <a>Uganda</a>"})
    records = [*alike, some]
    (template,) = find_templates(records)
    assert (template.layout, len(template.pages)) == ("current", 39)
    assert template.path == "body > main > article > ul > li > div"
    assert told(records) == []


@pytest.mark.parametrize("where", ["body > main > section > ul > li:nth-of-type(2) > div", "body > main > p"])
def test_a_value_from_beside_the_facts_is_told_and_kept(alike: list[PageRecord], where: str) -> None:
    """Whatever a parser may take for the value: the place alone is compared."""
    odd = elsewhere(page(91, {**FACTS, "Coverage": "National"}), "coverage", where)
    ((url, field, message),) = told([*alike, odd])
    assert (url, field) == ("p091", "coverage")
    usual = "'body > main > article > ul > li > div'"
    assert message.endswith(f"on 38 of 39 pages of this template it stands at {usual}")
    tables = build_tables([*alike, odd])
    (issue,) = (one for one in tables["issues"].to_pylist() if one["kind"] == "template_disagrees")
    assert (issue["project_key"], issue["field"], issue["severity"]) == ("CT.0091", "coverage", "warning")
    (project,) = (one for one in tables["projects"].to_pylist() if one["project_key"] == "CT.0091")
    assert project["coverage"] == "National"


def test_facts_in_another_order_are_told(alike: list[PageRecord]) -> None:
    found = told([*alike, page(92, moved("Budget Amount (USD)", 0))])
    assert [(url, field) for url, field, _ in found] == [("p092", "budget_usd")]
    assert found[0][2].startswith("budget_usd was found before start_date; on 38 of 39 pages")
    found = told([*alike, page(93, moved("Start Date", 9))])
    assert [(url, field) for url, field, _ in found] == [("p093", "start_date")]


def test_few_pages_are_no_witness(alike: list[PageRecord]) -> None:
    assert told([*alike[:18], page(92, moved("Budget Amount (USD)", 0))]) == []


def test_a_page_laid_out_otherwise_disagrees_in_every_fact(alike: list[PageRecord]) -> None:
    odd = page(94, wrap="<section><ol>{}</ol></section>")
    fields = {field for url, field, _ in told([*alike, odd]) if url == "p094"}
    assert {"start_date", "status", "budget_usd", "countries"} <= fields


def test_a_redesign_is_a_template_of_its_own(alike: list[PageRecord]) -> None:
    new = [page(number, wrap="<section><ol>{}</ol></section>") for number in range(100, 125)]
    old, other = find_templates([*new, *alike])
    assert (len(old.pages), old.path) == (38, "body > main > article > ul > li > div")
    assert other == Template(
        "current", "body > main > article > section > ol > li > div", tuple(one.url for one in new)
    )
    assert told([*alike, *new]) == []


def test_the_answer_does_not_depend_on_the_order_of_the_pages(alike: list[PageRecord]) -> None:
    records = [*alike, page(92, moved("Budget Amount (USD)", 0)), page(94, wrap="<section><ol>{}</ol></section>")]
    assert told(records) == told(records[::-1])
    assert find_templates(records) == find_templates(records[::-1])
