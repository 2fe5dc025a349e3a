"""Notations of values that are read, through pages of every structure and language."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.values.dates import read_date
from dataset.values.texts import LONGEST_TITLE
from tests.parsers.value_pages import (
    BODY,
    EXPECTED,
    LABELS,
    PRINTED,
    ask,
    facts,
    in_every_structure,
    legacy,
    told,
    value,
)

LANGUAGES = tuple(LABELS)


@pytest.mark.parametrize("language", LANGUAGES)
@in_every_structure
def test_the_plain_page_is_read_whole_and_without_a_finding(structure: str, language: str) -> None:
    answer = ask(facts(structure, PRINTED, language), language=language)

    assert {name: answer["project"][name] for name in EXPECTED} == EXPECTED
    assert [issue for issue in answer["issues"] if issue["severity"] != "info"] == []


@pytest.mark.parametrize("printed", ["614-800", "614-805", "Q36-805", "TF2-800", "E40-800", "AB1-805"])
@in_every_structure
def test_identifiers_of_the_first_years(structure: str, printed: str) -> None:
    assert value(ask(facts(structure, {**PRINTED, "project_id": printed})), "project_id") == printed


def test_an_identifier_of_figures_alone_is_known_in_a_bare_block() -> None:
    answer = ask(legacy({**PRINTED, "project_id": "614-800"}))

    assert (answer["layout"], value(answer, "project_id")) == ("legacy", "614-800")


@pytest.mark.parametrize("structure", ["list", "dl", "table", "plain lines", "value first"])
@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2014-03-01T12:00:00Z", "2014-03-01"),
        ("2014-03-01T23:30:00-05:00", "2014-03-01"),
        ("2014-03-01T00:00:00+0300", "2014-03-01"),
        ("2014-03-01 12:00:00", "2014-03-01"),
        ("Saturday, March 1, 2014 - 12:00", "2014-03-01"),
        ("Saturday, March 1, 2014", "2014-03-01"),
        ("Sat, 03/01/2014 - 12:00", "2014-03-01"),
        ("samedi 1 mars 2014", "2014-03-01"),
        ("samedi 1er mars 2014 - 12:00", "2014-03-01"),
        ("sábado, 1 de marzo de 2014", "2014-03-01"),
        ("Sábado, Marzo 1, 2014 - 12:00", "2014-03-01"),
        ("1<sup>er</sup> mars 2014", "2014-03-01"),
        ("1<sup>st</sup> March 2014", "2014-03-01"),
    ],
)
def test_a_day_with_its_time_or_weekday_is_the_day_that_is_printed(structure: str, printed: str, day: str) -> None:
    answer = ask(facts(structure, {**PRINTED, "start_date": printed}))

    assert (value(answer, "start_date"), told(answer, "start_date")) == (day, set())


@pytest.mark.parametrize("printed", ["Friday, March 1, 2014", "dimanche 1 mars 2014", "lunes, 1 de marzo de 2014"])
def test_a_weekday_of_another_day_is_told(printed: str) -> None:
    answer = ask(facts("list", {**PRINTED, "start_date": printed}))

    assert (value(answer, "start_date"), told(answer, "start_date")) == ("2014-03-01", {"weekday_disagrees"})


@pytest.mark.parametrize(
    "printed",
    ["2014-03-01T25:00:00Z", "2014-03-01T12:75", "Saturday 2014", "March 2014 - 12:00", "12:00", "Sat, 00/05/2014"],
)
def test_a_time_of_day_that_is_none_gives_no_date(printed: str) -> None:
    answer = ask(facts("list", {**PRINTED, "end_date": printed}))

    assert value(answer, "end_date") is None
    assert told(answer, "end_date")


@given(st.dates(), st.times(), st.sampled_from(["Z", "", "+03:00", "-0500", "+00:00"]))
def test_any_time_stamp_is_its_day(day: date, clock: time, zone: str) -> None:
    printed = f"{day:%Y-%m-%d}T{clock:%H:%M:%S}{zone}"
    assert read_date("start_date", (printed,)).value == (f"{day:%Y-%m-%d}" if day.year >= 1000 else None)


@pytest.mark.parametrize("structure", ["list", "dl", "table", "lines"])
@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("DRC", ["COD"]),
        ("UAE, UK and USA", ["ARE", "GBR", "USA"]),
        ("U.K. / U.S.A.", ["GBR", "USA"]),
        ("RDC", ["COD"]),
        ("EE. UU.", ["USA"]),
        ("Korea, Rep.", ["KOR"]),
        ("Congo, Dem. Rep., Congo, Rep.", ["COD", "COG"]),
        ("Egypt, Arab Rep.", ["EGY"]),
        ("Iran, Islamic Rep., Iraq", ["IRN", "IRQ"]),
        ("Yemen, Rep.", ["YEM"]),
        ("Venezuela, RB", ["VEN"]),
        ("Gambia, The, Ghana", ["GMB", "GHA"]),
        ("Bahamas, The", ["BHS"]),
        ("Bahamas, Las", ["BHS"]),
        ("Micronesia, Fed. Sts.", ["FSM"]),
        ("Lao PDR, Kyrgyz Republic, Slovak Republic", ["LAO", "KGZ", "SVK"]),
        ("St. Lucia, St. Kitts and Nevis", ["LCA", "KNA"]),
        ("Rép. dém. du Congo", ["COD"]),
        ("Rep. Dominicana", ["DOM"]),
        ("Corée, République de", ["KOR"]),
        ("Corea, República de", ["KOR"]),
    ],
)
def test_names_of_countries_in_short(structure: str, printed: str, codes: list[str]) -> None:
    assert value(ask(facts(structure, {**PRINTED, "countries": printed})), "countries") == codes


@pytest.mark.parametrize("printed", ["us", "drc", "car", "uae", "KEN", "US1"])
def test_letters_that_are_no_abbreviation_name_no_country(printed: str) -> None:
    answer = ask(facts("dl", {**PRINTED, "countries": printed}))

    assert (value(answer, "countries"), told(answer, "countries")) == (None, {"unknown_country"})


@pytest.mark.parametrize(
    "title", ["Labour Migration", "Migration de main-d’œuvre", "Completed", "Regional", "África", "TCMMCB", "Zambia"]
)
@pytest.mark.parametrize("layout", ["current", "legacy"])
def test_a_title_that_is_a_term_is_told(layout: str, title: str) -> None:
    answer = ask(facts("dl", PRINTED) if layout == "current" else legacy(PRINTED), title=title)

    assert value(answer, "title") == title
    assert "title_is_term" in told(answer, "title")


@pytest.mark.parametrize(("length", "kinds"), [(254, set()), (255, {"title_cut"}), (256, set())])
def test_a_title_as_long_as_titles_can_be_is_told(length: int, kinds: set[str]) -> None:
    title = ("Fair recruitment and migration in the ports of both countries " * 9)[: length - 1] + "x"
    answer = ask(facts("dl", PRINTED), title=title)

    assert LONGEST_TITLE == 255
    assert (value(answer, "title"), told(answer, "title")) == (title, kinds)


def test_a_title_that_ends_in_dots_is_told() -> None:
    assert told(ask(facts("dl", PRINTED), title="Fair Recruitment in Practice…"), "title") == {"title_cut"}


def test_the_body_is_the_description() -> None:
    assert value(ask(facts("dl", PRINTED)), "description") == BODY.removeprefix("<p>").removesuffix("</p>")
