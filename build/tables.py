"""From evidence to the tables of a release, going on from the release before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from build.archive_state import Report, gather
from build.evidence import Evidence
from build.hashes import hash_archive
from dataset.checks.templates import find_templates
from dataset.projects.history import find_changes, readers_since, reread_records
from dataset.projects.identity import Identity, known_identities
from dataset.projects.project_rows import whole_second
from dataset.projects.rules import build_sound_tables, make_sound_table
from dataset.releases.catalogue import read_run
from dataset.releases.loading import open_tables
from dataset.releases.run_record import reads_alike
from dataset.releases.stored_tables import Tables, columns
from dataset.schema.fields import table as declared_table
from dataset.values.cells import as_text
from sandbox import parse_cache as readings
from scraper.archive import archive

OF_CAPTURES = ("projects", "project_countries", "project_components", "observations")
"""The tables that the captures of a release alone decide: `pages` tells of visits, `changes` of earlier releases, and
some `issues` of both."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The tables of a build.

    Attributes:
        tables: what the newest captures say, going on from the release before.
        before: what the captures of the release before say when they are read today; None for the first release.
    """

    tables: Tables
    before: Tables | None


class Sources:
    """What the releases of a site were made of, as it is now; read when it is first asked for. Hold the lock.

    Raises:
        StorageFault: archive or ledger cannot be read.
    """

    def __init__(self, folder: Path, report: Report | None = None) -> None:
        self.folder = folder
        self.place = folder / archive.FOLDER_NAME
        self._report = report
        self._damage = archive.find_index_damage(folder)  # first of all: whoever opens the index mends it

    @cached_property
    def archive(self) -> dict[str, str]:
        """SHA-256 of every archive file, by name."""
        return hash_archive(self.folder)

    @cached_property
    def index_faults(self) -> tuple[str, ...]:
        """One line where the index is damaged or says something else than the files."""
        fault = self._damage or archive.find_index_fault(self.folder)
        return () if fault is None else (fault,)

    @cached_property
    def readings_faults(self) -> tuple[str, ...]:
        """One line where the readings that builds keep are damaged; nothing is derived from them here."""
        fault = readings.find_fault(self.folder)
        return () if fault is None else (fault,)

    @cached_property
    def evidence(self) -> Evidence:
        """All that archive and ledger know, every page parsed again."""
        return gather(self.folder, report=self._report, kept=False)


def derive(evidence: Evidence, parent: str | None, folder: Path | None = None) -> Derived:
    """Make all tables from the evidence, going on from an earlier release's identities and values.

    Args:
        evidence: by `archive_state.gather`.
        parent: id of that release, or None for the first.
        folder: where the tables are written as they are made; None makes them in memory.

    Raises:
        BrokenTablesError: a rule is broken, and no page alone is why.
        ReleaseError: the earlier release cannot be read.
    """
    if parent is None:
        return Derived(build_sound_tables(evidence.records(), notes=evidence.notes, folder=folder), None)
    run = read_run(evidence.folder / "releases" / parent)
    earlier = open_tables(evidence.folder, release=parent)
    # What is read again without being parsed again says what it said: then the release itself stands for it.
    stands = evidence.kept and reads_alike(run) and evidence.holds(columns(earlier, "pages", "url", "digest"))
    known = evidence.follow(known_identities(earlier))
    current = build_sound_tables(evidence.records(), known=known, notes=evidence.notes, folder=folder)
    before = earlier if stands else reread(evidence, earlier, known, folder=_aside(folder))
    changes = find_changes(earlier, before, current, readers_since(run))
    made = make_sound_table(declared_table("changes"), changes, folder)
    return Derived(current if folder else {**current, "changes": made}, before)


def _aside(folder: Path | None) -> Path | None:
    """A folder for the tables of the release before, inside that of the tables in the making."""
    if folder is not None:
        (folder / "before").mkdir()
        return folder / "before"
    return None


def describe_templates(evidence: Evidence) -> list[dict[str, Any]]:
    """Say how many templates the pages have, the one with the most pages first, for `run.json` and `status`.

    Returns:
        For each `layout`, `path` (where most facts stand), `pages` (how many), `since` (the first capture whose bytes
        a page still has) and `example` (an address).
    """
    records = evidence.records()
    digests = {record.url: record.content.digest for record in records if record.content is not None}
    return [
        {
            "layout": template.layout,
            "path": template.path,
            "pages": len(template.pages),
            "since": as_text(whole_second(min(_first_seen(evidence, url, digests[url]) for url in template.pages))),
            "example": template.pages[0],
        }
        for template in find_templates(records)
    ]


def _first_seen(evidence: Evidence, url: str, digest: str) -> datetime:
    captures = evidence.history[url]
    return min((entry.fetched_at for entry in captures if entry.digest == digest), default=captures[0].fetched_at)


def reread(
    evidence: Evidence,
    published: Tables,
    known: Mapping[str, Identity] | None = None,
    *,
    exactly: bool = False,
    folder: Path | None = None,
) -> Tables:
    """Make the tables of a release anew from its own captures, as today's parsers read them.

    Args:
        evidence: by `archive_state.gather`.
        published: the tables of the release.
        known: by address, the identities to keep; None keeps those of the release itself.
        exactly: whether the times of the captures must be those of then too, not of later ones with the same bytes.
        folder: where the tables are written as they are made; None makes them in memory.
    """
    if known is None:
        known = known_identities(published)
    rows = columns(published, "pages", "url", "digest", "last_fetched").to_pylist()
    then = evidence.contents_at(rows, exactly=exactly)
    return build_sound_tables(reread_records(published["pages"], then), known=known, folder=folder)
