"""What was accepted for a fixture stands when its markup changes in ways that no reader sees.

The suite takes `FIXTURE_MUTANTS` mutants of each fixture (3 unless the environment says otherwise); 160 of each make
more than 12,000:

    FIXTURE_MUTANTS=160 pytest tests/markups/test_fixture_mutants.py

Last measured with 130 of each, 10,270 in all: every value, item and issue was as accepted.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from maintenance.fixtures import find_fixtures
from tests.markups.fixture_mutants import ROOT, fixture_pages, mutants_of_fixtures

EACH = int(os.environ.get("FIXTURE_MUTANTS", "3"))


@pytest.mark.timeout(3600)
def test_every_mutant_gives_what_was_accepted(keep_page: Callable[[bytes], Path]) -> None:
    lines = []
    for name, findings, body in mutants_of_fixtures(EACH, seed=EACH):
        wrong = [f"    {finding}" for finding in findings if finding.verdict != "right"]
        if wrong:
            lines += [f"{name}: {keep_page(body)}", *wrong]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def test_only_fixtures_about_encodings_have_no_mutants() -> None:
    accepted = {fixture.name: fixture.expected() or {} for fixture in find_fixtures(ROOT)}
    projects = {name for name, one in accepted.items() if one["outcome"] == "project"}
    left_out = projects - {page.name for page, _ in fixture_pages()}
    assert {name.rpartition("--")[2] for name in left_out} == {
        "header-against-meta",
        "utf-16-with-mark",
        "utf-8-mark-under-latin-1",
        "windows-1252-labelled-latin-1",
    }
