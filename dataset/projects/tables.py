"""From addresses and their observations to the tables, in canonical order. Pure: no disk, no clock."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

import pyarrow as pa

from dataset.checks.templates import find_disagreements
from dataset.projects.identity import Identity
from dataset.projects.pages import PageRecord
from dataset.projects.project_rows import component_rows, country_rows, project_row, whole_second
from dataset.projects.resolution import Finding, Project, resolve
from dataset.projects.same_bytes import find_same_bytes
from dataset.projects.without_project import find_without_project
from dataset.schema.arrow import arrow_schema
from dataset.schema.fields import TABLES, table
from dataset.values.cells import as_text
from dataset.values.observation import PageObservations
from parsers.model import Issue

Row = dict[str, Any]
Tables = dict[str, pa.Table]
"""All tables of a release by name, in the order of the registry."""

TOGETHER = 4096
"""So many rows become columns at a time."""
SEVERITIES = ("error", "warning", "info")
"""Worst first: the order of the `issues` table."""


def build_tables(
    records: Sequence[PageRecord],
    *,
    known: Mapping[str, Identity] | None = None,
    changes: Iterable[Row] = (),
    notes: Iterable[Issue] = (),
) -> Tables:
    """Make every table of a release.

    Args:
        records: every known address once, with what its last readable bytes say.
        known: by address, the identities that the previous release gave.
        changes: rows of the `changes` table.
        notes: findings that concern no page that is known.

    Raises:
        ValueError: an address occurs twice.
    """
    twice = [url for url, count in Counter(record.url for record in records).items() if count > 1]
    if twice:
        raise ValueError(f"addresses that occur twice: {', '.join(twice)}")
    in_order = sorted(records, key=lambda record: record.url)
    resolution = resolve(in_order, known)
    projects = resolution.projects
    owner = {page.url: project for project in projects for page in project.pages}
    rows: dict[str, Iterable[Row]] = {
        "projects": map(project_row, projects),
        "project_countries": (row for project in projects for row in country_rows(project)),
        "project_components": (row for project in projects for row in component_rows(project)),
        "observations": (
            row
            for page in sorted((page for project in projects for page in project.pages), key=lambda page: page.url)
            for row in _observation_rows(page.url, page.content, owner[page.url])
        ),
        "pages": (_page_row(record, owner.get(record.url)) for record in in_order),
        "changes": changes,
        "issues": _issue_rows(in_order, owner, (*resolution.findings, *map(Finding, notes))),
    }
    return {declared.name: make_table(declared.name, rows[declared.name]) for declared in TABLES}


def make_table(name: str, rows: Iterable[Row]) -> pa.Table:
    """One table with the registry's schema, its rows sorted by its key; a text of blanks alone is a missing value.

    Rows become columns as they come: no more than `TOGETHER` of them are held.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit its column.
    """
    schema, names = arrow_schema(table(name)), table(name).key
    coming = iter(rows)
    batches = [_batch(some, schema) for some in iter(lambda: list(islice(coming, TOGETHER)), [])]
    made = pa.Table.from_batches(batches, schema)
    keys = list(zip(*(made.column(column).to_pylist() for column in names), strict=True))
    if any(key > following for key, following in pairwise(keys)):
        made = made.take(pa.array(sorted(range(len(keys)), key=keys.__getitem__)))
    return made.combine_chunks()


def _batch(rows: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*(map(row.get, schema.names) for row in rows), strict=True)
    arrays = [
        pa.array(_without_blanks(values) if pa.types.is_string(field.type) else values, field.type)
        for field, values in zip(schema, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _without_blanks(values: Sequence[Any]) -> Sequence[Any]:
    """The values, None in place of blank texts; most columns have none of them, and few texts."""
    blank = {value for value in set(values) if isinstance(value, str) and (not value or value.isspace())}
    return [None if value in blank else value for value in values] if blank else values


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
