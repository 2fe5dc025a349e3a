"""`CITATION.cff`: how to cite this release (Citation File Format 1.2.0, https://citation-file-format.github.io)."""

import json
from pathlib import Path

from dataset.datapackage import ABOUT, TITLE
from dataset.exports.source import Source
from dataset.run_record import PRACTICE_NOTE


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `CITATION.cff`."""
    (folder / "CITATION.cff").write_text(citation(source), encoding="utf-8", newline="\n")
    return ()


def citation(source: Source) -> str:
    """The text of the file; every value is a JSON string, which YAML reads as it stands."""
    retrieved = source.retrieved
    when = f"Pages retrieved up to {retrieved.date().isoformat()}. " if retrieved else ""
    practice = f"{PRACTICE_NOTE} " if source.is_practice else ""
    values = {
        "cff-version": "1.2.0",
        "message": "Practice data: do not cite." if source.is_practice else "Please cite this release of the dataset.",
        "type": "dataset",
        "title": f"{TITLE}, release {source.id}",
        "version": source.id,
        "date-released": source.id[:10],
        "abstract": f"{practice}{ABOUT} {when}SHA-256 of the table of projects: {_hash(source)}.",
        "url": "https://www.iom.int/iom-development-fund",
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join([*lines, "authors:", '  - name: "The iom-projects founders"', ""])


def _hash(source: Source) -> str:
    return str(source.run["files"]["projects.parquet"]["sha256"])
