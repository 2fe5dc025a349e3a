"""What every test may rely on."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("test", derandomize=True, deadline=None)
settings.register_profile(
    "fuzz", max_examples=2_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("test")
"""`make test` draws the same cases each time, so that red and green mean something; `make fuzz` draws new ones."""

STRICT = "REQUIRE_PROGRAMS"
"""Set by `.ci/run`: a test that needs a system program then fails where the program is absent, instead of skipping."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(program): skip, with its reason, where a system program is absent")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        program = mark.args[0]
        if shutil.which(program) is None:
            if os.environ.get(STRICT):
                pytest.fail(f"{program} is not installed, and {STRICT} is set", pytrace=False)
            pytest.skip(f"{program} is not installed on this machine")
