import pytest

from dataset.values.country_lists import read_countries


def test_names_stand_beside_their_codes() -> None:
    typed = read_countries("countries", ("Belice", "República Dominicana (la)", "El Salvador"))
    assert typed.value == ("BLZ", "DOM", "SLV")
    assert typed.names == ("Belice", "República Dominicana (la)", "El Salvador")
    assert typed.issues == ()
    assert typed.steps[1] == "'República Dominicana (la)' is DOM"


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("Guinea", "Guinea-Bissau"), ("GIN", "GNB")),
        (("Bolivia", "(Plurinational State of)"), ("BOL",)),
        (("Kenya", ",", "Uganda"), ("KEN", "UGA")),
        (("Kenya Uganda", "Niger Nigeria"), ("KEN", "UGA", "NER", "NGA")),
    ],
)
def test_texts_one_by_one_or_else_as_one(texts: tuple[str, ...], value: tuple[str, ...]) -> None:
    assert read_countries("countries", texts).value == value


@pytest.mark.parametrize(
    ("texts", "status", "kind", "quoted"),
    [
        (("Kenya Wakanda",), "not_understood", "unknown_country", "'Wakanda'"),
        (("Kenya", "Wakanda"), "not_understood", "unknown_country", "'Wakanda'"),
        (("Korea",), "not_understood", "unknown_country", "'Korea'"),
        (("Hong Kong, China", "Wakanda"), "not_understood", "unknown_country", "'Wakanda'"),
        (("Hong Kong, China",), "ambiguous", "ambiguous_countries", "HKG or HKG, CHN"),
    ],
)
def test_half_a_list_is_no_list(texts: tuple[str, ...], status: str, kind: str, quoted: str) -> None:
    typed = read_countries("other_countries", texts)
    assert (typed.value, typed.status) == (None, status)
    assert [(issue.kind, issue.field, issue.severity) for issue in typed.issues] == [(kind, "other_countries", "error")]
    assert quoted in typed.issues[0].message


def test_a_country_named_twice_is_kept_once_and_reported() -> None:
    typed = read_countries("countries", ("Chad", "Tchad", "Mali"))
    assert (typed.value, typed.names) == (("TCD", "MLI"), ("Chad", "Mali"))
    assert [(issue.kind, issue.severity) for issue in typed.issues] == [("duplicate_country", "warning")]
    assert "'Tchad' names TCD again" in typed.issues[0].message


def test_kosovo_has_a_code_that_is_not_of_the_standard() -> None:
    typed = read_countries("countries", ("Kosovo*", "Serbia"))
    assert typed.value == ("XKX", "SRB")
    assert [(issue.kind, issue.severity) for issue in typed.issues] == [("user_assigned_code", "info")]
