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
    """The accepted answer, by aspect; nothing where there is none yet (`incomplete` says so)."""
    accepted = FIXTURES[name].expected()
    return {} if accepted is None else aspects(accepted)


@cache
def answer_of(name: str) -> dict[str, Any]:
    return aspects(expect(read_page(FIXTURES[name].page())))


@pytest.mark.parametrize("fixture", FIXTURES.values(), ids=FIXTURES)
def test_fixture(fixture: Fixture) -> None:
    """Whole, in its place and form, and with its expected answer."""
    faults = [fault for look in (incomplete, misplaced, left_out, ill_formed, differing) for fault in look(fixture)]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def differing(fixture: Fixture) -> list[str]:
    expected, answer = expected_of(fixture.name), answer_of(fixture.name)
    differing = [aspect for aspect in expected if answer.get(aspect) != expected[aspect]]
    if not differing:
        return []
    lines = [
        f"{aspect}\n  expected {_line(expected[aspect])}\n  answered {_line(answer.get(aspect))}\n"
        f"  why: iom-projects explain {fixture.folder.relative_to(ROOT.parent.parent)} {_field(aspect)}"
        for aspect in differing
    ]
    return [
        f"{fixture.name} gives another answer in {len(differing)} of {len(expected)} aspects",
        *lines,
        f"The whole difference: iom-projects fixture propose {fixture.name}",
        f'If the new answer is right: iom-projects fixture accept {fixture.name} --because "…"',
    ]


def left_out(fixture: Fixture) -> list[str]:
    expected, answer = expected_of(fixture.name), answer_of(fixture.name)
    project = PAGE_FIELDS if answer["outcome"] == "project" else ()
    wanted = {*PAGE_ASPECTS, *project, *REST_ASPECTS}
    return [
        f"{fixture.name}: {what} has the aspects {sorted(found - wanted)} too many and lacks {sorted(wanted - found)}"
        for what, found in (("the answer", set(answer)), (EXPECTED, set(expected)))
        if expected and found != wanted
    ]


def incomplete(fixture: Fixture) -> list[str]:
    if (fixture.folder / PROPOSED).exists():
        waits = f"{fixture.folder / PROPOSED} waits to be read. If all of it is right: "
        return [waits + f'iom-projects fixture accept {fixture.name} --because "…"; else remove it']
    if not (fixture.folder / EXPECTED).exists():
        missing = f"nothing is expected of {fixture.name} yet: write {EXPECTED} by hand, or "
        return [missing + f"iom-projects fixture propose {fixture.name}"]
    files = {path.name for path in fixture.folder.iterdir()}
    faults = [] if files == {PAGE, META, EXPECTED} else [f"{fixture.folder} holds {sorted(files)}"]
    if not (fixture.slug and fixture.why):
        faults.append(f"{fixture.folder} has no name, or does not say why it is there")
    if not fixture.meta().accepted:
        faults.append(f'nobody has accepted what is expected: iom-projects fixture accept {fixture.name} --because "…"')
    return faults


def misplaced(fixture: Fixture) -> list[str]:
    place = expected_of(fixture.name).get("layout") or "refused"
    return [] if fixture.layout == place else [f"{fixture.name} stands under {fixture.layout} and is {place}"]


def ill_formed(fixture: Fixture) -> list[str]:
    """Files for people are written in one form."""
    return [
        f"{fixture.folder / name} is not written as the commands write it"
        for name in (META, EXPECTED)
        if (fixture.folder / name).exists()
        and (text := (fixture.folder / name).read_bytes().decode())
        != json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
    ]


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _field(aspect: str) -> str:
    return "" if aspect in PAGE_ASPECTS or aspect in ("issues", "unclaimed") else aspect


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


def test_git_keeps_the_bytes() -> None:
    attributes = (ROOT.parent.parent / ".gitattributes").read_text(encoding="utf-8").split("\n")
    assert "tests/fixtures/** -text" in attributes
