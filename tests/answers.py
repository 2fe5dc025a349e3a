"""Read the pages of a pickle with whichever `parsers` the search path names, and pickle the answers.

Started by `tests.same_answers`, once for each of two commits; it must run beside parsers of any age.
"""

import pickle
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from parsers import parse_page


def read(page: tuple[str, bytes, str | None]) -> tuple[str, dict[str, Any]]:
    """Read one page: its name, and the answer with one entry for each part that is not a mapping."""
    name, body, content_type = page
    try:
        answer = asdict(parse_page(body, content_type=content_type))
    except Exception as error:  # noqa: BLE001 - a parser that raises gives an answer like any other: compare it
        return name, {"raised": repr(error)}
    return name, dict(_flat("", answer))


def _flat(path: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping) and value and path != ".project.unclaimed":
        return [entry for key, inner in value.items() for entry in _flat(f"{path}.{key}", inner)]
    return [(path, value)]


def main() -> None:
    """Read the pages of the first file into the second."""
    pages, answers = map(Path, sys.argv[1:])
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(read, pickle.loads(pages.read_bytes()), chunksize=16))  # noqa: S301 - written just before
    answers.write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()
