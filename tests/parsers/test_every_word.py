"""Every word of the main content is in a value, a label, the description, `unclaimed` or a finding, or is chrome.

The oracle reads the page by itself: it walks the elements of the main content, leaves out what nobody sees and what the
site names as its own (menus, forms' controls, share links, related projects), and looks for each word in the answer.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from maintenance.fixtures import find_fixtures
from parsers import parse_page
from parsers.encoding import decode
from parsers.folding import fold
from parsers.model import ParsedPage
from parsers.vocabulary import read_table
from practice.site import Site
from tests.markups.fixture_mutants import mutants_of_fixtures
from tests.markups.projects import real_projects
from tests.markups.survey import every_mutant, every_structure

UNSEEN = frozenset(
    "audio base button canvas datalist del embed head iframe input legend link map meta noscript object".split()  # noqa: SIM905
) | frozenset("option s script select strike style sup svg template textarea title video".split())  # noqa: SIM905
CHROME = {"nav", "dialog"}
NAMES = re.compile(r"breadcrumb|share|social|pager|pagination|newsletter|cookie|menu|tablist|toolbar|skip|language")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
CASES = Path("../shared/cases/pages")


@cache
def phrases(*sorts: str) -> frozenset[str]:
    return frozenset(fold(row["phrase"]) for row in read_table("boilerplate.csv") if row["sign"] in sorts)


def is_phrase(text: str, *sorts: str) -> bool:
    return re.sub(r"^\d+ ", "", fold(text)).strip(" :»›>….[]") in phrases(*sorts)


def children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def is_left_out(node: LexborNode, outer: set[str]) -> bool:
    attributes = node.attributes
    names = " ".join(attributes.get(name) or "" for name in ("class", "id", "role"))
    hidden = "hidden" in attributes and attributes.get("role") != "tabpanel"
    return (
        node.tag in UNSEEN
        or node.tag in CHROME
        or (node.tag == "label" and "form" in outer)
        or (node.tag in {"header", "footer"} and not outer & {"article", "main", "section"})
        or hidden
        or HIDDEN.search(attributes.get("style") or "") is not None
        or re.search(r"visually-hidden|sr-only|element-invisible|(^| )hidden( |$)", names) is not None
        or (NAMES.search(names) is not None and node.tag not in {"body", "main", "html"})
        or is_phrase(node.text() or "", "chrome", "link", "description", "facts")
    )


def texts(node: LexborNode, outer: set[str]) -> Iterator[str]:
    """The visible texts of an element; what stands under a heading of other projects is passed over.

    So are the links beside the site's own phrases: `Share this page: Facebook …`.
    """
    related = False
    shares = any(is_phrase(child.text() or "", "chrome") for child in children(node) if child.is_element_node)
    for child in children(node):
        if child.is_text_node:
            if not related:
                yield child.text_content or ""
        elif child.is_element_node:
            text = " ".join((child.text() or "").split())
            if is_phrase(text, "related"):
                related = True
            elif child.tag in {"h1", "h2"} or (child.tag in HEADINGS and related and not child.css_first("a")):
                related = False
            if not related and not (shares and child.tag == "a") and not is_left_out(child, outer):
                yield from texts(child, outer | {child.tag or ""})


def main_of(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in ("main", "[role=main]", "article", "[role=article]"):
        node = tree.css_first(selector)
        if node is not None and ("main" in selector or node.css_first("h1") is not None):  # a teaser is an article too
            return node
    return None  # a page without landmarks leaves open what its content is


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


@cache
def label_words() -> frozenset[str]:
    return frozenset(word for row in read_table("labels.csv") for word in words(row["label"]))


def said_of(reading: ParsedPage) -> set[str]:
    assert reading.project is not None
    fields = reading.project.fields.values()
    said = [text for one in fields for text in (*one.texts, one.label or "", one.printed or "")]
    said += [text for pair in (reading.project.unclaimed or {}).items() for text in pair]
    said += [issue.message for issue in reading.issues]
    return words(" ".join(said)) | label_words()


def lost(body: bytes) -> list[str]:
    """The texts of a project's page whose words are nowhere in the answer."""
    reading = parse_page(body)
    if reading.project is None:
        return []
    main = main_of(LexborHTMLParser(decode(body, None).text))
    if main is None:
        return []
    said = said_of(reading)
    seen = (unescape(text) for text in texts(main, {main.tag or ""}) if text != "[email\xa0protected]")  # decoded
    return [text for text in seen if not all(word in said or is_glued(word, said) for word in words(text))]


def is_glued(word: str, said: set[str]) -> bool:
    """Whether a word is a part of another, as elements cut it, or the number of a numbered label."""
    return (word.isdigit() and len(word) == 1) or any(word in other for other in said)


def report(pages: Iterator[tuple[str, bytes]]) -> None:
    found = {name: missing for name, body in pages if (missing := lost(body))}
    assert found == {}


def test_fixtures() -> None:
    report((one.name, one.page().body) for one in find_fixtures(Path("tests/fixtures")) if one.meta())


def test_practice_pages() -> None:
    site = Site(size=120)
    report((path, site.get(path, origin="http://practice.example").body) for path in site.pages)


@pytest.mark.skipif(not CASES.exists(), reason="the case pages are not beside the project")
def test_cases() -> None:
    report((path.name, path.read_bytes()) for path in sorted(CASES.glob("*.html")))


def test_mutants() -> None:
    report((name, page.body) for name, _, page in every_mutant(120, seed=21))


def test_structures() -> None:
    report((name, page.body) for name, _, page in every_structure(real_projects(), step=797))


def test_mutants_of_fixtures() -> None:
    report((name, body) for name, _, body in mutants_of_fixtures(1, seed=5))
