"""Every way in which a bad build must be refused, and the ways in which an honest change must not."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dataset.checks.baseline import read_baseline
from dataset.checks.checks import Balance, CheckReport, Floors, run_checks
from dataset.errors import DamagedReleaseError, ReleaseRefusedError
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.release import Release, publish
from dataset.releases.run_record import RunRecord, run_json
from parsers.model import Issue, RawItem

Build = Callable[..., PageRecord]
Site = Callable[..., Tables]
Publish = Callable[..., Release]
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
RUN = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=NOW)
REGIONS = ("Africa", "Europe", "Middle East", "Asia and Oceania")


@pytest.fixture
def site_of(page: Build) -> Site:
    """Tables of a site of so many projects, a fourth of them in each of four regions; one in ten French."""

    def make(numbers: int | Iterable[int], **changed: Any) -> Tables:
        records = []
        for number in range(numbers) if isinstance(numbers, int) else numbers:
            facts = {"project_id": f"CT.{number:04}", "title": f"Project {number}", "region": REGIONS[number % 4]}
            language = "fr" if number % 10 == 0 else "en"
            url = f"https://www.iom.int/project/{number}"
            told = {"digest": f"sha256:{number}", "language": language, **facts, **changed}
            records.append(page(url, **told))
        return build_tables(records)

    return make


@pytest.fixture
def release(tmp_path: Path) -> Publish:
    """Publish what passes, a day later each time; raises ReleaseRefusedError for what does not."""
    day = iter(range(1000))

    def publish_next(tables: Tables, **bounds: Any) -> Release:
        override = bounds.pop("override", None)
        report = run_checks(tables, floors=Floors(**bounds), baseline=read_baseline(tmp_path), override=override)
        return publish(tmp_path, tables, RUN, report, now=NOW + timedelta(days=next(day)))

    return publish_next


def refused(report: CheckReport) -> list[str]:
    return [check.name for check in report.refusals]


def test_an_ordinary_site_passes_every_check(site_of: Site) -> None:
    report = run_checks(site_of(100), floors=Floors())
    assert report.passed
    assert {check.verdict for check in report.checks} == {"passed"}
    assert report.profile == report.highest


def test_the_same_again_and_a_little_more_passes(site_of: Site, release: Publish) -> None:
    release(site_of(100))
    release(site_of(100))
    release(site_of(110))


@pytest.mark.parametrize(
    ("projects", "check", "message"),
    [
        (80, "number_of_projects", "80 projects; the last releases had up to 100"),
        (300, "number_of_projects", "300 projects; the last releases had up to 100"),
    ],
)
def test_a_jump_in_the_number_of_projects_is_refused(
    site_of: Site, release: Publish, projects: int, check: str, message: str
) -> None:
    release(site_of(100))
    with pytest.raises(ReleaseRefusedError) as refusal:
        release(site_of(projects))
    found = {one.name: one.message for one in refusal.value.report.refusals}
    assert found[check] == message


def test_a_region_that_vanishes_is_refused_though_the_total_is_fine(site_of: Site, release: Publish) -> None:
    release(site_of(100))
    elsewhere = [number for number in range(125) if number % 4 != 2]
    with pytest.raises(ReleaseRefusedError, match="region Middle East: 0 of 25"):
        release(site_of(elsewhere))


def test_a_language_that_vanishes_is_refused(site_of: Site, release: Publish) -> None:
    release(site_of(100))
    with pytest.raises(ReleaseRefusedError, match="language fr: 0 of 10"):
        release(site_of(number for number in range(110) if number % 10))


def test_a_field_that_is_no_longer_found_is_refused(site_of: Site, release: Publish) -> None:
    release(site_of(100))
    with pytest.raises(ReleaseRefusedError, match="year 0%, was 100%"):
        release(site_of(100, year=None))


def test_values_that_nobody_has_seen_are_refused_in_number_and_warned_of_singly(
    site_of: Site, release: Publish, tmp_path: Path, page: Build
) -> None:
    release(site_of(100))
    with pytest.raises(ReleaseRefusedError, match="values that no earlier release has: status: Active"):
        release(site_of(100, status="Active"))
    one_new = build_tables([page(status="Active")])
    report = run_checks(one_new, floors=Floors(max_loss=1, max_slice_loss=1), baseline=read_baseline(tmp_path))
    assert [check.message for check in report.of("warned")] == [
        "values that no earlier release has: status: Active; region: Latin America and the Caribbean"
    ]


@pytest.fixture
def record(tmp_path: Path) -> Callable[[Tables], bool]:
    """Check tables and, where they pass, leave the `run.json` that publishing them would: all a baseline reads."""
    day = iter(range(1000))

    def record_next(tables: Tables) -> bool:
        report = run_checks(tables, floors=Floors(), baseline=read_baseline(tmp_path))
        if report.passed:
            folder = tmp_path / "releases" / f"{NOW + timedelta(days=next(day)):%Y-%m-%dT%H%M%SZ}"
            folder.mkdir(parents=True)
            text = run_json(RUN, report, tables, release=folder.name, now=NOW, folder=folder, hashes={})
            (folder / "run.json").write_text(text, encoding="utf-8")
        return report.passed

    return record_next


def test_slow_poisoning_is_refused_before_a_tenth_is_gone(site_of: Site, record: Callable[[Tables], bool]) -> None:
    runs = [int(100 * 0.96**run) for run in range(21)]
    assert [left for left in runs if record(site_of(left))] == [100, 96, 92]


def test_a_slow_loss_of_a_hundredth_adds_up_over_more_releases_than_are_looked_at(
    site_of: Site, record: Callable[[Tables], bool]
) -> None:
    assert [left for left in range(100, 84, -1) if record(site_of(left))] == list(range(100, 89, -1))


def test_a_refused_build_never_lowers_the_baseline(site_of: Site, release: Publish, tmp_path: Path) -> None:
    good = release(site_of(100))
    for _ in range(3):
        with pytest.raises(ReleaseRefusedError):
            release(site_of(50))
    baseline = read_baseline(tmp_path)
    assert baseline is not None
    assert baseline.releases == (good.id,)
    assert baseline.highest.projects == 100


def test_an_override_publishes_with_its_reason_and_begins_a_new_baseline(
    site_of: Site, release: Publish, tmp_path: Path
) -> None:
    release(site_of(100))
    overridden = release(site_of(50), override="the Fund closed its legacy host")
    record = (overridden.folder / "run.json").read_text()
    assert '"override": "the Fund closed its legacy host"' in record
    assert '"verdict": "overridden"' in record
    baseline = read_baseline(tmp_path)
    assert baseline is not None
    assert baseline.releases == (overridden.id,)
    assert baseline.highest.projects == 50


def test_an_override_that_was_not_needed_changes_nothing(site_of: Site) -> None:
    report = run_checks(site_of(100), floors=Floors(), override="just in case")
    assert report.override is None


def test_an_override_needs_a_reason_and_cannot_publish_broken_tables(site_of: Site) -> None:
    tables = site_of(100)
    with pytest.raises(ValueError, match="needs a written reason"):
        run_checks(tables, floors=Floors(), override=" ")
    broken = {**tables, "pages": tables["pages"].slice(1)}
    report = run_checks(broken, floors=Floors(), override="I insist")
    assert refused(report) == ["integrity"] * 2
    assert "projects.url: 1 values that are not in pages.url" in report.refusals[0].message


def test_the_first_release_has_a_floor_of_its_own(site_of: Site, release: Publish) -> None:
    bounds = {"first_min_projects": 50, "min_projects": 100}
    with pytest.raises(ReleaseRefusedError, match="40 projects, between 50 and 50,000 expected"):
        release(site_of(40), **bounds)
    release(site_of(60), **bounds)
    with pytest.raises(ReleaseRefusedError, match="60 projects, between 100 and 50,000 expected"):
        release(site_of(60), **bounds)


def test_a_first_release_without_titles_or_countries_is_refused(site_of: Site) -> None:
    report = run_checks(site_of(100, title=None, countries=None), floors=Floors())
    assert refused(report) == ["min_filled"]
    assert report.refusals[0].message == "title 0%, at least 99% expected; countries 0%, at least 80% expected"


def test_an_account_that_does_not_add_up_is_refused(site_of: Site) -> None:
    tables = site_of(10)
    assert run_checks(tables, floors=Floors(), balance=Balance(10, {"fresh": 7, "unchanged": 3})).passed
    for balance in (Balance(11, {"fresh": 10}), Balance(10, {"fresh": 9}), Balance(9, {"fresh": 9})):
        assert refused(run_checks(tables, floors=Floors(), balance=balance)) == ["balance"]


@pytest.mark.parametrize(
    ("failed", "words"), [(40, "40 of 60 addresses that were asked for gave no page that can be used"), (12, None)]
)
def test_case_64_pages_that_no_run_ever_had_are_missed(site_of: Site, failed: int, words: str | None) -> None:
    fates = {"fresh": 60 - failed, "failed": failed - 2, "quarantined": 2, "robots_denied": 40}
    report = run_checks(site_of(100), floors=Floors(), balance=Balance(100, fates))
    assert [check.message for check in report.refusals] == ([words] if words else [])


def test_discovery_that_broke_is_told_and_refuses_a_first_release(
    site_of: Site, release: Publish, tmp_path: Path
) -> None:
    tables, broken = site_of(30), Balance(30, {"fresh": 30}, discovery_faults=("https://iom.int/x: HTTP 500",))
    first = run_checks(tables, floors=Floors(), balance=broken)
    assert refused(first) == ["discovery"]
    assert first.refusals[0].message == (
        "1 sitemaps or listings not read as they should be, pages may be missing that no other way found: "
        "https://iom.int/x: HTTP 500; the settings sitemaps = […] and listings = […] name others that can be read"
    )
    release(tables)
    later = run_checks(tables, floors=Floors(), balance=broken, baseline=read_baseline(tmp_path))
    assert later.passed
    assert [one.name for one in later.of("warned")] == ["discovery"]


def test_an_outage_is_refused_and_a_few_failures_are_not(page: Build) -> None:
    def failing(count: int) -> CheckReport:
        records = [
            page(
                f"https://www.iom.int/project/{n}",
                project_id=f"CT.{n:04}",
                title=f"{n}",
                digest=f"sha256:{n}",
                state="unverified" if n < count else "live",
            )
            for n in range(100)
        ]
        return run_checks(build_tables(records), floors=Floors())

    assert failing(5).passed
    assert [check.message for check in failing(5).of("warned")] == ["5 of 100 pages could not be verified"]
    assert refused(failing(30)) == ["unverified"]


def test_one_body_for_many_addresses_is_refused(site_of: Site) -> None:
    assert refused(run_checks(site_of(100, digest="sha256:0"), floors=Floors())) == ["same_bytes"]


def test_lost_identifiers_show_as_duplicates(page: Build) -> None:
    def twins(number: int) -> list[PageRecord]:
        facts = {"project_id": None, "title": f"{number}", "region": None, "coverage": None, "project_type": None}
        facts |= {"year": None, "start_date": None, "budget_usd": None}
        return [page(f"https://www.iom.int/project/{number}{end}", digest=f"{number}{end}", **facts) for end in "ab"]

    tables = build_tables([one for number in range(20) for one in twins(number)])
    assert "duplicates" in refused(run_checks(tables, floors=Floors()))


def test_values_that_no_rule_reads_are_refused_in_number(site_of: Site) -> None:
    tables = site_of(100)
    rows = tables["observations"].to_pylist()
    for row in rows[: len(rows) // 10]:
        row["field_status"] = "not_understood"
    worse = {**tables, "observations": type(tables["observations"]).from_pylist(rows, tables["observations"].schema)}
    assert refused(run_checks(worse, floors=Floors())) == ["unread"]


def test_a_component_that_is_not_where_its_span_says_is_a_warning(page: Build) -> None:
    right = RawItem(1, 1, "-", None, "component", "passports", 11, 20)
    wrong = RawItem(1, 2, "-", None, "component", "visas", 0, 5)
    assert run_checks(build_tables([page(items=(right,))]), floors=Floors()).of("warned") == ()
    (warning,) = run_checks(build_tables([page(items=(right, wrong))]), floors=Floors()).of("warned")
    assert warning.message == "1 of 2 components are not where their span says"


def test_a_label_of_no_field_is_a_warning(page: Build) -> None:
    report = run_checks(build_tables([page(unclaimed={"Partner": "A; B"})]), floors=Floors())
    (warning,) = report.of("warned")
    assert warning.message == "1 of 1 project pages have labels that belong to no field; most frequent: 'Partner' on 1"


def test_findings_are_counted_by_kind(page: Build) -> None:
    issues = (Issue("odd", "year", "a"), Issue("odd", "year", "b"))
    report = run_checks(build_tables([page(issues=issues)]), floors=Floors())
    assert report.profile is not None
    assert report.profile.issues == {"odd": 2}


def test_withdrawn_projects_do_not_count(page: Build) -> None:
    gone = page("https://www.iom.int/project/b", project_id="CT.0002", title="B", state="withdrawn")
    report = run_checks(build_tables([page(), gone]), floors=Floors())
    assert report.profile is not None
    assert (report.profile.projects, report.profile.withdrawn) == (1, 1)


def test_a_damaged_record_is_named_with_what_to_do(site_of: Site, release: Publish, tmp_path: Path) -> None:
    path = release(site_of(10)).folder / "run.json"
    for damage in (b"{", b"[]", b"{}", b"\xff"):
        path.write_bytes(damage)
        with pytest.raises(DamagedReleaseError, match=r"run.json is damaged: .* iom-projects build"):
            read_baseline(tmp_path)


def test_a_damaged_record_of_an_earlier_release_is_passed_over_and_told(
    site_of: Site, release: Publish, tmp_path: Path
) -> None:
    first, second = release(site_of(30)), release(site_of(30))
    (first.folder / "run.json").write_bytes(b"{")
    baseline = read_baseline(tmp_path)
    assert baseline is not None
    assert baseline.releases == (second.id,)
    warned = run_checks(site_of(30), floors=Floors(), baseline=baseline).of("warned")
    assert [(one.name, one.message) for one in warned] == [("baseline", baseline.unread[0])]
    assert baseline.unread[0].startswith(f"{first.folder / 'run.json'} is damaged: ")


def test_a_site_without_releases_has_no_baseline(tmp_path: Path) -> None:
    assert read_baseline(tmp_path) is None


def test_pages_on_which_our_own_reader_failed_are_refused_in_number(page: Build) -> None:
    def report_of(failed: int) -> CheckReport:
        sound = [page(f"https://iom.int/project/{n}", project_id=f"CT.{n:04}", title=f"T{n}") for n in range(40)]
        issue = Issue("reader_failed", None, "the reader of this page failed", "error")
        broken = [page(f"https://iom.int/project/b{n}", outcome="soft_error", issues=(issue,)) for n in range(failed)]
        return run_checks(build_tables([*sound, *broken]), floors=Floors(max_same_bytes=1, max_duplicates=1))

    assert [check.name for check in report_of(0).refusals] == []
    assert [check.name for check in report_of(1).refusals] == ["crashed"]
