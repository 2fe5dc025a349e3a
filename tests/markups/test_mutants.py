"""Mutants of rendered pages whose truth is known.

The suite runs `MARKUP_MUTANTS` of them (1,500 unless the environment says otherwise). The long run of 10,000 and more:

    MARKUP_MUTANTS=12000 pytest tests/markups/test_mutants.py
    python -m tests.markups.survey mutants --count 12000 --folder build/mutants

Last measured on 8,000 mutants of two seeds (901, 902): nothing was read wrongly in silence, and 68,191 of 68,192 values
and 12,260 of 12,263 items of the pages that keep the information were right. Some 16,000 of other seeds, run while the
parsers were mended, showed 8 pages with a silent error; one such kind is known and left (two unknown labels behind a
nonsense value are not named).
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.markups.survey import every_mutant, survey

MUTANTS = int(os.environ.get("MARKUP_MUTANTS", "1500"))
PARTS = 6
"""Tests among which the mutants are shared, so that they run side by side."""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutant_is_read_wrongly_in_silence(part: int, keep_page: Callable[[bytes], Path]) -> None:
    found = survey(every_mutant(MUTANTS // PARTS, seed=part))
    keeping = found.tally("keeps")
    if found.silent or keeping.share_right() < 0.995 or keeping.share_of_items_right() < 0.99:
        pytest.fail(found.describe(keep_page), pytrace=False)
    assert {kind for kind, tally in found.tallies.items() if tally.pages} == {"keeps", "loses", "doubtful"}
