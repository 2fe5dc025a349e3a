"""From addresses and their observations to the tables, in canonical order. Pure but for the files of the tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from dataset.checks.templates import find_disagreements
from dataset.projects.identity import Identity
from dataset.projects.making import Making, in_order
from dataset.projects.pages import PageRecord
from dataset.projects.preference import ProjectPage
from dataset.projects.project_rows import component_rows, country_rows, project_row, whole_second
from dataset.projects.resolution import Finding, Project, resolve_each
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
    owner: dict[str, Owner] = {}
    findings: list[Finding] = []
    with Making(folder) as making:
        for project, its_findings in resolve_each(ordered, known):
            making.add("projects", project_row(project))
            making.add("project_countries", *country_rows(project))
            making.add("project_components", *in_order("project_components", component_rows(project)))
            owner |= {page.url: _owner(page, project) for page in project.pages}
            findings += its_findings
        for record in ordered:
            content, its_owner = record.said, owner.get(record.url)
            making.add("pages", _page_row(record, content, its_owner))
            if content and its_owner:
                making.add("observations", *_observation_rows(record.url, content, its_owner))
            if content:
                key = its_owner.key if its_owner else None
                findings += [Finding(issue, key, record.url) for issue in content.issues]
        making.add("changes", *in_order("changes", changes))
        making.add("issues", *_issue_rows(ordered, owner, (*findings, *map(Finding, notes))))
    return making.tables


class Owner(NamedTuple):
    """Whose page it is, and the fields whose values the project has from it."""

    key: str
    chosen: frozenset[str]


def _owner(page: ProjectPage, project: Project) -> Owner:
    return Owner(project.key, _same(frozenset(field for field, winner in project.chosen.items() if winner is page)))


@lru_cache(maxsize=1000)
def _same(names: frozenset[str]) -> frozenset[str]:
    """The one copy of a set of fields: most pages give the same."""
    return names


def _observation_rows(url: str, content: PageObservations, owner: Owner) -> Iterator[Row]:
    for field, observation in sorted(content.observations.items()):
        yield {
            "url": url,
            "field": field,
            "project_key": owner.key,
            "value": as_text(observation.value),
            "raw": observation.raw,
            "field_status": observation.status,
            "is_chosen": field in owner.chosen,
            "label": observation.label,
            "rule": observation.rule,
            "location": observation.where,
            "layout": content.layout,
            "language": content.language,
            "digest": content.digest,
            "fetched_at": whole_second(content.fetched_at),
        }


def _page_row(record: PageRecord, content: PageObservations | None, owner: Owner | None) -> Row:
    return {
        "url": record.url,
        "project_key": owner.key if owner else None,
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
        "n_unclaimed_labels": len(content.unclaimed) if content and owner else None,
        "unclaimed_labels": _one_a_line(content.unclaimed) if content and owner else None,
    }


def _one_a_line(labels: Iterable[str]) -> str | None:
    return "\n".join(line for label in labels if (line := " ".join(label.split()))) or None


def _issue_rows(
    records: Sequence[PageRecord], owner: Mapping[str, Owner], findings: Iterable[Finding]
) -> Iterator[Row]:
    disagreements = find_disagreements(records)
    shown = ((record.url, record.content.digest) for record in records if record.url in owner and record.content)
    at_addresses = (*disagreements, *find_without_project(records), *find_same_bytes(shown).items())
    on_pages = [Finding(issue, owner[url].key if url in owner else None, url) for url, issue in at_addresses]
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
