"""Releases that another version wrote, with columns less, more, renamed or of another type."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pytest

from dataset.checks.baseline import Baseline
from dataset.checks.comparisons import compare
from dataset.checks.profile import measure
from dataset.checks.result import Floors
from dataset.projects.history import Change, compare_projects
from dataset.projects.identity import known_identities
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.differences import compare_releases
from dataset.releases.run_record import FORMAT
from dataset.schema.arrow import arrow_schema
from dataset.schema.columns import Table
from dataset.schema.earlier_columns import adapt, describe_other_columns, is_known
from dataset.schema.fields import TABLES, table

Build = Callable[..., PageRecord]
PROJECTS = table("projects")
COLUMNS_OF_FORMATS = {1: "0c76f332a0ffc303", 2: "e99484285cf5df41"}
"""For each format, a digest of the names and types of all columns."""


@pytest.fixture
def tables(page: Build) -> Tables:
    return build_tables([page(), page("https://iom.int/project/b", project_id="CT.0001", title="B")])


def test_a_change_of_columns_raises_the_format() -> None:
    columns = "\n".join(f"{one.name}.{column.name}: {column.type}" for one in TABLES for column in one.columns)
    digest = hashlib.sha256(columns.encode()).hexdigest()[:16]
    assert COLUMNS_OF_FORMATS.get(FORMAT) == digest, (
        "the columns have changed: raise FORMAT in dataset/releases/run_record.py by one and enter here"
        f" {FORMAT + 1}: {digest!r}; a renamed column says so in `formerly`, a new column of `changes` may be null"
    )


def test_todays_table_stays_as_it_is(tables: Tables) -> None:
    for declared in TABLES:
        assert adapt(tables[declared.name], declared) is tables[declared.name]
        assert describe_other_columns(tables[declared.name].schema, declared) is None


def test_columns_less_more_and_of_another_type(tables: Tables) -> None:
    published = tables["projects"].drop_columns(["year", "withdrawn"]).append_column("donor", pa.array(["A", "B"]))
    place = published.column_names.index("budget_usd")
    as_text = pa.array(["all of it", "81500.00"])
    published = published.set_column(place, "budget_usd", as_text)
    assert describe_other_columns(published.schema, PROJECTS) == (
        "projects without year, withdrawn, with donor, with another type of budget_usd"
    )
    adapted = adapt(published, PROJECTS)
    assert adapted.column_names == arrow_schema(PROJECTS).names
    unknown = [name for name in adapted.column_names if not is_known(adapted, name)]
    assert unknown == ["year", "budget_usd", "withdrawn"]
    assert adapted.column("title").equals(tables["projects"].column("title"))


def test_a_type_that_holds_every_value_is_taken_over(tables: Tables) -> None:
    place = tables["projects"].column_names.index("year")
    published = tables["projects"].set_column(place, "year", tables["projects"].column("year").cast(pa.int16()))
    assert adapt(published, PROJECTS).column("year").equals(tables["projects"].column("year"))


def test_a_renamed_column_is_found_by_its_former_name(tables: Tables) -> None:
    names = ["subject" if name == "title" else name for name in tables["projects"].column_names]
    published = tables["projects"].rename_columns(names)
    columns = tuple(replace(one, formerly="subject") if one.name == "title" else one for one in PROJECTS.columns)
    adapted = adapt(published, replace(PROJECTS, columns=columns))
    assert adapted.equals(tables["projects"])


def test_what_was_not_known_has_not_changed(tables: Tables, page: Build) -> None:
    now = build_tables([page(status="Active"), page("https://iom.int/project/b", project_id="CT.0001", title="B")])
    before = {**tables, "projects": adapt(tables["projects"].drop_columns(["year", "withdrawn"]), PROJECTS)}
    changes = [Change("Q36-805", "status", "Completed", "Active")]
    assert compare_projects(before["projects"], now["projects"]) == changes
    assert compare_projects(now["projects"], before["projects"]) == [Change("Q36-805", "status", "Active", "Completed")]
    assert [one.field for one in compare_releases(before, now).changed] == ["status"]


@pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.name)
def test_a_table_that_was_not_there_or_had_another_key_has_no_rows(declared: Table, tables: Tables) -> None:
    for published in (pa.table({}), tables[declared.name].drop_columns([declared.key[0]])):
        adapted = adapt(published, declared)
        assert (adapted.num_rows, adapted.column_names) == (0, arrow_schema(declared).names)


def test_identities_survive_without_identifiers_and_are_none_without_keys(tables: Tables) -> None:
    without = adapt(tables["projects"].drop_columns(["project_id", "prima_id"]), PROJECTS)
    assert {one.key for one in known_identities({**tables, "projects": without}).values()} == {"Q36-805", "CT.0001"}
    unkeyed = adapt(tables["projects"].drop_columns(["project_key"]), PROJECTS)
    assert known_identities({**tables, "projects": unkeyed}) == {}


def test_counts_that_earlier_releases_did_not_keep_are_not_compared(tables: Tables) -> None:
    now = measure(tables)
    before = replace(now, slices={}, filled={}, values={})
    checks = list(compare(now, Baseline(("2026-11-01T000000Z",), before), Floors()))
    assert {check.verdict for check in checks} == {"passed"}
