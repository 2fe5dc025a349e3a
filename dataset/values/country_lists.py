"""Lists of countries into ISO 3166-1 alpha-3 codes."""

from collections.abc import Sequence

from dataset.values.typed import Typed, doubt, lost, quote
from parsers.countries import Segmentation, segment
from parsers.model import Issue

KOSOVO = "XKX"


def read_countries(field: str, texts: Sequence[str]) -> Typed:
    """Read one text per country, or texts of several, into codes in the order printed, each once.

    Either every word is understood or there is no value: half a list is a wrong list. Texts that cannot be read one
    by one are tried as one text, for names that are broken over elements.
    """
    found = segment(texts)
    if not found.countries and len(texts) > 1:
        joined = segment([" ".join(texts)])
        found = joined if joined.countries else found
    if not found.countries:
        return _unread(field, texts, found)
    names = tuple(mention.name for mention in found.countries)
    codes = tuple(mention.iso3 for mention in found.countries)
    steps = tuple(f"{quote(name)} is {code}" for name, code in zip(names, codes, strict=True))
    return Typed(codes, issues=_doubts(field, found), steps=steps, names=names)


def _unread(field: str, texts: Sequence[str], found: Segmentation) -> Typed:
    printed = quote(" ".join(texts))
    if found.readings and not found.remainder:
        choice = " or ".join(", ".join(codes) for codes in found.readings)
        return lost(Issue("ambiguous_countries", field, f"{printed} can be read as {choice}", "error"), "ambiguous")
    remainder = quote(found.remainder or "")
    return lost(Issue("unknown_country", field, f"{printed} names no known country with {remainder}", "error"))


def _doubts(field: str, found: Segmentation) -> tuple[Issue, ...]:
    issues: list[Issue] = []
    for mention in found.duplicates:
        issues.extend(doubt("duplicate_country", field, f"{quote(mention.name)} names {mention.iso3} again; kept once"))
    if any(mention.iso3 == KOSOVO for mention in found.countries):
        message = f"{KOSOVO} for Kosovo is user-assigned: ISO 3166-1 has no code for it"
        issues.extend(doubt("user_assigned_code", field, message, "info"))
    return tuple(issues)
