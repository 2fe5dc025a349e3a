"""Disks and outputs that break where nobody looks: one line, exit code 7, and what heals it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sandbox import child as children
from scraper.archive.warc_writer import Recorder
from scraper.errors import StorageFault
from scraper.imports.settlement import NO_RUN
from scraper.ledger.ledger import Ledger
from tests.cli.archived_site import archive, copy
from tests.project_site import command, project_page, served
from tests.scraper.loopback import START
from tests.scraper.test_archive import exchange

__all__ = ["archive", "copy"]

COMMAND = Path(sys.executable).with_name("iom-projects")
HEALS = "make room or mend the disk, then run the command again"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.needs("strace")
@pytest.mark.parametrize(("call", "error"), [("ftruncate", "ENOSPC"), ("pwrite64", "EIO")])
def test_case_73_a_lock_that_cannot_be_written(
    copy: Path, call: str, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (copy / "practice" / "latest").readlink()
    inject = f"strace -f -qq -o /dev/null -e trace={call} -e inject={call}:error={error}:when=1"
    ran = shell(f"{inject} {COMMAND} build practice --output {copy}")
    assert ran.returncode == 7, ran.stderr
    assert ran.stderr.startswith(f"iom-projects: {copy / 'practice' / 'lock'} cannot be written (")
    assert ran.stderr.count("\n") == 1
    assert HEALS in ran.stderr
    assert (copy / "practice" / "latest").readlink() == before
    assert command(capsys, "build", "practice", "--output", copy)[0] == 0


def test_case_73_an_archive_file_that_cannot_be_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(5, os.strerror(5))

    recorder = Recorder(tmp_path, "one", {})
    recorder.append(exchange())
    monkeypatch.setattr(os, "close", fail)
    with pytest.raises(StorageFault, match=rf"\.warc\.gz cannot be closed \(Input/output error\); {HEALS}"):
        recorder.__exit__(None, None, None)
    monkeypatch.undo()
    with Recorder(tmp_path, "two", {}) as recorder:
        assert len(recorder.everything()) == 1


@pytest.mark.parametrize("error", ["database or disk is full", "attempt to write a readonly database"])
def test_case_73_a_full_disk_is_no_damage_of_the_ledger(tmp_path: Path, error: str) -> None:
    """SQLite's own words for it; to make the ledger anew would lose what it alone knows."""
    ledger = Ledger(tmp_path)
    pages = "max_page_count = 1" if "full" in error else "query_only = ON"
    ledger._db.execute(f"PRAGMA {pages}")
    with pytest.raises(StorageFault, match=rf"ledger\.sqlite cannot be used \({error}\); {HEALS}"):
        ledger.discover(NO_RUN, "known", (f"http://site.example/project/{number}" for number in range(9999)), START)
    ledger._db.close()


def test_case_73_any_file_of_a_command_that_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served({"/project/p": project_page("Project", "CD.0001")}) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28), "/somewhere/on/the/disk")

    monkeypatch.setattr("build.verification.verify_releases", fail)
    code, said = command(capsys, "verify", site.url, "--output", tmp_path)
    assert (code, said.count("\n")) == (7, 1)
    assert said.startswith("iom-projects: /somewhere/on/the/disk cannot be used (No space left on device); ")
    assert HEALS in said


@pytest.mark.parametrize(
    "line", ["--help", "--version", "run --help", "releases --help", "config", "schedule cron --contact a@example.org"]
)
def test_case_74_an_output_that_is_full(line: str) -> None:
    full = shell(f"{COMMAND} {line} >/dev/full")
    assert full.returncode == 7
    assert (full.stderr.count("\n"), "No space left on device" in full.stderr) == (1, True)


@pytest.mark.parametrize("line", ["--version", "releases --help", "config"])
def test_case_74_outputs_that_are_closed(line: str) -> None:
    """One of each way to write: help by the library, a line, and a command's own words."""
    for closed, said in ((">&-", 1), (">&- 2>&-", 0), (">/dev/full 2>/dev/full", 0)):
        ran = shell(f"{COMMAND} {line} {closed}")
        assert (ran.returncode, ran.stderr.count("\n")) == (7, said), closed
    piped = shell(f"{{ {COMMAND} {line}; echo $? >&2; }} | true")
    assert piped.stderr == "0\n"


def test_case_76_a_reader_whose_parent_is_dead_says_nothing(tmp_path: Path) -> None:
    """The parent dies while the child reads a page: nobody is left who wants the answer."""
    program = tmp_path / "slow.py"
    program.write_text(
        "import sys, time\nfrom sandbox.child import serve\n"
        "def work(task):\n    open(task, 'w').close()\n    time.sleep(1)\n    return b'done'\n"
        "if __name__ == '__main__':\n    serve(int(sys.argv[1]), work)\n"
    )
    begun = tmp_path / "begun"
    parent = (
        "import sys; sys.path.insert(0, sys.argv[1])\nimport os, time\nfrom sandbox.child import Child\n"
        "os.environ['PYTHONPATH'] = sys.argv[1]\nchild = Child('slow')\nchild.give(sys.argv[2])\ntime.sleep(60)\n"
    )
    told = tmp_path / "stderr"
    with told.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", parent, str(tmp_path), str(begun)],
            stderr=errors,
            env={**os.environ, "PYTHONPATH": str(Path(children.__file__).parents[1])},
        )
    while not begun.exists() and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    end = time.monotonic() + 20
    while _is_running(str(program)) and time.monotonic() < end:
        time.sleep(0.1)
    assert told.read_text() == ""


def _is_running(program: str) -> bool:
    return program in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
