"""Every fixture as one test: the cheapest way for a changed parser to be found out.

Read by mutation testing alone (docs/mutation.md); pytest does not collect this file unless it is named.
"""

from pathlib import Path

import pytest

from maintenance.expectations import aspects, expect
from maintenance.fixtures import Fixture, find_fixtures
from workers import read_page

FIXTURES = find_fixtures(Path(__file__).parent.parent / "fixtures")


@pytest.mark.parametrize("fixture", FIXTURES, ids=[fixture.name for fixture in FIXTURES])
def test_page(fixture: Fixture) -> None:
    accepted = fixture.expected()
    assert accepted is not None
    assert aspects(expect(read_page(fixture.page()))) == aspects(accepted)
