"""The snippets name this installation, quote what they must, and run as they stand."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = Path(sys.executable).with_name("iom-projects")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name every snippet has to quote, with a settings file."""
    made = tmp_path / "it's 100% $mine"
    made.mkdir()
    (made / "iom-projects.toml").write_text('[crawl]\ncontact = "file@example.org"\n')
    return made


def test_the_line_for_cron_runs_in_the_shell(iom_projects: Run, folder: Path) -> None:
    done = iom_projects("schedule", "cron", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    line = next(line for line in done.stdout.splitlines() if line.startswith("17 4 * * 1"))
    command = line.split(maxsplit=5)[5]
    assert "%" not in command.replace(r"\%", "")
    assert f"{COMMAND} run live --contact file@example.org" in command
    # The same words, but a command that asks nobody anything.
    harmless = command.replace(r"\%", "%").replace(" run live ", " config live ").removesuffix("> /dev/null")
    ran = subprocess.run(["sh", "-c", harmless], capture_output=True, text=True, check=False, cwd="/", timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f'output = "{folder}/output"' in ran.stdout
    assert "contact: file@example.org" in ran.stdout


def test_the_units_for_systemd_are_quoted_as_systemd_reads_them(iom_projects: Run, folder: Path) -> None:
    done = iom_projects("schedule", "systemd", "--contact", "you@example.org", cwd=folder)
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line and line[0] != "#")
    assert lines["WorkingDirectory"] == str(folder).replace("%", "%%")
    words = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(lines["ExecStart"])]
    assert words == [
        *(str(COMMAND), "run", "live", "--contact", "you@example.org", "--output", str(folder / "output")),
        *("--config", str(folder / "iom-projects.toml")),
    ]


def test_the_workflow_has_no_path_of_this_machine(iom_projects: Run, folder: Path) -> None:
    done = iom_projects("schedule", "github", cwd=folder)
    assert "      - run: |\n          .venv/bin/iom-projects run live --contact file@example.org\n" in done.stdout
    assert str(folder) not in done.stdout
    assert "@RUN@" not in done.stdout


def test_without_a_contact_nothing_is_scheduled(iom_projects: Run, tmp_path: Path) -> None:
    done = iom_projects("schedule", "cron", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--contact" in done.stderr
