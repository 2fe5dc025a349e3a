"""A budget of Python calls a page for crawl and build: what a stage may cost, on any machine, without a clock.

Calls of the crawl's and the build's own threads are counted, those of the readers' children are not (their budget is in
`tests/parsers/test_costs.py`). A run over more pages less one over fewer leaves what each page costs.
"""

import sys
import threading
from collections.abc import Callable
from types import FrameType

import pytest

import pipeline
from settings.run_plan import plan_run

FEW, MORE = 10, 30
CRAWL, BUILD, REBUILD = 17_000, 4_400, 2_800
"""Calls a page, of Python functions and of built-in ones."""


def calls_of(work: Callable[[], object]) -> int:
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    def count_fetching(frame: FrameType, event: str, argument: object) -> None:
        """Count on in the crawl's own threads alone; the practice site answers in others."""
        sys.setprofile(count if threading.current_thread().name.startswith("fetch") else None)

    threading.setprofile(count_fetching)
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return calls


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Calls a page of every stage."""
    found: dict[int, tuple[int, ...]] = {}
    for size in (3, FEW, MORE):  # what is remembered for good is filled by the first
        job = plan_run("practice", tmp_path_factory.mktemp("budget"), practice_size=size)
        stages = (lambda job=job: pipeline.crawl(job), *[lambda job=job: pipeline.build(job)] * 2)
        found[size] = tuple(map(calls_of, stages))
    pages = MORE - FEW
    names = ("crawl", "build", "rebuild")
    return {name: (more - few) / pages for name, few, more in zip(names, found[FEW], found[MORE], strict=True)}


@pytest.mark.parametrize(("stage", "most"), [("crawl", CRAWL), ("build", BUILD), ("rebuild", REBUILD)])
def test_a_page_costs_no_more_calls_than_its_budget(calls: dict[str, float], stage: str, most: int) -> None:
    assert 0 < calls[stage] <= most
