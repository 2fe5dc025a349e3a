"""Schedules name this installation, quote what they must, are what systemd, GitHub and Compose read, and run."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema  # type: ignore[import-untyped] # it ships no types
import pytest
import yaml  # type: ignore[import-untyped] # it ships no types, and nothing else of it is used

from cli import execute
from tests.cli.weeks import unit_command

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = Path(sys.executable).with_name("iom-projects")
CONTACT = ("--contact", "you@example.org")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name every file has to quote, with a settings file."""
    made = tmp_path / "it's 100% $mine"
    made.mkdir()
    (made / "iom-projects.toml").write_text('[crawl]\ncontact = "file@example.org"\n')
    return made


def test_the_lines_for_cron_run_in_the_shell(iom_projects: Run, folder: Path, tmp_path: Path) -> None:
    done = iom_projects("schedule", "cron", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert 'MAILTO="file@example.org"' in done.stdout.splitlines()
    run, look = (line.split(maxsplit=5)[5] for line in done.stdout.splitlines() if line[:2] in {"17", "47"})
    for line in (run, look):
        assert "%" not in line.replace(r"\%", "")
    assert f"{COMMAND} run live --contact file@example.org" in run
    home = tmp_path / "home"
    (home / ".config" / "iom-projects").mkdir(parents=True)
    (home / ".config" / "iom-projects" / "environment").write_text("IOM_PROJECTS_WORKERS=2\n")
    # The same words, but a command that asks nobody anything; and the secrets' file is read.
    harmless = run.replace(r"\%", "%").replace(" run live ", " config live ").removesuffix(" -q > /dev/null")
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(home)}
    shell = ["sh", "-c", harmless]
    ran = subprocess.run(shell, capture_output=True, text=True, check=False, cwd="/", timeout=60, env=surroundings)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f'output = "{folder}/output"' in ran.stdout
    assert "contact: file@example.org" in ran.stdout
    assert "workers = 2                                   # IOM_PROJECTS_WORKERS" in ran.stdout
    shell = ["sh", "-c", look.replace(r"\%", "%")]
    ran = subprocess.run(shell, capture_output=True, text=True, check=False, cwd="/", timeout=60, env=surroundings)
    assert ran.stdout.startswith(f"iom-projects: {folder}/output/live holds neither a crawl nor a release yet")


def test_cron_mails_whom_one_says(iom_projects: Run, tmp_path: Path) -> None:
    said = iom_projects("schedule", "cron", "--contact", "https://example.org/us", cwd=tmp_path)
    assert 'MAILTO=""' in said.stdout.splitlines()
    assert said.stderr == "iom-projects: warning: cron will mail nobody; --mail-to you@example.org names whom\n"
    said = iom_projects("schedule", "cron", *CONTACT, "--mail-to", "me@example.org", cwd=tmp_path)
    assert 'MAILTO="me@example.org"' in said.stdout.splitlines()


def test_the_units_say_what_systemd_reads(iom_projects: Run, folder: Path) -> None:
    done = iom_projects("schedule", "systemd", *CONTACT, "--write", folder / "units", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    names = ["iom-projects.timer", "iom-projects.service", "iom-projects-status.timer", "iom-projects-failed.service"]
    written = [f"wrote {folder / 'units' / name}" for name in (*names, "iom-projects-status.service")]
    assert done.stdout.splitlines() == written
    service = (folder / "units" / "iom-projects.service").read_text()
    assert f"WorkingDirectory={str(folder).replace('%', '%%')}\n" in service
    assert "OnFailure=iom-projects-failed.service\n" in service
    common = ["--output", str(folder / "output"), "--config", str(folder / "iom-projects.toml")]
    run = [str(COMMAND), "run", "live", "--contact", "you@example.org", *common]
    look = [str(COMMAND), "status", "live", "--max-age-days", "8", "--alert", *common]
    assert unit_command(folder / "units" / "iom-projects.service") == run
    for name in ("status", "failed"):
        assert unit_command(folder / "units" / f"iom-projects-{name}.service") == look


@pytest.mark.needs("systemd-analyze")
def test_systemd_itself_takes_the_units(iom_projects: Run, folder: Path, tmp_path: Path) -> None:
    for site in ("live", "practice"):
        assert (
            iom_projects("schedule", "systemd", site, *CONTACT, "--write", folder / "units", cwd=folder).returncode == 0
        )
    units = sorted((folder / "units").iterdir())
    assert len(units) == 10
    surroundings = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "verify", "--user", *map(str, units)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=surroundings)
    assert (done.returncode, done.stderr) == (0, "")
    for timer in (unit for unit in units if unit.suffix == ".timer"):
        (when,) = [line.partition("=")[2] for line in timer.read_text().splitlines() if line.startswith("OnCalendar=")]
        asked = ["systemd-analyze", "calendar", when]
        assert subprocess.run(asked, capture_output=True, check=False, timeout=60).returncode == 0


# Stands for systemctl and loginctl, which want a user's session: it keeps what it was called with.
KEEPS = """#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
test "$(basename "$0")" != "$FAILS" || { echo no bus >&2; exit 1; }
"""


@pytest.mark.parametrize("fails", ["", "systemctl", "loginctl"])
def test_units_are_installed_and_started(tmp_path: Path, fails: str) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("systemctl", "loginctl"):
        (programs / name).write_text(KEEPS)
        (programs / name).chmod(0o755)
    surroundings = {"PATH": f"{programs}:/usr/bin:/bin", "XDG_CONFIG_HOME": str(tmp_path / "config"), "FAILS": fails}
    surroundings |= {"USER": "me", "LOGNAME": "me", "CALLS": str(tmp_path / "calls")}
    command = [str(COMMAND), "schedule", "systemd", *CONTACT, "--install"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60, env=surroundings
    )
    calls = [
        "systemctl --user daemon-reload",
        "systemctl --user enable --now iom-projects.timer iom-projects-status.timer",
        "loginctl enable-linger me",
    ]
    tried = {"": 3, "systemctl": 1, "loginctl": 3}[fails]
    assert (tmp_path / "calls").read_text().splitlines() == calls[:tried]
    assert len(list((tmp_path / "config" / "systemd" / "user").iterdir())) == 5
    assert done.returncode == (2 if fails else 0)
    if fails:
        assert done.stderr.count("\n") == 1
        assert f"the units are written, but {calls[tried - 1]} failed (no bus)" in done.stderr
        assert done.stderr.rstrip().endswith("; ".join(calls[tried - 1 :]))


def schema(name: str) -> dict[str, object]:
    """SchemaStore's schema (Apache-2.0), as check-jsonschema brings it."""
    text = files("check_jsonschema").joinpath("builtin_schemas", "vendor", f"{name}.json").read_text(encoding="utf-8")
    read: dict[str, object] = json.loads(text)
    return read


@pytest.mark.parametrize("more", [(), ("--s3", "s3://our-bucket/iom")])
def test_the_workflows_are_what_github_reads(iom_projects: Run, folder: Path, more: tuple[str, ...]) -> None:
    assert iom_projects("schedule", "github", *CONTACT, "--write", folder, *more, cwd=folder).returncode == 0
    paths = sorted((folder / ".github" / "workflows").iterdir())
    assert [path.name for path in paths] == ["iom-projects-status.yml", "iom-projects.yml"]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        workflow = yaml.safe_load(text)
        workflow["on"] = workflow.pop(True)  # as YAML 1.1 reads the word, and 1.2 and GitHub do not
        jsonschema.validate(workflow, schema("github-workflows"))
        assert workflow["on"]["schedule"][0]["cron"] in {"17 4 * * 1", "47 8 * * *"}
        assert not re.search("@[A-Z0-9]+@", text), "a placeholder was left"
        assert str(folder) not in text
        assert str(COMMAND.parent) not in text
        (job,) = workflow["jobs"].values()
        for step in job["steps"]:
            asked = ["bash", "-n", "-c", step.get("run", "")]
            assert subprocess.run(asked, capture_output=True, check=False, timeout=60).returncode == 0
    steps = [step.get("name") for step in yaml.safe_load(paths[1].read_text())["jobs"]["run"]["steps"]]
    assert steps[steps.index("Crawl and publish") + 1] == "Upload the release"
    assert ("IOM_PROJECTS_ALERT_SLACK: ${{ secrets.IOM_PROJECTS_ALERT_SLACK }}") in paths[0].read_text()


def test_the_container_is_what_compose_reads(iom_projects: Run, folder: Path) -> None:
    assert iom_projects("schedule", "docker", *CONTACT, "--write", folder, cwd=folder).returncode == 0
    compose = yaml.safe_load((folder / "compose.yaml").read_text())
    jsonschema.validate(compose, schema("compose-spec"))
    assert os.access(folder / "weekly.sh", os.X_OK)
    asked = ["sh", "-n", str(folder / "weekly.sh")]
    assert subprocess.run(asked, capture_output=True, check=False, timeout=60).returncode == 0
    lines = (folder / "Containerfile").read_text().splitlines()
    words = shlex.split(next(line for line in lines if line.startswith("HEALTHCHECK")).partition(" CMD ")[2])
    assert words[:3] == ["iom-projects", "status", "live"]
    assert str(folder) not in "".join(path.read_text() for path in folder.iterdir() if path.is_file())


def test_files_of_others_are_left_alone_and_our_own_are_written_anew(iom_projects: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    done = iom_projects("schedule", "docker", *CONTACT, "--write", tmp_path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    path = tmp_path / "compose.yaml"
    complaint = "is there already, and not by iom-projects schedule: move it away first"
    assert done.stderr == f"iom-projects: {path} {complaint}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["compose.yaml"]
    (tmp_path / "compose.yaml").unlink()
    for _ in range(2):
        assert iom_projects("schedule", "docker", *CONTACT, "--write", tmp_path, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cron"], "name a contact for the site's people: --contact you@example.org"),
        (["crond", *CONTACT], "'crond' is not one of 'cron', 'systemd', 'github', 'docker'"),
        (["cron", *CONTACT, "--install"], "--install is for systemd alone"),
        (["docker", *CONTACT, "--s3", "s3://b/c"], "--s3 is for github alone"),
        (["github", *CONTACT, "--s3", "bucket; rm -rf"], "--s3 must be s3://BUCKET/FOLDER"),
        (["cron", *CONTACT, "--write", "a-file/below"], "cannot be written (Not a directory)"),
    ],
)
def test_what_cannot_be_scheduled_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    (tmp_path / "a-file").touch()
    monkeypatch.chdir(tmp_path)
    code = execute(["schedule", *arguments])
    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    assert words in said.err
