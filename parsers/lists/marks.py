"""Markers as printed: of signs (`1)`, `(a)`, `iv.`, `1.1)`, `•`) and of words (`Output 1.1:`, `Firstly,`)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from parsers.description import read_letter, read_roman
from parsers.lists.sentences import Prose, alternatives, one_of, rows
from parsers.lists.sequences import Marker, MarkerValue, place_marker
from parsers.model import ItemKind

# A number, a letter or a Roman number, and what makes a marker of it: `1)`, `(1)`, `1.`, `a)`, `(iv)`, `B.`, `1º`
# and, on the left of a line, `1 -`, `1/`, `1:`.
NUMERAL = re.compile(
    r"(?<![^\W_])(?=[(0-9ivxIVX]|[A-Za-z][.)\s/:–—º°-])(?<![0-9][.,])(?<![$€£#/&@'’+=-])"
    r"(?P<open>\(\s?)?(?P<numeral>[0-9]{1,2}|[ivx]{1,5}|[IVX]{1,5}|[A-Za-z])"
    r"(?P<close>\s?\)|\.(?![0-9)])|\.\)|[º°]\s?[.)-]?|\s?[-–—/:](?=\s))(?P<blank>\s*)"
)
# `1.1)`, `(1.1)`, `2.1.`, `1.1 `.
DECIMAL = re.compile(
    r"(?<![^\W_])(?<![.,$€£#/&@'’+=-])"
    r"(?P<open>\(\s?)?(?P<numeral>[0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{1,2})?)(?P<close>\s?\)|[.:]|(?=\s))(?P<blank>\s*)"
)
# What the numeral of every such marker has: `1.1`.
LEVELS = re.compile(r"[0-9]\.[0-9]")
BULLETS = "•●▪■◦○‣⁃∙▸►➢➤✓✔\uf0b7\uf0a7\uf0d8\uf02d"  # the last four are Word's, from its Symbol and Wingdings fonts
# A bullet on the left of a line, a blank behind it or not: `• Training`, `-To train`, `* Training`; the letters that
# Word's bullets turn into where their font is lost: `o Training`, `§ Training`.
LINE_BULLET = re.compile(
    rf"^(?:[{BULLETS}·]|[-–—]{{1,2}}(?![-–—0-9])|\*(?!\*)|[+>»→⇒➔](?=\s)|[o§Øüv](?=\s+[A-ZÀ-Þ«“\"]))\s*(?=\S)",
    re.MULTILINE,
)
# Within a line: `...: • maps • courses`.
INLINE_BULLET = re.compile(rf"[{BULLETS}·](?<=.[{BULLETS}·])(?:(?<!·)|(?<=\s·)(?=\s))\s*(?=\S)")
# Within a line, behind a colon, `...: - maps; - courses`; only then the dashes behind it are bullets too.
INLINE_DASH = re.compile(r"[-–—](?<=.[-–—])(?:(?<=:\s[-–—])\s*|(?<=\s[-–—])(?:\s|(?<=[;,.]\s[-–—])))(?=[^\W\d_])")
TEXT_START = re.compile(r"[^\W_]|[\"“«‘'(\[¿¡]")
# In plain text, what makes a reference of the numeral behind it: `phase `, `annexes a) and `, `art. `.
REFERENCE = re.compile(
    r"(?<![^\W_])" + one_of("references.csv") + r"\.?\s*(?:\(?[a-z0-9]{1,3}\)\s?(?:,|and|or|to|et|ou|a|y|o|-)\s){0,4}\Z"
)
HIGHEST = 40
"""No list is longer: 50) is a number that closes a parenthesis."""


def numerals(prose: Prose) -> Iterator[Marker]:
    """Numbers, letters and Roman numbers with their punctuation."""
    for match in NUMERAL.finditer(prose.text):
        marker = place_marker(prose, match.span(), _read(match))
        close, digits = match["close"].strip(), match["numeral"].isdigit()
        if close in {")", ".)"}:
            fits = _fits_bracket(prose, match, marker)
        elif close == ".":
            fits = _fits_full_stop(prose, match, marker)
        else:
            fits = marker.leads and digits
        if fits and marker.readings and not _is_reference(prose, marker):
            yield replace(marker, weak=True) if close == "." and digits and not marker.after_stop else marker


def decimals(prose: Prose) -> Iterator[Marker]:
    """Numbers of two or three levels; without a bracket only on the left of a line or before a capital."""
    for match in DECIMAL.finditer(prose.text) if LEVELS.search(prose.text) else ():
        value = tuple(int(part) for part in match["numeral"].split("."))
        close = match["close"].strip()
        marker = place_marker(prose, match.span(), (MarkerValue(f"1.1{close}", value),))
        following = prose.text[match.end() : match.end() + 1]
        bracket = close == ")" and match.end("close") - 1 not in prose.closing
        bare = match["blank"] and (marker.leads or (marker.after_stop and following.isupper()))
        if (bracket or bare) and TEXT_START.match(following) and not _is_reference(prose, marker):
            yield marker


def bullets(prose: Prose) -> Iterator[Marker]:
    """Bullets and dashes; all dashes on the left of a line are one style, those within a line another."""
    for match in LINE_BULLET.finditer(prose.text):
        sign = match[0].strip()
        yield place_marker(prose, match.span(), (MarkerValue("-" if sign[0] in "-–—" else sign, None),))
    for match in INLINE_BULLET.finditer(prose.text):
        yield place_marker(prose, match.span(), (MarkerValue(match[0].strip(), None),))
    for match in INLINE_DASH.finditer(prose.text):
        weak = not prose.text.startswith(": ", match.start() - 2)
        yield place_marker(prose, match.span(), (MarkerValue("inline -", None),), weak=weak)


def _read(match: re.Match[str]) -> tuple[MarkerValue, ...]:
    """The ways to read a numeral: number; letter; Roman number."""
    numeral, shape = match["numeral"], ("(" if match["open"] else "") + "{}" + match["close"].strip()
    if numeral.isdigit():
        value = int(numeral)
        return (MarkerValue(shape.format("1"), (value,)),) if 0 < value <= HIGHEST else ()
    readings = []
    small = numeral.lower()
    number = read_roman(small)
    if number is not None:
        readings.append(MarkerValue(shape.format("i" if numeral == small else "I"), (number,)))
    if len(numeral) == 1:
        readings.append(MarkerValue(shape.format("a" if numeral == small else "A"), (read_letter(small),)))
    return tuple(readings)


def _fits_bracket(prose: Prose, match: re.Match[str], marker: Marker) -> bool:
    """`1)` and `(1)`: no bracket that closes a parenthesis, and with text behind, unless a clause ends before."""
    if match.end("close") - 1 in prose.closing:
        return False
    if match.end("close") == prose.lines[marker.line].end:
        return marker.after_stop
    return bool(match["blank"]) or TEXT_START.match(prose.text, match.end()) is not None


def _fits_full_stop(prose: Prose, match: re.Match[str], marker: Marker) -> bool:
    """`1.` and `a.` are far more often no markers: what stands around them must speak for it.

    `1.Training` needs no blank. Within a line a number without a clause's end before it is weak.
    """
    at_line_end = match.end("close") == prose.lines[marker.line].end
    if match["open"] or not TEXT_START.match(prose.text, match.end()) or (at_line_end and not marker.leads):
        return False
    if match["numeral"].isdigit():
        return marker.leads or bool(match["blank"]) or prose.text[match.end()].isupper()
    return marker.after_stop and bool(match["blank"])


def _is_reference(prose: Prose, marker: Marker) -> bool:
    """Whether the word before makes a reference of it: `Phase 1)`, `USD 1.`, `Annex (a)`."""
    start = prose.lines[marker.line].start
    return REFERENCE.search(prose.plain, max(start, marker.start - 40), marker.start) is not None


_NUMBERED = one_of("marker_words.csv", use="both|number")
_TAGGED = alternatives(word for word, row in rows("marker_words.csv", use="both|number").items() if row["kind"])
_NUMBER = r"[0-9]{1,2}(?:\. ?[0-9]{1,2}){0,2}"

_VERBS = one_of("subjects.csv", role="verb")
_COPULAS = one_of("connectives.csv", place="copula")
_COUNTS = one_of("counts.csv")

# In plain text: `output 1.1:`, `component 1 -`, `outcome 1)`, `objectif n° 2 :`, `pillar a:`, `output 1. 2 ` (residue).
NUMBERED_WORD = re.compile(
    rf"(?<![^\W_])(?P<word>{_NUMBERED})s?\s(?:n[o°º]\.?\s?)?(?P<numeral>{_NUMBER}|[ivx]{{1,5}}|[a-z]|{_COUNTS})"
    rf"(?:\s\([^()]{{1,40}}\))?(?P<close>\s?[:)]|\s?-(?=\s)|\.(?=\s)|(?=\s(?P<verb>{_VERBS})\s)|(?=\s))\s*"
    rf"(?:{_COPULAS}(?![^\W_])\s)?"
)
# In plain text, around a number alone: `(output 1.1)`, `(outputs 1.1 and 1.2)`.
TAG = re.compile(
    rf"\(\s?(?P<word>{_TAGGED})s?\s(?P<numeral>{_NUMBER})(?:\s?(?:,|&|/|-|and|et|y)\s?{_NUMBER}){{0,4}}\s?\)"
)

_ORDINAL_NOUNS = one_of("marker_words.csv", use="both|ordinal")
_ADJECTIVES = one_of("ordinals.csv", form="adjective")
_LASTS = one_of("ordinals.csv", form="adjective", value="0")
_PROJECTS = one_of("subjects.csv", role="project")
# In plain text: `the second component`, `under the first component,`, `the third and final element`, `la seconde
# action`, `the first` before a verb; with what joins it to its item: `of the project is to`, a comma, a colon.
ORDINAL_NOUN = re.compile(
    rf"(?<![^\W_])(?P<marker>(?:(?:under|in|within|through|dans|sous|en|bajo)\s)?"
    rf"(?:(?P<article>the|a|its|la|le|el|un|une|una)\s)?(?P<ordinal>{_ADJECTIVES})(?:\s(?:and|et|y)\s(?:the\s)?{_LASTS})?"
    rf"(?:(?:\s(?:main|key|major|specific|and\smain))?\s(?P<noun>{_ORDINAL_NOUNS})(?![^\W_])|(?=\s?,|\s{_VERBS}(?![^\W_]))))"
    rf"(?:\s(?:of|du|de\sla|del|de)\s(?:the\s|this\s|le\s|la\s)?{_PROJECTS}(?![^\W_]))?"
    rf"(?:\s?[,:]|\s-(?=\s))?\s?(?:{_COPULAS}(?![^\W_])\s?:?)?\s*"
)
_ADVERBS = one_of("ordinals.csv", form="adverb|bare")
# In plain text, what both have, and what most texts have not.
ORDINAL = re.compile(rf"(?<![^\W_]){one_of('ordinals.csv')}(?![^\W_])")
# In plain text: `firstly,`, `en segundo lugar `, `first:`; bare `first` needs its comma or colon.
ADVERB = re.compile(rf"(?<![^\W_])(?P<ordinal>{_ADVERBS})(?![^\W_])(?P<close>\s?[,:])?\s*")


def numbered_words(prose: Prose) -> Iterator[Marker]:
    """Words with a number before their item; those without a colon or bracket only on the left of a line."""
    for match in NUMBERED_WORD.finditer(prose.plain):
        if prose.text[match.start() - 1 : match.start()] == "(":
            continue
        kind = word_kind(match["word"])
        close = match["close"].strip()
        alone = kind is not None and close in {":", ")"}
        marker = place_marker(prose, match.span(), _read_word(match), alone=alone, kind=kind)
        if match["verb"]:
            fits = marker.after_stop and kind is not None
        elif close in {"", "."}:
            following = prose.text[match.end() : match.end() + 1]
            fits = marker.leads and match["numeral"][0].isdigit() and (following.isupper() or following in '«“"')
        elif close == ")":
            fits = kind is not None and match.end("close") - 1 not in prose.closing
        else:
            fits = kind is not None or marker.after_stop
        if fits and marker.readings:
            yield marker


def ordinals(prose: Prose) -> Iterator[Marker]:
    """`Firstly`, `En segundo lugar`, `The third and final element`, all but the adverbs where a clause begins."""
    if not ORDINAL.search(prose.plain):
        return
    for match in ADVERB.finditer(prose.plain):
        row = rows("ordinals.csv", form="adverb|bare")[" ".join(match["ordinal"].split())]
        value = MarkerValue("firstly", (int(row["value"]),))
        marker = place_marker(prose, match.span(), (value,), printed_end=match.end("ordinal"))
        if row["form"] == "adverb" or (marker.after_stop and match["close"]):
            yield marker
    for match in ORDINAL_NOUN.finditer(prose.plain):
        number = int(rows("ordinals.csv", form="adjective")[match["ordinal"]]["value"])
        value = MarkerValue("the first", (number,))
        kind = word_kind(match["noun"]) if match["noun"] else None
        marker = place_marker(prose, match.span(), (value,), printed_end=match.end("marker"), kind=kind)
        if marker.after_stop and (kind or match["article"]):
            yield marker


def word_kind(word: str) -> ItemKind | None:
    """What a word in a marker makes of its items, from its plain form; None where the lead-in has to say."""
    kind = rows("marker_words.csv")[" ".join(word.split())]["kind"]
    return cast("ItemKind", kind) if kind else None


def _read_word(match: re.Match[str]) -> tuple[MarkerValue, ...]:
    word, numeral = " ".join(match["word"].split()), match["numeral"]
    if numeral[0].isdigit():
        return (MarkerValue(f"{word} 1", tuple(int(part) for part in numeral.split("."))),)
    if numeral in rows("counts.csv"):
        return (MarkerValue(f"{word} 1", (int(rows("counts.csv")[numeral]["value"]),)),)
    number = read_roman(numeral)
    readings = [] if number is None else [MarkerValue(f"{word} i", (number,))]
    if len(numeral) == 1:
        readings.append(MarkerValue(f"{word} a", (read_letter(numeral),)))
    return tuple(readings)
