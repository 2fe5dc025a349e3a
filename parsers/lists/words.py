"""Markers made of words: `Output 1.1:`, `Component A -`, `Firstly,`, `The second component`."""

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from parsers.lists.markers import Marker, MarkerValue, Value, place_marker
from parsers.lists.sentences import Prose
from parsers.lists.wording import alternatives, plain, read_rows
from parsers.model import ItemKind
from parsers.numerals import read_letter, read_roman

_NUMBERED = alternatives(row["word"] for row in read_rows("marker_words.csv") if row["use"] != "ordinal")
_TAGGED = alternatives(row["word"] for row in read_rows("marker_words.csv") if row["use"] != "ordinal" and row["kind"])
_NUMBER = r"[0-9]{1,2}(?:\. ?[0-9]{1,2}){0,2}"

_VERBS = alternatives(row["phrase"] for row in read_rows("subjects.csv") if row["role"] == "verb")
_COPULAS = alternatives(row["phrase"] for row in read_rows("connectives.csv") if row["place"] == "copula")
_COUNTS = alternatives(row["word"] for row in read_rows("counts.csv"))

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

_ORDINAL_NOUNS = alternatives(row["word"] for row in read_rows("marker_words.csv") if row["use"] != "number")
_ADJECTIVES = alternatives(row["word"] for row in read_rows("ordinals.csv") if row["form"] == "adjective")
_LASTS = alternatives(
    row["word"] for row in read_rows("ordinals.csv") if row["form"] == "adjective" and row["value"] == "0"
)
_PROJECTS = alternatives(row["phrase"] for row in read_rows("subjects.csv") if row["role"] == "project")
# In plain text: `the second component`, `under the first component,`, `the third and final element`, `la seconde
# action`, `the first` before a verb; with what joins it to its item: `of the project is to`, a comma, a colon.
ORDINAL_NOUN = re.compile(
    rf"(?<![^\W_])(?P<marker>(?:(?:under|in|within|through|dans|sous|en|bajo)\s)?"
    rf"(?:(?P<article>the|a|its|la|le|el|un|une|una)\s)?(?P<ordinal>{_ADJECTIVES})(?:\s(?:and|et|y)\s(?:the\s)?{_LASTS})?"
    rf"(?:(?:\s(?:main|key|major|specific|and\smain))?\s(?P<noun>{_ORDINAL_NOUNS})(?![^\W_])|(?=\s?,|\s{_VERBS}(?![^\W_]))))"
    rf"(?:\s(?:of|du|de\sla|del|de)\s(?:the\s|this\s|le\s|la\s)?{_PROJECTS}(?![^\W_]))?"
    rf"(?:\s?[,:]|\s-(?=\s))?\s?(?:{_COPULAS}(?![^\W_])\s?:?)?\s*"
)
_ADVERBS = alternatives(row["word"] for row in read_rows("ordinals.csv") if row["form"] != "adjective")
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
        marker = place_marker(prose, match.span(), _read(match), alone=alone, kind=kind)
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
    for match in ADVERB.finditer(prose.plain):
        value, form = _adverbs()[" ".join(match["ordinal"].split())]
        marker = place_marker(prose, match.span(), (MarkerValue("firstly", value),), printed_end=match.end("ordinal"))
        if form == "adverb" or (marker.after_stop and match["close"]):
            yield marker
    for match in ORDINAL_NOUN.finditer(prose.plain):
        value = _adjectives()[match["ordinal"]]
        kind = word_kind(match["noun"]) if match["noun"] else None
        marker = place_marker(
            prose, match.span(), (MarkerValue("the first", value),), printed_end=match.end("marker"), kind=kind
        )
        if marker.after_stop and (kind or match["article"]):
            yield marker


@cache
def _kinds() -> dict[str, ItemKind | None]:
    return {
        plain(row["word"]): cast("ItemKind", row["kind"]) if row["kind"] else None
        for row in read_rows("marker_words.csv")
    }


def word_kind(word: str) -> ItemKind | None:
    """What a word in a marker makes of its items, from its plain form; None where the lead-in has to say."""
    return _kinds()[" ".join(word.split())]


@cache
def _adverbs() -> dict[str, tuple[Value, str]]:
    rows = [row for row in read_rows("ordinals.csv") if row["form"] != "adjective"]
    return {plain(row["word"]): ((int(row["value"]),), row["form"]) for row in rows}


@cache
def _adjectives() -> dict[str, Value]:
    rows = [row for row in read_rows("ordinals.csv") if row["form"] == "adjective"]
    return {plain(row["word"]): (int(row["value"]),) for row in rows}


@cache
def _numbers() -> dict[str, int]:
    return {plain(row["word"]): int(row["value"]) for row in read_rows("counts.csv")}


def _read(match: re.Match[str]) -> tuple[MarkerValue, ...]:
    word, numeral = " ".join(match["word"].split()), match["numeral"]
    if numeral[0].isdigit():
        return (MarkerValue(f"{word} 1", tuple(int(part) for part in numeral.split("."))),)
    if numeral in _numbers():
        return (MarkerValue(f"{word} 1", (_numbers()[numeral],)),)
    number = read_roman(numeral)
    readings = [] if number is None else [MarkerValue(f"{word} i", (number,))]
    if len(numeral) == 1:
        readings.append(MarkerValue(f"{word} a", (read_letter(numeral),)))
    return tuple(readings)
