"""Is a release still, bit for bit, what was published, and does its archive give it again?

`SHA256SUMS` lists every file of the release, `run.json` among them, in the form that `sha256sum --check` reads;
`run.json` lists the others once more. Both must agree with the files to the last byte, so that a flipped bit anywhere,
in the lists themselves too, is found.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from dataset.fields import TABLES
from dataset.hashes import SUMS_NAME, file_hashes, sums_text
from dataset.parquet import read_parquet
from dataset.run_record import FILE_NAME
from dataset.versions import reader_hashes


def verify(folder: Path) -> tuple[str, ...]:
    """One line for every way in which a release's files are not what was published; empty where all is well."""
    if not folder.is_dir():
        return (f"{folder}: the release is missing",)
    return tuple(_faults(folder))


def _faults(folder: Path) -> Iterator[str]:
    found = file_hashes(folder)
    sums = folder / SUMS_NAME
    try:
        stated = sums.read_bytes()
        recorded = json.loads((folder / FILE_NAME).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{folder}: {SUMS_NAME} or {FILE_NAME} cannot be read ({error})"
        return
    differences = list(_differences(sums, _parsed(stated), found))
    yield from differences
    if not differences and stated != sums_text(found).encode():
        yield f"{sums}: is not in the form it was written in"
    without_record = {name: value for name, value in found.items() if name != FILE_NAME}
    listed = {name: entry.get("sha256") for name, entry in recorded.items() if isinstance(entry, dict)}
    yield from _differences(folder / FILE_NAME, listed, without_record)


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
    """Say why a release cannot be derived again from what there is; None where it can.

    Args:
        run: the release's `run.json`.
        archive: as for `find_lost_sources`.
        ledger: hash of what the ledger knows.
        kept: ids of the releases there are.
    """
    lineage = run["lineage"]
    if any(name not in archive or archive[name] != stated for name, stated in lineage["archive"].items()):
        return "its archive is damaged"
    if archive.keys() != lineage["archive"].keys() or ledger != lineage.get("ledger"):
        return "the archive has grown since"
    if run["readers"] != reader_hashes():
        return "parsers or vocabularies have changed since"
    if lineage["parent"] is not None and lineage["parent"] not in kept:
        return f"the release it went on from, {lineage['parent']}, is no longer kept"
    return None


def compare_tables(folder: Path, derived: Mapping[str, pa.Table]) -> tuple[str, ...]:
    """One line for every table of a release that differs from what the archive gives now.

    Args:
        folder: of the release.
        derived: the tables built again from the archive.
    """
    return tuple(line for declared in TABLES for line in _compared(folder, declared.name, derived[declared.name]))


def _compared(folder: Path, name: str, derived: pa.Table) -> Iterator[str]:
    published = read_parquet(folder / f"{name}.parquet")
    if not published.schema.equals(derived.schema, check_metadata=False):
        yield f"{name}: the columns are not those of this version"
    elif not published.equals(derived):
        pairs = zip(published.to_pylist(), derived.to_pylist(), strict=False)
        differing = sum(one != other for one, other in pairs) + abs(published.num_rows - derived.num_rows)
        yield f"{name}: {differing:,} of {published.num_rows:,} rows differ from what the archive gives"
