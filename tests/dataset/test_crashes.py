"""A publication that is killed, or whose disk is full or broken, at every system call that changes the disk.

Whatever happens, a reader finds the old release or the new one, complete to the last bit, and the next publication
succeeds and leaves no trace of the failed one.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dataset.checks.checks import Floors, run_checks
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.catalogue import find_release, latest_id, release_ids, remove_old
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord
from dataset.releases.verification import verify

Build = Callable[..., PageRecord]
EARLIER = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
RUN = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=EARLIER)
FULL_DISK = 7

SWEPT = ("write", "fsync", "rename", "mkdir", "symlink", "unlink")
OTHERS = (
    "creat,link,linkat,symlinkat,renameat,renameat2,unlinkat,rmdir,mkdirat,mknod,mknodat,truncate,ftruncate,fallocate,"
    "pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,msync,fdatasync,chmod,fchmod,fchmodat,chown,"
    "fchown,fchownat,utimensat,setxattr,fsetxattr"
)
"""Every other call by which a program on Linux changes a file system, but for opening a new file."""

Publisher = Callable[..., tuple[int, str]]


@pytest.fixture
def records(page: Build) -> list[PageRecord]:
    return [page()]


@pytest.fixture
def site(tmp_path: Path, records: list[PageRecord]) -> Path:
    """A site with one good release."""
    site = tmp_path / "site"
    publish_now(site, build_tables(records), EARLIER)
    return site


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list["subprocess.Popen[str]"]]:
    """The one server of this module, started by the first test that publishes; see `publisher.py`."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for one in started:
        one.communicate(timeout=60)


@pytest.fixture
def publish_under(
    site: Path,
    tmp_path: Path,
    records: list[PageRecord],
    server: list["subprocess.Popen[str]"],
    strace_program: str,
) -> Publisher:
    """Publish in a process of its own with a fault, e.g. `fsync:signal=KILL:when=3`.

    Returns its wait status and what the tracer saw of `calls`, by default those of the fault.
    """
    if not server:
        stored = tmp_path / "records"
        stored.write_bytes(pickle.dumps(records))
        program = [sys.executable, str(Path(__file__).with_name("publisher.py")), str(stored)]
        server.append(subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    ask, answers = server[0].stdin, server[0].stdout
    assert ask is not None
    assert answers is not None

    def run(injection: str | None, calls: str | None = None) -> tuple[int, str]:
        ask.write(f"{site}\n")
        ask.flush()
        child = int(answers.readline())
        fault = [] if injection is None else ["-e", f"inject={injection}"]
        calls = calls or (injection or "").partition(":")[0]
        tracing = [strace_program, "-p", str(child), "-e", f"trace={calls}", *fault]
        with subprocess.Popen(tracing, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr is not None
            assert "attached" in tracer.stderr.readline()
            os.kill(child, signal.SIGCONT)
            status = int(answers.readline())
            seen = tracer.communicate(timeout=60)[1]
        return status, seen

    return run


def publish_now(site: Path, tables: Tables, now: datetime) -> str:
    return publish(site, tables, RUN, run_checks(tables, floors=Floors()), now=now).id


def assert_sound(site: Path) -> None:
    """The newest releases are complete, and `latest` and `latest.json` each point to one."""
    for release_id in release_ids(site)[-2:]:
        assert verify(site / "releases" / release_id) == ()
    assert find_release(site).is_dir()
    assert json.loads((site / "latest.json").read_text())["release"] in release_ids(site)


def assert_heals(site: Path, tables: Tables) -> None:
    """The next publication succeeds and nothing of the failed one is left."""
    release_id = publish_now(site, tables, EARLIER + timedelta(days=2))
    assert latest_id(site) == release_id
    assert json.loads((site / "latest.json").read_text())["release"] == release_id
    assert sorted(path.name for path in site.iterdir()) == ["latest", "latest.json", "releases"]
    assert release_ids(site) == sorted(path.name for path in (site / "releases").iterdir())
    remove_old(site, keep=1)


@pytest.mark.parametrize(("call", "least"), list(zip(SWEPT, (25, 30, 3, 2, 1, 1), strict=True)))
def test_killed_at_every_call_readers_see_the_old_release_or_the_new(
    site: Path, records: list[PageRecord], publish_under: Publisher, call: str, least: int
) -> None:
    tables = build_tables(records)
    killed = 0
    while os.WIFSIGNALED(publish_under(f"{call}:signal=KILL:when={killed + 1}")[0]):
        killed += 1
        assert_sound(site)
        if killed % 8 == 1:
            assert_heals(site, tables)
    assert killed >= least


def test_no_other_call_changes_the_disk(publish_under: Publisher) -> None:
    status, seen = publish_under(None, OTHERS)
    calls = {line.partition("(")[0] for line in seen.splitlines() if "(" in line}
    assert (status, calls) == (0, set())


def test_a_failing_close_is_an_error_or_does_no_harm(site: Path, publish_under: Publisher) -> None:
    # A network file system reports a full disk when a file is closed. Every third close: there are 130, most of them
    # of files that were only read, and each takes a publication.
    before = {path: path.read_bytes() for path in sorted(find_release(site).iterdir())}
    failed = 1
    while "INJECTED" in (answer := publish_under(f"close:error=EIO:when={failed}"))[1]:
        failed += 3
        assert os.WEXITSTATUS(answer[0]) in (0, FULL_DISK)
        assert_sound(site)
        assert {path: path.read_bytes() for path in sorted(before)} == before
    assert failed > 60


@pytest.mark.parametrize(
    ("call", "error", "first", "least"),
    [
        ("write", "ENOSPC", 1, 25),
        ("fsync", "EIO", 1, 30),
        ("rename", "ENOSPC", 1, 3),
        ("mkdir", "EROFS", 2, 1),  # the first asks for a folder that is there already: no harm in its failing
        ("symlink", "ENOSPC", 1, 1),
    ],
)
def test_a_full_or_broken_disk_at_every_call_leaves_the_old_release(
    site: Path, publish_under: Publisher, call: str, error: str, first: int, least: int
) -> None:
    before = {path: path.read_bytes() for path in sorted(find_release(site).iterdir())}
    failed = 0
    while os.WEXITSTATUS(publish_under(f"{call}:error={error}:when={first + failed}")[0]) == FULL_DISK:
        failed += 1
        assert_sound(site)
        assert not list(site.glob("releases/.preparing-*"))
        assert {path: path.read_bytes() for path in sorted(before)} == before
    assert failed >= least


def test_a_read_only_folder_is_an_error_that_names_it(tmp_path: Path, records: list[PageRecord]) -> None:
    blocker = tmp_path / "site"
    blocker.write_text("a file where the folder should be")
    with pytest.raises(OSError, match=str(blocker)):
        publish_now(blocker, build_tables(records), EARLIER)
