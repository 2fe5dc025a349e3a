"""The commands of docs/operating.md for an upgrade with a timer running, started while a run is at work."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.played_site import project
from tests.project_site import Pages, command, served

PROGRAM = Path(sys.executable).with_name("iom-projects")
OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
# Stands for systemctl: to stop the service is to send its process a SIGTERM, and to wait for its end.
SYSTEMCTL = """#!/bin/sh
echo "systemctl $*" >> "$CALLS"
case "$*" in *"stop iom-projects.service"*)
  kill "$RUNNING"
  while kill -0 "$RUNNING" 2> /dev/null; do sleep 0.1; done;;
esac
"""
KEEPS = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLS"\n'


def documented() -> str:
    """The lines under "After an upgrade"."""
    section = OPERATING.read_text(encoding="utf-8").partition("## After an upgrade")[2]
    match = re.search(r"```[a-z]*\n(.*?)```", section, re.DOTALL)
    assert match is not None
    return match[1]


def test_an_upgrade_with_a_timer_running_loses_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("systemctl", "loginctl", "git", "make"):
        (programs / name).write_text(SYSTEMCTL if name == "systemctl" else KEEPS)
        (programs / name).chmod(0o755)
    pages: Pages = {f"/project/p{number}": project(number) for number in range(1, 7)}
    (tmp_path / ".venv").symlink_to(PROGRAM.parents[1])
    with served(pages) as site:
        where = ["--output", str(tmp_path / "output")]
        _run(capsys, "run", site.url, *where)
        pages |= {f"/project/q{number}": project(number + 70) for number in range(1, 7)}
        running = subprocess.Popen([PROGRAM, "run", site.url, *where, "--delay", "0.4"], stderr=subprocess.PIPE)
        archive = next((tmp_path / "output").glob("*/archive"))
        while len(list(archive.glob("*.warc.gz"))) < 2:
            assert running.poll() is None
            time.sleep(0.05)
        script = documented()
        assert script.count(".venv/bin/iom-projects build ") == 1
        script = script.replace("iom-projects build ", f"iom-projects build {site.url} {' '.join(where)} ")
        script = script.replace("schedule systemd --install", "schedule systemd --contact you@example.org --install")
        surroundings = {
            "PATH": f"{programs}:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "USER": "me",
            "CALLS": str(tmp_path / "calls"),
            "RUNNING": str(running.pid),
        }
        upgrade = subprocess.Popen(
            ["sh", "-ec", script], cwd=tmp_path, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert running.wait(timeout=240) == 130
        said, _ = upgrade.communicate(timeout=240)
        assert upgrade.returncode == 0, said
        assert running.stderr is not None
        assert b"ending in order; the next crawl goes on from here" in running.stderr.read()
        running.stderr.close()
        assert (tmp_path / "calls").read_text().splitlines() == [
            "systemctl --user stop iom-projects.timer iom-projects-status.timer",
            "systemctl --user stop iom-projects.service",
            "git pull",
            "make .venv/ready",
            "systemctl --user daemon-reload",
            "systemctl --user enable --now iom-projects.timer iom-projects-status.timer",
            "loginctl enable-linger me",
        ]
        _run(capsys, "run", site.url, *where)
        said_now = json.loads(_run(capsys, "status", site.url, *where, "--json"))
    assert (said_now["verdict"], sum(said_now["addresses"].values()), said_now["unsettled"]) == ("ok", 12, 0)
    _run(capsys, "verify", site.url, *where, "--all")


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code, said = command(capsys, *arguments)
    assert code == 0, said
    return said
