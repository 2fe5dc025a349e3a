"""What the tables hold, and that a release on disk holds the same in every format."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from dataset.checks.integrity import integrity_faults
from dataset.projects.pages import PageRecord
from dataset.projects.tables import build_tables
from dataset.values.observation import PageObservations
from parsers.model import Issue, RawItem

Build = Callable[..., PageRecord]
EN = "https://www.iom.int/project/a"
ITEMS = (
    RawItem(1, 1, "-", "Two parts:", "component", "passports", 11, 20),
    RawItem(1, 2, "-", "Two parts:", "component", "visas", 22, 27),
    RawItem(2, 1, "(i)", "Challenges are", "challenge", "Two", 0, 3),
)


def test_the_seed_page_makes_the_rows_it_should(page: Build) -> None:
    tables = build_tables([page(items=ITEMS)])
    assert list(integrity_faults(tables)) == []
    (row,) = tables["projects"].to_pylist()
    assert row | {"title": "…", "description": "…"} == {
        "project_key": "Q36-805",
        "project_id": "Q36-805",
        "prima_id": None,
        "title": "…",
        "status": "Completed",
        "project_type": "TCMMCB",
        "project_type_code": "TC",
        "coverage": "Regional",
        "region": "Latin America and the Caribbean",
        "year": 2005,
        "start_date": "2005",
        "start_date_earliest": date(2005, 1, 1),
        "start_date_latest": date(2005, 12, 31),
        "end_date": "2011",
        "end_date_earliest": date(2011, 1, 1),
        "end_date_latest": date(2011, 12, 31),
        "budget_usd": Decimal("81500.00"),
        "countries": ["BLZ", "CRI", "DOM", "SLV", "GTM", "HND", "MEX", "NIC", "PAN"],
        "n_countries": 9,
        "description": "…",
        "n_components": 2,
        "language": "en",
        "url": EN,
        "n_pages": 1,
        "n_conflicts": 0,
        "first_seen": datetime(2026, 11, 24, 3, 15, tzinfo=UTC),
        "last_seen": datetime(2026, 11, 24, 3, 15, tzinfo=UTC),
        "withdrawn": False,
        "is_status_stale": False,
        "is_end_date_suspect": False,
        "is_id_shared": False,
    }
    assert [item["text"] for item in tables["project_components"].to_pylist()] == ["passports", "visas", "Two"]
    belize = tables["project_countries"].to_pylist()[0]
    assert belize["iso3"] == "BLZ"
    assert belize["m49_region"] == "Americas"
    assert belize["m49_subregion"] == "Latin America and the Caribbean"
    assert belize["m49_code"] == "084"
    observed = {row["field"]: row for row in tables["observations"].to_pylist()}
    assert observed["prima_id"]["field_status"] == "not_on_page"
    assert observed["prima_id"]["value"] is None
    assert observed["budget_usd"]["value"] == "81500.00"
    assert observed["countries"]["value"] == "BLZ;CRI;DOM;SLV;GTM;HND;MEX;NIC;PAN"


def test_nothing_known_is_null_and_never_zero_or_empty(page: Build) -> None:
    bare = page(facts={"title": "A"})
    (row,) = build_tables([bare])["projects"].to_pylist()
    known = {name for name, value in row.items() if value is not None}
    assert known == {
        "project_key",
        "title",
        "language",
        "url",
        "n_pages",
        "n_conflicts",
        "first_seen",
        "last_seen",
        "withdrawn",
        "is_end_date_suspect",
        "is_id_shared",
    }


def test_a_description_without_enumeration_has_no_components(page: Build) -> None:
    (row,) = build_tables([page()])["projects"].to_pylist()
    assert row["n_components"] == 0


def test_a_status_is_stale_when_the_end_was_past_on_the_day_of_sight(page: Build) -> None:
    def stale(**facts: object) -> object:
        return build_tables([page(status="Active", **facts)])["projects"].to_pylist()[0]["is_status_stale"]

    assert stale(end_date="2011") is True
    assert stale(end_date="2026") is False
    assert stale(end_date="2025-11", fetched=datetime(2025, 12, 1, tzinfo=UTC)) is True
    assert stale(end_date=None) is None


def test_a_suspect_end_date_gives_way_to_any_other_and_is_flagged_where_it_stands_alone(page: Build) -> None:
    suspect = Issue("suspect_end_date", "end_date", "2024")
    french = page("https://iom.int/fr/node/1", language="fr", end_date="2024", issues=(suspect,))
    spanish = page("https://iom.int/es/node/2", language="es", end_date="2012")
    legacy = page(EN, layout="legacy", end_date=None)
    (alone,) = build_tables([french, legacy])["projects"].to_pylist()
    assert (alone["end_date"], alone["is_end_date_suspect"]) == ("2024", True)
    (joined,) = build_tables([french, legacy, spanish])["projects"].to_pylist()
    assert (joined["end_date"], joined["is_end_date_suspect"]) == ("2012", False)


def test_other_countries_have_a_role_of_their_own(page: Build) -> None:
    tables = build_tables([page(countries=("BLZ", "CRI"), other_countries=("PAN",))])
    rows = [(row["role"], row["position"], row["iso3"]) for row in tables["project_countries"].to_pylist()]
    assert rows == [("benefiting", 1, "BLZ"), ("benefiting", 2, "CRI"), ("other", 1, "PAN")]


def test_the_chosen_observation_is_marked(page: Build) -> None:
    french = page("https://iom.int/fr/node/171936", language="fr", end_date="2024")
    rows = build_tables([page(), french])["observations"].to_pylist()
    ends = {(row["url"], row["value"]): row["is_chosen"] for row in rows if row["field"] == "end_date"}
    assert ends == {(EN, "2011"): True, ("https://iom.int/fr/node/171936", "2024"): False}


def test_a_project_is_withdrawn_when_all_its_pages_are(page: Build) -> None:
    french = page("https://iom.int/fr/node/171936", language="fr", state="withdrawn")
    assert build_tables([page(), french])["projects"].to_pylist()[0]["withdrawn"] is False
    assert build_tables([page(state="withdrawn"), french])["projects"].to_pylist()[0]["withdrawn"] is True


def test_issues_are_numbered_worst_first(page: Build) -> None:
    issues = (Issue("a", None, "first", "info"), Issue("z", "year", "second", "error"))
    rows = build_tables([page(issues=issues)])["issues"].to_pylist()
    assert [(row["number"], row["severity"], row["kind"]) for row in rows] == [(1, "error", "z"), (2, "info", "a")]
    assert {(row["project_key"], row["url"]) for row in rows} == {("Q36-805", EN)}


def test_an_address_without_a_project_is_a_row_of_pages_alone() -> None:
    blocked = PageObservations("x", None, "sha256:1", "blocked", "challenge", "utf-8", None, None, {}, (), {}, ())
    records = [PageRecord("https://www.iom.int/b", "unverified", content=blocked), PageRecord(EN, "unfetched")]
    tables = build_tables(records)
    assert list(integrity_faults(tables)) == []
    assert tables["projects"].num_rows == 0
    assert [(row["url"], row["outcome"]) for row in tables["pages"].to_pylist()] == [
        ("https://www.iom.int/b", "blocked"),
        (EN, None),
    ]


def test_a_text_of_blanks_alone_is_a_missing_value(page: Build) -> None:
    tables = build_tables([page(raw={"year": " \t", "title": ""})])
    raw = {row["field"]: row["raw"] for row in tables["observations"].to_pylist()}
    assert (raw["year"], raw["title"]) == (None, None)
    assert list(integrity_faults(tables)) == []


def test_times_of_any_zone_are_the_same_instant(page: Build) -> None:
    there = datetime(2026, 11, 24, 8, 15, tzinfo=timezone(timedelta(hours=5)))
    assert build_tables([page(fetched=there)])["projects"].equals(build_tables([page()])["projects"])


def test_an_address_may_not_occur_twice(page: Build) -> None:
    with pytest.raises(ValueError, match=f"addresses that occur twice: {EN}"):
        build_tables([page(), page()])


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"last_visited of .* has no time zone"):
        PageRecord(EN, "live", last_visited=datetime(2026, 1, 1))  # noqa: DTZ001 - the naive time is the point


def test_labels_that_belong_to_no_field_stand_in_pages_one_a_line(page: Build) -> None:
    unclaimed = {"Donor": "x", "Partner;\n agency": "y", " ": "z"}
    tables = build_tables([page(unclaimed=unclaimed), page("https://iom.int/project/b", project_id="CT.0001")])
    rows = tables["pages"].select(["n_unclaimed_labels", "unclaimed_labels"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [(0, None), (3, "Donor\nPartner; agency")]
