"""Labels in a part of the page of their own never fill the gaps of the project's facts."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import DESCRIPTION, DESCRIPTION_TEXT, VALUES, list_of, page, pairs, without

EVENTS = "<h2>Upcoming events</h2><ul><li><div>Start Date</div><div>12 June 2026</div></li></ul>"
ROWS = "<tr><th>Date</th><th>Field</th><th>Old</th></tr><tr><td>2019</td><td>Coverage</td><td>Global</td></tr>"
PARTS = {
    "start_date": f"<section>{EVENTS}</section>",
    "coverage": f"<section><h2>Revision history</h2><table>{ROWS}</table></section>",
    "year": "<h2>IOM in numbers</h2><dl><dt>Year</dt><dd>2015</dd><dt>Staff</dt><dd>22,000</dd></dl>",
    "region": "<aside><h2>Active filters</h2><h3>IDF Region</h3><ul><li>Europe</li></ul></aside>",
    "countries": "<section><h2>News</h2><p><b>Benefiting Member States:</b> Kenya</p></section>",
    "project_id": "<h2>Next phase</h2><h3>Strengthening it all once more</h3><p><b>Projects ID:</b> PR.0999</p>",
}


def read(body: bytes) -> ParsedPage:
    reading = parse_page(body)
    assert reading.project is not None, reading.reason
    return reading


@pytest.mark.parametrize("name", PARTS)
def test_part_of_its_own_fills_no_gap(name: str) -> None:
    reading = read(page(list_of(without(name)) + DESCRIPTION, after=PARTS[name]))

    assert reading.project is not None
    assert reading.project.fields[name].status == "not_on_page"
    assert reading.project.fields["description"].texts == (DESCRIPTION_TEXT,)
    assert ("place_rejected", name) in {(issue.kind, issue.field) for issue in reading.issues}


@pytest.mark.parametrize("name", PARTS)
def test_part_of_its_own_raises_no_doubt_about_what_is_printed(name: str) -> None:
    reading = read(page(list_of() + DESCRIPTION, after=PARTS[name]))

    assert reading.project is not None
    assert reading.project.fields[name].texts == VALUES[name]
    assert {issue.kind for issue in reading.issues} == {"text_left_out"}


def test_facts_in_parts_written_alike_are_all_the_projects() -> None:
    names = list(VALUES)
    parts = [("Timeline", names[:3]), ("Funding", names[3:6]), ("Geography", names[6:9]), ("Other", names[9:])]
    row = "<dt>{label}</dt><dd>{value}</dd>"
    groups = [(head, pairs(row, {name: VALUES[name] for name in own})) for head, own in parts]

    reading = read(page("".join(f"<h2>{head}</h2><dl>{rows}</dl>" for head, rows in groups) + DESCRIPTION))

    assert reading.project is not None
    assert {name: reading.project.fields[name].raw for name in VALUES} == {
        name: " ".join(texts) for name, texts in VALUES.items()
    }


def test_facts_under_a_long_heading_are_not_filled_by_a_single_one_outside() -> None:
    own = f"<h2>All that is known of the project</h2>{list_of(without('status'))}"

    reading = read(page(f"<p>Project Status: Completed</p>{own}<div>{DESCRIPTION}</div>"))

    assert reading.project is not None
    statuses = {name: reading.project.fields[name].status for name in VALUES}
    assert statuses == {**dict.fromkeys(VALUES, "reported"), "status": "not_on_page"}
    assert ("place_rejected", "status") in {(issue.kind, issue.field) for issue in reading.issues}


def test_page_that_lists_two_projects_is_none() -> None:
    teaser = '<article><h3><a href="/project/{0}">{0} of the Fund in the south</a></h3>{1}</article>'
    body = "".join(teaser.format(name, list_of()) for name in ("one", "two"))

    assert parse_page(page(body, title="Zambia")).outcome == "not_a_project"


def test_labels_that_are_explained_are_no_facts() -> None:
    meanings = dict.fromkeys(VALUES, ("What it means on a page of the Fund.",))

    assert parse_page(page(list_of(meanings))).outcome == "not_a_project"


def test_blank_facts_are_not_filled_from_filters() -> None:
    blank = dict.fromkeys(VALUES, ("",))
    filters = "<h2>Filter projects</h2><h3>Coverage</h3><ul><li>National (12)</li></ul><h3>Year</h3><p>2024 (3)</p>"

    assert parse_page(page(list_of(blank), after=f"<div>{filters}</div>")).reason.startswith("layout drift")
