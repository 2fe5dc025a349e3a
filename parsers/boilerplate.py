"""What stands in the content and is none of its text: the site's own, and what is printed a second time.

The site's own text, its *chrome* (menus, share links, notes, headings of the facts), is known by its element, by the
names of its class, id or role, or by its words (`data/boilerplate.csv`). What only looks as chrome may look, a list of
links or a caption, is set aside: the body of the description may take it back, and else it is said. Printed twice are
teasers before the whole, leads that the body repeats, copies for phone and desk.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from parsers.boxes import ARTICLES, NAME_PARTS, Box
from parsers.folding import fold, remember
from parsers.layout import HEADING_TAGS
from parsers.outline import Marks, Outline, is_item
from parsers.owners import LeftOut, Owners
from parsers.page import Page, links_elsewhere, stands_alone
from parsers.vocabulary import leads_on, opens_boilerplate, signs_of

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
# `… of the border.`, `… the pro…`: a link on follows a sentence or a text that is cut
_ENDED = re.compile(r"[.!?…:;)»”\"]\s*$")


def claim_chrome(page: Page, scope: Box, kept: Marks, owners: Owners, *, asides: bool) -> list[Box]:
    """Claim the site's own text in a part of the page.

    Args:
        page: the page.
        scope: the part.
        kept: the leaves of title and facts; nothing around them is chrome.
        owners: who has what; grows.
        asides: whether `<aside>` is set aside too.

    Returns:
        The outermost boxes that were set aside, each left out with its reason until the body takes it back.
    """
    outline = page.outline
    inside = kept.untouched(scope.walk())
    boxes = [box for box in inside if box.breaks]
    free = [box for box in inside if None in owners.of[box.start : box.end]]
    _claim_blocks(page, [box for box in free if box.breaks], owners)
    inline = [box for box in free if box.kind == "element" and not box.breaks]
    owners.claim([box for box in inline if _is_inline_sign(outline, box)], "chrome")
    _claim_governed(outline, boxes, owners)
    _claim_remnants(outline, scope, boxes, owners)
    _claim_headings(scope, kept, owners)
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
        if "chrome" in signs_of(text) and not leads_on(text):
            under = takewhile(lambda box: box.tag not in HEADING_TAGS, heading.parent.children_from(heading.end))
            owners.claim(under, LeftOut(f"it stands under {text!r}"))


def _claim_remnants(outline: Outline, scope: Box, boxes: Sequence[Box], owners: Owners) -> None:
    """Claim the links beside signs (`Share this page`) and what was taken, and the headings that have nothing else."""
    signs: list[Box] = []
    texts: list[Box] = []
    for index in range(scope.start, scope.end):
        leaf = outline.leaves[index]
        if owners.of[index] is not None or "chrome" in signs_of(leaf.text):
            signs += (leaf.box,)
        elif leaf.has_words and not leaf.linked and not leaf.headed:
            texts += (leaf.box,)
    beside = Marks(outline, signs)
    for box in Marks(outline, texts).untouched(boxes):
        if None in owners.of[box.start : box.end] and beside.touch(box):
            inside = outline.leaves[box.start : box.end]
            owners.claim([leaf.box for leaf in inside if not leaf.headed], "chrome")
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


def _claim_headings(scope: Box, kept: Marks, owners: Owners) -> None:
    """Claim the headings of the facts: those after which, but for other headings, a fact stands."""
    starts = {index for index, is_fact in enumerate(kept.flags) if is_fact}
    for box in reversed(scope.walk()):
        if box.tag in HEADING_TAGS and box.end in starts:
            owners.claim([box], LeftOut("it heads facts"))
            starts.add(box.start)


def _is_chrome(outline: Outline, box: Box, text: str) -> bool:
    signs = signs_of(text)
    if "chrome" in signs or "description" in signs or ("facts" in signs and box.tag in HEADING_TAGS) or leads_on(text):
        return True
    if box.tag in {"header", "footer"} and not box.stands_in(ARTICLES):
        return True
    if not _is_named(box):
        return False
    holds_prose = any(map(outline.is_prose, outline.blocks_in(box)))
    return outline.linked_share(box) > _MOSTLY or (_has_controls(outline, box) and not holds_prose)


def _is_named(box: Box) -> bool:
    """Whether class, id or role name an element as the site's own."""
    named = box.attributes
    return bool(named) and any(_names_chrome(named[name] or "") for name in _NAMES if name in named)


@remember
def _names_chrome(names: str) -> bool:
    return not _CHROME_WORDS.isdisjoint(NAME_PARTS.split(names.lower()))


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
    return (last.linked or not last.text.endswith(_STOPS)) and links_elsewhere(page, box)


def _has_controls(outline: Outline, box: Box) -> bool:
    """Whether a box is for clicking rather than reading: it holds a list of links or a form's controls."""
    if box.holds(_CONTROLS):
        return True
    links = [inner for inner in box.walk() if inner.tag == "a"]
    return len(links) >= _LINKS_OF_MENU <= len([link for link in links if stands_alone(outline, link)])


def _is_inline_sign(outline: Outline, box: Box) -> bool:
    """Whether a part of a line is the description's label, or leads on behind a sentence: `<a>Read more</a>`."""
    text = outline.text_of(box)
    if not leads_on(text):
        return "description" in signs_of(text) and box.parent is not None and box.parent.start == box.start
    start, end = outline.line_around(box)
    ended = start == box.start or _ENDED.search(outline.leaves[box.start - 1].text) is not None
    return ended and not (box.end < end and outline.leaves[box.end].text[0].islower())


_LEAST_WORDS = 6
"""A line of fewer words (`Training of officers`) may stand twice in one text."""
_LEAST_WORDS_OF_TEASER = 3
_ALIKE = len("a b c")
"""Lines that begin otherwise are no copies, and neither is a teaser."""
_ELLIPSIS = ("…", "...", "[...]", "[…]", "(...)", "(…)")
_STOPS = (".", "!", "?")
_LONG_LIST = 50
"""So many items that stand twice are a list, whatever follows them."""
_LINES_OF_COPY = 3
_START = attrgetter("start")


class _Line(NamedTuple):
    """The free leaves of one line, `outline.leaves[start:end]`, with their text folded."""

    start: int
    end: int
    text: str
    is_item: bool


def claim_repeats(outline: Outline, scope: Box, owners: Owners) -> None:
    """Claim what is printed a second time, so that the description has it once.

    Of two copies the one is kept that stands with more text around it, else the first; a teaser gives way to the whole.
    """
    runs = [run for owner, *run in owners.runs(scope) if owner is None and outline.has_words(*run)]
    texts = [fold(outline.text(*run)) for run in runs]
    if len({text[:_ALIKE] for text in texts}) == len(texts):
        return
    lines = [
        _Line(start, end, text, is_item(outline.leaves[start].box, text))
        for (start, end), text in zip(runs, texts, strict=True)
    ]
    for teaser in _teasers(lines):
        owners.claim_leaves(range(teaser.start, teaser.end), "repeated")
    lines = [line for line in lines if owners.of[line.start] is None]
    for first, second in _copies(lines):
        lesser = first if _company(outline, lines, first) < _company(outline, lines, second) else second
        owners.claim_leaves(range(lesser[0].start, lesser[-1].end), "repeated")


def _teasers(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines with which another, longer line begins: cut at an ellipsis, or a whole sentence."""
    texts = sorted({line.text for line in lines})
    for line in lines:
        cut = line.text.endswith(_ELLIPSIS)
        text = line.text.rstrip(" .…[]()") if cut else line.text
        words = len(text.split())
        if words < _LEAST_WORDS_OF_TEASER or not (cut or (words >= _LEAST_WORDS and text.endswith(_STOPS))):
            continue
        first = bisect_right(texts, text)
        if any(other.startswith(text) and other != line.text for other in texts[first : first + 2]):
            yield line


def _copies(lines: Sequence[_Line]) -> Iterator[tuple[Sequence[_Line], Sequence[_Line]]]:
    """The runs of lines that stand twice, without overlap; the same item may stand in two lists."""
    places: dict[str, int] = {}
    index = 0
    while index < len(lines):
        place = places.setdefault(lines[index].text, index)
        length = _common(lines, place, index)
        run = lines[index : index + length]
        least = _LEAST_WORDS if length < _LINES_OF_COPY else 0
        is_text = any(not line.is_item and len(line.text.split()) >= least for line in run)
        is_whole = place == 0 and 0 < index == length and index + length == len(lines)
        is_copy = is_text or (is_whole and (length > 1 or not run[0].is_item))
        if is_copy:
            yield lines[place : place + length], run
        index += length if is_copy else 1


def _common(lines: Sequence[_Line], first: int, second: int) -> int:
    """How many lines from two places on are the same."""
    length = 0
    while second + length < len(lines) and first + length < second:
        if lines[first + length].text != lines[second + length].text:
            break
        length += 1
        if length == _LONG_LIST and all(line.is_item for line in lines[second : second + length]):
            break
    return length


def _company(outline: Outline, lines: Sequence[_Line], run: Sequence[_Line]) -> tuple[int, bool]:
    """How many lines stand in the smallest box around a run and something else or a run of several; no quote."""
    start, end, first = run[0].start, run[-1].end, outline.leaves[run[0].start].box
    held = (
        bisect_left(lines, box.end, key=_START) - bisect_left(lines, box.start, key=_START)
        for box in first.ancestors()
        if (box.breaks and box.end >= end)
        and (len(run) > 1 or (box.start, box.end) != (start, end) or box.tag in {"div", "section", "article"})
    )
    return next(held, 0), not first.stands_in({"blockquote"})
