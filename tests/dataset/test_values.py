"""Every value seen on real pages, and every reader on what could stand there instead."""

import csv
from calendar import monthrange
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.values.dates import read_date, read_year
from dataset.values.identifiers import read_prima_id, read_project_id
from dataset.values.money import LARGEST, read_budget
from dataset.values.normalisation import READERS
from dataset.values.observation import Value
from dataset.values.texts import read_description, read_title
from dataset.values.typed import Typed, placeholder, quote
from parsers.vocabulary import read_table

PRINTED = list(
    csv.DictReader(Path(__file__).with_name("data").joinpath("printed_values.csv").read_text("utf-8").splitlines())
)
MONTHS = [(int(row["month"]), row["name"]) for row in read_table("months.csv", "dataset")]


def kinds(typed: Typed) -> list[str]:
    return [issue.kind for issue in typed.issues]


def plain(value: Value | None) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)


def test_every_value_printed_on_real_pages_is_read() -> None:
    assert len(PRINTED) == 372
    for row in PRINTED:
        typed = READERS[row["field"]](row["field"], (row["printed"],))
        assert (typed.status, plain(typed.value)) == ("reported", row["value"]), row
        assert set(kinds(typed)) <= {"duplicate_country"}, row


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        ("2005", "2005"),
        (" 2005\n", "2005"),
        ("２００５", "2005"),
        ("2005-03-17", "2005-03-17"),
        ("3/2005", "2005-03"),
        ("03.2005", "2005-03"),
        ("1/2005", "2005-01"),
        ("12/2005", "2005-12"),
        ("2000", "2000"),
        ("December 2050", "2050-12"),
        ("March 2005", "2005-03"),
        ("MARS 2005", "2005-03"),
        ("août 2005", "2005-08"),
        ("fév. 2005", "2005-02"),
        ("marzo de 2005", "2005-03"),
        ("17 March 2005", "2005-03-17"),
        ("17th of March 2005", "2005-03-17"),
        ("March 17, 2005", "2005-03-17"),
        ("17-Mar-2005", "2005-03-17"),
        ("1er mars 2005", "2005-03-01"),
        ("le 2 décembre 2005", "2005-12-02"),
        ("17 de marzo de 2005", "2005-03-17"),
        ("1º de mayo de 2005", "2005-05-01"),
        ("17/03/2005", "2005-03-17"),
        ("03/17/2005", "2005-03-17"),
        ("03/03/2005", "2005-03-03"),
        ("29/02/2004", "2004-02-29"),
    ],
)
def test_dates_as_precise_as_printed(printed: str, edtf: str) -> None:
    typed = read_date("start_date", (printed,))
    assert (typed.value, typed.status, typed.issues) == (edtf, "reported", ())


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("03/04/2005", "ambiguous_date"),
        ("1.2.2005", "ambiguous_date"),
        ("31 Feb 2005", "impossible_date"),
        ("31/02/2005", "impossible_date"),
        ("2005-02-30", "impossible_date"),
        ("29 février 2005", "impossible_date"),
        ("13/2005", "impossible_date"),
        ("00/2005", "impossible_date"),
        ("40/40/2005", "impossible_date"),
        ("2005-03", "unreadable_date"),
        ("2005/03/17", "unreadable_date"),
        ("2005-06", "unreadable_date"),
        ("2005 - 2011", "unreadable_date"),
        ("2005?", "unreadable_date"),
        ("c. 2005", "unreadable_date"),
        ("05", "unreadable_date"),
        ("17/03/05", "unreadable_date"),
        ("0000", "unreadable_date"),
        ("0205", "unreadable_date"),
        ("20055", "unreadable_date"),
        ("2005¹", "unreadable_date"),
        ("17/03-2005", "unreadable_date"),
        ("17 17 2005", "unreadable_date"),
        ("March May 2005", "unreadable_date"),
        ("Marching 2005", "unreadable_date"),
        ("17 مارس 2005", "unreadable_date"),
        ("٢٠٠٥", "unreadable_date"),
        ("Q1 2005", "unreadable_date"),
        ("2005.0", "unreadable_date"),
        ("ongoing", "unreadable_date"),
    ],
)
def test_dates_that_are_never_guessed(printed: str, kind: str) -> None:
    typed = read_date("end_date", (printed,))
    assert typed.value is None
    assert typed.status == ("ambiguous" if kind == "ambiguous_date" else "not_understood")
    assert [(issue.kind, issue.field, issue.severity) for issue in typed.issues] == [(kind, "end_date", "error")]
    assert quote(printed) in typed.issues[0].message


@pytest.mark.parametrize(("printed", "year"), [("1999", 1999), ("2051", 2051), ("9999", 9999)])
def test_years_far_off_are_kept_and_doubted(printed: str, year: int) -> None:
    assert (read_year("year", (printed,)).value, kinds(read_year("year", (printed,)))) == (year, ["implausible_date"])
    typed = read_date("start_date", (printed,))
    assert (typed.value, kinds(typed)) == (printed, ["implausible_date"])
    assert typed.issues[0].message == f"'{printed}' is outside 2000 to 2050; kept as printed"


@pytest.mark.parametrize(
    ("field", "printed", "steps"),
    [
        ("start_date", "2005", ()),
        ("start_date", "mars 2005", ("read 'mars 2005' as 2005-03",)),
        ("budget_usd", "81500.00", ()),
        ("budget_usd", "200,000", ("read '200,000' as 200000.00 US dollars",)),
        ("status", "Active", ()),
        ("status", "Actif", ("'Actif' stands for 'Active'",)),
        ("title", "Border Control", ()),
        ("title", "Border  Control", ("blanks made one, invisible characters dropped",)),
    ],
)
def test_what_was_done_to_a_value_is_told(field: str, printed: str, steps: tuple[str, ...]) -> None:
    assert READERS[field](field, (printed,)).steps == steps


@pytest.mark.parametrize("printed", ["05", "2005/2006", "2005.0", "FY 2005", "0000", "2005¹", "deux mille"])
def test_years_that_are_never_guessed(printed: str) -> None:
    typed = read_year("year", (printed,))
    assert (typed.value, typed.status, kinds(typed)) == (None, "not_understood", ["unreadable_year"])


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.sampled_from(MONTHS), st.integers(1, 31))
def test_a_spelled_date_is_read_exactly_or_is_not_in_the_calendar(
    day: date, month: tuple[int, str], number: int
) -> None:
    for printed in (f"{number} {month[1]} {day.year}", f"{month[1]} {number}, {day.year}"):
        typed = read_date("start_date", (printed,))
        if number <= monthrange(day.year, month[0])[1]:
            assert typed.value == f"{day.year}-{month[0]:02}-{number:02}"
        else:
            assert kinds(typed) == ["impossible_date"]


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)))
def test_a_day_in_figures_is_never_read_in_the_wrong_order(day: date) -> None:
    for printed in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"):
        typed = read_date("start_date", (printed,))
        assert typed.value in (None, day.isoformat())
        assert (typed.value is None) == (day.day <= 12 and day.day != day.month)


@given(st.text(max_size=30))
def test_no_text_becomes_a_date_without_its_figures(printed: str) -> None:
    typed = read_date("start_date", (printed,))
    assert (typed.value is None) == (typed.status != "reported")
    assert typed.value is not None or len(typed.issues) == 1


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("81500.00", "81500.00"),
        ("81500", "81500.00"),
        ("81500.5", "81500.50"),
        ("200,000", "200000.00"),
        ("1,200,000.50", "1200000.50"),
        ("300 000,00", "300000.00"),
        ("300\N{NARROW NO-BREAK SPACE}000", "300000.00"),
        ("300'000", "300000.00"),
        ("300’000.00", "300000.00"),
        ("USD 200,000", "200000.00"),
        ("USD200000", "200000.00"),
        ("US$ 200,000", "200000.00"),
        ("$200,000", "200000.00"),
        ("USD $200,000", "200000.00"),
        ("200 000 $", "200000.00"),
        ("200,000 USD", "200000.00"),
        ("0.00", "0.00"),
        ("81500,00", "81500.00"),
    ],
)
def test_amounts(printed: str, amount: str) -> None:
    typed = read_budget("budget_usd", (printed,))
    assert (str(typed.value), typed.issues) == (amount, ())


@pytest.mark.parametrize(
    "printed",
    [
        "1.234,56",
        "1,234,56",
        "200.000",
        "200.000,00",
        "1234.567",
        "20,00,000",
        "12,34",
        "200,00",
        "2,000,00",
        "01,234",
        "007",
        "1,5",
        "USD 1,2M",
        "USD 1.2 million",
        "200k",
        "10 20",
        "50 000 100 000",
        "50,000 100,000",
        "81500.00 81500.00",
        "100,000 - 200,000",
        "100,000/200,000",
        "-5000",
        "(5000)",
        "+5000",
        "~5000",
        "5000+",
        "EUR 5000",
        "5000 CHF",
        "€5000",
        "CA$ 5000",
        "A$5000",
        "USD",
        "$",
        "1e5",
        "10^30",
        "1" + "0" * 30,
        "1" + "0" * 12,
        "81500¹",
        "81500①",
        "٨١٥٠٠",
        "0x10",
        "NaN",
        "Infinity",
        "1_000",
        "200,000.",
        ".50",
    ],
)
def test_amounts_that_are_never_guessed(printed: str) -> None:
    typed = read_budget("budget_usd", (printed,))
    assert (typed.value, typed.status) == (None, "not_understood")
    assert [(issue.kind, issue.field, issue.severity) for issue in typed.issues] == [
        ("unreadable_amount", "budget_usd", "error")
    ]


@given(st.decimals(0, LARGEST - 1, places=2))
def test_an_amount_comes_back_in_every_unambiguous_grouping(amount: Decimal) -> None:
    spaced = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    forms = [f"{amount:.2f}", f"{amount:,.2f}", f"USD {amount:,.2f}", f"{amount:,.2f}".replace(",", "'")]
    for printed in [*forms, spaced] if 1_000 <= amount < 1_000_000 else forms:
        assert read_budget("budget_usd", (printed,)).value == amount, printed


@given(
    st.lists(st.integers(1, 400_000), min_size=2, max_size=3), st.sampled_from([" ", ", ", "; ", " - ", "/", " and "])
)
def test_two_amounts_are_never_one(amounts: list[int], separator: str) -> None:
    for form in ("{:,}", "{:.2f}"):
        printed = separator.join(form.format(amount) for amount in amounts)
        typed = read_budget("budget_usd", (printed,))
        single = separator == " " and form == "{:,}" and len(amounts) == 2 and 100 <= amounts[1] <= 999 > amounts[0]
        assert typed.value is None or single, printed


@pytest.mark.parametrize("printed", ["CT.0690", "Q36-805", "TF2-805", "QL9-805", "E40-800", "ZZ.0001", " CT.0690\n"])
def test_projects_ids(printed: str) -> None:
    typed = read_project_id("project_id", (printed,))
    assert (typed.value, typed.issues) == (printed.strip(), ())


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("ct.0690", "CT.0690"),
        ("CT. 0690", "CT.0690"),
        ("CT\N{NO-BREAK SPACE}.0690", "CT.0690"),
        ("q36\N{EN DASH}805", "Q36-805"),
        ("Q36 \N{NON-BREAKING HYPHEN} 805", "Q36-805"),
        ("CT.\N{SOFT HYPHEN}0690", "CT.0690"),
        ("ＣＴ.0690", "CT.0690"),
    ],
)
def test_projects_ids_spelled_otherwise_are_read_and_noted(printed: str, value: str) -> None:
    typed = read_project_id("project_id", (printed,))
    assert typed.value == value
    assert [(issue.kind, issue.severity) for issue in typed.issues] == [("respelled_identifier", "info")]
    assert typed.steps == (typed.issues[0].message,)


@pytest.mark.parametrize(
    "printed",
    [
        "CT0690",
        "CT.690",
        "CT.O690",
        "CT.06900",
        "CT.0690 CT.0691",
        "CT.0690a",
        "C.0690",
        "СТ.0690",  # Cyrillic letters
        "CT.069¹",
        "CT.٠٦٩٠",
        "Q36-806",
        "QA-805",
        "Q36805",
        "ım.0019",
        "805",
        "see annex",
    ],
)
def test_projects_ids_that_are_never_mended(printed: str) -> None:
    typed = read_project_id("project_id", (printed,))
    assert (typed.value, typed.status) == (None, "not_understood")
    assert [(issue.kind, issue.severity) for issue in typed.issues] == [("malformed_identifier", "error")]
    assert quote(printed) in typed.issues[0].message


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("ZM10P0004", "ZM10P0004"),
        ("zm10p0004", "ZM10P0004"),
        ("ZM10P004", None),
        ("ZM10PO004", None),
        ("CT.0690", None),
    ],
)
def test_prima_ids(printed: str, value: str | None) -> None:
    assert read_prima_id("prima_id", (printed,)).value == value


@given(
    st.from_regex(r"\A(?:[A-Z]{2}\.[0-9]{4}|[A-Z][A-Z0-9][0-9]-80[05])\Z"),
    st.sampled_from(["", " ", "\N{NO-BREAK SPACE}"]),
)
def test_any_projects_id_survives_blanks_and_case(identifier: str, blank: str) -> None:
    for printed in (identifier, identifier.lower(), blank.join(identifier)):
        assert read_project_id("project_id", (printed,)).value == identifier


@given(st.text(max_size=12))
def test_what_is_read_as_an_identifier_has_its_letters(printed: str) -> None:
    value = read_project_id("project_id", (printed,)).value
    assert value is None or (isinstance(value, str) and value.isascii() and len(value) == 7)


@pytest.mark.parametrize(
    ("printed", "value", "kind"),
    [
        ("Mapping Jamaica’s\N{NO-BREAK SPACE}Diaspora ", "Mapping Jamaica’s Diaspora", None),
        ("Co\N{SOFT HYPHEN}operation in Beni\N{COMBINING ACUTE ACCENT}n", "Cooperation in Benín", None),
        ('"Labour" Migration', '"Labour" Migration', None),
        ("Border Control Border Control", "Border Control Border Control", "doubled_title"),
        ("Border ControlBorder Control", "Border ControlBorder Control", "doubled_title"),
        ("Bora Bora", "Bora Bora", None),
        ("\N{ZERO WIDTH SPACE}", None, "label_empty"),
    ],
)
def test_titles(printed: str, value: str | None, kind: str | None) -> None:
    typed = read_title("title", (printed,))
    assert (typed.value, kinds(typed)) == (value, [kind] if kind else [])


def test_a_description_is_kept_to_the_character() -> None:
    text = ' "The project\N{NO-BREAK SPACE}aims\n\nto: 1) train; 2)  build. '
    assert read_description("description", (text,)).value == text
    assert read_description("description", (" \n",)).status == "label_empty"


@pytest.mark.parametrize("text", ["-", "–", "N/A", "n/a", "n.d.", "s/d", "NA", "TBD", "Aucun"])
def test_what_stands_for_a_missing_value(text: str) -> None:
    assert placeholder(text) is not None


@pytest.mark.parametrize("text", ["", "0", "Namibia", "National", "x", "None of these"])
def test_what_does_not(text: str) -> None:
    assert placeholder(text) is None


def test_a_message_shows_hostile_text_harmlessly() -> None:
    shown = quote("\x1b[31m\n\N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 500)
    assert shown.startswith("'\\x1b[31m\\n\\u202exxx")
    assert shown.endswith("x…'")
    assert len(shown) < 150
    assert quote("x" * 120) == repr("x" * 120)
    assert quote("x" * 121) == repr("x" * 120 + "…")
