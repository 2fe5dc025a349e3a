"""Words of lead-ins mean one thing, whatever the language of the page."""

from parsers.folding import fold
from parsers.vocabulary import read_table


def test_a_phrase_of_two_languages_means_the_same_in_both() -> None:
    meanings: dict[str, set[tuple[str, str]]] = {}
    for row in read_table("lead_ins.csv"):
        meanings.setdefault(fold(row["phrase"]), set()).add((row["kind"], row["place"]))
    assert len(meanings) > 200
    assert {phrase: own for phrase, own in meanings.items() if len(own) > 1} == {}
