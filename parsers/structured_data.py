"""What a page says of itself beside its text: JSON-LD, `<time datetime>`, classes, attributes, `<meta>`.

Hints corroborate, and no more: one that agrees with the print makes no noise, one that disagrees is an issue, and the
print stays. They may decide only where the print itself leaves two readings open.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from parsers.boxes import Box
from parsers.countries import read_codes
from parsers.encoding import decode_entities
from parsers.fields import FIELDS, LABELLED_FIELDS, is_valid_unlabelled, valid_unlabelled
from parsers.folding import fold, remember
from parsers.labels import recognise
from parsers.layout import clean
from parsers.model import Issue, RawField
from parsers.page import Page
from parsers.sections import reason_of
from parsers.title import Title
from parsers.values import value_key
from parsers.vocabulary import match_term

TIME = "<time datetime>"
_LONGEST_ATTRIBUTE = 100
_NEAREST = 4
"""So many elements around a text may carry its class or attribute."""
_LABEL_ATTRIBUTES = ("data-label", "data-th", "data-title", "aria-label", "title", "itemprop")

# `field--name-field-start-date`, `field-name-field-prima-id`, `views-field-field-idf-region`, `view-field-year`
_FIELD_CLASS = re.compile(r"(?:field--name|field-name|views-field|field)-(?:field-)?([a-z][a-z-]*)")
# `startDate`, `start_date`, `field_start_date`
_KEY_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|[-_:.\s]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
# `2004-12-31T23:00:00Z`: New Year's Eve in a time zone behind the site's
_NEW_YEAR = re.compile(r"(\d{4})-12-31T")


@dataclass(frozen=True, slots=True)
class Hint:
    """What something beside the text says a field is; `box` holds the text where it is the page's own."""

    field: str
    text: str
    source: str
    box: Box | None = None


def find_hints(page: Page, title: Title, related: Mapping[Box, str]) -> list[Hint]:
    """Find all hints about the page's own project."""
    hints = [*_from_json(page, title), *_from_meta(page)]
    for box in page.outline.root.walk():
        if box.attributes and box.start < box.end and (fields := _own_fields(box)) and not reason_of(box, related):
            hints += _from_box(page, box, fields)
    return hints


def hinted_field(box: Box) -> str | None:
    """The field that the classes and attributes nearest around a box name, or None."""
    named = (fields for outer in islice(box.around(), _NEAREST) if (fields := _own_fields(outer)))
    return next((fields[0] for fields in named if len(fields) == 1), None)


def compare(fields: Mapping[str, RawField], hints: Iterable[Hint]) -> list[Issue]:
    """Set hints against what is printed: an issue for each field with hints of one source of which none agrees."""
    by_source: dict[tuple[str, bool], list[Hint]] = {}
    for hint in hints:
        # The markup around a value holds its very text and would always agree: a time stamp has to agree by itself.
        by_source.setdefault((hint.field, hint.source == TIME), []).append(hint)
    issues = []
    for (name, _), said in by_source.items():
        field = fields[name]
        if field.raw is not None:
            if not any(_agrees(name, field.texts, hint.text) for hint in said):
                message = f"printed is {field.raw!r}, but {said[0].source} says {said[0].text!r}"
                issues.append(Issue("hint_disagrees", name, message))
        elif field.status != "ambiguous":
            plausible = [hint for hint in said if is_valid_unlabelled(name, hint.text)]
            if plausible:
                message = f"no value was found beside a label, but {plausible[0].source} says {plausible[0].text!r}"
                issues.append(Issue("hint_without_label", name, message))
    return issues


def unlabelled(fields: Mapping[str, RawField], hints: Iterable[Hint]) -> list[Box]:
    """The boxes that markup names as missing fields: facts whose labels no reader sees, and no description."""
    return [
        hint.box
        for hint in hints
        if hint.box is not None and fields[hint.field].raw is None and is_valid_unlabelled(hint.field, hint.text)
    ]


def _agrees(name: str, texts: tuple[str, ...], hint: str) -> bool:
    """Whether a hint says what is printed, as precisely as either does."""
    printed = " ".join(texts)
    if value_key(texts) == value_key([hint]):
        return True
    kind = FIELDS[name].kind
    if kind == "date":
        years = set(_YEAR.findall(hint)) | {str(int(eve) + 1) for eve in _NEW_YEAR.findall(hint)}
        return not years or bool(years & set(_YEAR.findall(printed)))
    if kind == "amount":
        return _digits(printed) == _digits(hint)
    if kind == "term":
        return match_term(name, printed) is not None and match_term(name, printed) == match_term(name, hint)
    if kind == "countries":
        return set(read_codes((hint,))) <= set(read_codes(texts))
    return False


def _digits(text: str) -> str:
    return re.sub(r"[.,]\d\d?$", "", re.sub(r"[^\d.,]", "", text)).replace(",", "").replace(".", "")


def _own_fields(box: Box) -> tuple[str, ...]:
    """The field that an element's class or attributes name; several where it is a label with several meanings."""
    attributes = box.attributes
    if "class" in attributes and (fields := _fields_of_classes(attributes["class"] or "")):
        return fields
    for name in _LABEL_ATTRIBUTES:
        if name in attributes and (fields := _fields_of(attributes[name] or "")):
            return fields
    return ()


@remember
def _fields_of_classes(names: str) -> tuple[str, ...]:
    matches = (_FIELD_CLASS.fullmatch(name) for name in names.split())
    return next((fields for match in matches if match and (fields := _fields_of(match[1]))), ())


@remember
def _fields_of(name: str) -> tuple[str, ...]:
    """The fields that a name stands for, written as a label or as a key of a program."""
    if not name or len(name) > 80:
        return ()
    match = recognise(name) or recognise(" ".join(_KEY_PARTS.split(name.removeprefix("field_"))))
    return match.fields if match else ()


def _field_of(name: str) -> str | None:
    """The one field that a name stands for."""
    fields = _fields_of(name)
    return fields[0] if len(fields) == 1 else None


def _from_box(page: Page, box: Box, fields: Sequence[str]) -> list[Hint]:
    """The text of an element with a telling class, without its label; of several fields, for the one that it fits."""
    start = box.start
    while start < box.end and recognise(page.outline.leaves[start].text):
        start += 1
    text = page.outline.text(start, box.end).strip(" :")
    fitting = fields if len(fields) == 1 else [field for field in fields if is_valid_unlabelled(field, text)]
    if not text or len(fitting) != 1 or recognise(page.outline.text_of(box)):
        return []
    return [Hint(fitting[0], text, f"the markup of <{box.tag}>", box)]


def unprinted(field: str, cell: Box) -> Iterator[Hint]:
    """Attributes in an empty value's place that hold a value: `<input value="2005" readonly>`, `<img alt="Belize">`."""
    for tag, attributes in cell.elements() if cell.kind == "element" else ():
        for name, text in attributes.items():
            if text and len(text) <= _LONGEST_ATTRIBUTE and is_valid_unlabelled(field, clean(text)):
                yield Hint(field, clean(text), f"the attribute {name} of <{tag}>")


def times_of(field: str, boxes: Iterable[Box]) -> Iterator[Hint]:
    """What `<time datetime>` says in or just around the value of a field."""
    for box in boxes:
        for inner in (*box.walk(), *islice(box.ancestors(), 2)):
            stamp = inner.attributes.get("datetime") if inner.tag == "time" else None
            if stamp:
                yield Hint(field, stamp, TIME)


def _from_meta(page: Page) -> Iterator[Hint]:
    for attributes in page.metas:
        field = _field_of(attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "")
        text = clean(attributes.get("content") or "")
        if field and text:
            yield Hint(field, text, "<meta>")


def _from_json(page: Page, title: Title) -> Iterator[Hint]:
    """JSON-LD about the page itself: an object whose name is the title or whose address is the page's."""
    for text in page.linked_data:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            if _is_about(item, page, title):
                yield from _from_object(item)


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def _is_about(item: Mapping[str, Any], page: Page, title: Title) -> bool:
    names = {fold(decode_entities(text)) for key in ("name", "headline") if isinstance(text := item.get(key), str)}
    addresses = {text for key in ("url", "@id", "mainEntityOfPage") if isinstance(text := item.get(key), str)}
    return fold(title.field.raw or "") in names or (page.url is not None and page.url in addresses)


def _from_object(item: Mapping[str, Any]) -> Iterator[Hint]:
    for key, value in item.items():
        text = _plain(value)
        field = _field_of(key)
        if key == "identifier" and text is not None:
            field = next((name for name in valid_unlabelled(text) if FIELDS[name].kind == "identifier"), None)
        if field in LABELLED_FIELDS and text:
            yield Hint(field, text, "JSON-LD")
    properties = item.get("additionalProperty")
    for entry in properties if isinstance(properties, list) else []:
        if isinstance(entry, dict):
            field, text = _field_of(str(entry.get("name") or "")), _plain(entry.get("value"))
            if field and text:
                yield Hint(field, text, "JSON-LD")


def _plain(value: Any) -> str | None:
    """A JSON value as text: a string or number, the name of an object, or a list of such."""
    if isinstance(value, list):
        parts = [_plain(one) for one in value]
        return ", ".join(part for part in parts if part) or None
    if isinstance(value, dict):
        return _plain(value.get("name") or value.get("value"))
    return (
        clean(decode_entities(str(value)))
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else None
    )
