"""One page's bytes to what it says: the whole of `parsers`, top to bottom."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parsers.boxes import NAME_PARTS, Box
from parsers.content import find_description
from parsers.description import read_description
from parsers.encoding import decode, find_residues, is_mhtml, read_mhtml
from parsers.facts import Facts, read_facts, suspect
from parsers.fields import PARTED_FIELDS, valid_unlabelled
from parsers.folding import fold, note_page
from parsers.html_guard import inspect
from parsers.labels import cut_at_labels, recognise
from parsers.legacy import read_bare_facts
from parsers.lists.items import find_items
from parsers.model import LANGUAGES, ExcessError, Issue, Language, ParsedPage, RawField, RawItem, RawProject
from parsers.outcome import Verdict, classify_bytes, classify_missing, classify_text, find_regular_pairs
from parsers.outline import LONGEST_FACT, Outline
from parsers.owners import LeftOut, Owners, account, tell_of_text, tell_terms
from parsers.page import Page, are_named, read_page, with_chrome
from parsers.sections import LINKED, Sections, find_sections
from parsers.title import CHROME_TAGS, Title, find_title
from parsers.vocabulary import is_boilerplate


def parse_page(body: bytes, *, content_type: str | None = None) -> ParsedPage:
    """Read one page; any bytes at all give an answer.

    Args:
        body: the page as received, content encodings (gzip …) already undone.
        content_type: the Content-Type header, or None for a saved page.

    Returns:
        The outcome, and the project where the page is one.
    """
    if is_mhtml(body):
        return _parse_saved(body)
    if verdict := classify_bytes(body):
        return ParsedPage(verdict.outcome, verdict.reason, "binary")
    decoded = decode(body, content_type)
    if verdict := classify_text(decoded.text):
        return ParsedPage(verdict.outcome, verdict.reason, decoded.encoding)
    try:
        cut, text = inspect(decoded.text)
        page = read_page(decoded, text)
        answer = _read(page, cut)
    except ExcessError as excess:
        return ParsedPage("soft_error", f"too costly to parse: {excess}", decoded.encoding)
    page.outline.take_apart()
    note_page(len(body))
    return answer


def _parse_saved(body: bytes) -> ParsedPage:
    saved = read_mhtml(body)
    if saved is None or is_mhtml(saved.body):
        return ParsedPage("not_html", "the file is MHTML, and no page can be taken out of it", "binary")
    parsed = parse_page(saved.body, content_type=saved.content_type)
    return parsed if parsed.url else replace(parsed, url=saved.url)


def _read(page: Page, cut: str | None) -> ParsedPage:
    """Read a page that is laid out: the project on it, or what it is instead; `cut` is what it ends within, or None."""
    title = find_title(page)
    sections = find_sections(page, title)
    facts = read_facts(page, title, sections)
    found = _find_facts(page, title, sections, facts)
    if found is None:
        whole = with_chrome(page)
        refused = _refused(page, classify_missing(whole, cut), (*_foreign(page), *facts.issues))
        if whole is not page:
            whole.outline.take_apart()
        regular = page.unknown_language or page.is_project_page
        return replace(refused, unclaimed=find_regular_pairs(page.outline)) if regular else refused
    if cut:
        return _refused(page, Verdict("truncated", f"the page ends within {cut}"))
    if all(field.status in {"label_empty", "not_on_page"} for field in found.fields.values()):
        return _drifted(page, found)
    rival = _find_rival(title.field.raw or "", found)
    if rival and title.is_short:
        return _refused(page, Verdict("not_a_project", f"a listing: its row names {rival!r}"))
    language = found.language or page.language or "en"
    description, items, issues = _describe(page, title, sections.related, found, language)
    if description.raw is None and (with_body := _with_short_body(page, found)):
        found = with_body
        description, items, issues = _describe(page, title, sections.related, found, language)
    project = RawProject({"title": title.field, **found.fields, "description": description}, items, found.unclaimed)
    return ParsedPage(
        "project",
        f"facts of a project in the {found.layout} layout",
        page.decoded.encoding,
        found.layout,
        None if _is_foreign(page, found) else language,
        page.url,
        project,
        (
            *_foreign(page),
            *find_residues(page.decoded, project),
            *title.issues,
            *_rivalry(rival),
            *found.issues,
            *issues,
            *_strays(project),
        ),
    )


def _is_foreign(page: Page, found: Facts) -> bool:
    """Whether a page that names another language has no more known labels than unknown ones: these may be chance."""
    return page.unknown_language is not None and len(found.labels) <= len(found.unclaimed)


def _foreign(page: Page) -> Iterator[Issue]:
    if page.unknown_language:
        known = ", ".join(LANGUAGES)
        message = f"the page says that it is in {page.unknown_language!r}; labels and terms are known in {known}"
        yield Issue("unknown_language", None, message)


def _find_rival(title: str, found: Facts) -> str | None:
    """Find the other project's name that stands among the facts under a label such as `Title`."""
    names = [text for label, text in found.unclaimed.items() if text and is_boilerplate("title", label)]
    return next((name for name in names if fold(name) not in fold(title) and fold(title) not in fold(name)), None)


def _rivalry(rival: str | None) -> Iterator[Issue]:
    if rival:
        yield Issue("title_disagrees", "title", f"the heading was taken, and the facts name another title, {rival!r}")


def _refused(page: Page, verdict: Verdict, issues: tuple[Issue, ...] = ()) -> ParsedPage:
    encoding, language = page.decoded.encoding, page.language
    return ParsedPage(verdict.outcome, verdict.reason, encoding, language=language, url=page.url, issues=issues)


def _find_facts(page: Page, title: Title, sections: Sections, facts: Facts) -> Facts | None:
    if facts.is_project:
        return facts
    bare = None if facts.is_labelled else read_bare_facts(page, title, sections.related)
    if bare is None or are_named((*bare.values, *bare.unmatched)) or _are_labelled(page, bare):
        return None
    return replace(bare, issues=[*bare.issues, *_opening_labels(bare), *suspect(bare.fields, bare.unclaimed)])


def _are_labelled(page: Page, bare: Facts) -> bool:
    """Whether most of the facts stand as regularly as values do beside labels: nobody knows these."""
    printed = {field.raw for field in bare.fields.values() if field.texts}
    return 2 * len(printed.intersection(find_regular_pairs(page.outline).values())) > len(printed)


def _opening_labels(bare: Facts) -> Iterator[Issue]:
    """Name the fields without a value whose label seems to stand among bare facts, with more words behind it."""
    for text in bare.unclaimed:
        matches = filter(None, map(recognise, cut_at_labels(text)))
        for name in dict.fromkeys(name for match in matches for name in match.fields):
            if bare.fields[name].status == "not_on_page":
                yield Issue("unknown_label_fits", name, f"no value was found, and {text!r} looks like its label")


def _drifted(page: Page, found: Facts) -> ParsedPage:
    """A page with the labels of a project and no value at all is a changed template, not a project without facts."""
    issues = tuple(
        Issue("layout_drift", name, "the label stands there and no value was found beside any label", "error")
        for name, field in found.fields.items()
        if field.status == "label_empty"
    )
    reason = f"layout drift: {len(issues)} labels of a project and not one value"
    return _refused(page, Verdict("soft_error", reason), issues)


_CONTROL_TAGS = frozenset({"button", "label", "legend", "option"})
"""Elements of a form whose text asks for input, where it says nothing else."""
_STRAY_QUOTE = (Issue("stray_quote", "description", "a leading quotation mark that never closes was dropped", "info"),)


def _describe(
    page: Page, title: Title, related: Mapping[Box, str], found: Facts, language: Language
) -> tuple[RawField, tuple[RawItem, ...], tuple[Issue, ...]]:
    """Give the description and its items, and say which words of the main content are in nothing that was read."""
    outline, owners = page.outline, _own(page, title, related, found)
    content = find_description(page, title, (*found.labels, *found.values, *found.unmatched), owners)
    description = read_description(outline, content.chosen)
    described = RawField("description", "reported", (description.text,))
    main = content.places[0]
    said = (*title.issues, *found.issues, *content.issues)
    left_out = tuple(account(owners, content.places, (*found.fields.values(), described), found.unclaimed, said))
    told = tuple(tell_of_text(outline, main, content.chosen, said))
    if not description.text:
        return RawField("description", "not_on_page"), (), (*left_out, *told)
    items, issues = find_items(description)
    where = _holder(outline, content.chosen).path
    field = RawField("description", "reported", (description.text,), rule=f"content:{content.scope.tag}", where=where)
    stray = _STRAY_QUOTE if description.stray_quote else ()
    told = (*told, *tell_terms(outline, main, content.chosen))
    return field, items, (*left_out, *content.issues, *told, *stray, *issues)


_LEAST_WORDS = 3
_NAMED = frozenset({"body", "description", "summary", "formatted"})
"""Words in classes by which site builders name a text: `field--name-body`, `text-formatted`."""
_WORD = re.compile(r"\w+")


def _with_short_body(page: Page, found: Facts) -> Facts | None:
    """Take a short description from among the facts, or give None where there is none."""
    outline, facts = page.outline, (*found.labels, *found.values)
    first, last = min(box.start for box in facts), max(box.end for box in facts)
    edge = [box for box in found.unmatched if box.end <= first or box.start >= last]
    body: list[Box] = []
    for box in sorted(edge, key=lambda box: box.start, reverse=True):
        announces = body and outline.text_of(box).endswith(":") and not outline.has_words(box.end, body[-1].start)
        if announces or _is_body(outline, box):
            body.append(box)
    words = {word for box in body for word in _WORD.findall(outline.text_of(box))}
    unclaimed = {
        label: text for label, text in found.unclaimed.items() if not words.issuperset(_WORD.findall(f"{label} {text}"))
    }
    unmatched = [box for box in found.unmatched if box not in body]
    return replace(found, unmatched=unmatched, unclaimed=unclaimed) if body else None


def _is_body(outline: Outline, box: Box) -> bool:
    """Whether a text at the edge of the facts is named as a text, is a list, or some words in one line."""
    text = outline.text_of(box)
    names = {part for outer in box.walk() for part in NAME_PARTS.split((outer.attributes.get("class") or "").lower())}
    items = box.tag != "li" and any(inner.tag == "li" for inner in box.walk())
    is_line = outline.line_of[box.start] == outline.line_of[box.end - 1]
    return bool(names & _NAMED) or items or (is_line and len(text.split()) >= _LEAST_WORDS and ":" not in text)


def _own(page: Page, title: Title, related: Mapping[Box, str], found: Facts) -> Owners:
    """Give title, facts and what belongs to others to their owners."""
    owners = Owners(page.outline)
    owners.claim(title.boxes, "title")
    owners.claim(found.labels, "label")
    owners.claim(found.values, "value")
    owners.claim(found.unmatched, "unmatched")
    for box, reason in related.items():
        if box.tag == "form":
            asks = not any(map(page.outline.is_prose, page.outline.blocks_in(box)))
            controls = _CONTROL_TAGS if asks else _CONTROL_TAGS - {"label", "legend"}
            owners.claim((inner for inner in box.walk() if inner.tag in controls), "chrome")
            owners.claim([box], LeftOut(reason))
        elif box.tag in CHROME_TAGS:
            owners.claim([box], "chrome")
        elif LINKED in reason:  # a line of its own may be one of the text
            owners.claim([box], LeftOut(reason))
        else:
            owners.claim([box], "related")
    owners.claim(found.others, LeftOut("it speaks of something else than the project"))
    return owners


def _holder(outline: Outline, leaves: Sequence[int]) -> Box:
    """The largest element that holds these leaves and no other words."""
    first, last = leaves[0], leaves[-1] + 1
    around = [box for box in outline.leaves[first].box.around() if box.end >= last]
    words = sum(outline.leaves[index].has_words for index in leaves)
    alone = [box for box in around if outline.count_words(box.start, box.end) == words]
    return alone[-1] if alone else around[0]


def _strays(project: RawProject) -> list[Issue]:
    """Lines of the description that look like the value of a field: a fact whose label was lost may stand there."""
    issues = []
    description = project.fields["description"].raw or ""
    for line in dict.fromkeys(line.strip() for line in description.split("\n") if len(line) <= LONGEST_FACT):
        for name in valid_unlabelled(line):
            missing = project.fields[name].status in {"not_on_page", "label_empty"}
            if not missing and name in PARTED_FIELDS:
                continue
            issues.append(Issue("fact_in_description", "description", f"the line {line!r} looks like a fact"))
            if missing:
                message = f"no value was found, and the description has the line {line!r}"
                issues.append(Issue("fact_in_description", name, message))
    return list(dict.fromkeys(issues))
