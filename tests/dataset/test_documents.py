"""What the registry generates is true of the files beside it, and the copies in docs/ have kept up."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import duckdb
import frictionless
import jsonschema  # type: ignore[import-untyped] # ships no types
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.csv_files import write_csv
from dataset.releases.parquet import write_parquet
from dataset.schema import import_snippets as reading
from dataset.schema.arrow import arrow_schema
from dataset.schema.codelists import codelists
from dataset.schema.columns import Table
from dataset.schema.documents import registry_documents, write_documents
from dataset.schema.fields import TABLES, table
from dataset.values.cells import as_text
from parsers import model
from parsers.model import Issue, RawItem

Build = Callable[..., PageRecord]
ITEMS = (RawItem(1, 1, "-", None, "component", 'a "quoted", part\r;', 0, 5),)
ISSUES = (Issue("odd", "year", "NA"), Issue("odd", None, "0012"))
each_table = pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.name)


@pytest.fixture
def tables(page: Build) -> Tables:
    french = page("https://iom.int/fr/node/171936", language="fr", end_date="2024", issues=ISSUES)
    namibia = page("https://iom.int/project/na", facts={"title": "NA", "project_id": "NA.0012"})
    changes = [
        {"project_key": "NA.0012", "field": "title", "observed_at": namibia.last_fetched, "cause": "source"}
        | {"old": "N/A\n", "new": "NA"}
    ]
    return build_tables([page(items=ITEMS), french, namibia], changes=changes)


@pytest.fixture
def folder(tables: Tables, tmp_path: Path) -> Path:
    for name, rows in tables.items():
        write_csv(rows, tmp_path / f"{name}.csv")
        write_parquet(rows, tmp_path / f"{name}.parquet")
    write_documents(tmp_path, source="https://www.iom.int/", practice=False)
    return tmp_path


def test_the_documents_in_docs_are_the_registrys() -> None:
    docs = Path(__file__).parents[2] / "docs"
    behind = [
        name for name, text in registry_documents(practice=False).items() if (docs / name).read_bytes() != text.encode()
    ]
    assert behind == [], "fallen behind the registry; repair with: .venv/bin/python -m dataset.schema.documents docs"


@each_table
def test_every_column_of_a_table_is_in_every_document(declared: Table, folder: Path) -> None:
    names = [column.name for column in declared.columns]
    package = json.loads((folder / "datapackage.json").read_text())
    (resource,) = [one for one in package["resources"] if one["name"] == declared.name]
    assert [field["name"] for field in resource["schema"]["fields"]] == names
    schema = json.loads((folder / "tables.schema.json").read_text())
    assert list(schema["$defs"][declared.name]["properties"]) == names
    section = (folder / "CODEBOOK.md").read_text().split(f"\n### {declared.name}\n")[1].split("\n### ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == names
    assert pq.read_schema(folder / f"{declared.name}.parquet").equals(arrow_schema(declared), check_metadata=True)
    assert (folder / f"{declared.name}.csv").read_text().split("\n")[0] == ",".join(f'"{name}"' for name in names)


def test_the_words_of_the_registry_travel_in_the_parquet_file(folder: Path) -> None:
    metadata = pq.read_schema(folder / "projects.parquet").field("budget_usd").metadata
    assert metadata[b"unit"] == b"USD"
    assert metadata[b"description"] == table("projects").column("budget_usd").description.encode()


def test_the_codes_of_the_parsers_are_all_explained() -> None:
    own = {
        "language": model.Language,
        "layout": model.Layout,
        "outcome": model.Outcome,
        "field_status": model.FieldStatus,
        "item_kind": model.ItemKind,
        "severity": model.Severity,
    }
    for name, literal in own.items():
        assert set(codelists()[name].codes) == set(get_args(literal)), name
    named = {column.codelist for declared in TABLES for column in declared.columns} - {None}
    assert named == set(codelists())


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('"Completed"', '"Finished"', "constraint-error"),
        ('"Q36-805"', "", "constraint-error"),
        (",2005,", ",in 2005,", "type-error"),
    ],
)
def test_frictionless_sees_what_the_package_forbids(folder: Path, old: str, new: str, error: str) -> None:
    path = folder / "projects.csv"
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    found = {row[0] for row in frictionless.validate(str(folder / "datapackage.json")).flatten(["type"])}
    assert {error, "hash-count"} <= found


@each_table
def test_rows_as_json_satisfy_the_json_schema(declared: Table, tables: Tables, folder: Path) -> None:
    schema = json.loads((folder / "tables.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        {**schema, "$ref": f"#/$defs/{declared.name}"}, format_checker=jsonschema.FormatChecker()
    )
    for row in tables[declared.name].to_pylist():
        plain = {name: value if isinstance(value, (bool, int, list)) else as_text(value) for name, value in row.items()}
        validator.validate(plain)


def test_the_sql_makes_the_same_tables_with_keys(folder: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with duckdb.connect() as database:
        database.execute((folder / "tables.sql").read_text())
        for name, rows in tables.items():
            assert database.table(name).to_arrow_table().to_pylist() == rows.to_pylist()
        with pytest.raises(duckdb.ConstraintException, match="Duplicate key"):
            database.execute("INSERT INTO projects SELECT * FROM projects")
        with pytest.raises(duckdb.ConstraintException, match="foreign key"):
            database.execute("INSERT INTO project_components VALUES ('X', 1, 1, NULL, NULL, 'other', 'x', 0, 1)")
        comments = database.execute("SELECT comment FROM duckdb_columns() WHERE column_name = 'budget_usd'").fetchall()
        repeated = database.execute("SELECT count(*) FROM project_country_budget_repeated").fetchall()
    assert comments == [(table("projects").column("budget_usd").description,)]
    assert repeated == [(tables["project_countries"].num_rows,)]


@each_table
def test_the_pandas_line_reads_what_was_written(
    declared: Table, tables: Tables, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"pd": pd, "Decimal": Decimal}
    exec(reading.pandas_csv(declared), names)  # noqa: S102 - the documented line itself is under test
    frame: pd.DataFrame = names[declared.name]
    schema = pa.schema([field.remove_metadata() for field in arrow_schema(declared)])
    back = pa.Table.from_pandas(frame, schema=schema.remove_metadata(), preserve_index=False)
    assert back.to_pylist() == tables[declared.name].to_pylist()


@each_table
def test_pandas_reads_the_parquet_file_with_its_types(declared: Table, tables: Tables, folder: Path) -> None:
    frame = pd.read_parquet(folder / f"{declared.name}.parquet", dtype_backend="pyarrow")
    back = pa.Table.from_pandas(frame, schema=arrow_schema(declared), preserve_index=False)
    assert back.to_pylist() == tables[declared.name].to_pylist()


@each_table
def test_the_polars_line_reads_what_was_written(
    declared: Table, tables: Tables, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"pl": pl}
    exec(reading.polars_csv(declared), names)  # noqa: S102 - the documented line itself is under test
    assert names[declared.name].to_dicts() == tables[declared.name].to_pylist()
    assert pl.read_parquet(f"{declared.name}.parquet").to_dicts() == tables[declared.name].to_pylist()


@each_table
def test_the_duckdb_line_reads_what_was_written(
    declared: Table, tables: Tables, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with duckdb.connect() as database:
        back = database.sql(reading.duckdb_csv(declared)).to_arrow_table()
    assert back.to_pylist() == tables[declared.name].to_pylist()


def test_practice_data_says_so_in_every_document(tmp_path: Path, tables: Tables) -> None:
    for name, rows in tables.items():
        write_csv(rows, tmp_path / f"{name}.csv")
    write_documents(tmp_path, source="https://www.iom.int/", practice=True)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert package["practice"] is True
    assert package["title"].startswith("PRACTICE DATA, NOT REAL")
    assert "must not be cited" in (tmp_path / "CODEBOOK.md").read_text().split("## Files")[0]


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_the_base_r_lines_read_what_was_written(folder: Path, tables: Tables, r_program: str, locale: str) -> None:
    script = [f"{reading.r_csv(declared)}" for declared in TABLES]
    script += [f'cat("{declared.name}", nrow({declared.name}), ncol({declared.name}), "\\n")' for declared in TABLES]
    script += ['cat(projects$project_key, sprintf("%.2f", projects$budget_usd), is.na(projects$year), "\\n")']
    script += ['cat(project_countries$m49_code[1], nchar(project_components$text[1]), issues$message, "\\n")']
    ran = subprocess.run(
        [r_program, "--vanilla", "-e", "\n".join(script)],
        cwd=folder,
        env={**os.environ, "LC_ALL": locale},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    *shapes, projects, others = ran.stdout.splitlines()
    expected = [f"{name} {rows.num_rows} {rows.num_columns} " for name, rows in tables.items()]
    assert shapes == expected
    assert projects == "NA.0012 Q36-805 NA 81500.00 TRUE FALSE "
    assert others.split()[:2] == ["084", str(len(ITEMS[0].text))]
    assert others.endswith("NA ")
