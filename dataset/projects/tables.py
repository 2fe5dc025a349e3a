"""From addresses and their observations to the tables, in canonical order. Pure but for the files of the tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dataset.checks.templates import find_disagreements
from dataset.projects.identity import Identity
from dataset.projects.making import Making, in_order
from dataset.projects.pages import PageRecord
from dataset.projects.project_rows import component_rows, country_rows, project_row, whole_second
from dataset.projects.resolution import Finding, Project, resolve
from dataset.projects.same_bytes import find_same_bytes
from dataset.projects.without_project import find_without_project
from dataset.releases.stored_tables import Tables
from dataset.values.cells import as_text
from dataset.values.observation import PageObservations
from parsers.model import Issue

__all__ = ["Tables", "build_tables"]

Row = dict[str, Any]

SEVERITIES = ("error", "warning", "info")
"""Worst first: the order of the `issues` table."""


def build_tables(
    records: Sequence[PageRecord],
    *,
    known: Mapping[str, Identity] | None = None,
    changes: Iterable[Row] = (),
    notes: Iterable[Issue] = (),
    folder: Path | None = None,
) -> Tables:
    """Make every table of a release.

    Args:
        records: every known address once, with what its last readable bytes say.
        known: by address, the identities that the previous release gave.
        changes: rows of the `changes` table.
        notes: findings that concern no page that is known.
        folder: where the tables are written as they are made; None makes them in memory.

    Raises:
        ValueError: an address occurs twice.
    """
    twice = [url for url, count in Counter(record.url for record in records).items() if count > 1]
    if twice:
        raise ValueError(f"addresses that occur twice: {', '.join(twice)}")
    ordered = sorted(records, key=lambda record: record.url)
    resolution = resolve(ordered, known)
    owner = {page.url: project for project in resolution.projects for page in project.pages}
    with Making(folder) as making:
        for project in resolution.projects:
            making.add("projects", project_row(project))
            making.add("project_countries", *country_rows(project))
            making.add("project_components", *in_order("project_components", component_rows(project)))
        for record in ordered:
            making.add("pages", _page_row(record, owner.get(record.url)))
            if record.content and record.url in owner:
                making.add("observations", *_observation_rows(record.url, record.content, owner[record.url]))
        making.add("changes", *in_order("changes", changes))
        making.add("issues", *_issue_rows(ordered, owner, (*resolution.findings, *map(Finding, notes))))
    return making.tables


def _observation_rows(url: str, content: PageObservations, project: Project) -> Iterator[Row]:
    for field, observation in sorted(content.observations.items()):
        chosen = project.chosen.get(field)
        yield {
            "url": url,
            "field": field,
            "project_key": project.key,
            "value": as_text(observation.value),
            "raw": observation.raw,
            "field_status": observation.status,
            "is_chosen": chosen is not None and chosen.url == url,
            "label": observation.label,
            "rule": observation.rule,
            "location": observation.where,
            "layout": content.layout,
            "language": content.language,
            "digest": content.digest,
            "fetched_at": whole_second(content.fetched_at),
        }


def _page_row(record: PageRecord, project: Project | None) -> Row:
    content = record.content
    return {
        "url": record.url,
        "project_key": project.key if project else None,
        "state": record.state,
        "outcome": content.outcome if content else None,
        "reason": content.reason if content else None,
        "language": content.language if content else None,
        "layout": content.layout if content else None,
        "encoding": content.encoding if content else None,
        "canonical_url": content.canonical_url if content else None,
        "http_status": record.http_status,
        "digest": content.digest if content else None,
        "first_fetched": whole_second(record.first_fetched),
        "last_fetched": whole_second(record.last_fetched),
        "last_visited": whole_second(record.last_visited),
        "found_by": sorted(set(record.found_by)) or None,
        "imported_from": record.imported_from,
        "n_unclaimed_labels": len(content.unclaimed) if content and project else None,
        "unclaimed_labels": _one_a_line(content.unclaimed) if content and project else None,
    }


def _one_a_line(labels: Iterable[str]) -> str | None:
    return "\n".join(line for label in labels if (line := " ".join(label.split()))) or None


def _issue_rows(
    records: Sequence[PageRecord], owner: Mapping[str, Project], findings: Iterable[Finding]
) -> Iterator[Row]:
    on_pages = [
        Finding(issue, owner[record.url].key if record.url in owner else None, record.url)
        for record in records
        if record.content
        for issue in record.content.issues
    ]
    disagreements = find_disagreements(records)
    shown = ((record.url, record.content.digest) for record in records if record.url in owner and record.content)
    at_addresses = (*disagreements, *find_without_project(records), *find_same_bytes(shown).items())
    on_pages += [Finding(issue, owner[url].key if url in owner else None, url) for url, issue in at_addresses]
    for number, finding in enumerate(sorted((*on_pages, *findings), key=_issue_order), start=1):
        yield {
            "number": number,
            "severity": finding.issue.severity,
            "kind": finding.issue.kind,
            "field": finding.issue.field,
            "message": finding.issue.message,
            "project_key": finding.project_key,
            "url": finding.url,
        }


def _issue_order(finding: Finding) -> tuple[int, str, str, str, str, str]:
    issue = finding.issue
    place = (finding.project_key or "", finding.url or "", issue.field or "")
    return (SEVERITIES.index(issue.severity), issue.kind, *place, issue.message)
