"""How to cite a release: `CITATION.cff`, `citation.bib` and `citation.txt`, a plain sentence.

Citation File Format 1.2.0 (https://citation-file-format.github.io); BibTeX of the type `misc`, which every style knows.
Every release holds them; there they name no time of publication, so that the same archive gives the same bytes: the
day of the newest page is the version. `export citation` names the release too, with the names set by then.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from dataset.credit import Credit, family_and_given
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.releases.stored_tables import Tables, columns
from dataset.schema.datapackage import ABOUT, TITLE

NOBODY = "The iom-projects founders"
"""Cited where no author is set."""
HOME = "https://www.iom.int/iom-development-fund"
UNNAMED = "nobody is named: authors, institution and doi under [citation] in the settings do so"
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "&%$#_{}"
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited.

    Attributes:
        digest: SHA-256 of `projects.parquet`.
        retrieved: day of the newest page, None where the archive does not say.
        is_practice: whether the data is made up.
        release: its id; None in the release itself.
    """

    digest: str
    retrieved: date | None
    is_practice: bool
    release: str | None = None

    @property
    def title(self) -> str:
        """With the release where it is known."""
        return f"{TITLE}, release {self.release}" if self.release else TITLE

    @property
    def version(self) -> str | None:
        """The release; in the release itself the day of the newest page."""
        return self.release or (self.retrieved.isoformat() if self.retrieved else None)


def newest_day(tables: Tables) -> date | None:
    """The day on which the newest page was fetched, None where the archive does not say."""
    newest = pc.max(columns(tables, "pages", "last_fetched").column(0)).as_py()
    return None if newest is None else newest.date()


def write_citations(folder: Path, cited: Cited, credit: Credit) -> None:
    """Write the three files."""
    texts = {"CITATION.cff": cff, "citation.bib": bibtex, "citation.txt": plain}
    for name, text in texts.items():
        (folder / name).write_text(text(cited, credit), encoding="utf-8", newline="\n")


def cff(cited: Cited, credit: Credit) -> str:
    """The text of `CITATION.cff`; every value is JSON, which YAML reads as it stands."""
    practice = f"{PRACTICE_NOTE} " if cited.is_practice else ""
    values: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Practice data: do not cite." if cited.is_practice else "Please cite this release of the dataset.",
        "type": "dataset",
        "title": cited.title,
        **({"version": cited.version} if cited.version else {}),
        **({"date-released": cited.release[:10]} if cited.release else {}),
        "abstract": f"{practice}{ABOUT} {_retrieved(cited)}SHA-256 of the table of projects: {cited.digest}.",
        "url": HOME,
        **({"doi": credit.doi} if credit.doi else {}),
        **({"license": credit.licence} if credit.licence else {}),
        "authors": [_author(name, credit.institution) for name in credit.authors or (NOBODY,)],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def bibtex(cited: Cited, credit: Credit) -> str:
    """The text of `citation.bib`."""
    fields = {
        # braces keep a body's name from being taken apart
        "author": " and ".join(
            _tex(name) if family_and_given(name) else f"{{{_tex(name)}}}" for name in credit.authors or (NOBODY,)
        ),
        "title": f"{{{_tex(cited.title)}}}",
        "year": (cited.version or "")[:4],
        "howpublished": "Dataset",
        "institution": _tex(credit.institution or ""),
        "version": cited.version or "",
        "doi": credit.doi or "",
        "url": f"https://doi.org/{credit.doi}" if credit.doi else HOME,
        "note": _tex(f"{_practice(cited)}{_retrieved(cited)}SHA-256 of projects.parquet: {cited.digest}"),
    }
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@misc{{iom-projects-{(cited.version or cited.digest[:12]).lower()},\n{''.join(lines)}}}\n"


def plain(cited: Cited, credit: Credit) -> str:
    """One sentence for a list of references."""
    who = "; ".join(credit.authors) or NOBODY
    where = f" ({credit.institution})" if credit.institution else ""
    address = f"https://doi.org/{credit.doi}" if credit.doi else HOME
    year = (cited.version or "n.d.")[:4]
    return (
        f"{_practice(cited)}{who}{where} ({year}): {cited.title} [dataset]. {_retrieved(cited)}"
        f"{address}. SHA-256 of projects.parquet: {cited.digest}.\n"
    )


def _practice(cited: Cited) -> str:
    return "PRACTICE DATA, do not cite. " if cited.is_practice else ""


def _retrieved(cited: Cited) -> str:
    return f"Pages retrieved up to {cited.retrieved.isoformat()}. " if cited.retrieved else ""


def _author(name: str, institution: str | None) -> dict[str, str]:
    person = family_and_given(name)
    named = {"family-names": person[0], "given-names": person[1]} if person else {"name": name}
    return {**named, "affiliation": institution} if institution and person else named


def _tex(text: str) -> str:
    return re.sub(r"[\\~^&%$#_{}]", lambda sign: _TEX[sign[0]], text)
