"""JSON Lines: a file per table, a row per line, as `tables.schema.json` describes them."""

import json
from pathlib import Path

from dataset.exports.source import Source


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `NAME.jsonl` for every table."""
    for name in source.tables:
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in source.rows(name))
    return ()
