"""`zenodo.json`: the metadata of a deposit at Zenodo (https://developers.zenodo.org/#representation). Nothing is sent.

It is the body of the request that sets a deposit's metadata, and what the form asks for, in its own words.
"""

import json
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dataset.citation import HOME, NOBODY, UNNAMED
from dataset.credit import Credit
from dataset.exports.croissant import TERMS
from dataset.exports.source import Source
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.datapackage import ABOUT, TITLE

_UNLICENSED = (
    "no licence is set ([citation] licence): the deposit is restricted, for Zenodo takes a dataset without one for CC0"
)
_FILES = (
    "CODEBOOK.md describes every column; run.json holds the checks and the SHA-256 of every file. The SHA-256 of"
    " projects.parquet is {}."
)
_PRACTICE = "practice data: try the form with it at sandbox.zenodo.org, and publish it nowhere"


def write(source: Source, folder: Path, credit: Credit | None = None) -> tuple[str, ...]:
    """Write `zenodo.json`.

    Args:
        source: the release.
        folder: where to.
        credit: whom to name, and under which licence.

    Returns:
        What is to be done before somebody uploads it.
    """
    given = credit or Credit()
    text = json.dumps({"metadata": _metadata(source, given)}, ensure_ascii=False, indent=2) + "\n"
    (folder / "zenodo.json").write_text(text, encoding="utf-8", newline="\n")
    said = {UNNAMED: not given.authors, _UNLICENSED: given.licence is None, _PRACTICE: source.is_practice}
    return tuple(line for line, holds in said.items() if holds)


def _metadata(source: Source, credit: Credit) -> dict[str, Any]:
    title = f"{TITLE}, release {source.id}"
    affiliation = {"affiliation": credit.institution} if credit.institution else {}
    return {
        "upload_type": "dataset",
        "title": f"PRACTICE DATA, NOT REAL: {title}" if source.is_practice else title,
        "creators": [{"name": name, **affiliation} for name in credit.authors or (NOBODY,)],
        "description": _description(source),
        "version": source.id,
        "publication_date": source.id[:10],
        "language": "eng",
        "keywords": ["migration", "development", "IOM Development Fund", "open data"],
        "related_identifiers": [
            {"identifier": HOME, "relation": "isDerivedFrom", "resource_type": "other", "scheme": "url"}
        ],
        **({"doi": credit.doi} if credit.doi else {}),
        **_access(credit),
    }


def _access(credit: Credit) -> dict[str, str]:
    if credit.licence:
        return {"access_right": "open", "license": credit.licence.lower()}
    return {"access_right": "restricted", "access_conditions": f"<p>{escape(TERMS)}</p>"}


def _description(source: Source) -> str:
    """A few paragraphs; Zenodo takes simple HTML."""
    rows = {name: table.num_rows for name, table in source.tables.items()}
    retrieved = f"Pages retrieved up to {source.retrieved.date().isoformat()}." if source.retrieved else ""
    told = (
        PRACTICE_NOTE if source.is_practice else "",
        ABOUT,
        f"{retrieved} Rows: {', '.join(f'{name} {count:,}' for name, count in rows.items())}.".strip(),
        _FILES.format(source.run["files"]["projects.parquet"]["sha256"]),
        f"Made with iom-projects {version('iom-projects')}. {TERMS}",
    )
    return "".join(f"<p>{escape(text)}</p>" for text in told if text)
