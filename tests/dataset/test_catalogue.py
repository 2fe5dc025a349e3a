"""Finding, loading, pinning and removing releases."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from dataset.checks.checks import Floors, run_checks
from dataset.errors import DamagedReleaseError, NewerReleaseError, NoReleaseError
from dataset.projects.pages import PageRecord
from dataset.projects.tables import build_tables
from dataset.releases.catalogue import check_pointers, find_release, latest_id, pin, pinned, release_ids, remove_old
from dataset.releases.loading import load_frame, load_table
from dataset.releases.release import point_to, publish
from dataset.releases.run_record import FORMAT, RunRecord
from dataset.schema.fields import table

Build = Callable[..., PageRecord]
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path, page: Build) -> Path:
    """A site with five releases, one a day."""
    tables = build_tables([page()])
    run = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=NOW)
    for day in range(5):
        publish(tmp_path, tables, run, run_checks(tables, floors=Floors()), now=NOW + timedelta(days=day))
    return tmp_path


def test_the_latest_release_is_found_by_link_and_by_file(site: Path) -> None:
    assert latest_id(site) == "2026-11-28T040000Z"
    (site / "latest").unlink()
    assert latest_id(site) == "2026-11-28T040000Z"
    assert find_release(site) == site / "releases" / "2026-11-28T040000Z"
    (site / "latest.json").write_text("{")
    with pytest.raises(DamagedReleaseError, match=r"latest\.json is damaged"):
        find_release(site)


def test_without_a_pointer_the_newest_release_is_the_latest(site: Path, tmp_path: Path) -> None:
    (site / "latest").unlink()
    (site / "latest.json").unlink()
    assert latest_id(site) == "2026-11-28T040000Z"
    assert latest_id(tmp_path / "nowhere") is None


def test_a_pointer_to_a_release_that_is_gone_names_those_that_are_there(site: Path) -> None:
    shutil.rmtree(site / "releases" / "2026-11-28T040000Z")
    with pytest.raises(DamagedReleaseError) as caught:
        find_release(site)
    assert str(caught.value).startswith(
        f"{site / 'latest'} is damaged: it names the release 2026-11-28T040000Z, which is not there. "
        "Put it back, or let another be the latest; there are 2026-11-24T040000Z, "
    )
    point_to(site, "2026-11-27T040000Z")
    assert find_release(site).name == "2026-11-27T040000Z"
    check_pointers(site)


def test_two_pointers_that_disagree_are_told(site: Path) -> None:
    check_pointers(site)
    (site / "latest").unlink()
    (site / "latest").symlink_to("releases/2026-11-24T040000Z")
    with pytest.raises(DamagedReleaseError, match="names 2026-11-28T040000Z, and latest names 2026-11-24T040000Z"):
        check_pointers(site)
    (site / "latest.json").write_text("{")
    with pytest.raises(DamagedReleaseError, match=r"latest\.json is damaged: .* iom-projects releases point"):
        check_pointers(site)


def test_a_release_that_is_not_there_is_named_with_those_that_are(site: Path, tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError, match="no release 2020-01-01T000000Z; there are: 2026-11-24T040000Z, "):
        find_release(site, "2020-01-01T000000Z")
    with pytest.raises(NoReleaseError, match="no release yet"):
        find_release(tmp_path / "nowhere")
    with pytest.raises(NoReleaseError, match=r"no release \.\./refused"):
        find_release(site, "../refused")


def test_old_releases_go_but_never_the_latest_or_a_pinned_one(site: Path) -> None:
    pin(site, "2026-11-24T040000Z", "cited in a paper")
    assert remove_old(site, keep=2) == ["2026-11-25T040000Z", "2026-11-26T040000Z"]
    assert release_ids(site) == ["2026-11-24T040000Z", "2026-11-27T040000Z", "2026-11-28T040000Z"]
    assert pinned(site) == {"2026-11-24T040000Z": "cited in a paper"}
    assert remove_old(site, keep=2) == []


def test_the_release_that_latest_points_to_stays_even_when_it_is_old(site: Path) -> None:
    (site / "latest").unlink()
    (site / "latest").symlink_to("releases/2026-11-24T040000Z")
    remove_old(site, keep=1)
    assert release_ids(site) == ["2026-11-24T040000Z", "2026-11-28T040000Z"]


def test_nothing_is_removed_where_the_pins_cannot_be_read(site: Path) -> None:
    (site / "pinned.json").write_text("[")
    with pytest.raises(DamagedReleaseError, match=r"pinned\.json"):
        remove_old(site, keep=1)
    with pytest.raises(ValueError, match="at least one"):
        remove_old(site, keep=0)
    assert len(release_ids(site)) == 5


def test_a_frame_has_exact_types_on_request_and_the_codebook(site: Path) -> None:
    frame = load_frame(site, "projects", exact=True)
    row = frame.iloc[0]
    assert row["budget_usd"] == Decimal("81500.00")
    assert row["start_date_earliest"] == date(2005, 1, 1)
    assert list(row["countries"])[:2] == ["BLZ", "CRI"]
    assert row["prima_id"] is pd.NA
    assert frame["year"].dtype == "int64[pyarrow]"
    assert frame["first_seen"].iloc[0] == pd.Timestamp("2026-11-24T03:15:00Z")
    assert frame.attrs["release"] == "2026-11-28T040000Z"
    assert frame.attrs["practice"] is True
    told = frame.attrs["columns"]["budget_usd"]
    assert told["unit"] == "USD"
    assert told["description"] == table("projects").column("budget_usd").description
    assert frame.query("status == 'Completed'").attrs["table"] == "projects"


def test_a_named_release_is_loaded(site: Path) -> None:
    assert load_frame(site, "issues", release="2026-11-25T040000Z").attrs["release"] == "2026-11-25T040000Z"


def test_a_changed_file_is_refused(site: Path) -> None:
    path = find_release(site) / "projects.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DamagedReleaseError, match=r"projects\.parquet is damaged: its SHA-256 is not the one in run"):
        load_table(site, "projects")
    path.unlink()
    with pytest.raises(DamagedReleaseError, match=r"projects\.parquet is damaged: FileNotFoundError"):
        load_table(site, "projects")


def test_a_release_of_a_later_version_is_refused(site: Path) -> None:
    path = find_release(site) / "run.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "format": 99}))
    with pytest.raises(NewerReleaseError, match=f"has format 99, this program reads up to {FORMAT}: update"):
        load_table(site, "projects")


def test_publishing_needs_no_pandas() -> None:
    code = (
        "import sys; from dataset.projects import tables; from dataset.releases import loading, release;"
        " sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        ("live", "iom-projects run"),
        ("practice", "iom-projects run practice"),
        ("other.example", "iom-projects run ADDRESS"),
    ],
)
def test_the_next_step_is_that_of_the_site(tmp_path: Path, folder: str, command: str) -> None:
    with pytest.raises(NoReleaseError) as refused:
        find_release(tmp_path / folder)
    assert str(refused.value) == f"{tmp_path}/{folder} has no release yet: {command} makes one"


def test_a_site_without_a_release_names_those_that_have_some(tmp_path: Path) -> None:
    (tmp_path / "practice" / "releases").mkdir(parents=True)
    with pytest.raises(NoReleaseError) as refused:
        find_release(tmp_path / "live")
    assert str(refused.value) == (
        f"{tmp_path}/live has no release yet: iom-projects run makes one; there are releases of practice"
    )
