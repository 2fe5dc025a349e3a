"""Every fixture must give its expected answer; a failing one names each aspect that differs.

The message names the command that shows the whole difference. What is expected is never changed to what the parser
says unseen: `fixture propose` writes a proposal, a person reads it, `fixture accept` notes why it is right.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from build.pages import read_page
from dataset.schema.selections import PAGE_FIELDS
from maintenance.expectations import PAGE_ASPECTS, REST_ASPECTS, aspects, expect
from maintenance.fixtures import EXPECTED, META, PAGE, PROPOSED, Fixture, find_fixtures

ROOT = Path(__file__).parent / "fixtures"
FIXTURES = {fixture.name: fixture for fixture in find_fixtures(ROOT)}


@cache
def expected_of(name: str) -> dict[str, Any]:
    """The accepted answer, by aspect; nothing where there is none yet (`test_is_complete` says so)."""
    accepted = FIXTURES[name].expected()
    return {} if accepted is None else aspects(accepted)


@cache
def answer_of(name: str) -> dict[str, Any]:
    return aspects(expect(read_page(FIXTURES[name].page())))


@pytest.mark.parametrize("fixture", FIXTURES.values(), ids=FIXTURES)
def test_answer(fixture: Fixture) -> None:
    expected, answer = expected_of(fixture.name), answer_of(fixture.name)
    differing = [aspect for aspect in expected if answer.get(aspect) != expected[aspect]]
    if differing:
        lines = [
            f"{aspect}\n  expected {_line(expected[aspect])}\n  answered {_line(answer.get(aspect))}\n"
            f"  why: iom-projects explain {fixture.folder.relative_to(ROOT.parent.parent)} {_field(aspect)}"
            for aspect in differing
        ]
        pytest.fail(
            f"{fixture.name} gives another answer in {len(differing)} of {len(expected)} aspects\n"
            + "\n".join(lines)
            + f"\nThe whole difference: iom-projects fixture propose {fixture.name}\n"
            f'If the new answer is right: iom-projects fixture accept {fixture.name} --because "…"',
            pytrace=False,
        )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _field(aspect: str) -> str:
    return "" if aspect in PAGE_ASPECTS or aspect in ("issues", "unclaimed") else aspect


@pytest.mark.parametrize("fixture", FIXTURES.values(), ids=FIXTURES)
def test_no_aspect_is_left_out(fixture: Fixture) -> None:
    project = PAGE_FIELDS if answer_of(fixture.name)["outcome"] == "project" else ()
    assert set(answer_of(fixture.name)) == {*PAGE_ASPECTS, *project, *REST_ASPECTS}
    assert set(expected_of(fixture.name)) == set(answer_of(fixture.name))


@pytest.mark.parametrize("fixture", FIXTURES.values(), ids=FIXTURES)
def test_is_complete(fixture: Fixture) -> None:
    if (fixture.folder / PROPOSED).exists():
        pytest.fail(
            f"{fixture.folder / PROPOSED} waits to be read. If all of it is right: "
            f'iom-projects fixture accept {fixture.name} --because "…"; else remove it',
            pytrace=False,
        )
    if not (fixture.folder / EXPECTED).exists():
        pytest.fail(
            f"nothing is expected of {fixture.name} yet: write {EXPECTED} by hand, or "
            f"iom-projects fixture propose {fixture.name}",
            pytrace=False,
        )
    assert {path.name for path in fixture.folder.iterdir()} == {PAGE, META, EXPECTED}
    assert fixture.slug
    assert fixture.why
    if not fixture.meta().accepted:
        pytest.fail(
            f'nobody has accepted what is expected: iom-projects fixture accept {fixture.name} --because "…"',
            pytrace=False,
        )


def test_no_two_fixtures_are_of_the_same_bytes() -> None:
    same = {
        digest: [fixture.name for fixture in FIXTURES.values() if fixture.page().digest == digest]
        for digest, count in Counter(fixture.page().digest for fixture in FIXTURES.values()).items()
        if count > 1
    }
    assert same == {}


def test_there_is_one_for_every_family_language_and_kind_of_page() -> None:
    accepted = [fixture.expected() or {} for fixture in FIXTURES.values()]
    assert len(FIXTURES) >= 30
    pages = {(one["layout"], one["language"]) for one in accepted if one["project"]}
    assert pages == {(layout, language) for layout in ("current", "legacy") for language in ("en", "fr", "es")}
    outcomes = {one["outcome"] for one in accepted}
    assert outcomes == {
        "project",
        "not_a_project",
        "soft_error",
        "blocked",
        "maintenance",
        "login",
        "not_html",
        "empty",
        "truncated",
    }
    statuses = {status for one in accepted for status in one["field_status"].values()}
    assert statuses == {"reported", "label_empty", "not_on_page", "not_understood", "ambiguous"}


@pytest.mark.parametrize("fixture", FIXTURES.values(), ids=FIXTURES)
def test_stands_under_its_layout(fixture: Fixture) -> None:
    assert fixture.layout == (expected_of(fixture.name)["layout"] or "refused")


def test_git_keeps_the_bytes() -> None:
    attributes = (ROOT.parent.parent / ".gitattributes").read_text(encoding="utf-8").split("\n")
    assert "tests/fixtures/** -text" in attributes


@pytest.mark.parametrize("fixture", FIXTURES.values(), ids=FIXTURES)
def test_files_for_people_have_one_form(fixture: Fixture) -> None:
    for name in (META, EXPECTED):
        text = (fixture.folder / name).read_bytes().decode()
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
