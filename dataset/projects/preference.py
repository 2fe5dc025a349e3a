"""Which page's word counts where a project has several: the written rule of docs/resolution.md.

1. English over other languages: translated nodes are known to carry wrong end dates and stale statuses.
2. The current family over the legacy one, which prints fewer fields.
3. The newer capture over the older.
4. The address that sorts first, so that the answer is the same on every machine.

Field by field the first page in this order that reports a value wins; a value that its own page's findings make
suspect (`SUSPECT`) wins only where no page has another. Every other page keeps its own value in
`observations`, and a `conflict` finding names both wherever they differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dataset.projects.pages import PageRecord
from dataset.values.cells import as_text
from dataset.values.observation import Observation, PageObservations, Value
from parsers.folding import fold
from parsers.model import Issue, Severity

TRANSLATED = ("title", "description")
"""Fields that pages of different languages may print differently without disagreeing."""
DERIVED = ("project_type_code",)
"""Fields that follow from another one and win or disagree with it."""
SUSPECT = {"end_date": "suspect_end_date"}
"""Findings on a page after which its value of the field is taken only for want of another."""
_QUOTED = 80


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One address that shows a project."""

    record: PageRecord
    content: PageObservations

    @property
    def url(self) -> str:
        """The key of the `pages` table."""
        return self.record.url

    def value(self, field: str) -> Value | None:
        """What the page says about a field, None where it says nothing that can be read."""
        observation = self.observation(field)
        return observation.value if observation else None

    def text(self, field: str) -> str | None:
        """A field whose values are texts."""
        value = self.value(field)
        return value if isinstance(value, str) else None

    def observation(self, field: str) -> Observation | None:
        """The page's observation of a field."""
        return self.content.observations.get(field)


def rank(page: ProjectPage) -> tuple[bool, bool, bool, float, str]:
    """Sort key of the rule above; the best page sorts first."""
    fetched: datetime | None = page.content.fetched_at or page.record.last_fetched
    age = -int(fetched.timestamp()) if fetched else float("inf")  # whole seconds, as the tables keep it
    language = page.content.language
    return (language != "en", language is None, page.content.layout != "current", age, page.url)


def choose(pages: Sequence[ProjectPage]) -> dict[str, ProjectPage]:
    """For every field that some page reports, the page that wins. `pages` come ranked."""
    chosen: dict[str, ProjectPage] = {}
    suspect: dict[str, ProjectPage] = {}
    for page in pages:
        for field, observation in page.content.observations.items():
            if observation.value is not None and field not in DERIVED:
                (suspect if is_suspect(page, field) else chosen).setdefault(field, page)
    chosen = {**suspect, **chosen}
    source = chosen.get("project_type")
    if source is not None and source.value("project_type_code") is not None:
        chosen["project_type_code"] = source
    return chosen


def is_suspect(page: ProjectPage, field: str) -> bool:
    """Whether the page's own findings make its value of the field suspect."""
    kind = SUSPECT.get(field)
    return kind is not None and any(issue.kind == kind for issue in page.content.issues)


def conflicts(pages: Sequence[ProjectPage], chosen: Mapping[str, ProjectPage]) -> list[Issue]:
    """One finding for each field on which the pages of a project disagree, in the order of field names."""
    found = []
    for field in sorted(chosen):
        if field in DERIVED:
            continue
        winner = chosen[field]
        others = [page for page in pages if page is not winner and _disagree(field, winner, page)]
        if others:
            said = ", ".join([_quote(field, winner) + " (chosen)", *(_quote(field, page) for page in others)])
            severity: Severity = "info" if field == "description" else "warning"
            found.append(Issue("conflict", field, f"pages disagree on {field}: {said}", severity))
    return found


def _disagree(field: str, winner: ProjectPage, other: ProjectPage) -> bool:
    value = other.value(field)
    if value is None:
        return False
    if field in TRANSLATED and winner.content.language != other.content.language:
        return False
    return comparable(value) != comparable(winner.value(field))


def comparable(value: Value | None) -> Value | None:
    """A form that is equal for values that say the same: lists in any order, texts in any case and spacing."""
    if isinstance(value, tuple):
        return tuple(sorted(value))
    return fold(value) if isinstance(value, str) else value


def _quote(field: str, page: ProjectPage) -> str:
    text = as_text(page.value(field)) or ""
    short = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
    return f"{short!r} on {page.url}"
