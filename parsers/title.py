"""The page's title: its main heading, cross-checked against what the head of the page says."""

from collections.abc import Container
from dataclasses import dataclass

from parsers.boxes import Box
from parsers.folding import fold
from parsers.model import Candidate, Issue, RawField
from parsers.page import Page
from parsers.surroundings import tell_surroundings

CHROME_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORDS_OF_TITLE = 4
"""A text of fewer words is not taken for the title wherever it stands."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title and where it is printed.

    Attributes:
        field: as read.
        boxes: every place that prints it, the main one first; empty where the body does not.
        issues: what is doubtful about it.
    """

    field: RawField
    boxes: tuple[Box, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it may be the name of a page of the site, such as `Projects`."""
        return len((self.field.raw or "").split()) < _WORDS_OF_TITLE


def find_title(page: Page) -> Title:
    """Find the title.

    A heading that the head of the page confirms is the title, `<h1>` before `<h2>` and so on. Without such a one it
    is the only `<h1>` of the content; two that differ are `ambiguous`. A page that prints its title nowhere may
    still have it in its head.
    """
    headings = [box for box in page.outline.root.walk() if box.tag in _HEADINGS and not box.is_empty]
    headings.sort(key=lambda box: (box.tag, box.start))
    names = {fold(name) for name in page.names}
    own = [box for box in headings if not _is_logo(page, box)]
    confirmed = [box for box in own if fold(page.outline.text_of(box)) in names]
    if confirmed:
        return _reported(page, confirmed[0], "heading:confirmed")
    mains = [box for box in own if box.tag == "h1"]
    for box in mains:
        if end := _confirmed_part(page, box, names):
            return _reported(page, box, "heading:confirmed", _goes_on(page, box, end), end)
    if len({fold(page.outline.text_of(box)) for box in mains}) == 1:
        return _reported(page, mains[0], "heading:h1", _disagreement(page, mains[0]))
    if mains:
        return _ambiguous(page, mains)
    logos = [box for box in headings if box.tag == "h1" and fold(page.outline.text_of(box)) in names]
    return _reported(page, logos[0], "heading:confirmed") if logos else _from_head(page)


def _is_logo(page: Page, box: Box) -> bool:
    """Whether the heading belongs to the site: it stands in a menu or footer, or is a link to the home page."""
    if any(outer.tag in CHROME_TAGS for outer in box.ancestors()):
        return True
    link = next((inner for inner in (*box.walk(), *box.ancestors()) if inner.tag == "a"), None)
    href = link.attributes.get("href") if link else None  # an anchor that is only a name leads nowhere
    return href is not None and href.rstrip("/").removeprefix("https://").count("/") == 0 and not href.startswith("#")


def _confirmed_part(page: Page, box: Box, names: Container[str]) -> int | None:
    """The leaf before which a heading's links begin, where what stands before them is the title: `… <a>Share</a>`."""
    leaves = page.outline.leaves
    end = box.end
    while end > box.start + 1 and (leaves[end - 1].linked or not leaves[end - 1].has_words):
        end -= 1
    return end if end < box.end and fold(page.outline.text(box.start, end)) in names else None


def _goes_on(page: Page, box: Box, end: int) -> tuple[Issue, ...]:
    message = f"links in the heading were left out: {page.outline.text(end, box.end)!r}"
    return (Issue("title_goes_on", "title", message, "info"),)


def _reported(page: Page, box: Box, rule: str, issues: tuple[Issue, ...] = (), end: int | None = None) -> Title:
    end = end or box.end
    text = page.outline.text(box.start, end)
    printed = page.outline.printed(box.start, end)
    field = RawField("title", "reported", (text,), rule=rule, where=box.path, printed=printed)
    around = tell_surroundings(page.outline, "title", (box,))
    return Title(field, (box, *_echoes(page, box, text)), (*issues, *around))


def _echoes(page: Page, title: Box, text: str) -> tuple[Box, ...]:
    """The other boxes that print the title and nothing else; outermost ones. `Zambia` may be a value: then headings."""
    wanted, length, short = fold(text), title.end - title.start, len(text.split()) < _WORDS_OF_TITLE
    found: list[Box] = []
    for box in page.outline.root.walk():
        if not 0 < box.end - box.start <= length + 2 or (box.start < title.end and title.start < box.end):
            continue  # empty, too long, or the title itself, a part of it or what holds it
        if short and box.tag not in _HEADINGS:
            continue
        if not (found and found[-1].contains(box)) and fold(page.outline.text_of(box)) == wanted:
            found.append(box)
    return tuple(found)


def _disagreement(page: Page, box: Box) -> tuple[Issue, ...]:
    """The head names the page, and not as the heading does."""
    text = fold(page.outline.text_of(box))
    if not page.names or any(fold(name).startswith(text) or text.startswith(fold(name)) for name in page.names):
        return ()
    message = f"the heading reads {page.outline.text_of(box)!r}, the head of the page {page.names[0]!r}"
    return (Issue("title_disagrees", "title", message),)


def _ambiguous(page: Page, boxes: list[Box]) -> Title:
    texts = [page.outline.text_of(box) for box in boxes]
    alternatives = tuple(
        Candidate((text,), None, "heading:h1", box.path, "the page has several main headings")
        for text, box in zip(texts, boxes, strict=True)
    )
    message = "several main headings and no word in the head of the page for one of them: " + " / ".join(texts)
    field = RawField("title", "ambiguous", rule="heading:h1", alternatives=alternatives)
    return Title(field, (), (Issue("title_ambiguous", "title", message, "error"),))


def _from_head(page: Page) -> Title:
    if not page.names:
        issue = Issue("title_missing", "title", "no main heading and no title in the head of the page", "error")
        return Title(RawField("title", "not_on_page"), (), (issue,))
    name = min(page.names[:1] + page.names[-1:], key=len)
    boxes = _printed(page, name)
    issue = Issue("title_without_heading", "title", f"no heading holds the title; the head of the page has {name!r}")
    where = boxes[0].path if boxes else "head > title"
    return Title(RawField("title", "reported", (name,), rule="head:title", where=where), boxes, (issue,))


def _printed(page: Page, name: str) -> tuple[Box, ...]:
    return tuple(
        box for box in page.outline.root.walk() if not box.is_empty and fold(page.outline.text_of(box)) == fold(name)
    )[:1]
