"""The main job, end to end: real HTTP, real files, the real command."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import pipeline
from tests.cli.conftest import Run, iom_projects

__all__ = ["iom_projects"]

SIZE = 60


LISTING = """
import sys
from pathlib import Path
from cli import execute
code = execute(sys.argv[2:])
Path(sys.argv[1]).write_text("\\n".join(sys.modules))
sys.exit(code)
"""


def run_practice(output: Path, *more: str, modules: Path | None = None) -> dict[str, Any]:
    program = [Path(sys.executable).with_name("iom-projects")]
    command = program if modules is None else [sys.executable, "-c", LISTING, modules]
    arguments = ["run", "practice", "--size", str(SIZE), "--output", str(output), "--json", *more]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, timeout=240)
    assert (done.returncode, done.stderr) == (0, "")
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """The folder after two runs, and what each said."""
    output = tmp_path_factory.mktemp("output")
    return output / "practice", run_practice(output), run_practice(output, modules=output / "modules")


def test_no_frames_library_is_imported_on_the_way_of_a_page(job: tuple[Path, Any, Any]) -> None:
    names = (job[0].parent / "modules").read_text().split()
    assert "pyarrow" in names
    assert "pandas" not in names


SEED = {
    "title": "Strengthening of the Migration Components of the Central American Integration Process",
    "project_id": "Q36-805",
    "prima_id": None,
    "start_date": "2005",
    "end_date": "2011",
    "status": "Completed",
    "project_type": "TCMMCB",
    "project_type_code": "TC",
    "coverage": "Regional",
    "year": 2005,
    "region": "Latin America and the Caribbean",
    "language": "en",
}


def test_the_seed_page_comes_out_as_asked(job: tuple[Path, Any, Any]) -> None:
    projects = pd.read_parquet(job[0] / "latest" / "projects.parquet", dtype_backend="pyarrow")
    (row,) = projects[projects.project_key == "Q36-805"].to_dict("records")
    assert {name: None if pd.isna(row[name]) else row[name] for name in SEED} == SEED
    assert str(row["budget_usd"]) == "81500.00"
    assert list(row["countries"]) == ["BLZ", "CRI", "DOM", "SLV", "GTM", "HND", "MEX", "NIC", "PAN"]
    assert "Who we are" not in row["description"]
    assert row["description"].startswith("The aim of this project is to articulate")


def test_the_seed_page_has_its_two_lists(job: tuple[Path, Any, Any]) -> None:
    components = pd.read_parquet(job[0] / "latest" / "project_components.parquet")
    items = components[components.project_key == "Q36-805"]
    assert items[["list", "position", "marker", "kind"]].to_numpy().tolist() == [
        [1, 1, "-", "component"],
        [1, 2, "-", "component"],
        [1, 3, "-", "component"],
        [1, 4, "-", "component"],
        [2, 1, "a)", "area_of_action"],
        [2, 2, "b)", "area_of_action"],
        [2, 3, "c)", "area_of_action"],
    ]
    assert items.text.tolist()[:3] == ["Central American passport", "Central American Visa", "Border integration"]
    assert items.text.tolist()[4] == (
        "diagnosis and stocktaking of progress made in the four above mentioned components as well as in any other "
        "aspect affecting migration matters and free movement of persons"
    )


def test_the_second_run_downloads_no_page_body_again(job: tuple[Path, Any, Any]) -> None:
    first, second = job[1]["crawl"], job[2]["crawl"]
    assert first["states"]["fresh"] > SIZE
    assert second["states"]["fresh"] == 0
    assert second["states"]["unchanged"] == first["states"]["fresh"]


def test_every_address_is_in_one_state_and_the_totals_balance(job: tuple[Path, Any, Any]) -> None:
    for summary in job[1:]:
        assert summary["crawl"]["discovered"] == sum(summary["crawl"]["states"].values())


def test_the_second_run_over_an_unchanged_site_is_a_visit_to_the_same_data(job: tuple[Path, Any, Any]) -> None:
    (release,) = (job[0] / "releases").iterdir()
    (visit,) = (job[0] / "visits").iterdir()
    assert job[2]["release"] == {**job[1]["release"], "visit": visit.name}
    assert job[2]["rows"] == job[1]["rows"]
    assert json.loads((visit / "run.json").read_text())["details"]["same_data_as"] == release.name


def test_everything_says_that_it_is_practice(job: tuple[Path, Any, Any]) -> None:
    latest = job[0] / "latest"
    assert json.loads((latest / "run.json").read_text())["practice"] is True
    assert "Practice data" in (latest / "CODEBOOK.md").read_text()
    assert "Practice data" in (latest / "report.html").read_text()
    assert job[1]["practice"] is True
    assert job[0].name == "practice"


def test_latest_points_to_the_newest_release_and_its_hashes_hold(job: tuple[Path, Any, Any]) -> None:
    latest = job[0] / "latest"
    assert latest.resolve() == max((job[0] / "releases").iterdir())
    run = json.loads((latest / "run.json").read_text())
    assert {path.name for path in latest.iterdir()} == {*run["files"], "run.json", "SHA256SUMS"}
    for name, known in run["files"].items():
        assert hashlib.sha256((latest / name).read_bytes()).hexdigest() == known["sha256"]


def test_duckdb_reads_what_pandas_reads(job: tuple[Path, Any, Any]) -> None:
    latest = job[0] / "latest"
    query = f"SELECT count(*), sum(budget_usd), count(DISTINCT project_key) FROM '{latest}/projects.parquet'"
    count, total, keys = duckdb.execute(query).fetchall()[0]
    frame = pd.read_parquet(latest / "projects.parquet", dtype_backend="pyarrow")
    assert (count, total, keys) == (len(frame), frame.budget_usd.sum(), len(frame))


def test_no_invented_project_can_be_taken_for_a_real_one(job: tuple[Path, Any, Any]) -> None:
    frame = pd.read_parquet(job[0] / "latest" / "projects.parquet")
    facts = Path(__file__).parents[1] / "practice" / "data" / "facts.jsonl"
    real = {json.loads(line)["project_id"] for line in facts.read_text(encoding="utf-8").splitlines()}
    ids = set(frame.project_id.dropna())
    assert {i for i in ids if not i.startswith("ZZ.")} <= real
    assert sum(i.startswith("ZZ.") for i in ids) > 10


def test_a_release_is_exported_and_reconciled_with_its_own_export(
    job: tuple[Path, Any, Any], iom_projects: Run
) -> None:
    place = ("--site", "practice", "--output", str(job[0].parent))
    exported = iom_projects("export", "iati", *place)
    assert (exported.returncode, exported.stderr) == (0, "")
    charts = iom_projects("export", "charts", *place)
    assert (charts.returncode, charts.stderr) == (0, "")
    assert charts.stdout.startswith("practice data: these charts must not be cited\n")
    assert (job[0] / "exports" / "map.svg").read_text().startswith("<svg ")
    activities = job[0] / "exports" / "iati-activities.xml"
    assert exported.stdout.splitlines()[-1] == str(activities)
    reconciled = iom_projects("reconcile", str(activities), *place, "--json")
    assert set(json.loads(reconciled.stdout)["results"]) == {"agrees"}


def test_an_unknown_format_is_one_clear_line(job: tuple[Path, Any, Any], iom_projects: Run) -> None:
    done = iom_projects("export", "pdf", "--site", "practice", "--output", str(job[0].parent))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "iom-projects: no format 'pdf'; there are jsonl, xlsx, sqlite, duckdb, iati, croissant, dcat, citation, zenodo,"
        " charts, wacz\n"
    )


def test_load_gives_a_frame_with_its_codebook(job: tuple[Path, Any, Any]) -> None:
    frame = pipeline.load("projects", site="practice", output=job[0].parent)
    assert frame.attrs["practice"] is True
    assert frame.attrs["columns"]["budget_usd"]["unit"] == "USD"
    today = datetime.now(UTC).date().isoformat()
    again = pipeline.load("projects", site="practice", output=job[0].parent, as_of=today)
    assert sorted(again.project_id.dropna()) == sorted(frame.project_id.dropna())


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2020-01-01", r"practice begins at .*: it held nothing at 2020-01-01T23:59:59\.999999\+00:00"),
        ("2100-01-01", "2100-01-01 has not come yet"),
        ("yesterday", "'yesterday' is no date or time: write it as 2026-11-24"),
    ],
)
def test_a_day_of_which_nothing_is_known_is_an_error(job: tuple[Path, Any, Any], as_of: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        pipeline.load("projects", site="practice", output=job[0].parent, as_of=as_of)
