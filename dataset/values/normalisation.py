"""From what a page says to what it means: one typed value or one reason per field.

The parser's findings come first, then those of the fields in their order, then the cross-checks. The invariant that
every caller may rely on: where a field's value is None, its status says why, and unless the page simply does not
print what many pages do not print, an issue with its name says so too.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from dataset.values.country_lists import read_countries
from dataset.values.crosschecks import cross_check
from dataset.values.dates import read_date, read_year
from dataset.values.identifiers import read_prima_id, read_project_id
from dataset.values.money import read_budget
from dataset.values.observation import Observation, PageObservations
from dataset.values.terms import read_term
from dataset.values.texts import read_description, read_title
from dataset.values.typed import KNOWN_TEXTS, Typed, doubt, lost, placeholder, quote
from parsers.fields import FIELDS
from parsers.folding import fold
from parsers.model import Issue, Layout, ParsedPage, RawField, Severity
from parsers.vocabulary import project_type_code

READERS: Mapping[str, Callable[[str, Sequence[str]], Typed]] = {
    "title": read_title,
    "start_date": read_date,
    "end_date": read_date,
    "status": read_term,
    "project_type": read_term,
    "budget_usd": read_budget,
    "coverage": read_term,
    "year": read_year,
    "region": read_term,
    "other_countries": read_countries,
    "prima_id": read_prima_id,
    "project_id": read_project_id,
    "countries": read_countries,
    "description": read_description,
}
"""Every field of a page, in the order of the observations, and the rule that reads it."""

# Any letter, figure or sign of ASCII: where one stands, something is printed
_PRINTED = re.compile(r"[!-~]")
_OF_SEVERAL_TEXTS = ("title", "description", "countries", "other_countries")

_OFTEN_ABSENT = frozenset(name for name, row in FIELDS.items() if row.is_optional)
"""Fields whose absence says nothing by itself; `cross_check` knows when a Prima ID is missed."""

_NOT_IN_LEGACY = ("start_date", "end_date", "year")
"""Pages of the legacy host print no dates: the same."""

_SOMETIMES_ABSENT = ("start_date", "end_date", "year", "status", "project_id")
"""Pages lack these for known reasons (translations; projects not yet started): absence is worth knowing, no more."""


def normalise(reading: ParsedPage, *, url: str | None, fetched_at: datetime | None, digest: str) -> PageObservations:
    """Give types to what a page says.

    Args:
        reading: the parser's answer.
        url: the address the bytes came from; where it is None, the page's own canonical link stands in.
        fetched_at: when they came (UTC); None leaves the checks that need a date undone.
        digest: `sha256:` and hex, of the page body.

    Returns:
        Observations of all fields of `READERS` and `project_type_code` where the outcome is `project`, else none.
    """
    address = url or reading.url
    observations: dict[str, Observation] = {}
    issues = list(reading.issues)
    for name, observation, found in _observe(reading):
        observations[name] = observation
        issues.extend(found)
    if observations:
        issues.extend(
            cross_check(observations, layout=reading.layout, language=reading.language, fetched_at=fetched_at)
        )
    project = reading.project
    return PageObservations(
        url=address,
        canonical_url=reading.url,
        fetched_at=fetched_at,
        digest=digest,
        outcome=reading.outcome,
        reason=reading.reason,
        encoding=reading.encoding,
        layout=reading.layout,
        language=reading.language,
        observations=observations,
        items=project.items if project else (),
        unclaimed=dict((project or reading).unclaimed or {}),
        issues=tuple(dict.fromkeys(issues)),
    )


def _observe(reading: ParsedPage) -> Iterator[tuple[str, Observation, tuple[Issue, ...]]]:
    """Yield each field with its observation and its findings, `project_type_code` after `project_type`."""
    if reading.project is None:
        return
    flagged = {issue.field for issue in reading.issues}
    for name in READERS:
        raw = reading.project.fields[name]
        typed = _read(raw) if raw.status == "reported" else _reason(raw, reading.layout, flagged=name in flagged)
        yield name, _observation(raw, typed), typed.issues
        if name == "project_type":
            yield "project_type_code", *_code(raw, typed)


def _read(raw: RawField) -> Typed:
    """Read a printed value; one that is as long as a description is not remembered."""
    read = _read_texts.__wrapped__ if raw.name == "description" else _read_texts
    return read(raw.name, raw.texts, raw.raw or "")


@lru_cache(maxsize=KNOWN_TEXTS)
def _read_texts(name: str, texts: tuple[str, ...], printed: str) -> Typed:
    """Read texts, unless they stand for a missing value or are several."""
    text = " ".join(texts)
    if not _PRINTED.search(text) and not fold(text):
        return lost(Issue("label_empty", name, f"nothing is printed for {name}", "info"), "label_empty")
    meaning = placeholder(text) if name not in ("title", "description") else None
    if meaning:
        message = f"{quote(printed)} stands for no value ({meaning})"
        return lost(Issue("placeholder_value", name, message, "info"), "label_empty")
    if name not in _OF_SEVERAL_TEXTS and len(texts) > 1:
        if len({fold(text) for text in texts}) > 1:
            message = f"{', '.join(map(quote, texts))} stand side by side where one value is expected"
            return lost(Issue("several_values", name, message, "error"), "ambiguous")
        texts = texts[:1]
    return READERS[name](name, texts)


def _reason(raw: RawField, layout: Layout | None, *, flagged: bool) -> Typed:
    """Pass on why the parser found no value, with a finding unless it made one itself."""
    if flagged:
        return Typed(None, raw.status)
    match raw.status:
        case "label_empty":
            issue = Issue("label_empty", raw.name, f"the label of {raw.name} has nothing beside it", "info")
        case "not_on_page":
            if raw.name in _OFTEN_ABSENT or (layout == "legacy" and raw.name in _NOT_IN_LEGACY):
                return Typed(None, raw.status)
            severity: Severity = "info" if raw.name in _SOMETIMES_ABSENT else "warning"
            issue = Issue("field_missing", raw.name, f"neither label nor value of {raw.name} was found", severity)
        case "ambiguous":
            issue = Issue("ambiguous_value", raw.name, f"the page says two things: {quote(raw.raw or '')}", "error")
        case _:
            issue = Issue("unreadable_value", raw.name, f"no rule reads {quote(raw.raw or '')}", "error")
    return lost(issue, raw.status)


def _observation(raw: RawField, typed: Typed) -> Observation:
    return Observation(
        field=raw.name,
        status=typed.status,
        value=typed.value,
        raw=raw.raw,
        label=raw.label,
        rule=raw.rule,
        where=raw.where,
        steps=typed.steps,
        names=typed.names,
    )


def _code(raw: RawField, project_type: Typed) -> tuple[Observation, tuple[Issue, ...]]:
    """Derive the code from the type by the codelist, never from the Projects ID."""
    value = project_type.value
    code = project_type_code(value) if isinstance(value, str) else None
    rule = "codelist:project_type"
    if code is not None:
        step = f"{quote(str(value))} has the code {code}"
        return Observation("project_type_code", "reported", code, raw.raw, rule=rule, steps=(step,)), ()
    issues = doubt("no_type_code", "project_type_code", "no project type was read to take a code from", "info")
    return Observation("project_type_code", project_type.status, None, raw.raw, rule=rule), issues
