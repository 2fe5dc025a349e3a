"""Is a release still, bit for bit, what was published?

`SHA256SUMS` lists every file of the release, `run.json` among them, in the form that `sha256sum --check` reads;
`run.json` lists the others once more. Both must agree with the files to the last byte, so that a flipped bit anywhere,
in the lists themselves too, is found.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from dataset.fields import TABLES
from dataset.hashes import SUMS_NAME, file_hashes, sums_text
from dataset.parquet import read_parquet
from dataset.run_record import FILE_NAME


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
