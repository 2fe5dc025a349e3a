"""Terms of the closed vocabularies: region, status, coverage, project type."""

from collections.abc import Sequence

from dataset.values.typed import Typed, lost, quote
from parsers.model import Issue
from parsers.vocabulary import match_term


def read_term(field: str, texts: Sequence[str]) -> Typed:
    """Read a term printed in any of the three languages into the English one; a term not in the table is lost."""
    printed = " ".join(texts)
    term = match_term(field, printed)
    if term is None:
        return lost(Issue("unknown_term", field, f"{quote(printed)} is not in the vocabulary of {field}", "error"))
    return Typed(term, steps=() if term == printed else (f"{quote(printed)} stands for {quote(term)}",))
