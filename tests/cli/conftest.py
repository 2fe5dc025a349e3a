"""The real command, in the process of the tests or in one of its own as a user starts it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import execute
from tests.cli.archived_site import archive, copy, run

__all__ = ["archive", "copy", "run"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def started() -> Run:
    """Start `iom-projects` with arguments; stdout and stderr are captured, so neither is a terminal."""
    command = Path(sys.executable).with_name("iom-projects")

    def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *arguments], capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False, timeout=240
        )

    return run


@pytest.fixture
def iom_projects(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `iom-projects` as `started` does, but in this process: to start one takes a third of a second."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        words = [str(argument) for argument in arguments]
        capsys.readouterr()
        with monkeypatch.context() as there:
            there.chdir(cwd or Path.cwd())
            code = execute(words)
        return subprocess.CompletedProcess(words, code, *capsys.readouterr())

    return run
