"""How much work a page is: counted in calls, which do not vary as times do."""

import sys
from types import FrameType

from parsers import parse_page
from practice.site import Site

MOST_CALLS = 18_000
"""For a page of the practice site (73 kB, 8 kB of them the project's) after fifty others. Lower it, never raise it."""


def count_calls(body: bytes) -> int:
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse_page(body)
    finally:
        sys.setprofile(before)
    return calls


def test_a_page_costs_no_more_calls_than_its_budget() -> None:
    site = Site(size=60)
    bodies = [site.get(path, origin="http://localhost").body for path in site.pages]
    for body in bodies[:50]:
        parse_page(body)
    assert {parse_page(body).outcome for body in bodies[50:53]} == {"project"}
    assert max(map(count_calls, bodies[50:53])) <= MOST_CALLS
