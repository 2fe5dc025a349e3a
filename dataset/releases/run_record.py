"""`run.json`: what belongs to one run and to no table, and the hash of every file beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from dataset.checks.result import CheckReport
from dataset.credit import Credit
from dataset.releases.stored_tables import Tables, count_rows
from dataset.releases.versions import reader_hashes
from dataset.values.cells import as_text

FILE_NAME = "run.json"
FORMAT = 2
"""The form of a release: the columns of its tables, and this record. It is raised with each change of them, so that an
earlier program says what it needs instead of misreading (`tests/dataset/test_earlier_releases.py` sees to that)."""
PRACTICE_NOTE = (
    "Practice data: made from a practice site on the same machine, partly with invented projects (IDs beginning"
    " with ZZ). It says nothing about the IOM Development Fund and must not be cited."
)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What the pipeline knows of a run.

    Attributes:
        site: name of the site, as in `output/<site>/`.
        source: address of the site.
        practice: True where the pages are made up.
        started_at: when the run began.
        crawl: the crawl's summary and the ledger's totals, JSON-ready; None for a build without a crawl.
        after_crawl: name of the newest crawl that the archive holds; None where it holds imports alone.
        archive: SHA-256 of every archive file the build read, by name.
        ledger: hash of what the ledger knew of every address, where there is one.
        parent: id of the release whose identities and values this build went on from.
        templates: the ways in which the pages are laid out (`templates.find_templates`), JSON-ready.
        credit: whom the release's citation names; None writes none.
        details: anything else of the run that is worth keeping (host, durations, command), JSON-ready.
    """

    site: str
    source: str
    practice: bool
    started_at: datetime
    crawl: Mapping[str, Any] | None = None
    after_crawl: str | None = None
    archive: Mapping[str, str] = field(default_factory=dict)
    ledger: str | None = None
    parent: str | None = None
    templates: Sequence[Mapping[str, Any]] = ()
    credit: Credit | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def run_json(
    run: RunRecord,
    report: CheckReport,
    tables: Tables,
    *,
    release: str,
    now: datetime,
    folder: Path,
    hashes: Mapping[str, str],
) -> str:
    """The text of `run.json` for the files that now stand in `folder`, whose hashes are these."""
    record: dict[str, Any] = {"format": FORMAT, "release": release, "site": run.site, "source": run.source}
    if run.practice:
        record |= {"practice": True, "practice_note": PRACTICE_NOTE}
    record |= {
        "started_at": as_text(run.started_at),
        "published_at": as_text(now),
        "software": software(),
        "readers": reader_hashes(),
        "rows": count_rows(tables),
        "checks": {
            "passed": report.passed,
            "override": report.override,
            "compared_with": report.compared_with,
            "all": [asdict(check) for check in report.checks],
        },
        "profile": report.profile.to_json() if report.profile else None,
        "high_water": report.highest.to_json() if report.highest else None,
        "templates": list(run.templates),
        "crawl": run.crawl,
        "after_crawl": run.after_crawl,
        "lineage": _lineage(run, release, now),
        "citation": asdict(run.credit) if run.credit else None,
        "details": dict(run.details),
        "files": {name: {"sha256": value, "bytes": (folder / name).stat().st_size} for name, value in hashes.items()},
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def software() -> dict[str, str]:
    """The versions of everything that what stands in a release depends on."""
    names = ("iom-projects", "pyarrow", "selectolax", "w3lib", "webencodings")
    return {name: version(name) for name in names} | {"python": python_version()}


def reads_alike(run: Mapping[str, Any]) -> bool:
    """Whether what made the release with that `run.json` makes the same of the same captures today."""
    return (run.get("format"), run.get("readers"), run.get("software")) == (FORMAT, reader_hashes(), software())


def _lineage(run: RunRecord, release: str, now: datetime) -> dict[str, Any]:
    """Where the release comes from: for `verify`, and in the words of W3C PROV (https://www.w3.org/TR/prov-dm/)."""
    return {
        "parent": run.parent,
        "archive": dict(sorted(run.archive.items())),
        "ledger": run.ledger,
        "prov": {
            "entity": f"releases/{release}",
            "wasGeneratedBy": {
                "activity": "build",
                "startedAtTime": as_text(run.started_at),
                "endedAtTime": as_text(now),
                "wasAssociatedWith": f"iom-projects {version('iom-projects')}",
                "used": [f"archive/{name}" for name in sorted(run.archive)],
            },
            "wasDerivedFrom": f"releases/{run.parent}" if run.parent else None,
            "hadPrimarySource": run.source,
        },
    }
