"""Is a release still, bit for bit, what was published, and does its archive give it again?

`SHA256SUMS` lists every file of the release, `run.json` among them, in the form that `sha256sum --check` reads;
`run.json` lists the others once more. Both must agree with the files to the last byte, so that a flipped bit anywhere,
in the lists themselves too, is found.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from dataset.citation import Cited, newest_day, write_citations
from dataset.credit import Credit
from dataset.releases.hashes import SUMS_NAME, file_hashes, sha256, sums_text
from dataset.releases.parquet import read_parquet
from dataset.releases.release import write_table
from dataset.releases.run_record import FILE_NAME
from dataset.schema import datapackage
from dataset.schema.documents import write_documents
from dataset.schema.fields import TABLES


def verify(folder: Path) -> tuple[str, ...]:
    """One line for every way in which a release's files are not what was published; empty where all is well."""
    if not folder.is_dir():
        return (f"{folder}: the release is missing",)
    return tuple(_faults(folder))


def _faults(folder: Path) -> Iterator[str]:
    found = file_hashes(folder)
    sums, record = folder / SUMS_NAME, folder / FILE_NAME
    try:
        stated = sums.read_bytes()
    except OSError as error:
        yield f"{sums}: cannot be read ({error.strerror})"
    else:
        differences = list(_differences(sums, _parsed(stated), found))
        yield from differences
        if not differences and stated != sums_text(found).encode():
            yield f"{sums}: is not in the form it was written in"
    try:
        files = json.loads(record.read_bytes())["files"]
        listed = {name: entry.get("sha256") for name, entry in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"{record}: cannot be read ({type(error).__name__}: {error})"
    else:
        yield from _differences(record, listed, {name: value for name, value in found.items() if name != FILE_NAME})


def _parsed(stated: bytes) -> dict[str, str]:
    lines = (line.partition("  ") for line in stated.decode("utf-8", "replace").splitlines())
    return {name: value for value, _, name in lines}


def _differences(where: Path, stated: Mapping[str, object], found: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*stated, *found}):
        if name not in found:
            yield f"{where.parent / name}: listed in {where.name}, but missing"
        elif name not in stated:
            yield f"{where.parent / name}: not listed in {where.name}"
        elif stated[name] != found[name]:
            yield f"{where.parent / name}: its SHA-256 is not the one in {where.name}"


def find_lost_sources(run: Mapping[str, Any], archive: Mapping[str, str]) -> tuple[str, ...]:
    """One line for every archive file that a release was made of and that is changed or gone.

    Args:
        run: the release's `run.json`.
        archive: SHA-256 of the archive files there are, by name.
    """
    return tuple(
        f"{name}: {'its SHA-256 is not the one' if name in archive else 'missing, but listed'} in {FILE_NAME}"
        f" of {run['release']}"
        for name, stated in run["lineage"]["archive"].items()
        if archive.get(name) != stated
    )


def why_not_derived(
    run: Mapping[str, Any], archive: Mapping[str, str], ledger: str, kept: Collection[str]
) -> str | None:
    """Say why not every table of a release can be derived from what there is; None where each can.

    Args:
        run: the release's `run.json`; none of its archive files is lost.
        archive: as for `find_lost_sources`.
        ledger: hash of what the ledger knows.
        kept: ids of the releases there are.
    """
    lineage = run["lineage"]
    if archive.keys() != lineage["archive"].keys():
        return "the archive has grown since"
    if ledger != lineage.get("ledger"):
        return "the ledger says other things since"
    if lineage["parent"] is not None and lineage["parent"] not in kept:
        return f"the release it went on from, {lineage['parent']}, is no longer kept"
    return None


def compare_files(
    folder: Path, derived: Mapping[str, pa.Table], *, source: str, practice: bool, credit: Credit | None = None
) -> tuple[str, ...]:
    """One line for every file of a release that differs from what the archive gives now.

    The tables and documents are written once more, aside: an edit in one file alone is found too, though somebody has
    made its hashes anew. Parquet files are compared by their rows: another version of the library writes other bytes.

    Args:
        folder: of the release.
        derived: the tables built again from the archive, all or some; documents are compared where all are there.
        source: the site's address, for the documents.
        practice: whether the data is practice data.
        credit: whom its citation names; None where it has none.
    """
    with TemporaryDirectory() as name:
        aside = Path(name)
        for table_name in derived:
            write_table(derived, table_name, aside)
        if derived.keys() == {declared.name for declared in TABLES}:
            write_documents(aside, source=source, practice=practice)
            if credit is not None:
                digest = sha256(folder / "projects.parquet")
                write_citations(aside, Cited(digest, newest_day(derived), practice), credit)
        tables = [line for table_name, table in derived.items() for line in _compared(folder, table_name, table)]
        told = {line.partition(".")[0] for line in tables}
        files = [path for path in sorted(aside.iterdir()) if path.suffix != ".parquet"]
        edited = [path.name for path in files if path.read_bytes() != (folder / path.name).read_bytes()]
        others = [name for name in edited if name.partition(".")[0] not in told]
        if tables:
            others = [name for name in others if name != datapackage.FILE_NAME]  # it has the hashes of those files
        return (*tables, *(f"{name}: is not what the archive gives" for name in others))


def _compared(folder: Path, name: str, derived: pa.Table) -> Iterator[str]:
    published = read_parquet(folder / f"{name}.parquet")
    if not published.schema.equals(derived.schema, check_metadata=True):
        yield f"{name}.parquet: the columns are not those of this version"
    elif not published.equals(derived):
        pairs = zip(published.to_pylist(), derived.to_pylist(), strict=False)
        differing = sum(one != other for one, other in pairs) + abs(published.num_rows - derived.num_rows)
        yield f"{name}.parquet: {differing:,} of {published.num_rows:,} rows differ from what the archive gives"
