from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.folding import fold, fold_with_origins


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Migration de main-d’Œuvre", "migration de main-d'oeuvre"),
        ("Côte d´Ivoire", "cote d'ivoire"),
        ("Côte d`Ivoire", "cote d'ivoire"),
        ("ÉTAT(S) MEMBRE(S)", "etat(s) membre(s)"),
        ("Budget\N{NO-BREAK SPACE}Amount \N{NARROW NO-BREAK SPACE}(USD)\n", "budget amount (usd)"),
        ("Pro\N{SOFT HYPHEN}ject\N{ZERO WIDTH SPACE} Type", "project type"),
        ("Guinea\N{NON-BREAKING HYPHEN}Bissau – Q36\N{MINUS SIGN}805", "guinea-bissau - q36-805"),
        ("ＵＳＤ ２００", "usd 200"),
        ("TÜRKİYE", "turkiye"),
        ("", ""),
        (" \t\N{ZERO WIDTH NO-BREAK SPACE} ", ""),
    ],
)
def test_what_a_reader_takes_for_the_same_folds_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("Niger", "Nigeria"), ("Mali", "Malawi"), ("A & B", "A and B"), ("Start Date", "StartDate"), ("0", "O")],
)
def test_what_a_reader_keeps_apart_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(normalize("NFC", text)) == fold(normalize("NFD", text)) == fold(text)


@given(st.text())
def test_every_folded_character_has_the_place_it_came_from(text: str) -> None:
    folded, origins = fold_with_origins(text)
    assert folded == fold(text)
    assert len(origins) == len(folded)
    assert list(origins) == sorted(origins)
    for character, origin in zip(folded, origins, strict=True):
        assert character == " " or character in fold(text[origin])
