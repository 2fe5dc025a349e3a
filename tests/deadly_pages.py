"""A reader of pages, for tests of its death, that crashes at pages of as many bytes as the environment says."""

import os
import signal
import sys

from sandbox import pool
from sandbox.child import serve


def read(task: tuple[bytes, str | None]) -> bytes:
    if str(len(task[0])) == os.environ["DEADLY_BYTES"]:
        os.kill(os.getpid(), signal.SIGSEGV)
    return pool.read(task)


if __name__ == "__main__":
    serve(int(sys.argv[1]), read)
