"""Every schedule keeps its archive over ten weeks, one of them with its caches lost; what it cannot restore, it says.

`tests/cli/weeks.py` says what runs in place of the command; the whole of it runs in docs/operating.md's long form.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.played_site import project
from tests.cli.weeks import (
    LOST,
    PROGRAM,
    WEEKS,
    Repository,
    age,
    captures,
    forget,
    make_files,
    on,
    program,
    replaced,
    shell,
    unit_command,
    verify,
)
from tests.project_site import served

RUN, STATUS = "iom-projects-practice.yml", "iom-projects-practice-status.yml"
BRANCH = "iom-projects-practice-data"
LOSS = {" --output data": " --output data; find data '(' -name index.sqlite -o -name readings.sqlite ')' -delete"}
# `aws s3` as far as the steps use it: a folder stands for the bucket.
AWS = """#!/bin/sh
shift
place() { case $1 in s3://*) echo "$BUCKET/${1#s3://}";; *) echo "$1";; esac; }
case $1 in
  ls) test ! -e "$BUCKET/broken" || exit 255; test -e "$(place "$2")" || exit 1;;
  cp) test "$2" = --no-progress || exit 2; mkdir -p "$(dirname "$(place "$4")")" && cp "$(place "$3")" "$(place "$4")";;
esac
"""


def grown(before: dict[str, str], output: Path, week: int) -> dict[str, str]:
    """The archive after a week: every file of the week before to the byte, and one more."""
    now = captures(output)
    assert len(now) == week + 1
    assert before.items() <= now.items()
    return now


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    workflows = make_files("github", "practice", tmp_path) / ".github" / "workflows"
    made = Repository(tmp_path, workflows, program(tmp_path))
    made.begin()
    return made


@pytest.mark.needs("git")
def test_the_workflow_keeps_its_archive_on_a_branch(repository: Repository, tmp_path: Path) -> None:
    ran = repository.run(RUN, "too-early")
    assert ran.failed == ["Restore the archive"]
    assert "::error::no archive was restored: there is no branch iom-projects-practice-data" in ran.said
    assert list(ran.codes)[-1] == "Restore the archive", "nothing is crawled or stored"
    before: dict[str, str] = {}
    for week in range(WEEKS):
        repository.replaced = {**on(week), **(LOSS if week == LOST else {})}
        ran = repository.run(RUN, f"week-{week}", first_run="" if week else "true")
        assert ran.failed == [], ran.said
        stored = repository.export(BRANCH, tmp_path / f"stored-{week}")
        assert ran.uploaded == [(stored / "practice" / "latest").readlink().name]
        before = grown(before, stored, week)
        repository.replaced = on(week)
        assert repository.run(STATUS, f"look-{week}").failed == []
    verify(stored)
    commits = shell(f"git -C origin.git rev-list --count {BRANCH}", tmp_path).stdout
    assert commits == "1\n", "the branch does not grow by what it no longer holds"
    assert not [name for name in repository.files_of(BRANCH) if name.startswith(("Makefile", ".git"))]
    _store_nothing_worse(repository, before, tmp_path)


def _store_nothing_worse(repository: Repository, before: dict[str, str], tmp_path: Path) -> None:
    """A failed run still stores what was crawled; one that lost files of the archive stores nothing."""
    crawl = on(WEEKS)["run practice"].replace("run", "crawl", 1)
    repository.replaced = {"run practice": crawl, " --output data": " --output data; false"}
    ran = repository.run(RUN, "refused")
    assert (ran.failed, ran.uploaded) == (["Crawl and publish"], [])
    after = grown(before, repository.export(BRANCH, tmp_path / "after-a-failure"), WEEKS)
    repository.replaced = {
        "run practice": "config practice",
        " --output data": " --output data; rm data/*/archive/*.gz",
    }
    ran = repository.run(RUN, "lost")
    assert "Store the archive" in ran.failed
    assert "::error::the archive has fewer files than were restored" in ran.said
    assert captures(repository.export(BRANCH, tmp_path / "after-a-loss")) == after


@pytest.mark.needs("git")
def test_the_workflow_keeps_its_archive_in_s3(tmp_path: Path) -> None:
    files = make_files("github", "practice", tmp_path, "--s3", "s3://our-bucket/iom")
    bucket, programs = tmp_path / "bucket", tmp_path / "programs"
    for folder in (bucket, programs):
        folder.mkdir()
    (programs / "aws").write_text(AWS.replace("$BUCKET", str(bucket)))
    (programs / "aws").chmod(0o755)
    path = f"{programs}:/usr/bin:/bin"
    repository = Repository(tmp_path, files / ".github" / "workflows", program(tmp_path), path=path)
    repository.begin()
    assert repository.run(RUN, "too-early").failed == ["Restore the archive"]
    before: dict[str, str] = {}
    for week in range(WEEKS):
        repository.replaced = {**on(week), **(LOSS if week == LOST else {})}
        ran = repository.run(RUN, f"week-{week}", first_run="" if week else "true")
        assert ran.failed == [], ran.said
        before = grown(before, tmp_path / f"week-{week}" / "data", week)
    verify(tmp_path / f"week-{week}" / "data")
    (bucket / "broken").touch()
    ran = repository.run(RUN, "broken", first_run="true")
    assert ran.failed == ["Restore the archive"], "an outage is no first run"
    assert "aws s3 ls ended with 255" in ran.said


def commands(kind: str, files: Path) -> list[list[str]]:
    """What a schedule of a machine of one's own starts in a week: the run, and a look at the data."""
    if kind == "cron":
        (file,) = files.iterdir()
        lines = [line.split(maxsplit=5)[5] for line in file.read_text().splitlines() if line[0] in "14"]
        return [["sh", "-c", line.replace(r"\%", "%")] for line in lines]
    services = sorted(path for path in files.glob("*.service") if "failed" not in path.name)
    return [unit_command(path) for path in sorted(services, key=lambda path: "status" in path.name)]


def start(command: Sequence[str], words: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Start a command with other words in it; systemd gives each word by itself, cron a line to the shell."""
    changed = [replaced(word, words) for word in command]
    if command[0] != "sh":
        changed = replaced(" ".join(command), words).split(" ")
    return subprocess.run(changed, capture_output=True, text=True, check=False, timeout=240, cwd=folder)


@pytest.mark.parametrize("kind", ["cron", "systemd"])
def test_a_machine_of_ones_own_keeps_its_archive(tmp_path: Path, kind: str) -> None:
    files, here = make_files(kind, "practice", tmp_path), {str(PROGRAM): str(program(tmp_path))}
    output = tmp_path / "output"
    before: dict[str, str] = {}
    for week in range(WEEKS):
        if week == LOST:
            forget(output)
        for command in commands(kind, files):
            done = start(command, {**here, **on(week)}, tmp_path)
            assert done.returncode == 0, done.stderr
            assert kind == "systemd" or done.stdout + done.stderr == "", "cron mails nothing where all is well"
        before = grown(before, output, week)
    verify(output)


def test_a_container_keeps_its_archive_in_its_volume(tmp_path: Path) -> None:
    files, here = make_files("docker", "practice", tmp_path), program(tmp_path)
    volume = tmp_path / "data"
    volume.mkdir()
    script = (files / "weekly.sh").read_text().replace("/data/output", f"{volume}/output")
    environment = {"DATA": str(volume), "ONCE": "1", "PATH": f"{here.parent}:/usr/bin:/bin"}
    before: dict[str, str] = {}
    for week in range(WEEKS):
        if week == LOST:
            forget(volume)
        words = ["sh", "-c", replaced(script, on(week))]
        for _ in range(2):  # the second is a restart, at which nothing is due
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=240, env=environment)
            assert done.returncode == 0
        before = grown(before, volume / "output", week)
        age(volume / ".last-run")
        age(volume / ".last-status")
    verify(volume / "output")


def test_a_container_that_is_stopped_ends_its_run_in_order(tmp_path: Path) -> None:
    with served({"/project/p1": project(1)}) as site:
        files = make_files("docker", site.url, tmp_path)
        script = (files / "weekly.sh").read_text().replace("/data/output", f"{tmp_path}/output")
        script = script.replace(f"run {site.url}", f"run {site.url} --delay 30")
        environment = {"DATA": str(tmp_path), "PATH": f"{PROGRAM.parent}:/usr/bin:/bin"}
        with subprocess.Popen(["sh", "-c", script], env=environment, stderr=subprocess.PIPE, text=True) as process:
            _wait_for_a_crawl(tmp_path / "output", process)
            process.terminate()
            assert process.wait(timeout=60) == 0
            assert process.stderr is not None
            assert "ending in order; the next crawl goes on from here" in process.stderr.read()
    looked = [str(PROGRAM), "status", site.url, "--json", "--output", str(tmp_path / "output")]
    done = subprocess.run(looked, capture_output=True, check=False, timeout=60)
    (run,) = json.loads(done.stdout)["runs"]
    assert run["verdict"] == "partial"
    assert run["reason"].startswith("it was interrupted; the next crawl takes it up")


def _wait_for_a_crawl(output: Path, process: "subprocess.Popen[str]") -> None:
    while not list(output.rglob("*.warc.gz")):
        assert process.poll() is None, "it ended by itself"
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
