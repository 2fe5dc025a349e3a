"""Which pages are one project, what it is called, and whose word counts."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dataset.projects.identity import Identity, slug
from dataset.projects.pages import PageRecord
from dataset.projects.resolution import resolve

Build = Callable[..., PageRecord]
EARLIER = datetime(2025, 1, 1, tzinfo=UTC)
EN, EN_LEGACY = "https://www.iom.int/project/a", "https://developmentfund.iom.int/project/a"
FR, ES = "https://iom.int/fr/node/171936", "https://iom.int/es/node/172061"


def test_pages_of_one_projects_id_are_one_project(page: Build) -> None:
    pages = [page(EN), page(FR, language="fr", title="Autre titre"), page(EN_LEGACY, layout="legacy")]
    (project,) = resolve(pages).projects
    assert project.key == "Q36-805"
    assert [one.url for one in project.pages] == [EN, EN_LEGACY, FR]


def test_english_wins_and_the_conflict_names_both_values(page: Build) -> None:
    resolution = resolve([page(FR, language="fr", end_date="2024", year=None), page(EN)])
    (project,) = resolution.projects
    assert project.value("end_date") == "2011"
    assert project.n_conflicts == 1
    (finding,) = resolution.findings
    assert (finding.issue.kind, finding.issue.field, finding.project_key) == ("conflict", "end_date", "Q36-805")
    assert finding.issue.message == f"pages disagree on end_date: '2011' on {EN} (chosen), '2024' on {FR}"


def test_current_wins_over_legacy_even_when_that_is_newer(page: Build) -> None:
    pages = [page(EN_LEGACY, layout="legacy", status="Active"), page(EN, fetched=EARLIER)]
    (project,) = resolve(pages).projects
    assert project.value("status") == "Completed"


def test_the_newer_capture_wins_among_equals(page: Build) -> None:
    pages = [page(EN, fetched=EARLIER, status="Active"), page("https://www.iom.int/project/z")]
    (project,) = resolve(pages).projects
    assert project.value("status") == "Completed"


def test_a_field_that_the_best_page_lacks_comes_from_the_next(page: Build) -> None:
    pages = [page(EN, start_date=None), page(FR, language="fr", start_date="2005")]
    resolution = resolve(pages)
    (project,) = resolution.projects
    assert project.chosen["start_date"].url == FR
    assert project.chosen["end_date"].url == EN
    assert resolution.findings == ()


def test_the_type_code_comes_from_the_page_of_the_type(page: Build) -> None:
    pages = [
        page(EN, project_type="A new type", project_type_code=None),
        page(FR, language="fr", project_type="TCMMCB", project_type_code="TC"),
    ]
    (project,) = resolve(pages).projects
    assert project.value("project_type") == "A new type"
    assert project.value("project_type_code") is None


def test_translated_titles_are_no_conflict_but_two_english_ones_are(page: Build) -> None:
    assert resolve([page(EN), page(FR, language="fr", title="Titre")]).findings == ()
    (finding,) = resolve([page(EN), page(EN_LEGACY, layout="legacy", title="Other")]).findings
    assert finding.issue.field == "title"


def test_the_order_of_countries_and_the_case_of_texts_are_no_conflict(page: Build) -> None:
    pages = [page(EN, countries=("BLZ", "CRI")), page(EN_LEGACY, layout="legacy", countries=("CRI", "BLZ"))]
    assert resolve(pages).findings == ()


def test_a_page_without_projects_id_joins_by_prima_id(page: Build) -> None:
    pages = [page(EN, prima_id="ZM10P0004"), page(FR, language="fr", project_id=None, prima_id="ZM10P0004", title="T")]
    assert len(resolve(pages).projects) == 1


def test_two_projects_with_one_prima_id_stay_apart_and_a_third_page_joins_neither(page: Build) -> None:
    pages = [
        page(EN, project_id="CT.0001", prima_id="ZM10P0004"),
        page(EN_LEGACY, project_id="CT.0002", prima_id="ZM10P0004"),
        page(FR, language="fr", project_id=None, prima_id="ZM10P0004"),
    ]
    resolution = resolve(pages)
    assert [project.key for project in resolution.projects] == ["CT.0001", "CT.0002", "ZM10P0004"]
    kinds = [finding.issue.kind for finding in resolution.findings]
    assert kinds == ["shared_prima_id", "shared_prima_id", "ambiguous_identity", "shared_prima_id"]


def test_an_equal_title_joins_only_with_agreeing_facts(page: Build) -> None:
    nameless = page(EN_LEGACY, layout="legacy", project_id=None, start_date=None, end_date=None)
    assert len(resolve([page(EN), nameless]).projects) == 1
    elsewhere = page(EN_LEGACY, layout="legacy", project_id=None, countries=("LBR",))
    assert [project.key for project in resolve([page(EN), elsewhere]).projects] == ["Q36-805", "a"]
    bare = page(EN_LEGACY, facts={"title": "A", "region": "Africa", "coverage": "National"})
    assert len(resolve([page(EN, title="A", region="Africa", coverage="National"), bare]).projects) == 2


def test_equal_titles_with_two_projects_ids_stay_apart(page: Build) -> None:
    pages = [page(EN, project_id="CT.0001"), page(EN + "-0", project_id="CT.0002")]
    assert len(resolve(pages).projects) == 2


def test_two_different_projects_with_one_id_are_both_kept_and_flagged(page: Build) -> None:
    pages = [page(EN, fetched=EARLIER), page("https://www.iom.int/project/b", title="Other", countries=("LBR",))]
    resolution = resolve(pages)
    assert [(project.key, project.is_id_shared) for project in resolution.projects] == [
        ("Q36-805", True),
        ("Q36-805~b", True),
    ]
    assert [finding.issue.kind for finding in resolution.findings] == ["shared_project_id"] * 2


def test_one_id_with_another_title_is_one_project_unless_several_facts_differ_too(page: Build) -> None:
    other = "https://www.iom.int/project/b"
    assert len(resolve([page(EN), page(other, title="Other")]).projects) == 1
    assert len(resolve([page(EN), page(other, title="Other", year=2012)]).projects) == 1
    assert len(resolve([page(EN), page(other, title="Other", year=2012, budget_usd=Decimal(1))]).projects) == 2
    assert len(resolve([page(EN), page(other, year=2012, budget_usd=Decimal(1))]).projects) == 1
    assert len(resolve([page(EN, prima_id="A"), page(other, title="Other", prima_id="B")]).projects) == 2


def test_an_identifier_that_stands_everywhere_tells_nothing_and_costs_nothing(page: Build) -> None:
    pages = [
        page(f"https://www.iom.int/project/{n}", title=f"{n}", year=2001 + n, budget_usd=Decimal(n)) for n in range(400)
    ]
    resolution = resolve(pages)
    assert len(resolution.projects) == 400
    assert all(project.is_id_shared for project in resolution.projects)
    longest = max(len(finding.issue.message) for finding in resolution.findings)
    assert longest < 300


def test_a_page_without_identifiers_is_called_by_its_slug(page: Build) -> None:
    (project,) = resolve([page(EN, project_id=None)]).projects
    assert project.key == "a"


def test_two_nameless_projects_with_one_slug_get_keys_of_their_own(page: Build) -> None:
    pages = [page(EN, project_id=None), page(EN_LEGACY, project_id=None, title="Other", layout="legacy")]
    assert [project.key for project in resolve(pages).projects] == ["a", "a~a"]


def test_a_slug_is_read_from_each_form_of_address() -> None:
    assert slug("https://iom.int/project/border-controls-0") == "border-controls-0"
    assert slug("https://iom.int/fr/project/border-controls") == "border-controls"
    assert slug("https://iom.int/es/node/172061") == "node-172061"
    assert slug("https://iom.int/") == "iom.int"


def test_a_key_survives_a_rename_and_a_new_identifier(page: Build) -> None:
    known = {EN: Identity("a")}
    renamed = page("https://www.iom.int/project/new", fetched=EARLIER)
    (project,) = resolve([renamed, page(EN)], known).projects
    assert project.key == "a"


def test_an_address_used_again_for_another_project_gives_a_new_key(page: Build) -> None:
    known = {EN: Identity("CT.0001", project_id="CT.0001")}
    resolution = resolve([page(EN)], known)
    assert resolution.projects[0].key == "Q36-805"
    assert [finding.issue.kind for finding in resolution.findings] == ["identity_changed"]


def test_projects_found_to_be_one_are_reported_as_merged(page: Build) -> None:
    known = {EN: Identity("Q36-805", "Q36-805"), FR: Identity("node-171936")}
    resolution = resolve([page(EN), page(FR, language="fr")], known)
    assert [project.key for project in resolution.projects] == ["Q36-805"]
    assert [finding.issue.kind for finding in resolution.findings] == ["projects_merged"]


def test_projects_found_to_be_two_are_reported_as_split(page: Build) -> None:
    known = {EN: Identity("old"), FR: Identity("old")}
    resolution = resolve([page(EN), page(FR, language="fr", project_id="CT.0001")], known)
    assert [project.key for project in resolution.projects] == ["CT.0001", "old"]
    assert [finding.issue.kind for finding in resolution.findings] == ["project_split"]


def test_a_page_that_shows_no_project_makes_none() -> None:
    assert resolve([PageRecord(EN, "unfetched")]).projects == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_the_order_of_pages_never_matters(page: Build, data: st.DataObject) -> None:
    ids = st.sampled_from([None, "CT.0001", "CT.0002"])
    pages = [
        page(
            f"https://www.iom.int/project/{number}",
            project_id=data.draw(ids),
            prima_id=data.draw(st.sampled_from([None, "ZM10P0004"])),
            title=data.draw(st.sampled_from(["A", "B"])),
            countries=data.draw(st.sampled_from([("LBR",), ("ZMB",)])),
        )
        for number in range(5)
    ]
    assert resolve(pages) == resolve(data.draw(st.permutations(pages)))
