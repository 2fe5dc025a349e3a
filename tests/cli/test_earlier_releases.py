"""After an upgrade, and before one that is due: releases whose columns are those of another version."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import pipeline
from dataset.errors import OlderReleaseError
from dataset.releases.hashes import file_hashes
from dataset.releases.parquet import read_parquet, write_parquet
from dataset.releases.run_record import FORMAT
from tests.cli.archived_site import Archive, Run, rehash

DROPPED = {"projects": ["n_components", "year"], "observations": ["label"], "pages": ["found_by"]}


def rewrite(folder: Path, tables: Callable[[str, pa.Table], pa.Table | None], **record: Any) -> None:
    """Make of a release one that another version published; a table that becomes None was not there."""
    for path in sorted(folder.glob("*.parquet")):
        table = tables(path.stem, read_parquet(path))
        if table is None:
            path.unlink()
        else:
            write_parquet(table, path)
    rehash(folder, **record)


def earlier(name: str, table: pa.Table) -> pa.Table | None:
    """The tables of a version with columns less, one more, and no `issues`."""
    fewer = table.drop_columns(DROPPED.get(name, []))
    return None if name == "issues" else fewer.append_column("donor", pa.array(["IOM"] * len(fewer)))


@pytest.fixture
def upgraded(copy: Path, archive: Archive) -> Path:
    """A site whose latest release an earlier version wrote, with other parsers."""
    folder = copy / "practice" / "releases" / archive.third.release.id
    rewrite(folder, earlier, format=0, readers={"parser": "other", "vocabulary": "other"})
    return copy


def test_a_build_goes_on_from_an_earlier_versions_release(run: Run, upgraded: Path, archive: Archive) -> None:
    third = archive.third.release.id
    built = run("build", "practice", "--json", output=upgraded)
    assert (built.code, built.err) == (0, "")
    summary = json.loads(built.out)
    told = (
        "another version wrote the last release, projects without year, n_components, with donor;"
        " project_countries with donor; project_components with donor; observations without label, with donor;"
        " pages without found_by, with donor; changes with donor; without issues: these are not compared"
    )
    assert {"check": "columns", "message": told} in summary["warnings"]
    tables = {
        name: read_parquet(Path(summary["release"]["folder"]) / f"{name}.parquet") for name in archive.third.tables
    }
    for name, table in archive.third.tables.items():
        assert tables[name].equals(table), name

    diff = run("diff", "--site", "practice", output=upgraded)
    assert (diff.code, diff.out.splitlines()[1]) == (0, "nothing changed")
    assert diff.out.splitlines()[2].startswith(f"{third} was written by another version, projects without year,")
    second = json.loads(run("build", "practice", "--json", output=upgraded).out)
    assert "columns" not in {one["check"] for one in second["warnings"]}


def test_an_earlier_versions_release_is_loaded_verified_and_explained(
    run: Run, upgraded: Path, archive: Archive
) -> None:
    third = archive.third.release.id
    frame = pipeline.load("projects", site="practice", output=upgraded)
    assert "year" not in frame.columns
    assert set(frame.donor) == {"IOM"}
    assert frame.attrs["columns"]["title"]["description"].startswith("Title")
    assert run("verify", "practice", output=upgraded).out == (
        f"{third}: every file is as published; parsers or vocabularies have changed since: hashes alone were checked\n"
    )
    assert run("explain", "Q36-805", "year", "--site", "practice", output=upgraded).code == 0
    assert run("build", "practice", "--compare", output=upgraded).code == 0
    assert run("status", "practice", output=upgraded).err == ""
    assert run("releases", "list", "--site", "practice", output=upgraded).code == 0


def test_what_an_earlier_versions_release_cannot_give_is_one_line(run: Run, upgraded: Path, archive: Archive) -> None:
    folder = upgraded / "practice" / "releases" / archive.third.release.id
    ran = run("export", "iati", "--site", "practice", output=upgraded)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(f"iom-projects: {folder} was written by iom-projects 0.1.0 and has projects without year")
    assert ran.err.endswith("Use that version, or publish anew with today's columns: iom-projects build\n")
    with pytest.raises(OlderReleaseError, match=r"0\.1\.0 and has no table issues\. Use that version, or publish anew"):
        pipeline.load("issues", site="practice", output=upgraded)


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "practice"],
        ["build", "practice", "--compare"],
        ["diff", "--site", "practice"],
        ["export", "jsonl", "--site", "practice"],
        ["explain", "Q36-805", "--site", "practice"],
    ],
    ids=lambda arguments: " ".join(arguments[:1] + arguments[2:]),
)
def test_a_later_versions_release_is_one_line_with_its_remedy(
    run: Run, copy: Path, archive: Archive, arguments: list[str]
) -> None:
    folder = copy / "practice" / "releases" / archive.third.release.id
    rewrite(folder, lambda _, table: table, format=99)
    before = file_hashes(copy / "practice" / "releases")
    ran = run(*arguments, output=copy)
    told = f"{folder}/run.json has format 99, this program reads up to {FORMAT}: update iom-projects"
    assert (ran.code, ran.out, ran.err) == (7, "", f"iom-projects: {told}\n")
    assert file_hashes(copy / "practice" / "releases") == before


def test_verify_compares_a_later_versions_release_with_its_hashes(run: Run, copy: Path, archive: Archive) -> None:
    folder = copy / "practice" / "releases" / archive.third.release.id
    rewrite(folder, lambda _, table: table, format=99)
    ran = run("verify", "practice", output=copy)
    told = f"has format 99, this program reads up to {FORMAT}: update iom-projects: hashes alone were checked"
    assert (ran.code, ran.out) == (
        0,
        f"{archive.third.release.id}: every file is as published; {folder}/run.json {told}\n",
    )
