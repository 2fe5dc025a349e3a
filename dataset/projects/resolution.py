"""Pages to projects: by Projects ID, then Prima ID, then exact folded title with agreeing facts. Never fuzzy.

docs/resolution.md states the rules for people. A page that could belong to two projects stays alone, with a finding:
a project too many is seen and mended, two projects melted into one are not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dataset.projects.grouping import group_pages
from dataset.projects.identity import Identity, assign_keys
from dataset.projects.pages import PageRecord
from dataset.projects.preference import ProjectPage, choose, conflicts, rank
from dataset.values.observation import Value
from parsers.model import Issue


@dataclass(frozen=True, slots=True)
class Finding:
    """An issue with the project and the page it concerns."""

    issue: Issue
    project_key: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """One project with all its pages.

    Attributes:
        key: stable key.
        pages: best first, by `preference.rank`; never empty.
        chosen: for each field that has a value, the page whose value wins.
        n_conflicts: number of fields on which pages disagree.
        is_id_shared: another project prints the same Projects ID.
    """

    key: str
    pages: tuple[ProjectPage, ...]
    chosen: Mapping[str, ProjectPage]
    n_conflicts: int
    is_id_shared: bool

    def value(self, field: str) -> Value | None:
        """The project's value of a field."""
        page = self.chosen.get(field)
        return page.value(field) if page else None


@dataclass(frozen=True, slots=True)
class Resolution:
    """All projects, sorted by key, and what was noticed on the way, project by project."""

    projects: tuple[Project, ...]
    findings: tuple[Finding, ...]


def resolve(records: Iterable[PageRecord], known: Mapping[str, Identity] | None = None) -> Resolution:
    """Join the pages that show projects.

    Args:
        records: all addresses; those that show no project are passed over.
        known: by address, the identities that an earlier release gave.
    """
    found = list(resolve_each(records, known))
    return Resolution(
        tuple(project for project, _ in found), tuple(finding for _, findings in found for finding in findings)
    )


def resolve_each(
    records: Iterable[PageRecord], known: Mapping[str, Identity] | None = None
) -> Iterator[tuple[Project, list[Finding]]]:
    """Join the pages as `resolve`, and yield project by project, by key, with what was noticed of each.

    A project has all that its pages say; it takes what they say in short to tell which pages are its.
    """
    pages = [ProjectPage(record, record.content) for record in records if record.content is not None]
    groups = group_pages([page for page in pages if page.content.outcome == "project"])
    keyed = assign_keys([sorted(group.pages, key=rank) for group in groups], known or {})
    for group, identity in sorted(zip(groups, keyed, strict=True), key=lambda pair: pair[1].key):
        ranked = tuple(map(_in_full, sorted(group.pages, key=rank)))
        chosen = choose(ranked)
        disagreements = conflicts(ranked, chosen)
        findings = []
        for issue in (*group.issues, *identity.issues, *disagreements):
            where = chosen[issue.field] if issue.field in chosen else ranked[0]
            findings.append(Finding(issue, identity.key, where.url))
        yield Project(identity.key, ranked, chosen, len(disagreements), group.is_id_shared), findings


def _in_full(page: ProjectPage) -> ProjectPage:
    return ProjectPage(page.record, page.record.said or page.content)
