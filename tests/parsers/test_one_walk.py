"""The tree of a page is walked once: whatever comes later works on boxes and leaves."""

from pathlib import Path

import parsers

WALK = {"layout.py", "boxes.py", "encoding.py", "visibility.py"}
HEAD = {"page.py"}


def test_only_the_walk_and_the_reading_of_the_head_know_the_library() -> None:
    files = Path(parsers.__file__).parent.rglob("*.py")
    assert {path.name for path in files if "selectolax" in path.read_text(encoding="utf-8")} == WALK | HEAD
