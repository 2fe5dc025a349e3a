"""Which countries a text names: whole names over the tables of `parsers.vocabulary`, and nothing left over.

The pages print a list of countries with blanks, commas, slashes, line breaks or nothing at all between them
(`Guinea Guinea-Bissau`, `ChileUruguay`). `segment` reads such a text only where the *whole* of it is country names
and separators; one unknown word, and the text is not read. There is no likeness and no guess. Written by hand because
the libraries for it guess (`Africa` → South Africa) or are under the GPL.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.folding import fold, fold_with_origins, remember
from parsers.vocabulary import SHORTEST, START, Name, name_lengths, names, undash

LONGEST_TEXT = 5_000
"""Characters. The names of all countries are about 3,000; a longer text is no list of countries."""

MOST_TEXTS = 500
"""Twice the countries there are."""

_LEAD = re.compile(r"[\s,;/|•·∙⋅‧▪■●◦‣›»]*")
_SEPARATOR = re.compile(r"(?:(?<=\))\))?(?:\s*[,;/|•·∙⋅‧▪■●◦‣›»])*(?:\s*(?:[&+]|(?<!\w)(?:and|et|y|e)(?!\w)))?\s*")
"""`, `, ` / `, ` and `, ` • `, `, et `, a blank or nothing: what may stand between two names, folded.

Before it, a bracket that is closed twice: `Venezuela (République bolivarienne du))`.
"""

_DANGLING = re.compile(r"(?:[+&]|\b(?:and|et|y|e))\s*$")
"""`Kenya and`: a list that ends in such a word has lost a name."""

_ARTICLE_BEFORE = re.compile(r"(?:the|le|la|les|el|los|las) |l'")
_FIRST_OF_ARTICLE = frozenset("tle")
_ARTICLE_AFTER = re.compile(r" ?\((?:the|le|la|les|l'|el|los|las)\)|, (?:the|la|les|las)(?=\s*(?:[,;/|]|$))")
"""`República Dominicana (la)`, `Gambia (the)`, `Bahamas, The`: UN and World Bank print the article after the name."""
_WORD_EDGE = re.compile(r"(?<![^\W_])|(?![^\W_])")
"""Before and behind each word: everywhere but between two letters or digits."""


@dataclass(frozen=True, slots=True)
class CountryMention:
    """One country name in a text.

    Attributes:
        name: as printed, with its article; blanks of any kind made one.
        iso3: the code of the country.
        start, end: character span in its text, end exclusive.
    """

    name: str
    iso3: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The countries of a field, or why there are none.

    Attributes:
        countries: each country once, in the order printed; empty unless every text was read whole, in one way.
        duplicates: the further mentions of countries that are in `countries`.
        remainder: what could not be read, for people; None where everything was.
        readings: the lists of codes between which a text leaves the choice; empty where there is one reading.
    """

    countries: tuple[CountryMention, ...] = ()
    duplicates: tuple[CountryMention, ...] = ()
    remainder: str | None = None
    readings: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """A name with its articles at `start:end` of a folded text; the next name may begin at `next`."""

    name: Name
    start: int
    end: int
    next: int


_Path = tuple[_Match, ...]


def segment(texts: Sequence[str]) -> Segmentation:
    """Read texts that should hold country names and nothing else.

    Each text is cut into names; where one has anything left over, or can be cut in two ways that give different
    countries (`Hong Kong, China`), the answer holds no countries at all.
    """
    if len(texts) > MOST_TEXTS:
        return Segmentation(remainder=f"{texts[0][:80]} … ({len(texts)} texts)")
    mentions: list[CountryMention] = []
    remainders: list[str] = []
    readings: list[tuple[str, ...]] = []
    for text in map(_Text, texts):
        paths = text.cuts()
        if len(paths) == 1:
            mentions.extend(map(text.mention, paths[0]))
        elif paths:
            readings.extend(tuple(match.name.iso3 for match in path) for path in paths)
        elif text.folded:
            remainders.append(text.unread())
    if remainders or readings:
        return Segmentation(remainder=" … ".join(remainders) or None, readings=tuple(readings))
    first: dict[str, CountryMention] = {}
    duplicates = tuple(mention for mention in mentions if first.setdefault(mention.iso3, mention) is not mention)
    return Segmentation(tuple(first.values()), duplicates)


@remember
def read_codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the codes of the countries that `segment` reads off texts; it says besides what it could not read."""
    codes: dict[str, None] = {}
    for text in map(_Text, texts if len(texts) <= MOST_TEXTS else ()):
        paths = text.cuts()
        if len(paths) > 1 or (text.folded and not paths):
            return ()
        codes.update({match.name.iso3: None for path in paths for match in path})
    return tuple(codes)


def find_names(text: str) -> tuple[CountryMention, ...]:
    """Find the country names in running text, such as a title; the rest of the text may be anything.

    Of overlapping names the one that begins first and is longest counts: no `Guinea` in `Papua New Guinea`.
    """
    return tuple(_Text(text).found())


def may_begin(text: str) -> bool:
    """Whether a text begins with the letters of some country's name; cheap, and right where it says no."""
    folded = fold(undash(text))
    lead = _LEAD.match(folded)
    start = lead.end() if lead else 0
    article = _ARTICLE_BEFORE.match(folded, start)
    starts = (start, article.end()) if article else (start,)
    return any(folded[at : at + length] in names() for at in starts for length in _lengths_at(folded, at))


def _lengths_at(folded: str, start: int) -> tuple[int, ...]:
    """The lengths of the names that may begin at a place."""
    short = (SHORTEST,) if folded[start : start + SHORTEST] in names() else ()
    return (*name_lengths().get(folded[start : start + START], ()), *short)


class _Text:
    """A text beside its folded form, which alone is matched."""

    def __init__(self, printed: str) -> None:
        self.printed = printed[: LONGEST_TEXT + 1]
        self.folded, self.origins = fold_with_origins(undash(self.printed))

    def cuts(self) -> list[_Path]:
        """Cut the whole text into names: no path, one, or two that differ in their countries.

        The readings of each prefix are grown from left to right, so the work is bounded by the text's length. Of
        readings with the same countries the one of fewest names, then of most UN names, is kept. Two that differ are
        enough to know: whatever follows, they go on to differ.
        """
        if len(self.printed) > LONGEST_TEXT:
            return []
        lead = _LEAD.match(self.folded)
        reached: dict[int, dict[tuple[str, ...], _Path]] = {lead.end() if lead else 0: {(): ()}}
        complete: dict[tuple[str, ...], _Path] = {}
        for start in range(len(self.folded)):
            for match in self.names_at(start) if start in reached else ():
                ends = self.folded[match.next :] in ("", ".") and not _DANGLING.search(self.folded[match.end :])
                for path in reached[start].values():
                    _keep(complete if ends else reached.setdefault(match.next, {}), (*path, match))
        return list(complete.values())

    def names_at(self, start: int) -> Iterator[_Match]:
        """Yield every name that begins at `start`, the longest first, with and without an article around it."""
        may_follow = self.folded[start] in _FIRST_OF_ARTICLE
        before = _ARTICLE_BEFORE.match(self.folded, start) if may_follow else None
        for begin in (start, before.end()) if before else (start,):
            for length in _lengths_at(self.folded, begin):
                end = begin + length
                name = names().get(self.folded[begin:end]) if end <= len(self.folded) else None
                if name is None or not self.is_edge(end) or not self.is_spelt(name, begin, end):
                    continue
                after = _ARTICLE_AFTER.match(self.folded, end)
                for close in (after.end(), end) if after else (end,):
                    separator = _SEPARATOR.match(self.folded, close)
                    yield _Match(name, start, close, separator.end() if separator else close)

    def is_spelt(self, name: Name, start: int, end: int) -> bool:
        """Say whether letters count as they stand here: `DRC` is a country, `drc` is no word at all."""
        printed = self.printed[self.origins[start] : self.origins[end - 1] + 1]
        return name.kind != "abbreviation" or printed.isupper() or printed == name.spelling

    def is_edge(self, at: int) -> bool:
        """Say whether a word may begin or end here; in `ChileUruguay`, where a small letter meets a capital."""
        return self.is_word_edge(at) or (
            self.printed[self.origins[at - 1]].islower() and self.printed[self.origins[at]].isupper()
        )

    def is_word_edge(self, at: int) -> bool:
        inside = 0 < at < len(self.folded)
        return not (inside and self.folded[at - 1].isalnum() and self.folded[at].isalnum())

    def found(self) -> Iterator[CountryMention]:
        """Yield the longest name at each place, from left to right; in capitals all through, `US` is a word."""
        at, letters = 0, not self.printed.isupper()
        for edge in _WORD_EDGE.finditer(self.folded):
            if not at <= edge.start() < len(self.folded):
                continue
            matches = self.names_at(edge.start())
            match = next(
                (m for m in matches if self.is_word_edge(m.end) and (letters or m.name.kind != "abbreviation")), None
            )
            if match:
                yield self.mention(match)
                at = match.end

    def unread(self) -> str:
        """Quote what is left when the names that can be found are taken away, or else the whole text."""
        if len(self.printed) > LONGEST_TEXT:
            return f"{self.printed[:80]} … (more than {LONGEST_TEXT} characters)"
        rest, at = [], 0
        for mention in self.found():
            rest.append(self.printed[at : mention.start])
            at = mention.end
        rest.append(self.printed[at:])
        words = [" ".join(part.split()).strip(" ,;/|•·-") for part in rest]
        return " … ".join(part for part in words if part) or " ".join(self.printed.split())

    def mention(self, match: _Match) -> CountryMention:
        """Say where in the printed text a match stands."""
        start, end = self.origins[match.start], self.origins[match.end - 1] + 1
        while end < len(self.printed) and unicodedata.category(self.printed[end]) == "Mn":
            end += 1  # accents written after their letter
        return CountryMention(" ".join(self.printed[start:end].split()), match.name.iso3, start, end)


def _keep(paths: dict[tuple[str, ...], _Path], path: _Path) -> None:
    """Add a reading under the countries it gives, unless a better one or two others are there."""
    countries_named = tuple(sorted(match.name.iso3 for match in path))
    known = paths.get(countries_named)
    if _rank(path) < _rank(known) if known else len(paths) < 2:
        paths[countries_named] = path


def _rank(path: _Path) -> tuple[int, int]:
    return len(path), sum(match.name.kind != "un" for match in path)
