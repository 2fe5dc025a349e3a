"""`datapackage.json`: the CSV files of a release as a Frictionless Data Package (version 2 of the standard).

https://datapackage.org/standard/data-package/; only what the registry says and the files are, so that the same tables
give the same bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dataset.releases.hashes import sha256
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.codelists import codelists
from dataset.schema.columns import Column, ColumnType, ForeignKey, Table
from dataset.schema.fields import TABLES

FILE_NAME = "datapackage.json"
TITLE = "Project pages of the IOM Development Fund"
ABOUT = (
    "What the public project pages of the IOM Development Fund say, project by project, with the evidence for every"
    " value. Made from the pages by iom-projects; not a publication of the International Organization for Migration."
)

_TYPES: Mapping[ColumnType, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "date"},
    "timestamp": {"type": "datetime"},
    "boolean": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "text_list": {"type": "list", "delimiter": ";", "itemType": "string"},
}


def datapackage_json(folder: Path, *, source: str, practice: bool) -> str:
    """The text of `datapackage.json` for the table files in `folder`; `source` is the site's address."""
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "iom-projects-practice" if practice else "iom-projects",
        "title": f"PRACTICE DATA, NOT REAL: {TITLE}" if practice else TITLE,
        "description": f"{PRACTICE_NOTE} {ABOUT}" if practice else ABOUT,
        "sources": [{"title": "Project pages", "path": source}],
        "resources": [_resource(declared, folder) for declared in TABLES],
    }
    if practice:
        package["practice"] = True
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def table_schema(declared: Table) -> dict[str, Any]:
    """The Table Schema of one table."""
    return {
        "fields": [_field(column) for column in declared.columns],
        "fieldsMatch": "exact",
        "missingValues": [""],
        "primaryKey": list(declared.key),
        "foreignKeys": [_reference(key) for key in declared.foreign_keys],
    }


def _resource(declared: Table, folder: Path) -> dict[str, Any]:
    path = folder / f"{declared.name}.csv"
    return {
        "name": declared.name,
        "type": "table",
        "title": f"One row per {declared.row}",
        "description": declared.description,
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "schema": table_schema(declared),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.null else {"required": True}
    if column.codelist and column.type == "text":
        constraints["enum"] = list(codelists()[column.codelist].codes)
    told = {"unit": column.unit, "codelist": column.codelist, "null": column.null}
    return {
        "name": column.name,
        **_TYPES[column.type],
        "description": column.description,
        "example": column.example,
        **({"constraints": constraints} if constraints else {}),
        **{name: text for name, text in told.items() if text},
    }


def _reference(key: ForeignKey) -> dict[str, Any]:
    return {"fields": [key.column], "reference": {"resource": key.table, "fields": [key.target]}}
