"""Descriptions as HTML, in several ways."""

import re

from tests.markups.projects import Description
from tests.markups.tree import Child, Node, bag, el

PROSE_WAYS = ("paragraphs", "field", "breaks", "divs", "article", "inline marks", "bare text", "one div", "label words")


def write_description(description: Description, way: str) -> Node:
    """Write a description; its role is `description`.

    Args:
        description: what to write.
        way: one of `PROSE_WAYS`; `breaks` puts lines of one enumeration into one paragraph.
    """
    if way in {"bare text", "one div"}:
        node = bag(_loose_lines(description), role="description")
        return node if way == "bare text" else el("div", node)
    children = [node for block in description.blocks for node in _block(block, way)]
    if way == "field":
        inner = el("div", children, cls="field__item", property="schema:text")
        return el("div", inner, role="description", cls="clearfix text-formatted field field--name-body")
    if way == "article":
        return el("article", el("section", children), role="description")
    return el("div", children, role="description")


def _loose_lines(description: Description) -> list[Child]:
    """Paragraphs as text between `<br>`s, true lists as they are."""
    loose: list[Child] = []
    for block in description.blocks:
        if block[0] in {"ul", "ol", "h3"}:
            loose += _block(block, "paragraphs")
            continue
        for line in block[1:]:
            loose += [line, el("br")]
        loose.append(el("br"))
    return loose


def _block(block: tuple[str, ...], way: str) -> list[Child]:
    kind, lines = block[0], block[1:]
    tag = "div" if way == "divs" else "p"
    if kind in {"ul", "ol"}:
        return [el(kind, [_item(line, kind) for line in lines])]
    if kind == "h3":
        return [el("h3", line) for line in lines]
    if kind == "lines" and way in {"breaks", "field"}:
        broken: list[Child] = []
        for line in lines:
            broken += [line] if not broken else [el("br"), line]
        return [el(tag, broken)]
    if way == "inline marks":
        return [el(tag, _marked(line)) for line in lines]
    if way == "label words":
        return [el(tag, _emphasised(line)) for line in lines]
    return [el(tag, line) for line in lines]


def _item(line: str, kind: str) -> Node:
    first, *nested = line.split(" > ")
    if nested:
        return el("li", first, el(kind, [el("li", one) for one in nested]))
    return el("li", first)


def _marked(line: str) -> list[Child]:
    """Set a word in the middle in bold and the last one as a link, as editors do."""
    words = line.split(" ")
    if len(words) < 8:
        return [line]
    middle = len(words) // 2
    before, after = " ".join(words[:middle]), " ".join(words[middle + 1 : -1])
    return [f"{before} ", el("strong", words[middle]), f" {after} ", el("a", words[-1], href="https://iom.int/x")]


LABEL_WORDS = re.compile(
    r"\b(start date|end date|project status|project type|coverage|region|year|budget|country|année|año|statut)\b",
    re.IGNORECASE,
)
"""Words that are labels elsewhere: `Coverage of rural districts grew`."""


def _emphasised(line: str) -> list[Child]:
    """Set words that are labels elsewhere in bold, as an author might who stresses them."""
    return [el("strong", part) if LABEL_WORDS.fullmatch(part) else part for part in LABEL_WORDS.split(line) if part]
