"""The sentence that introduces a list: what it says the items are, how many, and whose list it is."""

import re
from typing import Literal, NamedTuple, cast

from parsers.lists.marks import TAG
from parsers.lists.sentences import JOINT, LONGEST_JOINT, Line, Prose, Span, alternatives, one_of, rows
from parsers.model import ItemKind

_WORDS = "function_words.csv"
_COUNTS = one_of("counts.csv")
WINDOW = 90
HIGHEST_COUNT = 20
Place = Literal["any", "counted", "end", "verb", "whole"]


class Term(NamedTuple):
    """Words that name a kind.

    Attributes:
        start, end: span in the lead-in.
        place: where they count, see `data/lead_ins.csv`.
        near: whether a number or "following" stands beside them.
        number: that number, None where there is none.
    """

    start: int
    end: int
    kind: ItemKind
    place: Place
    near: bool = False
    number: int | None = None


_TERMS = re.compile(r"(?<![^\W_])" + one_of("lead_ins.csv", place="any|counted") + r"(?![^\W_])")
_LAST_WORDS = re.compile(
    rf"(?<![^\W_])(?P<phrase>{one_of('lead_ins.csv', place='end|verb|whole')})"
    r"(?:(?:\s[^\W\d_]+)?\s(?:the\sfollowing|ce\squi\ssuit|lo\ssiguiente))?[\s:,–—-]*\Z"
)
# ` main`, ` key`, of any words but those that never stand between a number and its term.
_QUALIFIERS = rf"(?:\s(?!{one_of(_WORDS, role='parts')}\s)[^\W\d_][^\s,;:.()]*){{0,4}}"
# Before a term: `three main `, `2 key `, `three (3) `, `trois grands `.
COUNT_BEFORE = re.compile(
    rf"(?<![^\W_])(?:(?P<word>{_COUNTS})|(?P<digits>[0-9]{{1,2}}))(?:\s\([0-9]{{1,2}}\))?{_QUALIFIERS}\s\Z"
)
# Before a term: `the following main `, `these `, `les suivants `.
FOLLOWING_BEFORE = re.compile(rf"(?<![^\W_]){one_of(_WORDS, role='before')}{_QUALIFIERS}\s\Z")
# Behind a term: ` suivantes`, ` listed below`, ` of the project are as follows`, ` is twofold`, ` are three.`
FOLLOWING_BEHIND = re.compile(
    rf"(?:\s[^\W\d_][^\s,;:.()]*){{0,7}}?\s(?:{one_of(_WORDS, role='behind')}|(?P<fold>(?:two|three)-?fold)|"
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
# `, each with `: the sentence goes on with the counted term before it.
CLAUSE = re.compile(rf",\s{one_of(_WORDS, role='clause')}\s")


def deciding_term(lead_in: str) -> Term | None:
    """Find the words that decide what a lead-in introduces.

    A term beside a number or "following" goes before the last words of the lead-in ("... will:"), and these before
    any other term; of several the last, passing over those that only say whose the items are ("the activities under
    the first component are:"). But in "To meet the following challenges, the project will:" a comma parts
    the counted term from the list, and the last words decide.

    Args:
        lead_in: in plain text.
    """
    found = find_terms(lead_in)
    words = _LAST_WORDS.search(lead_in, max(0, len(lead_in) - WINDOW))
    last = Term(*words.span(), *_meaning(words["phrase"])) if words else None
    near = [term for term in found if term.near]
    if near and last and last.start > near[-1].end:
        between = lead_in[near[-1].end : last.start]
        if "," in between and not CLAUSE.match(between):
            return last
    if near:
        return near[-1]
    if found and (last is None or last.place == "whole"):
        for term in reversed(found):
            if not WHOSE_BEFORE.search(lead_in, max(0, term.start - WINDOW), term.start):
                return term
        return found[-1]
    return last


def find_terms(lead_in: str) -> list[Term]:
    """Find all terms of a lead-in that count, in order."""
    terms: list[Term] = []
    for match in _TERMS.finditer(lead_in):
        start, end = match.span()
        kind, place = _meaning(match[0])
        before = lead_in[max(0, start - WINDOW) : start]
        following = FOLLOWING_BEHIND.match(lead_in[end : end + WINDOW])
        count = _count(before, following)
        near = count is not None or following is not None or FOLLOWING_BEFORE.search(before) is not None
        if near or place == "any":
            terms.append(Term(start, end, kind, place, near, count))
    return terms


def _count(before: str, following: re.Match[str] | None) -> int | None:
    if stated := COUNT_BEFORE.search(before):
        value = int(stated["digits"] or rows("counts.csv")[stated["word"]]["value"])
        return value if 0 < value <= HIGHEST_COUNT else None
    word = (following["fold"] or following["number"]) if following else None
    return int(rows("counts.csv")[word]["value"]) if word else None


def _meaning(phrase: str) -> tuple[ItemKind, Place]:
    row = rows("lead_ins.csv")[" ".join(phrase.split())]
    return cast("ItemKind", row["kind"]), cast("Place", row["place"])


Owner = Literal["project", "government", "earlier", "parent"]
_OWNERS = "project|government|earlier|parent"
# `larger project`, and with a word between: `larger EU project`
_PARTED_PARENTS = "|".join(
    rf"{alternatives([phrase.split()[0]])}\s[^\W\d_]+\s{alternatives([phrase.split()[1]])}"
    for phrase in rows("subjects.csv", role="parent")
    if len(phrase.split()) == 2
)
_MENTIONS = re.compile(rf"(?<![^\W_])(?:{one_of('subjects.csv', role=_OWNERS)}|{_PARTED_PARENTS})(?![^\W_])")
_VERBS = one_of("subjects.csv", role="verb")
# A verb that the words before it are the subject of; in `supports the ministry and has` they are not.
VERB = re.compile(rf"(?<!\sand)(?<!\set)(?<!\sy)\s{_VERBS}(?![^\W_])")
# `and it has`, `et comprend`: back to the first subject.
RETURN = re.compile(rf"\s(?:and|et|y)\s(?:it\s)?{_VERBS}(?![^\W_])")
# `, which is part of a wider programme, has`: an aside says nothing about the subject.
ASIDE = re.compile(rf",[^,]{{1,160}},(?=\s{_VERBS}(?![^\W_]))")
# `by the `, `of the national `: what follows is no subject.
PREPOSITION = re.compile(
    rf"(?<![^\W_]){one_of(_WORDS, role='preposition')}\s"
    rf"(?:{one_of(_WORDS, role='article')}\s|l')?(?:[^\W\d_]+\s){{0,2}}?\Z"
)
# What makes the items those of the larger project that the words before name: `which has`, `whose`, `with`.
RELATIVE = re.compile(rf"(?<![^\W_]){one_of(_WORDS, role='relative')}(?![^\W_])")
OWNER_PRONOUN = re.compile(rf"(?<![^\W_]){one_of(_WORDS, role='subject')}(?![^\W_])")
# `the action plan of this project`: no government's.
OF_PROJECT = re.compile(
    r"\s(?:of\s(?:the|this)\sproject|du\sprojet|de\sce\sprojet|del\sproyecto|de\seste\sproyecto)(?![^\W_])"
)
PROGRAMME = re.compile(r"(?<![^\W_])(?:programme|program|programa)(?![^\W_])")
REACH = 120


def find_owner(lead_in: str, before: str) -> Owner:
    """Say whose list a lead-in in plain text introduces. Nobody named means the project.

    The sentence `before` may say that "the programme" is a larger one.
    """
    words = ASIDE.sub(" ", lead_in)
    mentions = [(match, _owner(match)) for match in _MENTIONS.finditer(words)]
    parents = [match for match, owner in mentions if owner == "parent"]
    if parents:
        behind = words[parents[-1].end() :]
        subject_first = mentions[0][1] == "project"
        return "project" if RETURN.search(behind) or (subject_first and not RELATIVE.search(behind)) else "parent"
    limit = len(words)
    for match, owner in reversed(mentions):
        start, end = match.span()
        if PREPOSITION.search(words, max(0, start - 50), start):
            continue
        if VERB.search(words, end, min(limit, end + REACH)):
            is_larger = PROGRAMME.fullmatch(match[0]) and "parent" in map(_owner, _MENTIONS.finditer(before))
            return "parent" if is_larger else owner
        limit = start
    return "project"


def _owner(mention: re.Match[str]) -> Owner:
    words, known = mention[0].split(), rows("subjects.csv", role=_OWNERS)
    row = known.get(" ".join(words)) or known[f"{words[0]} {words[-1]}"]
    if row["role"] == "government" and OF_PROJECT.match(mention.string, mention.end()):
        return "project"
    return cast("Owner", row["role"])


LONGEST_LEAD_IN = 1500
"""A longer text before a list is no sentence that introduces it."""
OWNED: frozenset[ItemKind] = frozenset({"component", "area_of_action", "objective", "outcome", "output", "activity"})
"""Kinds that name somebody's plans, and somebody else's where they are not the project's own."""
# `These are:`, `They include:`, `Namely:` refer to the sentence before.
PRONOUN = re.compile(one_of(_WORDS, role="refers") + r"(?![^\W_])")
PRONOUN_WORDS = 6
# `It foresees the following:`, `These are:`
LEADS_ON = re.compile(rf"(?<![^\W_]){one_of(_WORDS, role='leads_on')}\s?:?\Z")
# What another list's last item leaves before a lead-in: `, and three outputs:`.
REST = re.compile(r"\s?[,;]\s(?:(?:and|et|y)\s)?")
# `The work is divided as follows.`, `The approach is threefold.`
FOLLOWING = re.compile(rf"(?<![^\W_]){one_of(_WORDS, role='announces')}\s?\.\Z")
# Behind a term at a sentence's end: `The expected outcomes are.`, `Los resultados previstos son.`
ENDING = re.compile(rf"(?:(?:\s[^\W\d_]+){{0,2}}\s{one_of(_WORDS, role='verb')})?\s?\.")


class LeadIn(NamedTuple):
    """What stands before a list.

    Attributes:
        text: the introducing sentence as printed, None where none introduces the list.
        kind: of the items; `other` where nothing understood says more.
        number: how many items it announces, None where it does not.
    """

    text: str | None
    kind: ItemKind
    number: int | None = None


def read_lead_in(prose: Prose, opens: int, bound: int) -> LeadIn:
    """Find what introduces the list whose first item begins at `opens`: words on its line, else the sentence before.

    Args:
        prose: the description.
        opens: where the first item begins, its marker included.
        bound: nothing before it can introduce the list, for another list's item stands there.
    """
    line = prose.lines[prose.line_at(opens)]
    sentence = line.sentence_start(opens)
    start = max(sentence, bound)
    span = (max((tag.end() for tag in TAG.finditer(prose.plain, start, opens)), default=start), opens)
    if not _has_words(prose, span):
        before = _sentence_before(prose, sentence, bound) if span[0] == sentence else None
        if before is None or not announces(prose, before[0], before[1]):
            return LeadIn(None, "other")
        span = before[1]
    return _read(prose, span, bound) if span[1] - span[0] <= LONGEST_LEAD_IN else LeadIn(None, "other")


def announces(prose: Prose, line: Line, span: Span) -> bool:
    """Whether a sentence introduces a list: by a colon, a number, "following", its last words, or as a heading.

    `Officials from four ministries meet.` counts what is listed only where a colon says so.
    """
    words = prose.text[slice(*span)].rstrip()
    end = span[0] + len(words)
    if joint := JOINT.search(prose.plain, max(span[0], end - LONGEST_JOINT), end):
        words = prose.text[span[0] : joint.start()].rstrip()
    if not words or line.heading or words[-1] not in ".!?;,…":
        return bool(words)
    plain = prose.plain[max(span[0], span[1] - LONGEST_LEAD_IN) : span[1]]
    if plain.endswith(".") and FOLLOWING.search(plain):
        return True
    terms = find_terms(plain)
    return any((term.near and term.place != "counted") or ENDING.fullmatch(plain, term.end) for term in terms)


def introduces(prose: Prose, span: Span) -> bool:
    """Whether words before a colon say what is listed behind it, or that the project does it."""
    words = prose.plain[max(span[0], span[1] - LONGEST_LEAD_IN) : span[1]].strip()
    if deciding_term(words) or LEADS_ON.search(words):
        return True
    return "project" in map(_owner, _MENTIONS.finditer(words))


def _has_words(prose: Prose, span: Span) -> bool:
    """Whether there is more than a joining word, or anything before a colon."""
    words = [word for word in prose.text[slice(*span)].split() if any(map(str.isalnum, word))]
    return len(words) > 1 or any(word.endswith(":") or word[0].isupper() for word in words)


def _sentence_before(prose: Prose, position: int, bound: int) -> tuple[Line, Span] | None:
    """The sentence that ends at a position, on its line or on the line before; None behind `bound`."""
    if position == 0:
        return None
    line = prose.lines[prose.line_at(position - 1)]
    end = min(position, line.end)
    span = (max(line.sentence_start(end - 1), bound), end)
    return (line, span) if _has_words(prose, span) else None


def _read(prose: Prose, span: Span, bound: int) -> LeadIn:
    """Read the words that introduce a list; a pronoun (`These are:`) stands for the sentence before."""
    rest = REST.match(prose.plain, *span)
    span = (rest.end() if rest else span[0], span[1])
    text = prose.text[slice(*span)].strip()
    before = _sentence_before(prose, span[0], bound)
    sentence = prose.plain[slice(*before[1])][-LONGEST_LEAD_IN:] if before else ""
    words = prose.plain[slice(*span)].strip()
    term = deciding_term(words)
    if term is None and PRONOUN.match(words) and len(words.split()) <= PRONOUN_WORDS:
        words, sentence = sentence, ""
        term = deciding_term(words)
    if term is None:
        return LeadIn(text, "parent_project" if find_owner(words, sentence) == "parent" else "other")
    if term.place in {"verb", "whole"} and not (_MENTIONS.search(words) or OWNER_PRONOUN.search(words)):
        return LeadIn(text, "other")
    owner = find_owner(words, sentence) if term.kind in OWNED else "project"
    kind: ItemKind = term.kind if owner == "project" else "parent_project" if owner == "parent" else "other"
    return LeadIn(text, kind, term.number)
