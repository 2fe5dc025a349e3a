"""One page, decoded and laid out: the input of classification and of both layouts; and its links to other projects.

A label may stand in an attribute alone, from where style sheets print it: `<span data-preamble="Year">2005</span>`.
Where no label stands in the text, such an attribute is read as a label before what its element holds; beside a label
in the text it says the same again and is left alone. Elements that carry the same attribute with a name that no table
knows have unknown labels.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.boxes import Attributes, Box
from parsers.encoding import Decoded, decode_entities
from parsers.fields import is_valid_for_any
from parsers.folding import fold, remember
from parsers.labels import Label, cut_at_labels, find_labels, recognise
from parsers.layout import clean, lay_out
from parsers.model import LANGUAGES, Language
from parsers.outline import Outline
from parsers.visibility import is_hidden

# `| International Organization for Migration`, ` - IOM Development Fund`, ` · IOM`
_SITE_SUFFIX = re.compile(r"\s+[|–—·-]\s+[^|]*$")


# `/project/some-slug`, `/fr/project/some-slug`
_PROJECT_PATH = re.compile(rf"^(?:/(?:{'|'.join(LANGUAGES)}))?/project/[^/]+$")
# `/fr/node/174461`: some page of the site, whose address does not say of what kind
NODE_PATH = re.compile(r"/node/\d+$")
_PROJECT_TEMPLATES = (
    "body.page-node-type-project, article.node--type-project.node--view-mode-full, article.node--type-project.full"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page.

    Attributes:
        decoded: its text and how the bytes were read.
        tree: the element tree, without the insides of known menus.
        outline: what a reader sees, but for the menus, dialogs and footer of the site.
        url: the canonical link, or None.
        names: what the head calls the page (`og:title`, `<title>` with and without the site's name), best first.
        language: of the interface, as `<html lang>` or the address says; None where neither does.
        unknown_language: the language that `<html lang>` names, where it is none that the tables know; else None.
        metas: the attributes of all `<meta content>`.
        linked_data: the texts of all JSON-LD.
    """

    decoded: Decoded
    tree: LexborHTMLParser
    outline: Outline
    url: str | None
    names: tuple[str, ...]
    language: Language | None
    unknown_language: str | None
    metas: tuple[Attributes, ...]
    linked_data: tuple[str, ...]

    @property
    def asks_password(self) -> bool:
        """Whether a field for a password is shown on the page."""
        return any(_is_shown(node) for node in self.tree.css('input[type="password" i]'))

    @property
    def is_project_page(self) -> bool:
        """Whether its address or its template says that it is a project's, whatever it holds."""
        path = path_of(self.url or "")
        if _PROJECT_PATH.search(path):
            return True
        is_open = not self.url or NODE_PATH.search(path) is not None
        return is_open and self.tree.css_first(_PROJECT_TEMPLATES) is not None


def read_page(decoded: Decoded, text: str) -> Page:
    """Parse and lay out a page, but for the insides of menus that are known.

    Raises:
        ExcessError: its elements nest too deep, or it has too many pieces of text.
    """
    tree = LexborHTMLParser(text)
    metas = tuple(node.attributes for node in tree.css("meta[content]"))
    linked_data = tuple(node.text() or "null" for node in tree.css('script[type="application/ld+json" i]'))
    said = _by_name(metas)
    url = _canonical(tree, said)
    outline = lay_out(_body(tree), cut_at_labels)
    if name_of := find_attribute_labels(outline):
        outline.take_apart()
        outline = lay_out(_body(tree), cut_at_labels, name_of=name_of)
        outline.is_whole = False  # it has labels that no reader sees
    return Page(decoded, tree, outline, url, _names(tree, said), *_languages(tree, url), metas, linked_data)


def with_chrome(page: Page) -> Page:
    """Lay a page out anew, with its menus, dialogs and footer, if it has any."""
    if page.outline.is_whole:
        return page
    tree = LexborHTMLParser(page.decoded.text)
    return replace(page, tree=tree, outline=lay_out(_body(tree), cut_at_labels, chrome=True))


def _body(tree: LexborHTMLParser) -> LexborNode:
    body = tree.body or tree.root
    if body is None:
        raise ValueError("the parser gave no document")  # lexbor always makes one
    return body


@remember
def path_of(url: str) -> str:
    """Give the path of an address, decoded, without a trailing slash: `/fr/node/174461`."""
    try:
        return unquote(urlsplit(url).path).rstrip("/")
    except ValueError:  # `http://[` is no address
        return ""


_Said = Mapping[tuple[str, str], Sequence[str | None]]
"""What each `<meta name=… content=…>` or `<meta property=… content=…>` says, by the attribute and its value."""


def _by_name(metas: Iterable[Attributes]) -> _Said:
    said: dict[tuple[str, str], list[str | None]] = {}
    for attributes in metas:
        for key in ("name", "property"):
            if name := attributes.get(key):
                said.setdefault((key, name.lower()), []).append(attributes["content"])
    return said


def _first(texts: Iterable[str | None]) -> str | None:
    """The first text with something in it, as it is read."""
    return next((value for text in texts if text and (value := clean(decode_entities(text)))), None)


def _canonical(tree: LexborHTMLParser, said: _Said) -> str | None:
    links = (node.attributes.get("href") for node in tree.css('link[rel~="canonical" i]'))
    link = _first((*links, *said.get(("property", "og:url"), ())))
    return link if link and re.match(r"https?://[^/\s]+", link, re.IGNORECASE) else None


def _names(tree: LexborHTMLParser, said: _Said) -> tuple[str, ...]:
    keys = (
        ("property", "og:title"),
        ("name", "twitter:title"),
        ("name", "dcterms.title"),
        ("property", "og:site_name"),
    )
    *shared, site = [_first(said.get(key, ())) for key in keys]
    titles = [clean(decode_entities(node.text())) for node in tree.css("head > title")]
    names = [name for name in (*shared, *titles) if name and name != site]
    return tuple(dict.fromkeys((*names, *(_SITE_SUFFIX.sub("", name) for name in names))))


def _languages(tree: LexborHTMLParser, url: str | None) -> tuple[Language | None, str | None]:
    """The language that the address or `<html lang>` says, and what the latter says where it is no known one."""
    path = path_of(url or "")
    for language in LANGUAGES:
        if path.startswith(f"/{language}/"):
            return language, None
    attributes = tree.root.attributes if tree.root else {}
    declared = _first(map(attributes.get, ("lang", "xml:lang"))) or ""
    subtag = re.match(r"[a-z]{2,3}(?![a-z])", declared.lower())  # `pt` of `pt-BR`
    known = next((language for language in LANGUAGES if subtag and subtag[0] == language), None)
    return known, declared if subtag and not known and subtag[0] != "und" else None


def _is_shown(node: LexborNode) -> bool:
    outer: LexborNode | None = node
    while outer is not None and not is_hidden(outer.attributes):
        outer = outer.parent
    return outer is None


_PATHS = ("/project/", "/projects/", "/projet/", "/proyecto/", "/node/")
_BESIDE_LINK = 20


@remember
def _path_of_project(url: str) -> str | None:
    path = path_of(url)
    return path if any(mark in path and not path.endswith(mark) for mark in _PATHS) else None


def project_path(page: Page, link: Box) -> str | None:
    """Give the path of another project's page that a link leads to; None for the page itself and for other links."""
    path = _path_of_project(link.attributes.get("href") or "")
    return path if path and not (page.url and path == path_of(page.url)) else None


def other_project(page: Page, box: Box, related: Container[Box]) -> str | None:
    """Find another project's page to which a line of its own in a box links; a link in a sentence is none.

    What is known to belong to others does not count.
    """
    pending = [box]
    while pending:
        inner = pending.pop()
        path = project_path(page, inner) if inner.tag == "a" else None
        if path is not None and stands_alone(page.outline, inner):
            return path
        pending += (child for child in reversed(inner.children) if child not in related)
    return None


def links_elsewhere(page: Page, box: Box) -> bool:
    """Say whether a link to another project's page is in a box."""
    return any(inner.tag == "a" and project_path(page, inner) for inner in box.walk())


def stands_alone(outline: Outline, link: Box) -> bool:
    """Say whether a link is a line of its own, give or take a few characters; a link that ends a sentence is not."""
    line, text = outline.text(*outline.line_around(link)), outline.text_of(link)
    return len(line) <= len(text) + _BESIDE_LINK and (line == text or not line.endswith((".", "!", "?")))


def count_projects(page: Page) -> int:
    """Count the other projects' pages that the page links to."""
    links = (box for box in page.outline.root.walk() if box.tag == "a")
    return len({path for link in links if (path := project_path(page, link))})


ATTRIBUTES = ("data-label", "data-preamble", "data-title", "data-th", "aria-label")
_LONGEST = 100
_LEAST_NAMED = 3
MOST_LABELS = 600
"""The facts of fifty projects; a page with more is a list of them."""
_EDGES = " :\u00a0"
NameOf = Callable[[str, Attributes], str | None]
"""Gives the label that an element's tag and attributes print before its text, or None."""


def find_attribute_labels(outline: Outline) -> NameOf | None:
    """Say which elements of a page have their label in an attribute; None where none has."""
    named = [
        (name, box, text)
        for box in outline.root.walk()
        if box.attributes
        for name in ATTRIBUTES
        if name in box.attributes and (text := box.attributes[name]) and recognise(text)
    ]
    if not named:
        return None
    labels = find_labels(outline, MOST_LABELS)
    every = tuple({name for *_, text in named if (match := recognise(text)) for name in match.fields})
    moved = (every,) if len(every) >= _LEAST_NAMED else ()  # all values may have moved to their neighbours' labels
    for fields in (None, *moved):
        places = {(name, box.tag, text) for name, box, text in named if _is_label(outline, box, text, labels, fields)}
        if places:
            return _namer(places, {fold(leaf.text.strip(_EDGES)) for leaf in outline.leaves})
    return None


def _is_label(outline: Outline, box: Box, text: str, labels: Sequence[Label], fields: tuple[str, ...] | None) -> bool:
    """Whether a text is a label that stands nowhere beside the value, which its field, or one of some, can have."""
    match = recognise(text)
    if match is None or not is_valid_for_any(fields or match.fields, outline.text_of(box)):
        return False
    same = [label for label in labels if label.match.fields == match.fields]
    if box.tag == "td":
        table = next((outer for outer in box.ancestors() if outer.tag == "table"), box)
        return not any(table.start <= label.start < table.end for label in same)  # none at the head of the column
    return not any(label.end <= box.start and not outline.has_words(label.end, box.start) for label in same)


def _namer(places: set[tuple[str, str, str]], texts: set[str]) -> NameOf:
    """Name the elements that were found, and those with the same tag and attribute whose names no text prints."""
    kinds = {(name, tag) for name, tag, _ in places}

    def name(tag: str, attributes: Attributes) -> str | None:
        for key in ATTRIBUTES:
            text = attributes.get(key)
            if not text or (key, tag) not in kinds or len(text) > _LONGEST:
                continue
            return text if fold(text) not in texts or (key, tag, text) in places else None
        return None

    return name


def are_named(boxes: Sequence[Box]) -> bool:
    """Whether texts carry names in attributes, in any language, or labels as pictures: they are no bare blocks."""
    around = {outer: None for box in boxes for outer in (box, box.parent) if outer}
    named = {text for outer in around for key in ATTRIBUTES if (text := outer.attributes.get(key))}
    drawn = [
        attributes.get("alt")
        for row in {outer.parent or outer: None for outer in around}
        for tag, attributes in row.elements()
        if tag == "img"
    ]
    named |= {text for text in drawn if text and recognise(text)}
    return len(named) >= _LEAST_NAMED
