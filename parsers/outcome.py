"""What kind of page this is, told before anything is taken from it.

A page with facts of a project is a project page, whatever else it shows: sites put maintenance banners, login boxes
and the scripts of their firewall on every page. Only where such facts are missing do the signs of
`parsers/data/outcomes.csv` say what the page is instead; what stands on a page without one known label as regularly as
labels and values do is not passed over.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import cast

from parsers.boxes import Box
from parsers.folding import fold
from parsers.labels import strip_label
from parsers.model import Outcome
from parsers.outline import Outline
from parsers.page import Page, count_projects, path_of
from parsers.values import EDGES, divide
from parsers.vocabulary import read_table

LONGEST_SIGN_LINE = 200
_MANY_PROJECTS = 3
_MOST_OF_LOGIN = 60
_MOST_OF_CHALLENGE = 300
"""Characters of a challenge that has a heading, such as the title of the page it stands before."""
_MOST_OF_NOTICE = 1_500
"""Characters of a notice: a challenge, maintenance, an error, with the footer of the site."""
_MOST_OF_PAGE = 6_000

# The first bytes of what servers label HTML though it is something else.
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, audio or video)"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"{\\rtf", "an RTF document"),
    (b"<svg", "an SVG image"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"BZh", "bzip2 data"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "zstandard data"),
)
# `<!doctype html>`, `<html lang="en">`, `<p>`: some tag of HTML
_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|div|h[1-6]|p|table|ul|dl|main|article|span|a)\b", re.IGNORECASE
)
# `<?xml version="1.0"?><urlset …`, `<rss …`: the root element of a document of XML
_XML_ROOT = re.compile(r"\s*+(?:(?><\?xml[^>]*>|<!--.*?-->)\s*+)*+<([a-z][\w:.-]*)", re.IGNORECASE | re.DOTALL)
_XML_ROOTS = frozenset({"urlset", "sitemapindex", "rss", "feed", "rdf:rdf", "svg", "error", "response", "opml", "xml"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome other than `project`, and why."""

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    outcome: Outcome
    phrase: str
    folded: str


def classify_bytes(body: bytes) -> Verdict | None:
    """Recognise what is no HTML by its first bytes; None where the bytes leave it open."""
    if not body.lstrip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        return Verdict("empty", "no content" if not body else "nothing but blanks")
    start = body.lstrip(b" \t\r\n\xef\xbb\xbf")
    kind = next((name for magic, name in _MAGIC if start.startswith(magic)), None)
    return Verdict("not_html", f"the bytes are {kind}") if kind else None


def classify_text(text: str) -> Verdict | None:
    """Recognise JSON, XML and plain text; None where there is HTML."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["} and _is_json(start):
        return Verdict("not_html", "the page is JSON")
    root = _XML_ROOT.match(text)
    if root and root[1].lower() in _XML_ROOTS:
        return Verdict("not_html", f"the page is XML with the root <{root[1]}>")
    if not _HTML_TAG.search(text):
        return Verdict("not_html", "there is no element of HTML")
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:  # cut JSON shows by its first key
        return re.match(r'[\[{]\s*(?:"[^"]*"\s*[:,\]]|\{|\[)', text) is not None
    return True


def classify_missing(page: Page, cut: str | None) -> Verdict:
    """Say what a page without facts of a project is.

    Args:
        page: the page.
        cut: what it ends within, or None.
    """
    if phrase := next(_seen(page), None):
        return Verdict(phrase.outcome, f"the page says {phrase.phrase!r}")
    if page.asks_password and len(page.outline.leaves) < _MOST_OF_LOGIN and not _holds_content(page):
        return Verdict("login", "the page asks for a password")
    if cut:
        return Verdict("truncated", f"the page ends within {cut}")
    if not page.outline.leaves:
        return Verdict("empty", "the document has no text")
    return _classify_content(page)


def _classify_content(page: Page) -> Verdict:
    if page.is_project_page:
        where = f"{path_of(page.url)} is a project's address" if page.url else "its template is a project's"
        return Verdict("soft_error", f"layout drift: {where}, and no fact of one was found")
    if (projects := count_projects(page)) >= _MANY_PROJECTS:
        return Verdict("not_a_project", f"a listing: links to {projects} projects and no facts of one")
    return Verdict("not_a_project", "no facts of a project")


def _seen(page: Page) -> Iterator[_Phrase]:
    """The signs that the page shows: those of a firewall first, then titles, then lines of text.

    Firewalls put their scripts on every page, and any page may speak of maintenance: such marks count only where
    there is next to nothing to read. A title is believed unless a whole text follows it.
    """
    words = _count_unlinked(page)
    source = page.decoded.text.lower() if words <= _MOST_OF_NOTICE else ""
    headings = _headings(page)
    titles = {fold(title).rstrip(".!… ") for title in (*page.names, *headings)} if words <= _MOST_OF_PAGE else set()
    lines = [page.outline.text(start, end) for start, end in page.outline.lines()] if source else []
    folded = [fold(line) for line in lines if len(line) <= LONGEST_SIGN_LINE]
    shown = [
        *(phrase for phrase in _phrases("markup") if phrase.phrase in source and not _holds_content(page)),
        *(phrase for phrase in _phrases("title") if phrase.folded.rstrip(".!… ") in titles),
        *(phrase for phrase in _phrases("line") if any(phrase.folded in line for line in folded)),
    ]
    yield from sorted(shown, key=lambda phrase: phrase.outcome != "blocked")


def _headings(page: Page) -> list[str]:
    """The main headings; `<h2>` where there is no `<h1>`, for blocks such as `Log in` have headings too."""
    boxes = [box for box in page.outline.root.walk() if box.tag in {"h1", "h2"} and not box.is_empty]
    rank = min((box.tag for box in boxes), default="")
    return [page.outline.text_of(box) for box in boxes if box.tag == rank]


def _holds_content(page: Page) -> bool:
    """Whether a heading and some text are there: a page, whatever scripts and boxes stand on it."""
    return bool(_headings(page)) and _count_unlinked(page) > _MOST_OF_CHALLENGE


def _count_unlinked(page: Page) -> int:
    """How many characters there are to read outside of links and menus."""
    return sum(len(leaf.text) for leaf in page.outline.leaves if not leaf.linked)


@cache
def _phrases(seen_in: str) -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(cast("Outcome", row["outcome"]), row["phrase"], fold(row["phrase"]))
        for row in read_table("outcomes.csv")
        if row["seen_in"] == seen_in
    )


_LEAST_PAIRS = 3
_MOST_BOXES = 20_000
_LONGEST_LABEL = 100


def find_regular_pairs(outline: Outline) -> dict[str, str]:
    """Give the longest row of label and value on the page; empty where there is none, or the page is too large.

    A page in a language that no table has, or with all its labels renamed, has no known label. A row is three and more
    boxes side by side that look alike and hold two texts each or `Label: value`, or such of two looks that take turns.
    """
    rows: list[dict[str, str]] = [{}]
    for parent in outline.root.walk() if len(outline.root.row) <= _MOST_BOXES else ():
        boxes = outline.worded(parent.children)
        if len(boxes) >= _LEAST_PAIRS and not outline.is_linked(parent):
            rows += (*_rows_of_facts(outline, boxes), *_rows_in_turn(outline, boxes))
    longest = max(rows, key=len)
    return longest if len(longest) >= _LEAST_PAIRS else {}


def _rows_of_facts(outline: Outline, boxes: Sequence[Box]) -> Iterator[dict[str, str]]:
    """Boxes that look alike and of which each holds a label and a value."""
    for _, row in groupby(boxes, key=lambda box: box.signature):
        alike = list(row)
        if len(alike) >= _LEAST_PAIRS:
            pairs = [("", None) if outline.is_prose(box) else divide(outline, box) for box in alike]
            for _, run in groupby(pairs, key=lambda pair: pair[1] is not None):
                short = [(label, text) for label, text in run if label and text and len(label) <= _LONGEST_LABEL]
                yield {strip_label(label): text for label, text in short}


def _rows_in_turn(outline: Outline, boxes: Sequence[Box]) -> Iterator[dict[str, str]]:
    """Boxes of two looks that take turns: labels and values."""
    looks = [box.signature for box in boxes]
    texts: dict[str, str] = {}
    index = 0
    while index + 1 < len(boxes):
        label, value = (outline.text_of(box) for box in boxes[index : index + 2])
        next_label = looks[index - 2 : index - 1] if texts else looks[index + 2 : index + 3]
        in_turn = next_label == looks[index : index + 1] and looks[index] != looks[index + 1]
        if in_turn and len(label) <= _LONGEST_LABEL and not any(map(outline.is_prose, boxes[index : index + 2])):
            texts[strip_label(label)] = value.strip(EDGES)
            index += 2
        else:
            yield texts
            texts = {}
            index += 1
    yield texts
