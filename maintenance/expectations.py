"""What a page must come out as: the answer of `parse`, less what may change without being another answer.

Left out are the path and the wording of messages, so that a message can be improved without touching a fixture; what
kind of issue it is, which field it names and how grave it is stays exact.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dataset.page_json import describe_page
from dataset.schema.selections import PAGE_FIELDS
from dataset.values.observation import PageObservations

PAGE_ASPECTS = ("outcome", "layout", "language", "encoding", "url")
"""What every page has; the fields come after them."""

REST_ASPECTS = ("unclaimed", "components", "issues")

Expectation = dict[str, Any]
"""JSON-ready: the keys of `parse` in its order, without `path` and `reason`, issues without their messages."""


def expect(answer: PageObservations) -> Expectation:
    """Give an answer in the form of `expected.json`; nulls are written out, issues and unclaimed labels sorted."""
    record = describe_page(answer, path="")
    del record["path"], record["reason"]
    record["unclaimed"] = dict(sorted(record["unclaimed"].items()))
    issues = [{key: issue[key] for key in ("kind", "field", "severity")} for issue in record["issues"]]
    record["issues"] = sorted(issues, key=lambda issue: (issue["field"] or "", issue["kind"], issue["severity"]))
    return record


def aspects(expectation: Expectation) -> dict[str, Any]:
    """Take an expectation apart into what is tested and compared one by one.

    Returns:
        By name: the page's own aspects; for every field its value, status and raw text; the rest. A page that is no
        project has no fields. What a file written by hand lacks is not there, and shows as a difference.
    """
    project = expectation.get("project")
    fields = [name for name in PAGE_FIELDS if isinstance(project, dict) and name in project]
    return (
        {name: expectation[name] for name in PAGE_ASPECTS if name in expectation}
        | {name: _field(expectation, name) for name in fields}
        | {name: expectation[name] for name in REST_ASPECTS if name in expectation}
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect in which two answers disagree, as lines of JSON for people: what went and what came."""

    aspect: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def compare(old: Expectation | None, new: Expectation) -> tuple[Difference, ...]:
    """List the aspects in which an answer differs from what was expected, in the order of the page.

    Args:
        old: what was accepted, or None where nothing was: then everything is new.
        new: what the parser says now.
    """
    return tuple(_differences(aspects(old) if old is not None else {}, aspects(new)))


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for aspect in dict.fromkeys((*old, *new)):
        before = _lines(old[aspect]) if aspect in old else []
        after = _lines(new[aspect]) if aspect in new else []
        if before != after:
            changed = list(difflib.ndiff(before, after))
            removed = tuple(line[2:] for line in changed if line.startswith("- "))
            yield Difference(aspect, removed, tuple(line[2:] for line in changed if line.startswith("+ ")))


def _lines(value: Any) -> list[str]:
    """One line for every key or item."""
    if isinstance(value, dict):
        return [f"{key}: {_line(inner)}" for key, inner in value.items()] or ["none"]
    if isinstance(value, list):
        return [_line(inner) for inner in value] or ["none"]
    return [_line(value)]


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _field(expectation: Expectation, name: str) -> dict[str, Any]:
    field = {"value": expectation["project"][name], "status": expectation.get("field_status", {}).get(name)}
    return field if name == "description" else field | {"raw": expectation.get("raw", {}).get(name)}
