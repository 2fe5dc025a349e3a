"""Release after release: keys stay, changes add up, nothing is built on a release that cannot be read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dataset.baseline import read_baseline
from dataset.checks import Floors, run_checks
from dataset.errors import DamagedReleaseError
from dataset.pages import PageRecord
from dataset.release import Release, publish
from dataset.run_record import RunRecord
from dataset.succession import EarlierCapture, build_successor, captures_to_reread, find_predecessor
from dataset.tables import Tables, build_tables

Build = Callable[..., PageRecord]
FIRST = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
SECOND = FIRST + timedelta(days=7)
A, B = "https://www.iom.int/project/a", "https://www.iom.int/project/b"


def publish_now(site: Path, tables: Tables, now: datetime) -> Release:
    report = run_checks(tables, floors=Floors(), baseline=read_baseline(site))
    return publish(site, tables, RunRecord("x", "https://x/", practice=False, started_at=now), report, now=now)


def test_a_second_release_keeps_keys_and_tells_what_changed(tmp_path: Path, page: Build) -> None:
    before = page(A, project_id=None, status="Active", digest="sha256:1")
    steady = page(B, project_id="CT.0001", title="B", digest="sha256:2")
    publish_now(tmp_path, build_tables([before, steady]), FIRST)
    predecessor = find_predecessor(tmp_path)
    assert predecessor is not None
    after = page(A, project_id="Q36-805", status="Completed", digest="sha256:3", fetched=SECOND)
    records = [after, steady]
    assert list(captures_to_reread(records, predecessor)) == [EarlierCapture(A, "sha256:1")]
    assert before.content is not None
    tables = build_successor(records, predecessor, {A: before.content})
    assert tables["projects"].column("project_key").to_pylist() == ["CT.0001", "a"]
    changes = [(row["field"], row["old"], row["new"], row["cause"]) for row in tables["changes"].to_pylist()]
    assert changes == [
        ("project_id", None, "Q36-805", "source"),
        ("status", "Active", "Completed", "source"),
    ]
    publish_now(tmp_path, tables, SECOND)


def test_nothing_changed_gives_the_same_tables(tmp_path: Path, page: Build) -> None:
    records = [page(A), page(B, project_id="CT.0001", title="B")]
    tables = build_tables(records)
    publish_now(tmp_path, tables, FIRST)
    predecessor = find_predecessor(tmp_path)
    assert predecessor is not None
    assert list(captures_to_reread(records, predecessor)) == []
    again = build_successor(records, predecessor, {})
    assert all(again[name].equals(tables[name]) for name in tables)


def test_a_capture_that_the_archive_lost_is_no_change_of_the_site(tmp_path: Path, page: Build) -> None:
    publish_now(tmp_path, build_tables([page(A, digest="sha256:1")]), FIRST)
    predecessor = find_predecessor(tmp_path)
    assert predecessor is not None
    tables = build_successor([page(A, digest="sha256:2", fetched=SECOND)], predecessor, {})
    causes = [(row["old"], row["new"], row["cause"]) for row in tables["changes"].to_pylist()]
    assert causes == [("Q36-805", None, "parser"), (None, "Q36-805", "source")]


def test_there_is_no_predecessor_before_the_first_release(tmp_path: Path) -> None:
    assert find_predecessor(tmp_path) is None


def test_nothing_is_built_on_a_damaged_release(tmp_path: Path, page: Build) -> None:
    folder = publish_now(tmp_path, build_tables([page()]), FIRST).folder
    (folder / "pages.parquet").write_bytes(b"PAR1")
    with pytest.raises(DamagedReleaseError, match=r"pages\.parquet is damaged: .* iom-projects build"):
        find_predecessor(tmp_path)
