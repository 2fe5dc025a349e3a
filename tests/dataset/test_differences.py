"""What differs between two releases, and whether a release can be derived again from what there is."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.differences import NOT_RECORDED, Difference, Listed, compare_releases
from dataset.releases.verification import find_lost_sources, why_not_derived
from dataset.releases.versions import reader_hashes

Build = Callable[..., PageRecord]
AT = datetime(2026, 11, 25, tzinfo=UTC)


def release(records: Iterable[PageRecord], *changes: tuple[str, str, str | None, str | None, str]) -> Tables:
    names = ("project_key", "field", "old", "new", "cause")
    return build_tables(
        list(records), changes=[dict(zip(names, change, strict=True)) | {"observed_at": AT} for change in changes]
    )


def test_each_value_has_the_cause_that_the_later_release_recorded(page: Build) -> None:
    known = ("Q36-805", "status", "Active", "Completed", "source")
    year = ("Q36-805", "year", "2005", "2006", "vocabulary")
    region = [("Q36-805", "region", "Africa", "Europe", cause) for cause in ("source", "parser")]
    found = compare_releases(
        release([page(region="Africa")], known), release([page(region="Europe", year=2006)], known, year, *region)
    )
    assert found.changed == (
        Difference("Q36-805", "region", "Africa", "Europe", "parser+source"),
        Difference("Q36-805", "year", "2005", "2006", "vocabulary"),
    )
    assert found.causes == {"region": {"parser+source": 1}, "year": {"vocabulary": 1}}


def test_a_cause_that_was_known_before_explains_nothing_new(page: Build) -> None:
    known = ("Q36-805", "status", "Active", "Completed", "source")
    found = compare_releases(release([page(status="Active")], known), release([page(status="Completed")], known))
    assert found.changed == (Difference("Q36-805", "status", "Active", "Completed", NOT_RECORDED),)


def test_projects_that_come_go_and_are_withdrawn(page: Build) -> None:
    def other(**changed: Any) -> PageRecord:
        return page("https://iom.int/project/b", project_id="CT.0001", title="B", **changed)

    listed = Listed("CT.0001", "B", "https://iom.int/project/b")
    one, both, left = release([page()]), release([page(), other()]), release([page(), other(state="withdrawn")])
    assert compare_releases(one, both).added == (listed,)
    assert compare_releases(both, one).removed == (listed,)
    assert compare_releases(both, left).withdrawn == (listed,)
    assert compare_releases(left, both).returned == (listed,)
    assert compare_releases(both, both).causes == {}


RUN: Mapping[str, Any] = {
    "release": "R2",
    "readers": reader_hashes(),
    "lineage": {"parent": "R1", "ledger": "l", "archive": {"a.warc.gz": "1", "b.warc.gz": "2"}},
}
ARCHIVE = {"a.warc.gz": "1", "b.warc.gz": "2"}


def test_a_release_whose_sources_are_as_they_were_can_be_derived() -> None:
    assert find_lost_sources(RUN, ARCHIVE) == ()
    assert why_not_derived(RUN, ARCHIVE, "l", ["R1", "R2"]) is None


@pytest.mark.parametrize(
    ("run", "archive", "ledger", "kept", "reason"),
    [
        ({}, {**ARCHIVE, "c.warc.gz": "3"}, "l", ["R1"], "the archive has grown since"),
        ({}, ARCHIVE, "m", ["R1"], "the ledger says other things since"),
        ({}, ARCHIVE, "l", ["R2"], "the release it went on from, R1, is no longer kept"),
    ],
)
def test_why_a_release_cannot_be_derived(
    run: dict[str, Any], archive: dict[str, str], ledger: str, kept: list[str], reason: str
) -> None:
    assert why_not_derived({**RUN, **run}, archive, ledger, kept) == reason


def test_archive_files_that_are_changed_or_gone_are_named() -> None:
    assert find_lost_sources(RUN, {"a.warc.gz": "9"}) == (
        "a.warc.gz: its SHA-256 is not the one in run.json of R2",
        "b.warc.gz: missing, but listed in run.json of R2",
    )
