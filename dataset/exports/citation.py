"""How to cite a release: `CITATION.cff`, `citation.bib` and `citation.txt`, a plain sentence.

Citation File Format 1.2.0 (https://citation-file-format.github.io); BibTeX of the type `misc`, which every style knows.
"""

import json
import re
from pathlib import Path
from typing import Any

from dataset.credit import Credit, family_and_given
from dataset.exports.source import Source
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.datapackage import ABOUT, TITLE

NOBODY = "The iom-projects founders"
"""Cited where no author is set."""
HOME = "https://www.iom.int/iom-development-fund"
UNNAMED = "nobody is named: authors, institution and doi under [citation] in the settings do so"
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "&%$#_{}"
}


def write(source: Source, folder: Path, credit: Credit | None = None) -> tuple[str, ...]:
    """Write `CITATION.cff`, `citation.bib` and `citation.txt`.

    Args:
        source: the release.
        folder: where to.
        credit: whom to name.
    """
    given = credit or Credit()
    texts = {
        "CITATION.cff": cff(source, given),
        "citation.bib": bibtex(source, given),
        "citation.txt": plain(source, given),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return () if given.authors else (UNNAMED,)


def cff(source: Source, credit: Credit) -> str:
    """The text of `CITATION.cff`; every value is JSON, which YAML reads as it stands."""
    practice = f"{PRACTICE_NOTE} " if source.is_practice else ""
    values: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Practice data: do not cite." if source.is_practice else "Please cite this release of the dataset.",
        "type": "dataset",
        "title": _title(source),
        "version": source.id,
        "date-released": source.id[:10],
        "abstract": f"{practice}{ABOUT} {_retrieved(source)}SHA-256 of the table of projects: {_hash(source)}.",
        "url": HOME,
        **({"doi": credit.doi} if credit.doi else {}),
        **({"license": credit.licence} if credit.licence else {}),
        "authors": [_author(name, credit.institution) for name in credit.authors or (NOBODY,)],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def bibtex(source: Source, credit: Credit) -> str:
    """The text of `citation.bib`."""
    fields = {
        # braces keep a body's name from being taken apart
        "author": " and ".join(
            _tex(name) if family_and_given(name) else f"{{{_tex(name)}}}" for name in credit.authors or (NOBODY,)
        ),
        "title": f"{{{_tex(_title(source))}}}",
        "year": source.id[:4],
        "howpublished": "Dataset",
        "institution": _tex(credit.institution or ""),
        "version": source.id,
        "doi": credit.doi or "",
        "url": f"https://doi.org/{credit.doi}" if credit.doi else HOME,
        "note": _tex(f"{_practice(source)}{_retrieved(source)}SHA-256 of projects.parquet: {_hash(source)}"),
    }
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@misc{{iom-projects-{source.id.lower()},\n{''.join(lines)}}}\n"


def plain(source: Source, credit: Credit) -> str:
    """One sentence for a list of references."""
    who = "; ".join(credit.authors) or NOBODY
    where = f" ({credit.institution})" if credit.institution else ""
    address = f"https://doi.org/{credit.doi}" if credit.doi else HOME
    return (
        f"{_practice(source)}{who}{where} ({source.id[:4]}): {_title(source)} [dataset]. {_retrieved(source)}"
        f"{address}. SHA-256 of projects.parquet: {_hash(source)}.\n"
    )


def _title(source: Source) -> str:
    return f"{TITLE}, release {source.id}"


def _practice(source: Source) -> str:
    return "PRACTICE DATA, do not cite. " if source.is_practice else ""


def _retrieved(source: Source) -> str:
    return f"Pages retrieved up to {source.retrieved.date().isoformat()}. " if source.retrieved else ""


def _author(name: str, institution: str | None) -> dict[str, str]:
    person = family_and_given(name)
    named = {"family-names": person[0], "given-names": person[1]} if person else {"name": name}
    return {**named, "affiliation": institution} if institution and person else named


def _tex(text: str) -> str:
    return re.sub(r"[\\~^&%$#_{}]", lambda sign: _TEX[sign[0]], text)


def _hash(source: Source) -> str:
    return str(source.run["files"]["projects.parquet"]["sha256"])
