"""How an expectation comes about: a page is added, an answer proposed, read by a person, and accepted.

Nothing here overwrites what a person accepted, and nothing is staged for a commit: a proposal is a file of its own,
and while it stands there the tests fail.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dataset.values.observation import PageObservations
from maintenance.errors import FixtureError
from maintenance.expectations import Difference, compare, expect
from maintenance.fixtures import (
    EXPECTED,
    META,
    PAGE,
    PROPOSED,
    Acceptance,
    Fixture,
    FixtureLayout,
    Meta,
    check_root,
    folder_name,
    json_text,
    meta_text,
)
from sandbox.page import SavedPage

FixtureState = Literal["accepted", "failing", "proposed", "missing"]
"""`accepted`: the parser answers as expected. `failing`: it does not. `proposed`: an answer waits to be read and
accepted. `missing`: nothing is expected yet."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the parser says of a fixture now, beside what was accepted.

    Attributes:
        path: the file that holds the proposal, or None where the accepted answer holds and nothing is proposed.
        is_first: whether nothing was accepted before.
        differences: aspect by aspect, against what was accepted.
    """

    fixture: Fixture
    path: Path | None
    is_first: bool
    differences: tuple[Difference, ...]


def add_fixture(root: Path, layout: FixtureLayout, slug: str, why: str, *, page: SavedPage, meta: Meta) -> Fixture:
    """Make the folder of a new fixture, with page and meta file and no expectation.

    Raises:
        FixtureError: no such root, the fixture exists already, the names are no words, or it cannot be written.
    """
    check_root(root)
    fixture = Fixture(root / layout / folder_name(slug, why))
    try:
        fixture.folder.mkdir(parents=True)
        (fixture.folder / PAGE).write_bytes(page.body)
        (fixture.folder / META).write_text(meta_text(meta), encoding="utf-8")
    except FileExistsError as error:
        raise FixtureError(f"{fixture.folder} exists already: name another --why or --slug") from error
    except OSError as error:
        raise FixtureError(f"cannot write {fixture.folder}: {error.strerror}") from error
    return fixture


def propose(fixture: Fixture, answer: PageObservations) -> Proposal:
    """Write the parser's answer beside the accepted one, unless they are the same.

    A proposal that stood there already is replaced; where the accepted answer holds again, it is removed.
    """
    accepted, new = fixture.expected(), expect(answer)
    path = fixture.folder / PROPOSED
    if accepted == new:
        path.unlink(missing_ok=True)
        return Proposal(fixture, None, is_first=False, differences=())
    _write(path, json_text(new))
    return Proposal(fixture, path, accepted is None, compare(accepted, new))


def accept(fixture: Fixture, answer: PageObservations, acceptance: Acceptance) -> None:
    """Make the proposal the expectation, and note in the meta file who did so and why.

    An expectation that was written by hand and that the parser gives needs no proposal: it is noted all the same, once.

    Raises:
        FixtureError: nothing waits to be accepted, or the parser does not say what waits.
    """
    meta, proposed, new = fixture.meta(), fixture.proposed(), expect(answer)
    by_hand = fixture.expected() if proposed is None and not meta.accepted else None
    waiting, name = (proposed, PROPOSED) if proposed is not None else (by_hand, EXPECTED)
    if waiting is None:
        raise FixtureError(f"nothing is proposed for {fixture.name}: run iom-projects fixture propose {fixture.name}")
    wrong = compare(waiting, new)
    if wrong:
        raise FixtureError(
            f"the parser does not say what {name} says ({', '.join(one.aspect for one in wrong)}):"
            f" run iom-projects fixture propose {fixture.name} and read it"
        )
    # The meta file first: while the proposal stands there, the tests fail, so nothing half done goes unnoticed.
    _write(fixture.folder / META, meta_text(replace(meta, accepted=(*meta.accepted, acceptance))))
    if proposed is not None:
        (fixture.folder / PROPOSED).replace(fixture.folder / EXPECTED)


def state_of(fixture: Fixture, answer: PageObservations) -> FixtureState:
    """Say where a fixture stands in the loop."""
    if fixture.proposed() is not None:
        return "proposed"
    accepted = fixture.expected()
    if accepted is None:
        return "missing"
    return "accepted" if accepted == expect(answer) else "failing"


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
