"""A reader of pages for the tests of its death: some pages kill it, hold it for ever or make it raise."""

import os
import signal
import sys
import time

from build.pages import read_both
from dataset.values.observation import PageObservations
from parsers.model import ParsedPage
from sandbox import child as children
from sandbox.page import SavedPage
from scraper import reader


def read(task: tuple[bytes, str | None] | SavedPage) -> tuple[str, str] | tuple[ParsedPage, PageObservations]:
    body = task.body if isinstance(task, SavedPage) else task[0]
    if b"crash" in body:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"for ever" in body:
        time.sleep(600)
    if b"bug" in body:
        sys.exit(3)
    return read_both(task) if isinstance(task, SavedPage) else reader.read(task)


if __name__ == "__main__":
    children.SECONDS_PER_TASK = 1
    children.serve(int(sys.argv[1]), read)
