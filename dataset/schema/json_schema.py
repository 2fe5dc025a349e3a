"""`tables.schema.json`: what a row of each table looks like as a JSON object (JSON Schema 2020-12)."""

import json
from collections.abc import Mapping
from typing import Any

from dataset.schema.codelists import codelists
from dataset.schema.columns import Column, ColumnType, Table
from dataset.schema.fields import TABLES

FILE_NAME = "tables.schema.json"

_TYPES: Mapping[ColumnType, Mapping[str, Any]] = {
    "text": {"type": "string", "minLength": 1},
    "integer": {"type": "integer"},
    "decimal": {"type": "string", "pattern": r"^-?\d+\.\d\d$"},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
    "text_list": {"type": "array", "items": {"type": "string"}, "minItems": 1},
}


def tables_schema_json() -> str:
    """The text of `tables.schema.json`: a definition for each table."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rows of the tables of iom-projects",
        "$defs": {declared.name: row_schema(declared) for declared in TABLES},
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def row_schema(declared: Table) -> dict[str, Any]:
    """The schema of one row; every column is there, missing values are null."""
    return {
        "type": "object",
        "title": f"One row per {declared.row}",
        "description": declared.description,
        "properties": {column.name: _property(column) for column in declared.columns},
        "required": [column.name for column in declared.columns],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    allowed = dict(_TYPES[column.type])
    if column.codelist:
        codes = list(codelists()[column.codelist].codes)
        if column.type == "text_list":
            allowed["items"] = {"type": "string", "enum": codes}
        else:
            allowed["enum"] = codes
    if column.null:
        allowed = {"anyOf": [allowed, {"type": "null"}]}
    return {"description": column.description, **allowed}
