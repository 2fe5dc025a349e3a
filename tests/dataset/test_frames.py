"""Frames as most people get them, by a plain `read_parquet` and by `load`: numbers that are numbers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

import iom_projects
import pipeline
from dataset.errors import NoReleaseError
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.loading import to_frame
from dataset.releases.parquet import write_parquet
from parsers.model import Issue, RawItem

ITEMS = (RawItem(1, 1, "-", None, "component", "a passport;", 0, 5),)
ISSUES = (Issue("odd", "year", "NA"),)

PLAIN = {
    "year": "Int64",
    "n_countries": "Int64",
    "budget_usd": "double[pyarrow]",
    "withdrawn": "boolean",
    "is_status_stale": "boolean",
    "start_date_earliest": "date32[day][pyarrow]",
    "first_seen": "datetime64[us, UTC]",
    "title": "str",
    "countries": "object",
}
LOADED = {**PLAIN, "budget_usd": "float64", "start_date_earliest": "datetime64[s]"}


@pytest.fixture
def tables(page: Callable[..., PageRecord]) -> Tables:
    changes = [
        {"project_key": "Q36-805", "field": "title", "observed_at": page().last_fetched, "cause": "source"}
        | {"old": None, "new": "A title"}
    ]
    without = page("https://iom.int/project/thin", facts={"project_id": "LM.0001"}, budget_usd=None, year=None)
    return build_tables([page(items=ITEMS, issues=ISSUES), without], changes=changes)


@pytest.fixture
def folder(tables: Tables, tmp_path: Path) -> Path:
    for name, rows in tables.items():
        write_parquet(rows, tmp_path / f"{name}.parquet")
    return tmp_path


def test_a_plain_read_parquet_gives_numbers_booleans_and_dates(folder: Path, tables: Tables) -> None:
    frame = pd.read_parquet(folder / "projects.parquet")
    assert {name: str(frame[name].dtype) for name in PLAIN} == PLAIN
    exact = [row["budget_usd"] for row in tables["projects"].to_pylist() if row["budget_usd"] is not None]
    assert exact
    assert [f"{value:.2f}" for value in frame.budget_usd.dropna()] == [str(value) for value in exact]
    assert isinstance(frame.start_date_earliest.dropna().iloc[0], date)
    assert set(frame.start_date_earliest.dt.year.dropna()) <= set(range(1990, 2100))


def test_every_table_is_read_by_the_plain_line(folder: Path, tables: Tables) -> None:
    for name, table in tables.items():
        frame = pd.read_parquet(folder / f"{name}.parquet")
        assert list(frame.columns) == table.column_names
        assert frame.notna().sum().to_dict() == {
            column: table.num_rows - table[column].null_count for column in table.column_names
        }


def test_altair_takes_whole_frames_as_they_are_loaded(folder: Path, tables: Tables) -> None:
    for name, table in tables.items():
        frame = to_frame(table, name)
        assert str(frame.iloc[0, 0]) in alt.Chart(frame).mark_point().to_json(), name
    plain = pd.read_parquet(folder / "projects.parquet")
    days = plain.columns[plain.dtypes == "date32[day][pyarrow]"]  # as docs/analysts.md has it
    plain[days] = plain[days].astype("datetime64[s]")
    assert '"2005-01-01T00:00:00"' in alt.Chart(plain).mark_point().to_json()
    assert list(plain.start_date_earliest >= "2005-01-01") == list(plain.start_date_earliest.notna())


def test_a_loaded_frame_is_summed_described_and_grouped(tables: Tables) -> None:
    frame = to_frame(tables["projects"], "projects")
    assert {name: str(frame[name].dtype) for name in LOADED} == LOADED
    total = sum(row["budget_usd"] or 0 for row in tables["projects"].to_pylist())
    assert frame.budget_usd.sum() == float(total)
    assert frame.describe().loc["count", "budget_usd"] == frame.budget_usd.notna().sum()
    assert frame.groupby("region", dropna=False).budget_usd.sum().sum() == float(total)


def test_load_finds_the_output_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert iom_projects.load is pipeline.load
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IOM_PROJECTS_OUTPUT", str(elsewhere))
    with pytest.raises(NoReleaseError, match=str(elsewhere)):
        iom_projects.load("projects", site="practice")
    monkeypatch.delenv("IOM_PROJECTS_OUTPUT")
    (tmp_path / "iom-projects.toml").write_text('output = "by-file"\n')
    with pytest.raises(NoReleaseError, match="by-file"):
        iom_projects.load("projects", site="practice")
