"""What a page says, before anybody decides what it means.

`parsers.parse_page` takes the bytes of one page and answers with a `ParsedPage`: its outcome and, where it is a
project page, a `RawProject` with every field as printed. Values stay text here; `dataset.values.normalisation`
gives them types. The reasons for a missing value are told apart from the start (`FieldStatus`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Outcome = Literal[
    "project",
    "not_a_project",
    "soft_error",
    "blocked",
    "maintenance",
    "login",
    "not_html",
    "empty",
    "truncated",
]
Layout = Literal["current", "legacy"]
Language = Literal["en", "fr", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Severity = Literal["info", "warning", "error"]

FieldStatus = Literal["reported", "label_empty", "not_on_page", "not_understood", "ambiguous"]
"""Why a field has or lacks a value.

`reported`: printed and read. `label_empty`: the label stands there with nothing beside it. `not_on_page`: neither
label nor value. `not_understood`: something is printed that no rule reads. `ambiguous`: the page says two things.
"""


class ExcessError(Exception):
    """Reading the page would cost more than any real page does; the message says what there is too much of."""


ItemKind = Literal[
    "component",
    "area_of_action",
    "objective",
    "outcome",
    "output",
    "activity",
    "challenge",
    "parent_project",
    "other",
]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding that a person should know of.

    Attributes:
        kind: a snake_case name from `docs/issue-kinds.md`, e.g. `unknown_term`.
        field: the registry name of the field it concerns, or None where it concerns the page.
        message: one line for people, which quotes the raw text in question.
        severity: `info` (worth knowing), `warning` (doubtful), `error` (a value is lost).
    """

    kind: str
    field: str | None
    message: str
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place on the page that could have given a field's value and did not, with the reason."""

    texts: tuple[str, ...]
    label: str | None
    rule: str
    where: str
    rejected: str


@dataclass(frozen=True, slots=True)
class RawField:
    """One field as printed.

    Attributes:
        name: registry name, e.g. `start_date`.
        status: why there is or is no text.
        texts: the value, one text per child element where the page separates its parts (countries), else one.
        label: the label as printed, or None where the layout has no labels.
        rule: the rule that found it, e.g. `label:beside:dl`, `legacy:shape`.
        where: a CSS path to the value's element, for `explain`.
        alternatives: other places that were looked at and why they were rejected.
        printed: the value as the page shows it, with signs, separators and line ends; None where `texts` say all.
    """

    name: str
    status: FieldStatus
    texts: tuple[str, ...] = ()
    label: str | None = None
    rule: str | None = None
    where: str | None = None
    alternatives: tuple[Candidate, ...] = ()
    printed: str | None = None

    @property
    def raw(self) -> str | None:
        """The value as printed, with its separators and line ends; None where nothing is printed."""
        if not self.texts:
            return None
        return " ".join(self.texts) if self.printed is None else self.printed


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item of an enumeration in the description.

    Attributes:
        list: number of the enumeration on the page, from 1.
        position: the item's place within it, from 1.
        marker: as printed (`a)`, `1.`, `(Output 1.1)`, `Firstly`); `-` for an unmarked `<li>`.
        lead_in: the sentence that introduces the enumeration, `""` never: None where there is none.
        kind: what the lead-in says the items are.
        text: the item as a reader would quote it, without marker and closing `;`.
        start, end: character span of `text` in the description, end exclusive.
    """

    list: int
    position: int
    marker: str | None
    lead_in: str | None
    kind: ItemKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RawProject:
    """A project page's content.

    Attributes:
        fields: `title`, `description` and the twelve of `parsers.fields`; every key is always there.
        items: all enumerations of the description, in order.
        unclaimed: labels found on the page that belong to no field, with their text.
    """

    fields: Mapping[str, RawField]
    items: tuple[RawItem, ...] = ()
    unclaimed: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """The whole answer about one page.

    Attributes:
        outcome: what kind of page this is; `project` alone has a `project`.
        reason: one line that says why it is this outcome.
        encoding: the WHATWG name of the encoding the bytes were read with.
        url: the page's own canonical link, or None.
        unclaimed: where it is no project: regular labels with their texts, if there are any that may be a project's.
    """

    outcome: Outcome
    reason: str
    encoding: str
    layout: Layout | None = None
    language: Language | None = None
    url: str | None = None
    project: RawProject | None = None
    issues: tuple[Issue, ...] = ()
    unclaimed: Mapping[str, str] | None = None
