"""`croissant.json`: the release as a Croissant 1.0 dataset (https://docs.mlcommons.org/croissant/)."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dataset.exports.source import Source
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.columns import Column, ColumnType, Table
from dataset.schema.datapackage import ABOUT, TITLE
from dataset.schema.fields import TABLES

TERMS = "Facts and texts are those of the IOM Development Fund's public pages; the site's terms of use apply to them."

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification prescribes."""

_TYPES: Mapping[ColumnType, str] = {
    "text": "sc:Text",
    "integer": "sc:Integer",
    "decimal": "sc:Float",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
    "boolean": "sc:Boolean",
    "text_list": "sc:Text",
}


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `croissant.json`; keep it beside the release's files."""
    text = json.dumps(_dataset(source), ensure_ascii=False, indent=2) + "\n"
    (folder / "croissant.json").write_text(text, encoding="utf-8", newline="\n")
    return ("lists and exact decimals are described as texts and floating numbers: Croissant has no other types",)


def _dataset(source: Source) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "iom-projects-practice" if source.is_practice else "iom-projects",
        "description": f"{PRACTICE_NOTE} {ABOUT}" if source.is_practice else f"{TITLE}. {ABOUT}",
        "url": str(source.run["source"]),
        "version": source.id,
        "datePublished": source.id[:10],
        "license": TERMS,
        "citeAs": f"The iom-projects founders. {TITLE}, release {source.id}.",
        "distribution": [_file(source, declared) for declared in TABLES],
        "recordSet": [_record_set(declared) for declared in TABLES],
    }


def _file(source: Source, declared: Table) -> dict[str, Any]:
    name = f"{declared.name}.parquet"
    stated = source.run["files"][name]
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": declared.description,
        "contentUrl": name,
        "contentSize": f"{stated['bytes']} B",
        "encodingFormat": "application/x-parquet",
        "sha256": stated["sha256"],
    }


def _record_set(declared: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": declared.name,
        "name": declared.name,
        "description": f"One row per {declared.row}. {declared.description}",
        "key": [{"@id": f"{declared.name}/{name}"} for name in declared.key],
        "field": list(_fields(declared)),
    }


def _fields(declared: Table) -> Iterator[dict[str, Any]]:
    earlier = [other.name for other in TABLES[: TABLES.index(declared)]]  # readers cannot take references in a circle
    references = {key.column: f"{key.table}/{key.target}" for key in declared.foreign_keys if key.table in earlier}
    for column in declared.columns:
        field = _field(declared, column)
        if column.name in references:
            field["references"] = {"field": {"@id": references[column.name]}}
        yield field


def _field(declared: Table, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{declared.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": f"{declared.name}.parquet"}, "extract": {"column": column.name}},
    }
    return {**field, "repeated": True} if column.type == "text_list" else field
