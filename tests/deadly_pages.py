"""A reader of pages, for tests of its death, that crashes at pages of as many bytes as the environment says."""

import os
import signal
import sys
from typing import Any

from build.pages import read_both
from sandbox.child import serve
from sandbox.page import SavedPage


def read(page: SavedPage) -> Any:
    if str(len(page.body)) == os.environ["DEADLY_BYTES"]:
        os.kill(os.getpid(), signal.SIGSEGV)
    return read_both(page)


if __name__ == "__main__":
    serve(int(sys.argv[1]), read)
