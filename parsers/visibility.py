"""What a reader of the page sees: one rule for facts, titles and descriptions.

Left out is what no reader takes for the text: code, what is hidden or struck out, marks of footnotes, controls beside
a text, and notes for screen readers. *Heard* is what sight passes over and what may still be a label: a hidden label
before its value, a button that is no part of a line. Facts may use what is heard, a description never does.

Marks of footnotes are none of the text: `200,000<sup>1</sup>`, `Cambodia<a href="#n1">[1]</a>`, `25000²`. A raised or
small figure may be text as well: an exponent (`km²`), an index (`CO<sub>2</sub>`), the end of an ordinal
(`1<sup>er</sup>`), the cents of an amount, a fraction. What stands before it tells.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborNode

from parsers.boxes import BLOCKS, Attributes, text_after, text_before
from parsers.encoding import decode_entities
from parsers.folding import fold, remember
from parsers.vocabulary import match_label, read_table

Sight = Literal["shown", "heard", "code", "hidden", "struck", "mark", "control", "note", "menu"]
"""Of the text of an element: all but the first two leave it out."""

_CODE = """
audio base canvas datalist embed head iframe input link map meta noscript object option script select style
svg template textarea title video
"""
_UNSEEN = frozenset(_CODE.split())
"""Elements whose text, if any, is no text of the page: code, controls, fall-backs, drawings."""

_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_STRUCK = """
strike strikethrough strike-through strikeout struck struck-out crossed-out line-through text-strike text-strikethrough
text-line-through text-decoration-line-through
"""
_STRUCK_CLASSES = frozenset(_STRUCK.split())
_HIDING = """
visually-hidden visuallyhidden visually-hidden-focusable sr-only sr-only-focusable screen-reader-text
screen-reader-only show-for-sr element-invisible hidden hide invisible d-none
"""
_HIDING_CLASSES = frozenset(_HIDING.split())
"""Class names by which Drupal, Bootstrap, Foundation and WordPress hide an element from sight."""
# `d-md-block`, `sm:inline`: hidden on narrow screens alone
_SHOWING_CLASS = re.compile(r"(?:d-)?(?:sm|md|lg|xl|xxl)[-:](?:block|inline|flex|grid|table|cell)[\w-]*")
# `display:none` in a style attribute
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# `text-decoration: line-through` in a style attribute
_STRIKING_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_CONTROL_ROLES = frozenset({"button", "tooltip"})
_TOGGLES = frozenset({"aria-controls", "aria-expanded", "data-toggle", "data-bs-toggle", "data-target"})
# `accordion-button`, `usa-accordion__button`, `accordion__toggle`
_OPENS_PANEL = re.compile(r"(?:^|[\s_-])accordion(?:$|[\s_-])", re.IGNORECASE)
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "th", "label", "legend", "caption"})
_WORD = re.compile(r"\w")
_LONGEST_BEFORE = 40
"""Characters before a link to an anchor that are no sentence yet."""
_LETTERS = re.compile(r"[^\W\d_]{2}")


def sight_of(node: LexborNode, tag: str, attributes: Attributes) -> Sight:
    """Say what becomes of an element's text; what stands within it is judged by itself."""
    if tag in _UNSEEN:
        return "code"
    styled = "class" in attributes or "style" in attributes
    look = _look_of(attributes.get("class"), attributes.get("style")) if styled else _PLAIN
    hidden = (look.is_hidden or "hidden" in attributes) and is_hidden(attributes)
    if hidden or tag in _STRUCK_TAGS or look.is_struck:
        return "hidden" if hidden else "struck"
    if look.is_for_ears:
        return "heard" if tag in BLOCKS or _is_a_label(node) else "note"
    if tag == "button" or ("role" in attributes and attributes["role"] in _CONTROL_ROLES):
        return _sight_of_button(node, attributes)
    inline = tag not in BLOCKS and (attributes or tag in _RAISED_OR_SMALL)
    if inline and _is_mark(node, tag, attributes, look):
        return "mark"
    return "control" if tag == "a" and _leads_on(node, attributes) and trails(node) else "shown"


def is_hidden(attributes: Attributes) -> bool:
    """Whether an attribute hides the element for good; a tab's panel is shown by a click."""
    if "hidden" not in attributes and not _HIDING_STYLE.search(attributes.get("style") or ""):
        return False
    return attributes.get("role") != "tabpanel" and attributes.get("hidden") != "until-found"


def read_pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Read the text of one node: entities that were encoded twice decoded, cut at the marks of footnotes.

    Yields:
        A piece, and whether it is a mark.
    """
    return split_marks(decode_entities(text))


def trails(node: LexborNode) -> bool:
    """Whether an inline element ends the text that its parent holds: `PR.0216 <button>Copy</button>`."""
    before, after = node.prev, node.next
    while after is not None and not _WORD.search(after.text()):
        after = after.next
    while before is not None and not _WORD.search(before.text()):
        before = before.prev
    return after is None and before is not None and (before.is_text_node or before.tag not in BLOCKS | {"br", "button"})


def _is_a_label(node: LexborNode) -> bool:
    """Whether words for screen readers alone may be a label, and no note on the text that they stand in.

    A label opens its line. What repeats the text before it, ends it (`Zambia (opens in a new window)`) or is a mere
    figure beside a text is a note.
    """
    text = " ".join(node.text().split())
    if not _WORD.search(text) or match_label(text):
        return True
    before, after = text_before(node), text_after(node)
    return not _WORD.search(before) and bool(_LETTERS.search(text) or not _WORD.search(after))


def _sight_of_button(node: LexborNode, attributes: Attributes) -> Sight:
    """A button that opens a panel heads it; one beside a text is a control (`Copy`); one alone may be a label."""
    if trails(node):
        return "control"
    opens = not _TOGGLES.isdisjoint(attributes) or _OPENS_PANEL.search(attributes.get("class") or "")
    if opens or (node.parent is not None and node.parent.tag in _HEADS):
        return "shown"
    beside = _WORD.search(text_before(node)) or _WORD.search(text_after(node))
    return "control" if beside and not match_label(node.text()) else "heard"


def _leads_on(link: LexborNode, attributes: Attributes) -> bool:
    """Whether a link beside a text is none of it: a way on (`See all`), an anchor (`#`) behind no sentence."""
    text, target = fold(link.text()).strip(" :»›>…."), attributes.get("href") or ""
    return text in _links_on() or (target.startswith("#") and len(text_before(link)) <= _LONGEST_BEFORE)


@cache
def _links_on() -> frozenset[str]:
    return frozenset(fold(row["phrase"]) for row in read_table("boilerplate.csv") if row["sign"] == "link")


_RAISED_OR_SMALL = frozenset({"sup", "sub", "small"})
"""Elements that raise, lower or shrink a figure without any attribute."""

_FIGURES = r"\d{1,3}|[*†‡§¶#]{1,3}"
_SIGN = rf"(?:{_FIGURES}|[a-z]|[ivx]+)"
# `1`, `[1]`, `(2)`, `1)`, `*`, `1,2`, `a`: the whole text of a mark
_MARK = re.compile(rf"[\[(]?\s*(?:(?:note|n\.)\s*)?{_SIGN}(?:\s*[,;–-]\s*{_SIGN})*\s*[\])]?")
_IN_BRACKETS = re.compile(rf"\[(?:{_FIGURES}|[a-z])\]")
_LETTER = re.compile(r"[\[(]?(?:[a-z]|[ivx]+)[\])]?")
_SMALL_FIGURE = re.compile(r"[\[(]?\d{1,2}[\])]?|[*†‡§¶]{1,3}")
# A word that a letter may be a mark of: `Zambia`, `200,000`; not `21`, `XIX`, `Mme`, which ordinals follow
_BEFORE_LETTER = re.compile(r"[a-zà-ÿ]{3}$|\d[,.]\d{2,3}$|\d{4}$|[\])]$")
# `m`, `km`, `10 m`
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcmdhµ]?m|ft|mi|yd|in|R|x)$")
_TEN = re.compile(r"(?<!\d)10$")
_GLUED = re.compile(r"[^\W_]$|[\])%*”»’\"']$")
# Behind the end of a sentence a small figure may be the cents of an amount; a raised one is a mark
_CLOSED = re.compile(r"[.,;:!?…]$")
# A word or figure that takes no index: `Cambodia`, `200,000`, `LM.0254`; not `SDG`, `x`
_UNINDEXED = re.compile(r"[a-zà-ÿ]{2}$|\d$|[\])]$")
_NOTE_CLASS = re.compile(
    r"(?:^|[-_])(?:footnotes?|noteref|endnotes?|fnref|fn|refnote)(?:$|[-_\d])|^reference$", re.IGNORECASE
)
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)
_SMALL_CLASSES = frozenset({"small", "text-small", "text-xs", "smaller", "tiny"})
# `font-size: 60%`, `font-size:.7em`, `font-size: 9px`, `font-size: smaller`
_SMALL_STYLE = re.compile(
    r"font-size\s*:\s*(?:[1-8]?\d(?:\.\d+)?%|0?\.\d+r?em|(?:\d|1[01])(?:px|pt)|(?:x+-)?small(?:er)?)", re.IGNORECASE
)
_RAISED_CLASSES = frozenset({"sup", "superscript", "super"})
_LOWERED_STYLE = re.compile(r"vertical-align\s*:\s*sub", re.IGNORECASE)
_LOWERED_CLASSES = frozenset({"sub", "subscript"})
# Raised or lowered figures of Unicode behind a word: `Zambia¹`
_RAISED = re.compile(r"[¹²³⁰⁴-⁹]+(?:[,⁻][¹²³⁰⁴-⁹]+)*")
_LOWERED = re.compile(r"[₀-₉]+")


class _Look(NamedTuple):
    """What classes and style do to an element: hide or strike its text, or keep it from sight alone, or its figures."""

    is_hidden: bool
    is_struck: bool
    is_for_ears: bool
    figure: Literal["raised", "lowered", "small", "note", ""]


_PLAIN = _Look(is_hidden=False, is_struck=False, is_for_ears=False, figure="")


@remember  # a site has few classes, on every page the same
def _look_of(classes: str | None, style: str | None) -> _Look:
    names, style = (classes or "").split(), style or ""
    raised = not _RAISED_CLASSES.isdisjoint(names) or _RAISED_STYLE.search(style)
    lowered = not _LOWERED_CLASSES.isdisjoint(names) or _LOWERED_STYLE.search(style)
    note = any(map(_NOTE_CLASS.search, names))
    small = not _SMALL_CLASSES.isdisjoint(names) or _SMALL_STYLE.search(style)
    return _Look(
        _HIDING_STYLE.search(style) is not None,
        not _STRUCK_CLASSES.isdisjoint(names) or _STRIKING_STYLE.search(style) is not None,
        not _HIDING_CLASSES.isdisjoint(names) and not any(map(_SHOWING_CLASS.fullmatch, names)),
        "raised" if raised else "lowered" if lowered else "note" if note else "small" if small else "",
    )


def _is_mark(node: LexborNode, tag: str, attributes: Attributes, look: _Look) -> bool:
    """Whether an inline element holds the mark of a footnote and nothing else."""
    if tag == "sup" or look.figure == "raised":
        return _is_raised_mark(node)
    if tag == "sub" or look.figure == "lowered":
        return _is_lowered_mark(node)
    if tag in {"small", "font"} or look.figure == "small":
        return _is_small_mark(node)
    named = look.figure == "note" or attributes.get("role") == "doc-noteref"
    if not named and tag != "a":
        return False
    text = _text(node)
    if not _MARK.fullmatch(text) or not text_before(node).strip():
        return False
    return named or _IN_BRACKETS.fullmatch(text) is not None or "#" in (attributes.get("href") or "")


def split_marks(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text at the raised figures of Unicode that are marks: `Zambia¹, Mali` is `Zambia`, `¹` and `, Mali`."""
    start = 0
    if not text.isascii():
        for match in sorted((*_RAISED.finditer(text), *_LOWERED.finditer(text)), key=re.Match.start):
            if _is_mark_behind(text[: match.start()], match[0], text[match.end() : match.end() + 1]):
                yield text[start : match.start()], False
                yield match[0], True
                start = match.end()
    yield text[start:], False


def _is_mark_behind(before: str, figures: str, after: str) -> bool:
    if after in {"/", "\N{FRACTION SLASH}"}:
        return False
    if _LOWERED.fullmatch(figures):
        return _UNINDEXED.search(before) is not None
    return bool(_GLUED.search(before) or _CLOSED.search(before)) and not (
        _TEN.search(before) or (figures in {"²", "³"} and _UNIT.search(before))
    )


def _is_raised_mark(node: LexborNode) -> bool:
    text = _text(node)
    if node.css_first('a[href^="#"]') is not None:
        return True
    if not _MARK.fullmatch(text) or text_after(node)[:1] in {"/", "\N{FRACTION SLASH}"}:
        return False
    before = text_before(node)
    if _LETTER.fullmatch(text):
        return _BEFORE_LETTER.search(before) is not None
    return not (_TEN.search(before) or (text in {"2", "3"} and _UNIT.search(before)))


def _is_lowered_mark(node: LexborNode) -> bool:
    text, before = _text(node), text_before(node)
    if not _SMALL_FIGURE.fullmatch(text) and not re.fullmatch(r"\d{3}", text):
        return False
    return _UNINDEXED.search(before) is not None


def _is_small_mark(node: LexborNode) -> bool:
    """A small figure glued to a word; `81500.<small>00</small>` is an amount, `Phase <small>1</small>` a name."""
    return _SMALL_FIGURE.fullmatch(_text(node)) is not None and _GLUED.search(text_before(node)) is not None


def _text(node: LexborNode) -> str:
    return " ".join(node.text().split())
