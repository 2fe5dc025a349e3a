"""What Datasette is told of a release: titles, the codebook's words for every column, facets, and ready questions.

https://docs.datasette.io/en/stable/metadata.html
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.columns import Column, Table
from dataset.schema.datapackage import ABOUT, TITLE
from dataset.schema.fields import TABLES

DATABASE = "iom-projects"
"""Name of the database, the file's without its ending: the first part of every address."""
RELEASE = "release"
"""Where the files of the release stand, the report among them."""
STYLE = "style"
MOUNTS = ((STYLE, str(files("report") / "static")),)
"""Folders that are served beside the tables: name in the address, and path."""
SETTINGS: Mapping[str, Any] = {
    "default_page_size": 50,
    "sql_time_limit_ms": 5000,
    "max_returned_rows": 5000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": False,  # of every column that has few values: more links than rows
    "truncate_cells_html": 240,
}
_FACETS: Mapping[str, Sequence[str | Mapping[str, str]]] = {
    "projects": ("status", "project_type", "coverage", "region", {"array": "countries"}),
    "project_countries": ("role", "m49_region"),
    "project_components": ("kind",),
    "observations": ("field", "field_status", "layout"),
    "pages": ("outcome", "state", "language", "layout"),
    "changes": ("field", "cause"),
    "issues": ("severity", "kind", "field"),
}


def metadata(*, source: str, practice: bool, release: str) -> dict[str, Any]:
    """What Datasette shows beside the tables of a release.

    Args:
        source: address of the site.
        practice: whether the data is made up.
        release: id of the release.
    """
    title = f"PRACTICE DATA, NOT REAL: {TITLE}" if practice else TITLE
    about = f"{PRACTICE_NOTE} {ABOUT}" if practice else ABOUT
    return {
        "title": title,
        "description": about,
        "extra_css_urls": [f"/{STYLE}/browsing.css"],
        "extra_js_urls": [f"/{STYLE}/browsing.js"],
        # At the foot of every page:
        "source": f"{'PRACTICE DATA, NOT REAL: ' if practice else ''}{source}, release {release}",
        "about": "the report of this release",
        "about_url": f"/{RELEASE}/report.html",
        "databases": {
            DATABASE: {
                "title": title,
                "description": about,
                "queries": queries(),
                "tables": {declared.name: _table(declared) for declared in TABLES},
            }
        },
    }


def queries() -> dict[str, dict[str, str]]:
    """The ready questions by name: title, description and SQL for the file of `export sqlite`."""
    text = (files("report") / "data" / "queries.toml").read_text(encoding="utf-8")
    return {name: {**asked, "sql": asked["sql"].strip()} for name, asked in tomllib.loads(text).items()}


def _table(declared: Table) -> dict[str, Any]:
    label = {"label_column": "title"} if declared.name == "projects" else {}
    return {
        "description": declared.description,
        "columns": {column.name: _meaning(column) for column in declared.columns},
        "facets": list(_FACETS[declared.name]),
        **label,
    }


def _meaning(column: Column) -> str:
    null = f" Empty: {column.null}." if column.null else ""
    return f"{column.description}{null}"
