"""A schedule's own files, run week after week as their machine would, each in its own kind of forgetfulness.

What a schedule adds to the command are its steps in a shell: ten weeks of them run with a stand-in for the command, a
few lines of shell that keep a capture a week. `REAL_WEEKS=10 .venv/bin/pytest tests/cli/test_weeks.py` runs the command
itself in its place, which is what docs/operating.md tells of.
"""

import hashlib
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped] # it ships no types, and nothing else of it is used

REAL_WEEKS = int(os.environ.get("REAL_WEEKS", "0"))
WEEKS = REAL_WEEKS or 10
LOST = 1
"""In this week whatever stands beside the archive for speed alone is gone."""
PROGRAM = Path(sys.executable).with_name("iom-projects")
STAND_IN = """#!/bin/sh
# Stands for iom-projects: `run` and `crawl` keep a capture of the day beside those there are, `run` publishes, too.
command=$1 site=$2 day=today output=output
while [ $# -gt 0 ]; do
  case $1 in --output) output=$2;; --today) day=$2;; esac
  shift
done
archive=$output/$site/archive
case $command in
  run|crawl) mkdir -p "$archive"; test ! -e "$archive/$day.warc.gz" || exit 1; echo "$day" > "$archive/$day.warc.gz";;
  status) test -e "$output/$site/latest/projects.parquet";;
esac || exit
test "$command" = run || exit 0
mkdir -p "$output/$site/releases/$day"
touch "$archive/index.sqlite" "$output/$site/releases/$day/projects.parquet"
ln -sfn "releases/$day" "$output/$site/latest"
"""
FIRST_MONDAY = date(2027, 1, 4)
CONTACT = ["--contact", "you@example.org"]


def make_files(kind: str, site: str, cwd: Path, *more: str | Path) -> Path:
    """Let `schedule` write its files into `cwd/files`, and give that folder."""
    arguments = [PROGRAM, "schedule", kind, site, *CONTACT, "--write", cwd / "files", *more]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=cwd, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return cwd / "files"


def shell(script: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub does its steps: bash, ending at the first command that fails."""
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(cwd), "GIT_CONFIG_NOSYSTEM": "1", **environment}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, timeout=240, env=surroundings)


def captures(output: Path) -> dict[str, str]:
    """The archive's files below an output folder, with their hashes."""
    return {
        str(path.relative_to(output)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*.warc.gz"))
    }


def program(folder: Path) -> Path:
    """The command that the schedules start: a stand-in in that folder, or the real one."""
    if REAL_WEEKS:
        return PROGRAM
    path = folder / "bin" / "iom-projects"
    path.parent.mkdir()
    path.write_text(STAND_IN)
    path.chmod(0o755)
    return path


def on(week: int) -> dict[str, str]:
    """What a schedule's commands on the practice site have in a week that others have not: its Monday."""
    day = f"--today {FIRST_MONDAY + timedelta(weeks=week)}"
    return {"run practice": f"run practice --size 12 {day}", "status practice": f"status practice {day}"}


def replaced(text: str, words: Mapping[str, str]) -> str:
    """The text with other words in it."""
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def verify(output: Path) -> None:
    """All is well after the last week: every file is as published, the archive gives every table, the verdict is ok."""
    status = on(WEEKS - 1)["status practice"].split()
    for arguments in (["verify", "practice", "--all"], [*status, "--max-age-days", "8"]) if REAL_WEEKS else ():
        command = [str(PROGRAM), *arguments, "--output", str(output)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Ran:
    """What a job of a workflow came to: each step with its exit code, what they printed, and what was uploaded."""

    codes: dict[str, int] = field(default_factory=dict)
    said: str = ""
    uploaded: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[str]:
        return [name for name, code in self.codes.items() if code]


@dataclass
class Repository:
    """A bare repository that stands for GitHub's, and the workflows in it."""

    home: Path
    workflows: Path
    program: Path
    replaced: Mapping[str, str] = field(default_factory=dict)
    path: str = os.environ["PATH"]

    @property
    def bare(self) -> Path:
        return self.home / "origin.git"

    def begin(self) -> None:
        """Commit something to begin with, as a repository of iom-projects would hold its sources."""
        script = (
            "git init --quiet --bare -b main origin.git; git init --quiet -b main first; cd first; mkdir output;"
            "echo 'output/*' > .gitignore; echo '* text=auto' > .gitattributes; echo all > Makefile; git add .;"
            "git -c user.name=a -c user.email=a@example.org commit --quiet -m one; git push --quiet ../origin.git main"
        )
        done = shell(script, self.home)
        assert done.returncode == 0, done.stderr

    def files_of(self, branch: str) -> list[str]:
        done = shell(f"git -C origin.git ls-tree -r --name-only {branch}", self.home)
        return done.stdout.splitlines()

    def export(self, branch: str, folder: Path) -> Path:
        """The files of a branch, as plain files."""
        done = shell(f"git -C origin.git archive {branch} | (mkdir -p {folder}; tar -xf - -C {folder})", self.home)
        assert done.returncode == 0, done.stderr
        return folder

    def run(self, name: str, machine: str, *, first_run: str = "", skip_to_fail: str | None = None) -> Ran:
        """Run the one job of a workflow on a new machine, which knows nothing of the ones before."""
        workflow = yaml.safe_load((self.workflows / name).read_text(encoding="utf-8"))
        (job,) = workflow["jobs"].values()
        folder = self.home / machine
        temporary = self.home / f"{machine}-temp"
        temporary.mkdir()
        ran, outcomes = Ran(), {"restore": "skipped"}
        for step in job["steps"]:
            condition = step.get("if", "success()")
            assert condition in {"success()", "always() && steps.restore.outcome == 'success'"}
            due = not ran.failed if condition == "success()" else outcomes["restore"] == "success"
            if not due:
                continue
            label = step.get("name") or step["uses"]
            environment = {**workflow["env"], **job.get("env", {}), **step.get("env", {})}
            code, said = self._step(step, folder, ran, _evaluated(environment, first_run), temporary)
            if label == skip_to_fail:
                code = 1
            ran.codes[label] = code
            ran.said += said
            if "id" in step:
                outcomes[step["id"]] = "failure" if code else "success"
        return ran

    def _step(
        self, step: Mapping[str, Any], folder: Path, ran: Ran, environment: Mapping[str, str], temporary: Path
    ) -> tuple[int, str]:
        match step.get("uses", "").split("@")[0]:
            case "actions/checkout":
                done = shell(f"git clone --quiet origin.git {folder.name}", self.home)
            case "actions/setup-python":
                return 0, ""
            case "actions/upload-artifact":
                uploaded = folder / step["with"]["path"]
                ran.uploaded.append(uploaded.resolve().name)
                return int(not (uploaded / "projects.parquet").is_file()), ""
            case "" if step["run"] == "make .venv/ready":
                (folder / ".venv").symlink_to(self.program.parents[1])
                return 0, ""
            case "":
                script = replaced(step["run"], self.replaced)
                variables = {**environment, "RUNNER_TEMP": str(temporary), "PATH": self.path}
                done = shell(script, folder, **variables)
            case other:
                raise AssertionError(f"no such action is known here: {other}")
        return done.returncode, done.stdout + done.stderr


def _evaluated(environment: Mapping[str, Any], first_run: str) -> dict[str, str]:
    """The environment with its expressions evaluated: no secret is set."""
    values = {}
    for name, value in environment.items():
        text = re.sub(r"\$\{\{ secrets\.[A-Z0-9_]+ \}\}", "", str(value))
        values[name] = text.replace("${{ inputs.first_run }}", first_run)
        assert "${{" not in values[name]
    return values


def age(path: Path) -> None:
    """Let a file be as old as it would be a week later."""
    a_week_ago = time.time() - 8 * 86_400
    os.utime(path, (a_week_ago, a_week_ago))


def forget(output: Path) -> None:
    """Lose what is made from the archive and kept for speed alone."""
    for name in ("index.sqlite", "readings.sqlite"):
        for path in output.rglob(name):
            path.unlink()


def unit_command(unit: Path) -> list[str]:
    """The words of a unit's ExecStart."""
    (line,) = (line for line in unit.read_text(encoding="utf-8").splitlines() if line.startswith("ExecStart="))
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line.removeprefix("ExecStart="))]
