"""No single page, cell or row ends a build: a fuzz of the tables' rules through the real commands."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pytest

import pipeline
from build import pages as workers
from dataset.projects import rules
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.values.observation import PageObservations
from parsers import parse_page
from parsers.model import Issue, ParsedPage
from sandbox.page import SavedPage
from tests.project_site import FACTS, Pages, command, project_page, served

CONNECTIVES = (
    "<p>The components are:</p><ul><li>Train officers; and</li><li>and.</li><li>Write a manual.</li></ul>",
    "<p>Components: a) train officers; b) write a manual; c) y.</p>",
    "<p>The project has components:</p><ol><li>et.</li><li>Ou;</li></ol>",
    "<p>The components are:</p><ul><li>y</li></ul><p>It was good.</p>",
    "<p>Les composantes sont :</p><ul><li>Former ; et</li><li>et.</li></ul>",
)
HOSTILE = (
    *(
        "\x00",
        "\ud800",
        "\ufffe\u202e",
        "\u200b",
        "\u00a0",
        ";",
        ";;",
        "a;b",
        "and",
        "=1+1",
        "\r\n",
        "\u2028",
        "\U0010ffff",
    ),
    *(
        "10" * 20,
        "USD " + "9" * 40,
        "-1",
        "1e400",
        "99999",
        "0000",
        "２０１５",
        "NaN",
        "Infinity",
        "USD 0",
        "USD 0.001",
    ),
    *("USD 99999999999999999.99", "31 February 2015", "0001-01-01", "12/31/9999", "Kenya; Kenya", "x" * 70_000),
)


def hostile_pages(seed: int, count: int) -> Pages:
    """Project pages of which every fact, title and item may be anything."""
    chance = random.Random(seed)  # noqa: S311 - to be the same in every run
    pages: Pages = {}
    for number in range(count):
        facts = {
            label: chance.choice(HOSTILE) + (text if chance.random() < 0.4 else "") if chance.random() < 0.5 else text
            for label, text in FACTS.items()
        }
        title = chance.choice([f"Project {number}", *HOSTILE])
        item = f"<p>The components are:</p><ol><li>{chance.choice(HOSTILE)}</li><li>Train people</li></ol>"
        described = chance.choice([*CONNECTIVES, item])
        identifier = chance.choice([f"CT.{number:04}", None, chance.choice(HOSTILE)])
        pages[f"/project/p-{number}"] = project_page(title, identifier, description=described, facts=facts)
    return pages


@pytest.mark.parametrize("described", CONNECTIVES)
def test_no_item_is_empty(described: str) -> None:
    project = parse_page(project_page("Training", "CT.0001", description=described)).project
    assert project is not None
    assert all(any(letter.isalnum() for letter in item.text) for item in project.items)
    assert not {item.text.rstrip(".") for item in project.items} & {"and", "y", "et", "Ou"}


@pytest.mark.parametrize("seed", range(3))
def test_hostile_pages_end_no_build(tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    with served(hostile_pages(seed, 25)) as site:
        code, said = command(capsys, "run", site.url, "--output", tmp_path)
    assert code in {0, 3}, said
    assert "Traceback" not in said
    (folder,) = tmp_path.iterdir()
    (kept,) = [*folder.glob("releases/*"), *folder.glob("refused/*")]
    assert pq.read_table(kept / "pages.parquet").num_rows == 25
    code, said = command(capsys, "build", site.url, "--output", tmp_path, "--override", "made to be odd")
    assert code == 0, said


def _with(content: PageObservations, field: str, **values: Any) -> PageObservations:
    seen = content.observations
    return replace(content, observations={**seen, field: replace(seen[field], **values)})


SPOILT: dict[str, Callable[[PageObservations], PageObservations]] = {
    "blank item": lambda one: replace(one, items=(replace(one.items[0], text=" "), *one.items[1:])),
    "one item twice": lambda one: replace(one, items=(one.items[0], one.items[0])),
    "no kind": lambda one: replace(one, items=(replace(one.items[0], kind=cast("Any", None)),)),
    "too much money": lambda one: _with(one, "budget_usd", value=Decimal(10) ** 30),
    "money in words": lambda one: _with(one, "budget_usd", value="much"),
    "a late year": lambda one: _with(one, "year", value=10**30),
    "unknown country": lambda one: _with(one, "countries", value=("XXX",)),
    "one country twice": lambda one: _with(one, "countries", value=("KEN", "KEN")),
    "separator": lambda one: _with(one, "countries", value=("KE;N",)),
    "surrogate": lambda one: _with(one, "title", value="\ud800"),
    "no date": lambda one: _with(one, "start_date", value="soon"),
    "no status": lambda one: _with(one, "status", status=None),
    "layout": lambda one: replace(one, layout=cast("Any", 3)),
    "severity": lambda one: replace(one, issues=(Issue("odd", None, "odd", cast("Any", "dreadful")),)),
    "reason": lambda one: replace(one, reason="\udcff"),
}
"""Contents of a page with one value that no column may hold."""


def test_a_page_that_breaks_a_rule_is_set_aside_with_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    items = "<p>The components are:</p><ul><li>Train officers</li><li>Write a manual</li></ul>"
    pages: Pages = {f"/project/p-{n}": project_page(f"Project {n}", f"CD.{n:04}", description=items) for n in range(6)}
    with served(pages) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
    bad = f"{site.url}/project/p-3"
    normalised = workers.normalised
    (folder,) = tmp_path.iterdir()
    for how, spoil in SPOILT.items():  # the readings are kept, so no child reads the pages, who would know no better

        def normalised_badly(
            page: SavedPage, reading: ParsedPage, spoil: Callable[[PageObservations], PageObservations] = spoil
        ) -> PageObservations:
            content = normalised(page, reading)
            return spoil(content) if page.url == bad else content

        monkeypatch.setattr(workers, "normalised", normalised_badly)
        code, said = command(capsys, "build", site.url, "--output", tmp_path)
        assert (code, "Traceback" in said) == (0, False), (how, said)
        release = folder / "latest"
        issues = pq.read_table(release / "issues.parquet").to_pylist()
        assert [row["url"] for row in issues if row["kind"] == "page_set_aside"] == [bad], how
        assert pq.read_table(release / "projects.parquet").num_rows == 5, how
    code, said = command(capsys, "status", site.url, "--output", tmp_path)
    assert (code, "page_set_aside" in said) == (1, True)


def test_a_rule_that_no_page_alone_breaks_is_refused_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served({f"/project/p-{n}": project_page(f"Project {n}", f"CD.{n:04}") for n in range(3)}) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
    (folder,) = tmp_path.iterdir()
    before = (folder / "latest").readlink()
    whole = build_tables

    def build_one(records: Sequence[PageRecord], **options: Any) -> Tables:
        if len(records) > 1:
            raise OverflowError("too many rows for this test")
        return whole(records, **options)

    monkeypatch.setattr(rules, "build_tables", build_one)
    code, said = command(capsys, "build", site.url, "--output", tmp_path)
    assert code == 3, said
    assert "the tables cannot be made: OverflowError: too many rows for this test" in said
    assert (folder / "latest").readlink() == before
    code, said = command(capsys, "status", site.url, "--output", tmp_path)
    assert (code, "too many rows for this test" in said) == (1, True)


def test_status_knows_of_a_build_that_ended_in_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served({"/project/p": project_page("Project", "CD.0001")}) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(pipeline, "run_checks", fail)
    with pytest.raises(ZeroDivisionError):
        command(capsys, "build", site.url, "--output", tmp_path)
    code, said = command(capsys, "status", site.url, "--output", tmp_path)
    assert (code, "our bug: ZeroDivisionError: by nought" in said) == (1, True)
    monkeypatch.undo()
    assert command(capsys, "build", site.url, "--output", tmp_path)[0] == 0
    assert command(capsys, "status", site.url, "--output", tmp_path)[0] == 0
