"""The words of a lead-in that say what the items of a list are, and how many."""

import re
from dataclasses import dataclass
from typing import Literal, cast

from parsers.lists.sentences import one_of, rows
from parsers.model import ItemKind, Language

Place = Literal["any", "counted", "end", "verb", "whole"]


@dataclass(frozen=True, slots=True)
class Term:
    """Words that name a kind.

    Attributes:
        start, end: span in the lead-in.
        place: where they count, see `data/lead_ins.csv`.
        near: whether a number or "following" stands beside them.
        count: that number, None where there is none.
    """

    start: int
    end: int
    kind: ItemKind
    place: Place
    near: bool = False
    count: int | None = None


_TERMS = re.compile(r"(?<![^\W_])" + one_of("lead_ins.csv", place="any|counted") + r"(?![^\W_])")
_LAST_WORDS = re.compile(
    r"(?<![^\W_])(?P<phrase>"
    + one_of("lead_ins.csv", place="end|verb|whole")
    + r")(?:(?:\s[^\W\d_]+)?\s(?:the\sfollowing|ce\squi\ssuit|lo\ssiguiente))?[\s:,–—-]*\Z"
)
_COUNTS = one_of("counts.csv")
# Words that never stand between a number and its term.
_BARRIERS = one_of("function_words.csv", role="parts")
_WORDS = r"(?:\s[^\W\d_][^\s,;:.()]*)"
_QUALIFIERS = rf"(?:\s(?!{_BARRIERS}\s)[^\W\d_][^\s,;:.()]*){{0,4}}"
# Before a term: `three main `, `2 key `, `three (3) `, `trois grands `.
COUNT_BEFORE = re.compile(
    rf"(?<![^\W_])(?:(?P<word>{_COUNTS})|(?P<digits>[0-9]{{1,2}}))(?:\s\([0-9]{{1,2}}\))?"
    rf"{_QUALIFIERS}\s\Z"
)
# Before a term: `the following main `, `these `, `les suivants `.
FOLLOWING_BEFORE = re.compile(rf"(?<![^\W_]){one_of('function_words.csv', role='before')}{_QUALIFIERS}\s\Z")
# Behind a term: ` suivantes`, ` listed below`, ` of the project are as follows`, ` is twofold`, ` are three.`
FOLLOWING_BEHIND = re.compile(
    rf"{_WORDS}{{0,7}}?\s(?:{one_of('function_words.csv', role='behind')}|(?P<fold>(?:two|three)-?fold)|"
    rf"(?:are|sont|son)\s(?:au\snombre\sde\s)?(?P<number>{_COUNTS})(?=\s?[.:]))(?![^\W_])"
)
# Before a term that only says whose the items are: `activities under the first `, `les produits de cette `.
WHOSE_BEFORE = re.compile(
    r"(?<![^\W_])(?:"
    r"(?:of|under|within)\s(?:the|this|that|these|those|its|their|each|every)|"
    r"(?:de|sous|dans)\s(?:la|le|les|cette|ce|ces|sa|son|ses|chaque|leur)|du|des|"
    r"(?:de|bajo|dentro\sde)\s(?:el|los|las|este|esta|estos|estas|su|sus|cada)|del"
    r")(?:\s[^\W\d_]+){0,2}\s\Z"
)
WINDOW = 90
HIGHEST_COUNT = 20
RELATIVE = re.compile(rf",\s{one_of('function_words.csv', role='clause')}\s")


def deciding_term(lead_in: str, language: Language) -> Term | None:
    """Find the words that decide what a lead-in introduces.

    A term beside a number or "following" goes before the last words of the lead-in ("... will:"), and these before
    any other term; of several the last, passing over those that only say whose the items are ("the activities under
    the first component are:"). But in "To meet the following challenges, the project will:" a comma parts
    the counted term from the list, and the last words decide.

    Args:
        lead_in: in plain text.
        language: whose words go first where two languages write a term alike.
    """
    found = find_terms(lead_in, language)
    last = _last_words(lead_in, language)
    near = [term for term in found if term.near]
    if near and last and last.start > near[-1].end:
        between = lead_in[near[-1].end : last.start]
        if "," in between and not RELATIVE.match(between):
            return last
    if near:
        return near[-1]
    if found and (last is None or last.place == "whole"):
        return next((term for term in reversed(found) if not _says_whose(lead_in, term)), found[-1])
    return last


def _says_whose(lead_in: str, term: Term) -> bool:
    return WHOSE_BEFORE.search(lead_in, max(0, term.start - WINDOW), term.start) is not None


def find_terms(lead_in: str, language: Language) -> list[Term]:
    """Find all terms of a lead-in that count, in order."""
    terms: list[Term] = []
    for match in _TERMS.finditer(lead_in):
        kind, place = _meaning(match[0], language)
        before, behind = lead_in[max(0, match.start() - WINDOW) : match.start()], lead_in[match.end() :][:WINDOW]
        following = FOLLOWING_BEHIND.match(behind)
        count = _count(before, following)
        near = count is not None or following is not None or FOLLOWING_BEFORE.search(before) is not None
        if near or place == "any":
            terms.append(Term(match.start(), match.end(), kind, place, near, count))
    return terms


def _last_words(lead_in: str, language: Language) -> Term | None:
    match = _LAST_WORDS.search(lead_in, max(0, len(lead_in) - WINDOW))
    if match is None:
        return None
    return Term(match.start(), match.end(), *_meaning(match["phrase"], language))


def _count(before: str, following: re.Match[str] | None) -> int | None:
    stated = COUNT_BEFORE.search(before)
    if stated is None:
        number = (following["fold"] or following["number"]) if following else None
        return int(rows("counts.csv")[number]["value"]) if number else None
    value = int(stated["digits"] or rows("counts.csv")[stated["word"]]["value"])
    return value if 0 < value <= HIGHEST_COUNT else None


def _meaning(phrase: str, language: Language) -> tuple[ItemKind, Place]:
    row = rows("lead_ins.csv", language)[" ".join(phrase.split())]
    return cast("ItemKind", row["kind"]), cast("Place", row["place"])
