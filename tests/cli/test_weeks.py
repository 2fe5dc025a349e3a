"""Every schedule keeps its archive week after week, whatever its machine forgets; what it cannot restore, it says.

Two weeks in `make test`; `WEEKS=10` is the benchmark of docs/operating.md.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.played_site import project
from tests.cli.weeks import (
    PROGRAM,
    WEEKS,
    Repository,
    age,
    captures,
    forget,
    make_files,
    monday,
    shell,
    unit_command,
    verify,
)
from tests.project_site import Pages, served

SIZE = "--size 12"
RUN, STATUS = "iom-projects-practice.yml", "iom-projects-practice-status.yml"
BRANCH = "iom-projects-practice-data"
KINDS = ["cron"] if WEEKS == 2 else ["cron", "systemd"]
"""systemd starts the very words that cron does (test_schedule.py): two weeks of both would show nothing more."""
# `aws s3` as far as the steps use it: a folder stands for the bucket.
AWS = """#!/bin/sh
shift
place() { case $1 in s3://*) echo "$BUCKET/${1#s3://}";; *) echo "$1";; esac; }
case $1 in
  ls) test ! -e "$BUCKET/broken" || exit 255; test -e "$(place "$2")" || exit 1;;
  cp) test "$2" = --no-progress || exit 2; mkdir -p "$(dirname "$(place "$4")")" && cp "$(place "$3")" "$(place "$4")";;
esac
"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    pages: Pages = {f"/project/p{number}": project(number) for number in (1, 2, 3)}
    with served(pages) as served_site:
        yield served_site.url


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path, make_files("github", "practice", tmp_path) / ".github" / "workflows")
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
        day = monday(week)
        repository.replaced = {
            "run practice": f"run practice {SIZE} {day}",
            "status practice": f"status practice {day}",
        }
        ran = repository.run(RUN, f"week-{week}", first_run="" if week else "true")
        assert ran.failed == [], ran.said
        stored = repository.export(BRANCH, tmp_path / f"stored-{week}")
        assert ran.uploaded == [(stored / "practice" / "latest").readlink().name]
        now = captures(stored)
        assert len(now) == week + 1
        assert before.items() <= now.items()
        before = now
        assert repository.run(STATUS, f"look-{week}").failed == []
    verify("practice", stored, *day.split())
    commits = shell(f"git -C origin.git rev-list --count {BRANCH}", tmp_path).stdout
    assert commits == "1\n", "the branch does not grow by what it no longer holds"
    assert not [name for name in repository.files_of(BRANCH) if name.startswith(("Makefile", ".git"))]
    _store_nothing_worse(repository, before, tmp_path)


def _store_nothing_worse(repository: Repository, before: dict[str, str], tmp_path: Path) -> None:
    """A failed run still stores what was crawled; one that lost files of the archive stores nothing."""
    crawl = f"crawl practice {SIZE} {monday(WEEKS)}"
    repository.replaced = {"run practice": crawl, " --output data": " --output data; false"}
    ran = repository.run(RUN, "refused")
    assert (ran.failed, ran.uploaded) == (["Crawl and publish"], [])
    after = captures(repository.export(BRANCH, tmp_path / "after-a-failure"))
    assert before.items() < after.items()
    repository.replaced = {
        "run practice": "config practice",
        " --output data": " --output data; rm data/*/archive/*.gz",
    }
    ran = repository.run(RUN, "lost")
    assert "Store the archive" in ran.failed
    assert "::error::the archive has fewer files than were restored" in ran.said
    assert captures(repository.export(BRANCH, tmp_path / "after-a-loss")) == after


@pytest.mark.needs("git")
def test_the_workflow_keeps_its_archive_in_s3(site: str, tmp_path: Path) -> None:
    files = make_files("github", site, tmp_path, "--s3", "s3://our-bucket/iom")
    (workflow,) = [path.name for path in (files / ".github" / "workflows").iterdir() if "status" not in path.name]
    bucket, programs = tmp_path / "bucket", tmp_path / "programs"
    for folder in (bucket, programs):
        folder.mkdir()
    (programs / "aws").write_text(AWS.replace("$BUCKET", str(bucket)))
    (programs / "aws").chmod(0o755)
    repository = Repository(tmp_path, files / ".github" / "workflows", path=f"{programs}:/usr/bin:/bin")
    repository.begin()
    assert repository.run(workflow, "too-early").failed == ["Restore the archive"]
    before: dict[str, str] = {}
    for week in range(WEEKS):
        ran = repository.run(workflow, f"week-{week}", first_run="" if week else "true")
        assert ran.failed == [], ran.said
        now = captures(tmp_path / f"week-{week}" / "data")
        assert len(now) == week + 1
        assert before.items() <= now.items()
        before = now
    (bucket / "broken").touch()
    ran = repository.run(workflow, "broken", first_run="true")
    assert ran.failed == ["Restore the archive"], "an outage is no first run"
    assert "aws s3 ls ended with 255" in ran.said


@pytest.mark.parametrize("kind", KINDS)
def test_a_machine_of_ones_own_keeps_its_archive(site: str, tmp_path: Path, kind: str) -> None:
    files = make_files(kind, site, tmp_path)
    output = tmp_path / "output"
    before: dict[str, str] = {}
    for week in range(WEEKS):
        if week == 1:
            forget(output)
        if kind == "cron":
            (file,) = files.iterdir()
            lines = [line.split(maxsplit=5)[5] for line in file.read_text().splitlines() if line[0] in "14"]
            commands = [["sh", "-c", line.replace(r"\%", "%")] for line in lines]
        else:
            services = sorted(path for path in files.glob("*.service") if "failed" not in path.name)
            commands = [unit_command(path) for path in sorted(services, key=lambda path: "status" in path.name)]
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            assert kind == "systemd" or done.stdout + done.stderr == "", "cron mails nothing where all is well"
        now = captures(output)
        assert len(now) == week + 1
        assert before.items() <= now.items()
        before = now
    verify(site, output)


def test_a_container_keeps_its_archive_in_its_volume(site: str, tmp_path: Path) -> None:
    files = make_files("docker", site, tmp_path)
    volume = tmp_path / "data"
    volume.mkdir()
    script = (files / "weekly.sh").read_text().replace("/data/output", f"{volume}/output")
    environment = {"DATA": str(volume), "ONCE": "1", "PATH": f"{PROGRAM.parent}:/usr/bin:/bin"}
    before: dict[str, str] = {}
    for week in range(WEEKS):
        if week == 1:
            forget(volume)
        for _ in range(2):  # the second is a restart, at which nothing is due
            done = subprocess.run(
                ["sh", "-c", script], capture_output=True, text=True, check=False, timeout=240, env=environment
            )
            assert done.returncode == 0
        now = captures(volume / "output")
        assert len(now) == week + 1, done.stderr
        assert before.items() <= now.items()
        before = now
        age(volume / ".last-run")
        age(volume / ".last-status")


def test_a_container_that_is_stopped_ends_its_run_in_order(site: str, tmp_path: Path) -> None:
    files = make_files("docker", site, tmp_path)
    script = (files / "weekly.sh").read_text().replace("/data/output", f"{tmp_path}/output")
    script = script.replace(f"run {site}", f"run {site} --delay 30")
    environment = {"DATA": str(tmp_path), "PATH": f"{PROGRAM.parent}:/usr/bin:/bin"}
    with subprocess.Popen(["sh", "-c", script], env=environment, stderr=subprocess.PIPE, text=True) as process:
        _wait_for_a_crawl(tmp_path / "output", process)
        process.terminate()
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert "ending in order; the next crawl goes on from here" in process.stderr.read()
    done = subprocess.run(
        [PROGRAM, "status", site, "--json", "--output", tmp_path / "output"],
        capture_output=True,
        check=False,
        timeout=60,
    )
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
