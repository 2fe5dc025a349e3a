"""What every test may rely on."""

import gc
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from maintenance.tables import check_tables

settings.register_profile("test", derandomize=True, deadline=None)
settings.register_profile(
    "fuzz", max_examples=2_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("test")
"""`make test` draws the same cases each time, so that red and green mean something; `make fuzz` draws new ones."""

STRICT = "REQUIRE_PROGRAMS"
"""Set by `.ci/run`: a test that needs a system program then fails where the program is absent, instead of skipping."""


MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps files in memory
ROOM = 2**30
"""Bytes that have to be free there; what tests write is removed as they pass, so that 50 MB stand there at a time."""


def pytest_configure(config: pytest.Config) -> None:
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        # Hundreds of crawls and builds wait for a disk: each writes some fifty files and has every one of them flushed.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    config.addinivalue_line("markers", "needs(program): skip, with its reason, where a system program is absent")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what collecting made: it all stays to the end, and looking costs a tenth."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        program = mark.args[0]
        if shutil.which(program) is None:
            if os.environ.get(STRICT):
                pytest.fail(f"{program} is not installed, and {STRICT} is set", pytrace=False)
            pytest.skip(f"{program} is not installed on this machine")


@pytest.fixture(scope="session", autouse=True)
def drawings() -> Iterator[None]:
    """Draw each chart once, and in this process.

    A build starts a process that draws the charts of its report: eight tenths of its work for a small site, and most
    tests build the same few sites. Commands in processes of their own draw as they do for users, and
    `tests/report/test_report.py` compares the two.
    """
    drawn: dict[str, str] = {}

    def draw(specs: Sequence[dict[str, Any]]) -> list[str]:
        import vl_convert  # noqa: PLC0415 - where a chart is drawn alone, as it is large

        keys = [json.dumps(spec, sort_keys=True) for spec in specs]
        for key in keys:
            if key not in drawn:
                drawn[key] = vl_convert.vegalite_to_svg(key)
        return [drawn[key] for key in keys]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("report.charts.draw", draw)
        yield


@pytest.fixture(scope="session", autouse=True)
def checked_tables() -> Iterator[None]:
    """Check the parsers' tables once in this process: each command does, and no test here changes them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("maintenance.tables.check_tables", cache(check_tables))
        yield
