"""A page with the places of its values marked, to open in a browser: nothing in it acts or loads anything.

A saved page is hostile. nh3 (Ammonia) keeps an allowed list of plain elements and drops the rest: scripts, styles,
frames, forms, drawings, images, links' targets, event handlers. What is kept is put into a document of our own whose
policy forbids every load, script, form and base address, in case the list should ever fail.
"""

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

import nh3
from jinja2 import Environment, StrictUndefined
from selectolax.lexbor import LexborHTMLParser, LexborNode

from maintenance.explanation import Explanation, shown
from maintenance.letters import Letters, Span
from parsers.encoding import decode
from sandbox.page import SavedPage

_KEPT = """
a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup dd del dfn div dl dt em
figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd li main mark nav ol p pre q rp rt ruby s samp
section small span strong sub sup table tbody td tfoot th thead time tr u ul var wbr
"""
KEPT_ELEMENTS = set(_KEPT.split())

_DROPPED = """
embed iframe math noembed noframes noscript object script select style svg template textarea title xmp
"""
DROPPED_WITH_CONTENT = set(_DROPPED.split())

KEPT_ATTRIBUTES = {"*": {"id", "lang", "dir", "datetime", "colspan", "rowspan", "data-marked"}}
"""`id` and `data-marked` are ours alone: the page's own are taken away first. No address is kept."""

ANCHOR = "field-"
"""The address `#field-budget_usd` leads to the place of the value."""

OPENING = 40
"""So many characters of the description are looked for, to begin the search for components there."""


def mark_page(page: SavedPage, explanation: Explanation) -> str:
    """Write an explained page as one inert HTML document, with the places of values and components outlined.

    Args:
        page: the page that was explained.
        explanation: what to mark; fields without a place on the page are listed above it all the same.

    Returns:
        The document, UTF-8 when written.
    """
    tree = LexborHTMLParser(decode(page.body, page.content_type).text)
    for name in ("id", "data-marked"):
        for node in tree.css(f"[{name}]"):
            del node.attrs[name]
    anchors = _mark_fields(tree, explanation)
    _mark_items(tree, explanation)
    kept = nh3.clean(
        (tree.body.html if tree.body else None) or "",
        tags=KEPT_ELEMENTS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=KEPT_ATTRIBUTES,
        link_rel=None,
    )
    style = _resource("marked_page.css")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_resource("marked_page.html.jinja"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return template.render(
        style=style,
        style_digest=digest,
        answer=explanation.answer,
        explanation=explanation,
        anchors={name: anchor for name, anchor in anchors.items() if f'id="{anchor}"' in kept},
        shown=shown,
        page=kept,
    )


def _mark_fields(tree: LexborHTMLParser, explanation: Explanation) -> dict[str, str]:
    """Mark the elements of each field, and give each field's anchor: two fields of one element share theirs."""
    anchors: dict[str, str] = {}
    for one in explanation.fields:
        name = one.seen.field
        for node in tree.css(one.seen.where) if one.seen.where else ():
            before = node.attributes.get("data-marked")
            node.attrs["data-marked"] = f"{before}, {name}" if before else name
            if name not in anchors:
                anchors[name] = node.attributes.get("id") or ANCHOR + name
                node.attrs["id"] = anchors[name]
    return anchors


def _mark_items(tree: LexborHTMLParser, explanation: Explanation) -> None:
    """Wrap the text of every component, as far as it is found again letter by letter."""
    if tree.body is None or not explanation.items:
        return
    letters = Letters.of(tree.body)
    description = explanation.answer.observations["description"].value
    position = max(letters.find(str(description)[:OPENING], 0), 0)
    spans: dict[int, list[Span]] = {}
    for item in sorted(explanation.items, key=lambda item: item.start):
        found = letters.find(item.text, position)
        if found >= 0:
            position = found
            for node, span in letters.spans(found, item.text, f"{item.kind} {item.list}.{item.position}"):
                spans.setdefault(node, []).append(span)
    for node, wrapped in spans.items():
        _wrap(tree, letters.nodes[node], wrapped)


def _wrap(tree: LexborHTMLParser, text_node: LexborNode, spans: Sequence[Span]) -> None:
    """Put `<mark>` around parts of a text; where a span lies within another, the outer one stands for both."""
    text, done = text_node.text_content or "", 0
    for span in spans:
        if span.start >= done:
            mark = tree.create_node("mark")
            mark.insert_child(text[span.start : span.end])
            mark.attrs["data-marked"] = span.name
            text_node.insert_before(text[done : span.start])
            text_node.insert_before(mark)
            done = span.end
    text_node.insert_before(text[done:])
    text_node.remove()


def _resource(name: str) -> str:
    return files("maintenance").joinpath(name).read_text(encoding="utf-8")
