"""One page's bytes to what it says: the whole of `parsers`, top to bottom."""

from parsers.boxes import TooDeepError
from parsers.components import find_items
from parsers.content import find_description
from parsers.current import read_facts
from parsers.description import read_description
from parsers.encoding import decode
from parsers.page import Page, read_page
from parsers.raw import Language, RawField, RawProject, Reading
from parsers.scope import find_foreign
from parsers.title import find_title


def parse_page(body: bytes, *, content_type: str | None = None) -> Reading:
    """Read one page; any bytes at all give an answer.

    Args:
        body: the page as received, content encodings (gzip …) already undone.
        content_type: the Content-Type header, or None for a saved page.

    Returns:
        The outcome, and the project where the page is one.
    """
    decoded = decode(body, content_type)
    try:
        page = read_page(decoded)
    except TooDeepError:
        return Reading("soft_error", "elements nest too deep", decoded.encoding)
    return _read(page)


def _read(page: Page) -> Reading:
    title = find_title(page)
    foreign = find_foreign(page, title)
    facts = read_facts(page, title, foreign)
    if len({name for name, field in facts.fields.items() if field.status != "not_on_page"}) < 3:
        return Reading("not_a_project", "no facts of a project", page.decoded.encoding, url=page.url)
    claimed = [page.outline.leaves[i].box for pair in facts.pairs for i in range(pair.label.start, pair.label.end)]
    claimed += [
        box
        for pair in facts.pairs
        for box in (*pair.boxes, *(b for b in pair.rest if len(page.outline.text_of(b)) < 120))
    ]
    description = read_description(find_description(page, title, foreign, claimed))
    language: Language = page.language or "en"
    items, item_issues = find_items(description, language)
    fields = {"title": title.field, **facts.fields}
    fields["description"] = (
        RawField("description", "reported", (description.text,), rule="content")
        if description.text
        else RawField("description", "not_on_page")
    )
    unclaimed = {
        page.outline.text_of(box): ""
        for pair in facts.pairs
        for box in pair.rest
        if len(page.outline.text_of(box)) < 120
    }
    return Reading(
        "project",
        "facts by label",
        page.decoded.encoding,
        "current",
        language,
        page.url,
        RawProject(fields, items, unclaimed),
        (*title.issues, *facts.issues, *item_issues),
    )
