"""The sentence that introduces a list: what it says the items are, and whose list it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from parsers.lists.marks import TAG
from parsers.lists.sentences import (
    JOINT,
    LONGEST_JOINT,
    QUOTED,
    Line,
    Prose,
    Span,
    alternatives,
    one_of,
    quote,
    rows,
)
from parsers.lists.terms import deciding_term, find_terms
from parsers.model import Issue, ItemKind, Language, Severity

Owner = Literal["project", "government", "earlier", "parent"]


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    owner: Owner


_WORDS = "function_words.csv"
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
    """Say whose list it is. Nobody named means the project.

    Args:
        lead_in: in plain text.
        before: the sentence before, which may say that "the programme" is a larger one.
    """
    words = ASIDE.sub(" ", lead_in)
    mentions = [_Mention(*match.span(), _role(words, match)) for match in _MENTIONS.finditer(words)]
    parents = [mention for mention in mentions if mention.owner == "parent"]
    if parents:
        behind = words[parents[-1].end :]
        subject_first = mentions[0].owner == "project"
        if RETURN.search(behind) or (subject_first and not RELATIVE.search(behind)):
            return "project"
        return "parent"
    subjects = [one for one in mentions if not PREPOSITION.search(words, max(0, one.start - 50), one.start)]
    limits = [*(one.start for one in subjects[1:]), len(words)]
    acting = [
        one
        for one, limit in zip(subjects, limits, strict=False)
        if VERB.search(words, one.end, min(limit, one.end + REACH))
    ]
    if not acting:
        return "project"
    subject = acting[-1]
    if PROGRAMME.fullmatch(words, subject.start, subject.end) and _speaks_of_parent(before):
        return "parent"
    return subject.owner


def _role(words: str, mention: re.Match[str]) -> Owner:
    owner = _owner(mention[0])
    return "project" if owner == "government" and OF_PROJECT.match(words, mention.end()) else owner


def names_owner(lead_in: str) -> bool:
    """Whether a lead-in names anybody whose list it can be, by a noun or a pronoun."""
    return _MENTIONS.search(lead_in) is not None or OWNER_PRONOUN.search(lead_in) is not None


def names_project(lead_in: str) -> bool:
    """Whether a lead-in names the project by a noun."""
    return any(_role(lead_in, match) == "project" for match in _MENTIONS.finditer(lead_in))


def _speaks_of_parent(sentence: str) -> bool:
    return any(_owner(match[0]) == "parent" for match in _MENTIONS.finditer(sentence))


def _owner(phrase: str) -> Owner:
    words, known = phrase.split(), rows("subjects.csv", role=_OWNERS)
    row = known.get(" ".join(words)) or known[f"{words[0]} {words[-1]}"]
    return cast("Owner", row["role"])


LONGEST = 1500
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


@dataclass(frozen=True, slots=True)
class LeadIn:
    """What stands before a list.

    Attributes:
        text: the introducing sentence as printed, None where none introduces the list.
        kind: of the items; `other` where nothing understood says more.
        count: how many items it announces, None where it does not.
    """

    text: str | None
    kind: ItemKind
    count: int | None = None


NONE = LeadIn(None, "other")


def read_lead_in(prose: Prose, opens: int, bound: int, language: Language) -> LeadIn:
    """Find what introduces the list whose first item begins at `opens`: words on its line, else the sentence before.

    Args:
        prose: the description.
        opens: where the first item begins, its marker included.
        bound: nothing before it can introduce the list, for another list's item stands there.
        language: of the page; its words go before those of the other languages, which pages mix in.
    """
    line = prose.lines[prose.line_at(opens)]
    sentence = line.sentence_start(opens)
    tags = (tag.end() for tag in TAG.finditer(prose.plain, max(sentence, bound), opens))
    span = (max(sentence, bound, *tags), opens)
    if not _has_words(prose, span):
        before = _sentence_before(prose, sentence, bound) if span[0] == sentence else None
        if before is None or not announces(prose, before[0], before[1], language):
            return NONE
        span = before[1]
    return _read(prose, span, bound, language) if span[1] - span[0] <= LONGEST else NONE


def announces(prose: Prose, line: Line, span: Span, language: Language) -> bool:
    """Whether a sentence introduces a list: by a colon, a number, "following", its last words, or as a heading.

    `Officials from four ministries meet.` counts what is listed only where a colon says so.
    """
    words = prose.text[slice(*span)].rstrip()
    end = span[0] + len(words)
    if joint := JOINT.search(prose.plain, max(span[0], end - LONGEST_JOINT), end):
        words = prose.text[span[0] : joint.start()].rstrip()
    if not words or line.heading or words[-1] not in ".!?;,…":
        return bool(words)
    plain = prose.plain[max(span[0], span[1] - LONGEST) : span[1]]
    if plain.endswith(".") and FOLLOWING.search(plain):
        return True
    terms = find_terms(plain, language)
    return any((term.near and term.place != "counted") or ENDING.fullmatch(plain, term.end) for term in terms)


def names_items(prose: Prose, line: Line, language: Language) -> bool:
    """Whether a line's last sentence introduces a list by words, for lists that have no markers to be known by."""
    span = (line.sentence_start(line.end - 1), line.end)
    words = prose.plain[max(span[0], span[1] - LONGEST) : span[1]]
    return announces(prose, line, span, language) and (words.endswith(":") or bool(find_terms(words, language)))


def introduces(prose: Prose, span: Span, language: Language) -> bool:
    """Whether words before a colon say what is listed behind it, or that the project does it."""
    words = prose.plain[max(span[0], span[1] - LONGEST) : span[1]].strip()
    return deciding_term(words, language) is not None or LEADS_ON.search(words) is not None or names_project(words)


def announces_count(prose: Prose, span: Span, language: Language) -> bool:
    """Whether words before a colon name a kind beside a number or "following"."""
    if span[1] - span[0] > LONGEST or prose.text[slice(*span)].rstrip()[-1:] != ":":
        return False
    return any(term.near for term in find_terms(prose.plain[slice(*span)], language))


def _has_words(prose: Prose, span: Span) -> bool:
    """Whether there is more than a joining word, or anything before a colon."""
    words = [word for word in prose.text[slice(*span)].split() if any(map(str.isalnum, word))]
    return len(words) > 1 or any(word.endswith(":") or word[0].isupper() for word in words)


def _sentence_before(prose: Prose, position: int, bound: int) -> tuple[Line, Span] | None:
    """The sentence that ends at a position, on its line or on the line before; None behind `bound`."""
    index = prose.line_at(position)
    if position <= prose.lines[index].start:
        index -= 1
        if index < 0:
            return None
        position = prose.lines[index].end
    line = prose.lines[index]
    end = position - 1 if prose.text[position - 1] == " " else position
    start = max(line.sentence_start(end - 1), bound)
    return (line, (start, end)) if _has_words(prose, (start, end)) else None


def _read(prose: Prose, span: Span, bound: int, language: Language) -> LeadIn:
    rest = REST.match(prose.plain, *span)
    span = (rest.end() if rest else span[0], span[1])
    text = prose.text[slice(*span)].strip()
    before = _sentence_before(prose, span[0], bound)
    sentence = prose.plain[slice(*before[1])][-LONGEST:] if before else ""
    words = prose.plain[slice(*span)].strip()
    if deciding_term(words, language) is None and PRONOUN.match(words) and len(words.split()) <= PRONOUN_WORDS:
        words, sentence = sentence, ""
    kind, count = _judge(words, sentence, language)
    return LeadIn(text, kind, count)


def _judge(words: str, before: str, language: Language) -> tuple[ItemKind, int | None]:
    term = deciding_term(words, language)
    if term is None:
        return ("parent_project", None) if words and find_owner(words, before) == "parent" else ("other", None)
    if term.place in {"verb", "whole"} and not names_owner(words):
        return "other", None
    if term.kind not in OWNED:
        return term.kind, term.count
    owner = find_owner(words, before)
    if owner == "project":
        return term.kind, term.count
    return ("parent_project" if owner == "parent" else "other"), term.count


def unkept_announcements(prose: Prose, begun: set[int], held: set[int], language: Language) -> Iterator[Issue]:
    """Sentences that announce a list with a colon, where none was found: its items have markers unknown to us.

    Lists begin on the lines `begun`; items stand on those that begin at `held`.
    """
    for index, line in enumerate(prose.lines):
        if line.start in held or index in begun:
            continue
        at_end = prose.text[line.end - 1] == ":" and index + 1 not in begun
        if at_end and index + 1 < len(prose.lines):
            known = _announced(prose, line, line.end - 1, language, anywhere=True)
            yield _unkept(prose, line, line.end, "warning" if known else "info")
        start = line.start
        for stop in line.stops:
            colon = prose.text.find(": ", start, stop)
            if colon != -1 and _announced(prose, line, colon, language, anywhere=False):
                yield _unkept(prose, line, colon + 1, "warning")
            start = stop


def _announced(prose: Prose, line: Line, colon: int, language: Language, *, anywhere: bool) -> bool:
    words = prose.plain[max(line.sentence_start(colon), colon - 300) : colon]
    term = deciding_term(words, language)
    return term is not None and (anywhere or (term.near and len(words) - term.end < QUOTED))


def _unkept(prose: Prose, line: Line, end: int, severity: Severity) -> Issue:
    words = quote(prose.text[max(line.sentence_start(end - 1), end - QUOTED) : end])
    return Issue("items_not_found", "components", f"no items were found behind {words}", severity)
