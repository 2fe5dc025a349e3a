"""One typed value, or one reason, per field of a page: the middle of the house.

`normalisation.normalise` makes a `PageObservations` from a parser's `ParsedPage`; `resolution` makes projects from
many of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from parsers.model import FieldStatus, Issue, Language, Layout, Outcome, RawItem

Value = str | int | Decimal | tuple[str, ...]
"""Text, year, US dollars, or a tuple of ISO 3166-1 alpha-3 codes."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one capture of one page says about one field.

    Attributes:
        field: registry name, e.g. `start_date`.
        status: `reported` exactly where `value` is not None.
        value: canonical: English terms, EDTF dates, Decimal dollars, ISO3 codes; None with a status that says why.
        raw: the text as printed, or None where nothing is printed.
        label, rule, where: how and where the parser found it.
        steps: what normalisation did, one short sentence each, for `explain`.
        names: for country fields, the names as printed, one per code in `value`, same order.
    """

    field: str
    status: FieldStatus
    value: Value | None
    raw: str | None
    label: str | None = None
    rule: str | None = None
    where: str | None = None
    steps: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageObservations:
    """Everything one capture of one page says.

    Attributes:
        url: canonical address, or None for a saved page that does not say.
        canonical_url: the page's own canonical link, or None where it has none.
        fetched_at: when the bytes were received (UTC), or None for a saved page that does not say.
        digest: `sha256:` + hex of the page body.
        observations: by field; empty unless `outcome` is `project`. Keys: `title`, `description`, the twelve
            labelled fields, and `project_type_code` (derived from `project_type` by the codelist).
    """

    url: str | None
    fetched_at: datetime | None
    digest: str
    outcome: Outcome
    reason: str
    encoding: str
    layout: Layout | None
    language: Language | None
    observations: Mapping[str, Observation]
    items: tuple[RawItem, ...]
    unclaimed: Mapping[str, str]
    issues: tuple[Issue, ...]
    canonical_url: str | None = None
