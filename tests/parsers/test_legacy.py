"""Pages without labels: each bare block recognised by what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import DESCRIPTION, DESCRIPTION_TEXT, RELATED

TITLE = "Technical Assistance to Improve Border Management in Chad"
BLOCKS = {
    "region": "Africa",
    "project_id": "TC.0779",
    "prima_id": "TD10P0001",
    "budget_usd": "100,000",
    "countries": "Chad",
    "project_type": "TCMMCB",
    "coverage": "National",
    "status": "Completed",
}
TEMPLATES = {
    "div": "<div>{}</div>",
    "paragraph": "<p>{}</p>",
    "item": "<li>{}</li>",
    "link in item": "<li><a href='/t'>{}</a></li>",
    "span": "<span>{}</span> ",
    "cell": "<td>{}</td>",
    "heading": "<h3>{}</h3>",
    "line": "{}<br>",
    "drupal": "<div class='field'><div class='field-items'><div class='field-item even'>{}</div></div></div>",
}


def legacy(blocks: list[str], template: str = TEMPLATES["div"], after: str = "", lang: str = "en") -> bytes:
    facts = "".join(template.format(text) for text in blocks)
    facts = f"<table><tr>{facts}</tr></table>" if "<td>" in template else f"<div>{facts}</div>"
    return (
        f'<html lang="{lang}"><head><meta charset=utf-8><title>{TITLE} | IOM Development Fund</title></head><body>'
        f"<nav><a href=/x>Africa</a> <a href=/y>Europe</a></nav><h1>{TITLE}</h1><h2>{TITLE}</h2>{facts}"
        f"<div>{DESCRIPTION}</div>{after}<footer><p>Africa</p><p>Global</p></footer></body></html>"
    ).encode()


def assert_all_found(reading: ParsedPage, expected: dict[str, str]) -> None:
    assert reading.project is not None, reading.reason
    assert reading.layout == "legacy"
    found = {name: field.raw for name, field in reading.project.fields.items() if field.raw is not None}
    assert found == {**expected, "title": TITLE, "description": DESCRIPTION_TEXT}
    assert reading.issues == ()


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_block_is_recognised_in_every_markup(template: str) -> None:
    assert_all_found(parse_page(legacy(list(BLOCKS.values()), TEMPLATES[template])), BLOCKS)


@given(st.permutations(list(BLOCKS.items())))
def test_order_does_not_matter(blocks: list[tuple[str, str]]) -> None:
    assert_all_found(parse_page(legacy([text for _, text in blocks])), BLOCKS)


@pytest.mark.parametrize("lost", BLOCKS)
def test_missing_block_is_not_on_page(lost: str) -> None:
    blocks = {name: text for name, text in BLOCKS.items() if name != lost}

    reading = parse_page(legacy(list(blocks.values())))

    assert_all_found(reading, blocks)
    assert reading.project is not None
    assert reading.project.fields[lost].status == "not_on_page"


def test_no_date_and_no_year_is_invented() -> None:
    reading = parse_page(legacy(list(BLOCKS.values())))

    assert reading.project is not None
    assert {reading.project.fields[name].status for name in ("start_date", "end_date", "year")} == {"not_on_page"}


def test_one_block_per_country() -> None:
    blocks = ["Africa", "CT.0940", "200,000", "Niger", "Nigeria", "Côte d´Ivoire", "TCMMCB", "Regional", "Active"]

    reading = parse_page(legacy(blocks))

    assert reading.project is not None
    assert reading.project.fields["countries"].texts == ("Niger", "Nigeria", "Côte d´Ivoire")


def test_values_of_another_interface_language() -> None:
    blocks = [
        "Amérique latine et Caraïbes",
        "CE.0231",
        "100,000",
        "Jamaïque",
        "Migration de main-d’œuvre",
        "National",
        "Achevé",
    ]

    reading = parse_page(legacy(blocks, lang="fr"))

    assert reading.language == "fr"
    assert reading.project is not None
    assert reading.project.fields["status"].texts == ("Achevé",)
    assert reading.project.fields["region"].texts == ("Amérique latine et Caraïbes",)


def test_global_is_region_and_coverage() -> None:
    both = ["Global", "PO.0195", "100,000", "Chad", "TCMMCB", "Global", "Active"]
    region = ["Global", "PO.0195", "100,000", "Chad", "TCMMCB", "National", "Active"]

    for blocks, coverage in ((both, "Global"), (region, "National")):
        reading = parse_page(legacy(blocks))
        assert reading.project is not None
        assert reading.project.fields["region"].texts == ("Global",)
        assert reading.project.fields["coverage"].texts == (coverage,)


def test_one_word_for_two_missing_fields_is_ambiguous() -> None:
    reading = parse_page(legacy(["PO.0195", "100,000", "Chad", "TCMMCB", "Global", "Active"]))

    assert reading.project is not None
    assert {reading.project.fields[name].status for name in ("region", "coverage")} == {"ambiguous"}
    assert {issue.field for issue in reading.issues} == {"region", "coverage"}


def test_class_decides_what_the_word_leaves_open() -> None:
    blocks = ["PO.0195", "100,000", "Chad", "TCMMCB", "Active"]
    body = legacy(blocks).replace(
        b"<div>Active</div>", b"<div class='field field-name-field-coverage'><div>Global</div></div><div>Active</div>"
    )

    reading = parse_page(body)

    assert reading.project is not None
    assert reading.project.fields["coverage"].texts == ("Global",)
    assert reading.project.fields["region"].status == "not_on_page"


def test_block_that_no_rule_reads_is_told_and_names_the_field_it_may_be() -> None:
    blocks = {**BLOCKS, "status": "Suspended", "coverage": "National"}
    order = ["region", "project_id", "prima_id", "budget_usd", "status", "countries", "project_type", "coverage"]

    reading = parse_page(legacy([blocks[name] for name in order]))

    assert reading.project is not None
    assert reading.project.unclaimed == {"Suspended": ""}
    assert reading.project.fields["status"].status == "not_understood"
    assert {(issue.kind, issue.field) for issue in reading.issues} == {("block_not_understood", "status")}


def test_two_blocks_of_one_kind_are_ambiguous() -> None:
    reading = parse_page(legacy([*BLOCKS.values(), "Active"]))

    assert reading.project is not None
    assert reading.project.fields["status"].status == "ambiguous"
    assert ("field_ambiguous", "status") in {(issue.kind, issue.field) for issue in reading.issues}


def test_related_projects_do_not_leak_in() -> None:
    teaser = "<div><h3><a href='/project/o'>Another project of the Fund</a></h3>" + "".join(
        f"<div>{text}</div>" for text in ("Europe", "CT.0001", "50,000", "Serbia", "TCMMCB", "Regional", "Active")
    )

    assert_all_found(parse_page(legacy(list(BLOCKS.values()), after=f"{teaser}</div>{RELATED}")), BLOCKS)


@pytest.mark.parametrize("blocks", [["Africa", "National", "Completed"], ["TC.0779"], ["TC.0779", "Chad"]])
def test_too_few_blocks_are_no_project(blocks: list[str]) -> None:
    assert parse_page(legacy(blocks)).outcome == "not_a_project"


def test_unknown_word_at_the_end_is_no_description() -> None:
    reading = parse_page(legacy([*list(BLOCKS.values())[:-1], "Suspended"]))

    assert reading.project is not None
    assert reading.project.unclaimed == {"Suspended": ""}
    assert reading.project.fields["description"].texts == (DESCRIPTION_TEXT,)
    assert {(issue.kind, issue.field) for issue in reading.issues} == {("block_not_understood", "status")}


def test_two_groups_of_blocks_that_disagree_are_ambiguous() -> None:
    other = "".join(f"<div>{text}</div>" for text in ("Europe", "TC.0779", "100,000", "Chad", "TCMMCB", "National"))

    reading = parse_page(legacy(list(BLOCKS.values()), after=f"<div>{other}</div>"))

    assert reading.project is not None
    assert reading.project.fields["region"].status == "ambiguous"
    assert reading.project.fields["project_id"].texts == ("TC.0779",)
    assert {(issue.kind, issue.field) for issue in reading.issues} == {("field_ambiguous", "region")}


@pytest.mark.parametrize(
    "tags", ["<ul><li>Mali</li><li>Africa</li></ul>", "<div><a href=/t/1>Mali</a> <a href=/t/2>Africa</a></div>"]
)
def test_tags_below_the_facts_add_no_country(tags: str) -> None:
    """Below the box that has all there is to know, another name of a state says nothing of the project."""
    page = legacy(list(BLOCKS.values())).replace(b"<div><p>", tags.encode() + b"<div><p>", 1)
    assert tags.encode() in page
    reading = parse_page(page)
    assert reading.project is not None, reading.reason
    assert reading.project.fields["countries"].raw == "Chad"
    assert {issue.field for issue in reading.issues} == {"description"}, "what is left out is told"
