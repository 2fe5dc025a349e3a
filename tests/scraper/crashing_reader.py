"""A reader of pages for the tests of its death: some pages kill it, hold it for ever or make it raise."""

import os
import signal
import sys
import time

from sandbox import child, pool


def read(task: tuple[bytes, str | None]) -> bytes:
    body, _ = task
    if b"crash" in body:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"for ever" in body:
        if signal.setitimer(signal.ITIMER_REAL, 0.2)[0] == 0:  # the alarm that is set comes sooner, for this page alone
            sys.exit(4)  # there was none
        time.sleep(600)
    if b"bug" in body:
        sys.exit(3)
    return b"[]" if b"nonsense" in body else pool.read(task)


if __name__ == "__main__":
    child.serve(int(sys.argv[1]), read)
