"""One page, decoded and laid out: the input of classification and of both layouts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import get_args
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.boxes import Outline
from parsers.encoding import Decoded
from parsers.entities import decode_entities
from parsers.labels import cut_at_labels
from parsers.layout import clean, lay_out
from parsers.raw import Language

# `| International Organization for Migration`, ` - IOM Development Fund`, ` · IOM`
_SITE_SUFFIX = re.compile(r"\s+[|–—·-]\s+[^|]*$")


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page.

    Attributes:
        decoded: its text and how the bytes were read.
        tree: the element tree; keeps all nodes alive.
        outline: what a reader sees, but for the menus, dialogs and footer of the site.
        url: the canonical link, or None.
        names: what the head calls the page (`og:title`, `<title>` with and without the site's name), best first.
        language: of the interface, as `<html lang>` or the address says; None where neither does.
    """

    decoded: Decoded
    tree: LexborHTMLParser
    outline: Outline
    url: str | None
    names: tuple[str, ...]
    language: Language | None


def read_page(decoded: Decoded) -> Page:
    """Parse and lay out a page.

    Raises:
        parsers.boxes.TooDeepError: its elements nest too deep.
    """
    tree = LexborHTMLParser(decoded.text)
    body = tree.body or tree.root
    if body is None:
        raise ValueError("the parser gave no document")  # lexbor always makes one
    url = _canonical(tree)
    return Page(decoded, tree, lay_out(body, cut_at_labels), url, _names(tree), _language(tree, url))


def with_chrome(page: Page) -> Page:
    """Lay a page out anew, with its menus, dialogs and footer."""
    return replace(page, outline=lay_out(page.outline.root.node, cut_at_labels, chrome=True))


@lru_cache(maxsize=10_000)
def path_of(url: str) -> str:
    """Give the path of an address, decoded, without a trailing slash: `/fr/node/174461`."""
    try:
        return unquote(urlsplit(url).path).rstrip("/")
    except ValueError:  # `http://[` is no address
        return ""


def _attribute(nodes: Sequence[LexborNode], name: str) -> str | None:
    """The first attribute of this name with something in it."""
    return next((value for node in nodes if (value := clean(decode_entities(node.attributes.get(name) or "")))), None)


def _canonical(tree: LexborHTMLParser) -> str | None:
    link = _attribute(tree.css('link[rel~="canonical" i]'), "href")
    link = link or _attribute(tree.css('meta[property="og:url" i]'), "content")
    return link if link and re.match(r"https?://[^/\s]+", link, re.IGNORECASE) else None


def _names(tree: LexborHTMLParser) -> tuple[str, ...]:
    shared = [
        _attribute(tree.css(selector), "content")
        for selector in ('meta[property="og:title" i]', 'meta[name="twitter:title" i]', 'meta[name="dcterms.title" i]')
    ]
    titles = [clean(decode_entities(node.text())) for node in tree.css("head > title")]
    site = _attribute(tree.css('meta[property="og:site_name" i]'), "content")
    names = [name for name in (*shared, *titles) if name and name != site]
    return tuple(dict.fromkeys((*names, *(_SITE_SUFFIX.sub("", name) for name in names))))


def _language(tree: LexborHTMLParser, url: str | None) -> Language | None:
    declared = _attribute(tree.css("html"), "lang") or _attribute(tree.css("html"), "xml:lang") or ""
    path = path_of(url or "")
    languages: tuple[Language, ...] = get_args(Language)
    for language in languages:
        if path.startswith(f"/{language}/"):
            return language
    return next((language for language in languages if re.match(rf"{language}(?![a-z])", declared.lower())), None)
