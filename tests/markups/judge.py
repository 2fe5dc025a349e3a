"""Judge what the parser says about a page by what the page's facts say.

right: the expected value. flagged: another value, or none, with an issue that names the field. silent: another value,
or none, and nothing said. A silent error is what nobody finds until a paper is retracted.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from dataset.page_json import describe_page
from dataset.values.normalisation import normalise
from parsers import parse_page
from parsers.model import ParsedPage
from tests.markups.truth import Expected, Item, Json, Truth

Verdict = Literal["right", "flagged", "silent"]
Answer = Mapping[str, Any]
"""One object as `iom-projects parse` prints it."""


@dataclass(frozen=True)
class Finding:
    """One verdict: about the outcome, a field, or an item of a list (`components[1.2]`)."""

    what: str
    verdict: Verdict
    expected: object
    got: object

    def __str__(self) -> str:
        return f"{self.verdict}: {self.what}: expected {self.expected!r}, got {self.got!r}"


@dataclass
class Tally:
    """Verdicts over many pages."""

    fields: Counter[str] = field(default_factory=Counter)
    items: Counter[str] = field(default_factory=Counter)
    pages: int = 0

    def add(self, findings: Sequence[Finding]) -> None:
        self.pages += 1
        for one in findings:
            (self.items if one.what.startswith("components") else self.fields)[one.verdict] += 1

    def share_right(self) -> float:
        """The share of fields, outcomes included, that are right."""
        return self.fields["right"] / (self.fields.total() or 1)

    def share_of_items_right(self) -> float:
        return self.items["right"] / (self.items.total() or 1)

    def __str__(self) -> str:
        fields, items = dict(sorted(self.fields.items())), dict(sorted(self.items.items()))
        return (
            f"{self.pages} pages; fields {fields} ({self.share_right():.2%} right); "
            f"items {items} ({self.share_of_items_right():.2%} right)"
        )


def ask_parser(body: bytes, *, fetched_at: datetime | None = None) -> Answer:
    """Read one page as `iom-projects parse` does, without the command around it."""
    return answer_of(parse_page(body), body, fetched_at=fetched_at)


def answer_of(page: ParsedPage, body: bytes, *, fetched_at: datetime | None = None) -> Answer:
    """Give what `ask_parser` does for a page that a test has read already."""
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    return describe_page(normalise(page, url=None, fetched_at=fetched_at, digest=digest), path="page.html")


def judge(answer: Answer, truth: Truth) -> list[Finding]:
    """Compare an answer with the truth, field by field and item by item."""
    outcome = answer["outcome"]
    if outcome not in truth.outcomes:
        return [Finding("outcome", "silent" if outcome == "project" else "flagged", truth.outcomes, outcome)]
    findings = [Finding("outcome", "right", truth.outcomes, outcome)]
    if outcome != "project":
        return findings
    flagged = {issue["field"] for issue in answer["issues"]}
    for name, expected in truth.fields.items():
        got = answer["project"].get(name)
        findings.append(_judge_field(name, expected, got, flagged))
        findings.extend(_judge_status(name, expected, got, answer["field_status"].get(name)))
    if truth.languages and answer["language"] not in truth.languages:
        findings.append(Finding("language", "silent", truth.languages, answer["language"]))
    if truth.layout and answer["layout"] != truth.layout:
        findings.append(Finding("layout", "silent", truth.layout, answer["layout"]))
    findings.extend(_judge_unclaimed(truth.unclaimed, answer["unclaimed"]))
    if truth.items is not None:
        findings.extend(_judge_items(truth.items, answer["components"], flagged))
    return findings


def _judge_field(name: str, expected: Expected, got: Json, flagged: set[str | None]) -> Finding:
    said = name in flagged or (name == "project_type_code" and "project_type" in flagged)
    alike = _same_text if name in {"description", "title"} else _same
    fits = any(alike(one, got) for one in (expected.value, *expected.also))
    if expected.flag and not said:
        return Finding(name, "silent", f"{expected.value!r} and an issue", got)
    if fits:
        return Finding(name, "right", expected.value, got)
    return Finding(name, "flagged" if said else "silent", expected.value, got)


def _judge_status(name: str, expected: Expected, got: Json, status: str | None) -> Iterator[Finding]:
    """A value is `reported`; a null that was expected says why, where it was told which reasons are right."""
    right = ("reported",) if got is not None else expected.statuses
    if right and (got is not None or expected.value is None) and status not in right:
        yield Finding(f"status of {name}", "silent", right, status)


def _judge_unclaimed(expected: Mapping[str, str], got: Mapping[str, str]) -> Iterator[Finding]:
    found = {label.strip(" :\u00a0").casefold(): text for label, text in got.items()}
    for label, text in expected.items():
        told = found.get(label.casefold())
        if told is None or " ".join(told.lstrip(" :–|").split()) != text:
            yield Finding(f"unclaimed {label}", "silent", text, told)


def _same(expected: Json, got: Json) -> bool:
    return type(expected) is type(got) and expected == got


def _same_text(expected: Json, got: Json) -> bool:
    """Compare running text word by word: what parts blocks, and how lists are marked, is the parser's affair."""
    if not isinstance(expected, str) or not isinstance(got, str):
        return expected is got
    return _words(expected) == _words(got)


def _words(text: str) -> list[str]:
    """Split into words without list bullets and the numbers of `<ol>`, which stand in no source text."""
    bare = (word.lstrip("•-*–") for word in text.split())
    return [word for word in bare if word and not re.fullmatch(r"\d{1,2}\.", word)]  # `1.`


def _judge_items(
    expected: Sequence[Item], got: Sequence[Mapping[str, Any]], flagged: set[str | None]
) -> Iterator[Finding]:
    verdict: Verdict = "flagged" if flagged & {"components", "description", "items"} else "silent"
    found = {(one["list"], one["position"]): one for one in got}
    for item in expected:
        what = f"components[{item.list}.{item.position}]"
        one = found.pop((item.list, item.position), None)
        wanted = (item.text, "/".join(item.kinds), item.markers)
        if one is None:
            yield Finding(what, verdict, wanted, None)
        else:
            printed = (one["text"], one["kind"], one["marker"])
            yield Finding(what, "right" if _item_fits(item, one) else verdict, wanted, printed)
    for (number, position), one in found.items():
        yield Finding(f"components[{number}.{position}]", verdict, None, (one["text"], one["kind"], one["marker"]))


def _item_fits(item: Item, got: Mapping[str, Any]) -> bool:
    """A closing full stop may stay or go; a semicolon, comma or `and` of the enumeration may not stay."""
    text = re.sub(r"\s+", " ", got["text"]).strip().removesuffix(".")
    return text == item.text and got["kind"] in item.kinds and (got["marker"] or "") in item.markers
