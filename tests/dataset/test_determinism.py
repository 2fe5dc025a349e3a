"""The same pages give the same bytes, whatever the machine's locale, time zone, hash seed and paths."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dataset.projects.pages import PageRecord
from dataset.values.observation import Value
from parsers.model import Issue

Build = Callable[..., PageRecord]
PROGRAM = """
import pickle, sys
from datetime import datetime, timezone
from pathlib import Path
from dataset.checks.checks import Floors, run_checks
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord
from dataset.projects.tables import build_tables

now = datetime(2026, 11, 24, 4, 0, tzinfo=timezone.utc)
tables = build_tables(pickle.loads(Path(sys.argv[1]).read_bytes()))
run = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=now)
publish(Path(sys.argv[2]), tables, run, run_checks(tables, floors=Floors(max_same_bytes=1, max_duplicates=1)), now=now)
"""
MACHINES = {
    "here": {},
    "other seed": {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati"},
    "turkish": {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8"},
    "ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "OMP_NUM_THREADS": "1"},
}


def records(page: Build) -> list[PageRecord]:
    made = []
    for number in range(30):
        facts: dict[str, Value | None] = {
            "project_id": f"CT.{number % 25:04}" if number % 3 else None,
            "title": f"İstanbul’s {number % 7} Straße",
            "end_date": str(2010 + number % 4),
        }
        issues = tuple(Issue(kind, "year", f"{number} ß") for kind in ("b", "a"))
        made.append(page(f"https://www.iom.int/project/{number}", issues=issues, **facts))
    return made


@pytest.fixture
def releases(tmp_path: Path, page: Build) -> dict[str, dict[str, bytes]]:
    """By machine, the files of the release that it publishes; one of them gets its pages in another order."""
    made = records(page)
    published = {}
    for number, (name, environment) in enumerate(MACHINES.items()):
        stored = tmp_path / f"records-{number}"
        stored.write_bytes(pickle.dumps(made[::-1] if number == 1 else made))
        site = tmp_path / ("deeper/" * number) / name
        program = [sys.executable, "-c", PROGRAM, str(stored), str(site)]
        subprocess.run(program, env={**os.environ, **environment}, check=True, timeout=120)
        (folder,) = (site / "releases").iterdir()
        published[name] = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    return published


def test_every_file_is_the_same_on_every_machine_and_only_run_json_tells_the_time(
    releases: dict[str, dict[str, bytes]],
) -> None:
    here = releases.pop("here")
    assert len(here) > 25
    for name, there in releases.items():
        assert list(here) == list(there)
        differing = {file for file in here if here[file] != there[file]}
        assert differing - {"run.json", "SHA256SUMS"} == set(), name
    assert [name for name, content in here.items() if b"2026-11-24T04:00" in content] == ["run.json"]
