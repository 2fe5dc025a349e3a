"""Making an export: the release is verified, the files are prepared aside, and put in place at once."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from dataset.errors import OlderReleaseError
from dataset.exports import citation, croissant, dcat, duckdb_file, iati, json_lines, sqlite_file, workbook, zenodo
from dataset.exports.source import ExportError, Source
from dataset.releases.catalogue import find_release, read_run
from dataset.releases.loading import find_other_columns, load_tables

__all__ = ["EXPORTS", "ExportError", "export"]

Notes = tuple[str, ...]

Writer = Callable[[Source, Path], Notes]

EXPORTS: Mapping[str, Writer] = {
    "jsonl": json_lines.write,
    "xlsx": workbook.write,
    "sqlite": sqlite_file.write,
    "duckdb": duckdb_file.write,
    "iati": iati.write,
    "croissant": croissant.write,
    "dcat": dcat.write,
    "citation": citation.write,
    "zenodo": zenodo.write,
}
"""By name, what writes the format's files into a folder and says what could not be carried over."""


def export(
    name: str, site: Path, to: Path, *, release: str | None = None, formats: Mapping[str, Writer] = EXPORTS
) -> tuple[tuple[Path, ...], Notes]:
    """Write a release in another format.

    Args:
        name: of the format, a key of `formats`.
        site: the site's folder.
        to: the folder to write into; made if missing. Files of the same names are replaced.
        release: id of the release, the latest if None.
        formats: by name, what writes a format.

    Returns:
        The files, and a line for everything that the format could not take.

    Raises:
        ExportError: there is no such format, or the release cannot be put into it.
        OlderReleaseError: the release has other columns than today's.
        ReleaseError: the release is missing or damaged.
    """
    if name not in formats:
        raise ExportError(f"no format {name!r}; there are {', '.join(formats)}")
    folder = find_release(site, release)
    run = read_run(folder)
    other = find_other_columns(site, release=folder.name)
    if other:
        raise OlderReleaseError(folder, run["software"]["iom-projects"], f"has {'; '.join(other)}")
    source = Source(folder.name, folder, load_tables(site, release=folder.name), run)
    aside = to / f".exporting-{name}"
    to.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        notes = formats[name](source, aside)
        written = tuple(path.replace(to / path.name) for path in sorted(aside.iterdir()))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return written, notes
