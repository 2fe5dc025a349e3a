"""Exports carry over what their format can hold, invent nothing, and validate."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema  # type: ignore[import-untyped] # ships no types
import pytest
import yaml  # type: ignore[import-untyped] # ships no types
from lxml import etree  # type: ignore[import-untyped] # ships no types

from dataset.checks.checks import Floors, run_checks
from dataset.errors import DamagedReleaseError
from dataset.exports import EXPORTS, ExportError, export
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord
from dataset.schema.fields import TABLES

Build = Callable[..., PageRecord]
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
RELEASE = "2026-11-24T040000Z"
IATI_SCHEMAS = Path(
    os.environ.get("IOM_PROJECTS_IATI_SCHEMAS", Path(__file__).parents[3] / "shared" / "corpora" / "iati-2.03")
)
"""The IATI 2.03 schemas, which may not be committed: the standard publishes them; the variable names their folder."""
FRENCH = "https://iom.int/fr/node/1"


@pytest.fixture
def tables(page: Build) -> Tables:
    return build_tables(
        [
            page(prima_id="ZM10P0004"),
            page(FRENCH, language="fr", project_id="CT.0001", title="Ti\x00tre <&>", start_date="2005-03-14"),
            page("https://iom.int/project/none", project_id=None, title="No identifier"),
            page("https://iom.int/project/undated", project_id="CT.0003", title="C", start_date=None, status=None),
        ]
    )


@pytest.fixture
def site(tmp_path: Path, tables: Tables) -> Path:
    run = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=NOW)
    publish(tmp_path / "site", tables, run, run_checks(tables, floors=Floors()), now=NOW)
    return tmp_path / "site"


def test_json_lines_hold_every_row_as_the_schema_says(site: Path, tmp_path: Path, tables: Tables) -> None:
    written, notes = export("jsonl", site, tmp_path / "out")
    assert notes == ()
    assert sorted(path.name for path in written) == sorted(f"{declared.name}.jsonl" for declared in TABLES)
    schema = json.loads((site / "latest" / "tables.schema.json").read_text())
    for path in written:
        lines = path.read_bytes().split(b"\n")
        assert lines.pop() == b""
        assert len(lines) == tables[path.stem].num_rows
        validator = jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{path.stem}"})
        for line in lines:
            validator.validate(json.loads(line))


def test_the_duckdb_file_holds_the_tables_with_exact_decimals(site: Path, tmp_path: Path, tables: Tables) -> None:
    export("duckdb", site, tmp_path / "out")
    with duckdb.connect(str(tmp_path / "out" / "iom-projects.duckdb"), read_only=True) as database:
        for name, rows in tables.items():
            assert database.table(name).to_arrow_table().to_pylist() == rows.to_pylist()
        budgets = database.execute("SELECT DISTINCT budget_usd FROM projects").fetchall()
        releases = database.execute("SELECT id, practice FROM release").fetchall()
    assert budgets == [(Decimal("81500.00"),)]
    assert releases == [(RELEASE, True)]


@pytest.fixture
def activities(site: Path, tmp_path: Path) -> tuple[Any, tuple[str, ...]]:
    (path,), notes = export("iati", site, tmp_path / "out")
    return etree.parse(str(path)).getroot(), notes


Activities = tuple[Any, tuple[str, ...]]


def test_iati_activities_validate_against_the_standard(site: Path, tmp_path: Path) -> None:
    if not IATI_SCHEMAS.is_dir():
        pytest.skip(f"the IATI 2.03 schemas are not in {IATI_SCHEMAS}; IOM_PROJECTS_IATI_SCHEMAS may name their folder")
    (path,), _ = export("iati", site, tmp_path / "out")
    schema = etree.XMLSchema(etree.parse(str(IATI_SCHEMAS / "iati-activities-schema.xsd")))
    schema.assertValid(etree.parse(str(path)))


def test_iati_activities_say_who_reports(activities: Activities) -> None:
    root, notes = activities
    assert root.get("version") == "2.03"
    assert root.xpath("iati-activity/iati-identifier/text()") == ["XM-DAC-47066-CT.0001", "XM-DAC-47066-Q36-805"]
    assert root.xpath("//reporting-org/@secondary-reporter") == ["1", "1"]
    assert notes == (
        "CT.0003 left out: no status, start_date",
        "none left out: no project_id",
        "2 of 4 projects written, 2 left out; 1: no status, start_date; 1: no project_id",
    )
    assert "Practice data" in root.xpath("comment()")[0].text


def test_iati_dates_are_days_only_where_a_day_is_known(activities: Activities) -> None:
    root, _ = activities
    french, seed = root.findall("iati-activity")
    assert [dict(one.attrib) for one in seed.findall("activity-date")] == [
        {"type": "1", "iso-date": "2005-01-01"},
        {"type": "3", "iso-date": "2011-12-31"},
    ]
    assert seed.xpath("activity-date/narrative/text()") == ["2005", "2011"]
    start = french.find("activity-date")
    assert dict(start.attrib) == {"type": "2", "iso-date": "2005-03-14"}
    assert start.find("narrative") is None


def test_iati_countries_have_no_invented_shares(activities: Activities) -> None:
    root, _ = activities
    seed = root.findall("iati-activity")[1]
    assert seed.xpath("recipient-country/@code") == ["BZ", "CR", "DO", "SV", "GT", "HN", "MX", "NI", "PA"]
    assert root.xpath("//@percentage") == []
    assert seed.xpath("sector/@code") == ["TC"]
    assert seed.xpath("activity-scope/@code") == ["2"]
    assert seed.xpath("activity-status/@code") == ["4"]
    assert seed.xpath("budget/value/text()") == ["81500.00"]
    assert seed.xpath("other-identifier/@ref") == ["ZM10P0004"]


def test_iati_texts_of_translated_pages_claim_no_language_and_hold_no_forbidden_character(
    activities: Activities,
) -> None:
    root, _ = activities
    title = root.findall("iati-activity")[0].find("title/narrative")
    assert title.text == "Ti\ufffdtre <&>"
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "und"


def test_a_release_that_iati_cannot_take_at_all_is_an_error(tmp_path: Path, page: Build) -> None:
    tables = build_tables([page(project_id=None)])
    run = RunRecord(site="x", source="https://x/", practice=False, started_at=NOW)
    publish(tmp_path, tables, run, run_checks(tables, floors=Floors()), now=NOW)
    with pytest.raises(ExportError, match="no project has all that an IATI activity needs"):
        export("iati", tmp_path, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_croissant_describes_every_column_and_file(site: Path, tmp_path: Path) -> None:
    (path,), _ = export("croissant", site, tmp_path / "out")
    described = json.loads(path.read_text())
    run = json.loads((site / "latest" / "run.json").read_text())
    for file in described["distribution"]:
        assert file["sha256"] == run["files"][file["contentUrl"]]["sha256"]
    columns = {(record["name"], field["name"]) for record in described["recordSet"] for field in record["field"]}
    assert columns == {(declared.name, column.name) for declared in TABLES for column in declared.columns}


def test_dcat_has_a_distribution_with_checksum_for_every_file(site: Path, tmp_path: Path) -> None:
    (path,), _ = export("dcat", site, tmp_path / "out")
    described = json.loads(path.read_text())
    run = json.loads((site / "latest" / "run.json").read_text())
    found = {
        one["dcat:downloadURL"]["@id"]: one["spdx:checksum"]["spdx:checksumValue"]
        for one in described["dcat:distribution"]
    }
    assert found == {name: stated["sha256"] for name, stated in run["files"].items()}
    assert described["dct:modified"]["@value"] == "2026-11-24T03:15:00Z"


def test_the_citation_names_release_and_retrieval(site: Path, tmp_path: Path) -> None:
    (path, *_), _ = export("citation", site, tmp_path / "out")
    cited = yaml.safe_load(path.read_text())
    assert cited["version"] == RELEASE
    assert cited["type"] == "dataset"
    assert "Pages retrieved up to 2026-11-24." in cited["abstract"]
    assert cited["message"] == "Practice data: do not cite."
    assert cited["authors"] == [{"name": "The iom-projects founders"}]


def test_an_unknown_format_is_named_with_those_there_are(site: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no format 'xls'; there are jsonl, xlsx, sqlite, duckdb, iati"):
        export("xls", site, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_is_exported_from_a_damaged_release(site: Path, tmp_path: Path, name: str) -> None:
    path = site / "latest" / "projects.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(DamagedReleaseError):
        export(name, site, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_export_replaces_an_earlier_one_at_once(site: Path, tmp_path: Path) -> None:
    for _ in range(2):
        export("citation", site, tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["CITATION.cff", "citation.bib", "citation.txt"]
