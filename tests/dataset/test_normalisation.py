from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.values.normalisation import READERS, normalise
from dataset.values.observation import PageObservations
from parsers import parse_page
from parsers.model import FieldStatus, Issue, Language, Layout, ParsedPage, RawField, RawItem, RawProject

FETCHED = datetime(2026, 11, 24, tzinfo=UTC)
SEED: dict[str, tuple[str, ...]] = {
    "title": ("Strengthening of the Migration Components of the Central American Integration Process",),
    "start_date": ("2005",),
    "end_date": ("2011",),
    "status": ("Completed",),
    "project_type": ("TCMMCB",),
    "budget_usd": ("81500.00",),
    "coverage": ("Regional",),
    "year": ("2005",),
    "region": ("Latin America and the Caribbean",),
    "project_id": ("Q36-805",),
    "countries": ("Belize Costa Rica Dominican Republic El Salvador Guatemala Honduras Mexico Nicaragua Panama",),
    "description": ("Two parts.",),
}


def reading(
    texts: Mapping[str, tuple[str, ...] | FieldStatus],
    *,
    language: Language = "en",
    layout: Layout = "current",
    issues: tuple[Issue, ...] = (),
) -> ParsedPage:
    """A project page with these texts; a status instead of texts says why there are none."""
    fields = {}
    for name in READERS:
        given = texts.get(name, "not_on_page")
        fields[name] = (
            RawField(name, given) if isinstance(given, str) else RawField(name, "reported", given, rule="label:dl")
        )
    return ParsedPage("project", "has its labels", "utf-8", layout, language, None, RawProject(fields), issues)


def page(texts: Mapping[str, tuple[str, ...] | FieldStatus], **how: object) -> PageObservations:
    return normalise(reading(texts, **how), url=None, fetched_at=FETCHED, digest="sha256:00")  # type: ignore[arg-type]  # passed on


def found(page: PageObservations, field: str) -> list[tuple[str, str]]:
    return [(issue.kind, issue.severity) for issue in page.issues if issue.field == field]


def test_the_seed_page() -> None:
    seed = page(SEED)
    assert {name: observation.value for name, observation in seed.observations.items()} == {
        "title": "Strengthening of the Migration Components of the Central American Integration Process",
        "start_date": "2005",
        "end_date": "2011",
        "status": "Completed",
        "project_type": "TCMMCB",
        "project_type_code": "TC",
        "budget_usd": Decimal("81500.00"),
        "coverage": "Regional",
        "year": 2005,
        "region": "Latin America and the Caribbean",
        "other_countries": None,
        "prima_id": None,
        "project_id": "Q36-805",
        "countries": ("BLZ", "CRI", "DOM", "SLV", "GTM", "HND", "MEX", "NIC", "PAN"),
        "description": "Two parts.",
    }
    assert seed.observations["prima_id"].status == "not_on_page"
    assert seed.observations["countries"].names[2] == "Dominican Republic"
    assert seed.issues == ()


def test_a_page_that_is_no_project_has_outcome_and_findings_only() -> None:
    issue = Issue("bad_charset", None, "the page says two encodings")
    blocked = ParsedPage("blocked", "a challenge", "utf-8", url="https://iom.int/project/a", issues=(issue,))
    observed = normalise(blocked, url=None, fetched_at=None, digest="sha256:00")
    assert (observed.outcome, observed.reason, observed.url) == ("blocked", "a challenge", "https://iom.int/project/a")
    assert (observed.observations, observed.items, observed.unclaimed, observed.issues) == ({}, (), {}, (issue,))


def test_the_address_of_the_capture_wins_over_the_canonical_link() -> None:
    read = ParsedPage("empty", "no body", "utf-8", url="https://iom.int/project/b")
    assert (
        normalise(read, url="https://iom.int/project/a", fetched_at=None, digest="x").url == "https://iom.int/project/a"
    )


def test_items_and_unclaimed_labels_pass_through() -> None:
    item = RawItem(1, 1, "-", None, "component", "Two", 0, 3)
    project = RawProject({name: RawField(name, "not_on_page") for name in READERS}, (item,), {"Donor": "x"})
    observed = normalise(ParsedPage("project", "", "utf-8", project=project), url=None, fetched_at=None, digest="x")
    assert (observed.items, observed.unclaimed) == ((item,), {"Donor": "x"})


def test_where_and_how_a_value_was_found_is_kept() -> None:
    raw = RawField("status", "reported", ("Achevé",), "Statut du projet", "label:dl", "dl > dd:nth-of-type(3)")
    fields = {name: RawField(name, "not_on_page") for name in READERS} | {"status": raw}
    observed = normalise(
        ParsedPage("project", "", "utf-8", project=RawProject(fields)), url=None, fetched_at=None, digest="x"
    )
    status = observed.observations["status"]
    assert (status.value, status.raw, status.label) == ("Completed", "Achevé", "Statut du projet")
    assert (status.rule, status.where) == ("label:dl", "dl > dd:nth-of-type(3)")
    assert status.steps == ("'Achevé' stands for 'Completed'",)


@pytest.mark.parametrize("printed", ["-", "N/A", "n.d.", "–"])
@pytest.mark.parametrize("field", ["start_date", "budget_usd", "countries", "status", "project_id", "year"])
def test_a_placeholder_is_an_empty_label_with_a_finding(field: str, printed: str) -> None:
    observed = page({**SEED, field: (printed,)})
    observation = observed.observations[field]
    assert (observation.value, observation.status, observation.raw) == (None, "label_empty", printed)
    assert ("placeholder_value", "info") in found(observed, field)


def test_blank_text_is_an_empty_label() -> None:
    observed = page({**SEED, "region": ("\N{NO-BREAK SPACE}",)})
    assert (observed.observations["region"].value, observed.observations["region"].status) == (None, "label_empty")
    assert found(observed, "region") == [("label_empty", "info")]


@pytest.mark.parametrize(
    ("field", "layout", "issues"),
    [
        ("title", "current", [("field_missing", "warning")]),
        ("countries", "current", [("field_missing", "warning")]),
        ("description", "legacy", [("field_missing", "warning")]),
        ("status", "current", [("field_missing", "info")]),
        ("year", "current", [("field_missing", "info")]),
        ("year", "legacy", []),
        ("end_date", "legacy", []),
        ("prima_id", "current", []),
        ("other_countries", "current", []),
    ],
)
def test_what_a_missing_field_is_worth(field: str, layout: Layout, issues: list[tuple[str, str]]) -> None:
    observed = page({**SEED, field: "not_on_page"}, layout=layout)
    assert (observed.observations[field].value, observed.observations[field].status) == (None, "not_on_page")
    assert found(observed, field) == issues


@pytest.mark.parametrize(
    ("status", "kind"),
    [("ambiguous", "ambiguous_value"), ("not_understood", "unreadable_value"), ("label_empty", "label_empty")],
)
def test_the_parsers_reason_passes_through_with_a_finding(status: FieldStatus, kind: str) -> None:
    observed = page({**SEED, "coverage": status})
    assert observed.observations["coverage"].status == status
    assert [known for known, _ in found(observed, "coverage")] == [kind]


def test_a_finding_of_the_parser_is_not_said_again_and_comes_first() -> None:
    issue = Issue("competing_values", "coverage", "National and Regional", "error")
    observed = page({**SEED, "coverage": "ambiguous", "region": ("Mars",)}, issues=(issue,))
    assert [known.kind for known in observed.issues] == ["competing_values", "unknown_term"]


def test_one_value_in_two_elements_is_one_or_ambiguous() -> None:
    same = page({**SEED, "budget_usd": ("81500.00", "81500.00")})
    assert (same.observations["budget_usd"].value, same.issues) == (Decimal("81500.00"), ())
    several = page({**SEED, "budget_usd": ("100", "200")})
    assert (several.observations["budget_usd"].value, several.observations["budget_usd"].status) == (None, "ambiguous")
    assert found(several, "budget_usd") == [("several_values", "error")]


def test_no_type_no_code() -> None:
    observed = page({**SEED, "project_type": ("Space Migration",)})
    assert observed.observations["project_type"].status == "not_understood"
    code = observed.observations["project_type_code"]
    assert (code.value, code.status, code.raw) == (None, "not_understood", "Space Migration")
    assert found(observed, "project_type_code") == [("no_type_code", "info")]


texts = st.lists(
    st.text(max_size=12) | st.sampled_from(["2005", "CT.0690", "Mali Niger", "N/A", "300000.00"]),
    min_size=1,
    max_size=3,
)
raw_values = st.sampled_from([status for status in get_args(FieldStatus) if status != "reported"]) | texts.map(tuple)


@given(
    st.dictionaries(st.sampled_from(list(READERS)), raw_values),
    st.sampled_from(["en", "fr", "es"]),
    st.sampled_from(["current", "legacy"]),
)
def test_no_value_is_lost_without_a_finding(
    given: dict[str, tuple[str, ...] | FieldStatus], language: Language, layout: Layout
) -> None:
    observed = page(given, language=language, layout=layout)
    flagged = {issue.field for issue in observed.issues}
    assert list(observed.observations) == [*list(READERS)[:5], "project_type_code", *list(READERS)[5:]]
    for name, observation in observed.observations.items():
        assert (observation.value is None) == (observation.status != "reported"), name
        assert observation.value != ""
        assert observation.value is not None or observation.status == "not_on_page" or name in flagged, name
    assert page(given, language=language, layout=layout) == observed


@pytest.mark.parametrize("link", ["https://www.iom.int/project/y", None])
def test_the_canonical_link_is_the_pages_own(link: str | None) -> None:
    head = f'<link rel="canonical" href="{link}">' if link else ""
    reading = parse_page(f"<html><head>{head}</head><body><h1>Training of officers</h1></body></html>".encode())
    seen = normalise(reading, url="https://iom.int/project/x", fetched_at=None, digest="sha256:1")
    assert (seen.url, seen.canonical_url) == ("https://iom.int/project/x", link)
