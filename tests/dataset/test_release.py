"""A release on disk: complete, switched last, never touched again."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset.checks.checks import Floors, run_checks
from dataset.errors import ReleaseRefusedError
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.catalogue import release_ids, remove_old
from dataset.releases.hashes import sha256
from dataset.releases.release import Release, publish
from dataset.releases.run_record import RunRecord

Build = Callable[..., PageRecord]
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
RUN = RunRecord(site="practice", source="http://127.0.0.1/", practice=True, started_at=NOW)


@pytest.fixture
def tables(page: Build) -> Tables:
    return build_tables([page()])


def publish_tables(site: Path, tables: Tables, *, now: datetime = NOW, floor: int = 1) -> Release:
    return publish(
        site, tables, RUN, run_checks(tables, floors=Floors(first_min_projects=floor, min_projects=floor)), now=now
    )


def test_a_release_holds_every_table_and_latest_points_to_it(tmp_path: Path, tables: Tables) -> None:
    release = publish_tables(tmp_path, tables)
    assert release.id == "2026-11-24T040000Z"
    assert (tmp_path / "latest").resolve() == release.folder.resolve()
    pointer = json.loads((tmp_path / "latest.json").read_text())
    assert pointer == {"release": release.id, "folder": f"releases/{release.id}"}
    for name, table in tables.items():
        assert pq.read_table(release.folder / f"{name}.parquet").equals(table, check_metadata=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "latest.json", "releases"]


def test_run_json_has_the_hash_of_every_other_file(tmp_path: Path, tables: Tables) -> None:
    folder = publish_tables(tmp_path, tables).folder
    record = json.loads((folder / "run.json").read_text())
    assert set(record["files"]) == {path.name for path in folder.iterdir()} - {"run.json", "SHA256SUMS"}
    for name, stated in record["files"].items():
        assert stated == {"sha256": sha256(folder / name), "bytes": (folder / name).stat().st_size}
    assert record["practice"] is True
    assert "must not be cited" in record["practice_note"]
    assert record["rows"]["projects"] == 1


def test_a_refused_build_is_kept_aside_and_latest_stands(tmp_path: Path, tables: Tables) -> None:
    good = publish_tables(tmp_path, tables)
    before = {path: path.read_bytes() for path in sorted(good.folder.iterdir())}
    with pytest.raises(ReleaseRefusedError, match="1 projects, between 2 and 50,000 expected") as refusal:
        publish_tables(tmp_path, tables, now=NOW + timedelta(days=1), floor=2)
    assert refusal.value.folder == tmp_path / "refused" / "2026-11-25T040000Z"
    assert json.loads((refusal.value.folder / "run.json").read_text())["checks"]["passed"] is False
    assert (tmp_path / "latest").resolve() == good.folder.resolve()
    assert {path: path.read_bytes() for path in sorted(good.folder.iterdir())} == before


def test_ids_are_unique_and_ordered_even_when_the_clock_goes_back(tmp_path: Path, tables: Tables) -> None:
    (tmp_path / "releases" / "notes of mine").mkdir(parents=True)
    times = [NOW, NOW, NOW - timedelta(days=1), NOW + timedelta(seconds=1)]
    ids = [publish_tables(tmp_path, tables, now=time).id for time in times]
    assert ids == ["2026-11-24T040000Z", "2026-11-24T040000Z-001", "2026-11-24T040000Z-002", "2026-11-24T040001Z"]
    assert ids == sorted(ids)


def test_more_than_999_releases_after_one_of_the_future_are_in_order(tmp_path: Path, tables: Tables) -> None:
    for number in ("999", "998", "1000"):
        (tmp_path / "releases" / f"2031-01-01T000000Z-{number}").mkdir(parents=True)
    new = [publish_tables(tmp_path, tables).id for _ in range(2)]
    assert new == ["2031-01-01T000000Z-1001", "2031-01-01T000000Z-1002"]
    assert release_ids(tmp_path) == [f"2031-01-01T000000Z-{number}" for number in (998, 999, 1000, 1001, 1002)]
    removed = remove_old(tmp_path, keep=1)
    assert removed == [f"2031-01-01T000000Z-{number}" for number in (998, 999, 1000, 1001)]


def test_what_a_killed_publication_left_is_removed(tmp_path: Path, tables: Tables) -> None:
    left = tmp_path / "releases" / ".preparing-2020-01-01T000000Z"
    left.mkdir(parents=True)
    (left / "projects.parquet").write_bytes(b"half")
    publish_tables(tmp_path, tables)
    assert not left.exists()


def test_broken_tables_are_refused_with_every_fault(tmp_path: Path, tables: Tables) -> None:
    rows = tables["project_countries"]
    broken = {**tables, "project_countries": pa.concat_tables([rows, rows])}
    with pytest.raises(ReleaseRefusedError, match="project_countries: 9 keys stand on several rows"):
        publish_tables(tmp_path, broken)
    assert not (tmp_path / "latest").exists()


def test_a_key_with_a_null_is_a_fault_and_no_crash(tmp_path: Path, tables: Tables) -> None:
    rows = tables["project_countries"]
    column = rows.schema.get_field_index("position")
    lost = pa.array([None, *rows.column(column).to_pylist()[1:]], rows.schema.field(column).type)
    broken = {**tables, "project_countries": rows.set_column(column, rows.schema.field(column), lost)}
    with pytest.raises(ReleaseRefusedError, match=r"project_countries\.position: 1 nulls where none may be"):
        publish_tables(tmp_path, broken)


def test_refused_builds_do_not_fill_the_disk(tmp_path: Path, tables: Tables) -> None:
    for day in range(5):
        with pytest.raises(ReleaseRefusedError):
            publish_tables(tmp_path, tables, now=NOW + timedelta(days=day), floor=2)
    kept = sorted(path.name for path in (tmp_path / "refused").iterdir())
    assert kept == ["2026-11-26T040000Z", "2026-11-27T040000Z", "2026-11-28T040000Z"]


def test_extra_files_are_listed_and_take_no_name_of_ours(tmp_path: Path, tables: Tables) -> None:
    report = run_checks(tables, floors=Floors())
    release = publish(tmp_path, tables, RUN, report, now=NOW, extras={"report.html": [b"<p>"]})
    assert "report.html" in json.loads((release.folder / "run.json").read_text())["files"]
    with pytest.raises(FileExistsError, match=r"projects\.csv"):
        publish(tmp_path, tables, RUN, report, now=NOW, extras={"projects.csv": [b""]})
    assert (tmp_path / "latest").resolve() == release.folder.resolve()
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [release.id]


def test_the_lineage_names_sources_and_parent(tmp_path: Path, tables: Tables) -> None:
    run = replace(RUN, archive={"b.warc.gz": "2", "a.warc.gz": "1"}, parent="2026-11-01T000000Z")
    folder = publish(tmp_path, tables, run, run_checks(tables, floors=Floors()), now=NOW).folder
    lineage = json.loads((folder / "run.json").read_text())["lineage"]
    assert lineage["archive"] == {"a.warc.gz": "1", "b.warc.gz": "2"}
    assert lineage["prov"]["wasDerivedFrom"] == "releases/2026-11-01T000000Z"
    assert lineage["prov"]["wasGeneratedBy"]["used"] == ["archive/a.warc.gz", "archive/b.warc.gz"]
    assert lineage["prov"]["wasGeneratedBy"]["endedAtTime"] == "2026-11-24T04:00:00Z"
