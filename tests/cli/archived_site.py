"""One small practice archive with three releases, made once, and copied where something is damaged or removed."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import pipeline
from cli import execute
from dataset.releases.hashes import SUMS_NAME, file_hashes, sums_text
from pipeline import Built
from settings.run_plan import plan_run


@dataclass(frozen=True)
class Archive:
    """A site with three releases: two seasons, and the second built again."""

    output: Path
    first: Built
    second: Built
    third: Built

    @property
    def folder(self) -> Path:
        return self.output / "practice"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    output = tmp_path_factory.mktemp("releases")
    seasons = [plan_run("practice", output, practice_size=20, practice_season=season) for season in (1, 2)]
    pipeline.crawl(seasons[0])
    first = pipeline.build(seasons[0])
    pipeline.crawl(seasons[1])
    second = pipeline.build(seasons[1], override="Ten new projects are many for so small a site.")
    return Archive(output, first, second, pipeline.build(seasons[1]))


@pytest.fixture
def copy(archive: Archive, tmp_path: Path) -> Path:
    """The output folder again, to be changed."""
    return Path(shutil.copytree(archive.output, tmp_path / "output", symlinks=True))


@pytest.fixture
def run(archive: Archive, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: str, output: Path = archive.output) -> Ran:
        code = execute([*arguments, "--output", str(output)])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run_command


def rehash(folder: Path, **record: Any) -> None:
    """Make the hashes of a release anew after an edit, as somebody would who hides it."""
    run = json.loads((folder / "run.json").read_text())
    hashes = {name: value for name, value in file_hashes(folder).items() if name != "run.json"}
    files = {name: {"sha256": value, "bytes": (folder / name).stat().st_size} for name, value in hashes.items()}
    (folder / "run.json").write_text(json.dumps({**run, **record, "files": files}))
    (folder / SUMS_NAME).write_text(sums_text(file_hashes(folder)))
