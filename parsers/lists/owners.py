"""Whose list a lead-in introduces: this project's, a larger project's, a government's, or an earlier phase's."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from parsers.lists.wording import alternatives, plain, read_rows

Owner = Literal["project", "government", "earlier", "parent"]


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    owner: Owner


_PARENTS = [row["phrase"] for row in read_rows("subjects.csv") if row["role"] == "parent"]
# `larger project`, and with a word between: `larger EU project`
_PARTED_PARENTS = "|".join(
    rf"{alternatives([phrase.split()[0]])}\s[^\W\d_]+\s{alternatives([phrase.split()[1]])}"
    for phrase in _PARENTS
    if len(phrase.split()) == 2
)
_MENTIONS = re.compile(
    r"(?<![^\W_])(?:"
    + alternatives(row["phrase"] for row in read_rows("subjects.csv") if row["role"] != "verb")
    + rf"|{_PARTED_PARENTS})(?![^\W_])"
)
_VERBS = alternatives(row["phrase"] for row in read_rows("subjects.csv") if row["role"] == "verb")
# A verb that the words before it are the subject of; in `supports the ministry and has` they are not.
VERB = re.compile(rf"(?<!\sand)(?<!\set)(?<!\sy)\s{_VERBS}(?![^\W_])")
# `and it has`, `et comprend`: back to the first subject.
RETURN = re.compile(rf"\s(?:and|et|y)\s(?:it\s)?{_VERBS}(?![^\W_])")
# `, which is part of a wider programme, has`: an aside says nothing about the subject.
ASIDE = re.compile(rf",[^,]{{1,160}},(?=\s{_VERBS}(?![^\W_]))")
# `by the `, `of the national `: what follows is no subject.
PREPOSITION = re.compile(
    r"(?<![^\W_])(?:of|in|by|with|to|for|from|on|across|within|du|des|de|dans|par|pour|avec|au|aux|del|en|por|para|con|al)"
    r"\s(?:the\s|a\s|its\s|la\s|le\s|les\s|l'|los\s|las\s|el\s)?(?:[^\W\d_]+\s){0,2}?\Z"
)
# What makes the items those of the larger project that the words before name: `which has`, `whose`, `with`.
RELATIVE = re.compile(
    r"(?<![^\W_])(?:which|that|whose|with|comprising|consisting|qui|dont|avec|que|cuyo|cuyos|cuya|cuyas|con)(?![^\W_])"
)
PRONOUN = re.compile(
    r"(?<![^\W_])(?:it|they|we|this|these|which|il|ils|elle|elles|qui|ceci|cela|esto|que|se)(?![^\W_])"
)
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
    return _MENTIONS.search(lead_in) is not None or PRONOUN.search(lead_in) is not None


def names_project(lead_in: str) -> bool:
    """Whether a lead-in names the project by a noun."""
    return any(_role(lead_in, match) == "project" for match in _MENTIONS.finditer(lead_in))


def _speaks_of_parent(sentence: str) -> bool:
    return any(_owner(match[0]) == "parent" for match in _MENTIONS.finditer(sentence))


def _owner(phrase: str) -> Owner:
    words = phrase.split()
    return _owners().get(" ".join(words)) or _owners()[f"{words[0]} {words[-1]}"]


@cache
def _owners() -> dict[str, Owner]:
    rows = [row for row in read_rows("subjects.csv") if row["role"] != "verb"]
    return {plain(row["phrase"]): cast("Owner", row["role"]) for row in rows}
