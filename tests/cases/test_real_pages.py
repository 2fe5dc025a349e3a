"""Real pages of other sites: none refused for its cost, none taken for a project, none that crashes the parsers.

The pages (CC-BY-4.0, gzipped HTML) may not be committed. They are looked for beside the project, or where `REAL_PAGES`
in the environment says.
"""

import gzip
import os
from collections import Counter
from pathlib import Path

import pytest

from parsers import parse_page

FOLDER = Path(os.environ.get("REAL_PAGES", Path(__file__).parents[3] / "shared/corpora/web-pages"))
OUTCOMES = {"not_a_project": 137, "empty": 16}
"""Sixteen hold nothing but a script that would fetch the text."""


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real pages are not there: no folder {FOLDER} (REAL_PAGES)")
def test_real_pages_are_read_whole_and_are_no_projects() -> None:
    parsed = {path.name: parse_page(gzip.decompress(path.read_bytes())) for path in sorted(FOLDER.glob("*.html.gz"))}
    assert {name: page.reason for name, page in parsed.items() if "too costly" in page.reason} == {}
    assert {name: page.reason for name, page in parsed.items() if page.outcome == "project"} == {}
    assert Counter(page.outcome for page in parsed.values()) == OUTCOMES
