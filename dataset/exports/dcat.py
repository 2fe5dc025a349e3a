"""`dcat.jsonld`: the release as a DCAT 3 dataset (https://www.w3.org/TR/vocab-dcat-3/), for data catalogues."""

import json
from pathlib import Path
from typing import Any

from dataset.exports.croissant import TERMS
from dataset.exports.source import Source
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.datapackage import ABOUT, TITLE
from dataset.values.cells import as_text
from parsers.model import LANGUAGES

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".sql": "application/sql",
    ".html": "text/html",
}
_IANA = "https://www.iana.org/assignments/media-types/"


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `dcat.jsonld`; keep it beside the release's files."""
    text = json.dumps(_dataset(source), ensure_ascii=False, indent=2) + "\n"
    (folder / "dcat.jsonld").write_text(text, encoding="utf-8", newline="\n")
    return ()


def _dataset(source: Source) -> dict[str, Any]:
    retrieved = as_text(source.retrieved)
    dataset: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "dcat:Dataset",
        "@id": f"urn:iom-projects:{source.run['site']}:{source.id}",
        "dct:title": f"PRACTICE DATA, NOT REAL: {TITLE}" if source.is_practice else TITLE,
        "dct:description": f"{PRACTICE_NOTE} {ABOUT}" if source.is_practice else ABOUT,
        "dct:identifier": source.id,
        "dcat:version": source.id,
        "dct:issued": _typed(str(source.run["published_at"])),
        "dct:rights": TERMS,
        "dct:language": list(LANGUAGES),
        "dct:creator": {"@type": "foaf:Agent", "foaf:name": "The iom-projects founders"},
        "dct:source": {"@id": str(source.run["source"])},
        "dcat:distribution": [_distribution(name, stated) for name, stated in source.run["files"].items()],
    }
    if retrieved:
        dataset["dct:modified"] = _typed(retrieved)
    return dataset


def _typed(time: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": time}


def _distribution(name: str, stated: dict[str, Any]) -> dict[str, Any]:
    media = _MEDIA.get(Path(name).suffix)
    described: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:downloadURL": {"@id": name},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(stated["bytes"])},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": stated["sha256"],
        },
    }
    return {**described, "dcat:mediaType": {"@id": _IANA + media}} if media else described
