"""One run at a time: FAULTS 75 and 76."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scraper.errors import LockedError, StorageFault
from scraper.lock import hold

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
