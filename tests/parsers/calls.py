"""The work that a page is, counted in calls: the same on any machine and whatever was read before."""

import gc
import sys
from types import FrameType

from parsers import parse_page


def count_calls(body: bytes) -> int:
    """Count the calls, of Python functions and of built-in ones, in which a page is read.

    The collector rests meanwhile: what listens to it (Hypothesis does) would be counted whenever it happens to run.
    """
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before, collecting = sys.getprofile(), gc.isenabled()
    gc.disable()
    sys.setprofile(count)
    try:
        parse_page(body)
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()
    return calls
