"""Real facts in many markups: every field of every page right, nothing flagged without cause, no item lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.markups.frames import FRAMES
from tests.markups.legacy import LEGACY
from tests.markups.look import LOOKS
from tests.markups.odd_projects import odd_projects
from tests.markups.projects import filled_projects, real_projects, redescribed
from tests.markups.render import INKS, STRUCTURES, render, render_legacy
from tests.markups.survey import Case, survey

KeepPage = Callable[[bytes], Path]

CURRENT = tuple(one for one in (*real_projects(), *filled_projects()) if one.layout == "current")
OLD = tuple(one for one in real_projects() if one.layout == "legacy")
FRAME_NAMES, LOOK_NAMES, INK_NAMES = list(FRAMES), list(LOOKS), list(INKS)


def all_right(cases: Iterator[Case], keep_page: KeepPage) -> None:
    found = survey(cases)
    if found.failures:
        pytest.fail(found.describe(keep_page), pytrace=False)
    assert found.tally("keeps").pages > 0


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_structure_in_every_frame(structure: str, keep_page: KeepPage) -> None:
    def cases() -> Iterator[Case]:
        start = list(STRUCTURES).index(structure)
        for i, frame in enumerate(FRAMES):
            project = redescribed(CURRENT[(start * len(FRAMES) + i) % len(CURRENT)], start + 5 * i)
            look, ink = LOOK_NAMES[(start + i) % len(LOOKS)], INK_NAMES[(start + i // 2) % len(INKS)]
            page = render(project, structure, look, frame, ink=ink)
            yield page.name, "keeps", page

    all_right(cases(), keep_page)


@pytest.mark.parametrize("look", LOOKS)
def test_every_look(look: str, keep_page: KeepPage) -> None:
    def cases() -> Iterator[Case]:
        for i, structure in list(enumerate(STRUCTURES))[LOOK_NAMES.index(look) % 2 :: 2]:
            project = CURRENT[(3 * i + 7 * LOOK_NAMES.index(look)) % len(CURRENT)]
            page = render(project, structure, look, FRAME_NAMES[i % len(FRAMES)], ink=INK_NAMES[i % len(INKS)], seed=1)
            yield page.name, "keeps", page

    all_right(cases(), keep_page)


def test_every_project(keep_page: KeepPage) -> None:
    """With its own description, in one structure each: every structure in every frame goes through all eight times."""

    def cases() -> Iterator[Case]:
        for i, project in enumerate(CURRENT):
            structure = ("list_two_spans", "drupal_blocks", "paragraphs_strong")[i % 3]
            page = render(project, structure, LOOK_NAMES[i % len(LOOKS)], FRAME_NAMES[i % len(FRAMES)], seed=2)
            yield page.name, "keeps", page

    all_right(cases(), keep_page)


@pytest.mark.parametrize("structure", ["definition_list", "lines_strong"])
def test_every_term_and_country_trap(structure: str, keep_page: KeepPage) -> None:
    def cases() -> Iterator[Case]:
        for i, project in enumerate(odd_projects()):
            page = render(project, structure, LOOK_NAMES[i % len(LOOKS)], FRAME_NAMES[i % len(FRAMES)], seed=3)
            yield page.name, "keeps", page

    all_right(cases(), keep_page)


@pytest.mark.parametrize("structure", LEGACY)
def test_every_legacy_project(structure: str, keep_page: KeepPage) -> None:
    def cases() -> Iterator[Case]:
        for i, project in enumerate(OLD):
            page = render_legacy(redescribed(project, 7 * i + len(structure)), structure, ink=INK_NAMES[i % len(INKS)])
            yield page.name, "keeps", page

    all_right(cases(), keep_page)
