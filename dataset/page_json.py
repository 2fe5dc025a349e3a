"""One page as the JSON object that `iom-projects parse` prints: the contract in README and `docs/parse.md`."""

from decimal import Decimal
from typing import Any

from dataset.schema.selections import OF_PAGE, PAGE_FIELDS, PRINTED
from dataset.values.observation import PageObservations, Value
from parsers.model import Issue

NOT_RAW = {"description", *(set(OF_PAGE) - set(PRINTED))}
"""Long, or derived from another field: `raw` does without them."""


def describe_page(page: PageObservations, *, path: str) -> dict[str, Any]:
    """Describe one page for people and programs.

    Args:
        page: what the page says.
        path: the file as given or found.

    Returns:
        A JSON-ready object. `project` is None unless the outcome is `project`; its values are canonical (budget as
        text with two decimals, countries as a list of ISO 3166-1 alpha-3 codes), None where `field_status` says
        why. `raw` holds what was printed, for every field that was.
    """
    observed = page.observations
    project = {name: _plain(observed[name].value) for name in PAGE_FIELDS} if observed else None
    return {
        "path": path,
        "url": page.url,
        "outcome": page.outcome,
        "reason": page.reason,
        "layout": page.layout,
        "language": page.language,
        "encoding": page.encoding,
        "project": project,
        "raw": {
            name: observed[name].raw
            for name in PAGE_FIELDS
            if observed and name not in NOT_RAW and observed[name].raw is not None
        },
        "field_status": {name: observed[name].status for name in PAGE_FIELDS} if observed else {},
        "unclaimed": dict(page.unclaimed),
        "components": [
            {
                "list": item.list,
                "position": item.position,
                "marker": item.marker,
                "kind": item.kind,
                "text": item.text,
                "lead_in": item.lead_in,
            }
            for item in page.items
        ],
        "issues": [describe_issue(issue) for issue in page.issues],
    }


def describe_issue(issue: Issue) -> dict[str, str | None]:
    """Describe one finding: its kind, field, message and severity."""
    return {"kind": issue.kind, "field": issue.field, "message": issue.message, "severity": issue.severity}


def _plain(value: Value | None) -> str | int | list[str] | None:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, tuple):
        return list(value)
    return value
