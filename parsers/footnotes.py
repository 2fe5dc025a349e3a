"""Marks of footnotes: `200,000<sup>1</sup>`, `Cambodia<a href="#n1">[1]</a>`, `25000²`. They are none of the text.

A raised or small figure may be text as well: an exponent (`km²`), an index (`CO<sub>2</sub>`), the end of an ordinal
(`1<sup>er</sup>`), the cents of an amount, a fraction. What stands before it tells.
"""

import re
from collections.abc import Iterator
from typing import Literal

from selectolax.lexbor import LexborNode

from parsers.boxes import Attributes
from parsers.elements import text_after, text_before
from parsers.folding import remember

RAISED_OR_SMALL = frozenset({"sup", "sub", "small"})
"""Elements that raise, lower or shrink a figure without any attribute."""

_FIGURES = r"\d{1,3}|[*†‡§¶#]{1,3}"
_SIGN = rf"(?:{_FIGURES}|[a-z]|[ivx]+)"
# `1`, `[1]`, `(2)`, `1)`, `*`, `1,2`, `a`: the whole text of a mark
_MARK = re.compile(rf"[\[(]?\s*(?:(?:note|n\.)\s*)?{_SIGN}(?:\s*[,;–-]\s*{_SIGN})*\s*[\])]?")
_IN_BRACKETS = re.compile(rf"\[(?:{_FIGURES}|[a-z])\]")
_LETTER = re.compile(r"[\[(]?(?:[a-z]|[ivx]+)[\])]?")
_SMALL_FIGURE = re.compile(r"[\[(]?\d{1,2}[\])]?|[*†‡§¶]{1,3}")
# A word that a letter may be a mark of: `Zambia`, `200,000`; not `21`, `XIX`, `Mme`, which ordinals follow
_BEFORE_LETTER = re.compile(r"[a-zà-ÿ]{4}$|\d[,.]\d{2,3}$|\d{4}$|[\])]$")
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


def is_mark(node: LexborNode, attributes: Attributes) -> bool:
    """Whether an inline element holds the mark of a footnote and nothing else."""
    tag = node.tag
    style = _styling(attributes.get("class") or "", attributes.get("style") or "") if attributes else None
    if tag == "sup" or style == "raised":
        return _is_raised_mark(node)
    if tag == "sub" or style == "lowered":
        return _is_lowered_mark(node)
    if tag in {"small", "font"} or style == "small":
        return _is_small_mark(node)
    named = style == "note" or ("role" in attributes and attributes["role"] == "doc-noteref")
    if not named and tag != "a":
        return False
    text = _text(node)
    if not _MARK.fullmatch(text) or not text_before(node).strip():
        return False
    return named or _IN_BRACKETS.fullmatch(text) is not None or "#" in (attributes.get("href") or "")


@remember  # a site has few classes, on every page the same
def _styling(classes: str, style: str) -> Literal["raised", "lowered", "small", "note"] | None:
    """What classes and style make of a figure."""
    names = classes.split()
    if not _RAISED_CLASSES.isdisjoint(names) or _RAISED_STYLE.search(style):
        return "raised"
    if not _LOWERED_CLASSES.isdisjoint(names) or _LOWERED_STYLE.search(style):
        return "lowered"
    if any(map(_NOTE_CLASS.search, names)):
        return "note"
    return "small" if not _SMALL_CLASSES.isdisjoint(names) or _SMALL_STYLE.search(style) else None


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
    return " ".join((node.text() or "").split())
