import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.countries import LONGEST_TEXT, MOST_TEXTS, find_names, segment
from parsers.folding import fold
from parsers.vocabulary import NAME_TABLES, names, read_table, undash

ROWS = [row for table in NAME_TABLES for row in read_table(table)]
SEPARATORS = (
    " ",
    ", ",
    ",",
    " / ",
    "/",
    "; ",
    "\n",
    "\n• ",
    " • ",
    " and ",
    " et ",
    " y ",
    " & ",
    " | ",
    ", and ",
    "\N{NO-BREAK SPACE}",
    " – ",
)


def codes(*texts: str) -> list[str]:
    return [mention.iso3 for mention in segment(texts).countries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Niger Nigeria", "NER NGA"),
        ("Nigeria Niger", "NGA NER"),
        ("Guinea Guinea-Bissau Equatorial Guinea Papua New Guinea", "GIN GNB GNQ PNG"),
        ("Guinée Guinée-Bissau Guinée équatoriale Papouasie-Nouvelle-Guinée", "GIN GNB GNQ PNG"),
        ("Guinea Ecuatorial Guinea Papua Nueva Guinea", "GNQ GIN PNG"),
        ("Guinea Bissau", "GNB"),
        ("Niger Republic of Moldova", "NER MDA"),
        ("Congo Democratic Republic of the Congo", "COG COD"),
        ("Democratic Republic of the Congo Congo", "COD COG"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo (the Democratic Republic of the) Rwanda", "COD RWA"),
        ("Congo, Democratic Republic of the Congo", "COG COD"),
        ("Congo (Brazzaville)", "COG"),
        ("Zaire", "COD"),
        ("Dominica Dominican Republic", "DMA DOM"),
        ("Dominican Republic/Haiti", "DOM HTI"),
        ("República Dominicana (la) El Salvador", "DOM SLV"),
        ("Serbia Montenegro", "SRB MNE"),
        ("Serbia and Montenegro", "SRB MNE"),
        ("Bolivia (Plurinational State of) Brazil", "BOL BRA"),
        ("Bolivia, Plurinational State of, Brazil", "BOL BRA"),
        ("Sudan South Sudan", "SDN SSD"),
        ("Antigua and Barbuda Trinidad and Tobago", "ATG TTO"),
        ("Saint Vincent and the Grenadines and the Bahamas", "VCT BHS"),
        ("Gambia, The, Ghana", "GMB GHA"),
        ("l'Afghanistan et le Niger", "AFG NER"),
        ("Samoa American Samoa", "WSM ASM"),
        ("United States of America", "USA"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Türkiye Turkey", "TUR"),
        ("TÜRKI\N{COMBINING DIAERESIS}YE", "TUR"),
        ("Côte d´Ivoire Cote d’Ivoire CÔTE D'IVOIRE Ivory Coast", "CIV"),
        ("ChileUruguay", "CHL URY"),
        ("Côte d'IvoireÉgypteSao Tome and PrincipeViet Nam", "CIV EGY STP VNM"),
        ("NigerNigeria", "NER NGA"),
        ("Bolivia (Plurinational State of)Brazil", "BOL BRA"),
        ("KENYA UGANDA", "KEN UGA"),
        ("Lesotho eSwatini", "LSO SWZ"),
        ("Federated States of Micronesia", "FSM"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("Swaziland", "SWZ"),
        ("Burma", "MMR"),
        ("Cape Verde", "CPV"),
        ("East Timor", "TLS"),
        ("Czech Republic", "CZE"),
        ("Kosovo* Serbia", "XKX SRB"),
        ("UNSC resolution 1244-administered Kosovo", "XKX"),
        ("China, Hong Kong Special Administrative Region", "HKG"),
        ("Hong Kong (China)", "HKG"),
        ("State of Palestine", "PSE"),
        ("Taiwan Province of China", "TWN"),
        ("Korea (Republic of) Republic of Korea Democratic People's Republic of Korea", "KOR PRK"),
        ("Lao People’s Democratic Republic Viet Nam", "LAO VNM"),
        (" • Kenya\n • Uganda. ", "KEN UGA"),
        ("Kenya , , Uganda,", "KEN UGA"),
    ],
)
def test_lists_as_pages_print_them(text: str, expected: str) -> None:
    found = segment([text])
    assert found.remainder is None
    assert [mention.iso3 for mention in found.countries] == expected.split()


@pytest.mark.parametrize(
    ("text", "remainder"),
    [
        ("Korea", "Korea"),
        ("Virgin Islands", "Virgin Islands"),
        ("Kenya Wakanda Uganda", "Wakanda"),
        ("Kenya Ugandaa", "Ugandaa"),
        ("Kenia, Ugand", "Ugand"),
        ("Kenya and", "and"),
        ("and Kenya", "and"),
        ("Kenya and and Uganda", "and and"),
        ("Kenya and, Uganda", "and"),
        ("Kenya etc.", "etc."),
        ("Kenya (Nairobi)", "(Nairobi)"),
        ("CHILEURUGUAY", "CHILEURUGUAY"),
        ("chileuruguay", "chileuruguay"),
        ("Guinea-Bissau-Conakry", "Conakry"),
        ("Kenya1", "Kenya1"),
        ("Kenya²", "Kenya²"),
        ("KЕN", "KЕN"),
        ("KEN", "KEN"),
        ("Republic of", "Republic of"),
        ("All Member States", "All Member States"),
        (",", ","),
    ],
)
def test_nothing_may_be_left_over(text: str, remainder: str) -> None:
    found = segment([text])
    assert (found.countries, found.duplicates, found.readings) == ((), (), ())
    assert found.remainder == remainder


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Hong Kong, China", {("HKG",), ("HKG", "CHN")}),
        ("Taiwan, China", {("TWN",), ("TWN", "CHN")}),
        ("Hong Kong China", {("HKG",), ("HKG", "CHN")}),
        ("China, Macao", {("MAC",), ("CHN", "MAC")}),
        ("Congo, Democratic Republic of Timor-Leste", {("COD", "TLS"), ("COG", "TLS")}),
    ],
)
def test_a_text_with_two_readings_gives_no_countries(text: str, readings: set[tuple[str, ...]]) -> None:
    found = segment([text])
    assert found.countries == ()
    assert set(found.readings) == readings


def test_texts_are_read_one_by_one_and_places_are_theirs() -> None:
    found = segment(["Mali", " Côte\N{NO-BREAK SPACE}d’Ivoire\nMalí "])
    assert [(m.name, m.iso3, m.start, m.end) for m in found.countries] == [
        ("Mali", "MLI", 0, 4),
        ("Côte d’Ivoire", "CIV", 1, 14),
    ]
    assert [(m.name, m.start, m.end) for m in found.duplicates] == [("Malí", 15, 19)]


def test_accents_written_after_their_letter_belong_to_the_name() -> None:
    found = segment(["Mali\N{COMBINING ACUTE ACCENT}Chad"])
    assert [(m.name, m.start, m.end) for m in found.countries] == [
        ("Mali\N{COMBINING ACUTE ACCENT}", 0, 5),
        ("Chad", 5, 9),
    ]


def test_one_bad_text_spoils_all() -> None:
    found = segment(["Mali", "Atlantis", "Chad", "Mu"])
    assert found.countries == ()
    assert found.remainder == "Atlantis … Mu"


def test_no_text_no_countries() -> None:
    assert segment([]) == segment(["", " \N{NO-BREAK SPACE}"])
    assert segment([]).remainder is None


def test_a_text_too_long_for_a_list_is_not_read() -> None:
    assert codes("Chad " * (LONGEST_TEXT // 5)) == ["TCD"]
    assert "more than 5000 characters" in str(segment(["Chad " * LONGEST_TEXT]).remainder)
    assert str(segment(["x" * LONGEST_TEXT]).remainder) == "x" * LONGEST_TEXT
    assert codes(*["Chad"] * MOST_TEXTS) == ["TCD"]
    assert "501 texts" in str(segment(["Chad"] * (MOST_TEXTS + 1)).remainder)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Support to Papua New Guinea and Guinea-Bissau, the way forward", ["Papua New Guinea", "Guinea-Bissau"]),
        ("Nigerian Migrants in Maltese Waters", []),
        ("eMali", []),
        ("COVID-19 in Somalia, Mali", ["Somalia", "Mali"]),
        ("Romania’s Roads", ["Romania"]),
        ("", []),
    ],
)
def test_names_in_running_text(title: str, found: list[str]) -> None:
    assert [mention.name for mention in find_names(title)] == found


def test_every_name_of_the_tables_is_read_alone_in_capitals_and_with_accents_lost() -> None:
    for row in ROWS:
        lowered = row["name"] if row["kind"] == "abbreviation" else fold(row["name"])
        for printed in (row["name"], row["name"].upper(), lowered, f"  {row['name']}\n"):
            found = segment([printed])
            readings = {code for reading in found.readings for code in reading}
            assert [m.iso3 for m in found.countries] == [row["iso3"]] or row["iso3"] in readings, printed


def test_no_pair_of_names_is_ever_read_as_other_countries() -> None:
    """All pairs in which some name could reach over the border, under a blank and one of the other separators."""
    overlaps = _pairs_that_a_name_could_span()
    assert len(overlaps) > 1000
    for (one, other), joint in zip(sorted(overlaps), itertools.cycle((", ", " and ", "/")), strict=False):
        expected = sorted([names()[one].iso3, names()[other].iso3])
        for separator in (" ", joint):
            found = segment([_spelt(one) + separator + _spelt(other)])
            named = sorted(mention.iso3 for mention in (*found.countries, *found.duplicates))
            assert found.readings or named == expected, one + separator + other


def _spelt(name: str) -> str:
    """Give a folded name; an abbreviation as it is spelt, for its letters count."""
    return names()[name].spelling if names()[name].kind == "abbreviation" else name


def _pairs_that_a_name_could_span() -> set[tuple[str, str]]:
    ends: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    for name in names():
        words = name.replace(",", "").split()
        for cut in range(len(words)):
            ends.setdefault(" ".join(words[cut:]), set()).add(name)
            beginnings.setdefault(" ".join(words[: cut + 1]), set()).add(name)
    pairs: set[tuple[str, str]] = set()
    for name in names():
        words = name.replace(",", "").split()
        for cut in range(1, len(words)):
            left, right = " ".join(words[:cut]), " ".join(words[cut:])
            for joint in ("", " and", " et", " y"):
                pairs.update(itertools.product(ends.get(left.removesuffix(joint), ()), beginnings.get(right, ())))
    return pairs


@given(
    st.lists(st.sampled_from(ROWS), min_size=1, max_size=6),
    st.lists(st.sampled_from(SEPARATORS), min_size=5, max_size=5),
)
def test_a_list_joined_by_separators_comes_back_or_is_flagged(
    rows: list[dict[str, str]], separators: list[str]
) -> None:
    text = rows[0]["name"] + "".join(
        separator + row["name"] for separator, row in zip(separators, rows[1:], strict=False)
    )
    found = segment([text])
    expected = [row["iso3"] for row in rows]
    if not found.readings:
        mentions = sorted((*found.countries, *found.duplicates), key=lambda mention: mention.start)
        assert [mention.iso3 for mention in mentions] == expected
        assert [mention.iso3 for mention in found.countries] == list(dict.fromkeys(expected))


@given(
    st.lists(
        st.sampled_from([row for row in ROWS if row["name"][0].isupper() and row["name"][-1].islower()]),
        min_size=1,
        max_size=4,
    )
)
def test_names_with_nothing_between_come_back_or_are_flagged(rows: list[dict[str, str]]) -> None:
    found = segment(["".join(row["name"] for row in rows)])
    expected = [row["iso3"] for row in rows]
    assert found.readings or [m.iso3 for m in found.countries] == list(dict.fromkeys(expected))


@given(st.text(max_size=80))
def test_any_text_is_read_whole_or_not_at_all(text: str) -> None:
    found = segment([text])
    assert not (found.countries and (found.remainder or found.readings))
    assert bool(found.countries or found.remainder or found.readings) == bool(fold(undash(text)))


@given(st.lists(st.sampled_from(ROWS), min_size=1, max_size=3), st.text(alphabet="abcxyz ", min_size=1, max_size=8))
def test_a_word_that_is_no_name_spoils_the_list(rows: list[dict[str, str]], word: str) -> None:
    text = " ".join([*(row["name"] for row in rows), word + "q"])
    assert segment([text]).countries == ()


def test_the_tables_agree_with_each_other() -> None:
    known = {row["iso3"]: row for row in read_table("countries.csv")}
    assert len(known) == 250
    assert {row["iso3"] for row in ROWS} == set(known)
    assert {row["kind"] for row in ROWS} == {"un", "variant", "inverted", "former", "alias", "abbreviation"}
    assert {row["language"] for row in ROWS} == {"en", "fr", "es"}
    for code, country in known.items():
        assert len(code) == 3
        assert not country["m49"] or (len(country["m49"]), country["m49"].isdecimal()) == (3, True)
        assert fold(undash(country["name_en"])) in names()
    assert [code for code, country in known.items() if not country["iso2"]] == ["XKX"]
    assert [code for code, country in known.items() if not country["region"]] == ["ATA"]
    assert known["AFG"]["m49"] == "004"
    assert (known["BLZ"]["region"], known["BLZ"]["sub_region"]) == ("Americas", "Latin America and the Caribbean")


def test_every_member_state_has_its_name_in_three_languages() -> None:
    by_country: dict[str, set[str]] = {}
    for row in ROWS:
        by_country.setdefault(row["iso3"], set()).add(row["language"])
    assert sorted(code for code, known in by_country.items() if known != {"en", "fr", "es"}) == []
