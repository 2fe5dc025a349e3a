"""What was read of a page as bytes: JSON that a child sends and a cache keeps.

JSON and no pickle: a child that a hostile page has taken over can say wrong things of that page, and run nothing here.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from parsers.model import Candidate, Issue, ParsedPage, RawField, RawItem, RawProject


def encode(page: ParsedPage) -> bytes:
    """Write down what was read of a page; `decode` gives an equal page."""
    project = page.project
    record = [
        page.outcome,
        page.reason,
        page.encoding,
        page.layout,
        page.language,
        page.url,
        None if project is None else _project_record(project),
        [[one.kind, one.field, one.message, one.severity] for one in page.issues],
        None if page.unclaimed is None else dict(page.unclaimed),
    ]
    return json.dumps(record, separators=(",", ":")).encode("ascii")


def decode(said: bytes) -> ParsedPage:
    """Read what was written down.

    Raises:
        ValueError: it is nothing that `encode` writes.
    """
    try:
        outcome, reason, encoding, layout, language, url, project, issues, unclaimed = json.loads(said)
        outcome, reason, encoding, layout, language = map(_shared, (outcome, reason, encoding, layout, language))
        return ParsedPage(
            outcome,
            reason,
            encoding,
            layout,
            language,
            url,
            None if project is None else _project(*project),
            tuple(Issue(*one) for one in issues),
            unclaimed,
        )
    except (AttributeError, TypeError) as error:
        raise ValueError(f"it is no page that was read ({error})") from error


def _project_record(project: RawProject) -> list[Any]:
    return [
        [
            [
                one.name,
                one.status,
                one.texts,
                one.label,
                one.rule,
                one.where,
                [[other.texts, other.label, other.rule, other.where, other.rejected] for other in one.alternatives],
                one.printed,
            ]
            for one in project.fields.values()
        ],
        [[i.list, i.position, i.marker, i.lead_in, i.kind, i.text, i.start, i.end] for i in project.items],
        None if project.unclaimed is None else dict(project.unclaimed),
    ]


def _project(
    fields: Sequence[Sequence[Any]], items: Sequence[Sequence[Any]], unclaimed: dict[str, str] | None
) -> RawProject:
    found = {str(one[0]): _field(*one) for one in fields}
    return RawProject(found, tuple(RawItem(*one) for one in items), unclaimed)


def _field(
    name: str,
    status: Any,
    texts: Sequence[str],
    label: str | None,
    rule: str | None,
    where: str | None,
    others: Sequence[Sequence[Any]],
    printed: str | None,
) -> RawField:
    rejected = tuple(Candidate(tuple(one[0]), *one[1:]) for one in others)
    status, label, rule, where = map(_shared, (status, label, rule, where))
    return RawField(_shared(name), status, tuple(texts), label, rule, where, rejected, printed)


def _shared(text: Any) -> Any:
    """The one copy of a text that stands on most pages, such as a label or a place."""
    return sys.intern(text) if type(text) is str else text
