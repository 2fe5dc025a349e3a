"""One run at a time: FAULTS 75 and 76."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scraper.errors import LockedError, StorageFault
from scraper.lock import hold, hold_to_read

HOLDER = """
import sys, subprocess, time
from pathlib import Path
from scraper.lock import hold
with hold(Path(sys.argv[1])):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False)
    print(child.pid, flush=True)
    time.sleep(60)
"""


def test_case_75_a_second_run_is_refused(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(LockedError, match=f"process {os.getpid()}"), hold(tmp_path):
        pytest.fail("two runs hold the lock")
    with hold(tmp_path):
        pass


TRIER = """
import sys
from pathlib import Path
from scraper.errors import LockedError
from scraper.lock import hold
sys.stdin.readline()
try:
    with hold(Path(sys.argv[1])):
        print("runs", flush=True)
        sys.stdin.readline()
except LockedError:
    print("refused", flush=True)
"""


def test_case_75_of_twenty_starts_exactly_one_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TRIER, str(tmp_path)]
    runs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        for _ in range(20)
    ]
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("go\n")
    answers = [run.stdout.readline() if run.stdout else "" for run in runs]
    for run in runs:
        run.communicate()
    assert sorted(answers) == ["refused\n"] * 19 + ["runs\n"]


def test_case_76_the_number_of_a_living_process_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(f"process {os.getpid()}, iom-projects\n")
    with hold(tmp_path):
        pass


def test_case_76_a_killed_run_leaves_no_lock_though_its_child_lives(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        try:
            with pytest.raises(LockedError), hold(tmp_path):
                pytest.fail("two runs hold the lock")
            holder.send_signal(signal.SIGKILL)
            holder.wait()
            with hold(tmp_path):
                os.kill(child, 0)
        finally:
            os.kill(child, signal.SIGKILL)


def test_case_76_a_forked_child_lets_go(tmp_path: Path) -> None:
    with hold(tmp_path):
        pid = os.fork()
        if pid == 0:
            time.sleep(20)
            os._exit(0)
    try:
        with hold(tmp_path):
            pass
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageFault, match="cannot be written"), hold(tmp_path / "file" / "site"):
        pytest.fail("the lock was held")


def test_who_only_reads_keeps_runs_out(tmp_path: Path) -> None:
    with hold_to_read(tmp_path), pytest.raises(LockedError), hold(tmp_path):
        pytest.fail("a run began while somebody read")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_read_without_a_lock(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with hold_to_read(tmp_path):
        assert list(tmp_path.iterdir()) == []
