"""Every release says how it is cited: by the settings' names, the same bytes whenever it is published, and verified."""

import datetime as dt
import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema  # type: ignore[import-untyped] # it ships no types
import pytest
import yaml  # type: ignore[import-untyped] # it ships no types, and nothing else of it is used

from dataset.checks.checks import Floors, run_checks
from dataset.credit import Credit
from dataset.projects.tables import Tables, build_tables
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord
from dataset.releases.verification import compare_files, verify
from tests.dataset.conftest import PageBuilder

NAMES = ("CITATION.cff", "citation.bib", "citation.txt")
NOW = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
CREDIT = Credit(("Lovelace, Ada",), "University of Example", "10.5281/zenodo.1234567")
RUN = RunRecord("x", "http://x.example/", practice=False, started_at=NOW, credit=CREDIT)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return build_tables([PageBuilder()()])


def release(folder: Path, tables: Tables, run: RunRecord, *, now: dt.datetime = NOW) -> Path:
    return publish(folder, tables, run, run_checks(tables, floors=Floors()), now=now).folder


def test_a_release_names_whom_the_settings_name(tmp_path: Path, tables: Tables) -> None:
    folder = release(tmp_path, tables, RUN)
    files = json.loads((folder / "run.json").read_text())["files"]
    assert files.keys() >= set(NAMES)
    digest = files["projects.parquet"]["sha256"]
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["authors"] == [
        {"family-names": "Lovelace", "given-names": "Ada", "affiliation": "University of Example"}
    ]
    assert (cited["doi"], cited["version"]) == ("10.5281/zenodo.1234567", "2026-11-24")
    assert digest in cited["abstract"]
    assert (
        (folder / "citation.bib").read_text().startswith("@misc{iom-projects-2026-11-24,\n  author = {Lovelace, Ada}")
    )
    assert (folder / "citation.txt").read_text() == (
        "Lovelace, Ada (University of Example) (2026): Project pages of the IOM Development Fund [dataset]. Pages"
        f" retrieved up to 2026-11-24. https://doi.org/10.5281/zenodo.1234567. SHA-256 of projects.parquet: {digest}.\n"
    )


def test_readers_of_citation_files_take_it(tmp_path: Path, tables: Tables) -> None:
    """By the schema of Citation File Format 1.2.0, as the package check-jsonschema brings it."""
    schema = files("check_jsonschema.builtin_schemas.vendor").joinpath("citation-file-format.json").read_text()
    for credit in (CREDIT, Credit(), Credit(("Example Lab",), licence="CC-BY-4.0")):
        folder = release(tmp_path, tables, replace(RUN, credit=credit))
        cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
        jsonschema.validate(cited, json.loads(schema))


def test_the_same_data_are_cited_alike_whenever_they_are_published(tmp_path: Path, tables: Tables) -> None:
    first, second = (release(tmp_path, tables, RUN, now=NOW + dt.timedelta(days=days)) for days in (0, 400))
    assert [(first / name).read_bytes() for name in NAMES] == [(second / name).read_bytes() for name in NAMES]


def test_a_citation_is_verified_like_every_file(tmp_path: Path, tables: Tables) -> None:
    folder = release(tmp_path, tables, RUN)
    assert compare_files(folder, tables, source=RUN.source, practice=False, credit=CREDIT) == ()
    other = replace(CREDIT, authors=("Babbage, Charles",))
    assert compare_files(folder, tables, source=RUN.source, practice=False, credit=other) == tuple(
        f"{name}: is not what the archive gives" for name in NAMES
    )
    (folder / "citation.txt").write_text("edited")
    assert [line for line in verify(folder) if "citation.txt" in line] == [
        f"{folder}/citation.txt: its SHA-256 is not the one in SHA256SUMS",
        f"{folder}/citation.txt: its SHA-256 is not the one in run.json",
    ]


def test_practice_data_asks_not_to_be_cited(tmp_path: Path, tables: Tables) -> None:
    folder = release(tmp_path, tables, replace(RUN, practice=True, credit=Credit()))
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["message"] == "Practice data: do not cite."
    assert cited["authors"] == [{"name": "The iom-projects founders"}]
