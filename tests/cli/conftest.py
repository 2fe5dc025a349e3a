"""The real command in a process of its own, as a user starts it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.archived_site import archive, copy, run

__all__ = ["archive", "copy", "run"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def iom_projects() -> Run:
    """Run `iom-projects` with arguments; stdout and stderr are captured, so neither is a terminal."""
    command = Path(sys.executable).with_name("iom-projects")

    def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *arguments], capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False, timeout=240
        )

    return run
