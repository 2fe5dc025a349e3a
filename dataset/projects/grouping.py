"""Which pages show one project, decided by identifiers and, failing those, by equal titles with equal facts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from dataset.projects.preference import ProjectPage, comparable
from dataset.values.observation import Value
from parsers.folding import fold
from parsers.model import Issue

FACTS = ("project_type", "region", "coverage", "countries", "budget_usd", "year", "start_date")
"""What must agree before a title joins two pages. End dates and statuses are left out: they are known to be stale."""
ENOUGH_FACTS = 3
"""Facts that both pages must state; title, type and region alone are shared by different phases of a project."""

TOO_MANY = 50
"""Groups of one Projects ID or title from which on it tells nothing, for the site prints it everywhere; bounds the work
too."""
ENOUGH_CONTRADICTIONS = 2
"""Facts in which pages of one Projects ID must differ, beside the title, to be of different projects."""
_SHOWN = 3


@dataclass(slots=True)
class Group:
    """The pages of one project, in the order in which they were first seen, and what was noticed in joining them."""

    pages: list[ProjectPage]
    issues: list[Issue] = field(default_factory=list)
    is_id_shared: bool = False


def group_pages(pages: Sequence[ProjectPage]) -> list[Group]:
    """Join pages into projects; the same groups whatever order the pages come in."""
    in_order = sorted(pages, key=_seen)
    groups = _by_project_id(in_order)
    _join_loose([page for page in in_order if page.text("project_id") is None], groups)
    _report_shared_prima_ids(groups)
    return groups


def _seen(page: ProjectPage) -> tuple[float, str]:
    first = page.record.first_fetched
    return (int(first.timestamp()) if first else float("inf"), page.url)


def _by_project_id(pages: Sequence[ProjectPage]) -> list[Group]:
    by_id: dict[str, list[Group]] = defaultdict(list)
    for page in pages:
        project_id = page.text("project_id")
        if project_id is None:
            continue
        known = by_id[project_id] if len(by_id[project_id]) < TOO_MANY else []
        group = next((group for group in known if not are_different(group.pages[0], page)), None)
        if group is None:
            by_id[project_id].append(Group([page]))
        else:
            group.pages.append(page)
    for project_id, groups in by_id.items():
        if len(groups) > 1:
            _flag_shared_id(project_id, groups)
    return [group for groups in by_id.values() for group in groups]


def _flag_shared_id(project_id: str, groups: Sequence[Group]) -> None:
    message = f"{project_id!r} stands on pages of {len(groups)} different projects: {_first_pages(groups)}"
    for group in groups:
        group.is_id_shared = True
        group.issues.append(Issue("shared_project_id", "project_id", message))


def are_different(a: ProjectPage, b: ProjectPage) -> bool:
    """True for two pages of one Projects ID that cannot show one project.

    They have other titles, and either no country in common, two Prima IDs, or several facts that differ. A title alone
    may be translated or corrected, one fact alone may be wrong.
    """
    title, other_title = a.text("title"), b.text("title")
    if title is None or other_title is None or fold(title) == fold(other_title):
        return False
    if _contradict(a.text("prima_id"), b.text("prima_id")):
        return True
    if _have_no_common_country(a.value("countries"), b.value("countries")):
        return True
    return sum(one != other for one, other in _stated_by_both(a, b)) >= ENOUGH_CONTRADICTIONS


def _have_no_common_country(a: Value | None, b: Value | None) -> bool:
    return isinstance(a, tuple) and isinstance(b, tuple) and not set(a) & set(b)


def _contradict(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a != b


def _join_loose(loose: Sequence[ProjectPage], groups: list[Group]) -> None:
    """Give each page without a Projects ID to the one group it fits, else a group of its own.

    Pages with a Prima ID go first, so that a page with neither finds every group there is to find.
    """
    by_prima: dict[str, list[Group]] = defaultdict(list)
    by_title: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for page in group.pages:
            _index(page, group, by_prima, by_title)
    for page in sorted(loose, key=lambda page: page.text("prima_id") is None):
        prima_id, title = page.text("prima_id"), page.text("title")
        candidates = by_prima[prima_id] if prima_id is not None else []
        if not candidates and title is not None and len(by_title[fold(title)]) < TOO_MANY:
            candidates = [group for group in by_title[fold(title)] if _fits(page, group)]
        if len(candidates) == 1:
            group = candidates[0]
            group.pages.append(page)
        else:
            group = Group([page])
            groups.append(group)
        if len(candidates) > 1:
            message = f"{page.url} could belong to several projects: {_first_pages(candidates)}"
            group.issues.append(Issue("ambiguous_identity", None, message))
        _index(page, group, by_prima, by_title)


def _index(page: ProjectPage, group: Group, by_prima: dict[str, list[Group]], by_title: dict[str, list[Group]]) -> None:
    for key, index in ((page.text("prima_id"), by_prima), (fold(page.text("title") or ""), by_title)):
        if key and not any(known is group for known in index[key]):
            index[key].append(group)


def _fits(page: ProjectPage, group: Group) -> bool:
    return any(_facts_agree(page, one) for one in group.pages)


def _facts_agree(a: ProjectPage, b: ProjectPage) -> bool:
    """True where two pages share enough facts and contradict each other in none."""
    if _contradict(a.text("prima_id"), b.text("prima_id")):
        return False
    both = _stated_by_both(a, b)
    return len(both) >= ENOUGH_FACTS and all(one == other for one, other in both)


def _stated_by_both(a: ProjectPage, b: ProjectPage) -> list[tuple[Value | None, Value | None]]:
    """The facts that both pages state, in a form in which equal ones are equal."""
    stated = [(a.value(name), b.value(name)) for name in FACTS]
    return [(comparable(one), comparable(other)) for one, other in stated if one is not None and other is not None]


def _report_shared_prima_ids(groups: Sequence[Group]) -> None:
    by_prima: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for prima_id in dict.fromkeys(page.text("prima_id") for page in group.pages):
            if prima_id is not None:
                by_prima[prima_id].append(group)
    for prima_id, sharing in by_prima.items():
        if len(sharing) > 1:
            message = f"{prima_id!r} stands on pages of different projects: {_first_pages(sharing)}"
            issue = Issue("shared_prima_id", "prima_id", message)
            for group in sharing:
                group.issues.append(issue)


def _first_pages(groups: Sequence[Group]) -> str:
    urls = [group.pages[0].url for group in groups[:_SHOWN]]
    return ", ".join(urls) + (f" and {len(groups) - _SHOWN} more" if len(groups) > _SHOWN else "")
