"""Every fixture, every structure and some mutants of markup, each as one test: the cheapest way to notice a change.

Read by mutation testing alone (docs/mutation.md); pytest does not collect this file unless it is named.
"""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from build.pages import read_page
from maintenance.expectations import aspects, expect
from maintenance.fixtures import Fixture, find_fixtures
from tests.markups.frames import FRAMES
from tests.markups.legacy import LEGACY
from tests.markups.look import LOOKS
from tests.markups.projects import filled_projects, real_projects, redescribed
from tests.markups.render import INKS, STRUCTURES, render, render_legacy
from tests.markups.survey import Case, every_mutant, survey

FIXTURES = find_fixtures(Path(__file__).parent.parent / "fixtures")


@pytest.mark.parametrize("fixture", FIXTURES, ids=[fixture.name for fixture in FIXTURES])
def test_fixture(fixture: Fixture) -> None:
    accepted = fixture.expected()
    assert accepted is not None
    assert aspects(expect(read_page(fixture.page()))) == aspects(accepted)


def markups() -> Iterator[Case]:
    """Each structure once, with frame, look and ink in turn, and as many mutants."""
    projects = [*real_projects(), *filled_projects()]
    current = cycle([one for one in projects if one.layout == "current"])
    turns = zip(STRUCTURES, current, cycle(LOOKS), cycle(FRAMES), cycle(INKS))
    for i, (structure, project, look, frame, ink) in enumerate(turns):
        yield structure, "keeps", render(redescribed(project, i), structure, look, frame, ink=ink, seed=i)
    legacy = cycle([one for one in projects if one.layout == "legacy"])
    for i, (structure, project, ink) in enumerate(zip(LEGACY, legacy, cycle(INKS))):
        yield structure, "keeps", render_legacy(redescribed(project, i), structure, ink=ink)
    yield from every_mutant(60, seed=11)


CASES = list(markups())


@pytest.mark.parametrize("case", CASES, ids=[name for name, _, _ in CASES])
def test_markup(case: Case) -> None:
    assert survey([case]).failures == []
