"""Every flipped bit of a release is found."""

import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dataset.checks.checks import Floors, run_checks
from dataset.errors import DamagedReleaseError
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.parquet import read_parquet, write_parquet
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord
from dataset.releases.verification import compare_files, verify

Build = Callable[..., PageRecord]
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def tables(page: Build) -> Tables:
    return build_tables([page(), page("https://iom.int/project/b", project_id="CT.0001", title="B")])


@pytest.fixture
def folder(tmp_path: Path, tables: Tables) -> Path:
    run = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=NOW)
    return publish(tmp_path, tables, run, run_checks(tables, floors=Floors()), now=NOW).folder


def test_a_fresh_release_is_sound_and_coreutils_agree(folder: Path) -> None:
    assert verify(folder) == ()
    program = shutil.which("sha256sum")
    assert program is not None
    subprocess.run([program, "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_every_flipped_bit_in_any_file_is_found(folder: Path) -> None:
    dice = random.Random(20261124)  # noqa: S311 - which bits flip is no secret
    flips = 0
    for path in sorted(folder.iterdir()):
        original = path.read_bytes()
        for _ in range(12):
            place, bit = dice.randrange(len(original)), 1 << dice.randrange(8)
            path.write_bytes(original[:place] + bytes([original[place] ^ bit]) + original[place + 1 :])
            assert verify(folder) != (), f"{path.name}: bit {bit} of byte {place}"
            flips += 1
        path.write_bytes(original)
    assert flips > 300
    assert verify(folder) == ()


def test_every_bit_of_the_list_of_hashes_counts(folder: Path) -> None:
    path = folder / "SHA256SUMS"
    original = path.read_bytes()
    for place in range(0, len(original), 7):
        path.write_bytes(original[:place] + bytes([original[place] ^ 1]) + original[place + 1 :])
        assert verify(folder) != (), place


@pytest.mark.parametrize("name", ["projects.parquet", "run.json", "SHA256SUMS", "CODEBOOK.md"])
def test_a_missing_or_cut_file_is_named(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-1])
    assert any(name in fault for fault in verify(folder))
    path.unlink()
    assert any(name in fault for fault in verify(folder))


def test_a_file_that_does_not_belong_is_named(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    assert verify(folder) == (
        f"{folder}/notes.txt: not listed in SHA256SUMS",
        f"{folder}/notes.txt: not listed in run.json",
    )


def test_a_missing_release_is_named(tmp_path: Path) -> None:
    assert verify(tmp_path / "x") == (f"{tmp_path}/x: the release is missing",)


def test_page_checksums_find_flips_in_the_data_of_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "noise.parquet"
    dice = random.Random(7)  # noqa: S311 - as above
    write_parquet(pa.table({"noise": [dice.randbytes(32).hex() for _ in range(2000)]}), path)
    original = path.read_bytes()
    for _ in range(100):
        place = dice.randrange(len(original) // 4, len(original) // 2)
        path.write_bytes(original[:place] + bytes([original[place] ^ 1 << dice.randrange(8)]) + original[place + 1 :])
        with pytest.raises(DamagedReleaseError, match=r"noise\.parquet is damaged: .*CRC checksum"):
            read_parquet(path)


def test_what_the_archive_no_longer_gives_is_named(folder: Path, tables: Tables, page: Build) -> None:
    said: dict[str, Any] = {"source": "http://practice.example/", "practice": True}
    assert compare_files(folder, tables, **said) == ()
    other = build_tables([page(status="Active"), page("https://iom.int/project/b", project_id="CT.0001", title="B")])
    assert compare_files(folder, other, **said) == (
        "projects.parquet: 1 of 2 rows differ from what the archive gives",
        "observations.parquet: 1 of 30 rows differ from what the archive gives",
    )
    (folder / "projects.csv").write_text("edited")
    (folder / "tables.sql").write_text("edited")
    assert compare_files(folder, tables, **said) == (
        "projects.csv: is not what the archive gives",
        "tables.sql: is not what the archive gives",
    )
    assert compare_files(folder, {"issues": tables["issues"]}, **said) == ()
