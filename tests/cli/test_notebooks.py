"""The notebooks run against a release, and what they say is so.

`make notebooks` runs each in a kernel of its own against the whole practice release, and says whose words have changed.
"""

import base64
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.cli.archived_site import Archive

FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
PICTURES = {"benefit_together": 1, "budgets": 1, "country_map": 1, "first_chart": 1, "what_is_missing": 1}


@pytest.fixture(scope="module")
def executed(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, NotebookNode]:
    """All of them, one after the other in one kernel that forgets in between: starting one takes seconds."""
    room = tmp_path_factory.mktemp("room")
    (room / "output").symlink_to(archive.output)
    (room / "notebooks").mkdir()
    read = {name: nbformat.read(FOLDER / f"{name}.ipynb", as_version=4) for name in NAMES}
    cells = [cell for book in read.values() for cell in (*book.cells, nbformat.v4.new_code_cell("%reset -f"))]
    whole = nbformat.v4.new_notebook(cells=cells, metadata=read[NAMES[0]].metadata)
    place = {"metadata": {"path": str(room / "notebooks")}}
    NotebookClient(whole, timeout=120, record_timing=False, resources=place).execute()
    return read


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def shown(notebook: NotebookNode) -> str:
    return "\n".join(one.get("text") or one.data.get("text/plain", "") for one in outputs(notebook))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_draws_what_it_should_and_complains_of_nothing(
    executed: Mapping[str, NotebookNode], name: str
) -> None:
    complaints = [one.text for one in outputs(executed[name]) if one.output_type == "stream" and one.name == "stderr"]
    assert complaints == []
    pictures = [one.data["image/png"] for one in outputs(executed[name]) if "image/png" in one.get("data", {})]
    assert len(pictures) == PICTURES.get(name, 0)
    assert all(base64.b64decode(picture).startswith(b"\x89PNG\r\n\x1a\n") for picture in pictures)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_stored_with_what_it_shows(name: str) -> None:
    """So that it can be read on the web."""
    stored = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    nbformat.validate(stored)
    without = [cell.source for cell in stored.cells if cell.cell_type == "code" and not cell.outputs]
    assert [source for source in without if "print(" in source or "alt.Chart" in source] == []
    assert "release/" not in shown(stored)


def test_what_the_notebooks_say_is_so(executed: Mapping[str, NotebookNode], archive: Archive) -> None:
    latest = archive.folder / "latest"
    projects, countries = (pd.read_parquet(latest / f"{name}.parquet") for name in ("projects", "project_countries"))
    stated = projects.budget_usd.dropna()
    budgets = shown(executed["budgets"])
    assert f"USD {stated.sum():,.0f} in {len(stated):,} of {len(projects):,} projects" in budgets
    repeated = countries.merge(projects[["project_key", "budget_usd"]], on="project_key").budget_usd.sum()
    assert f"{repeated / stated.sum():.1f} times the money that there is" in budgets
    assert f"{projects.year.isna().sum()} of {len(projects):,} projects" in shown(executed["first_chart"])
    changes = pd.read_parquet(latest / "changes.parquet")
    values = changes[changes.field != "project_key"].groupby("project_key").size()
    key = values.sort_index().sort_values(ascending=False, kind="stable").index[0]
    assert f"iom-projects explain {key} budget_usd --site practice" in shown(executed["history_of_a_project"])
    flags = projects[["is_end_date_suspect", "is_status_stale", "is_id_shared"]].sum()
    assert all(str(count) in shown(executed["what_is_missing"]).rpartition("is_end_date")[2] for count in flags)
    for name in sorted({*NAMES} - {"first_chart"}):
        assert "Practice data: do not cite." in shown(executed[name])
