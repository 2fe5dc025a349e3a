from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dataset.values.crosschecks import cross_check
from dataset.values.normalisation import READERS
from dataset.values.observation import Observation, Value
from parsers.model import Language, Layout

FINE: dict[str, Value] = {
    "title": "Border Management in Zambia",
    "start_date": "2017",
    "end_date": "2019",
    "status": "Completed",
    "project_type": "Immigration and Borders",
    "budget_usd": Decimal("110000.00"),
    "coverage": "National",
    "year": 2017,
    "project_id": "IB.0216",
    "prima_id": "ZM10P0004",
    "countries": ("ZMB",),
}


def check(
    changes: dict[str, Value | None],
    *,
    layout: Layout = "current",
    language: Language = "en",
    fetched_at: datetime | None = datetime(2026, 11, 24, tzinfo=UTC),
) -> list[tuple[str, str | None, str]]:
    values = {**FINE, **changes}
    observations = {
        name: Observation(name, "not_on_page" if values.get(name) is None else "reported", values.get(name), None)
        for name in READERS
    }
    issues = cross_check(observations, layout=layout, language=language, fetched_at=fetched_at)
    return [(issue.kind, issue.field, issue.severity) for issue in issues]


def test_a_page_in_order_gives_no_finding() -> None:
    assert check({}) == []
    assert check(dict.fromkeys(FINE), layout="legacy") == []


@pytest.mark.parametrize(
    ("project_id", "project_type"),
    [
        ("CD.0014", "Community and Economic Development"),
        ("CD.0006", "Community and Economic Development"),
        ("CD.0015", "Community Development"),
        ("DS.0008", "Durable Solutions"),
        ("DS.0056", "Durable Solutions / Progressive Resolutions of Displacement Situations (PRDS)"),
        ("TC.0066", "TCMMCB"),
        ("Q36-805", "Labour Migration"),
    ],
)
def test_ids_that_fit_their_type(project_id: str, project_type: str) -> None:
    assert check({"project_id": project_id, "project_type": project_type}) == []


@pytest.mark.parametrize(
    ("project_id", "project_type"),
    [("CT.0690", "Labour Migration"), ("CD.0015", "Community and Economic Development"), ("CD.0014", "TCMMCB")],
)
def test_ids_that_do_not_fit_their_type(project_id: str, project_type: str) -> None:
    assert check({"project_id": project_id, "project_type": project_type}) == [
        ("id_type_mismatch", "project_id", "warning"),
        ("id_type_mismatch", "project_type", "warning"),
    ]


def test_an_unknown_prefix_is_worth_knowing() -> None:
    assert check({"project_id": "ZZ.0001"}) == [("unknown_id_prefix", "project_id", "info")]


@pytest.mark.parametrize(
    ("coverage", "countries", "other", "fits"),
    [
        ("National", ("ZMB",), None, True),
        ("National", ("ZMB", "MWI"), None, False),
        ("National", ("ZMB",), ("MWI",), False),
        ("Regional", ("ZMB", "MWI"), None, True),
        ("Regional", ("ZMB",), None, False),
        ("Multi-Regional", ("ZMB",), None, False),
        ("Regional", ("ZMB",), ("MWI",), True),
        ("Global", ("ZMB",), None, True),
        ("Global", ("ZMB", "MWI"), None, True),
        (None, ("ZMB", "MWI"), None, True),
        ("Regional", None, None, True),
    ],
)
def test_coverage_and_number_of_countries(
    coverage: str | None, countries: tuple[str, ...] | None, other: tuple[str, ...] | None, *, fits: bool
) -> None:
    expected = [] if fits else [("coverage_mismatch", field, "warning") for field in ("coverage", "countries")]
    assert check({"coverage": coverage, "countries": countries, "other_countries": other}) == expected


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2017", "2016", False),
        ("2017", "2017", True),
        ("2017-06", "2017", True),
        ("2017", "2017-01-01", True),
        ("2017-06", "2017-05-31", False),
        ("2017-06-17", "2017-06", True),
    ],
)
def test_an_end_before_the_start_by_what_is_known_of_both(start: str, end: str, *, fits: bool) -> None:
    expected = [] if fits else [("end_before_start", field, "warning") for field in ("start_date", "end_date")]
    assert check({"start_date": start, "end_date": end}) == expected


@pytest.mark.parametrize(
    ("end", "today", "stale"),
    [
        ("2024", datetime(2025, 12, 31, tzinfo=UTC), False),
        ("2024", datetime(2026, 1, 1, tzinfo=UTC), True),
        ("2024-03", datetime(2025, 4, 1, tzinfo=UTC), True),
        ("2024", None, False),
        ("9999-12-31", datetime(2026, 1, 1, tzinfo=UTC), False),
        (None, datetime(2026, 1, 1, tzinfo=UTC), False),
    ],
)
def test_active_with_an_end_long_past(end: str | None, today: datetime | None, *, stale: bool) -> None:
    issues = check({"status": "Active", "start_date": None, "end_date": end}, fetched_at=today)
    assert issues == ([("stale_status", "status", "warning")] if stale else [])


@pytest.mark.parametrize(
    ("budget", "plausible"),
    [("25000.00", True), ("24999.99", False), ("400000.00", True), ("400000.01", False), ("0.00", False)],
)
def test_budgets_outside_the_limits(budget: str, *, plausible: bool) -> None:
    assert check({"budget_usd": Decimal(budget)}) == (
        [] if plausible else [("implausible_budget", "budget_usd", "warning")]
    )


@pytest.mark.parametrize(
    ("title", "countries", "severity"),
    [
        ("Border Management in Zambia", ("ZMB",), None),
        ("Border Management in Zambia and Malawi", ("ZMB",), "info"),
        ("Border Management in Malawi", ("ZMB",), "warning"),
        ("Gestion des frontières du Congo", ("COD",), "warning"),
        ("Gestion des frontières en République démocratique du Congo (RDC)", ("COD",), None),
        ("Health in Papua New Guinea", ("PNG",), None),
        ("Health in the Gulf of Guinea", ("GHA",), None),
        ("From Guinea to the Gulf of Guinea", ("GHA",), "warning"),
        ("From the Gulf of Guinea to Guinea", ("GHA",), "warning"),
        ("Lake Chad Basin Commission", ("CMR",), None),
        ("Mexico City Workshop", ("GTM",), None),
        ("Nigerian and Maltese Migrants", ("GHA",), None),
        ("Help for niger and mali", ("GHA",), None),
        ("Dialogue in South Sudan", ("SSD",), None),
        ("Mapping Jamaica’s Diaspora", ("JAM",), None),
        ("Turkey's Response", ("TUR",), None),
        ("Work in Zambia", None, None),
    ],
)
def test_countries_that_the_title_names(title: str, countries: tuple[str, ...] | None, severity: str | None) -> None:
    assert check({"title": title, "countries": countries}) == (
        [("title_country_missing", "countries", severity)] if severity else []
    )


def test_a_title_may_name_the_other_countries() -> None:
    assert check({"title": "From Zambia to Malawi", "coverage": "Regional", "other_countries": ("MWI",)}) == []


@pytest.mark.parametrize(
    ("language", "layout", "start", "year", "end", "suspect"),
    [
        ("fr", "current", None, None, "2024", True),
        ("es", "current", None, None, "2024", True),
        ("es", "current", "2007", 2007, "2024", True),
        ("es", "current", "2018", 2018, "2024", True),
        ("es", "current", "2019", 2019, "2024", True),
        ("es", "current", "2020", 2020, "2024", False),
        ("fr", "current", "2022", 2021, "2024", False),
        ("fr", "current", None, 2021, "2024", False),
        ("fr", "current", None, None, "2025", False),
        ("en", "current", None, None, "2024", False),
        ("fr", "legacy", None, None, "2024", False),
    ],
)
def test_the_end_date_that_translations_print(
    language: Language, layout: Layout, start: str | None, year: int | None, end: str, *, suspect: bool
) -> None:
    issues = check({"start_date": start, "year": year, "end_date": end}, language=language, layout=layout)
    assert issues == ([("suspect_end_date", "end_date", "warning")] if suspect else [])


@pytest.mark.parametrize(
    ("start", "year", "layout", "missed"),
    [
        ("2013", None, "current", True),
        ("2012", 2013, "current", False),
        (None, 2013, "current", True),
        (None, 2012, "current", False),
        (None, None, "current", True),
        (None, None, "legacy", False),
    ],
)
def test_a_missing_prima_id_counts_on_newer_pages(
    start: str | None, year: int | None, layout: Layout, *, missed: bool
) -> None:
    issues = check({"start_date": start, "year": year, "prima_id": None}, layout=layout)
    assert issues == ([("field_missing", "prima_id", "info")] if missed else [])
