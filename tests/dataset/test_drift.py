"""What the site begins to print otherwise is reported, and nothing else is."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.pages import read_page
from dataset.checks.checks import Floors, run_checks
from dataset.checks.drift import MOST_FINDINGS, find_drift
from dataset.checks.value_shapes import LONGEST, value_shape
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.values.observation import PageObservations
from practice.site import Site
from sandbox.page import SavedPage

Build = Callable[..., PageRecord]
FETCHED = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
QUIET = [("drift", "passed", "labels, rules and notations are those of the last release")]
LABELS = {"start_date": "Start Date", "end_date": "End Date", "year": "Year", "budget_usd": "Budget Amount (USD)"}


def found(before: Tables, now: Tables) -> list[tuple[str, str, str]]:
    return [(check.name, check.verdict, check.message) for check in find_drift(before, now)]


def names(before: Tables, now: Tables) -> list[str]:
    return [check.name for check in find_drift(before, now)]


# The practice site, its pages read as they are or with their bytes edited.


@pytest.fixture(scope="session")
def bodies() -> Mapping[int, Mapping[str, bytes]]:
    """The project pages of both seasons by address."""
    sites = {season: Site(size=20, season=season) for season in (1, 2)}
    origin = "http://practice.example"
    return {
        season: {origin + path: site.get(path, origin=origin).body for path in site.pages}
        for season, site in sites.items()
    }


@pytest.fixture(scope="session")
def first(bodies: Mapping[int, Mapping[str, bytes]]) -> Tables:
    return tables_of(bodies[1].items())


def tables_of(pages: Iterable[tuple[str, bytes]]) -> Tables:
    return build_tables([PageRecord(url, "live", content=read(url, body)) for url, body in pages])


@cache
def read(url: str, body: bytes) -> PageObservations:
    return read_page(SavedPage(body, "text/html; charset=UTF-8", url, FETCHED))


def test_ten_new_projects_and_changed_values_are_no_drift_but_another_layout_is(
    bodies: Mapping[int, Mapping[str, bytes]], first: Tables
) -> None:
    first_rule, second_rule = find_drift(first, tables_of(bodies[2].items()))
    assert (first_rule.name, second_rule.name) == ("new_rule", "new_rule")
    assert "as on no page before, on 2 pages; for example http://practice.example/project/practice-project-0006" in (
        first_rule.message
    )
    assert "on 1 page; for example http://practice.example/project/practice-project-0007" in second_rule.message


def test_ten_ordinary_projects_more_are_no_drift(bodies: Mapping[int, Mapping[str, bytes]], first: Tables) -> None:
    new = {url: body for url, body in bodies[2].items() if url not in bodies[1]}
    assert len(new) > 10, "some in two languages"
    assert found(first, tables_of({**bodies[1], **new}.items())) == QUIET


def test_an_unchanged_site_is_no_drift(first: Tables) -> None:
    assert found(first, first) == QUIET


@pytest.mark.parametrize(
    ("name", "unknown"), [("Begins", " (a label that belongs to no field)"), ("Date de début", "")]
)
def test_a_label_renamed_on_all_pages(
    name: str, unknown: str, bodies: Mapping[int, Mapping[str, bytes]], first: Tables
) -> None:
    edited = {url: body.replace(b">Start Date<", f">{name}<".encode()) for url, body in bodies[1].items()}
    count = sum(edited[url] != body for url, body in bodies[1].items())
    (finding,) = [check for check in find_drift(first, tables_of(edited.items())) if check.name == "renamed_label"]
    assert finding.message.startswith(
        f"start_date: the label 'Start Date' is {name!r}{unknown} where it was before, on {count} of {count} pages"
        " (current, en); for example http://practice.example/project/"
    )


def test_years_that_become_months(bodies: Mapping[int, Mapping[str, bytes]], first: Tables) -> None:
    def with_months(body: bytes) -> bytes:
        return re.sub(rb">((?:Start|End) Date.{0,200}?>\s*)(20\d\d)<", rb">\g<1>01/\2<", body, flags=re.DOTALL)

    drift = find_drift(first, tables_of((url, with_months(body)) for url, body in bodies[1].items()))
    assert [check.name for check in drift] == ["shifted_shape", "shifted_shape"]
    assert [check.message.partition(":")[0] for check in drift] == ["end_date", "start_date"]
    assert re.search(
        r"(\d+) of \1 values that are new or changed have the shape '99/9999'; 0 of \1 had it, \1 had '9999'; for ",
        drift[1].message,
    )


# Tables made by hand.


Site_ = Callable[..., Tables]


@pytest.fixture
def site(page: Build) -> Site_:
    """Tables of so many projects, with their facts under labels; `how` gives what is special about a project."""

    def build(count: int, how: Callable[[int], Mapping[str, Any]] = lambda number: {}) -> Tables:
        records = []
        for number in range(count):
            special = dict(how(number))
            labels, rule = {**LABELS, **special.pop("labels", {})}, special.pop("rule", "label:dl")
            url = f"https://iom.int/project/{number:03}"
            record = page(url, project_id=f"CT.{number:04}", title=f"Project {number}", **special)
            records.append(with_labels(record, labels, rule))
        return build_tables(records)

    return build


def with_labels(record: PageRecord, labels: Mapping[str, str | None], rule: str) -> PageRecord:
    assert record.content is not None
    seen = {
        name: replace(one, label=labels.get(name), rule=rule if labels.get(name) else None)
        for name, one in record.content.observations.items()
    }
    return replace(record, content=replace(record.content, observations=seen))


def test_a_label_that_is_new_on_one_page_counts(site: Site_) -> None:
    now = site(40, lambda number: {"labels": {"year": "Allocation Year"}} if number == 7 else {})
    assert found(site(40), now) == [
        (
            "new_label",
            "warned",
            "year: the label 'Allocation Year' is new, on 1 page (current, en); for example https://iom.int/project/007",
        )
    ]


def test_case_accents_and_colons_make_no_new_label(site: Site_) -> None:
    assert found(site(9), site(9, lambda number: {"labels": {"year": "YEAR", "end_date": "Énd\xa0 Date"}})) == QUIET


def test_the_first_label_of_a_field_that_was_never_there_is_ordinary(site: Site_) -> None:
    now = site(10, lambda number: {"labels": {"prima_id": "Prima ID"}, "prima_id": "ZM10P0004"} if number == 3 else {})
    assert found(site(10), now) == QUIET


@pytest.mark.parametrize(("pages", "is_told"), [(3, False), (4, True)])
def test_labels_of_no_field_and_lost_labels_count_where_they_are_common(pages: int, is_told: bool, site: Site_) -> None:
    odd = site(40, lambda number: {"unclaimed": {"Donor": "x"}} if number < pages else {})
    bare = site(40, lambda number: {"labels": {"year": None}} if number < pages else {})
    assert names(site(40), odd) == (["unknown_label"] if is_told else ["drift"])
    some_with = site(40, lambda number: {"labels": {"year": "Year" if number < pages else None}})
    none_with = site(40, lambda number: {"labels": {"year": None}})
    assert names(some_with, none_with) == (["vanished_label"] if is_told else ["drift"])
    assert names(site(40), bare) == ["drift"], "other pages still have it"


def test_in_a_small_slice_two_pages_are_common(site: Site_) -> None:
    now = site(3, lambda number: {"unclaimed": {"Donor": "x"}} if number < 2 else {})
    assert names(site(3), now) == ["unknown_label"]


def test_pages_that_are_gone_lose_no_label(site: Site_) -> None:
    before = site(10, lambda number: {"labels": {"year": "Year of Allocation"}} if number >= 5 else {})
    assert found(before, site(5)) == QUIET


def test_where_every_label_is_another_none_is_paired_by_guess(site: Site_) -> None:
    others = {name: f"{label} 2" for name, label in LABELS.items()}
    unknown = site(
        8, lambda number: {"labels": dict.fromkeys(LABELS), "unclaimed": dict.fromkeys(others.values(), "x")}
    )
    assert names(site(8), unknown) == ["vanished_label"] * 4 + ["unknown_label"] * 4 + ["vanished_rule"]
    assert names(site(8), site(8, lambda number: {"labels": others})) == ["renamed_label"] * 4


def test_labels_are_those_of_a_slice(site: Site_) -> None:
    def in_french(number: int) -> Mapping[str, Any]:
        return {"language": "fr", "labels": {"year": "Année"}} if number % 2 else {}

    message = (
        "there were no project pages of this layout and language, now there are, on 4 pages (current, fr);"
        " for example https://iom.int/project/001"
    )
    assert found(site(8), site(8, in_french)) == [("new_slice", "warned", message)]
    swapped = site(8, lambda number: {**in_french(number), **({"labels": {"year": "Year"}} if number == 1 else {})})
    assert found(site(8, in_french), swapped) == [
        (
            "new_label",
            "warned",
            "year: the label 'Year' is new, on 1 page (current, fr); for example https://iom.int/project/001",
        )
    ]


def test_another_rule_on_all_pages(site: Site_) -> None:
    assert names(site(8), site(8, lambda number: {"rule": "label:table"})) == ["new_rule", "vanished_rule"]


def months(numbers: Iterable[int]) -> Callable[[int], Mapping[str, Any]]:
    return lambda number: {"raw": {"start_date": "01/2005"}} if number in numbers else {}


@pytest.mark.parametrize(
    ("size", "changed", "is_told"),
    [
        (40, range(3), False),  # a few
        (40, range(4), True),
        (44, range(40, 44), True),  # new pages alone
        (60, range(50, 54), False),  # under half of the new pages
        (60, range(50, 55), True),
    ],
)
def test_a_rare_notation_is_no_shift_and_one_of_all_that_is_new_is(
    size: int, changed: Iterable[int], is_told: bool, site: Site_
) -> None:
    before = site(50 if size == 60 else 40)
    assert names(before, site(size, months(changed))) == (["shifted_shape"] if is_told else ["drift"])


def test_a_notation_that_was_never_rare_does_not_shift(site: Site_) -> None:
    assert found(site(40, months(range(10))), site(40, months(range(30)))) == QUIET


def test_findings_are_bounded(site: Site_) -> None:
    after = site(8, lambda number: {"unclaimed": {f"Label {one}": "x" for one in range(50)}})
    drift = find_drift(site(8), after)
    assert len(drift) == MOST_FINDINGS + 1
    assert drift[-1].message == "30 more findings of drift are not listed"


def test_drift_stands_in_the_report_of_the_checks(site: Site_) -> None:
    floors = Floors(max_same_bytes=1, max_duplicates=1)
    quiet = run_checks(site(8), floors=floors, before=site(8))
    warned = run_checks(site(8), floors=floors, before=site(8, lambda number: {"rule": "label:table"}))
    assert [check.name for check in quiet.of("passed") if check.name == "drift"] == ["drift"]
    assert [check.name for check in warned.of("warned") if check.name.endswith("_rule")] == [
        "new_rule",
        "vanished_rule",
    ]
    assert warned.passed


# Shapes.


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2005", "9999"),
        ("01/2005", "99/9999"),
        ("15 March 2005", "99 Aa 9999"),
        ("2005-03-15", "9999-99-99"),
        ("81500.00", "9.99"),
        ("81,500", "9,999"),
        ("US$ 1 200 000.50", "A$ 9 999.99"),
        ("Q36-805", "A99-999"),
        ("CT.0690", "A.9999"),
        ("ZM10P0004", "A99A9999"),
        ("TCMMCB", "A"),
        ("Latin America and the Caribbean", "Aa"),
        ("Bolivia (Plurinational State of)", "Aa"),
        ("Benin, Togo, Côte d’Ivoire", "Aa, Aa"),
        ("Benin; Togo", "Aa; Aa"),
        ("٢٠٠٥", "9999"),
        ("", ""),
        ("?" * 90, "?" * (LONGEST - 1) + "…"),
    ],
)
def test_shapes(text: str, shape: str) -> None:
    assert value_shape(text) == shape


@given(st.text())
def test_a_shape_is_short_and_the_same_for_other_digits_and_letters(text: str) -> None:
    shape = value_shape(text)
    assert len(shape) <= LONGEST
    assert not any(character.isalpha() and character not in "Aa" for character in shape)
    assert value_shape(text.translate({ord("1"): "7", ord("b"): "k"})) == shape
