"""The page's title: its main heading, cross-checked against what the head of the page says."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from operator import attrgetter

from parsers.boxes import HEADINGS, Box
from parsers.folding import fold
from parsers.model import Candidate, Issue, RawField
from parsers.outline import Outline
from parsers.page import Page
from parsers.surroundings import tell_surroundings

CHROME_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog"})
TITLE_WORDS = 4
"""A heading of so many words may be a project's title; a text of fewer is not taken for it wherever it stands."""


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
        return len((self.field.raw or "").split()) < TITLE_WORDS


def find_title(page: Page) -> Title:
    """Find the title.

    A heading that the head of the page confirms is the title, `<h1>` before `<h2>` and so on. Without such a one it
    is the only `<h1>` of the content; two that differ are `ambiguous`. A page that prints its title nowhere may
    still have it in its head.
    """
    outline, names = page.outline, {fold(name) for name in page.names}
    headings = [box for box in outline.root.row if box.tag in HEADINGS and box.start < box.end]
    headings.sort(key=attrgetter("tag"))
    named = [box for box in headings if fold(outline.text_of(box)) in names]
    confirmed = next((box for box in named if not _is_logo(box)), None)
    if confirmed is not None:
        return _reported(page, confirmed, "heading:confirmed")
    mains = [box for box in headings if box.tag == "h1" and not _is_logo(box)]
    for box in mains:
        if end := _confirmed_part(outline, box, names):
            message = f"links in the heading were left out: {outline.text(end, box.end)!r}"
            return _reported(page, box, "heading:confirmed", (Issue("title_goes_on", "title", message, "info"),), end)
    if len({fold(outline.text_of(box)) for box in mains}) == 1:
        return _reported(page, mains[0], "heading:h1", _disagreement(page, mains[0]))
    if mains:
        return _ambiguous(page, mains)
    logo = next((box for box in named if box.tag == "h1"), None)
    return _reported(page, logo, "heading:confirmed") if logo else _from_head(page)


def _is_logo(box: Box) -> bool:
    """Whether the heading belongs to the site: it stands in a menu or footer, or is a link to the home page."""
    if box.stands_in(CHROME_TAGS):
        return True
    link = next((inner for inner in (*box.walk(), *box.ancestors()) if inner.tag == "a"), None)
    href = link.attributes.get("href") if link else None  # an anchor that is only a name leads nowhere
    return href is not None and href.rstrip("/").removeprefix("https://").count("/") == 0 and not href.startswith("#")


def _confirmed_part(outline: Outline, box: Box, names: Container[str]) -> int | None:
    """The leaf before which a heading's links begin, where what stands before them is the title: `… <a>Share</a>`."""
    leaves, end = outline.leaves, box.end
    while end > box.start + 1 and (leaves[end - 1].linked or not leaves[end - 1].has_words):
        end -= 1
    return end if end < box.end and fold(outline.text(box.start, end)) in names else None


def _reported(page: Page, box: Box, rule: str, issues: tuple[Issue, ...] = (), end: int | None = None) -> Title:
    outline, end = page.outline, end or box.end
    text = outline.text(box.start, end)
    printed = outline.printed(box.start, end)
    field = RawField("title", "reported", (text,), rule=rule, where=box.path, printed=printed)
    around = tell_surroundings(outline, "title", (box,))
    return Title(field, (box, *_echoes(outline, box, text)), (*issues, *around))


def _echoes(outline: Outline, title: Box, text: str) -> Iterator[Box]:
    """The other boxes that print the title and nothing else; outermost ones. `Zambia` may be a value: then headings."""
    wanted, longest, short = fold(text), title.end - title.start + 2, len(text.split()) < TITLE_WORDS
    begun = {at for at, leaf in enumerate(outline.leaves) if fold(leaf.text) in wanted}
    end = 0
    for box in outline.root.row:
        if box.start not in begun or box.start < end or not 0 < box.end - box.start <= longest:
            continue
        apart = box.end <= title.start or title.end <= box.start
        if apart and (not short or box.tag in HEADINGS) and fold(outline.text_of(box)) == wanted:
            end = box.end
            yield box


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
    row = page.outline.root.row
    boxes = [box for box in row if not box.is_empty and fold(page.outline.text_of(box)) == fold(name)][:1]
    issue = Issue("title_without_heading", "title", f"no heading holds the title; the head of the page has {name!r}")
    where = boxes[0].path if boxes else "head > title"
    return Title(RawField("title", "reported", (name,), rule="head:title", where=where), tuple(boxes), (issue,))
