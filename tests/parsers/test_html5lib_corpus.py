"""Every tree construction case of html5lib-tests gives an answer. `make corpora` fetches them: nothing is committed."""

import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from parsers import parse_page
from parsers.model import Outcome

SDIST = Path(__file__).parents[2] / ".venv" / "corpora" / "html5lib-1.1.tar.gz"
CASES = 1_704

# "#data\n<p>One\n#errors\n…": the markup of one case; "#data\n#errors\n…" is the empty page
_DATA = re.compile(rb"^#data\n(.*?)^#errors", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def cases() -> list[bytes]:
    if not SDIST.is_file():
        if os.environ.get("IOM_PROJECTS_REQUIRE_PROGRAMS"):
            pytest.fail("the html5lib cases are not there: make corpora", pytrace=False)
        pytest.skip("the html5lib cases are not there; 'make corpora' fetches them")
    return list(_read_cases())


def _read_cases() -> Iterator[bytes]:
    with tarfile.open(SDIST) as sdist:
        for member in sorted(sdist.getmembers(), key=lambda member: member.name):
            file = sdist.extractfile(member)
            if file and "/tree-construction/" in member.name and member.name.endswith(".dat"):
                yield from _DATA.findall(file.read())


def test_all_cases_are_there(cases: list[bytes]) -> None:
    assert len(cases) == CASES


def test_every_case_gives_an_outcome_that_is_no_project(cases: list[bytes]) -> None:
    outcomes = {parse_page(case).outcome for case in cases}
    assert outcomes <= set(get_args(Outcome)) - {"project"}


def test_every_case_within_a_project_page_leaves_an_outcome(cases: list[bytes]) -> None:
    facts = b"<h1>T</h1><dl><dt>Projects ID</dt><dd>CT.0690</dd><dt>Year</dt><dd>2005</dd></dl>"
    for case in cases:
        page = b"<!DOCTYPE html><html><body>" + facts + case + b"</body></html>"
        assert parse_page(page).outcome in get_args(Outcome)
