"""Changes of the site and changes of ours, told apart."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from dataset.checks.integrity import integrity_faults
from dataset.projects.history import Change, Readers, compare_projects, find_changes, readers_since, reread_records
from dataset.projects.identity import known_identities
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.versions import reader_hashes

Build = Callable[..., PageRecord]
FIRST = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
SECOND = FIRST + timedelta(days=7)
UNCHANGED = Readers(parser_changed=False, vocabulary_changed=False)
A, B = "https://www.iom.int/project/a", "https://www.iom.int/project/b"


def changes_of(
    earlier: Tables, reread: Sequence[PageRecord], current: Sequence[PageRecord], readers: Readers = UNCHANGED
) -> list[tuple[Any, ...]]:
    known = known_identities(earlier)
    now = build_tables(current, known=known)
    rows = find_changes(earlier, build_tables(reread, known=known), now, readers)
    tables = build_tables(current, known=known, changes=rows)
    assert list(integrity_faults(tables)) == []
    columns = ("project_key", "field", "old", "new", "cause", "observed_at")
    return [tuple(row[name] for name in columns) for row in tables["changes"].to_pylist()]


def test_a_change_of_the_site_is_dated_by_the_fetch_that_shows_it(page: Build) -> None:
    before = page(status="Active")
    after = page(status="Completed", fetched=SECOND)
    assert changes_of(build_tables([before]), [before], [after]) == [
        ("Q36-805", "status", "Active", "Completed", "source", SECOND)
    ]


def test_a_change_of_reading_is_the_parsers(page: Build) -> None:
    published, reread = page(budget_usd=None), page()
    current = page(fetched=SECOND)
    assert changes_of(build_tables([published]), [reread], [current]) == [
        ("Q36-805", "budget_usd", None, "81500.00", "parser", FIRST)
    ]


def test_both_at_once_are_told_apart(page: Build) -> None:
    published, reread = page(status=None, title="A"), page(status="Active", title="A")
    current = page(status="Completed", title="B", fetched=SECOND)
    assert changes_of(build_tables([published]), [reread], [current]) == [
        ("Q36-805", "status", None, "Active", "parser", FIRST),
        ("Q36-805", "status", "Active", "Completed", "source", SECOND),
        ("Q36-805", "title", "A", "B", "source", SECOND),
    ]


@pytest.mark.parametrize(
    ("vocabulary_changed", "raw_now", "cause"),
    [(True, "Actif", "vocabulary"), (False, "Actif", "parser"), (True, "Active", "parser")],
)
def test_the_same_text_with_another_meaning_is_the_vocabularys(
    page: Build, vocabulary_changed: bool, raw_now: str, cause: str
) -> None:
    published = page(status="Finalizado", raw={"status": "Actif"})
    reread = page(status="Active", raw={"status": raw_now})
    readers = Readers(parser_changed=True, vocabulary_changed=vocabulary_changed)
    found = changes_of(build_tables([published]), [reread], [reread], readers)
    assert found == [("Q36-805", "status", "Finalizado", "Active", cause, FIRST)]


def test_a_new_project_and_a_withdrawn_one(page: Build) -> None:
    old = page(A)
    gone = page(A, state="withdrawn", visited=SECOND)
    new = page(B, project_id="CT.0001", title="B", fetched=SECOND)
    assert changes_of(build_tables([old]), [old], [gone, new]) == [
        ("CT.0001", "project_key", None, "CT.0001", "source", SECOND),
        ("Q36-805", "withdrawn", "false", "true", "source", SECOND),
    ]


def test_a_renamed_slug_is_a_change_of_address_and_keeps_the_project(page: Build) -> None:
    old = page(A)
    renamed = [page(A, state="withdrawn", visited=SECOND), page(B, fetched=SECOND)]
    assert changes_of(build_tables([old]), [old], renamed) == [("Q36-805", "url", A, B, "source", SECOND)]


def test_changes_add_up_over_releases_and_repeat_nothing(page: Build) -> None:
    one, two, three = (page(status=status, fetched=FIRST + timedelta(days=day)) for day, status in enumerate("abc"))
    rows = find_changes(build_tables([one]), build_tables([one]), build_tables([two]), UNCHANGED)
    second = build_tables([two], changes=rows)
    assert len(changes_of(second, [two], [three])) == 2
    assert len(changes_of(second, [two], [two])) == 1


def test_two_changes_of_reading_of_one_archive_are_one(page: Build) -> None:
    readings = [page(title=title) for title in ("A", "B", "C", "A")]
    tables = build_tables(readings[:1])
    lengths = []
    for reading in readings[1:]:
        now = build_tables([reading])
        tables = build_tables([reading], changes=find_changes(tables, now, now, UNCHANGED))
        lengths.append([(row["old"], row["new"]) for row in tables["changes"].to_pylist()])
    assert lengths == [[("A", "B")], [("A", "C")], []]


def test_a_project_found_to_be_part_of_another_disappears_by_name(page: Build) -> None:
    published = [page(A), page(B, project_id=None, title="A title of its own")]
    reread = [page(A), page(B)]
    found = changes_of(build_tables(published), reread, reread)
    assert ("b", "project_key", "b", None, "parser", FIRST) in found


def test_an_earlier_releases_addresses_come_back_as_they_were(page: Build) -> None:
    gone = page(B, state="withdrawn", project_id="CT.0001", title="B")
    records = [page(A), gone, PageRecord("https://x/", "unfetched")]
    tables = build_tables(records)
    contents = {record.url: record.content for record in records if record.content}
    again = build_tables(reread_records(tables["pages"], contents))
    assert all(again[name].equals(tables[name]) for name in tables)


def test_projects_are_compared_by_key_and_field(page: Build) -> None:
    old = build_tables([page(A, countries=("BLZ",))])["projects"]
    new = build_tables([page(A, countries=("BLZ", "CRI"), budget_usd=None)])["projects"]
    assert compare_projects(old, new) == [
        Change("Q36-805", "budget_usd", "81500.00", None),
        Change("Q36-805", "countries", "BLZ", "BLZ;CRI"),
    ]
    assert compare_projects(old, old) == []
    assert isinstance(old, pa.Table)


def test_the_hashes_of_code_and_vocabularies_are_two() -> None:
    hashes = reader_hashes()
    assert set(hashes) == {"parser", "vocabulary"}
    assert hashes["parser"] != hashes["vocabulary"]
    assert all(len(value) == 64 for value in hashes.values())


def test_what_of_ours_has_changed_is_read_from_the_earlier_run() -> None:
    same = reader_hashes()
    assert readers_since({"readers": same}) == UNCHANGED
    assert readers_since({"readers": {**same, "vocabulary": "0"}}) == Readers(
        parser_changed=False, vocabulary_changed=True
    )
    assert readers_since({}) == Readers(parser_changed=True, vocabulary_changed=True)
