"""The site's own text within the content: menus, share links, notes, headings of the facts, links to read on.

Chrome is known by its element, by the names of its class, id or role, or by its words (`data/boilerplate.csv`). What
only looks as chrome may look, a list of links or a caption, is set aside: the body of the description may take it back,
and else it is said.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from parsers.boxes import ARTICLES, Box
from parsers.folding import remember
from parsers.layout import HEADING_TAGS
from parsers.outline import Marks, Outline
from parsers.owners import LeftOut, Owners
from parsers.page import Page, links_elsewhere, stands_alone
from parsers.vocabulary import is_boilerplate, leads_on, opens_boilerplate

_ASIDE_TAGS = frozenset({"aside", "header", "footer"})
_WORDS = """
breadcrumb breadcrumbs share sharing social related pager pagination newsletter cookie cookies menu navigation footer
sidebar tablist tags skip print addtoany toolbar banner contextual feedback
"""
_CHROME_WORDS = frozenset(_WORDS.split())
"""Words in classes, ids and roles by which site builders name what is not content."""
_NAMES = ("class", "id", "role")
_LEAVES_OF_SIGN = 8
_MOSTLY = 0.5
_LONGEST_NOTE = 200
_LINKS_OF_MENU = 3
_PICTURES = frozenset({"img", "picture", "svg", "video"})
_CONTROLS = frozenset({"button", "input", "select", "textarea"})
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
# `… of the border.`, `… the pro…`: a link on follows a sentence or a text that is cut
_ENDED = re.compile(r"[.!?…:;)»”\"]\s*$")


def claim_chrome(
    page: Page, scope: Box, kept: Marks, facts: Sequence[Box], owners: Owners, *, asides: bool
) -> list[Box]:
    """Claim the site's own text in a part of the page.

    Args:
        page: the page.
        scope: the part.
        kept: the leaves of title and facts; nothing around them is chrome.
        facts: the boxes of labels, values and other facts.
        owners: who has what; grows.
        asides: whether `<aside>` is set aside too.

    Returns:
        The outermost boxes that were set aside, each left out with its reason until the body takes it back.
    """
    outline = page.outline
    inside = kept.untouched(scope.walk())
    boxes = [box for box in inside if box.breaks]
    _claim_blocks(page, boxes, owners)
    for box in inside:
        if box.kind == "element" and not box.breaks and _is_inline_sign(outline, box):
            owners.claim([box], "chrome")
    _claim_governed(outline, boxes, owners)
    _claim_remnants(outline, boxes, owners)
    _claim_headings(outline, scope, facts, owners)
    leaves = outline.leaves[scope.start : scope.end]
    heard, shown = [leaf.box for leaf in leaves if leaf.heard], {leaf.text for leaf in leaves if not leaf.heard}
    unseen = (box for box in heard if outline.is_prose(box) and outline.text_of(box) not in shown)
    owners.claim(unseen, LeftOut("it is a button, or hidden from sight"))
    owners.claim(heard, "chrome")
    return list(_set_apart(outline, boxes, scope, owners, asides=asides))


def _claim_blocks(page: Page, boxes: Sequence[Box], owners: Owners) -> None:
    """Claim the outermost boxes that are the site's own, and those that lead to other projects."""
    end = 0
    for box in boxes:
        if box.end <= end:
            continue
        text = page.outline.text_of(box) if box.end - box.start < _LEAVES_OF_SIGN else ""
        if len(text) <= _LONGEST_NOTE and opens_boilerplate(text):
            owners.claim([box], LeftOut("it begins as a note of the site does"))
        elif _is_chrome(page.outline, box, text):
            tabs = [inner for inner in box.walk() if "role" in inner.attributes and inner.attributes["role"] == "tab"]
            owners.claim(tabs, LeftOut("it names the panel of a tab"))
            owners.claim([box], "chrome")
        elif _leads_elsewhere(page, box):
            owners.claim([box], LeftOut("it leads to another project"))
        else:
            continue
        end = box.end


def _claim_governed(outline: Outline, boxes: Sequence[Box], owners: Owners) -> None:
    """Claim what stands under a heading of the site such as `Newsletter`, up to the next heading."""
    for heading in boxes:
        if heading.tag not in HEADING_TAGS or heading.parent is None:
            continue
        text = outline.text_of(heading)
        if is_boilerplate("chrome", text) and not leads_on(text):
            behind = heading.parent.children_from(heading.end)
            under = takewhile(lambda box: box.tag not in HEADING_TAGS, behind)
            owners.claim(under, LeftOut(f"it stands under {text!r}"))


def _claim_remnants(outline: Outline, boxes: Sequence[Box], owners: Owners) -> None:
    """Claim the links beside the site's own text, and the headings that have nothing else."""
    for box in reversed(boxes):
        if None in owners.of[box.start : box.end] and _is_remnant(outline, box, owners):
            leaves = range(box.start, box.end)
            owners.claim_leaves([index for index in leaves if not outline.leaves[index].headed], "chrome")
            owners.claim([box], LeftOut("it heads nothing but links"))


def _set_apart(outline: Outline, boxes: Sequence[Box], scope: Box, owners: Owners, *, asides: bool) -> Iterator[Box]:
    """Leave out the outermost boxes that look as chrome may look."""
    end = 0
    for box in boxes:
        reason = _apart(outline, box, scope, asides=asides) if box.start >= end else None
        if reason:
            owners.claim([box], LeftOut(reason))
            end = box.end
            yield box


def _claim_headings(outline: Outline, scope: Box, facts: Sequence[Box], owners: Owners) -> None:
    """Claim the headings of the facts: those after which, but for other headings, a fact stands."""
    starts = {box.start for box in facts}
    for box in reversed(scope.walk()):
        if box.tag in HEADING_TAGS and box.end in starts:
            owners.claim([box], LeftOut("it heads facts"))
            starts.add(box.start)


def _is_chrome(outline: Outline, box: Box, text: str) -> bool:
    if _is_sites(text, heads=box.tag in HEADING_TAGS):
        return True
    if box.tag in {"header", "footer"} and not box.stands_in(ARTICLES):
        return True
    if not _is_named(box):
        return False
    return outline.linked_share(box) > _MOSTLY or (_has_controls(outline, box) and not _holds_prose(outline, box))


def _is_named(box: Box) -> bool:
    """Whether class, id or role name an element as the site's own."""
    named = box.attributes
    return bool(named and [name for name in _NAMES if name in named and _names_chrome(named[name] or "")])


@remember
def _names_chrome(names: str) -> bool:
    return not _CHROME_WORDS.isdisjoint(_NAME_PARTS.split(names.lower()))


def _holds_prose(outline: Outline, box: Box) -> bool:
    return any(outline.is_prose(inner) for inner in outline.blocks_in(box))


def _apart(outline: Outline, box: Box, scope: Box, *, asides: bool) -> str | None:
    """Why a box is set aside, or None where it is not; what holds most of the text is the text."""
    if box.tag in _ASIDE_TAGS and outline.share(box, scope) <= _MOSTLY and (asides or box.tag != "aside"):
        return f"it stands in <{box.tag}>"
    if box.tag == "figcaption" and box.parent is not None and box.parent.holds(_PICTURES):
        return "it is the caption of a picture"
    if box.tag in {"ul", "ol", "div"} and box.end - box.start > 1 and outline.is_linked(box):
        return "it is a list of links"
    if _is_named(box) and _has_controls(outline, box) and outline.share(box, scope) <= _MOSTLY:
        return "its element is named as the site's own"
    return None


def _leads_elsewhere(page: Page, box: Box) -> bool:
    """Whether most of a box is links, one of them to another project: `Previous / next: …`; a sentence is not."""
    if page.outline.linked_share(box) <= _MOSTLY:
        return False
    last = page.outline.leaves[box.end - 1]
    return (last.linked or not last.text.endswith((".", "!", "?"))) and links_elsewhere(page, box)


def _has_controls(outline: Outline, box: Box) -> bool:
    """Whether a box is for clicking rather than reading: it holds a list of links or a form's controls."""
    if box.holds(_CONTROLS):
        return True
    links = [inner for inner in box.walk() if inner.tag == "a"]
    return len(links) >= _LINKS_OF_MENU <= len([link for link in links if stands_alone(outline, link)])


@remember
def _is_sites(text: str, *, heads: bool) -> bool:
    """Whether the whole of a short text is a phrase of the site: `Share this page`, `Description`."""
    return (
        is_boilerplate("chrome", text)
        or leads_on(text)
        or is_boilerplate("description", text)
        or (heads and is_boilerplate("facts", text))
    )


def _is_inline_sign(outline: Outline, box: Box) -> bool:
    """Whether a part of a line is the description's label, or leads on behind a sentence: `<a>Read more</a>`."""
    text = outline.text_of(box)
    if not leads_on(text):
        return is_boilerplate("description", text) and box.parent is not None and box.parent.start == box.start
    start, end = outline.line_around(box)
    leaves = outline.leaves
    ended = start == box.start or _ENDED.search(leaves[box.start - 1].text) is not None
    return ended and not (box.end < end and leaves[box.end].text[0].islower())


def _is_remnant(outline: Outline, box: Box, owners: Owners) -> bool:
    """Whether only headings and links are left beside signs (`Share this page`) and what was taken."""
    reason = False
    for index in range(box.start, box.end):
        leaf = outline.leaves[index]
        if owners.of[index] or is_boilerplate("chrome", leaf.text):
            reason = True
        elif leaf.has_words and not leaf.linked and not leaf.headed:
            return False
    return reason
