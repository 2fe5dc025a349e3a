"""`CITATION.cff`, `citation.bib` and `citation.txt`: how to cite a release, with its name and today's settings."""

from pathlib import Path

from dataset.citation import UNNAMED, Cited, newest_day, write_citations
from dataset.credit import Credit
from dataset.exports.source import Source


def write(source: Source, folder: Path, credit: Credit | None = None) -> tuple[str, ...]:
    """Write the three files.

    Args:
        source: the release.
        folder: where to.
        credit: whom to name.
    """
    given = credit or Credit()
    digest = source.run["files"]["projects.parquet"]["sha256"]
    cited = Cited(digest, newest_day(source.tables), source.is_practice, source.id)
    write_citations(folder, cited, given)
    return () if given.authors else (UNNAMED,)
