"""A place for pages that failed, so that a maintainer can open them."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def keep_page(tmp_path: Path) -> Callable[[bytes], Path]:
    """Give a function that writes a page below the test's own folder and says where."""

    def keep(body: bytes) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir())):03d}.html"
        path.write_bytes(body)
        return path

    return keep
