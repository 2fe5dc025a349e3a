"""Why a value is what it is, or null: the answer of one page with everything that led to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dataset.page_json import describe_issue, describe_page
from dataset.values.normalisation import normalise
from dataset.values.observation import Observation, PageObservations, Value
from parsers import parse_page
from parsers.model import Candidate, FieldStatus, Issue, RawItem
from sandbox.page import SavedPage

COMPONENTS = "components"
"""Stands beside the field names: the enumerations of the description."""


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """One field.

    Attributes:
        seen: value, status, raw text, label, rule, place and steps.
        why: one plain sentence.
        rejected: other places on the page that were looked at, each with its reason.
        issues: the findings that name the field.
    """

    seen: Observation
    why: str
    rejected: tuple[Candidate, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One page.

    Attributes:
        answer: the whole answer, with the page's digest and outcome.
        fields: those that were asked for; none where the page is no project.
        items: the enumerations, where they were asked for.
        issues: the findings that concern what was asked for, the page's own among them.
    """

    answer: PageObservations
    fields: tuple[FieldExplanation, ...]
    items: tuple[RawItem, ...]
    issues: tuple[Issue, ...]


RULES = {
    "label:grid": "parsers/cells.py",
    "label:run": "parsers/cells.py",
    "label": "parsers/pairs.py",
    "legacy": "parsers/legacy.py",
    "heading": "parsers/title.py",
    "head": "parsers/title.py",
    "content": "parsers/content.py",
    "codelist": "dataset/values/normalisation.py",
}
"""Where each family of rules stands, by what its rules begin with; the longest beginning counts."""


def file_of(rule: str | None) -> str | None:
    """Give the file that a rule stands in, e.g. `parsers/pairs.py` for `label:beside:dl`; None for no rule."""
    beginnings = [beginning for beginning in RULES if rule == beginning or (rule or "").startswith(f"{beginning}:")]
    return RULES[max(beginnings, key=len)] if beginnings else None


def explain_page(page: SavedPage, field: str | None = None) -> Explanation:
    """Read a page in this process and explain one field of it, its components, or everything.

    Args:
        page: the bytes and how they came.
        field: a name of the registry, `components`, or None for everything.

    Raises:
        KeyError: the page is a project and has no such field.
    """
    reading = parse_page(page.body, content_type=page.content_type)
    answer = normalise(reading, url=page.url or reading.url, fetched_at=page.fetched_at, digest=page.digest)
    rejected = {name: raw.alternatives for name, raw in reading.project.fields.items()} if reading.project else {}
    return explain_answer(answer, field, rejected)


def explain_answer(
    answer: PageObservations, field: str | None = None, rejected: Mapping[str, tuple[Candidate, ...]] | None = None
) -> Explanation:
    """Explain an answer that is there already, as `explain_page` does.

    Args:
        answer: what a page says.
        field: as above.
        rejected: by field, the places that the parser looked at and left aside, where that is known.

    Raises:
        KeyError: as above.
    """
    others = rejected or {}
    return Explanation(
        answer=answer,
        fields=tuple(_explain(answer, name, others.get(name, ())) for name in _asked(answer, field)),
        items=answer.items if field in (None, COMPONENTS) else (),
        issues=tuple(issue for issue in answer.issues if field is None or issue.field in (field, None)),
    )


def describe_explanation(explanation: Explanation) -> dict[str, Any]:
    """Give an explanation as a JSON-ready object."""
    answer = explanation.answer
    page = describe_page(answer, path="")
    return {
        "url": answer.url,
        "fetched_at": answer.fetched_at.isoformat() if answer.fetched_at else None,
        "digest": answer.digest,
        **{key: page[key] for key in ("outcome", "reason", "layout", "language", "encoding")},
        "fields": {one.seen.field: _describe(one, page["project"][one.seen.field]) for one in explanation.fields},
        "unclaimed": page["unclaimed"],
        "components": page["components"] if explanation.items else [],
        "issues": [describe_issue(issue) for issue in explanation.issues],
    }


def shown(value: Value | None) -> str:
    """Write a value for people: `null`, `81500.00`, `BLZ, CRI`."""
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _asked(answer: PageObservations, field: str | None) -> tuple[str, ...]:
    if field is None:
        return tuple(answer.observations)
    if field == COMPONENTS or not answer.observations:
        return ()
    if field not in answer.observations:
        raise KeyError(field)
    return (field,)


def _explain(answer: PageObservations, name: str, rejected: tuple[Candidate, ...]) -> FieldExplanation:
    seen = answer.observations[name]
    issues = tuple(issue for issue in answer.issues if issue.field == name)
    return FieldExplanation(seen, " ".join(_sentences(answer, seen, rejected)), rejected, issues)


def _sentences(answer: PageObservations, seen: Observation, rejected: tuple[Candidate, ...]) -> Iterator[str]:
    """Say in plain words why the field has, or lacks, a value."""
    under = f"under the label “{seen.label}”" if seen.label else "without a label"
    if seen.field == "project_type_code" and seen.value is not None:
        yield "Taken from project_type by the codelist."
    elif seen.value is not None:
        yield f"The page prints it {under}."
    elif seen.raw is not None:
        yield f"The page prints “{seen.raw}” {under}, {_PRINTED_AND_NULL[seen.status]}."
    elif seen.status == "label_empty":
        yield f"On the page the label “{seen.label}” stands there with nothing beside it."
    else:
        yield _NULL[seen.status]
    if seen.status in ("not_on_page", "not_understood") and answer.unclaimed:
        yield f"Found on the page and in no table: {', '.join(f'“{unknown}”' for unknown in answer.unclaimed)}."
    if seen.value is None and rejected:
        yield f"{len(rejected)} other {'place was' if len(rejected) == 1 else 'places were'} rejected."


_PRINTED_AND_NULL: Mapping[FieldStatus, str] = {
    "label_empty": "which stands for no value",
    "not_understood": "and no rule reads that",
    "ambiguous": "which has several readings; none is guessed",
}
_NULL: Mapping[FieldStatus, str] = {
    "not_on_page": "Neither a label nor a value of this field was found on the page.",
    "not_understood": "Something is printed, and no rule reads that.",
    "ambiguous": "The page says more than one thing, and nothing on it tells which is right; none is guessed.",
}


def _describe(one: FieldExplanation, value: Any) -> dict[str, Any]:
    seen = one.seen
    return {
        "value": value,
        "status": seen.status,
        "why": one.why,
        "raw": seen.raw,
        "label": seen.label,
        "where": seen.where,
        "rule": seen.rule,
        "rule_file": file_of(seen.rule),
        "steps": list(seen.steps),
        "rejected": [
            {"raw": list(other.texts), "label": other.label, "where": other.where, "rule": other.rule}
            | {"reason": other.rejected}
            for other in one.rejected
        ],
        "issues": [describe_issue(issue) for issue in one.issues],
    }
