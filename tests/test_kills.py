"""A crawl that is killed comes to the same archive and the same release; many more kills: benchmarks/crawl_kills.py."""

import argparse
from pathlib import Path

from benchmarks.crawl_kills import compare


def test_killed_and_taken_up_again_it_publishes_the_same_bytes(tmp_path: Path) -> None:
    report = compare(tmp_path, argparse.Namespace(kills=4, size=40, workers=2, seed=1))
    assert report["differing"] == []
    assert report["files_compared"] > 20
    assert report["kills"] >= 3
    assert report["requests_with_kills"] <= report["requests"] + report["kills"] * 2
